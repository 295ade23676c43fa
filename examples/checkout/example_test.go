package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

func Example() {
	main()
	// Output:
	// sends {"QueueUrl":"https://sqs.us-east-1.amazonaws.com/123456789012/parcels","MessageBody":{"order":"o-1","reserved":{"shelf":"B-12"}}}
	// {"order":"o-1","reserved":{"shelf":"B-12"}}
}

// Functions take the places of tasks by the names of their states, and no state waits.
func Example_functionsForStates() {
	x, err := asl.MustParse(definition).Start(context.Background(), []byte(`{"order": "o-1"}`),
		asl.WithTask("Reserve", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`{"Payload": {"shelf": "C-3"}}`), nil
		}),
		asl.WithTask("Send", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`{}`), nil
		}),
		asl.WithClock(asl.NewVirtualClock(asltest.Start)))
	if err != nil {
		log.Fatal(err)
	}
	for e, err := range x.Events(context.Background()) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(e.ID, e.Type)
	}
	result, err := x.Wait(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	// Output:
	// 1 ExecutionStarted
	// 2 TaskStateEntered
	// 3 TaskScheduled
	// 4 TaskStarted
	// 5 TaskSucceeded
	// 6 TaskStateExited
	// 7 WaitStateEntered
	// 8 WaitStateExited
	// 9 TaskStateEntered
	// 10 TaskScheduled
	// 11 TaskStarted
	// 12 TaskSucceeded
	// 13 TaskStateExited
	// 14 ExecutionSucceeded
	// {"order":"o-1","reserved":{"shelf":"C-3"}}
}

// An execution that is stopped is ABORTED, with the error and the cause that it is given.
func Example_stop() {
	x, err := asl.MustParse(definition).Start(context.Background(), []byte(`{"order": "o-1"}`),
		asl.WithTask("Reserve", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}),
		asl.WithTask("Send", asl.Func(send)))
	if err != nil {
		log.Fatal(err)
	}
	if err := x.Stop("Customer.Gone", "nobody wants it"); err != nil {
		log.Fatal(err)
	}
	result, err := x.Wait(context.Background())
	var failure *asl.Error
	fmt.Println(result.Status, errors.As(err, &failure) && failure.Name == "Customer.Gone")
	// Output: ABORTED true
}
