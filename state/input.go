package state

import (
	"fmt"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// InputKind says what an [Input] tells.
type InputKind string

// The kinds of inputs. Each has a method of [Run] that tells it.
const (
	InputAdvance         InputKind = "advance"         // [Run.Advance]
	InputScheduled       InputKind = "scheduled"       // [Run.Scheduled]
	InputMissing         InputKind = "missing"         // [Run.Missing]
	InputStarted         InputKind = "started"         // [Run.Started]
	InputSubmitted       InputKind = "submitted"       // [Run.Submitted]
	InputHeartbeat       InputKind = "heartbeat"       // [Run.Heartbeat]
	InputDone            InputKind = "done"            // [Run.Done]
	InputTimedOut        InputKind = "timedOut"        // [Run.TimedOut]
	InputMissedHeartbeat InputKind = "missedHeartbeat" // [Run.TimedOut] of a heartbeat
	InputAgain           InputKind = "again"           // [Run.Again]
	InputChildStarted    InputKind = "childStarted"    // [Run.ChildStarted]
	InputChildDone       InputKind = "childDone"       // [Run.ChildDone]
	InputAbort           InputKind = "abort"           // [Run.Abort]
)

var inputKinds = []InputKind{
	InputAdvance, InputScheduled, InputMissing, InputStarted, InputSubmitted, InputHeartbeat, InputDone,
	InputTimedOut, InputMissedHeartbeat, InputAgain, InputChildStarted, InputChildDone, InputAbort,
}

// Input is what a driver tells a [Run]: an answer to an effect, the time, or
// that the execution is aborted. It is plain data, with JSON both ways, so that
// it can be kept in a journal or sent to another process.
type Input struct {
	Kind InputKind
	// Turn is the number of turns that the Run had taken: an answer between two
	// turns gives another history than one after both.
	Turn    int64
	Now     time.Time
	ID      int64           // of the effect; 0 for the time and an abort
	Output  jsonvalue.Value // of InputSubmitted and InputDone
	Failure *Failure        // of InputDone and InputAbort; nil for a result
	Worker  string          // of InputStarted
	Child   *ChildOutcome   // of InputChildStarted and InputChildDone
}

// DivergedError says that an input does not fit the Run that it is applied to:
// it is not from the journal of this Run, or not the next one.
type DivergedError struct {
	Input  Input
	Turn   int64 // that the Run is at
	Reason string
}

// Error returns what does not fit.
func (e *DivergedError) Error() string {
	return fmt.Sprintf("state: the input %s of effect %d at turn %d does not fit the run at turn %d: %s",
		e.Input.Kind, e.Input.ID, e.Input.Turn, e.Turn, e.Reason)
}

// Turn returns the number of turns that the Run has taken.
func (r *Run) Turn() int64 { return r.turns }

// Tell tells the Run an input now, whatever its Turn. It reports false if the
// input comes too late: the effect was answered, has timed out, or belongs to an
// attempt that is over; or the execution has ended. Such an input changes nothing,
// and neither does the time that the Run has already.
// The time of an execution never runs backwards: a Now from before counts as the
// time of the last input.
func (r *Run) Tell(in Input) bool {
	in.Turn, in.Now = r.turns, plainTime(in.Now)
	if in.Failure != nil {
		in.Failure = in.Failure.valid()
	}
	in.Worker = validText(in.Worker)
	told, idle := r.take(&in)
	if told && r.cfg.Journal {
		r.journal.add(in, idle)
	}
	return told
}

// take does what an input says. idle says that it only moved the time.
func (r *Run) take(in *Input) (taken, idle bool) {
	if r.ended() || r.spent {
		return false, false
	}
	switch in.Kind {
	case InputAdvance:
		moved := r.tick(in.Now)
		fired := r.fireDue()
		return moved || fired, !fired
	case InputAbort:
		if in.Failure == nil {
			in.Failure = &Failure{}
		}
		r.tick(in.Now)
		r.end(Aborted, 0, in.Failure)
		return true, false
	}
	f := r.tasks.Get(in.ID)
	if f == nil || !f.takes(in) {
		return false, false
	}
	r.tick(in.Now)
	r.answer(f, in)
	r.endIfFull()
	return true, false
}

// Apply takes the turns that lie before an input of a journal, tells it, and
// appends to b what [Run.Step] would. The error is a [*DivergedError] if the input
// does not fit, and [ErrInterrupted] as in Step; the Run is spent then.
func (r *Run) Apply(b *Batch, in Input) error {
	for r.turns < in.Turn && r.waiting() {
		if err := r.next(); err != nil {
			return err
		}
	}
	switch {
	case r.turns < in.Turn:
		return &DivergedError{in, r.turns, "no turn is left before it"}
	case r.turns > in.Turn:
		return &DivergedError{in, r.turns, "that turn is over"}
	case !r.Tell(in):
		return &DivergedError{in, r.turns, "nothing waits for it"}
	}
	r.Flush(b)
	return nil
}

// journal holds the inputs since the last step.
type journal struct {
	inputs []Input
	idle   bool // the last one only moved the time
}

// add adds an input. One that only moved the time need not be kept if the next
// one, at the same turn, moves it further: nothing was due until then.
func (j *journal) add(in Input, idle bool) {
	last := len(j.inputs) - 1
	if j.idle && last >= 0 && j.inputs[last].Turn == in.Turn && !in.Now.Before(j.inputs[last].Now) {
		j.inputs = j.inputs[:last]
	}
	j.inputs, j.idle = append(j.inputs, in), idle
}

// handOut appends the inputs to a batch.
func (j *journal) handOut(b *Batch) {
	b.Inputs = append(b.Inputs, j.inputs...)
	clear(j.inputs)
	j.inputs, j.idle = j.inputs[:0], false
}
