package statetest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// journaled plays an execution, and returns its journal and its history.
func journaled(t testing.TB) (*state.Run, *statetest.Journal, []history.Event) {
	t.Helper()
	r, err := state.Start(parse(t, twoAtOnce), []byte(`{}`), state.Config{Now: epoch, Journal: true})
	if err != nil {
		t.Fatal(err)
	}
	j, err := statetest.NewJournal(r)
	if err != nil {
		t.Fatal(err)
	}
	var events []history.Event
	step := func(turns int) {
		var b state.Batch
		if _, err := r.Step(&b, turns); err != nil {
			t.Fatal(err)
		}
		j.Add(r, &b)
		events = append(events, b.Events...)
	}
	step(2)
	r.Done(epoch, 1, jsonvalue.OfInt(1), nil)
	step(1)
	step(0)
	r.Done(epoch.Add(1), 2, jsonvalue.OfInt(2), nil)
	step(1) // there are turns left
	return r, j, events
}

// TestJournal: a Run is rebuilt, and what differs is found.
func TestJournal(t *testing.T) {
	r, j, events := journaled(t)
	if err := j.Check(r, events); err != nil || len(j.Records) != 4 {
		t.Errorf("%v, and there are %d records", err, len(j.Records))
	}
	var diverged *state.DivergedError
	record := func(n int, old, new string) func(*statetest.Journal) {
		return func(j *statetest.Journal) {
			j.Records[n] = []byte(strings.Replace(string(j.Records[n]), old, new, 1))
		}
	}
	for _, test := range []struct {
		name, want string
		change     func(j *statetest.Journal)
		as         any // how the error can be taken, if not nil
	}{
		{name: "no snapshot", change: func(j *statetest.Journal) { j.Snapshot = nil }, want: "cannot be rebuilt"},
		{name: "a record is lost", change: func(j *statetest.Journal) { j.Records = slices.Delete(j.Records, 1, 2) }, want: "no turn is left", as: &diverged},
		{name: "a record is damaged", change: record(0, "{", ""), want: "cannot be rebuilt"},
		{name: "another revision", change: record(1, `"revision":4`, `"revision":0`), want: "of revision 0"},
		{name: "another turn", change: record(1, `"turn":2`, `"turn":3`), want: "event 6 is"},
		{name: "another output", change: record(1, `"output":1`, `"output":3`), want: "event 7 is"},
		{name: "another time", change: record(3, "000000001Z", "000000002Z"), want: "the snapshot is"},
	} {
		r, j, events := journaled(t)
		test.change(j)
		err := j.Check(r, events)
		if err == nil || !strings.Contains(err.Error(), test.want) || test.as != nil && !errors.As(err, test.as) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
	}
	if err := j.Check(r, events[1:]); err == nil || !strings.Contains(err.Error(), "event 1 is") {
		t.Errorf("another history: %v", err)
	}
	if err := j.Check(r, append(events, events[0])); err == nil || !strings.Contains(err.Error(), "is\nnone") {
		t.Errorf("a longer history: %v", err)
	}
}
