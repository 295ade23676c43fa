package state_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// skipped skips the wait of the state that was entered by an event, at a time since the start.
func skipped(after time.Duration, event int64) happening {
	return happening{after, func(r *state.Run, now time.Time) { r.SkipWait(now, event) }}
}

// TestSkipWait: the state goes on at the time of the input, and nothing else does.
func TestSkipWait(t *testing.T) {
	twice := `, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 60, "BackoffRate": 1}]`
	for name, test := range map[string]struct {
		definition string
		at         []happening
		ends       time.Duration
	}{
		"a Wait state":                  {single(`"Type": "Wait", "Seconds": 90`), []happening{skipped(time.Second, 2)}, time.Second},
		"an event that entered nothing": {single(`"Type": "Wait", "Seconds": 90`), []happening{skipped(time.Second, 1), skipped(time.Second, 3), skipped(time.Second, 0)}, 90 * time.Second},
		"when it was over":              {states(`"A": {"Type": "Wait", "Seconds": 5, "Next": "B"}, "B": {"Type": "Wait", "Seconds": 90, "End": true}`), []happening{skipped(6*time.Second, 2)}, 95 * time.Second},
		"the delay before a retry":      {task("f", twice), []happening{skipped(time.Second, 2), skipped(2*time.Second, 2)}, 2 * time.Second},
		"one delay of two":              {task("f", twice), []happening{skipped(time.Second, 2)}, 61 * time.Second},
		"the delay of a Parallel state": {
			single(`"Type": "Parallel", "Branches": [` + branch("T", `"Type": "Task", "Resource": "f", "End": true`) + `]` + twice),
			[]happening{skipped(time.Second, 2), skipped(2*time.Second, 2)}, 2 * time.Second,
		},
		"a task that runs": {states(`"A": {"Type": "Pass", "Next": "Silent"}, "Silent": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 30, "End": true}`), []happening{skipped(time.Second, 4)}, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			failsTwice := []reply{fails("E", ""), fails("E", ""), gives(`1`)}
			tr := run(t, test.definition, play{at: test.at, tasks: map[string][]reply{"A": failsTwice, "T": failsTwice, "Silent": {silent()}}})
			if took := tr.outcome.Ended.Sub(epoch); took != test.ends {
				t.Errorf("it took %v, want %v", took, test.ends)
			}
		})
	}
}

// TestSkipOneWait: the history is that of a shorter wait; a wait beside it, and the time of the
// execution, go on.
func TestSkipOneWait(t *testing.T) {
	definition := `{"TimeoutSeconds": 60, "StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
		` + branch("A", `"Type": "Wait", "Seconds": 90, "End": true`) + `, ` + branch("B", `"Type": "Wait", "Seconds": 90, "End": true`) + `]}}}`
	wantHistory(t, run(t, definition, play{at: []happening{skipped(5*time.Second, 5)}}), `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=P input={}
		3<-2 ParallelStateStarted
		4<-3 WaitStateEntered name=A input={}
		5<-3 WaitStateEntered name=B input={}
		6<-5 WaitStateExited name=B output={} @5s
		7<-0 ExecutionTimedOut error=States.Timeout @1m0s`)
}

// TestWaits: a Run says which states wait, and takes a skip once.
func TestWaits(t *testing.T) {
	d := begin(t, single(`"Type": "Wait", "Seconds": 90`), `{}`, state.Config{})
	if d.r.Waits(2) || d.r.SkipWait(epoch, 2) {
		t.Error("a state waits that was not entered")
	}
	d.step()
	if !d.r.Waits(2) || d.r.Waits(1) {
		t.Error("the state does not wait, or another one does")
	}
	if !d.r.SkipWait(epoch, 2) || d.r.Waits(2) || d.r.SkipWait(epoch, 2) {
		t.Error("the wait is not skipped once")
	}
	if at, timed := d.r.Deadline(); timed && at.Before(epoch.Add(time.Hour)) {
		t.Errorf("it has something to do at %v", at)
	}
	d.step()
	if s := d.r.Status(); s != state.Succeeded || d.r.Now() != epoch {
		t.Errorf("it is %s at %v", s, d.r.Now())
	}
	if d.r.SkipWait(epoch, 2) {
		t.Error("a wait is skipped after the end")
	}
}

// anyWait returns the event that has entered a state which waits, 0 if there is none. which
// chooses among several.
func anyWait(r *state.Run, events []history.Event, which int) int64 {
	var all []int64
	for _, e := range events {
		if r.Waits(e.ID) {
			all = append(all, e.ID)
		}
	}
	if len(all) == 0 {
		return 0
	}
	return all[which%len(all)]
}
