package asl

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/goasl/goasl/internal/uuid"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
)

// An Option says how a machine is executed. [Machine.With] takes options, and so do the
// methods that start an execution. Of two options that set the same, the later one wins;
// but middleware, observers and tasks of states add up.
type Option func(*config) error

// config has what the options set. A Machine has one, which its executions share unless
// they have options of their own.
type config struct {
	defaultName string // of the machine; "" for none
	identity    *identity
	name        string
	seed        *uint64
	trace       string // X-Ray header
	clock       Clock
	limits      Limits
	waitScale   *float64
	grace       time.Duration

	// What tasks call.
	resolver   TaskResolver
	tasks      map[string]TaskFunc // by state
	mocks      map[string]MockFunc // by state
	origin     string              // of the options that are applied, see WithOrigin
	origins    map[string]string   // of tasks, by state; nil if there are none
	middleware []Middleware
	slots      *TaskSlots
	activities *Activities
	executions *Executions
	objects    items.ObjectStore
	parquet    items.OpenTable

	// Who is told what happens.
	history   History
	observers []Observer
	decisions []func(*Execution, state.Decision)
	mapRuns   []func(*Execution, MapRun)
	telemetry []func(context.Context, Beginning) *Telemetry
	logger    *slog.Logger
	logsData  bool

	// Of executions that are kept elsewhere, too.
	save          func(context.Context, *Checkpoint) error
	suspends      bool
	suspendsFrom  time.Duration // for waits that are longer
	inputs        []state.Input // see WithInputs
	clientToken   string        // of a redrive
	children      Children
	generation    int // see WithGeneration
	activityTasks ActivityTasks
}

// WithResolver sets the resolver, which finds the tasks for the resources of Task states.
func WithResolver(r TaskResolver) Option {
	return func(c *config) error {
		if r == nil {
			return errors.New("asl: WithResolver: the resolver is nil")
		}
		c.resolver = r
		return nil
	}
}

// WithTask sets the task of one state, which the resolver is not asked for then. The
// machine must have a Task state with that name. The task stands for the resource as it is
// written: that of lambda:invoke gets FunctionName and Payload, and returns the answer of
// the service, with a Payload.
func WithTask(stateName string, f TaskFunc) Option {
	return func(c *config) error {
		if f == nil {
			return fmt.Errorf("asl: WithTask(%q): the TaskFunc is nil", stateName)
		}
		tasks := make(map[string]TaskFunc, len(c.tasks)+1)
		for name, g := range c.tasks {
			tasks[name] = g
		}
		tasks[stateName] = f
		c.tasks = tasks
		c.noteOrigin(stateName)
		return nil
	}
}

// WithMiddleware wraps all tasks. The first middleware is the outermost one.
func WithMiddleware(m ...Middleware) Option {
	return func(c *config) error {
		for _, one := range m {
			if one == nil {
				return errors.New("asl: WithMiddleware: a middleware is nil")
			}
		}
		c.middleware = append(c.middleware[:len(c.middleware):len(c.middleware)], m...)
		return nil
	}
}

// WithClock sets the clock of executions. The default is [SystemClock].
func WithClock(clock Clock) Option {
	return func(c *config) error {
		if clock == nil {
			return errors.New("asl: WithClock: the clock is nil")
		}
		c.clock = clock
		return nil
	}
}

// WithGrace gives running tasks time to return when ctx ends, so that what they have done,
// such as a payment, is recorded. The contexts of the tasks end at once. The execution stops
// when all tasks have returned, and the child executions that tasks wait for have stopped,
// or when d is over on the clock of the operating system; without WithGrace it stops at
// once. Answers that come meanwhile are recorded, except for errors that only say that the
// context has ended. No further state is entered.
//
// Child executions that tasks have started and wait for have the same time, unless their
// machine has its own. [Execution.Stop] ends an execution at once.
func WithGrace(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("asl: WithGrace(%v): want no negative duration", d)
		}
		c.grace = d
		return nil
	}
}

// WithTraceHeader sets an AWS X-Ray trace header, which the description of the execution
// tells, as that of Step Functions does. [TraceHeader] makes of it the header of the calls of a
// task. Only with [WithTelemetry] anything is traced here.
func WithTraceHeader(header string) Option {
	return func(c *config) error {
		c.trace = header
		return nil
	}
}

// WithWaitScale makes Wait states, and the delays before retries, take so many times as long
// as they say: 0.5 is half of it, and 0 does not wait. Unlike on a clock that runs faster,
// tasks take their time, and have it: timeouts are not concerned. An execution keeps the scale
// that it was started with. The error says that the scale is negative or no number.
func WithWaitScale(scale float64) Option {
	return func(c *config) error {
		if !(scale >= 0) {
			return fmt.Errorf("asl: WithWaitScale(%v): want 0 or more", scale)
		}
		c.waitScale = &scale
		return nil
	}
}

// WithSeed sets the seed of the random values of an execution: UUIDs, random numbers, jitter.
// The default is a seed from crypto/rand. Task tokens are unguessable in any case.
func WithSeed(seed uint64) Option {
	return func(c *config) error {
		c.seed = &seed
		return nil
	}
}

// WithOptions returns all of these options, in their order, as one.
func WithOptions(opts ...Option) Option {
	return func(c *config) error { return c.apply(opts) }
}

// WithOrigin is [WithOptions] for options that were read from somewhere, such as a file.
// Errors about them begin with that.
func WithOrigin(origin string, opts ...Option) Option {
	return func(c *config) error {
		outer := c.origin
		c.origin = origin
		err := c.apply(opts)
		if c.origin = outer; err != nil {
			err = fmt.Errorf("%s: %w", origin, err)
		}
		return err
	}
}

// noteOrigin notes where the task of a state was read from.
func (c *config) noteOrigin(stateName string) {
	if c.origin == "" && c.origins == nil {
		return
	}
	origins := make(map[string]string, len(c.origins)+1)
	maps.Copy(origins, c.origins)
	origins[stateName] = c.origin
	c.origins = origins
}

// apply applies options, and returns the errors of all that are wrong.
func (c *config) apply(opts []Option) error {
	var problems []error
	for _, o := range opts {
		if o == nil {
			problems = append(problems, errors.New("asl: an Option is nil"))
			continue
		}
		if err := o(c); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// runConfig returns what a new Run of that type starts with. Name, seed and secret come
// from one read of entropy.
func (c *config) runConfig(t Type) state.Config {
	var random [40]byte
	entropy.read(random[:])
	s := state.Config{
		Now: c.clock.Now(), Type: t, Name: c.name, Identity: c.identity.full,
		Limits: c.limits.ofRun(), TraceHeader: c.trace, WaitScale: c.waitScale, ChecksCalls: checksCalls(c.resolver), Secret: random[24:],
	}
	if c.seed != nil {
		s.Seed = *c.seed
	} else {
		s.Seed = binary.LittleEndian.Uint64(random[16:])
	}
	if s.Name == "" {
		s.Name = uuid.Format([16]byte(random[:16]), 4)
	}
	if t == Standard { // the ARN of an EXPRESS execution has a random part, which package state adds
		s.ARN = c.identity.executions + s.Name
	}
	return s
}
