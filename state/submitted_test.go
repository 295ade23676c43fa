package state_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

// TestSubmittedOnce: that a task was handed on is remembered, over a restore,
// too, so that it is neither done nor recorded twice.
func TestSubmittedOnce(t *testing.T) {
	d := begin(t, task(callback, `, "Parameters": {"t.$": "$$.Task.Token"}`), `{}`, state.Config{})
	id := d.step()[0].(*state.RunTask).ID
	if p := d.r.Outstanding(); len(p) != 1 || p[0].Begun || p[0].Submitted {
		t.Errorf("before: %+v", p)
	}
	d.r.Started(epoch, id, "")
	if p := d.r.Outstanding(); !p[0].Begun || p[0].Submitted {
		t.Errorf("once it has begun: %+v", p)
	}
	if !d.r.Submitted(epoch, id, jsonvalue.EmptyObject) {
		t.Error("it cannot be submitted")
	}
	d.step()
	d.restore()
	if p := d.r.Outstanding(); len(p) != 1 || !p[0].Begun || !p[0].Submitted || p[0].Effect.(*state.RunTask).ID != id {
		t.Errorf("after the restore: %+v", p)
	}
	if d.r.Submitted(epoch, id, jsonvalue.EmptyObject) || d.r.Started(epoch, id, "") {
		t.Error("it was submitted twice")
	}
	d.r.Done(epoch, id, jsonvalue.True, nil)
	d.step()
	count := 0
	for _, e := range d.events {
		if e.Type == history.TypeTaskSubmitted {
			count++
		}
	}
	if count != 1 || d.r.Status() != state.Succeeded {
		t.Errorf("%d TaskSubmitted, %s", count, d.r.Status())
	}
}

// TestSubmittedWithoutOutput: it is remembered, and nothing is recorded.
func TestSubmittedWithoutOutput(t *testing.T) {
	d := begin(t, task(callback, `, "Parameters": {"t.$": "$$.Task.Token"}`), `{}`, state.Config{})
	id := d.step()[0].(*state.RunTask).ID
	d.r.Started(epoch, id, "")
	d.step()
	before := len(d.events)
	if !d.r.Submitted(epoch, id, jsonvalue.Value{}) || !d.r.Outstanding()[0].Submitted {
		t.Error("it is not remembered")
	}
	if d.step(); len(d.events) != before {
		t.Errorf("recorded: %s", bytesOf(d.events[before:]))
	}
}

// TestTimedOutByTheDriver: a driver whose engine keeps the time says so, and the
// history is that of a timeout.
func TestTimedOutByTheDriver(t *testing.T) {
	const catch = `, "TimeoutSeconds": 5, "HeartbeatSeconds": 2, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "H"}, {"ErrorEquals": ["States.Timeout"], "Next": "T"}]`
	for next, heartbeat := range map[string]bool{"H": true, "T": false} {
		d := begin(t, states(`"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "End": true`+catch+`},
			"H": {"Type": "Succeed"}, "T": {"Type": "Succeed"}`), `{}`, state.Config{})
		id := d.step()[0].(*state.RunTask).ID
		d.r.Started(epoch, id, "")
		if !d.r.TimedOut(epoch, id, heartbeat) || d.r.TimedOut(epoch, id, heartbeat) || d.r.Awaits(id) {
			t.Errorf("heartbeat %v: the timeout was not taken, or twice", heartbeat)
		}
		d.step()
		history := strings.Join(bytesOf(d.events), "\n")
		if !strings.Contains(history, "LambdaFunctionTimedOut") || strings.Contains(history, "LambdaFunctionFailed") || !strings.Contains(history, `"name":"`+next+`"`) {
			t.Errorf("heartbeat %v:\n%s", heartbeat, history)
		}
	}
}

// TestAgain: times that passed during an outage do not count.
func TestAgain(t *testing.T) {
	d := begin(t, task("f", `, "TimeoutSeconds": 60, "HeartbeatSeconds": 10`), `{}`, state.Config{})
	id := d.step()[0].(*state.RunTask).ID
	if d.r.Again(epoch, id) {
		t.Error("it begins again and has not begun")
	}
	d.r.Started(epoch, id, "")
	d.step()
	events, later := len(d.events), epoch.Add(time.Hour)
	d.restore()
	if !d.r.Again(later, id) {
		t.Error("it does not begin again")
	}
	d.r.Advance(later)
	d.step()
	at, _ := d.r.Deadline()
	if len(d.events) != events || !d.r.Awaits(id) || !at.Equal(later.Add(10*time.Second)) {
		t.Errorf("the deadline is %v, and since then\n%s", at, strings.Join(bytesOf(d.events[events:]), "\n"))
	}
}

// TestChildThatWasStartedBefore: a driver may tell that each effect has started.
func TestChildThatWasStartedBefore(t *testing.T) {
	d, child, outcome := start(t, "")
	if !d.r.Started(epoch, child.ID, "") || !d.r.ChildStarted(epoch, child.ID, outcome) {
		t.Error("the task stays without an answer")
	}
	if d.step(); d.r.Status() != state.Succeeded {
		t.Errorf("the execution is %s", d.r.Status())
	}
}
