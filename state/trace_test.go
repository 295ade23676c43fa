package state_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// trace is the result of a play.
type trace struct {
	events  []history.Event
	effects []state.Effect
	outcome state.Outcome
	run     *state.Run
}

// check checks what holds for the history of every execution.
func (tr *trace) check(t testing.TB) {
	t.Helper()
	now, scheduled, asked := epoch, 0, 0
	for i, e := range tr.events {
		if e.ID != int64(i+1) || e.PreviousEventID < 0 || e.PreviousEventID >= e.ID {
			t.Errorf("event number %d has id %d and follows from %d", i+1, e.ID, e.PreviousEventID)
		}
		if e.Timestamp.Before(now) { // a pending event in a snapshot has milliseconds
			t.Errorf("event %d is older than the one before", e.ID)
		}
		now = e.Timestamp.Truncate(time.Millisecond)
		last := i == len(tr.events)-1
		switch e.Type {
		case history.TypeTaskScheduled, history.TypeLambdaFunctionScheduled:
			scheduled++
		case history.TypeExecutionSucceeded, history.TypeExecutionFailed, history.TypeExecutionTimedOut, history.TypeExecutionAborted:
			if !last && tr.events[i+1].Type != history.TypeExecutionRedriven {
				t.Errorf("event %d, %s, is not the last one", e.ID, e.Type)
			}
		default:
			if last && tr.outcome.Status != state.Running {
				t.Errorf("the last event of an execution that is %s is %s", tr.outcome.Status, e.Type)
			}
		}
	}
	for _, e := range tr.effects {
		switch e := e.(type) {
		case *state.RunTask:
			if e.Kind != state.Activity { // which is scheduled by an answer
				asked++
			}
		case *state.StartChild:
			asked++
		}
	}
	if asked != scheduled {
		t.Errorf("%d tasks are asked for, and %d are scheduled", asked, scheduled)
	}
	if tr.outcome.Status != state.Running && len(tr.run.Outstanding()) > 0 {
		t.Errorf("effects are outstanding after the end: %v", tr.run.Outstanding())
	}
}

// history returns the events, one a line: "5<-4 MapStateStarted length=3 @2s".
func (tr *trace) history() []string { return lines(tr.events) }

func lines(events []history.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, line(e))
	}
	return out
}

func line(e history.Event) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d<-%d %s", e.ID, e.PreviousEventID, e.Type)
	if e.Details != nil {
		for name, v := range jsonvalue.MustParse(string(e.AppendDetails(nil))).Members() {
			if strings.HasSuffix(name, "Details") || e.Type == history.TypeExecutionStarted && name == "roleArn" {
				continue
			}
			fmt.Fprintf(&b, " %s=%s", name, cmp.Or(v.Text(), v.String()))
		}
	}
	if after := e.Timestamp.Sub(epoch); after > 0 {
		fmt.Fprintf(&b, " @%s", after)
	}
	return b.String()
}

func bytesOf(events []history.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, string(e.AppendJSON(nil)))
	}
	return out
}

// wantHistory compares a history with one that is written line by line.
func wantHistory(t testing.TB, tr *trace, want string) {
	t.Helper()
	if diff := gocmp.Diff(unindent(want), tr.history()); diff != "" {
		t.Errorf("the history differs (-want +got):\n%s", diff)
	}
}

func unindent(text string) []string {
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
		out = append(out, strings.TrimSpace(l))
	}
	return out
}

// wantOutput checks that the execution has succeeded with this output, byte for
// byte.
func wantOutput(t testing.TB, tr *trace, want string) {
	t.Helper()
	if got := tr.outcome; got.Status != state.Succeeded || got.Output.String() != want {
		t.Errorf("the execution is %s with %s%s, want SUCCEEDED with %s", got.Status, got.Output, shown(got.Failure), want)
	}
}

// wantFailure checks that the execution has failed; cause is without the prefix
// that names the state.
func wantFailure(t testing.TB, tr *trace, name, cause string) {
	t.Helper()
	got := tr.outcome
	if got.Status != state.Failed {
		t.Errorf("the execution is %s with %s, want FAILED with %s", got.Status, got.Output, name)
		return
	}
	if g, w := shown(got.Failure), shown(state.NewFailure(name, cause)); g != w {
		t.Errorf("the execution has failed with\n%s, want\n%s", g, w)
	}
}

// shown is a failure as text, without the place that its cause may begin with.
func shown(f *state.Failure) string {
	if f == nil {
		return ""
	}
	text := func(s *string) string {
		if s == nil {
			return "(none)"
		}
		if _, detail, ok := strings.Cut(*s, "). "); ok && strings.HasPrefix(*s, "An error occurred while executing the state '") {
			return detail
		}
		return *s
	}
	return text(f.Error) + ": " + text(f.Cause)
}
