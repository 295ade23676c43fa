package play

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
)

// recorded is the history of the case. It shows what the tasks' part of the case leaves
// out: in which order they answered, and what they were called with.
type recorded struct {
	events   []*event
	byID     map[int64]*event
	started  *event // ExecutionStarted
	aborted  *event // ExecutionAborted
	deleted  *event // ExecutionFailed, as the state machine was deleted
	redrives int    // the number of redrives
}

type event struct {
	id, prev int64
	kind     string
	details  jsonvalue.Value
}

// text returns a member of the details, nil if it is absent.
func (e *event) text(member string) *string {
	v := e.details.Get(member)
	if !v.Exists() {
		return nil
	}
	text := v.Text()
	return &text
}

func readHistory(c *cases.Case) (*recorded, error) {
	h := &recorded{byID: make(map[int64]*event)}
	for i, text := range c.Expect.Events {
		v, err := jsonvalue.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("recorded event %d: %w", i+1, err)
		}
		e := &event{kind: v.Get("type").Text()}
		e.id, _ = v.Get("id").Int64()
		e.prev, _ = v.Get("previousEventId").Int64()
		for name, member := range v.Members() {
			if strings.HasSuffix(name, "EventDetails") {
				e.details = member
			}
		}
		h.add(e)
	}
	return h, nil
}

func (h *recorded) add(e *event) {
	h.events = append(h.events, e)
	if e.id > 0 {
		h.byID[e.id] = e
	}
	switch e.kind {
	case "ExecutionStarted":
		h.started = e
	case "ExecutionAborted":
		h.aborted = e
	case "ExecutionFailed":
		if cause := e.text("cause"); cause != nil && strings.HasPrefix(*cause, "State machine ") && strings.HasSuffix(*cause, " has been deleted") {
			h.deleted = e
		}
	case "ExecutionRedriven":
		h.redrives++
	}
}

// moments returns the ids of the events that a task's answers made, nil if they are not
// known. Each links to the one before, the first one to the event with the id
// scheduled.
func (h *recorded) moments(scheduled int64) map[action]int64 {
	if h.byID[scheduled] == nil {
		return nil
	}
	found := map[action]int64{schedule: scheduled}
	last := scheduled
	for _, e := range h.events {
		if e.prev != last || e.id <= last {
			continue
		}
		for _, kind := range []string{"Task", "LambdaFunction", "Activity"} {
			a := answers[strings.TrimPrefix(e.kind, kind)]
			if a != nothing && strings.HasPrefix(e.kind, kind) {
				found[a], last = e.id, e.id
			}
		}
	}
	return found
}

// schedules reports whether a task of the activity was scheduled, or may have been.
func (h *recorded) schedules(activity string) bool {
	return h.events == nil || slices.ContainsFunc(h.events, func(e *event) bool {
		return e.kind == "ActivityScheduled" && e.details.Get("resource").Text() == activity
	})
}

// answers has the actions that make the events of a task, by the end of the event's
// type.
var answers = map[string]action{
	"Started":   start,
	"Submitted": submit,
	"Succeeded": succeed,
	"Failed":    fail,
}
