package events

import (
	"context"
	"errors"
	"time"
)

// pollEvery is how often Run looks for rules that others have changed.
const pollEvery = time.Second

// Run starts the targets of rules with a schedule when they are due, and tries deliveries again
// that have failed, until ctx ends; then it returns nil. The deliveries that wait for another
// attempt are given up: the observer is told, and the log. The error says that Run goes on
// already.
//
// A time of a schedule that comes while no Run goes on is missed, and so are those but the first
// of several that have passed since the last look, as when the machine was asleep. Missed times
// are not made up for; those that Run itself has missed are logged.
func (b *Bus) Run(ctx context.Context) error {
	if !b.running.CompareAndSwap(false, true) {
		return errors.New("events: Run: it goes on already")
	}
	defer b.running.Store(false)
	p := &plan{bus: b, looked: b.clock.Now()}
	for ctx.Err() == nil {
		p.look(ctx)
		var reached <-chan time.Time
		stop := func() {}
		if due := b.due(p); !due.IsZero() {
			reached, stop = b.clock.At(due)
		}
		select {
		case <-ctx.Done():
		case <-b.changed:
		case <-reached:
		}
		stop()
		b.work(ctx, p)
	}
	b.giveUp()
	return nil
}

// due returns when there is something to do next, the zero time for never.
func (b *Bus) due(p *plan) time.Time {
	next := p.due()
	earlier := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if b.shared || p.failed {
		earlier(b.clock.Now().Add(pollEvery))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range b.retries.waiting {
		earlier(d.due)
	}
	return next
}

// work does what is due.
func (b *Bus) work(ctx context.Context, p *plan) {
	if ctx.Err() != nil {
		return
	}
	now := b.clock.Now()
	for _, o := range p.take(now) {
		b.start(ctx, o.rule, o.event, now, fromSchedule)
	}
	b.tryAgain(ctx, now)
}
