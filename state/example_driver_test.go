package state_test

import (
	"fmt"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// driver drives one Run. It has one goroutine and virtual time. In a program, tasks run
// in goroutines of their own and send their answers to the goroutine that drives, as
// only one may use a Run; now is time.Now().
type driver struct {
	run   *state.Run
	now   time.Time
	inbox []state.Input // answers that the Run has not been told
	sent  []string      // task tokens that were sent out
}

// drive steps until the execution has ended.
func (d *driver) drive() error {
	for {
		var batch state.Batch
		if _, err := d.run.Step(&batch, 0); err != nil {
			return err
		}
		for _, effect := range batch.Effects { // batch.Events is the history
			d.perform(effect)
		}
		if d.run.Status() != state.Running {
			return nil
		}
		d.wait()
	}
}

// perform starts the work of an effect.
func (d *driver) perform(effect state.Effect) {
	fmt.Print(d.now.Format(time.TimeOnly), " ")
	switch e := effect.(type) {
	case *state.RunTask:
		fmt.Println(e.Resource, e.Input.Get("order"))
		d.run.Started(d.now, e.ID, "")
		if e.Pattern == state.WaitForTaskToken { // a callback will answer
			d.run.Submitted(d.now, e.ID, jsonvalue.Value{})
			d.handOn(e.Token)
		} else {
			d.answer(e.ID, jsonvalue.OfString("12A"), nil)
		}
	case *state.StartChild:
		fmt.Println("start", e.ARN)
		// A driver that has this machine starts a Run of it, and calls ChildStarted and
		// ChildDone.
		d.answer(e.ID, jsonvalue.Value{}, state.NewFailure("StateMachineDoesNotExist", e.ARN))
	case *state.Cancel:
		fmt.Println("cancel", e.ID)
	}
}

// answer puts the result of a task into the inbox, or its failure if why is not nil.
func (d *driver) answer(id int64, out jsonvalue.Value, why *state.Failure) {
	d.inbox = append(d.inbox, state.Input{Kind: state.InputDone, ID: id, Output: out, Failure: why})
}

// wait tells the Run the next answer. If there is none, it advances the time to the
// next deadline. In a program it waits for the earlier of the two.
func (d *driver) wait() {
	if len(d.inbox) > 0 {
		in := d.inbox[0]
		in.Now, d.inbox = d.now, d.inbox[1:]
		d.run.Tell(in) // false if it comes too late
	} else if deadline, ok := d.run.Deadline(); ok {
		d.now = deadline
		d.run.Advance(d.now)
	}
}

// handOn sends out a task token. In this example, answers come when two tokens are out;
// the answer to the first one is too late.
func (d *driver) handOn(token string) {
	if d.sent = append(d.sent, token); len(d.sent) == 2 {
		d.callback(d.sent[0], jsonvalue.OfString("Ada"))
		d.callback(d.sent[1], jsonvalue.OfString("Bob"))
	}
}

// callback answers the task of a token. A driver of several Runs finds the execution by
// [state.TokenOf].
func (d *driver) callback(token string, out jsonvalue.Value) {
	if id, ok := d.run.Redeem(token); ok {
		d.answer(id, out, nil)
	} else {
		fmt.Println("no task waits for", out)
	}
}

// This is a complete driver. Its machine reserves a seat, waits for an approval, which
// comes with a task token, and starts a machine that does not exist.
func ExampleRun() {
	machine, problems := state.Parse("", []byte(`{"StartAt": "Reserve", "States": {
		"Reserve": {"Type": "Task", "Resource": "reserve", "ResultPath": "$.seat", "Next": "Approve"},
		"Approve": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
			"Parameters": {"order.$": "$.order", "token.$": "$$.Task.Token"}, "TimeoutSeconds": 3600,
			"Retry": [{"ErrorEquals": ["States.Timeout"]}], "ResultPath": "$.by", "Next": "Bill"},
		"Bill": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
			"Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:Bill"},
			"Catch": [{"ErrorEquals": ["StateMachineDoesNotExist"], "ResultPath": null, "Next": "Rest"}], "Next": "Rest"},
		"Rest": {"Type": "Wait", "Seconds": 60, "End": true}}}`))
	if err := problems.Err(); err != nil {
		fmt.Println(err)
		return
	}
	d := &driver{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	var err error
	if d.run, err = state.Start(machine, []byte(`{"order": 7}`), state.Config{Now: d.now}); err != nil {
		fmt.Println(err)
		return
	}
	if err := d.drive(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.now.Format(time.TimeOnly), d.run.Status(), d.run.Outcome().Output)
	// Output:
	// 03:04:05 reserve 7
	// 03:04:05 arn:aws:states:::sqs:sendMessage.waitForTaskToken 7
	// 04:04:05 cancel 2
	// 04:04:06 arn:aws:states:::sqs:sendMessage.waitForTaskToken 7
	// no task waits for "Ada"
	// 04:04:06 start arn:aws:states:us-east-1:000000000000:stateMachine:Bill
	// 04:05:06 SUCCEEDED {"order":7,"seat":"12A","by":"Bob"}
}
