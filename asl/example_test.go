package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/history"
)

func Example() {
	machine := asl.MustParse(`{
	  "StartAt": "Greet",
	  "States": {
	    "Greet": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:greet", "End": true}
	  }
	}`)
	var mux asl.Mux
	mux.Lambda("greet", asl.Func(func(_ context.Context, name string) (string, error) {
		return "Hello, " + name + "!", nil
	}))
	machine, err := machine.With(asl.WithResolver(&mux))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := machine.Execute(context.Background(), []byte(`"Ada"`))
	fmt.Println(result.Status, string(result.Output), err)
	// Output: SUCCEEDED "Hello, Ada!" <nil>
}

func ExampleParse() {
	_, err := asl.Parse([]byte(`{
  "StartAt": "Hello",
  "States": {
    "Hello": {"Type": "Pass", "Next": "World"},
    "Wrold": {"Type": "Succeed"}
  }
}`), asl.WithFile("hello.asl.json"))

	var problems diag.List
	if errors.As(err, &problems) {
		_ = diag.Fprint(os.Stdout, problems[:1])
	}
	// Output:
	// hello.asl.json:4:39: MISSING_TRANSITION_TARGET: Missing 'Next' target: World at /States/Hello/Next (did you mean "Wrold"?)
	//         "Hello": {"Type": "Pass", "Next": "World"},
	//                                           ^
}

func ExampleParseFile() {
	_, err := asl.ParseFile("no-such-machine.asl.json")
	fmt.Println(errors.Is(err, os.ErrNotExist))
	// Output: true
}

func ExampleMachine_Execute() {
	m := asl.MustParse(`{
	  "StartAt": "Big?",
	  "States": {
	    "Big?": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 100, "Next": "Refuse"}], "Default": "Accept"},
	    "Accept": {"Type": "Pass", "Result": "accepted", "End": true},
	    "Refuse": {"Type": "Fail", "Error": "TooBig", "Cause": "100 is enough"}
	  }
	}`)
	for _, input := range []string{`{"n": 7}`, `{"n": 700}`} {
		result, err := m.Execute(context.Background(), []byte(input))
		fmt.Println(result.Status, result.Path(), string(result.Output), err)
	}
	// Output:
	// SUCCEEDED [Big? Accept] "accepted" <nil>
	// FAILED [Big? Refuse]  TooBig: 100 is enough
}

