package asl_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// otherPlace starts children and offers tasks by keeping them.
type otherPlace struct {
	err     error
	ended   state.Outcome // of a child that has ended already
	started []*state.StartChild
	number  int // the generation of the last one
	aborted []string
	offered []*state.RunTask
	missing bool
}

const elsewhereARN = "arn:aws:states:us-east-1:000000000000:execution:Child:c"

func (e *otherPlace) Start(_ context.Context, start *state.StartChild, generation int) (state.ChildOutcome, error) {
	e.started, e.number = append(e.started, start), generation
	o := e.ended
	o.Started = epoch
	return state.ChildOutcome{ARN: elsewhereARN, Name: "c", Input: start.ChildInput.String(), Outcome: o}, e.err
}

func (e *otherPlace) Abort(_ context.Context, start *state.StartChild) error {
	e.aborted = append(e.aborted, start.Key)
	return nil
}

func (e *otherPlace) Offer(_ context.Context, t *state.RunTask) (bool, error) {
	e.offered = append(e.offered, t)
	return !e.missing, e.err
}

func succeeded(output string) state.Outcome {
	return state.Outcome{Status: asl.Succeeded, Output: jsonvalue.OfString(output), Started: epoch, Ended: epoch}
}

// suspended runs m until it only waits, and returns what was saved.
func suspended(t *testing.T, m *asl.Machine, s *disk) {
	t.Helper()
	r, err := m.Execute(t.Context(), []byte(`{}`), asl.WithCheckpoint(s.save), asl.WithSuspension(0))
	if !errors.Is(err, asl.ErrSuspended) || r.Status != asl.Running {
		t.Fatalf("%s, %v", r.Status, err)
	}
}

// resumed goes on with what was saved, and inputs, to the end.
func resumed(t *testing.T, m *asl.Machine, s *disk, inputs ...state.Input) (*asl.Result, error) {
	t.Helper()
	x, err := m.Resume(t.Context(), s.saved, asl.WithCheckpoint(s.save), asl.WithInputs(inputs...), asl.WithSuspension(0))
	if err != nil {
		t.Fatal(err)
	}
	return x.Wait(t.Context())
}

