// Command onboarding shows a service whose executions survive that it is killed at any time.
// An account is created, its owner confirms an address, and is welcomed later; an SQLite
// file has what has happened, and a folder the mails.
//
//	go run ./examples/onboarding start ada
//	go run ./examples/onboarding confirm ada    # in another terminal
//
// Kill the first one whenever you like, as with kill -9, and start it again: it goes on
// where it was. list shows all executions.
//
// With a Temporal server, as temporal server start-dev is one, each command takes the flag
// -temporal localhost:7233: then the cluster has what has happened.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir := flag.String("dir", filepath.Join(os.TempDir(), "goasl-onboarding"), "folder of the executions and the mails")
	cluster := flag.String("temporal", "", "address of a Temporal server that has the executions, in place of the folder")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "onboarding [FLAGS] start NAME | confirm NAME | list")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := run(ctx, os.Stdout, *dir, *cluster, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

// run does what the command line says, with a cluster if it has an address.
func run(ctx context.Context, out io.Writer, dir, cluster string, args []string) error {
	mails := mailbox(filepath.Join(dir, "mails"))
	if err := os.MkdirAll(string(mails), 0o700); err != nil {
		return err
	}
	if cluster != "" {
		return onCluster(ctx, out, cluster, mails, args)
	}
	return inFolder(ctx, out, dir, mails, args)
}

// inFolder does what the command line says, with the executions in a file of a folder.
func inFolder(ctx context.Context, out io.Writer, dir string, mails mailbox, args []string) (err error) {
	store, err := sqlitestore.Open(filepath.Join(dir, "executions.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	// A killed process keeps its executions for the time of its lease. Two seconds are
	// good to look at; the default of 30 forgives a process that stands still.
	s, err := newService(store, mails, out, durable.WithLease(2*time.Second))
	if err != nil {
		return err
	}
	return s.obey(ctx, args)
}

// obey does what the command line says.
func (s *service) obey(ctx context.Context, args []string) error {
	switch {
	case len(args) == 2 && args[0] == "start":
		return s.onboard(ctx, args[1])
	case len(args) == 2 && args[0] == "confirm":
		return s.confirm(ctx, args[1])
	case len(args) == 1 && args[0] == "list":
		return s.list(ctx)
	}
	return fmt.Errorf("want start NAME, confirm NAME or list, not %q", args)
}
