package events

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// A Starter starts executions. [durable.Client] is one.
type Starter interface {
	Start(ctx context.Context, s durable.Start) (state.Description, error)
}

var _ Starter = durable.Client(nil)

// A Bus takes events and starts the targets of the rules that match them. It has the default
// event bus of an account and region, and others by their names. It comes from [New], and is
// safe for concurrent use.
//
// Rules are in memory, unless [WithObjects] says where they are kept. An execution that a Bus
// has started is as durable as the [Starter] makes it.
//
// Methods that read or change rules return an [*Exception] if EventBridge would refuse the
// request; other errors say that ctx has ended, or what keeps the rules has failed.
type Bus struct {
	settings
	starter Starter
	began   time.Time // when it was made
	running atomic.Bool
	changed chan struct{} // receives when there may be something earlier to do

	mu      sync.Mutex
	known   map[string]*eventBus // as they were read last, by their ARNs
	retries retries
}

// Option sets something of a [Bus].
type Option func(*settings) error

type settings struct {
	identity asl.Identity
	clock    asl.Clock
	logger   *slog.Logger
	observer func(Delivery)
	objects  durable.Objects
	shared   bool // others may change the objects
}

// WithIdentity sets the partition, region and account of rules and events; those of Identity are
// the defaults.
func WithIdentity(id asl.Identity) Option {
	return func(s *settings) error {
		s.identity = id.OrDefault()
		return nil
	}
}

// WithClock sets the clock of schedules and retries; the default is [asl.SystemClock]. A clock
// that jumps, as [asl.VirtualClock] does, would never stop with a schedule: package
// testing/synctest has virtual time for tests of [Bus.Run].
func WithClock(c asl.Clock) Option {
	return func(s *settings) error {
		if c == nil {
			return errors.New("events: WithClock: the clock is nil")
		}
		s.clock = c
		return nil
	}
}

// WithLogger sets where deliveries are logged that fail, and times of schedules that are missed;
// the default is [slog.Default], as nothing else may tell of them.
func WithLogger(l *slog.Logger) Option {
	return func(s *settings) error {
		if l == nil {
			return errors.New("events: WithLogger: the logger is nil")
		}
		s.logger = l
		return nil
	}
}

// WithObserver sets a function that is told of each delivery, once it is made or given up. It may
// be called by several goroutines at the same time, and [Bus.Put] waits for it.
func WithObserver(f func(Delivery)) Option {
	return func(s *settings) error {
		if f == nil {
			return errors.New("events: WithObserver: the function is nil")
		}
		s.observer = f
		return nil
	}
}

// WithObjects keeps event buses, rules and targets where other processes find them, too, such as
// in a [durable.Executor]: what one of them changes counts for the next event that another one
// takes, and after a second for schedules. The default is to keep them in memory.
func WithObjects(o durable.Objects) Option {
	return func(s *settings) error {
		if o == nil {
			return errors.New("events: WithObjects: the Objects are nil")
		}
		s.objects, s.shared = o, true
		return nil
	}
}

// New returns a Bus, without rules unless [WithObjects] has some. The error says which option is wrong.
func New(s Starter, opts ...Option) (*Bus, error) {
	if s == nil {
		return nil, errors.New("events: New: the Starter is nil")
	}
	b := &Bus{starter: s, changed: make(chan struct{}, 1), known: map[string]*eventBus{}}
	b.settings = settings{identity: asl.Identity{}.OrDefault(), clock: asl.SystemClock(), logger: slog.Default(), observer: func(Delivery) {}, objects: durable.Memory()}
	for _, o := range opts {
		if o == nil {
			return nil, errors.New("events: New: an option is nil")
		}
		if err := o(&b.settings); err != nil {
			return nil, err
		}
	}
	b.began = b.clock.Now()
	return b, nil
}

// The most event buses, rules of one, targets of a rule, and tags of a rule or an event bus.
// EventBridge: its quotas.
const (
	maxBuses   = 100
	maxRules   = 300
	maxTargets = 5
	maxTags    = 50
)

// arn returns the ARN of something of EventBridge.
func (b *Bus) arn(resource string) string {
	return "arn:" + b.identity.Partition + ":events:" + b.identity.Region + ":" + b.identity.Account + ":" + resource
}

// wake lets Run look at what is due.
func (b *Bus) wake() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}
