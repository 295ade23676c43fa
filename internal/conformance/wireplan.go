package main

import (
	"strings"
	"time"

	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/jsonvalue"
)

// schedule says when the steps of a capture are taken that have left events: as long after the
// start of the execution as in the recording.
type schedule struct {
	began  time.Time
	events []plannedEvent
}

// plannedEvent is an event that the answer of a task has left.
type plannedEvent struct {
	kind  string
	after time.Duration // the start
}

// planOf returns the schedule of a capture, which has at most one history with times.
func planOf(c *captures.Capture) *schedule {
	p := &schedule{}
	for arn, events := range c.Histories {
		if strings.Contains(arn, "/") {
			continue
		}
		var start time.Time
		for _, text := range events {
			e, err := jsonvalue.Parse(text)
			at, ok := timeOf(e.Get("timestamp"))
			if err != nil || !ok {
				continue
			}
			if start.IsZero() {
				start = at
			}
			p.events = append(p.events, plannedEvent{e.Get("type").Text(), at.Sub(start)})
		}
	}
	return p
}

// timeOf returns a recorded time.
func timeOf(v jsonvalue.Value) (time.Time, bool) {
	if seconds, ok := v.Float64(); ok {
		return time.UnixMilli(int64(seconds * 1000)), true
	}
	at, err := time.Parse(time.RFC3339, v.Text())
	return at, err == nil
}

// leaves has the ends of the types of events that a step leaves.
var leaves = map[string]string{
	"GetActivityTask": "ActivityStarted", "SendTaskSuccess": "Succeeded", "SendTaskFailure": "Failed", "RedriveExecution": "ExecutionRedriven",
}

// await waits until a step is due. One that comes too late for its task is due when that has
// ended.
func (p *schedule) await(s *captures.Step) {
	if p.began.IsZero() {
		return
	}
	kind := leaves[s.Operation]
	late := s.Error != nil && s.Error.Code == "TaskTimedOut"
	for _, e := range p.events {
		switch {
		case late && e.kind == "ActivityTimedOut":
			time.Sleep(time.Until(p.began.Add(e.after + 300*time.Millisecond)))
			return
		case !late && s.Error == nil && kind != "" && isOf(e.kind, kind):
			time.Sleep(time.Until(p.began.Add(e.after)))
			return
		}
	}
}

// isOf reports whether an event is what an answer of a kind has left.
func isOf(event, kind string) bool {
	return event == kind || (strings.HasPrefix(event, "Activity") || strings.HasPrefix(event, "Task")) && strings.HasSuffix(event, kind) && kind != "ExecutionRedriven"
}

// done notes that a step was taken: the events up to the one that it has left are past.
func (p *schedule) done(s *captures.Step) {
	if s.Operation == "StartExecution" && p.began.IsZero() {
		p.began = time.Now()
	}
	kind := leaves[s.Operation]
	if kind == "" {
		return
	}
	for i, e := range p.events {
		if isOf(e.kind, kind) {
			p.events = append(p.events[:i:i], p.events[i+1:]...)
			return
		}
	}
}
