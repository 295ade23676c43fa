package page

import (
	"context"
	"slices"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// Logs has what the handlers of tasks have printed. It must be safe for concurrent use.
type Logs interface {
	// Lines returns what was printed for an attempt, the oldest line first.
	Lines(context.Context, Call) []Line
}

// Call is an attempt of a task. [asl.TaskInfo] has the same fields, and so tells whether a
// line is of it; a state that is entered several times has calls that differ in their times
// alone.
type Call struct {
	Execution string // ARN
	State     string
	Items     []asl.MapIndex // the iterations of Maps around it, outermost first
	Attempt   int            // 0, or the number of the retry
	From, To  time.Time      // when it began and ended; To is zero while it runs
}

// Line is a line that a handler has printed.
type Line struct {
	Time time.Time
	Text string
}

// maxLogged is how many lines of an attempt a page shows.
const maxLogged = 500

// lines returns what was printed for an attempt of a state.
func (p *executionPage) lines(v *history.Visit, attempt int, a *history.Attempt) []Line {
	call := Call{Execution: p.ARN, State: v.Name, Attempt: attempt, From: a.Began.Timestamp, To: a.Ended.Timestamp}
	for t := v.Thread; t.Outer != nil; t = t.Outer.Thread {
		if t.Outer.Type == "Map" {
			call.Items = append(call.Items, asl.MapIndex{State: t.Outer.Name, Index: t.Index})
		}
	}
	slices.Reverse(call.Items)
	lines := p.h.logs.Lines(p.r.Context(), call)
	return lines[:min(len(lines), maxLogged)]
}
