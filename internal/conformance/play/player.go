// Package play runs the state machine of a recorded case on virtual time. Its
// tasks answer what they answered in the recording, in the order in which they
// did.
package play

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
)

// Options are how a case is played.
type Options struct {
	Restore bool // rebuild the execution from a snapshot between any two steps
}

// Execution plays the case and returns how its execution went. The error says
// that it cannot be played: the definition is not valid, no answer was recorded
// for a task, or the execution waits for something that never comes.
func Execution(c *cases.Case, o Options) (compare.Actual, error) {
	history, err := readHistory(c)
	if err != nil {
		return compare.Actual{}, err
	}
	setup, err := setUp(c, history)
	if err != nil {
		return compare.Actual{}, err
	}
	e, err := newEngine(c, setup, o.Restore)
	if err != nil {
		return compare.Actual{}, err
	}
	p := &player{engine: e, history: history, script: newScript(c, history, setup.input), status: c.Expect.Status}
	if err := p.play(); err != nil {
		return compare.Actual{}, err
	}
	return e.actual(c.LogLevel)
}

type player struct {
	*engine
	history *recorded
	script  *script
	status  string  // in which the recording ends
	pending []*call // that are not answered, in the order in which they were made
}

func (p *player) play() error {
	for {
		calls, err := p.settle()
		if err != nil {
			return err
		}
		for _, c := range calls {
			if err := p.script.find(c); err != nil {
				return err
			}
			p.pending = append(p.pending, c)
		}
		if p.ended() || p.stops() {
			return nil
		}
		if !p.answer() && !p.advance() {
			return p.stuck()
		}
		if err := p.rebuild(); err != nil {
			return err
		}
	}
}

// stops reports whether the recording ends here though the execution does not,
// and aborts the execution where that was recorded. Nothing says when it happened
// but that it was after the last event before.
func (p *player) stops() bool {
	before := p.history.aborted
	switch {
	case p.status == "RUNNING" && p.history.events != nil:
		return len(p.events) >= len(p.history.events)
	case p.status != "ABORTED" || before == nil || int64(len(p.events)) < before.id-1:
		return false
	}
	p.abort(before.text("error"), before.text("cause"))
	_, err := p.settle()
	return err == nil
}

// answer gives the next answer of those that are due; first the one that came
// first in the recording. It reports false if none is due.
func (p *player) answer() bool {
	due := -1
	for i, c := range p.pending {
		if c.next != nothing && (due < 0 || c.moment() < p.pending[due].moment()) {
			due = i
		}
	}
	if due < 0 {
		return false
	}
	c := p.pending[due]
	switch c.next {
	case schedule:
		p.scheduled(c)
	case missing:
		p.missing(c)
	case start:
		p.started(c, c.outcome.worker)
	case submit:
		p.submitted(c, p.script.expand(c.outcome.submitted))
	case succeed:
		p.succeeded(c, p.script.expand(c.outcome.output))
	case fail:
		p.failed(c, c.outcome.error, p.script.expandText(c.outcome.cause))
	}
	if c.next == missing || c.next == succeed || c.next == fail {
		p.pending = slices.Delete(p.pending, due, due+1)
	}
	c.next = c.outcome.after(c.next)
	return true
}

// stuck is the error of an execution that goes on with nothing.
func (p *player) stuck() error {
	if len(p.pending) > 0 {
		return fmt.Errorf("stuck: %s waits for an answer that never comes, and has no timeout", p.pending[0].state)
	}
	return errors.New("stuck: nothing to do, nothing asked for, and no timer")
}
