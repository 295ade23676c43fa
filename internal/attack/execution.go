package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
)

// block is a task that never answers.
func block(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// bounded are the errors of a state that does more than it may.
var bounded = []string{"States.DataLimitExceeded", "States.Runtime", "States.QueryEvaluationError"}

// every is a resolver with one function for all resources but activities.
type every asl.TaskFunc

func (f every) ResolveTask(resource string) (asl.TaskFunc, error) {
	if strings.Contains(resource, ":activity:") {
		return nil, asl.ErrNoTask
	}
	return asl.TaskFunc(f), nil
}

// echo returns its input.
func echo(_ context.Context, input json.RawMessage) (json.RawMessage, error) { return input, nil }

// machine parses a definition whose tasks return their input, unless an option has others.
func (t *trial) machine(definition string, opts ...asl.Option) *asl.Machine {
	return t.machineOf(definition, nil, opts...)
}

// machineOf is machine with options for parsing.
func (t *trial) machineOf(definition string, parsing []asl.ParseOption, opts ...asl.Option) *asl.Machine {
	m, err := asl.Parse([]byte(definition), parsing...)
	if err == nil {
		m, err = m.With(append([]asl.Option{asl.WithResolver(every(echo))}, opts...)...)
	}
	if err != nil {
		t.wrongf("the machine cannot be made: %v", err)
		return nil
	}
	return m
}

// started starts an execution. It is nil if it cannot start.
func (t *trial) started(m *asl.Machine) *asl.Execution {
	x, err := m.Start(context.Background(), []byte("{}"))
	if err != nil {
		t.wrongf("it cannot start: %v", err)
		return nil
	}
	return x
}

// executed executes a definition, and says how it ended. The result is nil if there is none.
func (t *trial) executed(definition, input string, opts ...asl.Option) *asl.Result {
	m := t.machine(definition, opts...)
	if m == nil {
		return nil
	}
	r, err := m.Execute(context.Background(), []byte(input))
	t.consistent(r, err)
	return r
}

// consistent notes how an execution ended, and whether its result and its error agree.
func (t *trial) consistent(r *asl.Result, err error) {
	switch {
	case r == nil:
		t.endedf("%v", err)
		return
	case r.Error != nil:
		t.endedf("%s: %s: %s", r.Status, r.Error.Name, r.Error.Cause)
	default:
		t.endedf("%s", r.Status)
	}
	told := err != nil && strings.Contains(err.Error(), "the execution has succeeded, but")
	if (err == nil || told) != (r.Status == asl.Succeeded) {
		t.wrongf("the status is %s, but the error is %v", r.Status, err)
	}
}

// fails executes a definition that must fail with one of these errors.
func (t *trial) fails(definition, input string, names []string, opts ...asl.Option) {
	r := t.executed(definition, input, opts...)
	if r != nil && (r.Error == nil || !slices.Contains(names, r.Error.Name)) {
		t.wrongf("it ended %s with the error %v, want one of %s", r.Status, r.Error, strings.Join(names, ", "))
	}
}

// failsBriefly executes a definition that must fail, with an error whose name and cause are
// no longer than those of AWS.
func (t *trial) failsBriefly(definition, input string) {
	r := t.executed(definition, input)
	switch {
	case r == nil:
	case r.Error == nil:
		t.wrongf("it ended %s, want FAILED", r.Status)
	case len(r.Error.Name) > 256 || len(r.Error.Cause) > 32_768:
		t.wrongf("the error has a name of %d bytes and a cause of %d, want at most 256 and 32,768", len(r.Error.Name), len(r.Error.Cause))
	}
}

// ends executes a definition that must succeed, or fail with one of these errors.
func (t *trial) ends(definition, input string, names []string, opts ...asl.Option) {
	r := t.executed(definition, input, opts...)
	if r != nil && r.Status != asl.Succeeded && (r.Error == nil || !slices.Contains(names, r.Error.Name)) {
		t.wrongf("it ended %s with the error %v, want success or one of %s", r.Status, r.Error, strings.Join(names, ", "))
	}
}

// succeeds executes a definition that must succeed with this output, if one is given.
func (t *trial) succeeds(definition, input, output string, opts ...asl.Option) {
	r := t.executed(definition, input, opts...)
	if r != nil && (r.Status != asl.Succeeded || output != "" && string(r.Output) != output) {
		t.wrongf("it ended %s with the output %.100s, want %.100s", r.Status, r.Output, output)
	}
}

// grace is how long an execution may go on after it was to end.
const grace = 100 * time.Millisecond

// latef notes that something took longer than it may, which another process may have
// caused.
func (t *trial) lateIf(took, allowed time.Duration, what string) {
	if took > allowed {
		t.Late = append(t.Late, what+" took "+took.Round(time.Millisecond).String()+", allowed are "+allowed.String())
	}
}

// ender is a way to end an execution from outside of a step.
type ender struct {
	name   string
	option asl.Option // nil if it needs none
	after  time.Duration
	end    func(x *asl.Execution, cancel func()) // nil if it ends by itself
	status asl.Status
}

// enders are all of them. The machine's TimeoutSeconds is set by [loop].
var enders = []ender{
	{name: "context", after: 300 * time.Millisecond, end: func(_ *asl.Execution, cancel func()) { cancel() }, status: asl.Running},
	{name: "Stop", after: 300 * time.Millisecond, status: asl.Aborted, end: func(x *asl.Execution, _ func()) {
		if err := x.Stop("Stopped", ""); err != nil {
			panic(err)
		}
	}},
	{name: "TimeoutSeconds", after: time.Second, status: asl.TimedOut},
	{name: "Duration", option: asl.WithLimits(asl.Limits{Duration: 300 * time.Millisecond, Events: -1}), after: 300 * time.Millisecond, status: asl.TimedOut},
}

// cutShort executes a definition that runs for long, ends it in one of the ways, and checks
// that it ends in time and with the right status. It may end with one of the errors of
// bounded before that.
func (t *trial) cutShort(e ender, definition, input string) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m := t.machine(definition, asl.WithHistory(asl.DropHistory()), asl.WithLimits(asl.Limits{Events: -1}))
	if m == nil {
		return
	}
	var opts []asl.Option
	if e.option != nil {
		opts = append(opts, e.option)
	}
	begun := time.Now()
	x, err := m.Start(ctx, []byte(input), opts...)
	if err != nil {
		t.wrongf("it cannot start: %v", err)
		return
	}
	select {
	case <-x.Done():
	case <-time.After(e.after - time.Since(begun)):
		begun = time.Now().Add(-e.after)
		if e.end != nil {
			e.end(x, cancel)
		}
	}
	r, err := x.Wait(context.Background())
	took := time.Since(begun)
	t.consistent(r, err)
	if r.Error != nil && slices.Contains(bounded, r.Error.Name) && took < e.after+grace {
		return
	}
	if r.Status != e.status {
		t.wrongf("the status is %s, want %s", r.Status, e.status)
	}
	if e.status == asl.Running && !errors.Is(err, context.Canceled) {
		t.wrongf("the error is %v, want that of the context", err)
	}
	t.lateIf(took, e.after+grace, "the end")
}

// withTask is the option of a function for all tasks.
func withTask(f asl.TaskFunc) asl.Option { return asl.WithResolver(every(f)) }
