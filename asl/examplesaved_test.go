package asl_test

import (
	"context"
	"fmt"

	"github.com/goasl/goasl/asl"
)

// An execution that is saved step by step, and goes on in another process: here the first one
// stops while a task runs. The task is called again, what was done before is not.
func ExampleMachine_Resume() {
	machine := asl.MustParse(`{"StartAt": "Reserve", "States": {
		"Reserve": {"Type": "Task", "Resource": "reserve", "Next": "Pay"},
		"Pay": {"Type": "Task", "Resource": "pay", "End": true}}}`)
	ctx, stop := context.WithCancel(context.Background())
	reserve := asl.Func(func(context.Context, any) (string, error) {
		fmt.Println("a seat is reserved")
		return "seat 7", nil
	})
	dies := asl.Func(func(ctx context.Context, seat string) (string, error) {
		stop() // as when the process ends
		return "", ctx.Err()
	})
	pays := asl.Func(func(_ context.Context, seat string) (string, error) { return seat + " is paid", nil })

	var saved asl.Saved // in a file or a database
	save := func(_ context.Context, c *asl.Checkpoint) (err error) {
		if c.Seq == 1 {
			saved.Snapshot, err = c.Snapshot()
			return err
		}
		saved.Records = append(saved.Records, c.AppendRecord(nil))
		return nil
	}
	_, err := machine.Execute(ctx, []byte(`{}`), asl.WithTask("Reserve", reserve), asl.WithTask("Pay", dies), asl.WithCheckpoint(save))
	fmt.Println(err)

	execution, err := machine.Resume(context.Background(), saved, asl.WithTask("Reserve", reserve), asl.WithTask("Pay", pays))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := execution.Wait(context.Background())
	fmt.Println(string(result.Output), err)
	// Output:
	// a seat is reserved
	// asl: the execution was stopped: context canceled
	// "seat 7 is paid" <nil>
}
