package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// choice has the iterations that are shown of Maps, by the names of the Maps. Of others
// all are shown.
type choice map[string]int

// chosen reads a choice: "2:Pack" is the third iteration of Pack.
func chosen(texts []string) choice {
	c := choice{}
	for _, text := range texts {
		number, name, _ := strings.Cut(text, ":")
		if i, err := strconv.Atoi(number); err == nil && i >= 0 {
			c[name] = i
		}
	}
	return c
}

// String returns the choice in an order of its own.
func (c choice) String() string {
	var all []string
	for name, i := range c {
		all = append(all, strconv.Itoa(i)+":"+name)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// moment is an execution as of an event. It is not modified once it is made.
type moment struct {
	at     int64
	chosen choice
	events []history.Event
	line   *history.Timeline // of all events
	shown  *history.Timeline // of the iterations that are shown
}

func newMoment(events []history.Event, c choice) *moment {
	m := &moment{at: int64(len(events)), chosen: c, events: events, line: history.NewTimeline(events...)}
	m.shown = m.line
	if len(c) > 0 {
		m.shown = history.NewTimeline(slices.DeleteFunc(slices.Clone(events), m.isHidden)...)
	}
	return m
}

// isHidden reports whether an event is one of an iteration that is not shown.
func (m *moment) isHidden(e history.Event) bool {
	t, _ := m.line.At(e.ID)
	if step, ok := e.Details.(*history.MapIteration); ok {
		if i, only := m.chosen[step.Name]; only && i != step.Index {
			return true
		}
	}
	for ; t != nil && t.Outer != nil; t = t.Outer.Thread {
		if i, only := m.chosen[t.Outer.Name]; only && t.Outer.Type == "Map" && i != t.Index {
			return true
		}
	}
	return false
}

// last returns the last event, the zero Event if there is none.
func (m *moment) last() history.Event {
	if len(m.events) == 0 {
		return history.Event{}
	}
	return m.events[len(m.events)-1]
}

// began is when the execution began.
func (m *moment) began() time.Time {
	if len(m.events) == 0 {
		return time.Time{}
	}
	return m.events[0].Timestamp
}

// variables returns the variables that a state sees which is entered in a thread after
// event: those that were assigned there, and around it, by states that were left before.
func variables(t *history.Thread, event int64) []jsonvalue.Member {
	var threads []*history.Thread
	for ; t != nil; t = outer(t) {
		threads = append(threads, t)
	}
	var all []jsonvalue.Member
	for _, t := range slices.Backward(threads) {
		for _, v := range t.Visits {
			if v.Exited.ID != 0 && v.Exited.ID <= event {
				all = assign(all, assigned(v))
			}
		}
	}
	return all
}

// outer returns the thread around one, nil for that of the execution.
func outer(t *history.Thread) *history.Thread {
	if t.Outer == nil {
		return nil
	}
	return t.Outer.Thread
}

// assigned returns what a state has assigned.
func assigned(v *history.Visit) []jsonvalue.Member {
	if exited, ok := v.Exited.Details.(*history.StateExited); ok {
		return exited.AssignedVariables
	}
	return nil
}

// assign sets variables.
func assign(all, set []jsonvalue.Member) []jsonvalue.Member {
	for _, v := range set {
		i := slices.IndexFunc(all, func(known jsonvalue.Member) bool { return known.Name == v.Name })
		if i < 0 {
			all = append(all, v)
		} else {
			all[i] = v
		}
	}
	return all
}

// status is the class of what has an outcome, as in pictures.
func status(v *history.Visit) string {
	failure := lastFailure(v)
	switch v.Outcome() {
	case history.Succeeded:
		if failure != nil {
			return "caught"
		}
		return "succeeded"
	case history.Running:
		return "running"
	case history.Failed:
		if failure != nil && failure.Error != nil && (*failure.Error == "States.Timeout" || *failure.Error == "States.HeartbeatTimeout") {
			return "timedout"
		}
		return "failed"
	}
	return "aborted"
}

// statusWords are the words for classes of statuses.
var statusWords = map[string]string{
	"succeeded": "succeeded", "caught": "failed, caught", "failed": "failed", "timedout": "timed out",
	"running": "running", "aborted": "aborted",
}

// lastFailure returns the failure of the last attempt, nil if it did not fail.
func lastFailure(v *history.Visit) *history.Failure {
	if len(v.Attempts) == 0 {
		return nil
	}
	return v.Attempts[len(v.Attempts)-1].Failure
}

// path returns the branches and iterations around a state: "[2][0]", "" for none.
func path(v *history.Visit) string {
	text := ""
	for t := v.Thread; t.Outer != nil; t = t.Outer.Thread {
		text = "[" + strconv.Itoa(t.Index) + "]" + text
	}
	return text
}

// lasted returns for how long a visit was, or has been as of the moment.
func (m *moment) lasted(v *history.Visit) time.Duration {
	end := v.Exited
	if end.ID == 0 {
		end = m.last()
	}
	return end.Timestamp.Sub(v.Entered.Timestamp)
}
