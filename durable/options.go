package durable

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/goasl/goasl/asl"
)

// Option sets something of an [Executor].
type Option func(*settings) error

type settings struct {
	owner         string
	lease, poll   time.Duration
	grace         time.Duration
	suspendsAfter time.Duration
	retention     time.Duration // 0 for ever
	maxAwake      int
	stored        bool // histories are
	expressBytes  int  // 0 to keep no EXPRESS executions
	seal          Seal
	metrics       allMetrics
	tracing       Tracing
	clock         asl.Clock
	logger        *slog.Logger
}

func defaults() settings {
	return settings{
		lease: 30 * time.Second, poll: 250 * time.Millisecond, grace: 10 * time.Second, suspendsAfter: time.Second,
		maxAwake: 10_000, clock: asl.SystemClock(), logger: slog.New(slog.DiscardHandler),
	}
}

// WithOwner sets the name of the process among those that use the store; no two may have the
// same at any time, and one that starts again needs a new one. The default is random.
func WithOwner(name string) Option {
	return func(s *settings) error {
		if name == "" {
			return errors.New("durable: WithOwner: the name is empty")
		}
		s.owner = name
		return nil
	}
}

// WithLease sets for how long an execution that moves belongs to a process that says nothing
// more, as it was killed; the default is 30 seconds. A process renews its leases three times as
// often. It should be much longer than the clocks of the processes differ.
func WithLease(d time.Duration) Option {
	return positive("WithLease", d, func(s *settings) { s.lease = d })
}

// WithPoll sets how often an Executor looks for what is due, and what other processes have
// posted; the default is 250 milliseconds. What this process starts or posts it sees at once.
func WithPoll(d time.Duration) Option {
	return positive("WithPoll", d, func(s *settings) { s.poll = d })
}

// WithGrace sets how long tasks may go on when [Executor.Run] ends; see [asl.WithGrace]. The
// default is 10 seconds.
func WithGrace(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return fmt.Errorf("durable: WithGrace(%v): want no negative duration", d)
		}
		s.grace = d
		return nil
	}
}

// WithSuspension sets how long an execution that only waits must have to wait for it to leave
// memory; the default is one second. One that waits for an answer leaves it at once.
func WithSuspension(d time.Duration) Option {
	return positive("WithSuspension", d, func(s *settings) { s.suspendsAfter = d })
}

// WithRetention lets [Executor.Run] delete executions d after their end, with all that belongs
// to them. The default is to keep them.
// Step Functions: 90 days.
func WithRetention(d time.Duration) Option {
	return positive("WithRetention", d, func(s *settings) { s.retention = d })
}

// WithMaxAwake sets how many executions may move at a time in this process; the default is
// 10,000. Others wait in the store. An execution counts as long as its distributed Maps go on: if
// their items wait for executions that they have started, n must be larger than the number of
// executions with such Maps that run at a time, as otherwise each waits for another one.
func WithMaxAwake(n int) Option {
	return func(s *settings) error {
		if n <= 0 {
			return fmt.Errorf("durable: WithMaxAwake(%d): want a positive number", n)
		}
		s.maxAwake = n
		return nil
	}
}

// WithStoredHistory stores the events of executions that this Executor starts. Otherwise their
// histories are derived, from records that have a sixth of the size; but that takes as long as
// the execution had to think, and works only with the revision of the step machine that has
// written the records.
func WithStoredHistory() Option {
	return func(s *settings) error {
		s.stored = true
		return nil
	}
}

// WithSeal seals the payloads of executions at rest. All processes need it from the start of the
// store on: one that cannot open what another one has sealed gets an error from [New].
func WithSeal(seal Seal) Option {
	return func(s *settings) error {
		if seal == nil {
			return errors.New("durable: WithSeal: the Seal is nil")
		}
		s.seal = seal
		return nil
	}
}

// WithMetrics adds functions that are told what happens.
func WithMetrics(m Metrics) Option {
	return func(s *settings) error {
		s.metrics = append(s.metrics, m)
		return nil
	}
}

// WithClock sets the clock, also of the executions; the default is [asl.SystemClock]. A clock
// that jumps, as [asl.VirtualClock] does, is not for an Executor, which always waits for
// something: package testing/synctest has virtual time for its tests.
func WithClock(c asl.Clock) Option {
	return func(s *settings) error {
		if c == nil {
			return errors.New("durable: WithClock: the clock is nil")
		}
		s.clock = c
		return nil
	}
}

// WithLogger logs what an operator should look at: a store that fails, an execution that
// cannot go on. The default logs nothing.
func WithLogger(l *slog.Logger) Option {
	return func(s *settings) error {
		if l == nil {
			return errors.New("durable: WithLogger: the logger is nil")
		}
		s.logger = l
		return nil
	}
}

// WithOptions returns all of these options, in their order, as one.
func WithOptions(opts ...Option) Option {
	return func(s *settings) error {
		for _, o := range opts {
			if o == nil {
				return errors.New("durable: WithOptions: an option is nil")
			}
			if err := o(s); err != nil {
				return err
			}
		}
		return nil
	}
}

func positive(name string, d time.Duration, set func(*settings)) Option {
	return func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("durable: %s(%v): want a positive duration", name, d)
		}
		set(s)
		return nil
	}
}
