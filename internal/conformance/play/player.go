// Package play runs the state machine of a recorded case on virtual time. Its tasks
// answer as in the recording, and in the same order.
package play

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// Execution plays the case and returns its execution, rebuilt as rebuild says. It
// returns an error if the case cannot be played: the definition is not valid, no answer
// was recorded for a task, or the execution waits for something that never comes; and
// if a rebuilt execution differs.
func Execution(c *cases.Case, rebuild statetest.Rebuild) (compare.Actual, error) {
	p, err := newPlayer(c, rebuild)
	if err != nil {
		return compare.Actual{}, err
	}
	if err := p.play(); err != nil {
		return compare.Actual{}, err
	}
	a, err := p.actual(c.LogLevel)
	if c.Cut { // how it went on does not count
		a = compare.Actual{Status: c.Expect.Status, Events: a.Events[:min(len(a.Events), len(c.Expect.Events))]}
	}
	return a, err
}

type player struct {
	*engine
	history  *recorded
	script   *script
	status   string    // at the end of the recording
	redrives *redrives // nil unless there are calls of RedriveExecution
}

func newPlayer(c *cases.Case, rebuild statetest.Rebuild) (*player, error) {
	history, err := readHistory(c)
	if err != nil {
		return nil, err
	}
	setup, err := setUp(c, history)
	if err != nil {
		return nil, err
	}
	script := newScript(c, history, setup.input)
	e, err := newEngine(c, setup, rebuild, script.find)
	if err != nil {
		return nil, err
	}
	return &player{engine: e, history: history, script: script, status: c.Expect.Status}, nil
}

func (p *player) play() error {
	for {
		if err := p.driver.Settle(); err != nil {
			return err
		}
		if p.look() {
			continue
		}
		if p.driver.Ended() || p.stops() {
			return p.driver.Check()
		}
		if p.answerNext() {
			continue
		}
		if more, err := p.driver.Advance(); err != nil || !more {
			return cmp.Or(err, p.stuck())
		}
	}
}

// stops reports whether the recording ends here although the execution does not, and
// aborts the execution if that was recorded, or deletes its machine. Both have no other time than
// after the last event before.
func (p *player) stops() bool {
	before := p.history.aborted
	switch deleted := p.history.deleted; {
	case deleted != nil && int64(len(p.Events)) == deleted.id-1:
		return p.deleteMachine()
	case p.status == "RUNNING" && p.history.events != nil:
		return len(p.Events) >= len(p.history.events)
	case p.status != "ABORTED" || before == nil || int64(len(p.Events)) < before.id-1:
		return false
	}
	p.abort(before.text("error"), before.text("cause"))
	return p.driver.Settle() == nil
}

// deleteMachine deletes the machine, and gives the answers with which the execution goes on.
func (p *player) deleteMachine() bool {
	p.Tell(state.Input{Kind: state.InputMachineDeleted})
	for _, c := range p.calls {
		c.of.Tell(state.Input{Kind: state.InputDone, ID: c.id, Output: jsonvalue.NullValue})
	}
	return p.driver.Settle() == nil
}

// answerNext gives the answer that is due and came first in the recording. It reports
// false if none is due.
func (p *player) answerNext() bool {
	c, in := p.script.answer(&p.calls)
	if c == nil {
		return false
	}
	c.of.Tell(in)
	return true
}

// stuck returns the error of an execution that cannot go on.
func (p *player) stuck() error {
	if len(p.calls) > 0 {
		return fmt.Errorf("stuck: %s waits for an answer that never comes, and has no timeout", p.calls[0].state)
	}
	return errors.New("stuck: nothing to do, nothing asked for, and no timer")
}
