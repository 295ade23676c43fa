package state_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// logged drives a machine without tasks and returns the history that its log has,
// and the one that the batches of a run without a log have.
func logged(t *testing.T, definition, input string, turns int) (log *state.Log, events []history.Event) {
	t.Helper()
	m := parse(t, definition)
	log = new(state.Log)
	for _, l := range []*state.Log{log, nil} {
		r, err := state.Start(m, []byte(input), state.Config{Now: epoch, Limits: state.Unlimited, Log: l})
		if err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			var b state.Batch
			if more, err = r.Step(&b, turns); err != nil {
				t.Fatal(err)
			}
			if l != nil && b.Events != nil {
				t.Fatalf("a run with a log leaves %d events in a batch", len(b.Events))
			}
			events = append(events, b.Events...)
		}
	}
	return log, events
}

// TestLogHoldsTheHistory compares the history in a log, in ranges of several
// lengths, with what the batches tell.
func TestLogHoldsTheHistory(t *testing.T) {
	mapped := single(`"Type": "Map", "ItemProcessor": ` + branch("P", `"Type": "Pass", "Result": [1], "Assign": {"v": 1}, "End": true`))
	for _, test := range []struct{ name, definition, input string }{
		{"row", row(1_500), `{"a": 1}`},
		{"map", mapped, `[1, 2, 3, {"a": null}]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			log, want := logged(t, test.definition, test.input, 7)
			if log.Len() != len(want) {
				t.Fatalf("the log has %d events, want %d", log.Len(), len(want))
			}
			for _, size := range []int{1, 13, 4_000} {
				var got []history.Event
				for from := 0; from < len(want); from += size {
					got = log.Append(got, from, from+size)
				}
				if diff := cmp.Diff(asJSON(want), asJSON(got)); diff != "" {
					t.Errorf("in ranges of %d (-batches +log):\n%s", size, diff)
				}
			}
			if got := log.Append(nil, len(want), len(want)+1); got != nil {
				t.Errorf("behind the end there are %v", asJSON(got))
			}
		})
	}
}

func asJSON(events []history.Event) []string {
	var all []string
	for _, e := range events {
		all = append(all, string(e.AppendJSON(nil)))
	}
	return all
}

// TestLogGoesOnAfterReset takes the events of each step out of the log.
func TestLogGoesOnAfterReset(t *testing.T) {
	_, want := logged(t, row(100), `{"a": 1}`, 0)
	log := new(state.Log)
	r, err := state.Start(parse(t, row(100)), []byte(`{"a": 1}`), state.Config{Now: epoch, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	var got []history.Event
	for more := true; more; {
		if more, err = r.Step(new(state.Batch), 9); err != nil {
			t.Fatal(err)
		}
		got = log.Append(got, 0, log.Len())
		log.Reset()
	}
	if diff := cmp.Diff(asJSON(want), asJSON(got)); diff != "" {
		t.Errorf("(-in one piece +step by step):\n%s", diff)
	}
}

// TestResetKeepsWhatAnswersLeft forgets what a step has left, and not what was
// answered since.
func TestResetKeepsWhatAnswersLeft(t *testing.T) {
	log := new(state.Log)
	m := parse(t, single(`"Type": "Task", "Resource": "work", "End": true`))
	r, err := state.Start(m, []byte(`{"a": 1}`), state.Config{Now: epoch, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	var b state.Batch
	if _, err := r.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	before := log.Append(nil, 0, log.Len())
	id := b.Effects[0].(*state.RunTask).ID
	r.Started(epoch, id, "")
	log.Reset()
	r.Done(epoch, id, jsonvalue.True, nil)
	if log.Len() != 0 {
		t.Errorf("after a reset there are %d events", log.Len())
	}
	if _, err := r.Step(new(state.Batch), 0); err != nil {
		t.Fatal(err)
	}
	after := log.Append(nil, 0, log.Len())
	if len(after) != 4 || after[0].ID != int64(len(before))+1 || after[0].Type != history.TypeLambdaFunctionStarted {
		t.Errorf("behind %d events there are %s", len(before), asJSON(after))
	}
	log.Reset()
	if got := log.Append(nil, 0, 1); got != nil || log.Len() != 0 {
		t.Errorf("after the second reset there are %s", asJSON(got))
	}
}

// TestLogIsReadWhileItIsWritten reads the log in other goroutines during the steps.
func TestLogIsReadWhileItIsWritten(t *testing.T) {
	const states = 2_000
	log := new(state.Log)
	r, err := state.Start(parse(t, row(states)), []byte(`{"a": 1}`), state.Config{Now: epoch, Limits: state.Unlimited, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			const all = 2 + 2*states
			for n := int64(0); n < all; {
				for _, e := range log.Append(nil, int(n), int(n)+50) {
					if n++; e.ID != n || e.Details == nil {
						t.Errorf("event %d has the ID %d and the details %v", n, e.ID, e.Details)
						return
					}
				}
			}
		})
	}
	for more := true; more; {
		if more, err = r.Step(new(state.Batch), 3); err != nil {
			t.Fatal(err)
		}
	}
	readers.Wait()
}

// TestLogKnowsTheEpoch runs at a time whose seconds are 0.
func TestLogKnowsTheEpoch(t *testing.T) {
	log := new(state.Log)
	r, err := state.Start(parse(t, row(1)), []byte(`{}`), state.Config{Now: time.Unix(0, 0), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(new(state.Batch), 0); err != nil {
		t.Fatal(err)
	}
	for _, e := range log.Append(nil, 0, log.Len()) {
		if !e.Timestamp.Equal(time.Unix(0, 0)) {
			t.Errorf("event %d happened at %v", e.ID, e.Timestamp)
		}
	}
}

// TestLogKnowsTheState: each event but those of the execution as a whole belongs to a
// state, also those of states that are aborted.
func TestLogKnowsTheState(t *testing.T) {
	mapped := `"M": {"Type": "Map", "End": true, "ItemProcessor": ` + branch("I", `"Type": "Wait", "Seconds": 60, "End": true`) + `}`
	failing := branch("F", `"Type": "Pass", "Next": "F2"}, "F2": {"Type": "Pass", "Next": "F3"}, "F3": {"Type": "Pass", "Next": "G"}, "G": {"Type": "Fail", "Error": "Own"`)
	evaluation := single(`"Type": "Map", "ItemProcessor": ` + branch("E", `"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 + 'a' %}", "End": true`))
	for definition, want := range map[string][]string{
		single(`"Type": "Parallel", "Branches": [` + failing + `,
			{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": true}}},
			{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "M", "States": {` + mapped + `}}]}}}]`): {
			"WaitStateAborted W", "MapIterationAborted M", "WaitStateAborted I", "MapIterationAborted M", "WaitStateAborted I",
			"MapStateAborted M", "ParallelStateAborted P", "ParallelStateFailed A", "ExecutionFailed -",
		},
		evaluation: {"EvaluationFailed E", "MapIterationFailed A", "MapIterationAborted A", "MapStateFailed A", "ExecutionFailed -"},
	} {
		log, events := logged(t, definition, `[1, 2]`, 0)
		var got []string
		for _, e := range events {
			name := "-"
			if s := log.StateOf(e.ID); s != nil {
				name = s.Name()
			}
			if strings.HasSuffix(string(e.Type), "Aborted") || strings.HasSuffix(string(e.Type), "Failed") {
				got = append(got, string(e.Type)+" "+name)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
