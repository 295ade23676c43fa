package statetest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// taken returns how many timers a Run has set.
func taken(t testing.TB, r *state.Run) int64 {
	t.Helper()
	text, err := r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	timers, _ := jsonvalue.MustParse(string(text)).Get("last").Get("timer").Int64()
	return timers
}

// TestCheckpoints: a task answers when it would have answered. It begins again where its
// timeout does not move.
func TestCheckpoints(t *testing.T) {
	const parallel = `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
		{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 10, "End": true}}},
		{"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 5, "End": true}}}]}}}`
	var timers []int64
	for rebuild := range statetest.Checkpoints() {
		d := &statetest.Driver{Rebuild: rebuild}
		d.Perform = func(x *statetest.Execution, e state.Effect) error {
			if task, ok := e.(*state.RunTask); ok {
				x.Tell(state.Input{Kind: state.InputStarted, ID: task.ID})
			}
			return nil
		}
		x := start(t, d, parallel, state.Config{})
		if err := d.Run(); err != nil {
			t.Fatal(err)
		}
		wantEnd(t, x, "FAILED  10s")
		if n := len(timers); rebuild.Reached() != (n > 0) {
			t.Errorf("drive %d has reached its checkpoint: %v", n, rebuild.Reached())
		}
		timers = append(timers, taken(t, x.Run))
	}
	// beside; P, A, B; the start of A; B at 5 s; A at 10 s, and the end
	if got, want := fmt.Sprint(timers), "[3 3 3 3 4 3 3 3]"; got != want {
		t.Errorf("the drives have set %s timers, want %s", got, want)
	}
}

// TestCheckpointFindsOtherRuns: a Run that is not plain data is found, beside it and at a
// checkpoint.
func TestCheckpointFindsOtherRuns(t *testing.T) {
	for _, way := range []string{"beside", "from a checkpoint"} {
		calls := 0
		mock := func(state.MockedWork) state.InspectionMock {
			calls++
			return state.InspectionMock{Result: jsonvalue.OfInt(int64(calls))}
		}
		rebuild := statetest.FromCheckpoint(1)
		for first := range statetest.Checkpoints() {
			if way == "beside" {
				rebuild = first
			}
			break
		}
		d := &statetest.Driver{Rebuild: rebuild}
		start(t, d, twoAtOnce, state.Config{Mocks: map[string]state.Mock{"P": mock}})
		if err := d.Run(); err == nil || !strings.Contains(err.Error(), "rebuilt") {
			t.Errorf("%s: %v", way, err)
		}
	}
}

// TestManyCheckpoints: of many, a sample is enough.
func TestManyCheckpoints(t *testing.T) {
	const each = `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
		"ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}}}}`
	m := parse(t, each)
	for _, test := range []struct{ items, least, most int }{{0, 2, 4}, {100, 100, 300}, {400, 60, 150}} {
		drives := 0
		for rebuild := range statetest.Checkpoints() {
			drives++
			d := &statetest.Driver{Rebuild: rebuild, Now: epoch}
			input := "[" + strings.TrimSuffix(strings.Repeat("1,", test.items), ",") + "]"
			x, err := d.Start(m, []byte(input), state.Config{})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Run(); err != nil {
				t.Fatal(err)
			}
			if x.Run.Status() != state.Succeeded {
				t.Fatal(x.Run.Status())
			}
		}
		if drives < test.least || drives > test.most {
			t.Errorf("%d items: %d drives, want %d to %d", test.items, drives, test.least, test.most)
		}
	}
}

// TestRebuilds: they have different names.
func TestRebuilds(t *testing.T) {
	names := map[string]bool{}
	for rebuild := range statetest.Rebuilds() {
		d := &statetest.Driver{Rebuild: rebuild}
		wantEnd(t, func() *statetest.Execution {
			x := start(t, d, wait, state.Config{})
			if err := d.Run(); err != nil {
				t.Errorf("%v: %v", rebuild, err)
			}
			return x
		}(), "SUCCEEDED {} "+(5*time.Second).String())
		names[rebuild.String()] = true
	}
	if len(names) != 5 {
		t.Errorf("the names are %v", names)
	}
	for range statetest.Rebuilds() {
		break
	}
}
