package play

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/jsonvalue"
)

// Tasks returns the answers of the tasks in a history, for a case that has no other
// record of them.
func Tasks(events []json.RawMessage) ([]cases.Task, error) {
	h, err := readHistory(&cases.Case{Expect: cases.Expect{Events: events}})
	if err != nil {
		return nil, err
	}
	values := make([]jsonvalue.Value, len(events))
	for i, text := range events {
		if values[i], err = jsonvalue.Parse(text); err != nil {
			return nil, err
		}
	}
	line, err := compare.TimelineOf(values)
	if err != nil {
		return nil, err
	}
	var tasks []cases.Task
	type entry struct {
		visit    *history.Visit
		redrives int // so far
	}
	at, redrives := map[entry]int{}, 0
	for _, e := range h.events {
		if e.kind == "ExecutionRedriven" {
			redrives++
		}
		_, visit := line.At(e.id)
		if !strings.HasSuffix(e.kind, "Scheduled") || visit == nil {
			continue
		}
		i, known := at[entry{visit, redrives}]
		if !known {
			i = len(tasks)
			at[entry{visit, redrives}] = i
			tasks = append(tasks, cases.Task{State: visit.Name, Iterations: iterations(visit.Thread)})
		}
		tasks[i].Outcomes = append(tasks[i].Outcomes, h.outcome(e))
	}
	return tasks, nil
}

// iterations returns the iterations around a thread, the outermost first.
func iterations(t *history.Thread) []cases.Iteration {
	var in []cases.Iteration
	for ; t.Outer != nil; t = t.Outer.Thread {
		if t.Outer.Type == "Map" {
			in = append(in, cases.Iteration{Map: t.Outer.Name, Index: t.Index})
		}
	}
	slices.Reverse(in)
	return in
}

// outcome returns the outcome of the attempt that began with an event. An attempt that
// the history does not end, or that timed out, had no answer.
func (h *recorded) outcome(scheduled *event) cases.Outcome {
	o := cases.Outcome{ScheduledEventID: scheduled.id, Timeout: true}
	moments := h.moments(scheduled.id)
	if e := h.byID[moments[start]]; e != nil {
		o.WorkerName = e.text("workerName")
	}
	if e := h.byID[moments[submit]]; e != nil {
		o.Submitted = json.RawMessage(*e.text("output"))
	}
	if e := h.byID[moments[succeed]]; e != nil {
		o.Output, o.Timeout = json.RawMessage(*e.text("output")), false
	}
	if e := h.byID[moments[fail]]; e != nil {
		o.Error, o.Cause, o.Timeout = e.text("error"), e.text("cause"), false
	}
	return o
}
