package asltest

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/tidwall/gjson"
)

// calls are the inputs of a Task state's calls, in the order in which they were
// scheduled, over all branches, iterations and attempts. ok is false if there is
// no such state, which fails the test.
func (r *Run) calls(what, name string) (inputs []jsonvalue.Value, ok bool) {
	r.t.Helper()
	if _, isTask := r.def.State(name).(*state.Task); !isTask {
		r.t.Errorf("%s(%q): the machine has no Task state of that name", what, name)
		return nil, false
	}
	for _, v := range r.timeline.Visits {
		if v.Name == name {
			inputs = append(inputs, callsOf(v)...)
		}
	}
	return inputs, true
}

// callsOf are the inputs of the calls during a visit.
func callsOf(v *history.Visit) (inputs []jsonvalue.Value) {
	for _, a := range v.Attempts {
		if input, ok := a.Calls(); ok {
			inputs = append(inputs, input)
		}
	}
	return inputs
}

// Calls asserts how often a Task state has called its resource. Retries count.
func (r *Run) Calls(state string, want int) *Run {
	r.t.Helper()
	inputs, ok := r.calls("Calls", state)
	if ok && len(inputs) != want {
		r.fail(r.lastOf(state), "state %s made %d calls, want %d", state, len(inputs), want)
	}
	return r
}

// Input asserts what a call of a Task state was given, at a place in it: n
// counts the calls from 0, path is one of gjson ("order.items.0", "@this" for
// the whole), want is JSON, or "" if nothing is to be there. The input is what
// the task gets: after InputPath and Parameters.
func (r *Run) Input(state string, n int, path, want string) *Run {
	r.t.Helper()
	inputs, ok := r.calls("Input", state)
	if !ok {
		return r
	}
	if n < 0 || n >= len(inputs) {
		r.fail(r.lastOf(state), "state %s made %d calls; there is no call %d, counted from 0", state, len(inputs), n)
		return r
	}
	got, err := jsonvalue.ParseString(gjson.Get(inputs[n].String(), path).Raw)
	switch {
	case err != nil && want == "":
	case err != nil:
		r.fail(r.lastOf(state), "call %d of state %s has nothing at %q: its input is\n%s", n, state, path, pretty(inputs[n]))
	case want == "":
		r.fail(r.lastOf(state), "call %d of state %s has %s at %q; want nothing there", n, state, got.Preview(shown), path)
	default:
		v, ok := r.json("Input", want)
		if diff := differ(v, got); ok && diff != "" {
			r.fail(r.lastOf(state), "call %d of state %s was given something else at %q (-want +got):\n%s", n, state, path, diff)
		}
	}
	return r
}

// Call returns the input of a call of a Task state, for look-ups of the test's
// own; n counts from 0. If there was no such call the test ends.
func (r *Run) Call(state string, n int) gjson.Result {
	r.t.Helper()
	inputs, ok := r.calls("Call", state)
	if ok && n >= 0 && n < len(inputs) {
		return gjson.Parse(inputs[n].String())
	}
	r.t.Fatalf("state %s made %d calls; there is no call %d, counted from 0%s", state, len(inputs), n, r.trace(r.lastOf(state)))
	return gjson.Result{}
}
