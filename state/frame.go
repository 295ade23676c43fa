package state

import (
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// frame is one line of control: of the execution, of a branch, or of an iteration of a
// Map. It is plain data, which a snapshot can hold.
type frame struct {
	id     int64
	parent *frame
	slot   int // number of the branch or iteration

	state     State
	input     jsonvalue.Value // the state's raw input
	prev      int64           // the last event of this line of control
	entered   int64           // the event by which the state was entered; while ready, of an earlier state
	enteredAt instant
	variables []jsonvalue.Member
	positions map[string]int // of many variables by name, see position

	retried []int64 // the number of retries so far, by retrier

	// work is what the state goes on with: the effective input of a Wait state; what a
	// task is called with, and later its result.
	work        jsonvalue.Value
	more        *taskMore // of a pending task; nil for most
	failed      *fault    // the failure of an answered task, nil if it succeeded
	effect      int64     // of the pending task, 0 if there is none
	attempt     int32     // the number of retries so far, by all retriers
	phase       phase
	begun       bool          // the task was started ([Run.Started])
	submitted   bool          // the task was submitted ([Run.Submitted])
	unscheduled bool          // it is not known yet whether the task's activity exists, or its service can be called
	timers      []timer       // that are set, in no order
	timeout     time.Duration // TimeoutSeconds of the task, 0 for none
	heartbeat   time.Duration // HeartbeatSeconds of the task, 0 for none

	fan    *fanout // the children of a Parallel or Map
	mapRun *mapRun // of a distributed Map

	// Neighbours among the live children of the parent, in the order of their start.
	before, after *frame
}

// taskMore is what few pending tasks have. It is not modified.
type taskMore struct {
	credentials jsonvalue.Value
	// submission is what the task has submitted, for a task that is called again after a
	// restore and has to find the job that it has started.
	submission jsonvalue.Value
}

// maxSubmission is the size, in bytes, of the largest submission that is kept: that of each of
// many tasks may be.
const maxSubmission = 16 << 10

// credentials returns those of the frame's pending task, none if it has none.
func (f *frame) credentials() jsonvalue.Value {
	if f.more == nil {
		return jsonvalue.Value{}
	}
	return f.more.credentials
}

// submission returns that of the frame's pending task, none if there is none.
func (f *frame) submission() jsonvalue.Value {
	if f.more == nil {
		return jsonvalue.Value{}
	}
	return f.more.submission
}

// setMore sets what few pending tasks have.
func (f *frame) setMore(credentials, submission jsonvalue.Value) {
	f.more = nil
	if credentials.Exists() || submission.Exists() {
		f.more = &taskMore{credentials, submission}
	}
}

// keepSubmission keeps what the function of a .sync task has submitted.
func (r *Run) keepSubmission(f *frame, out jsonvalue.Value) {
	if f.task().submits() && out.Size() <= maxSubmission {
		r.setMore(f, f.credentials(), out)
	}
}

// phase says what a frame waits for, or what its next turn does.
type phase uint8

const (
	ready    phase = iota // its turn enters the state
	pending               // it waits for the answer of a task
	answered              // its turn goes on with that answer
	waiting               // it waits for the time of a Wait state
	delayed               // it waits for the time of a retry
	fanned                // it waits for its children
	joined                // its turn goes on with the children's results
	mapping               // it waits for the executions of a Map Run, or its turn goes on with that
	stopped               // it waits for nothing: the execution, or the parent's state, ended
	redriven              // its turn goes on with the state after a redrive
	dead                  // it is no longer part of the execution
)

// phases are the names of the phases in snapshots.
var phases = []string{"ready", "pending", "answered", "waiting", "delayed", "fanned", "joined", "mapping", "stopped", "redriven"}

// heldBack reports whether the children of a frame have stopped, or wait for its turn.
func (p phase) heldBack() bool { return p == stopped || p == redriven }

// MarshalText returns the phase's name. The error is always nil.
func (p phase) MarshalText() ([]byte, error) { return []byte(phases[p]), nil }

// UnmarshalText reads a phase's name.
func (p *phase) UnmarshalText(name []byte) error {
	i := slices.Index(phases, string(name))
	if i < 0 {
		return fmt.Errorf("there is no phase %q", name)
	}
	*p = phase(i)
	return nil
}

// hasMapRun reports whether the frame has a Map Run that goes on.
func (f *frame) hasMapRun() bool { return f.mapRun != nil && f.mapRun.record.Status == Running }

// iteration returns the frame of the innermost Map iteration that f is in, or nil.
func (f *frame) iteration() *frame {
	for ; f.parent != nil; f = f.parent {
		if _, isMap := f.parent.state.(*Map); isMap {
			return f
		}
	}
	return nil
}

// iterations appends the Map iterations around f to to, the outermost first. f is the
// frame of the innermost one.
func (f *frame) iterations(to []MapIndex) []MapIndex {
	if outer := f.parent.iteration(); outer != nil {
		to = outer.iterations(to)
	}
	return append(to, MapIndex{State: f.parent.state.Name(), Index: f.slot})
}
