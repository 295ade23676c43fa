package durable_test

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

const arnOf = "arn:aws:states:us-east-1:123456789012:stateMachine:"

// service is an Executor that runs, in a bubble of synctest.
type service struct {
	*durable.Executor
	t    *testing.T
	stop func()
}

// serve runs an Executor on a store.
func serve(t *testing.T, s durable.Store, machines map[string]*asl.Machine, opts ...durable.Option) *service {
	t.Helper()
	x, err := durable.New(s, opts...)
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range machines {
		if err := x.Register(arnOf+name, m); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- x.Run(ctx) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return &service{x, t, stop}
}

// begin starts an execution.
func (s *service) begin(machine, name, input string) string {
	s.t.Helper()
	d, err := s.Start(s.t.Context(), durable.Start{Machine: arnOf + machine, Name: name, Input: []byte(input)})
	if err != nil {
		s.t.Fatal(err)
	}
	return d.ARN
}

// after returns the description of an execution after a time.
func (s *service) after(d time.Duration, arn string) durable.Description {
	s.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	is, err := s.Describe(s.t.Context(), arn)
	if err != nil {
		s.t.Fatal(err)
	}
	return is
}

// ends checks how an execution has ended after a time.
func (s *service) ends(after time.Duration, arn string, status asl.Status, output string) durable.Description {
	s.t.Helper()
	d := s.after(after, arn)
	if d.Status != status || d.Output.String() != output || d.Stalled != "" {
		why := ""
		if d.Failure != nil {
			why = d.Failure.Name()
		}
		s.t.Errorf("%s: it is %s with %s %s %s, want %s with %s", d.Name, d.Status, d.Output, why, d.Stalled, status, output)
	}
	return d
}

// machine parses a definition.
func machine(t *testing.T, definition string, opts ...asl.Option) *asl.Machine {
	t.Helper()
	m, err := asl.MustParse(definition).With(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func echo(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }
