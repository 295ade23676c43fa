package asl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// A webhook that has nothing but a token answers a task, and a process that is to exit
// waits for what runs.
func ExampleExecutions() {
	m := asl.MustParse(`{"StartAt": "Approve", "States": {"Approve": {"Type": "Task",
	  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
	  "Parameters": {"token.$": "$$.Task.Token"}, "End": true}}}`)
	tokens := make(chan string, 1)
	ask := func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		tokens <- asl.TaskInfoFrom(ctx).Token() // for whoever is to approve
		return nil, nil
	}
	var executions asl.Executions
	m, err := m.With(asl.WithTask("Approve", ask), asl.WithExecutions(&executions))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := m.Start(context.Background(), []byte(`{}`), asl.WithName("order-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	again, err := m.Start(context.Background(), []byte(`{}`), asl.WithName("order-1"))
	fmt.Println(again == x, err)
	fmt.Println(executions.Get(x.ARN()) == x, len(executions.List()))

	fmt.Println(executions.SendTaskSuccess(<-tokens, []byte(`"approved"`)))
	fmt.Println(executions.Drain(context.Background()))
	result, err := x.Wait(context.Background())
	fmt.Println(string(result.Output), err)
	// Output:
	// true <nil>
	// true 1
	// <nil>
	// <nil>
	// "approved" <nil>
}

// An execution that was stopped goes on from a snapshot, perhaps in another process:
// its mail has gone out and is not sent again.
func ExampleMachine_Drive() {
	mails := 0
	m, err := asl.MustParse(`{"StartAt": "Approve", "States": {"Approve": {"Type": "Task",
	  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
	  "Parameters": {"token.$": "$$.Task.Token"}, "End": true}}}`).With(
		asl.WithTask("Approve", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			mails++
			return nil, nil
		}))
	if err != nil {
		fmt.Println(err)
		return
	}
	config, err := m.Config(asl.WithName("order-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	run, err := state.Start(m.Definition(), []byte(`{}`), config)
	if err != nil {
		fmt.Println(err)
		return
	}
	var token string
	ctx, stop := context.WithCancel(context.Background())
	x, err := m.Drive(ctx, run, asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		switch details := e.Details.(type) {
		case *history.TaskScheduled:
			token = details.Parameters.Get("token").Text()
		case *history.TaskProgress:
			stop()
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = x.Wait(context.Background())
	fmt.Println(err)

	snapshot, err := run.Snapshot()
	if err != nil {
		fmt.Println(err)
		return
	}
	run, err = state.Restore(m.Definition(), snapshot, state.Config{Log: new(state.Log)})
	if err != nil {
		fmt.Println(err)
		return
	}
	if x, err = m.Drive(context.Background(), run); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(x.SendTaskSuccess(token, []byte(`"approved"`)))
	result, err := x.Wait(context.Background())
	fmt.Println(string(result.Output), err, mails)
	// Output:
	// asl: the execution was stopped: context canceled
	// <nil>
	// "approved" <nil> 1
}

// What a task has done when the context ends is known.
func ExampleWithGrace() {
	m := asl.MustParse(`{"StartAt": "Pay", "States": {
	  "Pay": {"Type": "Task", "Resource": "pay", "Next": "Ship"},
	  "Ship": {"Type": "Pass", "End": true}}}`)
	ctx, cancel := context.WithCancel(context.Background())
	pay := func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		cancel() // the process is to exit while the bank is asked
		<-ctx.Done()
		return json.RawMessage(`"paid"`), nil
	}
	result, err := m.Execute(ctx, []byte(`{}`), asl.WithTask("Pay", pay), asl.WithGrace(10*time.Second))
	events := result.History()
	fmt.Println(result.Status, err)
	fmt.Println(result.Path(), events[len(events)-1].Type)
	// Output:
	// RUNNING asl: the execution was stopped: context canceled
	// [Pay] LambdaFunctionSucceeded
}
