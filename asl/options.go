package asl

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// An Option says how a machine runs. Options are given to [Machine.With] or to
// the call that starts an execution; of two that set the same the later wins,
// but middleware and observers add up.
type Option func(*config) error

// config is what the options set. A Machine holds one, which its executions share
// unless they have options of their own.
type config struct {
	resolver   TaskResolver
	tasks      map[string]TaskFunc // by state
	middleware []Middleware
	clock      Clock
	observers  []Observer
	logger     *slog.Logger
	limits     Limits
	site       *site
	slots      *slots
	activities *Activities
	executions *Executions
	grace      time.Duration
	name       string
	seed       *uint64
	keeping    History
	typ        state.Type
	mocks      MockChecker
}

// An Observer is told of each event of an execution, in order, by the goroutine
// that drives the execution: it should return soon. In [Machine.Execute] that is the
// caller's goroutine or one that the caller waits for. An observer that calls
// runtime.Goexit stops the execution, and ends the caller's goroutine in either case.
type Observer func(x *Execution, e history.Event)

// Identity says where an execution runs and under whose name: the context
// object and all ARNs follow from it. Fields that are empty have the defaults
// aws, us-east-1, 000000000000, StateMachine, and a role of that account.
type Identity = state.Identity

// Limits bound an execution. Fields that are 0 have the quotas of Step
// Functions, negative ones are no limit.
type Limits struct {
	state.Limits
	// Tasks is the number of tasks of one execution that run at a time; default
	// 1,000. More tasks wait, and their timeouts do not begin before they run.
	Tasks int
}

// Unlimited lifts the quotas of Step Functions.
var Unlimited = Limits{Limits: state.Unlimited, Tasks: -1}

const defaultTasks = 1_000

// History says what becomes of an execution's events; see [WithHistory].
type History struct {
	mode historyMode
	sink func(history.Event)
}

type historyMode uint8

const (
	keepEvents historyMode = iota
	dropEvents
	sinkEvents
)

// The ways to treat a history: Full keeps all events, which is the default, and
// None keeps no event.
var (
	Full = History{mode: keepEvents}
	None = History{mode: dropEvents}
)

// Sink hands each event to f, in order, and keeps none: [Result.History] and
// [Result.Path] are empty then. f is called as an [Observer] is, and by several
// goroutines at a time if the machine's executions run at a time.
func Sink(f func(history.Event)) History { return History{mode: sinkEvents, sink: f} }

// WithHistory says whether the events of an execution are kept.
func WithHistory(h History) Option {
	return func(c *config) error {
		if h.mode == sinkEvents && h.sink == nil {
			return errors.New("asl: WithHistory: the sink's function is nil")
		}
		c.keeping = h
		return nil
	}
}

// WithResolver sets what finds the tasks of the machine's resources.
func WithResolver(r TaskResolver) Option {
	return func(c *config) error {
		if r == nil {
			return errors.New("asl: WithResolver: the resolver is nil")
		}
		c.resolver = r
		return nil
	}
}

// WithTask sets the task of one state, before any resolver. The machine must
// have that Task state.
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
		return nil
	}
}

// WithMiddleware wraps each call of a task; the first middleware is the
// outermost.
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

// WithClock sets the clock; the default is [SystemClock].
func WithClock(clock Clock) Option {
	return func(c *config) error {
		if clock == nil {
			return errors.New("asl: WithClock: the clock is nil")
		}
		c.clock = clock
		return nil
	}
}

// WithObserver adds an observer of events.
func WithObserver(o Observer) Option {
	return func(c *config) error {
		if o == nil {
			return errors.New("asl: WithObserver: the observer is nil")
		}
		c.observers = append(c.observers[:len(c.observers):len(c.observers)], o)
		return nil
	}
}

// WithLogger logs executions: their starts and ends at level Info, states at
// Debug, failed tasks and executions that are stopped before their end at Warn, and
// tasks that panic, with their stack, at Error. No payload is logged.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			return errors.New("asl: WithLogger: the logger is nil")
		}
		c.logger = l
		return nil
	}
}

