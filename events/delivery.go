package events

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// A Delivery tells what has become of an event for one target of a rule.
type Delivery struct {
	Event     Event
	Rule      Rule
	Target    Target
	Input     []byte // nil if it cannot be made
	Execution string // ARN of the execution that was started, "" for none
	Attempts  int
	Err       error // why the event is not delivered, nil if it is
}

// delivery is one that goes on.
type delivery struct {
	Delivery
	name   string    // of the execution, the same in all attempts
	began  time.Time // when the event was put
	due    time.Time // of the next attempt
	origin origin
}

// origin says where an event has come from.
type origin int

const (
	fromPut      origin = iota
	fromBus             // it was forwarded by another event bus
	fromSchedule        // other processes may have the same
)

// errNoService is why a target cannot be started.
var errNoService = errors.New("its ARN is neither that of a state machine nor that of an event bus of this account")

// Put puts an event to an event bus, "" for the default one, and starts the targets of the rules
// that match it. It returns the event's ID. The executions are started when it returns, unless a
// start has failed: that is tried again by [Bus.Run], as the target's RetryPolicy says, and logged.
//
// The error is about the event: its Detail must be an object, and it may have 256 KiB; or
// ResourceNotFoundException for an event bus that does not exist. Nothing is started then.
func (b *Bus) Put(ctx context.Context, bus string, e Event) (id string, err error) {
	if err := e.check(); err != nil {
		return "", err
	}
	now := b.clock.Now()
	e = b.complete(e, now)
	if n := e.size(); n > maxInput {
		return "", fmt.Errorf("events: the event has %d bytes, at most %d are allowed", n, maxInput)
	}
	return e.ID, b.put(ctx, bus, e, now, fromPut)
}

// complete fills the members of an event that it gets from the Bus.
func (b *Bus) complete(e Event, now time.Time) Event {
	if e.ID == "" {
		e.ID = newID()
	}
	if e.Time.IsZero() {
		e.Time = now
	}
	if e.Account == "" {
		e.Account = b.identity.Account
	}
	if e.Region == "" {
		e.Region = b.identity.Region
	}
	return e
}

func (b *Bus) put(ctx context.Context, bus string, e Event, now time.Time, from origin) error {
	rules, err := b.candidates(ctx, bus)
	if err != nil {
		return err
	}
	value := e.value()
	for _, r := range rules {
		if r.pattern.matches(value) {
			b.start(ctx, r, e, now, from)
		}
	}
	return nil
}

// candidates returns the rules with a pattern, by their names.
func (b *Bus) candidates(ctx context.Context, bus string) (all []*rule, err error) {
	of, err := b.bus(ctx, bus)
	if err != nil {
		return nil, err
	}
	for _, name := range sortedNames(of.rules) {
		if r := of.rules[name]; r.pattern != nil && r.enabled() {
			all = append(all, r)
		}
	}
	return all, nil
}

// start starts the targets of a rule.
func (b *Bus) start(ctx context.Context, r *rule, e Event, now time.Time, from origin) {
	for _, t := range r.targets {
		d := &delivery{Delivery: Delivery{Event: e, Rule: r.Rule, Target: t.Target}, began: now, origin: from}
		d.name = executionName(e, t, from)
		input, err := t.input(occasion{e, r.Rule, now})
		if err != nil {
			b.finish(d, fmt.Errorf("the input cannot be made: %w", err))
			continue
		}
		d.Input = input
		b.attempt(ctx, d)
	}
}

// executionName returns a name for the execution that an event starts. EventBridge: it is the
// event's ID and another UUID.
func executionName(e Event, t *target, from origin) string {
	other := newID()
	if from == fromSchedule {
		other = idOf(e.ID, t.ID)
	}
	if name := e.ID + "_" + other; asl.CheckName(name) == nil {
		return name
	}
	return other
}

// attempt tries a delivery.
func (b *Bus) attempt(ctx context.Context, d *delivery) {
	d.Attempts++
	again, err := b.deliver(ctx, d)
	if err == nil || !again {
		b.finish(d, err)
		return
	}
	b.retry(d, err)
}

// deliver starts a target. again says that another attempt may help.
func (b *Bus) deliver(ctx context.Context, d *delivery) (again bool, err error) {
	arn := d.Target.ARN
	name, isBus := strings.CutPrefix(arn, b.arn("event-bus/"))
	switch {
	case isBus && d.origin == fromBus:
		return false, errors.New("an event is forwarded from one event bus to another only once")
	case isBus:
		return false, b.put(ctx, name, d.Event, d.began, fromBus)
	case !strings.Contains(arn, ":states:") || !strings.Contains(arn, ":stateMachine:"):
		return false, errNoService
	}
	x, err := b.starter.Start(ctx, durable.Start{Machine: arn, Name: d.name, Input: d.Input})
	d.Execution = x.ARN
	var refused *asl.Error
	switch {
	case (d.Attempts > 1 || d.origin == fromSchedule) && errors.Is(err, durable.ErrExecutionAlreadyExists):
		return false, nil // an attempt before has started it, and did not get to know; or another process has
	case errors.As(err, &refused):
		return false, err
	}
	return true, err
}

// finish tells of a delivery that has come to its end.
func (b *Bus) finish(d *delivery, err error) {
	if d.Err = err; err != nil {
		b.logger.Error("an event is not delivered", "event", d.Event.ID, "rule", d.Rule.Name, "target", d.Target.ARN, "attempts", d.Attempts, "error", err)
	}
	b.observer(d.Delivery)
}

// size returns the bytes of an event as EventBridge counts them.
func (e Event) size() int {
	const timeSize = 14
	n := timeSize + len(e.Source) + len(e.DetailType) + len(e.Detail)
	for _, r := range e.Resources {
		n += len(r)
	}
	return n
}
