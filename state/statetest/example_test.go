package statetest_test

import (
	"fmt"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// A task fails for ten seconds, and is tried again meanwhile. The Run is rebuilt
// from its snapshot after each turn, as if the process had ended there.
func ExampleDriver() {
	machine, problems := state.Parse("", []byte(`{"StartAt": "Call", "States": {
		"Call": {"Type": "Task", "Resource": "call", "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3}], "End": true}}}`))
	if err := problems.Err(); err != nil {
		fmt.Println(err)
		return
	}
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	driver := &statetest.Driver{Now: start, Rebuild: statetest.FromSnapshots}
	driver.Perform = func(x *statetest.Execution, effect state.Effect) error {
		if task := statetest.TaskOf(effect); task != nil {
			fmt.Println(task.Resource, "after", driver.Now.Sub(start))
			answer := state.Input{Kind: state.InputDone, ID: task.ID, Output: jsonvalue.OfString("Hello")}
			if driver.Now.Sub(start) < 10*time.Second {
				answer.Failure = state.NewFailure("Busy", "")
			}
			x.Tell(state.Input{Kind: state.InputStarted, ID: task.ID})
			x.Plan(time.Second, answer)
		}
		return nil
	}
	x, err := driver.Start(machine, []byte(`{}`), state.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := driver.Run(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(x.Run.Status(), x.Run.Outcome().Output, "after", driver.Now.Sub(start))
	// Output:
	// call after 0s
	// call after 4s
	// call after 11s
	// SUCCEEDED "Hello" after 12s
}
