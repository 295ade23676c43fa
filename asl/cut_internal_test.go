package asl

import (
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// TestPatience: a deadline that has cut a step waits longer before it cuts the next one, but
// the end of the execution does not.
func TestPatience(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	clock := NewVirtualClock(start)
	d := &driver{clock: clock}
	c := &d.cuts
	c.began, c.deadline = start, start.Add(time.Second)
	check := func(when string, want time.Duration) {
		t.Helper()
		if got := c.at(d).Sub(start); got != want {
			t.Errorf("%s, the step is cut after %v, want %v", when, got, want)
		}
	}
	check("at first", time.Second)
	clock.Advance(3 * time.Second)
	d.endStep(true)
	check("after a cut", 6*time.Second)
	d.expires, d.expiring = start.Add(2*time.Second), true
	check("if the execution times out", 2*time.Second)
	d.expires = start.Add(time.Hour)
	d.endStep(false)
	check("after a step that was not cut", time.Second)
}

// TestMayEnd: an execution does not end otherwise after its time, or if it is to be aborted.
func TestMayEnd(t *testing.T) {
	d := &driver{clock: freeSystemClock, alarm: time.NewTimer(time.Hour), expires: time.Now().Add(-time.Second), expiring: true}
	if d.mayEnd() {
		t.Error("it may end although its time is over")
	}
	d.expires = time.Now().Add(time.Hour)
	if !d.mayEnd() {
		t.Error("it may not end")
	}
	if d.mail.postAbort(state.Input{}) {
		t.Error("an abort is accepted after that")
	}
	d = &driver{}
	d.mail.clock = freeSystemClock
	if !d.mail.postAbort(state.Input{}) || d.mayEnd() {
		t.Error("an abort is not accepted, or it may end after that")
	}
}