func ExampleMachine_Start() {
	m := asl.MustParse(`{"StartAt": "A", "States": {
	  "A": {"Type": "Pass", "Next": "B"},
	  "B": {"Type": "Wait", "Seconds": 3600, "End": true}}}`)
	x, err := m.Start(context.Background(), []byte(`{}`), asl.WithName("watched"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for event, err := range x.Events(context.Background()) {
		fmt.Println(event.ID, event.Type, err)
		if event.Type == history.TypeWaitStateEntered {
			_ = x.Stop("Bored", "It takes too long.")
		}
	}
	_, err = x.Wait(context.Background())
	fmt.Println(x.Name(), x.Status(), err)
	// Output:
	// 1 ExecutionStarted <nil>
	// 2 PassStateEntered <nil>
	// 3 PassStateExited <nil>
	// 4 WaitStateEntered <nil>
	// 5 ExecutionAborted <nil>
	// watched ABORTED asl: the execution was aborted: Bored: It takes too long.
}

func ExampleMachine_Check() {
	m, err := asl.Parse([]byte(`{
  "StartAt": "Pay",
  "States": {"Pay": {"Type": "Task", "Resource": "charge-card", "End": true}}
}`), asl.WithFile("pay.asl.json"))
	if err != nil {
		fmt.Println(err)
		return
	}
	var mux asl.Mux
	mux.Handle("chargeCard", asl.Func(func(_ context.Context, amount int) (int, error) { return amount, nil }))
	fmt.Println(m.Check(asl.WithResolver(&mux)))
	// Output:
	// pay.asl.json:3:50: INVALID_RESOURCE: no task for the resource "charge-card": register one with Mux.Handle or Mux.Lambda at /States/Pay/Resource
}

func ExampleCall() {
	m := asl.MustParse(`{"StartAt": "Double", "States": {"Double": {"Type": "Task", "Resource": "double", "End": true}}}`)
	double := asl.Func(func(_ context.Context, n int) (int, error) { return 2 * n, nil })

	n, err := asl.Call[int](context.Background(), m, 21, asl.WithTask("Double", double))
	fmt.Println(n, err)
	// Output: 42 <nil>
}

func ExampleWithTask() {
	m := asl.MustParse(`{"StartAt": "Send", "States": {"Send": {"Type": "Task",
	  "Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"MessageBody.$": "$.text"}, "End": true}}}`)
	send := func(_ context.Context, parameters json.RawMessage) (json.RawMessage, error) {
		fmt.Println(string(parameters))
		return json.RawMessage(`{"MessageId": "m-1"}`), nil
	}
	result, err := m.Execute(context.Background(), []byte(`{"text": "hi"}`), asl.WithTask("Send", send))
	fmt.Println(string(result.Output), err)
	// Output:
	// {"MessageBody":"hi"}
	// {"MessageId":"m-1"} <nil>
}

func ExampleVirtualClock() {
	m := asl.MustParse(`{"StartAt": "Wait", "States": {
	  "Wait": {"Type": "Wait", "Seconds": 25920000, "Next": "Try"},
	  "Try": {"Type": "Task", "Resource": "try", "End": true,
	    "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 10, "BackoffRate": 2}]}}}`)
	clock := asl.NewVirtualClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	try := asl.Func(func(ctx context.Context, in any) (any, error) {
		info := asl.TaskInfoFrom(ctx)
		fmt.Println("attempt", info.Attempt, "at", info.Now().Format(time.DateTime))
		if info.Attempt < 2 {
			return nil, errors.New("not yet")
		}
		return in, nil
	})
	result, err := m.Execute(context.Background(), []byte(`{}`), asl.WithClock(clock), asl.WithTask("Try", try))
	fmt.Println(result.Ended.Sub(result.Started), err)
	// Output:
	// attempt 0 at 2026-10-28 00:00:00
	// attempt 1 at 2026-10-28 00:00:10
	// attempt 2 at 2026-10-28 00:00:30
	// 7200h0m30s <nil>
}

func ExampleExecution_SendTaskSuccess() {
	m := asl.MustParse(`{"StartAt": "Approve", "States": {"Approve": {"Type": "Task",
	  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
	  "Parameters": {"token.$": "$$.Task.Token"}, "End": true}}}`)
	tokens := make(chan string, 1)
	ask := func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		tokens <- asl.TaskInfoFrom(ctx).Token() // for whoever is to approve
		return json.RawMessage(`{"MessageId": "m-1"}`), nil
	}
	x, err := m.Start(context.Background(), []byte(`{}`), asl.WithTask("Approve", ask))
	if err != nil {
		fmt.Println(err)
		return
	}
	token := <-tokens
	fmt.Println(x.SendTaskSuccess(token, []byte(`{"approved": true}`)))
	result, err := x.Wait(context.Background())
	fmt.Println(string(result.Output), err)
	fmt.Println(errors.Is(x.SendTaskSuccess(token, []byte(`{}`)), asl.ErrNoToken))
	// Output:
	// <nil>
	// {"approved": true} <nil>
	// true
}

func ExampleTaskInfoFrom() {
	m := asl.MustParse(`{"StartAt": "All", "States": {"All": {"Type": "Map", "MaxConcurrency": 1, "End": true,
	  "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Task", "Resource": "one", "End": true}}}}}}`)
	one := asl.Func(func(ctx context.Context, in string) (string, error) {
		info := asl.TaskInfoFrom(ctx)
		fmt.Println(info.State, info.Items[0].Index, in, info.Key)
		return in, nil
	})
	_, err := m.Execute(context.Background(), []byte(`["a", "b"]`), asl.WithTask("One", one), asl.WithName("n"))
	fmt.Println(err)
	// Output:
	// One 0 a arn:aws:states:us-east-1:000000000000:execution:StateMachine:n#1
	// One 1 b arn:aws:states:us-east-1:000000000000:execution:StateMachine:n#2
	// <nil>
}

func ExampleWithMiddleware() {
	m := asl.MustParse(`{"StartAt": "Double", "States": {"Double": {"Type": "Task", "Resource": "double", "End": true}}}`)
	trace := func(next asl.TaskFunc) asl.TaskFunc {
		return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
			output, err := next(ctx, input)
			fmt.Printf("%s: %s -> %s, %v\n", asl.TaskInfoFrom(ctx).State, input, output, err)
			return output, err
		}
	}
	double := asl.Func(func(_ context.Context, n int) (int, error) { return 2 * n, nil })
	n, err := asl.Call[int](context.Background(), m, 21, asl.WithTask("Double", double), asl.WithMiddleware(trace))
	fmt.Println(n, err)
	// Output:
	// Double: 21 -> 42, <nil>
	// 42 <nil>
}

func ExampleWithObserver() {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`)
	print := func(x *asl.Execution, e history.Event) { fmt.Println(x.Name(), e.ID, e.Type) }
	_, err := m.Execute(context.Background(), []byte(`{}`), asl.WithName("n"), asl.WithObserver(print))
	fmt.Println(err)
	// Output:
	// n 1 ExecutionStarted
	// n 2 PassStateEntered
	// n 3 PassStateExited
	// n 4 ExecutionSucceeded
	// <nil>
}

func ExampleWithSubstitutions() {
	m, err := asl.Parse([]byte(`{
  "StartAt": "Work",
  "States": {"Work": {"Type": "Task", "Resource": "${WorkerArn}", "TimeoutSeconds": ${Timeout}, "End": true}}
}`), asl.WithSubstitutions(map[string]string{"WorkerArn": "arn:aws:lambda:us-east-1:1:function:worker", "Timeout": "30"}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Check()[0].Message)
	// Output: no task for the resource "arn:aws:lambda:us-east-1:1:function:worker": register one with Mux.Handle or Mux.Lambda
}

func ExampleMachine_VariableReferences() {
	m := asl.MustParse(`{"StartAt": "Set", "States": {
		"Set": {"Type": "Pass", "Assign": {"name": "Ada"}, "Next": "Get"},
		"Get": {"Type": "Pass", "Parameters": {"greeting.$": "States.Format('Hello {}', $name)"}, "End": true}
	}}`)
	fmt.Println(m.VariableReferences())
	// Output: map[Get:[name]]
}
