package replay

import (
	"strings"

	"github.com/goasl/goasl/history"
)

// recording is a recorded execution.
type recording struct {
	events   []history.Event
	line     *history.Timeline
	places   *places
	calls    []*call            // of tasks, in order
	visits   map[place][]*visit // of Task states
	visitOf  map[*history.Visit]*visit
	mapRuns  map[place][]*mapRun // of distributed Maps
	given    map[string]bool     // UUIDs and times that came from outside
	redrives []history.Event
}

// visit is a stay in a Task state, with its calls.
type visit struct {
	of    *history.Visit
	calls []*call
}

// call is one call of a task.
type call struct {
	of        *history.Visit
	scheduled history.Event
	steps     []history.Event // what came of it, in order
}

// end returns the event that ended the call, if one did.
func (c *call) end() (e history.Event, ended bool) {
	if len(c.steps) > 0 {
		e = c.steps[len(c.steps)-1]
	}
	switch stepOf(e.Type) {
	case succeed, fail, timeOut:
		return e, true
	}
	return e, false
}

// mapRun is a Map Run.
type mapRun struct {
	of  *history.Visit
	end history.Event // the zero Event if it goes on
}

// read takes a history apart.
func read(events []history.Event) (*recording, error) {
	if err := check(events); err != nil {
		return nil, err
	}
	r := &recording{
		events: events, line: history.NewTimeline(), places: newPlaces(), given: map[string]bool{},
		visits: map[place][]*visit{}, visitOf: map[*history.Visit]*visit{},
		mapRuns: map[place][]*mapRun{},
	}
	r.line.Add(r.events...)
	for _, e := range r.events {
		r.give(e)
		if e.Type == history.TypeExecutionRedriven {
			r.redrives = append(r.redrives, e)
		}
		if _, v := r.line.At(e.ID); v != nil {
			r.note(v, e)
		}
	}
	return r, nil
}

func (r *recording) last() history.Event { return r.events[len(r.events)-1] }

func (r *recording) ended() bool { return r.line.Main.Outcome() != history.Running }

// give notes what an event brings from outside.
func (r *recording) give(e history.Event) {
	if e.Type == history.TypeExecutionStarted || stepOf(e.Type) == succeed || stepOf(e.Type) == submit {
		for _, text := range generated.FindAllString(e.Payload().String(), -1) {
			r.given[text] = true
		}
	}
}

// note notes an event of a Task state or of a Map Run.
func (r *recording) note(v *history.Visit, e history.Event) {
	at, inTask := r.visitOf[v]
	switch {
	case e.Type == history.TypeTaskStateEntered:
		place := r.places.of(v)
		r.visitOf[v] = &visit{of: v}
		r.visits[place] = append(r.visits[place], r.visitOf[v])
	case inTask && isScheduled(e.Type):
		c := &call{of: v, scheduled: e}
		r.calls, at.calls = append(r.calls, c), append(at.calls, c)
	case inTask && stepOf(e.Type) != nothing && len(at.calls) > 0:
		c := at.calls[len(at.calls)-1]
		c.steps = append(c.steps, e)
	case e.Type == history.TypeMapRunStarted, e.Type == history.TypeMapRunRedriven:
		place := r.places.of(v)
		r.mapRuns[place] = append(r.mapRuns[place], &mapRun{of: v})
	case strings.HasPrefix(string(e.Type), "MapRun"):
		if runs := r.mapRuns[r.places.of(v)]; len(runs) > 0 {
			runs[len(runs)-1].end = e
		}
	}
}

// step is what an event of a task is to a [state.Run].
type step int

const (
	nothing step = iota
	start
	submit
	succeed
	fail
	timeOut
)

// steps are the steps of a task, by the end of the event's type.
var steps = []struct {
	suffix string
	step   step
}{
	{"Started", start}, {"Submitted", submit}, {"Succeeded", succeed},
	{"Failed", fail}, {"TimedOut", timeOut}, // also ScheduleFailed, StartFailed and SubmitFailed
}

// stepOf returns the step of an event of a task, nothing for other events.
func stepOf(t history.Type) step {
	for _, kind := range []string{"Task", "LambdaFunction", "Activity"} {
		rest, ok := strings.CutPrefix(string(t), kind)
		if !ok || strings.HasPrefix(rest, "State") {
			continue
		}
		for _, s := range steps {
			if strings.HasSuffix(rest, s.suffix) {
				return s.step
			}
		}
	}
	return nothing
}

func isScheduled(t history.Type) bool { return strings.HasSuffix(string(t), "Scheduled") }
