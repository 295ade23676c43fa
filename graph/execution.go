package graph

import (
	"slices"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// executed marks what an execution did.
type executed struct {
	timeline  *history.Timeline
	decisions []state.Decision
}

func (e *executed) of(m *state.Machine) *marked {
	caught := map[int64]bool{} // the visits that end with these events
	for _, d := range e.decisions {
		caught[d.Event] = caught[d.Event] || d.Kind == state.ByCatcher
	}
	all := &marked{kind: "executed", states: map[string]*mark{}, ends: map[kind]*mark{}, ways: map[string]*mark{}}
	v := visits{timeline: e.timeline, caught: caught, last: map[place]*history.Visit{}}
	v.collect()
	for _, s := range m.All() {
		all.states[s.Name()] = v.mark(s)
		all.ways[endID(s)] = &mark{status: idle}
		for _, t := range m.Transitions(s) {
			all.ways[TransitionID(t)] = &mark{status: idle}
		}
	}
	w := ways{machine: m, marks: all.ways}
	if len(e.decisions) > 0 {
		w.decided(e.decisions)
	} else {
		w.followed(e.timeline.Main, v.isCaught)
	}
	all.ended(e.timeline.Main)
	all.explain(legendOfStates...)
	all.explain(legendOfWays...)
	all.summary = "The execution " + outcomes[e.timeline.Main.Outcome()] + "."
	return all
}

var legendOfStates = []entry{
	{succeeded, false, "succeeded"}, {caught, false, "failed, caught"}, {failed, false, "failed"}, {timedOut, false, "timed out"},
	{running, false, "running"}, {aborted, false, "aborted"},
}

var legendOfWays = []entry{
	{taken, true, "taken"}, {maybe, true, "one of these was taken"}, {idle, true, "not taken"},
}

var outcomes = map[history.Outcome]string{
	history.Running: "is running", history.Succeeded: "succeeded", history.Failed: "failed",
	history.TimedOut: "timed out", history.Aborted: "was aborted",
}

// ended marks the ways from Start and to End.
func (m *marked) ended(main *history.Thread) {
	m.ways[startID] = &mark{status: idle}
	m.ends[startNode], m.ends[endNode] = &mark{status: idle}, &mark{status: idle}
	last := main.Last()
	if last == nil {
		return
	}
	m.ways[startID], m.ends[startNode] = &mark{status: taken}, &mark{status: taken}
	way := &mark{status: taken}
	switch outcome := main.Outcome(); {
	case outcome == history.Succeeded:
		m.ways[wayID(string(byEnd), 0, last.Name)], m.ends[endNode] = way, &mark{status: succeeded}
	case outcome == history.Failed && last.Type == "Fail":
		m.ways[wayID(string(byEnd), 0, last.Name)], m.ends[endNode] = way, &mark{status: failed}
	}
}

// ways marks transitions.
type ways struct {
	machine *state.Machine
	marks   map[string]*mark
}

// decided marks the ways that were decided.
func (w *ways) decided(all []state.Decision) {
	for _, d := range all {
		if d.State == nil {
			continue
		}
		if m := w.marks[wayID(string(d.Kind), d.Index, d.State.Name())]; m != nil {
			m.status = taken
		}
	}
}

// followed marks the ways by which one visit of a thread follows another, in the thread
// and in those inside it.
func (w *ways) followed(t *history.Thread, isCaught func(*history.Visit) bool) {
	for i, v := range t.Visits {
		if i > 0 && t.Visits[i-1].Exited.ID != 0 {
			w.between(t.Visits[i-1], v.Name, isCaught)
		}
		for _, a := range v.Attempts {
			for _, inner := range a.Threads {
				w.followed(inner, isCaught)
			}
		}
	}
}

// between marks the ways from a visit to the state that came next. After a failure that
// no retry has made good it was a catcher.
func (w *ways) between(v *history.Visit, next string, isCaught func(*history.Visit) bool) {
	from := w.machine.State(v.Name)
	if from == nil {
		return
	}
	caught := isCaught(v)
	could := slices.DeleteFunc(w.machine.Transitions(from), func(t state.Transition) bool {
		return t.To != next || caught && t.Kind != state.ByCatcher
	})
	for _, t := range could {
		switch m := w.marks[TransitionID(t)]; {
		case len(could) == 1:
			m.status = taken
		case m.status == idle:
			m.status = maybe
		}
	}
}
