package asltest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// Run is an execution that has ended. Its methods are assertions: each fails the
// test if it does not hold, goes on, and returns the Run, so that they chain. A
// failure shows the way that the execution took. It is used by the goroutine of
// its test alone.
type Run struct {
	t        testing.TB
	def      *state.Machine
	result   *asl.Result
	err      error
	events   []history.Event
	timeline *history.Timeline // with what distributed Maps have started
	tokens   []string
	items    []*asl.Execution // of Map Runs
	store    *items.Memory    // nil without one
	buckets  []string         // of the store
}

// Result returns what Execute returned.
func (r *Run) Result() (*asl.Result, error) { return r.result, r.err }

// Events returns the history, which is not to be modified. Executions that a distributed Map
// has started have histories of their own, which are not in it.
func (r *Run) Events() []history.Event { return r.events[:len(r.events):len(r.events)] }

// fail fails the test and shows what led to it.
func (r *Run) fail(at *history.Visit, format string, args ...any) {
	r.t.Helper()
	r.t.Errorf("%s%s", fmt.Sprintf(format, args...), r.trace(at))
}

// json reads JSON that the test's author has written; ok is false if it is none,
// which fails the test.
func (r *Run) json(what, text string) (v jsonvalue.Value, ok bool) {
	r.t.Helper()
	v, err := jsonvalue.ParseString(text)
	if err != nil {
		r.t.Errorf("%s: %s is not JSON: %v", what, quote(text), err)
	}
	return v, err == nil
}

// Succeeds asserts that the execution succeeded.
func (r *Run) Succeeds() *Run {
	r.t.Helper()
	if r.err != nil {
		r.fail(r.timeline.End, "the execution %s: %v; want it to succeed", ended(r.result.Status), errorText(r.result))
	}
	return r
}

// Output asserts that the execution succeeded with this output, as JSON: the
// order of members, spaces and the spelling of numbers do not count.
func (r *Run) Output(want string) *Run {
	r.t.Helper()
	v, ok := r.json("Output", want)
	switch {
	case !ok:
	case r.err != nil:
		r.fail(r.timeline.End, "the execution %s: %v; want an output", ended(r.result.Status), errorText(r.result))
	default:
		if diff := differ(v, parsed(r.result.Output)); diff != "" {
			r.fail(r.timeline.End, "the output is another one (-want +got):\n%s", diff)
		}
	}
	return r
}

// Fails asserts that the execution failed or timed out with an error of this
// name.
func (r *Run) Fails(name string) *Run {
	r.t.Helper()
	switch {
	case r.err == nil:
		r.fail(r.timeline.End, "the execution succeeded with %s; want it to fail with %s", parsed(r.result.Output).Preview(shown), name)
	case r.result.Error.ErrorName() != name:
		r.fail(r.timeline.End, "the execution %s: %v; want the error %s", ended(r.result.Status), errorText(r.result), name)
	}
	return r
}

// Cause asserts that the execution failed with an error of this cause.
func (r *Run) Cause(want string) *Run {
	r.t.Helper()
	switch {
	case r.err == nil:
		r.fail(r.timeline.End, "the execution succeeded; want it to fail with the cause %q", want)
	case r.result.Error.Cause != want:
		r.fail(r.timeline.End, "the cause is another one (-want +got):\n%s", differText(want, r.result.Error.Cause))
	}
	return r
}

// Elapsed asserts how long the execution took on its clock.
func (r *Run) Elapsed(want time.Duration) *Run {
	r.t.Helper()
	if got := r.result.Ended.Sub(r.result.Started); got != want {
		r.fail(r.timeline.End, "the execution took %v, want %v", got, want)
	}
	return r
}

// Variables asserts which workflow variables the machine's own states have
// assigned, as a JSON object; those of branches and iterations are gone by then.
func (r *Run) Variables(want string) *Run {
	r.t.Helper()
	v, ok := r.json("Variables", want)
	if !ok {
		return r
	}
	if diff := differ(v, r.variables()); diff != "" {
		r.fail(r.timeline.End, "the variables are others (-want +got):\n%s", diff)
	}
	return r
}

// variables is an object of what the machine's own states have assigned.
func (r *Run) variables() jsonvalue.Value {
	var members []jsonvalue.Member
	for _, v := range r.timeline.Main.Visits {
		if exited, ok := v.Exited.Details.(*history.StateExited); ok {
			members = append(members, exited.AssignedVariables...)
		}
	}
	return jsonvalue.OfObject(members) // of a name the last value counts
}

func parsed(text []byte) jsonvalue.Value {
	v, err := jsonvalue.Parse(text)
	if err != nil { // cannot be: the engine has written it
		return jsonvalue.Value{}
	}
	return v
}

// ended says how an execution that did not succeed ended.
func ended(s asl.Status) string {
	switch s {
	case asl.TimedOut:
		return "timed out"
	case asl.Aborted:
		return "was aborted"
	}
	return "failed"
}

func errorText(r *asl.Result) error {
	if r.Error == nil {
		return errors.New("no error")
	}
	return r.Error
}
