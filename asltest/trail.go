package asltest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// trail is an execution as its history tells it: which states were entered, in
// which branch or iteration, and what became of them.
type trail struct {
	outline *outline
	root    *line
	entries []*entry
	lines   map[int64]*line // by event
	end     *entry          // the state in which the execution ended
}

// line is a line of control: the machine's own, a branch or an iteration.
type line struct {
	owner     *entry // the Map or Parallel state, nil for the machine's own line
	index     int    // of the branch or iteration
	entries   []*entry
	variables map[string]jsonvalue.Value
}

// entry is one entry into a state.
type entry struct {
	place     *place
	line      *line
	at        time.Time
	input     jsonvalue.Value
	output    jsonvalue.Value // none if the state was not left
	calls     []jsonvalue.Value
	failures  []failure
	limits    limits
	forks     [][]*line                  // of each attempt of a Map or Parallel state
	variables map[string]jsonvalue.Value // as they were when it was entered
	failed    bool                       // a Map or Parallel state, for good
}

// failure is a failed attempt.
type failure struct {
	name, cause *string
	heartbeat   bool // it was missed, which the history calls a timeout
}

// limits are what the time of the current call is bound by, in seconds; 0 is no
// bound.
type limits struct {
	since              time.Time
	timeout, heartbeat int64
}

// trailOf reads a history.
func trailOf(o *outline, events []history.Event) *trail {
	t := &trail{outline: o, root: &line{}, lines: map[int64]*line{}}
	for _, e := range events {
		t.lines[e.ID] = t.add(e, t.before(e))
	}
	return t
}

// before is the line of the event that led to e.
func (t *trail) before(e history.Event) *line {
	if l := t.lines[e.PreviousEventID]; l != nil {
		return l
	}
	return t.root
}

// add takes up an event that follows on l, and returns the event's own line.
func (t *trail) add(e history.Event, l *line) *line {
	switch d := e.Details.(type) {
	case *history.StateEntered:
		return t.enter(e, d, l)
	case *history.StateExited:
		return exit(d, l)
	case *history.MapIterationStarted:
		return iterate(d, l)
	case *history.LambdaFunctionScheduled:
		l.call(d.Input.Value, limits{e.Timestamp, d.TimeoutInSeconds, 0})
	case *history.TaskScheduled:
		l.call(d.Parameters, limits{e.Timestamp, d.TimeoutInSeconds, d.HeartbeatInSeconds})
	case *history.ActivityScheduled:
		l.call(d.Input.Value, limits{e.Timestamp, d.TimeoutInSeconds, d.HeartbeatInSeconds})
	}
	if why, ok := failureOf(e); ok {
		l.fail(why, e)
	}
	switch e.Type {
	case history.TypeTaskStarted, history.TypeActivityStarted:
		if last := l.last(); last != nil {
			last.limits.since = e.Timestamp
		}
	case history.TypeMapStateStarted, history.TypeParallelStateStarted:
		return fork(l)
	case history.TypeMapStateFailed, history.TypeParallelStateFailed:
		if f := l.fanOut(); f != nil {
			f.failed = true
		}
	case history.TypeExecutionFailed, history.TypeExecutionTimedOut, history.TypeExecutionAborted:
		t.end = l.last()
	case history.TypeExecutionSucceeded:
		t.end = t.root.last()
	}
	return l
}

func (t *trail) enter(e history.Event, d *history.StateEntered, l *line) *line {
	p := t.outline.byName[d.Name]
	if p == nil {
		return l // of another definition
	}
	l = l.within(p)
	entered := &entry{place: p, line: l, at: e.Timestamp, input: d.Input.Value, variables: l.variables}
	l.entries = append(l.entries, entered)
	t.entries = append(t.entries, entered)
	return l
}

// within finds the line of a state that follows on an event of line l: that line
// itself, one around it, or a branch that begins here.
func (l *line) within(p *place) *line {
	for at := l; at != nil; at = at.around() {
		switch {
		case p.container == nil && at.owner == nil:
			return at
		case at.owner == nil || at.owner.place != p.container:
		case p.container.kind != "Parallel" || at.index == p.branch:
			return at
		}
	}
	for at := l; at != nil; at = at.around() {
		if last := at.last(); last != nil && last.place == p.container {
			return last.begin(p.branch)
		}
	}
	return l
}

// around is the line that the owner of l is on.
func (l *line) around() *line {
	if l.owner == nil {
		return nil
	}
	return l.owner.line
}

func (l *line) last() *entry {
	if len(l.entries) == 0 {
		return nil
	}
	return l.entries[len(l.entries)-1]
}

