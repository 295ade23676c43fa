package state

import (
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// frame is one line of control: that of the execution, of a branch, or of a Map
// iteration. It is plain data, so that a snapshot can hold it.
type frame struct {
	id     int64
	parent *frame
	slot   int // number of the branch or iteration

	state     State
	phase     phase
	input     jsonvalue.Value // the state's raw input
	prev      int64           // the last event of this line
	entered   int64           // the event by which the state was entered
	enteredAt instant
	variables []jsonvalue.Member

	attempt int     // retries so far
	retried []int64 // by retrier

	// work is what the state goes on with: the effective input of a Wait, what a
	// task is called with and then its result.
	work        jsonvalue.Value
	credentials jsonvalue.Value // of a pending task
	failed      *fault          // the outcome of a task, nil if it succeeded
	effect      int64           // the task's, 0 if there is none
	begun       bool            // the task was started
	submitted   bool            // the work was handed on; its answer comes later
	unscheduled bool            // nobody has said yet whether there is the activity
	timers      []timer         // that run, in no order
	timeout     time.Duration   // TimeoutSeconds of the task, 0 for none
	heartbeat   time.Duration   // HeartbeatSeconds of the task, 0 for none

	fan *fanout // the children of a Parallel or Map

	// Neighbours among the live children of the parent, in the order of start.
	before, after *frame
}

// phase says what a frame waits for, or what its next turn does.
type phase uint8

const (
	ready    phase = iota // its turn enters the state
	pending               // an effect
	answered              // its turn takes up the answer
	waiting               // the time of a Wait state
	delayed               // the time of a retry
	fanned                // its children
	joined                // its turn takes up the children's results
	stopped               // nothing: the execution ended while it was in the state
	dead                  // it is not part of the execution any more
)

// phases are the names that the phases have in snapshots.
var phases = []string{"ready", "pending", "answered", "waiting", "delayed", "fanned", "joined", "stopped"}

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

// iteration returns the frame of the Map iteration that f is in, the innermost
// one, or nil.
func (f *frame) iteration() *frame {
	for ; f.parent != nil; f = f.parent {
		if _, isMap := f.parent.state.(*Map); isMap {
			return f
		}
	}
	return nil
}

// iterations appends the Map iterations from the outermost one to f, which is one.
func (f *frame) iterations(to []MapIndex) []MapIndex {
	if outer := f.parent.iteration(); outer != nil {
		to = outer.iterations(to)
	}
	return append(to, MapIndex{State: f.parent.state.Name(), Index: f.slot})
}