// typesOf returns the types of events.
func typesOf(events []history.Event) (all []history.Type) {
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

// TestChildElsewhere: an execution waits for a child that WithChildren has started, also across
// a restart, and its history is that of a child in the same process.
func TestChildElsewhere(t *testing.T) {
	noLeak(t)
	want := execute(t, machine(t, parent(".sync:2", ""), starts(t, machine(t, only(`"Type": "Pass", "Result": "done"`)), nil0)), `{}`)
	for name, ended := range map[string]state.Outcome{"runs": {Status: asl.Running}, "has ended": succeeded("done")} {
		var s disk
		e := otherPlace{ended: ended}
		m := machine(t, parent(".sync:2", ""), asl.WithChildren(&e))
		var r *asl.Result
		var err error
		if ended.Status == asl.Running {
			suspended(t, m, &s)
			done := state.Input{Kind: state.InputChildDone, ID: e.started[0].ID, Child: &state.ChildOutcome{ARN: elsewhereARN, Name: "c", Input: "{}", Outcome: succeeded("done")}}
			r, err = resumed(t, m, &s, done, done)
		} else {
			r, err = m.Execute(t.Context(), []byte(`{}`), asl.WithCheckpoint(s.save))
		}
		if err != nil || string(r.Output) != `"done"` && !strings.Contains(string(r.Output), `"done"`) {
			t.Errorf("%s: %s, %v", name, r.Output, err)
		}
		if got := typesOf(s.events); !slices.Equal(got, typesOf(want.History())) {
			t.Errorf("%s: the events are\n%v\nwant\n%v", name, got, typesOf(want.History()))
		}
		if len(e.aborted) > 0 {
			t.Errorf("%s: the child was aborted", name)
		}
	}
}

// TestChildElsewhereFails: a refusal is the failure of the task, and any other error stops the
// execution where it was saved.
func TestChildElsewhereFails(t *testing.T) {
	noLeak(t)
	var s disk
	e := otherPlace{err: asl.Errorf("StepFunctions.ExecutionAlreadyExistsException", "taken")}
	m := machine(t, parent(".sync:2", ""), asl.WithChildren(&e))
	if r, err := m.Execute(t.Context(), []byte(`{}`)); r.Status != asl.Failed || r.Error.Name != "StepFunctions.ExecutionAlreadyExistsException" {
		t.Errorf("refused: %s, %v", r.Status, err)
	}
	e.err = errors.New("the disk is full")
	if r, err := m.Execute(t.Context(), []byte(`{}`), asl.WithCheckpoint(s.save)); r.Status != asl.Running || !errors.Is(err, e.err) {
		t.Errorf("not started: %s, %v", r.Status, err)
	}
	e.err, e.ended = nil, succeeded("done")
	if r, err := resumed(t, m, &s); err != nil {
		t.Errorf("resumed: %s, %v", r.Status, err)
	}
}

// TestChildElsewhereAborted: a child that its parent does not wait for any more is aborted.
func TestChildElsewhereAborted(t *testing.T) {
	noLeak(t)
	e := otherPlace{ended: state.Outcome{Status: asl.Running}}
	m := machine(t, parent(".sync:2", ""), asl.WithChildren(&e))
	var s disk
	suspended(t, m, &s)
	r, _ := resumed(t, m, &s, state.Input{Kind: state.InputAbort, Failure: &state.Failure{}})
	if r.Status != asl.Aborted || !slices.Equal(e.aborted, []string{e.started[0].Key}) {
		t.Errorf("%s, aborted: %v", r.Status, e.aborted)
	}
}

// TestChildElsewhereTooDeep: executions that start one another in another place are bounded in
// depth as in one process, and one that another has started is suspended nevertheless.
func TestChildElsewhereTooDeep(t *testing.T) {
	noLeak(t)
	e := otherPlace{ended: state.Outcome{Status: asl.Running}}
	m := machine(t, parent(".sync:2", ""), asl.WithChildren(&e), asl.WithLimits(asl.Limits{ChildDepth: 4}))
	last, err := m.With(asl.WithGeneration(3))
	if err != nil {
		t.Fatal(err)
	}
	suspended(t, last, new(disk))
	if e.number != 4 {
		t.Errorf("the child has the generation %d", e.number)
	}
	r, err := m.Execute(t.Context(), []byte(`{}`), asl.WithGeneration(4))
	if r.Status != asl.Failed || len(e.started) != 1 || r.Error.Name != "StepFunctions.ExecutionLimitExceededException" ||
		!strings.HasPrefix(r.Error.Cause, "4 executions have started one another below the first one, as many as Limits.ChildDepth allows") {
		t.Errorf("below the limit: %s, %v; %d were started", r.Status, err, len(e.started))
	}
	if _, err := m.With(asl.WithGeneration(-1)); err == nil {
		t.Error("a negative generation is taken")
	}
}

// TestActivityElsewhere: the task of an activity is offered, begun and answered from elsewhere.
func TestActivityElsewhere(t *testing.T) {
	noLeak(t)
	const activity = "arn:aws:states:us-east-1:000000000000:activity:paint"
	var s disk
	var e otherPlace
	m := machine(t, only(`"Type": "Task", "Resource": "`+activity+`", "TimeoutSeconds": 60`), asl.WithActivityTasks(&e))
	suspended(t, m, &s)
	if len(e.offered) != 1 || e.offered[0].Resource != activity || e.offered[0].Token == "" {
		t.Fatalf("offered: %v", e.offered)
	}
	id := e.offered[0].ID
	if _, err := resumed(t, m, &s, state.Input{Kind: state.InputStarted, ID: id, Worker: "w"}); !errors.Is(err, asl.ErrSuspended) {
		t.Fatalf("begun: %v", err)
	}
	r, err := resumed(t, m, &s, state.Input{Kind: state.InputDone, ID: id, Output: jsonvalue.OfString("red")})
	want := []history.Type{history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeActivityScheduled, history.TypeActivityStarted,
		history.TypeActivitySucceeded, history.TypeTaskStateExited, history.TypeExecutionSucceeded}
	if err != nil || string(r.Output) != `"red"` || !slices.Equal(typesOf(s.events), want) {
		t.Errorf("%s, %v, events %v", r.Output, err, typesOf(s.events))
	}
	e.missing = true
	if r, err := m.Execute(t.Context(), []byte(`{}`)); r.Status != asl.Failed || !strings.Contains(err.Error(), "paint") {
		t.Errorf("without the activity: %s, %v", r.Status, err)
	}
}
