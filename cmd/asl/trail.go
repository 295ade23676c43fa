package main

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// report says what is told of an execution while it runs.
type report int

const (
	reportStates report = iota
	reportProgress
	reportEvents
	reportNothing
)

// manyItems is the number of items beyond which the states inside a Map are not told.
const manyItems = 20

// trail tells on a console what an execution does. It belongs to the goroutine that drives
// the execution.
type trail struct {
	console  *console
	report   report
	width    int // of the names
	timeline *history.Timeline
	told     map[*history.Visit]bool
	attempts map[*history.Visit]int
	progress progress
}

func newTrail(c *console, r report, def *state.Machine) *trail {
	return &trail{
		console: c, report: r, width: widest(def), timeline: history.NewTimeline(),
		told: map[*history.Visit]bool{}, attempts: map[*history.Visit]int{}, progress: newProgress(),
	}
}

// widest is the width of the longest name of a state as it is shown, up to a limit.
func widest(def *state.Machine) int {
	const most = 40
	width := 0
	for _, s := range def.All() {
		n := utf8.RuneCountInString(diag.Printable(s.Name()))
		for outer := def.Outer(s); outer != nil; outer = def.Outer(outer) {
			n += 2
		}
		if def.Outer(s) != nil {
			n += len("[0] ")
		}
		width = max(width, n)
	}
	return min(width, most)
}

// observe is the [asl.Observer].
func (t *trail) observe(_ *asl.Execution, e history.Event) {
	if t.report == reportNothing {
		return
	}
	if t.report == reportEvents {
		t.console.line(printableJSON(e.AppendJSON(nil)))
		return
	}
	t.timeline.Add(e)
	if _, v := t.timeline.At(e.ID); v != nil {
		t.console.setStatus(t.progress.after(v, e))
		t.event(v, e)
	}
	if isEnd(e) {
		t.console.setStatus("")
		t.end(e.Timestamp)
	}
}

// isEnd reports whether an event is the last one of an execution.
func isEnd(e history.Event) bool {
	switch e.Type {
	case history.TypeExecutionSucceeded, history.TypeExecutionFailed,
		history.TypeExecutionTimedOut, history.TypeExecutionAborted:
		return true
	}
	return false
}

// event tells of an event of a visit what the lines before it do not.
func (t *trail) event(v *history.Visit, e history.Event) {
	if t.report == reportProgress || isInMany(v) {
		return
	}
	switch details := e.Details.(type) {
	case *history.StateExited:
		t.inside(v, e.Timestamp)
		t.tell(v, e.Timestamp)
	case *history.MapStateStarted:
		t.line(mark{"▸", grey}, nameOf(v), "", count(details.Length, "item"))
	default:
		t.begins(v, e)
	}
}

// begins tells that a Parallel state has started, or that a state is tried again.
func (t *trail) begins(v *history.Visit, e history.Event) {
	if e.Type == history.TypeParallelStateStarted {
		t.line(mark{"▸", grey}, nameOf(v), "", "")
	}
	n := len(v.Attempts)
	if n > 1 && n > t.attempts[v] && v.Attempts[n-1].Failure == nil {
		again := fmt.Sprintf("attempt %d, after ", n)
		if last := v.Attempts[n-2].Failure; last != nil && last.Error != nil {
			again += preview(*last.Error)
		}
		t.line(mark{"↻", yellow}, nameOf(v), "", again)
	}
	t.attempts[v] = n
}

// isInMany reports whether a visit is inside a Map of many items.
func isInMany(v *history.Visit) bool {
	for outer := v.Thread.Outer; outer != nil; outer = outer.Thread.Outer {
		if itemsOf(outer) > manyItems {
			return true
		}
	}
	return false
}

// itemsOf is the number of items of a Map that runs, else 0.
func itemsOf(v *history.Visit) int {
	for _, a := range v.Attempts {
		if started, ok := a.Began.Details.(*history.MapStateStarted); ok {
			return started.Length
		}
	}
	return 0
}

// inside tells the visits inside one that did not end by themselves.
func (t *trail) inside(v *history.Visit, end time.Time) {
	for _, a := range v.Attempts {
		for _, thread := range a.Threads {
			for inner := range thread.All() {
				t.tell(inner, end)
			}
		}
	}
}

// end tells the visits in which the execution ended.
func (t *trail) end(at time.Time) {
	for _, v := range t.timeline.Visits {
		t.tell(v, at)
	}
}

// tell tells a visit, once.
func (t *trail) tell(v *history.Visit, end time.Time) {
	if t.told[v] || t.report == reportProgress || isInMany(v) {
		return
	}
	t.told[v] = true
	t.line(markOf(v), nameOf(v), length(took(v, end)), detail(v))
}

// line writes a line above that of the progress.
func (t *trail) line(m mark, name, took, detail string) {
	const times = 10
	t.console.line(t.console.paint(m.colour, m.text), " ", pad(name, t.width), padLeft(took, times), "  ", t.console.paint(grey, detail))
}
