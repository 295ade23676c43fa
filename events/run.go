package events

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"
)

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
	b.begin()
	for ctx.Err() == nil {
		var reached <-chan time.Time
		stop := func() {}
		if due := b.due(); !due.IsZero() {
			reached, stop = b.clock.At(due)
		}
		select {
		case <-ctx.Done():
		case <-b.changed:
		case <-reached:
		}
		stop()
		b.work(ctx)
	}
	b.giveUp()
	return nil
}

// begin skips the times that have passed while no Run went on.
func (b *Bus) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.clock.Now()
	for _, r := range b.buses[defaultBus].rules {
		if !r.next.IsZero() && !r.next.After(now) {
			r.next = r.schedule.Next(r.start, now)
		}
	}
}

// due returns when there is something to do next, the zero time for never.
func (b *Bus) due() (next time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	earlier := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, r := range b.buses[defaultBus].rules {
		earlier(r.next)
	}
	for _, d := range b.retries.waiting {
		earlier(d.due)
	}
	return next
}

// work does what is due.
func (b *Bus) work(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	now := b.clock.Now()
	for _, o := range b.takeScheduled(now) {
		b.start(ctx, o.rule, o.event, now, fromSchedule)
	}
	b.tryAgain(ctx, now)
}

// scheduled is a rule that is due, and its event.
type scheduled struct {
	rule  rule
	event Event
}

// takeScheduled returns the rules that are due, by the time and the name.
func (b *Bus) takeScheduled(now time.Time) (all []scheduled) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.buses[defaultBus].rules {
		if r.next.IsZero() || r.next.After(now) {
			continue
		}
		all = append(all, scheduled{*r, b.scheduledEvent(r)})
		if missed := r.schedule.Next(r.start, r.next); !missed.IsZero() && !missed.After(now) {
			b.logger.Warn("times of a schedule are missed", "rule", r.Name, "first", missed, "until", now)
		}
		r.next = r.schedule.Next(r.start, now)
	}
	slices.SortFunc(all, func(x, y scheduled) int {
		return cmp.Or(x.event.Time.Compare(y.event.Time), cmp.Compare(x.rule.Name, y.rule.Name))
	})
	return all
}

// scheduledEvent returns the event of a rule that is due.
func (b *Bus) scheduledEvent(r *rule) Event {
	return b.complete(Event{
		ID: idOf(r.ARN, r.next.UTC().Format(time.RFC3339)), DetailType: "Scheduled Event", Source: "aws.events", Time: r.next, Resources: []string{r.ARN}, Detail: json.RawMessage("{}"),
	}, r.next)
}

// sortedNames returns the names of rules in order.
func sortedNames(rules map[string]*rule) []string { return slices.Sorted(maps.Keys(rules)) }
