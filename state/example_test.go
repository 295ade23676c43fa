package state_test

import (
	"fmt"
	"os"
	"time"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// All mistakes in a definition are reported, with the place in the text and the word
// that was probably meant.
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

// An execution begins with a Step, which returns what is to be done first. The example
// of [state.Run] goes on from here.
func ExampleStart() {
	machine, problems := state.Parse("", []byte(`{"StartAt": "Greet", "States": {
		"Greet": {"Type": "Task", "Resource": "greet", "End": true}}}`))
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
	var batch state.Batch
	if _, err := run.Step(&batch, 0); err != nil {
		fmt.Println(err)
		return
	}
	for _, event := range batch.Events {
		fmt.Println(event.ID, event.Type)
	}
	task := batch.Effects[0].(*state.RunTask)
	fmt.Println(run.Status(), "until there is an answer of", task.Resource, "to", task.Input)
	// Output:
	// 1 ExecutionStarted
	// 2 TaskStateEntered
	// 3 LambdaFunctionScheduled
	// RUNNING until there is an answer of greet to {"name": "Ada"}
}

// A Run is plain data: while it waits, it can be stored as a snapshot, for days, and
// restored in another process.
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

// A journal has the inputs since a snapshot was taken. Replayed on the restored Run,
// they give the same Run again.
func ExampleRun_Replay() {
	machine, _ := state.Parse("", []byte(`{"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "Resource": "greet", "End": true}}}`))
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	run, _ := state.Start(machine, []byte(`{}`), state.Config{Now: now, Journal: true})
	snapshot, _ := run.Snapshot()

	var batch state.Batch
	run.Step(&batch, 0)
	run.Done(now, 1, jsonvalue.OfString("Hello"), nil)
	run.Step(&batch, 0)
	record := state.AppendRecord(nil, state.Record{Inputs: batch.Inputs, Turn: run.Turn()})
	fmt.Printf("%s\n", record)

	again, err := state.Restore(machine, snapshot, state.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	step, err := state.ParseRecord(record)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch = state.Batch{}
	if err := again.Replay(&batch, step); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(again.Status(), again.Outcome().Output, "after", len(batch.Events), "events")
	// Output:
	// {"revision":4,"turn":2,"inputs":[{"kind":"done","turn":1,"now":"2026-01-02T03:04:05Z","id":1,"output":"Hello"}]}
	// SUCCEEDED "Hello" after 7 events
}

// A Log keeps a long history in little memory, and builds the events when they are
// read.
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
