package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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
// Rules are in memory: a program puts them when it begins. An execution that a Bus has started
// is as durable as the [Starter] makes it.
type Bus struct {
	settings
	starter Starter
	running atomic.Bool
	changed chan struct{} // receives when there may be something earlier to do

	mu      sync.Mutex
	buses   map[string]*eventBus
	retries retries
}

// eventBus is one event bus.
type eventBus struct {
	name    string
	arn     string
	created time.Time
	tags    map[string]string
	rules   map[string]*rule
}

// defaultBus is the name of the event bus that each account has.
const defaultBus = "default"

// Option sets something of a [Bus].
type Option func(*settings) error

type settings struct {
	identity asl.Identity
	clock    asl.Clock
	logger   *slog.Logger
	observer func(Delivery)
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

// New returns a Bus without rules. The error says which option is wrong.
func New(s Starter, opts ...Option) (*Bus, error) {
	if s == nil {
		return nil, errors.New("events: New: the Starter is nil")
	}
	b := &Bus{starter: s, changed: make(chan struct{}, 1), buses: map[string]*eventBus{}}
	b.settings = settings{identity: asl.Identity{}.OrDefault(), clock: asl.SystemClock(), logger: slog.Default(), observer: func(Delivery) {}}
	for _, o := range opts {
		if o == nil {
			return nil, errors.New("events: New: an option is nil")
		}
		if err := o(&b.settings); err != nil {
			return nil, err
		}
	}
	return b, b.CreateBus(defaultBus)
}

// CreateBus makes an event bus. The errors are ValidationException and
// ResourceAlreadyExistsException, as an [*Exception].
func (b *Bus) CreateBus(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case name == "" || len(name) > 256 || !isName(strings.ReplaceAll(name, "/", "")):
		return invalid(fmt.Sprintf("Parameter Name is not valid. Reason: %.300q is no name of 1 to 256 letters, digits and /.-_", name))
	case b.buses[name] != nil:
		return &Exception{"ResourceAlreadyExistsException", "Event bus " + name + " already exists."}
	case len(b.buses) > maxBuses:
		return limitExceeded()
	}
	b.buses[name] = &eventBus{
		name: name, arn: b.arn("event-bus/" + name), created: b.clock.Now(), tags: map[string]string{}, rules: map[string]*rule{},
	}
	return nil
}

// The most event buses, rules of one, targets of a rule, and tags of a rule or an event bus.
// EventBridge: its quotas.
const (
	maxBuses   = 100
	maxRules   = 300
	maxTargets = 5
	maxTags    = 50
)

func limitExceeded() error {
	return &Exception{"LimitExceededException", "The requested resource exceeds the maximum number allowed."}
}

// DeleteBus deletes an event bus, if it exists. The error is ValidationException if it has
// rules, or is the default one.
func (b *Bus) DeleteBus(name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	bus := b.buses[name]
	switch {
	case name == defaultBus:
		return invalid("Cannot delete event bus default.")
	case bus != nil && len(bus.rules) > 0:
		return invalid("Event bus can't be deleted since it has rules.")
	}
	delete(b.buses, name)
	return nil
}

// bus returns an event bus by its name or ARN, "" for the default one. b.mu is held.
func (b *Bus) bus(name string) (*eventBus, error) {
	if _, after, ok := strings.Cut(name, ":event-bus/"); ok {
		name = after
	}
	if name == "" {
		name = defaultBus
	}
	if bus := b.buses[name]; bus != nil {
		return bus, nil
	}
	return nil, &Exception{"ResourceNotFoundException", "Event bus " + name + " does not exist."}
}

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
