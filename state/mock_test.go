package state_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// mockedHistory runs a definition in which a mock stands for a state, and returns the types of
// its events.
func mockedHistory(t *testing.T, definition, input string, mocks map[string]state.Mock) (types []string, r *state.Run) {
	t.Helper()
	r, err := state.Start(parse(t, definition), []byte(input), state.Config{Now: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	r.SetMocks(mocks)
	var b state.Batch
	for r.Status() == state.Running {
		if _, err := r.Step(&b, 0); err != nil {
			t.Fatal(err)
		}
		if at, timed := r.Deadline(); timed {
			r.Advance(at)
		}
		if len(b.Effects) > 0 {
			t.Fatalf("it asks for %+v", b.Effects[0])
		}
	}
	for _, e := range b.Events {
		types = append(types, string(e.Type))
	}
	return types, r
}

const mockable = `{"StartAt": "M", "States": {
	"M": {"Type": "Map", "ItemsPath": "$.l", "ItemSelector": {"n.$": "$$.Map.Item.Value"}, "End": true, "Retry": [{"ErrorEquals": ["Busy"]}],
		"ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true,
			"Branches": [{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}]}}}}}}`

// A mock stands for all iterations. Retries ask it again.
func TestMockOfAMap(t *testing.T) {
	var asked []state.MockedWork
	types, r := mockedHistory(t, mockable, `{"l": [1, 2]}`, map[string]state.Mock{"M": func(of state.MockedWork) state.InspectionMock {
		if asked = append(asked, of); of.Attempt == 0 {
			return state.InspectionMock{Failure: state.NewFailure("Busy", "")}
		}
		return state.InspectionMock{Result: jsonvalue.MustParse(`["a", "b"]`)}
	}})
	want := "[ExecutionStarted MapStateEntered MapStateStarted MapStateStarted MapStateSucceeded MapStateExited ExecutionSucceeded]"
	if got := fmt.Sprint(types); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	wantText(t, r.Outcome().Output, `["a", "b"]`)
	if len(asked) != 2 || asked[1].Attempt != 1 || asked[0].State != "M" || asked[0].Items != nil {
		t.Errorf("it is asked for %+v", asked)
	}
	wantText(t, asked[0].Input, `[{"n":1},{"n":2}]`)
}

// A mock may be inside a Map, and may return nothing.
func TestMockOfAParallelState(t *testing.T) {
	types, r := mockedHistory(t, mockable, `{"l": [7]}`, map[string]state.Mock{"P": func(of state.MockedWork) state.InspectionMock {
		wantText(t, of.Input, `{"n":7}`)
		if len(of.Items) != 1 || of.Items[0].State != "M" {
			t.Errorf("the iterations are %v", of.Items)
		}
		return state.InspectionMock{}
	}})
	want := "[ExecutionStarted MapStateEntered MapStateStarted MapIterationStarted ParallelStateEntered ParallelStateStarted " +
		"ParallelStateSucceeded ParallelStateExited MapIterationSucceeded MapStateSucceeded MapStateExited ExecutionSucceeded]"
	if got := fmt.Sprint(types); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	wantText(t, r.Outcome().Output, `[null]`)
}
