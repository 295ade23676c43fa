package state_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// deleted deletes the machine a second after the start.
var deleted = []happening{{time.Second, func(r *state.Run, now time.Time) { r.MachineDeleted(now) }}}

// TestMachineDeleted: an execution fails at the transition after the deletion of its machine, and
// the answer of a task leaves no event.
func TestMachineDeleted(t *testing.T) {
	task := `
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 LambdaFunctionScheduled resource=f input={}%s
		4<-3 LambdaFunctionStarted
		5<-4 ExecutionFailed error=States.Runtime cause=State machine M has been deleted @%ds`
	for name, test := range map[string]struct{ definition, want string }{
		"the answer of a task":  {single(`"Type": "Task", "Resource": "f"`), fmt.Sprintf(task, "", 5)},
		"the timeout of a task": {single(`"Type": "Task", "Resource": "f", "TimeoutSeconds": 2`), fmt.Sprintf(task, " timeoutInSeconds=2", 2)},
		"the end of a Wait": {single(`"Type": "Wait", "Seconds": 5`), `
		1<-0 ExecutionStarted input={}
		2<-0 WaitStateEntered name=A input={}
		3<-2 ExecutionFailed error=States.Runtime cause=State machine M has been deleted @5s`},
	} {
		t.Run(name, func(t *testing.T) {
			tr := run(t, test.definition, play{
				tasks: map[string][]reply{"A": {gives(`1`).after(5 * time.Second)}}, at: deleted, cfg: state.Config{Identity: state.Identity{Machine: "M"}},
			})
			wantHistory(t, tr, test.want)
			if o := tr.outcome; o.Status != state.Failed || shown(o.Failure) != "States.Runtime: State machine M has been deleted" {
				t.Errorf("the outcome is %+v", o)
			}
		})
	}
}

// TestMachineDeletedBefore: what has no transition to make ends as it would.
func TestMachineDeletedBefore(t *testing.T) {
	tr := run(t, `{"TimeoutSeconds": 3, "StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 5, "End": true}}}`, play{at: deleted})
	if o := tr.outcome; o.Status != state.TimedOut {
		t.Errorf("it ended %s", o.Status)
	}
}

// TestMachineDeletedRedrive: a redrive begins anew.
func TestMachineDeletedRedrive(t *testing.T) {
	tr := run(t, single(`"Type": "Wait", "Seconds": 5`), play{at: deleted, redrives: 1})
	if o := tr.outcome; o.Status != state.Succeeded || o.RedriveCount != 1 {
		t.Errorf("it ended %s after %d redrives", o.Status, o.RedriveCount)
	}
}

// TestMachineDeletedAborted: an abort that a driver has accepted ends the execution, although an
// answer or a timeout has come before it.
func TestMachineDeletedAborted(t *testing.T) {
	for name, happens := range map[string]func(r *state.Run, id int64){
		"the answer of a task":  func(r *state.Run, id int64) { r.Done(epoch, id, jsonvalue.NullValue, nil) },
		"the timeout of a task": func(r *state.Run, _ int64) { r.Advance(epoch.Add(2 * time.Second)) },
	} {
		var accepted bool
		d := begin(t, single(`"Type": "Task", "Resource": "f", "TimeoutSeconds": 2`), `{}`, state.Config{Ending: func() bool { return !accepted }})
		id := d.step()[0].(*state.RunTask).ID
		d.r.Started(epoch, id, "")
		d.r.MachineDeleted(epoch)
		accepted = true
		happens(d.r, id)
		if _, err := d.r.Step(new(state.Batch), 0); !errors.Is(err, state.ErrInterrupted) {
			t.Errorf("%s: %v", name, err)
		}
		if !d.r.Abort(d.r.Now(), state.Failure{}) || d.r.Status() != state.Aborted {
			t.Errorf("after %s it ended %s", name, d.r.Status())
		}
	}
}
