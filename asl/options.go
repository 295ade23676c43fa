package asl

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"time"

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
	decisions  []func(*Execution, state.Decision)
	logger     *slog.Logger
	limits     Limits
	site       *site
	slots      *TaskSlots
	activities *Activities
	executions *Executions
	grace      time.Duration
	name       string
	seed       *uint64
	keeping    History
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

// WithGrace gives the tasks that run when ctx ends a time to return, on the clock of
// the operating system, so that what a task has done, such as a payment, is known:
// the contexts of tasks end at once, and only when all have returned, or when the
// time is over, does the execution stop. What they answer meanwhile is recorded, but
// for an error that says no more than that their context has ended; no state is
// entered any more. Without it the execution stops once the tasks were told.
func WithGrace(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("asl: WithGrace(%v): want no negative duration", d)
		}
		c.grace = d
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

// start returns what a new execution of that type starts with. Name, seed and secret
// come from one read of crypto/rand.
func (c *config) start(t Type) state.Config {
	var random [40]byte
	rand.Read(random[:]) // never fails
	s := state.Config{
		Now: c.clock.Now(), Type: t, Name: c.name, Identity: c.site.identity,
		Limits: c.limits.ofRun(), Secret: random[24:],
	}
	if c.seed != nil {
		s.Seed = *c.seed
	} else {
		s.Seed = binary.LittleEndian.Uint64(random[16:])
	}
	if s.Name == "" {
		s.Name = uuid(random[:16])
	}
	if t == Standard { // that of an EXPRESS execution has a random part
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
