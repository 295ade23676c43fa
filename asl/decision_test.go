package asl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// Each observer is told of each decision, with the execution that it is of; a
// child's are those of its own machine.
func TestDecisions(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "C", "States": {
		"C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "T"}, {"Variable": "$.n", "NumericEquals": 2, "Next": "T"}]},
		"T": {"Type": "Task", "Resource": "t", "Catch": [{"ErrorEquals": ["A"], "Next": "S"}, {"ErrorEquals": ["B"], "Next": "S"}], "Next": "S"},
		"S": {"Type": "Succeed"}}}`)
	var got []string
	exited := map[int64]bool{}
	tell := func(name string) asl.Option {
		return asl.WithDecisions(func(x *asl.Execution, d state.Decision) {
			if x.Machine().Definition().State(d.State.Name()) != d.State {
				t.Errorf("the state %s is not that of the execution's definition", d.State.Name())
			}
			exited[d.Event] = false
			got = append(got, fmt.Sprintf("%s: %s %s %s[%d] %s", name, x.Name(), d.State.Name(), d.Kind, d.Index, d.To))
		})
	}
	_, err := m.Execute(t.Context(), []byte(`{"n": 2}`), asl.WithName("x"), tell("1"), tell("2"),
		asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, asl.NewError("B", "") }),
		asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			if _, isExit := e.Details.(*history.StateExited); isExit {
				exited[e.ID] = true
			}
		}))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1: x C Choices[1] T", "2: x C Choices[1] T", "1: x T Catch[1] S", "2: x T Catch[1] S"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
	for id, is := range exited {
		if !is {
			t.Errorf("a decision names event %d, by which no state is left", id)
		}
	}
}

func TestObserverOfDecisionsThatPanics(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}`)
	r, err := m.Execute(t.Context(), []byte(`{}`), asl.WithDecisions(func(*asl.Execution, state.Decision) { panic("no way") }))
	if err == nil || !strings.Contains(err.Error(), "no way") || r.Status != asl.Running {
		t.Errorf("result %+v and error %v", r, err)
	}
	if _, err := m.With(asl.WithDecisions(nil)); err == nil || !strings.Contains(err.Error(), "the observer is nil") {
		t.Errorf("error %v", err)
	}
}

func ExampleWithDecisions() {
	machine := asl.MustParse(`{"StartAt": "Big?", "States": {
	  "Big?": {"Type": "Choice", "Default": "Done", "Choices": [
	    {"Variable": "$.n", "NumericLessThan": 0, "Next": "Done"},
	    {"Variable": "$.n", "NumericGreaterThan": 100, "Next": "Done"}]},
	  "Done": {"Type": "Succeed"}}}`)
	tell := asl.WithDecisions(func(_ *asl.Execution, d state.Decision) {
		if d.Kind == state.ByRule {
			fmt.Printf("%s: rule %d leads to %s\n", d.State.Name(), d.Index, d.To)
		}
	})
	if _, err := machine.Execute(context.Background(), []byte(`{"n": 101}`), tell); err != nil {
		panic(err)
	}
	// Output:
	// Big?: rule 1 leads to Done
}