// WithLimits sets the limits of an execution; the default is Step Functions'
// quotas.
func WithLimits(l Limits) Option {
	return func(c *config) error {
		c.limits = l
		return nil
	}
}

// WithIdentity sets account, region, machine name and role.
func WithIdentity(id Identity) Option {
	return func(c *config) error {
		c.site = newSite(id)
		return nil
	}
}

// WithTaskSlots bounds the number of tasks that run at a time, over all
// executions of all machines that are given this very Option. Tasks beyond it
// wait in the order in which they came.
func WithTaskSlots(n int) Option {
	shared := &slots{free: n}
	return func(c *config) error {
		if n < 1 {
			return fmt.Errorf("asl: WithTaskSlots(%d): want at least one", n)
		}
		c.slots = shared
		return nil
	}
}

// WithActivities sets the activities that Task states may name. An activity is
// looked for there if the resolver has no task for its ARN; middleware does not
// see it. A state whose activity does not exist fails the execution, as with Step
// Functions, before its task is scheduled.
func WithActivities(a *Activities) Option {
	return func(c *config) error {
		if a == nil {
			return errors.New("asl: WithActivities: the Activities is nil")
		}
		c.activities = a
		return nil
	}
}

// WithGrace gives the tasks that run when ctx ends a time to return, on the clock of
// the operating system, so that what a task has done, such as a payment, is known:
// the contexts of tasks end at once, and only when all have returned, or when the
// time is over, does the execution stop. What they answer meanwhile is recorded, but
// for an error that says no more than that their context has ended; no state is
// entered any more. Without it the execution stops once the tasks were told.
//
// The executions that tasks have started and wait for have the same time, unless
// their machine was given its own. It is no matter of [Execution.Stop], which ends an
// execution at once.
func WithGrace(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("asl: WithGrace(%v): want no negative duration", d)
		}
		c.grace = d
		return nil
	}
}

// WithName sets the execution's name; the default is a random one. Names have 1
// to 80 characters; Step Functions takes no spaces, no control characters, and
// none of <>{}[]?*"#%\^|~`$&,;:/.
func WithName(name string) Option {
	return func(c *config) error {
		if err := checkName(name); err != nil {
			return fmt.Errorf("asl: WithName: %w", err)
		}
		c.name = name
		return nil
	}
}

// WithSeed makes all random values of an execution follow from a seed: UUIDs,
// random numbers, jitter. Without a seed they come from crypto/rand. Task tokens
// are unguessable either way.
func WithSeed(seed uint64) Option {
	return func(c *config) error {
		c.seed = &seed
		return nil
	}
}

// WithOptions is all of these options as one, in their order.
func WithOptions(opts ...Option) Option {
	return func(c *config) error { return c.apply(opts) }
}

// apply adds options.
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

// start returns what a new execution starts with. Name, seed and secret come
// from one read of crypto/rand.
func (c *config) start() state.Config {
	var random [40]byte
	rand.Read(random[:]) // never fails
	s := state.Config{
		Now: c.clock.Now(), Type: c.typ, Name: c.name, Identity: c.site.identity,
		Limits: c.limits.Limits, Secret: random[24:],
	}
	if c.seed != nil {
		s.Seed = *c.seed
	} else {
		s.Seed = binary.LittleEndian.Uint64(random[16:])
	}
	if s.Name == "" {
		s.Name = uuid(random[:16])
	}
	if c.typ == Standard { // that of an EXPRESS execution has a random part
		s.ARN = c.site.executions + s.Name
	}
	return s
}

// uuid writes 16 random bytes as a UUID of version 4.
func uuid(b []byte) string {
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	const digits = "0123456789abcdef"
	text := [36]byte{8: '-', 13: '-', 18: '-', 23: '-'}
	at := 0
	for _, c := range b {
		if text[at] == '-' {
			at++
		}
		text[at], text[at+1] = digits[c>>4], digits[c&0x0F]
		at += 2
	}
	return string(text[:])
}
