package state

import (
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

func startRun(t *testing.T, text string, l Limits) (*Run, time.Time) {
	t.Helper()
	m, list := Parse("", []byte(text))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1e9, 0)
	r, err := Start(m, []byte(`{}`), Config{Now: now, Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	return r, now
}

// TestHeartbeatsLeaveNoTimers: the timers that heartbeats have moved do not pile
// up behind one that is due before them.
func TestHeartbeatsLeaveNoTimers(t *testing.T) {
	r, now := startRun(t, `{"TimeoutSeconds": 80000, "StartAt": "A", "States": {"A": {"Type": "Task",
		"Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"},
		"HeartbeatSeconds": 86400, "End": true}}}`, Limits{})
	var b Batch
	if _, err := r.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	id := b.Effects[0].(*RunTask).ID
	r.Started(now, id, "")
	for range 10_000 {
		now = now.Add(100 * time.Millisecond)
		if !r.Heartbeat(now, id) {
			t.Fatal("nobody waits for the heartbeat")
		}
		r.Advance(now)
	}
	if n := len(r.timers); n > 2*minSweep {
		t.Errorf("there are %d timers for one task", n)
	}
	if at, ok := r.Deadline(); !ok || !at.Equal(r.outcome.Started.Add(80_000*time.Second)) {
		t.Errorf("the deadline is %v, %v", at, ok)
	}
}

// TestFinishedTasksLeaveNoTimers: neither do the timeouts of tasks that are over.
func TestFinishedTasksLeaveNoTimers(t *testing.T) {
	r, now := startRun(t, `{"TimeoutSeconds": 80000, "StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 86400, "Next": "C"},
		"C": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "E"}], "Default": "A"},
		"E": {"Type": "Succeed"}}}`, Unlimited)
	for range 10_000 {
		var b Batch
		if _, err := r.Step(&b, 0); err != nil {
			t.Fatal(err)
		}
		id := b.Effects[len(b.Effects)-1].(*RunTask).ID
		now = now.Add(time.Millisecond)
		r.Started(now, id, "")
		r.Done(now, id, jsonvalue.EmptyObject, nil)
		r.Advance(now)
	}
	if n := len(r.timers); n > 2*minSweep {
		t.Errorf("there are %d timers and one task", n)
	}
}
