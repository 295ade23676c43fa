package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/temporal"
)

// queue is the task queue of the onboardings.
const queue = "onboarding"

// onCluster does what the command line says, with the executions on a Temporal cluster.
func onCluster(ctx context.Context, out io.Writer, address string, mails mailbox, args []string) error {
	warnings := sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	cluster, err := client.DialContext(ctx, client.Options{HostPort: address, Logger: warnings})
	if err != nil {
		return fmt.Errorf("no Temporal server at %s: %w; temporal server start-dev starts one", address, err)
	}
	defer cluster.Close()
	s, err := newWorker(cluster, mails, out)
	if err != nil {
		return err
	}
	return s.obey(ctx, args)
}

// newWorker returns a service on a cluster, which drives when it is told to.
func newWorker(cluster client.Client, mails mailbox, out io.Writer) (*service, error) {
	s := &service{mails: mails, out: out}
	m, err := s.machine()
	if err != nil {
		return nil, err
	}
	machines := map[string]*asl.Machine{identity.MachineARN(): m}
	if s.Client, err = temporal.NewClient(cluster, queue, machines); err != nil {
		return nil, err
	}
	s.drive = func(ctx context.Context) error {
		w := worker.New(cluster, queue, worker.Options{})
		if err := temporal.Register(w, machines); err != nil {
			return err
		}
		if err := w.Start(); err != nil {
			return err
		}
		<-ctx.Done()
		w.Stop()
		return nil
	}
	return s, nil
}
