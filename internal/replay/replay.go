// Package replay runs a machine as a recorded execution ran: with its input, with tasks
// that answer as its history says, and at its times. It then compares the two histories.
//
// It takes any events, also hostile ones: what an answer is missing for is reported, and
// nothing is guessed.
package replay

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// Tolerance is a good one: how far the machine's own times may be from the recorded ones.
// Step Functions: waits, retries and timeouts mostly come some
// tens of milliseconds late, and now and then more than a second.
const Tolerance = 2 * time.Second

// Options say what a history does not.
type Options struct {
	ARN       string        // of the recorded execution, "" if it is not known
	Tolerance time.Duration // if negative, times are not compared
	Skipped   bool          // waits that ended too soon were skipped, by state.Run.SkipWait

	// Same, if not nil, reports whether two texts count as equal that are not.
	Same func(recorded, own string) bool
}

// Result is what came of a replay.
type Result struct {
	Events     []history.Event  // of the machine under test
	Compared   int              // recorded events that were found again
	Difference *Difference      // the first one, nil if there is none
	Unanswered []Unanswered     // in the order in which the calls were made
	Missing    []int64          // recorded events whose payloads were not compared: they are not there
	Decisions  []state.Decision // of the machine under test, in order
}

// Unanswered is a call of the machine that the recording has no answer to.
type Unanswered struct {
	State  string // with the branches and iterations around it
	Call   string // what is called
	Reason string

	behind bool // the recording goes on, and may have the call there
}

// Run replays the events of a recorded execution. The error says that they are not the
// history of an execution from its start, or lack its input, or what is wrong with an option.
func Run(m *state.Machine, events []history.Event, o Options) (*Result, error) {
	rec, err := read(events)
	if err != nil {
		return nil, err
	}
	p, err := newPlayer(m, rec, o)
	if err != nil {
		return nil, err
	}
	if err := p.play(); err != nil {
		return nil, err
	}
	r := compare(rec, p, o)
	r.Events, r.Unanswered, r.Decisions = p.events, p.unanswered, p.decisions
	if r.Difference == nil {
		r.Unanswered = slices.DeleteFunc(r.Unanswered, func(u Unanswered) bool { return u.behind })
	}
	return r, nil
}

// check returns why the events cannot be replayed, nil if they can.
func check(events []history.Event) error {
	if len(events) == 0 {
		return errors.New("the history has no events")
	}
	for i, e := range events {
		if e.ID != int64(i+1) {
			return fmt.Errorf("event %d is where event %d belongs: the whole history is needed, in the order of its events", e.ID, i+1)
		}
	}
	started, ok := events[0].Details.(*history.ExecutionStarted)
	if !ok || events[0].Type != history.TypeExecutionStarted {
		return fmt.Errorf("event 1 is %s; want ExecutionStarted", events[0].Type)
	}
	if !known(started.Input) {
		return errors.New("event 1 (ExecutionStarted) has no input: export the history with its execution data (--include-execution-data)")
	}
	return nil
}

// known reports whether an export has a payload, as a whole.
func known(p history.Payload) bool { return p.Value.Exists() && !p.Truncated }
