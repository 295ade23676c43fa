package events

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// retries are the deliveries that wait for another attempt.
type retries struct {
	waiting []*delivery
	bytes   int // of their inputs and events
}

// The most deliveries that wait, and bytes of them.
const (
	maxWaiting      = 10_000
	maxWaitingBytes = 64 << 20
)

// The time until the second attempt, which doubles for each one after it, and the longest one.
const (
	firstRetry = time.Second
	lastRetry  = 5 * time.Minute
)

func (d *delivery) bytes() int { return len(d.Input) + len(d.Event.Detail) }

// retry lets a delivery wait for its next attempt, or gives it up.
func (b *Bus) retry(d *delivery, err error) {
	d.Err = err
	now := b.clock.Now()
	attempts, age := maxAttempts, maxAge
	if p := d.Target.RetryPolicy; p != nil {
		if p.MaximumRetryAttempts != nil {
			attempts = *p.MaximumRetryAttempts
		}
		if p.MaximumEventAgeInSeconds != nil {
			age = time.Duration(*p.MaximumEventAgeInSeconds) * time.Second
		}
	}
	tried := d.Attempts // once it waits, Run may try it again
	d.due = now.Add(min(firstRetry<<min(tried-1, 30), lastRetry))
	switch {
	case tried > attempts:
		b.finish(d, fmt.Errorf("all attempts have failed: %w", err))
	case d.due.After(d.began.Add(age)):
		b.finish(d, fmt.Errorf("the event is too old for another attempt: %w", err))
	case !b.wait(d):
		b.finish(d, fmt.Errorf("too many deliveries wait for another attempt: %w", err))
	default:
		b.logger.Warn("an event is not delivered yet", "event", d.Event.ID, "rule", d.Rule.Name, "target", d.Target.ARN, "attempts", tried, "error", err)
		b.wake()
	}
}

// wait adds a delivery to those that wait, if there is room.
func (b *Bus) wait(d *delivery) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := &b.retries
	if len(r.waiting) >= maxWaiting || r.bytes+d.bytes() > maxWaitingBytes {
		return false
	}
	r.waiting, r.bytes = append(r.waiting, d), r.bytes+d.bytes()
	return true
}

// takeDue takes out the deliveries that are due at a time, all if it is zero, in the order in
// which they are due. b.mu is held.
func (r *retries) takeDue(now time.Time) (due []*delivery) {
	r.waiting = slices.DeleteFunc(r.waiting, func(d *delivery) bool {
		if !now.IsZero() && d.due.After(now) {
			return false
		}
		due, r.bytes = append(due, d), r.bytes-d.bytes()
		return true
	})
	slices.SortStableFunc(due, func(x, y *delivery) int { return x.due.Compare(y.due) })
	return due
}

// errEnded is why deliveries are given up when Run ends.
var errEnded = errors.New("the Bus has ended before another attempt")

// giveUp tells of the deliveries that wait when Run ends.
func (b *Bus) giveUp() {
	b.mu.Lock()
	waiting := b.retries.takeDue(time.Time{})
	b.mu.Unlock()
	for _, d := range waiting {
		b.finish(d, fmt.Errorf("%w: %w", errEnded, d.Err))
	}
}

// tryAgain makes the attempts that are due.
func (b *Bus) tryAgain(ctx context.Context, now time.Time) {
	b.mu.Lock()
	due := b.retries.takeDue(now)
	b.mu.Unlock()
	for _, d := range due {
		b.attempt(ctx, d)
	}
}
