package state_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// The scale is for Wait states and the delays before retries, also after a restore, and for
// nothing else.
func TestWaitScale(t *testing.T) {
	t.Parallel()
	retried := single(`"Type": "Task", "Resource": "f", "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 10}]`)
	for _, test := range []struct {
		name, definition string
		scale            float64
		fails            bool // the task does
		want             time.Duration
	}{
		{"Seconds", single(`"Type": "Wait", "Seconds": 10`), 0.5, false, 5 * time.Second},
		{"none", single(`"Type": "Wait", "Seconds": 10`), 0, false, 0},
		{"negative", single(`"Type": "Wait", "Seconds": 10`), -1, false, 0},
		{"longer", single(`"Type": "Wait", "Seconds": 10`), 2, false, 20 * time.Second},
		{"beyond what a time has", single(`"Type": "Wait", "Seconds": 99999999`), 1e300, false, (1<<31 - 1) * time.Second},
		{"Timestamp", single(`"Type": "Wait", "Timestamp": "` + epoch.Add(time.Hour).Format(time.RFC3339) + `"`), 0.25, false, 15 * time.Minute},
		{"Timestamp of the past", single(`"Type": "Wait", "Timestamp": "2001-01-01T00:00:00Z"`), 0.25, false, 0},
		{"Retry", retried, 0.1, true, time.Second},
		{"no retry", retried, 0, true, 0},
		{"TimeoutSeconds", single(`"Type": "Task", "Resource": "f", "TimeoutSeconds": 10`), 0, false, 10 * time.Second},
		{"HeartbeatSeconds", single(`"Type": "Task", "Resource": "f", "HeartbeatSeconds": 10`), 0, false, 10 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := begin(t, test.definition, `{}`, state.Config{WaitScale: &test.scale, Limits: state.Limits{Duration: -1}})
			d.restore()
			for _, e := range d.step() {
				task := e.(*state.RunTask)
				d.r.Tell(state.Input{Kind: state.InputScheduled, Now: epoch, ID: task.ID})
				d.r.Tell(state.Input{Kind: state.InputStarted, Now: epoch, ID: task.ID})
				if test.fails {
					d.r.Tell(state.Input{Kind: state.InputDone, Now: epoch, ID: task.ID, Failure: state.NewFailure("E", "")})
				}
			}
			d.step()
			at, ok := d.r.Deadline()
			if got := max(0, at.Sub(epoch)); !ok || got != test.want {
				t.Errorf("the deadline is after %v, %t, want %v", got, ok, test.want)
			}
		})
	}
}

// The executions of a Map Run have the scale of its own execution.
func TestWaitScaleOfMapRun(t *testing.T) {
	t.Parallel()
	d := begin(t, single(`"Type": "Map", `+distributedTask("T")), `[1]`, state.Config{WaitScale: new(float64)})
	item := d.step()[0].(*state.StartItem)
	if scale := item.Config.WaitScale; scale == nil || *scale != 0 {
		t.Errorf("the scale is %v", scale)
	}
}
