package state

import (
	"math"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Type is the type of an execution.
type Type string

// The types of executions.
const (
	Standard Type = "STANDARD"
	Express  Type = "EXPRESS"
)

// Identity says where an execution runs and what its machine is called. ARNs and the
// context object are made from it. An empty field stands for the default that is given
// here.
type Identity struct {
	Partition string `json:",omitempty"` // "aws"
	Region    string `json:",omitempty"` // "us-east-1"
	Account   string `json:",omitempty"` // "000000000000"
	Machine   string `json:",omitempty"` // name of the state machine; "StateMachine"
	Role      string `json:",omitempty"` // ARN of the role; that of the Account's role "StepFunctions"
	Version   string `json:",omitempty"` // number of the version that was started; no version
	Alias     string `json:",omitempty"` // name of the alias that was started; no alias
	Label     string `json:",omitempty"` // of the distributed Map whose child the execution is; no such child
}

// OrDefault returns the identity with defaults in the place of empty fields.
func (id Identity) OrDefault() Identity {
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	set(&id.Partition, "aws")
	set(&id.Region, "us-east-1")
	set(&id.Account, "000000000000")
	set(&id.Machine, "StateMachine")
	if id.Role == "" {
		id.Role = "arn:" + id.Partition + ":iam::" + id.Account + ":role/StepFunctions"
	}
	return id
}

// MachineARN returns the ARN of the state machine, without version and alias.
func (id Identity) MachineARN() string {
	id = id.OrDefault()
	return id.states("stateMachine:" + id.labelled())
}

// ExecutionARN returns the ARN of a STANDARD execution with that name.
func (id Identity) ExecutionARN(name string) string {
	id = id.OrDefault()
	return id.states("execution:" + id.labelled() + ":" + name)
}

// labelled returns the machine's name in ARNs. Step Functions: the children of a
// distributed Map have its Label in it.
func (id Identity) labelled() string {
	if id.Label == "" {
		return id.Machine
	}
	return id.Machine + "/" + id.Label
}

// VersionARN returns the ARN of the version that was started, "" for none.
func (id Identity) VersionARN() string { return id.qualified(id.Version) }

// AliasARN returns the ARN of the alias that was started, "" for none.
func (id Identity) AliasARN() string { return id.qualified(id.Alias) }

func (id Identity) qualified(qualifier string) string {
	if qualifier == "" {
		return ""
	}
	return id.MachineARN() + ":" + qualifier
}

// ActivityARN returns the ARN of an activity with that name.
func (id Identity) ActivityARN(name string) string {
	id = id.OrDefault()
	return id.states("activity:" + name)
}

func (id Identity) states(rest string) string {
	return "arn:" + id.Partition + ":states:" + id.Region + ":" + id.Account + ":" + rest
}

// Limits bound an execution. A field that is 0 stands for AWS's quota, which is given
// here. A negative field lifts the limit. But PathNodes, StateSteps and StateBytes, which
// are no quotas of AWS and protect the process, always have a limit: one that is negative
// stands for its default.
type Limits struct {
	Payload        int `json:",omitempty"` // bytes of an input, output or result; 262,144
	Assign         int `json:",omitempty"` // bytes of the values in one Assign; 262,144
	Variables      int `json:",omitempty"` // bytes of the values of all variables together; 10,485,760
	Events         int `json:",omitempty"` // events in the history; the execution fails with the last one. 25,000; EXPRESS: no limit
	MapConcurrency int `json:",omitempty"` // iterations of an inline Map at a time; 40
	PathNodes      int `json:",omitempty"` // values that one evaluation of a path may visit; 1,000,000

	// StateSteps and StateBytes bound what all expressions of a state do together: its
	// paths, templates, intrinsic functions, JSONata and comparisons. They are counted
	// anew each time that the state is entered or goes on, and for the ItemSelector of
	// each iteration.
	//
	// A step is a value that is visited, 64 bytes of a text that is read, or a step of
	// JSONata. The bytes are those of new values, whether they are kept or not. Beyond
	// StateSteps a state fails with States.Runtime, beyond StateBytes with
	// States.DataLimitExceeded, and an expression in JSONata with
	// States.QueryEvaluationError.
	//
	// StateBytes also bounds what an execution waits with, in sum: the results with which
	// all Parallel and Map states wait for the rest of their branches and iterations; the
	// inputs of all branches and iterations, with what their states make of them; and the
	// inputs and causes of the executions without success that a Map Run keeps for a redrive.
	StateSteps int `json:",omitempty"` // 10,000,000
	StateBytes int `json:",omitempty"` // 134,217,728

	// Duration is how long an execution may run before it times out: 365 days, 5
	// minutes for EXPRESS. TimeoutSeconds of the machine may end it earlier.
	Duration time.Duration `json:",omitempty"`
}

// Unlimited lifts AWS's quotas. PathNodes, StateSteps and StateBytes keep their defaults.
var Unlimited = Limits{Payload: -1, Assign: -1, Variables: -1, Events: -1, MapConcurrency: -1, Duration: -1}

// OrDefault returns the limits of an execution of that type, with defaults in the place of
// fields that are 0.
func (l Limits) OrDefault(t Type) Limits {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&l.Payload, 256<<10)
	set(&l.Assign, 256<<10)
	set(&l.Variables, 10<<20)
	set(&l.MapConcurrency, 40)
	guard := func(field *int, value int) { // it cannot be lifted
		if *field <= 0 {
			*field = value
		}
	}
	guard(&l.PathNodes, 1_000_000)
	guard(&l.StateSteps, 10_000_000)
	guard(&l.StateBytes, 128<<20)
	duration := 365 * 24 * time.Hour
	if t == Express {
		set(&l.Events, -1)
		duration = 5 * time.Minute
	}
	set(&l.Events, 25_000)
	if l.Duration == 0 {
		l.Duration = duration
	}
	return l
}

