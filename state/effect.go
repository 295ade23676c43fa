package state

import (
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Batch collects what a driver is to do and what happened, in order.
type Batch struct {
	Effects []Effect
	Events  []history.Event // none if the Config has a Log, which takes them
	Inputs  []Input         // what the Run was told before, if Config.Journal says so
}

// Effect is something that the driver is to do: [*RunTask], [*StartChild],
// [*ReadItems], [*WriteResults] or [*Cancel].
type Effect interface{ effect() }

// RunTask asks for the work of a Task state. The driver answers with
// [Run.Started], perhaps [Run.Submitted] and [Run.Heartbeat], and [Run.Done];
// with Done alone if the work could not be started. For an activity it first
// tells whether that exists: [Run.Scheduled] or [Run.Missing].
type RunTask struct {
	ID       int64  // names the effect in the answers; each attempt has its own
	Key      string // idempotency key: the ARN of the execution, and the ID
	Kind     Kind
	Pattern  Pattern
	Resource string // as written
	// Function is the resource that the built-in integration behind Resource
	// calls: for lambda:invoke the function's name or ARN. Empty for others.
	Function    string
	Input       jsonvalue.Value
	Token       string          // of a .sync or .waitForTaskToken task or an activity, else empty
	Credentials jsonvalue.Value // none if the state has none
	State       string
	Attempt     int           // 0, or the number of the retry
	Items       []MapIndex    // the Map iterations around the state, outermost first
	Timeout     time.Duration // from when the work is started; 0 is none
	Heartbeat   time.Duration // from when the work is started; 0 is none
}

// MapIndex is an iteration of a Map state.
type MapIndex struct {
	State string // the Map state's name
	Index int
}

// StartChild asks for an execution of another machine. It is a task, too: a
// driver that has an answer of its own for the Task's Resource gives it as for
// a RunTask; else it runs the machine and answers with [Run.ChildStarted] and
// [Run.ChildDone].
type StartChild struct {
	RunTask
	ARN        string // of the machine
	Name       string // of the execution, "" if the driver may choose
	ChildInput jsonvalue.Value
}

// ReadItems asks for the next items of a distributed Map's source. It is part of
// the contract with drivers; no state asks for it before distributed Maps run.
type ReadItems struct {
	ID     int64
	Source jsonvalue.Value // the ItemReader after its template was evaluated
	Cursor []byte          // where the last answer ended, nil at first
	Max    int             // no more than this many
}

// WriteResults asks for results of a distributed Map to be written; the same
// Part twice writes the same object. As ReadItems, nothing asks for it yet.
type WriteResults struct {
	ID      int64
	Target  jsonvalue.Value // the ResultWriter after its template was evaluated
	Part    int
	Records []jsonvalue.Value
	Close   bool
}

// Cancel tells that an effect's answer is not waited for any longer.
type Cancel struct{ ID int64 }

func (*RunTask) effect()      {}
func (*StartChild) effect()   {}
func (*ReadItems) effect()    {}
func (*WriteResults) effect() {}
func (*Cancel) effect()       {}
