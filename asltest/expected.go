package asltest

import (
	"math/rand/v2"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// expected are the names of errors that retriers and catchers of the state, and of
// those around it, take.
func (f *dataflow) expected(s state.State) (names []string) {
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) && !isMistake(name) {
			names = append(names, name)
		}
	}
	for ; s != nil; s = f.def.Outer(s) {
		for _, field := range []string{"Retry", "Catch"} {
			var before []string // the names that come earlier
			for _, element := range f.def.NodeOf(s).Get(field).Children() {
				for _, n := range element.Get("ErrorEquals").Children() {
					add(oneOf(n.Text(), before))
					before = append(before, n.Text())
				}
			}
		}
		for _, hint := range f.caught(s, "Error").hints { // what is compared with the name of the error
			add(hint.Text())
		}
	}
	return names
}

// oneOf is an error that a name in ErrorEquals stands for, and that none of the names before
// it takes.
func oneOf(name string, before []string) string {
	switch {
	case name != "States.ALL":
		return name
	case slices.Contains(before, asl.ErrTaskFailed.Name):
		return asl.ErrTimeout.Name // the others are taken
	}
	return asl.ErrTaskFailed.Name
}

// caught is what is wanted of a member of the errors that a state catches.
func (f *dataflow) caught(s state.State, member string) *shape {
	return f.failures[s].find([]jsonvalue.Step{{Name: member}})
}

// fail is a failure of a task with an error of that name.
func (x *explorer) fail(t state.State, name string, r *rand.Rand) reaction {
	n := x.def.NodeOf(t)
	isTimeout := name == asl.ErrTimeout.Name || name == asl.ErrHeartbeatTimeout.Name
	switch {
	case isTimeout && (n.Get("TimeoutSeconds").Exists() || n.Get("HeartbeatSeconds").Exists()):
		return reaction{Hang(), "no answer in time"}
	case isTimeout:
		return reaction{Fail(name, ""), name}
	}
	for s := t; s != nil; s = x.def.Outer(s) {
		if cause := x.flow.caught(s, "Cause"); cause.isKnown() {
			text := cause.generate(r).Text()
			return reaction{Fail(name, text), name + ": " + cut(text)}
		}
	}
	return reaction{Fail(name, "made up by the test"), name}
}