// exceeded reports whether a payload is larger than the limit.
func (l *Limits) exceeded(v jsonvalue.Value) bool { return l.Payload > 0 && v.Size() > l.Payload }

// resultBytes returns how many bytes an intrinsic function may build for a result, part
// of which the state may drop: AWS's limit is for what a state returns.
func (l Limits) resultBytes() int {
	if l.Payload < 0 {
		return math.MaxInt
	}
	return 4 * l.Payload
}

// Config says how an execution is started.
type Config struct {
	Now      time.Time // when it starts
	Type     Type      // of the execution; default Standard
	Name     string    // of the execution; default "Execution"
	ARN      string    // of the execution; default made from Identity and Name
	Identity Identity
	Limits   Limits
	Bounds   MapBounds // of its Map Runs
	MapRun   string    // ARN of the Map Run that the execution is a child of, "" for none
	Root     string    // ARN of the execution at the top, if MapRun is set: see [GenuineToken]

	// RedriveCount is how often a redrive of its Map Run has started the execution again,
	// if it is EXPRESS. Others are redriven themselves.
	RedriveCount int

	// TraceHeader is an X-Ray header that came with the start. [Description] tells
	// of it, and nothing else does.
	TraceHeader string

	// WaitScale is what the times of Wait states and those before retries are multiplied
	// with: half of them for 0.5, none for 0, and nil for 1. Below 0 counts as 0. Timeouts
	// stay as they are.
	WaitScale *float64

	// Seed starts the source of the execution's random values: UUIDs, random numbers,
	// jitter, and, without Secret, task tokens.
	Seed uint64

	// Secret is the key that task tokens are made with. Give 16 or more unguessable
	// bytes. Without it, tokens follow from Seed, which is good enough for tests only.
	Secret []byte

	// Log, if not nil, takes the events; a [Batch] has none then. The start drops the
	// events that are in it. A snapshot does not hold it: see [Restore].
	Log *Log

	// Journal makes each [Run.Step] append the inputs since the last one to its Batch.
	// A snapshot does not hold it.
	Journal bool

	// ChecksCalls says that the driver checks what services are called with before their tasks
	// are scheduled: it tells [Run.Scheduled] or [Run.Unusable] of each of them.
	ChecksCalls bool

	// Trace, if not nil, is called with each decision about the way that the execution
	// takes, such as which rule of a Choice state held, or which catcher took an error.
	// It is called during the step, by its goroutine, at the end of the turn that has
	// decided: a turn that is undone decides nothing. A snapshot does not hold it, and
	// an inspection does not call it.
	Trace func(Decision)

	// Mocks stand for the branches and iterations of Parallel and Map states, by the names
	// of the states. They are called during the step, by its goroutine, and again if the
	// turn is undone. A snapshot does not hold them.
	Mocks map[string]Mock

	// Interrupt, if not nil, is called now and then during a step, by its goroutine. If
	// it returns true, the step ends with [ErrInterrupted], and the turn under way is
	// undone, as it is by a panic. It must not change the Run. A snapshot does not hold
	// it.
	Interrupt func() bool

	// Ending, if not nil, is called by a turn that ends the execution, before anything
	// shows the end. If it returns false, the turn is undone as by Interrupt. So a
	// driver can accept an abort at any time, and then see to it that the execution
	// ends by nothing else; for inputs, [Run.NearEnd] helps. A snapshot does not hold it.
	Ending func() bool
}

func (c Config) orDefault() Config {
	if c.Type == "" {
		c.Type = Standard
	}
	if c.Name == "" {
		c.Name = "Execution"
	}
	c.Identity = c.Identity.OrDefault()
	c.Limits = c.Limits.OrDefault(c.Type)
	return c
}
