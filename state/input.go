package state

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// InputKind is the kind of an [Input].
type InputKind string

// The kinds of inputs. [Run] has a method for each.
const (
	InputAdvance         InputKind = "advance"         // [Run.Advance]
	InputScheduled       InputKind = "scheduled"       // [Run.Scheduled]
	InputMissing         InputKind = "missing"         // [Run.Missing]
	InputUnusable        InputKind = "unusable"        // [Run.Unusable]
	InputStarted         InputKind = "started"         // [Run.Started]
	InputSubmitted       InputKind = "submitted"       // [Run.Submitted]
	InputHeartbeat       InputKind = "heartbeat"       // [Run.Heartbeat]
	InputDone            InputKind = "done"            // [Run.Done]
	InputTimedOut        InputKind = "timedOut"        // [Run.TimedOut]
	InputMissedHeartbeat InputKind = "missedHeartbeat" // [Run.TimedOut] with heartbeat
	InputAgain           InputKind = "again"           // [Run.Again]
	InputChildStarted    InputKind = "childStarted"    // [Run.ChildStarted]
	InputChildDone       InputKind = "childDone"       // [Run.ChildDone]
	InputItemSaved       InputKind = "itemSaved"       // [Run.ItemSaved]
	InputItemsRead       InputKind = "itemsRead"       // [Run.ItemsRead]
	InputResultsWritten  InputKind = "resultsWritten"  // [Run.ResultsWritten]
	InputUpdateMapRun    InputKind = "updateMapRun"    // [Run.UpdateMapRun]
	InputAbort           InputKind = "abort"           // [Run.Abort]
	InputFail            InputKind = "fail"            // [Run.Fail]
	InputPostpone        InputKind = "postpone"        // [Run.Postpone]
	InputRedrive         InputKind = "redrive"         // [Run.Redrive]
	InputRedriveRefused  InputKind = "redriveRefused"  // [Run.RedriveRefused]
	InputMachineDeleted  InputKind = "machineDeleted"  // [Run.MachineDeleted]
	InputSkipWait        InputKind = "skipWait"        // [Run.SkipWait]
)

var inputKinds = []InputKind{
	InputAdvance, InputScheduled, InputMissing, InputUnusable, InputStarted, InputSubmitted, InputHeartbeat, InputDone,
	InputTimedOut, InputMissedHeartbeat, InputAgain, InputChildStarted, InputChildDone,
	InputItemSaved, InputItemsRead, InputResultsWritten, InputUpdateMapRun, InputAbort, InputFail, InputPostpone, InputRedrive, InputRedriveRefused,
	InputMachineDeleted, InputSkipWait,
}

// Input is what a driver tells a [Run]: an answer to an effect, the time, or that the
// execution is aborted. It is plain data with JSON in both directions, and so can be
// kept in a journal, or sent to another process.
type Input struct {
	Kind InputKind
	// Turn is the number of turns that the Run had taken before the input. [Run.Apply]
	// takes as many; [Run.Tell] sets it.
	Turn    int64
	Now     time.Time       // when it happened
	ID      int64           // of the effect, of InputSkipWait that of an event; 0 of InputAdvance, InputUpdateMapRun, InputAbort, InputFail, InputPostpone, InputRedrive and InputMachineDeleted
	Output  jsonvalue.Value // of InputSubmitted and InputDone
	Failure *Failure        // of InputDone, nil if it has an Output, of InputUnusable, InputAbort, InputFail, InputItemsRead, InputResultsWritten and InputRedriveRefused
	Worker  string          // of InputStarted
	Child   *ChildOutcome   // of InputChildStarted and InputChildDone
	Page    *Page           // of InputItemsRead, nil if it has a Failure
	Sizes   []int64         // of InputResultsWritten, nil if it has a Failure
	MapRun  *MapRunUpdate   // of InputUpdateMapRun
	Token   string          // of InputRedrive, "" for none
	Saved   *ItemStep       // of InputItemSaved

	// Item is the ARN of the execution of a Map Run that the input is for, "" for the Run
	// itself. It is for the driver: a Run does not take an input that is for another one.
	Item string

	// Number is for the driver, too, and no part of the text of an input: it tells inputs from
	// one another that come from outside.
	Number int64
}

// Turn returns the number of turns that the Run has taken.
func (r *Run) Turn() int64 { return r.turns }

// Tell tells the Run an input, and sets its Turn to that of the Run. It reports whether
// the input has changed anything. It has not if it comes too late: the effect was
// answered, has timed out or belongs to an earlier attempt, or the execution has ended.
// Neither has an InputAdvance that brings no later time, or an InputPostpone if no other
// turn is left.
//
// The time of an execution never runs backwards: an earlier Now counts as the time of
// the input before.
func (r *Run) Tell(in Input) bool {
	in.Turn, in.Now = r.turns, plainTime(in.Now)
	if in.Failure != nil {
		in.Failure = in.Failure.valid()
	}
	in.Worker, in.Token = validText(in.Worker), validText(in.Token)
	if in.Item != "" {
		return false
	}
	told, idle := r.handle(&in)
	if told && r.cfg.Journal {
		r.journal.add(in, idle)
	}
	return told
}

// handle does what an input says. idle reports that it only moved the time.
func (r *Run) handle(in *Input) (taken, idle bool) {
	if r.ended() {
		return in.Kind == InputRedrive && r.redrive(in), false
	}
	switch in.Kind {
	case InputAdvance:
		moved := r.moveTime(in.Now)
		fired := r.fireDue()
		return moved || fired, !fired
	case InputPostpone:
		if !r.queue.rotate() {
			return false, false
		}
		r.moveTime(in.Now)
		return true, false
	case InputAbort, InputFail:
		if in.Failure == nil {
			in.Failure = &Failure{}
		}
		status := Aborted
		if in.Kind == InputFail {
			status = Failed
		}
		r.moveTime(in.Now)
		r.end(status, 0, in.Failure)
		return true, false
	case InputUpdateMapRun:
		return r.updateMapRun(in), false
	case InputMachineDeleted:
		return r.deleteMachine(in), false
	case InputSkipWait:
		return r.skipWait(in), false
	}
	if q := r.requests.Get(in.ID); q != nil {
		if !q.accepts(in) {
			return false, false
		}
		r.moveTime(in.Now)
		if in.Kind == InputItemSaved {
			q.child.progress.add(in.Saved)
			return true, false
		}
		r.answerMapRun(q, in)
		return true, false
	}
	f := r.tasks.Get(in.ID)
	if f == nil || !f.accepts(in) {
		return false, false
	}
	r.moveTime(in.Now)
	r.answer(f, in)
	r.endIfFull()
	return true, false
}