// begin adds a branch or iteration to the entry's current attempt.
func (e *entry) begin(index int) *line {
	l := &line{owner: e, index: index, variables: e.line.variables}
	if len(e.forks) == 0 {
		e.forks = [][]*line{nil}
	}
	current := &e.forks[len(e.forks)-1]
	*current = append(*current, l)
	return l
}

func exit(d *history.StateExited, l *line) *line {
	for at := l; at != nil; at = at.around() {
		last := at.last()
		if last == nil || last.place.name != d.Name || last.output.Exists() {
			continue
		}
		last.output = d.Output.Value
		if len(d.AssignedVariables) > 0 {
			at.variables = maps.Clone(at.variables)
			if at.variables == nil {
				at.variables = map[string]jsonvalue.Value{}
			}
			for _, v := range d.AssignedVariables {
				at.variables[v.Name] = v.Value
			}
		}
		return at
	}
	return l
}

func iterate(d *history.MapIterationStarted, l *line) *line {
	for at := l; at != nil; at = at.around() {
		if last := at.last(); last != nil && last.place.name == d.Name {
			return last.begin(d.Index)
		}
	}
	return l
}

// fanOut is the Map or Parallel state, nearest around the line, that goes on.
func (l *line) fanOut() *entry {
	for at := l; at != nil; at = at.around() {
		last := at.last()
		if last != nil && !last.failed && !last.output.Exists() && (last.place.kind == "Map" || last.place.kind == "Parallel") {
			return last
		}
	}
	return nil
}

// fork begins an attempt of a Map or Parallel state.
func fork(l *line) *line {
	e := l.fanOut()
	if e == nil {
		return l
	}
	e.forks = append(e.forks, nil)
	return e.line
}

func (l *line) call(input jsonvalue.Value, bound limits) {
	if e := l.last(); e != nil {
		e.calls = append(e.calls, input)
		e.limits = bound
	}
}

// fail takes up a failed attempt. A timeout that comes before the task's own one
// is a missed heartbeat.
func (l *line) fail(why failure, event history.Event) {
	e := l.last()
	if e == nil {
		return
	}
	switch event.Type {
	case history.TypeTaskTimedOut, history.TypeActivityTimedOut:
		timeout := time.Duration(e.limits.timeout) * time.Second
		why.heartbeat = e.limits.heartbeat > 0 && (timeout == 0 || event.Timestamp.Sub(e.limits.since) < timeout)
	}
	e.failures = append(e.failures, why)
}

// failureOf returns the failed attempt that an event tells of.
func failureOf(e history.Event) (why failure, ok bool) {
	switch d := e.Details.(type) {
	case *history.LambdaFunctionFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.LambdaFunctionScheduleFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.LambdaFunctionTimedOut:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.TaskFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.TaskStartFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.TaskSubmitFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.TaskTimedOut:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.ActivityFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.ActivityScheduleFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.ActivityTimedOut:
		return failure{name: d.Error, cause: d.Cause}, true
	case *history.EvaluationFailed:
		return failure{name: d.Error, cause: d.Cause}, true
	}
	return why, false
}

func (f failure) String() string {
	switch {
	case f.name == nil && f.cause == nil:
		return "an error without name and cause"
	case f.name == nil:
		return *f.cause
	case f.cause == nil:
		return *f.name
	}
	return *f.name + ": " + *f.cause
}

// step is an entry as a path shows it.
type step struct {
	text  string
	entry *entry
}

// steps are the entries in the order of the definition's control: what happened
// side by side is not mingled, but ordered by branch and item.
func (t *trail) steps() []step { return t.root.steps("", nil) }

func (l *line) steps(prefix string, all []step) []step {
	for _, e := range l.entries {
		text := e.place.name
		if prefix != "" {
			text = prefix + " " + text
		}
		all = append(all, step{text: text, entry: e})
		for _, attempt := range e.forks {
			attempt = slices.SortedStableFunc(slices.Values(attempt), func(a, b *line) int { return a.index - b.index })
			for _, inner := range attempt {
				all = inner.steps(fmt.Sprintf("%s[%d]", prefix, inner.index), all)
			}
		}
	}
	return all
}

// label is the entry as a path shows it.
func (e *entry) label() string {
	var prefix strings.Builder
	var lines []*line
	for l := e.line; l.owner != nil; l = l.owner.line {
		lines = append(lines, l)
	}
	for _, l := range slices.Backward(lines) {
		fmt.Fprintf(&prefix, "[%d]", l.index)
	}
	if prefix.Len() > 0 {
		prefix.WriteByte(' ')
	}
	return prefix.String() + e.place.name
}
