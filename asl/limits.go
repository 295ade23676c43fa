package asl

import (
	"time"

	"github.com/goasl/goasl/state"
)

// Limits bound an execution. A field that is 0 has the default that is given here: the quota
// of Step Functions, if it has one. A negative field is no limit. But PathNodes, StateSteps
// and StateBytes, which guard the process, always are limits: a negative one stands for its
// default. The limits of a single JSONata expression are not among them: they are those of
// Step Functions.
type Limits struct {
	Payload        int // bytes of an input, output or result; 262,144
	Assign         int // bytes of the values that one Assign sets; 262,144
	Variables      int // bytes of the values of all variables; 10,485,760
	Events         int // events in the history; 25,000, and no limit for EXPRESS
	MapConcurrency int // iterations of an inline Map that run at once; 40
	PathNodes      int // values that one evaluation of a path may visit; 1,000,000

	// StateSteps and StateBytes bound what all expressions of a state do together, each
	// time that it is entered or goes on; see [state.Limits]. StateBytes also bounds what
	// all branches and iterations wait with: their inputs, what they make of them, and their
	// results. The executions below one at the top have twice as much for all values that they
	// hold, their variables too: one that would hold more fails with States.DataLimitExceeded.
	StateSteps int // steps: values that are visited, and the like; 10,000,000
	StateBytes int // bytes of the values that are made on the way; 134,217,728

	// Duration is how long an execution may run before it times out: 365 days, and 5
	// minutes for EXPRESS. TimeoutSeconds of the machine may end it sooner.
	Duration time.Duration

	// Tasks is the number of tasks of one execution that run at once; 1,000. Further
	// tasks wait, and their timeouts begin when they run.
	Tasks int

	// History is how many bytes of memory the history may take; 67,108,864. It counts the
	// events as JSON text, those that are the same but for time and place once, and 64 bytes
	// for each. The execution goes on without keeping further events; see [KeepHistory].
	// The latest events share their values with the execution, and their texts, of up to
	// 4 MiB, are what counts of them. The executions below one at the top have as much for
	// all histories of those that run.
	History int

	// Children is the number of child executions that run at once; 1,000. It counts those
	// that the execution has started, those that they have started, and so on, whether or
	// not a task waits for them. ChildDepth is how many executions may have started one
	// another below the execution, whether or not they still run; 32. Both are the limits of
	// the execution at the top: those of the machines of children do not count. A task that
	// would exceed one fails with StepFunctions.ExecutionLimitExceededException, which it
	// may retry or catch. Executions that [WithChildren] starts are bounded by the ChildDepth of
	// the one that starts them, and not in number.
	//
	// Executions that distributed Maps start are counted apart: as many of them run at once.
	// Others wait; but each execution may run one of its items in any case, up to four times as
	// many in all, beyond which an execution fails: Map Runs are in one another then, more than
	// four levels deep.
	//
	// Step Functions: the quota is 1,000,000 open executions of an account.
	Children, ChildDepth int
}

// Unlimited returns the Limits that lift the quotas of Step Functions.
func Unlimited() Limits {
	return Limits{
		Payload: -1, Assign: -1, Variables: -1, Events: -1, MapConcurrency: -1, Duration: -1, Tasks: -1,
		History: -1, Children: -1, ChildDepth: -1,
	}
}

// ofRun returns the limits that package state enforces.
func (l Limits) ofRun() state.Limits {
	return state.Limits{
		Payload: l.Payload, Assign: l.Assign, Variables: l.Variables, Events: l.Events,
		MapConcurrency: l.MapConcurrency, PathNodes: l.PathNodes, StateSteps: l.StateSteps, StateBytes: l.StateBytes,
		Duration: l.Duration,
	}
}

// The limits that only this package has.
const (
	defaultTasks      = 1_000
	defaultChildren   = 1_000
	defaultChildDepth = 32
)

// reached reports whether n has reached a limit.
func reached(n, limit, byDefault int) bool {
	if limit == 0 {
		limit = byDefault
	}
	return limit > 0 && n >= limit
}

// WithLimits sets the limits of an execution. The default is the quotas of Step Functions.
func WithLimits(l Limits) Option {
	return func(c *config) error {
		c.limits = l
		return nil
	}
}
