package graph

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Option is what [Graph.WriteSVG] and [WriteMermaid] draw beyond the machine. The last
// one of WithExecution and WithCoverage counts.
type Option func(*picture)

// picture is what is drawn around the boxes and lines, and on them.
type picture struct {
	title string
	plain bool // without the style sheet
	marks marks
}

// WithTitle writes a title above the machine, and the definition's comment below it. The
// title is also what screen readers say.
func WithTitle(title string) Option {
	return func(p *picture) { p.title = title }
}

// WithoutStyle leaves the style sheet out, for a page that has [Style] in a file, as it
// must with a content security policy that allows none in elements.
func WithoutStyle() Option { return func(p *picture) { p.plain = true } }

// WithExecution shows what an execution of the machine did: which states it entered and
// how they ended, and which ways it took.
//
// The ways are those of the decisions, as asl.WithDecisions or [state.Config].Trace
// tells them; they are all that counts for ways, and only those of the execution itself
// should be among them. Without decisions the ways follow from the order of the states:
// where several ways lead from a state to the next one, any may have been taken, and all
// of them are dashed. The timeline is read while the picture is drawn.
func WithExecution(t *history.Timeline, decisions ...state.Decision) Option {
	if t == nil {
		t = history.NewTimeline()
	}
	return func(p *picture) { p.marks = &executed{timeline: t, decisions: decisions} }
}

// WithCoverage shows what tests exercised of the machine. With nil nothing is marked.
func WithCoverage(c *Coverage) Option {
	return func(p *picture) {
		if p.marks = nil; c != nil {
			p.marks = c
		}
	}
}
