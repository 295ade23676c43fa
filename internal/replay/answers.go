package replay

import (
	"math"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Answer is what a recorded call of a task was answered.
type Answer struct {
	State     string
	Items     []int         // the indexes of the iterations around the state, the outermost first
	After     time.Duration // from the start of the task on
	Beat      time.Duration // HeartbeatSeconds, which the task kept; 0 for none
	Callback  bool          // the answer came by a task token
	Submitted jsonvalue.Value
	Output    jsonvalue.Value
	Failure   *history.Failure // nil if it did not fail
	Silent    bool             // it timed out, or was given up
	Reason    string           // why the answer is not known, "" if it is
}

// Answers returns the answers of all calls of a recorded execution, in the order of the
// calls. The error is that of [Run].
func Answers(events []history.Event) ([]Answer, error) {
	r, err := read(events)
	if err != nil {
		return nil, err
	}
	var all []Answer
	at := map[*history.Visit]int{}
	for _, e := range r.events {
		_, v := r.line.At(e.ID)
		if v == nil || !isScheduled(e.Type) || v.Type != "Task" {
			continue
		}
		calls := r.calls[v].calls
		if at[v] < len(calls) {
			all = append(all, calls[at[v]].answer(v))
			at[v]++
		}
	}
	return all, nil
}

func (c *call) answer(v *history.Visit) Answer {
	a := Answer{State: v.Name, Silent: true, Callback: strings.HasSuffix(resourceOf(c.scheduled), ".waitForTaskToken")}
	for t := v.Thread; t.Outer != nil; t = t.Outer.Thread {
		if t.Outer.Type == "Map" {
			a.Items = append([]int{t.Index}, a.Items...)
		}
	}
	switch d := c.scheduled.Details.(type) {
	case *history.Scheduled:
		a.Beat = beat(d.HeartbeatInSeconds)
	case *history.TaskScheduled:
		a.Beat = beat(d.HeartbeatInSeconds)
	}
	began := c.scheduled.Timestamp
	for _, e := range c.steps {
		switch stepOf(e.Type) {
		case start:
			began = e.Timestamp
		case submit:
			a.Submitted = e.Payload()
		case succeed:
			a.Output, a.Silent, a.Reason = e.Payload(), false, unknown(e)
		case fail:
			if a.Silent, a.Failure = false, e.Failure(); a.Failure == nil {
				a.Failure = &history.Failure{}
			}
		}
		a.After = max(0, e.Timestamp.Sub(began))
	}
	return a
}

// beat is a number of seconds, but no more than a Duration holds.
func beat(seconds int64) time.Duration {
	return time.Duration(min(seconds, int64(math.MaxInt64/time.Second))) * time.Second
}
