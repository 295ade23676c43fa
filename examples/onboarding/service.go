package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
)

//go:embed onboarding.asl.json
var definition string

// identity has the region and the account that are used if nothing is said.
var identity = asl.Identity{Machine: "onboarding"}

// service drives onboardings, together with all others on its store, or its cluster.
type service struct {
	durable.Client
	drive func(ctx context.Context) error // until ctx ends
	mails mailbox
	out   io.Writer
}

// newService returns a service on a store, in which nothing moves before Run.
func newService(store durable.Store, mails mailbox, out io.Writer, opts ...durable.Option) (*service, error) {
	x, err := durable.New(store, opts...)
	if err != nil {
		return nil, err
	}
	s := &service{x, x.Run, mails, out}
	m, err := s.machine()
	if err != nil {
		return nil, err
	}
	return s, x.Register(identity.MachineARN(), m)
}

// machine returns the machine with its tasks.
func (s *service) machine() (*asl.Machine, error) {
	var mux asl.Mux
	mux.Lambda("createAccount", asl.Func(s.createAccount))
	mux.Lambda("askToConfirm", asl.Func(s.askToConfirm))
	mux.Lambda("sayWelcome", asl.Func(s.sayWelcome))
	return asl.MustParse(definition).With(asl.WithResolver(&mux), asl.WithObserver(s.observe))
}

// observe prints events, which are in the store by then. Only that a task was started may be
// told before.
func (s *service) observe(_ *asl.Execution, e history.Event) {
	state := ""
	switch d := e.Details.(type) {
	case *history.StateEntered:
		state = ": " + d.Name
	case *history.StateExited:
		state = ": " + d.Name
	}
	fmt.Fprintf(s.out, "%3d %s%s\n", e.ID, e.Type, state)
}

// onboard starts an onboarding, or takes up the one of that name, and drives until it ends.
// When ctx ends it drains, so that whoever starts next goes on at once.
func (s *service) onboard(ctx context.Context, name string) error {
	runs, stop := context.WithCancel(ctx)
	drained := make(chan error, 1)
	go func() {
		defer stop() // nobody waits for executions that are not driven, if it fails
		drained <- s.drive(runs)
	}()
	d, err := s.follow(runs, name)
	stop()
	if failed := <-drained; failed != nil {
		return failed
	}
	if ctx.Err() != nil {
		fmt.Fprintln(s.out, "drained: it goes on when it is started again")
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, d.Status, d.Output)
	return nil
}

// follow starts an onboarding and waits until it ends, in whichever process that is.
func (s *service) follow(ctx context.Context, name string) (d durable.Description, err error) {
	input, err := json.Marshal(person{name})
	if err != nil {
		return d, err
	}
	_, err = s.Start(ctx, durable.Start{Machine: identity.MachineARN(), Name: name, Input: input})
	if err != nil && !errors.Is(err, durable.ErrExecutionAlreadyExists) { // it has ended before
		return d, err
	}
	return s.Wait(ctx, identity.ExecutionARN(name))
}

// confirm does what the owner of an account does who follows the link in the mail. The token
// is all that it needs: the service that sent the mail may not even run.
func (s *service) confirm(ctx context.Context, name string) error {
	m, err := s.mails.read(name, "confirm")
	if err != nil {
		return fmt.Errorf("%s has got no mail: %w", name, err)
	}
	if err := s.SendTaskSuccess(ctx, m.Token, []byte(`{"confirmed": true}`)); err != nil {
		return err
	}
	fmt.Fprintln(s.out, name, "has confirmed the address")
	return nil
}

// list prints the onboardings, the newest first.
func (s *service) list(ctx context.Context) error {
	for f := (durable.Filter{Machine: identity.MachineARN()}); ; {
		page, next, err := s.List(ctx, f)
		if err != nil {
			return err
		}
		for _, e := range page {
			fmt.Fprintf(s.out, "%-12s %-10s %s\n", e.Name, e.Status, e.Stalled)
		}
		if next == "" {
			return nil
		}
		f.After = next
	}
}
