package state_test

import (
	"fmt"
	"os"
	"time"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// A definition with several mistakes: all of them are reported, with the place
// in the text and what was probably meant.
func ExampleParse() {
	_, problems := state.Parse("order.asl.json", []byte(`{
  "StartAt": "Pay",
  "States": {
    "Pay": {"Type": "Task", "Resource": "pay", "Next": "Shipp"},
    "Ship": {"Type": "Taks", "End": true}
  }
}`))
	diag.Fprint(os.Stdout, problems)
	// Output:
	// order.asl.json:4:56: MISSING_TRANSITION_TARGET: Missing 'Next' target: Shipp at /States/Pay/Next (did you mean "Ship"?)
	//         "Pay": {"Type": "Task", "Resource": "pay", "Next": "Shipp"},
	//                                                            ^
	// order.asl.json:5:22: SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/Ship/Type (did you mean "Task"?)
	//         "Ship": {"Type": "Taks", "End": true}
	//                          ^
}

// A driver in one loop: it does the tasks one after the other and lets time
// jump to the next deadline. A driver that does more at a time answers with
// Started when the work begins, and with Done when it ends, from one goroutine.
func ExampleStart() {
	machine, problems := state.Parse("", []byte(`{"StartAt": "Greet", "States": {
		"Greet": {"Type": "Task", "Resource": "greet", "ResultPath": "$.text", "Next": "Rest"},
		"Rest": {"Type": "Wait", "Seconds": 3600, "End": true}}}`))
	if err := problems.Err(); err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	run, err := state.Start(machine, []byte(`{"name": "Ada"}`), state.Config{Now: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	for run.Outcome().Status == state.Running {
		var batch state.Batch
		if _, err := run.Step(&batch, 0); err != nil {
			fmt.Println(err)
			return
		}
		for _, event := range batch.Events {
			fmt.Println(event.Timestamp.Format(time.TimeOnly), event.Type)
		}
		for _, effect := range batch.Effects {
			if task, ok := effect.(*state.RunTask); ok {
				run.Started(now, task.ID, "")
				run.Done(now, task.ID, jsonvalue.OfString("Hello "+task.Input.Get("name").Text()), nil)
			}
		}
		if deadline, ok := run.Deadline(); ok && len(batch.Effects) == 0 {
			now = deadline
			run.Advance(now)
		}
	}
	fmt.Println(run.Outcome().Status, run.Outcome().Output)
	// Output:
	// 03:04:05 ExecutionStarted
	// 03:04:05 TaskStateEntered
	// 03:04:05 LambdaFunctionScheduled
	// 03:04:05 LambdaFunctionStarted
	// 03:04:05 LambdaFunctionSucceeded
	// 03:04:05 TaskStateExited
	// 03:04:05 WaitStateEntered
	// 04:04:05 WaitStateExited
	// 04:04:05 ExecutionSucceeded
	// SUCCEEDED {"name":"Ada","text":"Hello Ada"}
}

// A Run is plain data: it can be put away while it waits, for days if need be,
// and go on in another process.
func ExampleRestore() {
	machine, _ := state.Parse("", []byte(`{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 86400, "End": true}}}`))
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	run, _ := state.Start(machine, []byte(`{}`), state.Config{Now: now})
	run.Step(new(state.Batch), 0)
	snapshot, err := run.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}

	restored, err := state.Restore(machine, snapshot, state.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	deadline, _ := restored.Deadline()
	fmt.Println(restored.Outcome().Status, "until", deadline.Format(time.DateTime))
	restored.Advance(deadline)
	restored.Step(new(state.Batch), 0)
	fmt.Println(restored.Outcome().Status)
	// Output:
	// RUNNING until 2026-01-03 03:04:05
	// SUCCEEDED
}

// A Log keeps a long history in little space; events are made of it when they are
// asked for.
func ExampleLog() {
	machine, problems := state.Parse("", []byte(`{"StartAt": "A", "States": {
		"A": {"Type": "Pass", "Result": 1, "Next": "B"},
		"B": {"Type": "Succeed"}}}`))
	if err := problems.Err(); err != nil {
		fmt.Println(err)
		return
	}
	var log state.Log
	run, err := state.Start(machine, []byte(`{}`), state.Config{Now: time.Unix(0, 0), Log: &log})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := run.Step(new(state.Batch), 0); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(log.Len(), "events, of which the last two are")
	for _, event := range log.Append(nil, log.Len()-2, log.Len()) {
		fmt.Println(event.ID, event.Type)
	}
	// Output:
	// 6 events, of which the last two are
	// 5 SucceedStateExited
	// 6 ExecutionSucceeded
}
