package replay

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Answer is what a recorded call of a task was answered.
type Answer struct {
	State     string
	Items     []int         // the indexes of the iterations around the state, the outermost first
	After     time.Duration // from the start of the task to its answer or, if it is Silent, its last heartbeat
	Beat      time.Duration // HeartbeatSeconds, which the task has kept until then; 0 for none
	Callback  bool          // the answer came by a task token
	Submitted jsonvalue.Value
	Output    jsonvalue.Value
	Failure   *history.Failure // nil if it did not fail
	Silent    bool             // it timed out, or was given up
	Reason    string           // why the answer is not known, "" if it is
}

// Answers returns the answers of all calls of a recorded execution, in the order of the
// calls. The error is what [Run] says of the events.
func Answers(events []history.Event) ([]Answer, error) {
	r, err := read(events)
	if err != nil {
		return nil, err
	}
	var all []Answer
	for _, c := range r.calls {
		all = append(all, r.answer(c))
	}
	return all, nil
}

func (r *recording) answer(c *call) Answer {
	a := Answer{State: c.of.Name, Silent: true, Callback: strings.HasSuffix(resourceOf(c.scheduled), ".waitForTaskToken")}
	for t := c.of.Thread; t.Outer != nil; t = t.Outer.Thread {
		if t.Outer.Type == "Map" {
			a.Items = slices.Insert(a.Items, 0, t.Index)
		}
	}
	var timeout time.Duration
	switch d := c.scheduled.Details.(type) {
	case *history.Scheduled:
		a.Beat, timeout = seconds(d.HeartbeatInSeconds), seconds(d.TimeoutInSeconds)
	case *history.TaskScheduled:
		a.Beat, timeout = seconds(d.HeartbeatInSeconds), seconds(d.TimeoutInSeconds)
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
	}
	end, ended := c.end()
	if !ended {
		end = r.last() // it was at work up to there
	}
	a.After = max(0, end.Timestamp.Sub(began))
	if missedBeat(end, a.After, timeout, Tolerance) {
		a.After = max(0, a.After-a.Beat)
	}
	return a
}

// seconds is a number of seconds, but no more than a Duration holds.
func seconds(n int64) time.Duration {
	return time.Duration(min(max(n, 0), int64(math.MaxInt64/time.Second))) * time.Second
}
