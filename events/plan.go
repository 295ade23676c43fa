package events

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

// plan says when rules with a schedule are due. Only [Bus.Run] uses it.
type plan struct {
	bus    *Bus
	rules  map[string]planned
	looked time.Time // when the rules were read last, or Run began
	failed bool      // they could not be read
}

// planned is a rule and when it is due next, the zero time for never.
type planned struct {
	rule *rule
	next time.Time
}

// look reads the rules. The times that have passed before it are over for one that was put or
// enabled since, and for all when Run begins.
func (p *plan) look(ctx context.Context) {
	now := p.bus.clock.Now()
	of, err := p.bus.bus(ctx, defaultBus)
	if err != nil {
		if !p.failed && ctx.Err() == nil {
			p.bus.logger.Error("the rules with schedules cannot be read: those that were there before count", "error", err)
		}
		p.failed = true
		return
	}
	rules := map[string]planned{}
	for name, r := range of.rules {
		if r.schedule == nil || !r.enabled() {
			continue
		}
		was, known := p.rules[name]
		if !known || !was.rule.began.Equal(r.began) {
			was.next = r.schedule.Next(r.began, later(r.began, p.looked))
		}
		rules[name] = planned{r, was.next}
	}
	p.rules, p.looked, p.failed = rules, now, false
}

func later(x, y time.Time) time.Time {
	if x.After(y) {
		return x
	}
	return y
}

// due returns when the first rule is due, the zero time for never.
func (p *plan) due() (next time.Time) {
	for _, one := range p.rules {
		if !one.next.IsZero() && (next.IsZero() || one.next.Before(next)) {
			next = one.next
		}
	}
	return next
}

// scheduled is a rule that is due, and its event.
type scheduled struct {
	rule  *rule
	event Event
}

// take returns the rules that are due, by the time and the name.
func (p *plan) take(now time.Time) (all []scheduled) {
	for _, name := range sortedNames(p.rules) {
		r, at := p.rules[name].rule, p.rules[name].next
		if at.IsZero() || at.After(now) {
			continue
		}
		all = append(all, scheduled{r, p.bus.scheduledEvent(r, at)})
		if missed := r.schedule.Next(r.began, at); !missed.IsZero() && !missed.After(now) {
			p.bus.logger.Warn("times of a schedule are missed", "rule", r.Name, "first", missed, "until", now)
		}
		p.rules[name] = planned{r, r.schedule.Next(r.began, now)}
	}
	slices.SortStableFunc(all, func(x, y scheduled) int { return x.event.Time.Compare(y.event.Time) })
	return all
}

// scheduledEvent returns the event of a rule that is due. It is the same in all processes.
func (b *Bus) scheduledEvent(r *rule, at time.Time) Event {
	return b.complete(Event{
		ID: idOf(r.ARN, at.UTC().Format(time.RFC3339)), DetailType: "Scheduled Event", Source: "aws.events", Time: at, Resources: []string{r.ARN}, Detail: json.RawMessage("{}"),
	}, at)
}
