package durable_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

const orderARN = "arn:aws:states:us-east-1:123456789012:stateMachine:order"

// An execution that waits for an answer is a row in the store. Whoever has the token answers.
func Example() {
	tokens := make(chan string, 1)
	machine, err := asl.MustParse(`{"StartAt": "Ask", "States": {"Ask": {
		"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
		"Parameters": {"FunctionName": "ask", "Payload": {"token.$": "$$.Task.Token"}}, "End": true}}}`).With(
		asl.WithTask("Ask", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			var call struct{ Payload struct{ Token string } }
			err := json.Unmarshal(in, &call)
			tokens <- call.Payload.Token
			return nil, err
		}))
	if err != nil {
		log.Fatal(err)
	}
	x, err := durable.New(durable.Memory())
	if err != nil {
		log.Fatal(err)
	}
	if err := x.Register(orderARN, machine); err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	drained := make(chan error)
	go func() { drained <- x.Run(ctx) }()

	d, err := x.Start(ctx, durable.Start{Machine: orderARN, Name: "order-17"})
	if err != nil {
		log.Fatal(err)
	}
	if err := x.SendTaskSuccess(ctx, <-tokens, []byte(`"approved"`)); err != nil {
		log.Fatal(err)
	}
	for {
		now, err := x.Describe(ctx, d.ARN)
		if err != nil {
			log.Fatal(err)
		}
		if now.Status != asl.Running {
			fmt.Println(now.Status, now.Output)
			break
		}
		time.Sleep(time.Millisecond)
	}
	stop()
	fmt.Println("drained:", <-drained)
	// Output:
	// SUCCEEDED "approved"
	// drained: <nil>
}

// Histories are read by pages, from the start or from the end.
func ExampleExecutor_History() {
	x, err := durable.New(durable.Memory())
	if err != nil {
		log.Fatal(err)
	}
	if err := x.Register(orderARN, asl.MustParse(`{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}`)); err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Second/2)
	defer stop()
	d, err := x.Start(ctx, durable.Start{Machine: orderARN})
	if err != nil {
		log.Fatal(err)
	}
	if err := x.Run(ctx); err != nil {
		log.Fatal(err)
	}
	last, next, err := x.History(context.Background(), d.ARN, durable.HistoryPage{Reverse: true, Max: 2})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range last {
		fmt.Println(e.ID, e.Type)
	}
	fmt.Println("next:", next)
	// Output:
	// 4 ExecutionSucceeded
	// 3 PassStateExited
	// next: 2
}

// Workers ask for the tasks of an activity, in any process that has the store.
func ExampleExecutor_Poll() {
	store := durable.Memory()
	x, err := durable.New(store)
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	activity, err := x.CreateActivity(ctx, "arn:aws:states:us-east-1:123456789012:activity:pack")
	if err != nil {
		log.Fatal(err)
	}
	machine := asl.MustParse(`{"StartAt": "Pack", "States": {"Pack": {"Type": "Task", "Resource": "` + activity.ARN + `", "End": true}}}`)
	if err := x.Register(orderARN, machine); err != nil {
		log.Fatal(err)
	}
	drained := make(chan error)
	go func() { drained <- x.Run(ctx) }()
	if _, err := x.Start(ctx, durable.Start{Machine: orderARN, Input: []byte(`{"order": 17}`)}); err != nil {
		log.Fatal(err)
	}

	worker, err := durable.New(store)
	if err != nil {
		log.Fatal(err)
	}
	task, err := worker.Poll(ctx, activity.ARN, "packer-1")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(task.Input))
	if err := worker.SendTaskSuccess(ctx, task.Token, []byte(`"packed"`)); err != nil {
		log.Fatal(err)
	}
	stop()
	<-drained
	// Output: {"order": 17}
}
