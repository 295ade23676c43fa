package servertest

import (
	"context"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/temporal"
)

const (
	orderARN = "arn:aws:states:us-east-1:123456789012:stateMachine:order"
	function = "arn:aws:lambda:us-east-1:123456789012:function:"
)

// queue is a task queue of a server, with a client of ours. What has run on it is replayed when
// the test ends.
type queue struct {
	*temporal.Client
	t        *testing.T
	sdk      client.Client
	name     string
	machine  string // ARN of the one that start starts
	machines map[string]*asl.Machine
	opts     []temporal.Option
	started  []string // ARNs
}

// newQueue returns a queue without a worker.
func newQueue(t *testing.T, sdk client.Client, name string, machines map[string]*asl.Machine, opts ...temporal.Option) *queue {
	t.Helper()
	q := &queue{t: t, sdk: sdk, name: name, machine: orderARN, machines: machines, opts: opts}
	var err error
	if q.Client, err = temporal.NewClient(sdk, q.name, machines, opts...); err != nil {
		t.Fatal(err)
	}
	return q
}

// run starts a worker of a queue, which stops with the test.
func (q *queue) run(name string, o worker.Options) worker.Worker {
	q.t.Helper()
	o.WorkerStopTimeout = 10 * time.Second
	w := worker.New(q.sdk, name, o)
	if err := temporal.Register(w, q.machines, q.opts...); err != nil {
		q.t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		q.t.Fatal(err)
	}
	q.t.Cleanup(w.Stop)
	return w
}

// newServed returns a queue of the shared server, with a worker that has one machine.
func newServed(t *testing.T, definition string, mux *asl.Mux, opts ...temporal.Option) *queue {
	t.Helper()
	q := newQueue(t, shared, t.Name(), map[string]*asl.Machine{orderARN: machine(t, definition, mux)}, opts...)
	q.run(q.name, worker.Options{})
	return q
}

func machine(t *testing.T, definition string, mux *asl.Mux) *asl.Machine {
	t.Helper()
	m, err := asl.Parse([]byte(definition))
	if err == nil {
		m, err = m.With(asl.WithResolver(mux))
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// start starts an execution.
func (q *queue) start(input string) (arn string) {
	q.t.Helper()
	is, err := q.Start(q.t.Context(), durable.Start{Machine: q.machine, Input: []byte(input)})
	if err != nil {
		q.t.Fatal(err)
	}
	if q.started = append(q.started, is.ARN); len(q.started) == 1 {
		q.t.Cleanup(func() {
			for _, arn := range q.started {
				q.replay(arn)
			}
		})
	}
	return is.ARN
}

// end waits for the end of an execution.
func (q *queue) end(arn string) durable.Description {
	q.t.Helper()
	ctx, cancel := context.WithTimeout(q.t.Context(), 2*time.Minute)
	defer cancel()
	is, err := q.Wait(ctx, arn)
	if err != nil {
		q.t.Fatal(err)
	}
	if is.Stalled != "" {
		q.t.Fatal(is.Stalled)
	}
	return is
}

// events returns the whole history of an execution.
func (q *queue) events(arn string) []history.Event {
	q.t.Helper()
	events, next, err := q.History(q.t.Context(), arn, durable.HistoryPage{Max: 1_000_000})
	if err != nil || next != 0 {
		q.t.Fatal(next, err)
	}
	return events
}

// until calls f again and again until it returns true, and fails if that takes too long.
func (q *queue) until(what string, f func() bool) {
	q.t.Helper()
	for range 3000 {
		if f() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	q.t.Fatal("not within a minute: ", what)
}
