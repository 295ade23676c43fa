package state

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Batch collects what a Run hands out: effects that the driver is to carry out, and
// events, each in order. A driver may use one Batch for all steps, if it empties the
// slices.
type Batch struct {
	Effects []Effect
	Events  []history.Event // none if Config.Log is set
	Inputs  []Input         // since the last step, if Config.Journal is set
}

// Effect is something that the driver is to do: a [*RunTask], [*StartChild],
// [*StartItem], [*ReadItems], [*WriteResults] or [*Cancel].
type Effect interface{ effect() }

// RunTask asks for the work of a Task state. The driver calls [Run.Started] when the
// work begins and [Run.Done] when it ends. Between them it may call [Run.Heartbeat],
// and [Run.Submitted] once. If the work cannot be started it calls Done alone. For an
// activity it first calls [Run.Scheduled] or [Run.Missing].
//
// Timeout and Heartbeat are timers of the Run, and the driver need not keep them: see
// [Run.Deadline].
type RunTask struct {
	ID       int64  // of the effect, for its answers; each attempt has its own
	Key      string // idempotency key: the ARN of the execution, and the ID
	Kind     Kind
	Pattern  Pattern
	Resource string // as it is written in the definition
	// Function is the name or ARN of the function that a lambda:invoke task calls, ""
	// for other tasks.
	Function    string
	Input       jsonvalue.Value
	Token       string          // of a .sync or .waitForTaskToken task or of an activity, else ""
	Credentials jsonvalue.Value // the field Credentials, evaluated; none if absent
	State       string
	Attempt     int           // 0, or the number of the retry
	Items       []MapIndex    // the Map iterations around the state, outermost first
	Timeout     time.Duration // TimeoutSeconds, from Started on; 0 for none
	Heartbeat   time.Duration // HeartbeatSeconds, from Started or the last Heartbeat on; 0 for none
}

// MapIndex is one iteration of a Map state.
type MapIndex struct {
	State string // the Map state's name
	Index int
}

// StartChild asks for an execution of another machine (states:startExecution). The
// driver runs the machine and calls [Run.ChildStarted] and [Run.ChildDone]. It may also
// answer as for a [RunTask], with a result of its own.
type StartChild struct {
	RunTask
	ARN        string          // of the machine
	Name       string          // of the execution, "" if the driver may choose
	ChildInput jsonvalue.Value // of the execution; {} if the task gives none
	Asked      time.Time       // when the execution was started that asks for it
}

// StartItem asks for an execution of a distributed Map's item processor. The driver
// starts Machine with Config, to which it adds what is its own (Now, Log, Interrupt …),
// and calls [Run.ChildDone] with the Outcome when the execution has ended. [StartItem.Begin] does
// the former.
//
// With Redrive it does not start one: the execution with Config.ARN has ended without
// success, and goes on when it is told an InputRedrive. If it cannot, the driver calls
// [Run.RedriveRefused]. Snapshot is what [ChildOutcome] had of it; so a driver need not keep
// executions that did not succeed.
type StartItem struct {
	ID      int64
	Key     string // idempotency key, as of a [RunTask]
	State   string // the name of the Map
	MapRun  string // ARN of the Map Run
	Index   int64  // of the execution in the Map Run
	Items   int64  // that it gets; more than one with an ItemBatcher
	Machine *Machine
	Config  Config
	Input   jsonvalue.Value

	Redrive  bool
	Snapshot []byte // with Redrive; nil if there was none

	// Progress is how far the execution has come since it was started, or redriven, as it was
	// told by [Run.ItemSaved].
	Progress ItemProgress
}

// ReadItems asks for the next items of a distributed Map's source. The driver calls
// [Run.ItemsRead].
type ReadItems struct {
	ID     int64
	Key    string // idempotency key, as of a [RunTask]
	MapRun string // ARN of the Map Run
	Source ItemSource
	Cursor []byte // of the [Page] before, nil at first
	Max    int    // the most items to read
}

// WriteResults asks for results of a Map Run to be written as objects, each whole or
// not at all. The driver calls [Run.ResultsWritten]. To write a file again replaces it,
// with the same content.
type WriteResults struct {
	ID     int64
	Key    string // idempotency key, as of a [RunTask]
	State  string // the name of the Map
	Target ResultTarget
	Files  []ResultFile

	// Last: there are no further results. The manifest is to be written, too, after
	// Files. It names them and what was Written before, in the order of their parts.
	Last    bool
	Written []WrittenFile

	// Stopped: the Map Run was stopped, and no answer is expected.
	Stopped bool
}

// Cancel says that the answer to an effect is no longer needed. Answers to it have no
// effect from now on.
type Cancel struct{ ID int64 }

func (*RunTask) effect()      {}
func (*StartChild) effect()   {}
func (*StartItem) effect()    {}
func (*ReadItems) effect()    {}
func (*WriteResults) effect() {}
func (*Cancel) effect()       {}
