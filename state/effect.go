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
// [*ReadItems], [*WriteResults] or [*Cancel].
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
}

// ReadItems asks for the next items of a distributed Map's source. No Run asks for it
// yet: distributed Maps do not run.
type ReadItems struct {
	ID     int64
	Source jsonvalue.Value // the ItemReader, evaluated
	Cursor []byte          // where the items of the last answer end, nil at first
	Max    int             // the most items to read
}

// WriteResults asks for results of a distributed Map to be written. To write the same
// Part again writes the same object. No Run asks for it yet, as for ReadItems.
type WriteResults struct {
	ID      int64
	Target  jsonvalue.Value // the ResultWriter, evaluated
	Part    int
	Records []jsonvalue.Value
	Close   bool // there are no further parts
}

// Cancel says that the answer to an effect is no longer needed. Answers to it have no
// effect from now on.
type Cancel struct{ ID int64 }

func (*RunTask) effect()      {}
func (*StartChild) effect()   {}
func (*ReadItems) effect()    {}
func (*WriteResults) effect() {}
func (*Cancel) effect()       {}
