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

// Identity is where an execution runs and under whose name; the context object
// and the ARNs follow from it. A field that is empty has the default given here.
type Identity struct {
	Partition string `json:",omitempty"` // "aws"
	Region    string `json:",omitempty"` // "us-east-1"
	Account   string `json:",omitempty"` // "000000000000"
	Machine   string `json:",omitempty"` // name of the state machine; "StateMachine"
	Role      string `json:",omitempty"` // ARN of the role; one of the account named "StepFunctions"
	Version   string `json:",omitempty"` // number of the machine's version that was started; none
	Alias     string `json:",omitempty"` // name of the machine's alias that was started; none
}

// OrDefault returns the identity with the defaults of its empty fields.
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

// MachineARN is the ARN of the state machine, whichever version of it runs.
func (id Identity) MachineARN() string {
	id = id.OrDefault()
	return id.states("stateMachine:" + id.Machine)
}

// ExecutionARN is the ARN of a STANDARD execution with that name.
func (id Identity) ExecutionARN(name string) string {
	id = id.OrDefault()
	return id.states("execution:" + id.Machine + ":" + name)
}

// VersionARN is the ARN of the state machine's version, "" for none.
func (id Identity) VersionARN() string { return id.qualified(id.Version) }

// AliasARN is the ARN of the state machine's alias, "" for none.
func (id Identity) AliasARN() string { return id.qualified(id.Alias) }

func (id Identity) qualified(qualifier string) string {
	if qualifier == "" {
		return ""
	}
	return id.MachineARN() + ":" + qualifier
}

// ActivityARN is the ARN of an activity with that name.
func (id Identity) ActivityARN(name string) string {
	id = id.OrDefault()
	return id.states("activity:" + name)
}

func (id Identity) states(rest string) string {
	return "arn:" + id.Partition + ":states:" + id.Region + ":" + id.Account + ":" + rest
}

// Limits bound an execution. A field that is 0 has AWS's quota, a negative one
// is no limit; only PathNodes, which guards the process, always is one.
type Limits struct {
	Payload        int `json:",omitempty"` // bytes of an input, output or result; 262,144
	Assign         int `json:",omitempty"` // bytes of the values that one Assign gives; 262,144
	Variables      int `json:",omitempty"` // bytes of the values of all variables; 10,485,760
	Events         int `json:",omitempty"` // events in the history, the last of them ExecutionFailed; 25,000; EXPRESS has no limit
	MapConcurrency int `json:",omitempty"` // iterations of an inline Map at a time; 40
	PathNodes      int `json:",omitempty"` // values that one evaluation of a path may visit; 1,000,000

	// Duration is how long an execution may run before it times out; 365 days, 5
	// minutes for EXPRESS. TimeoutSeconds of the machine may end it sooner.
	Duration time.Duration `json:",omitempty"`
}

// Unlimited lifts AWS's quotas.
var Unlimited = Limits{Payload: -1, Assign: -1, Variables: -1, Events: -1, MapConcurrency: -1, Duration: -1}

func (l Limits) orDefault(t Type) Limits {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&l.Payload, 256<<10)
	set(&l.Assign, 256<<10)
	set(&l.Variables, 10<<20)
	set(&l.MapConcurrency, 40)
	set(&l.PathNodes, 1_000_000)
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

// exceeded reports whether a payload is larger than AWS takes.
func (l Limits) exceeded(v jsonvalue.Value) bool { return l.Payload > 0 && v.Size() > l.Payload }

// resultBytes bounds what an intrinsic function may build on the way to a
// result that fits: AWS's bound is on what a state returns.
func (l Limits) resultBytes() int {
	if l.Payload < 0 {
		return math.MaxInt
	}
	return 4 * l.Payload
}

// Config is what an execution starts with.
type Config struct {
	Now      time.Time // when it starts
	Type     Type      // default Standard
	Name     string    // of the execution; default "Execution"
	ARN      string    // of the execution; default derived from Identity and Name
	Identity Identity
	Limits   Limits

	// TraceHeader is an X-Ray header that came with the start. [Description] tells
	// of it, and nothing else does.
	TraceHeader string

	// Seed starts the source of all random values of the execution: UUIDs,
	// random numbers, jitter.
	Seed uint64

	// Secret keys the task tokens. Give it 16 or more unguessable bytes; without
	// it the tokens follow from Seed, which only tests should have.
	Secret []byte

	// Log, if not nil, takes the history instead of [Batch], and loses what it had
	// before. It is not part of a snapshot.
	Log *Log

	// Journal says that each [Run.Step] hands out the inputs since the last one. It
	// is not part of a snapshot.
	Journal bool

	// Trace, if not nil, is told of each way that the execution takes, while a step
	// takes it: which rule held, which retrier or catcher took an error. It is not
	// part of a snapshot, and an inspection tells it nothing.
	Trace func(Decision)

	// Interrupt, if not nil, is asked now and then whether to stop. It is not
	// part of a snapshot.
	Interrupt func() bool
}

func (c Config) orDefault() Config {
	if c.Type == "" {
		c.Type = Standard
	}
	if c.Name == "" {
		c.Name = "Execution"
	}
	c.Identity = c.Identity.OrDefault()
	c.Limits = c.Limits.orDefault(c.Type)
	return c
}
