package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// normalised compares a history in which the recorder has sorted the events inside
// Parallel states and removed their ids. Events with ids are compared as usual. Those
// between two of them are compared as a multiset, without ids and links. The recorder
// also dropped the events that end a Parallel there; the ids after them show how many.
func normalised(v *values, want, got []*event) *Difference {
	last := int64(0)
	for _, w := range want { // those that are hidden have no id
		last = max(last, w.id)
	}
	if n := int64(len(got)); n < last {
		return differ("events", fmt.Sprintf("%d of them, want %d", n, last), jsonvalue.Value{}, jsonvalue.Value{})
	}
	v.id = func(id int64) int64 { return id }
	next := 0 // index in got of the first event that is not compared yet
	for i := 0; i < len(want); i++ {
		stretch := i
		for i < len(want) && want[i].hidden {
			i++
		}
		end := len(got)
		if i < len(want) {
			end = int(want[i].id) - 1
		}
		if d := multiset(v, want[stretch:i], got[next:end]); d != nil {
			return d
		}
		if i == len(want) {
			return nil
		}
		if d := sameEvent(v, want[i], got[end]); d != nil {
			return d
		}
		next = end + 1
	}
	return multiset(v, nil, got[next:])
}

// checkKept returns an error unless the ids that were kept ascend.
func checkKept(events []*event) error {
	last := int64(0)
	for _, e := range events {
		if !e.hidden && e.id <= last {
			return fmt.Errorf("event %d (%s) follows on event %d", e.id, e.kind, last)
		}
		last = max(last, e.id)
	}
	return nil
}

// sameEvent compares two events with the same id.
func sameEvent(v *values, want, got *event) *Difference {
	switch {
	case want.shape() != got.shape():
		return eventDiffers(unlike(want, got), want, got)
	case want.prev != got.prev:
		return eventDiffers(fmt.Sprintf("previousEventId: %d, want %d", got.prev, want.prev), want, got)
	}
	if diff := v.details(want, got); diff != "" {
		return eventDiffers(diff, want, got)
	}
	return nil
}

// details compares the details of two events.
func (v *values) details(want, got *event) string {
	if want.key != got.key {
		return fmt.Sprintf("details %q, want %q", got.key, want.key)
	}
	return strings.TrimPrefix(v.api([]string{"events", want.key}, want.details, got.details), "events.")
}

// multiset pairs each recorded event with an actual one. Events that are left may only
// be those that end a Parallel.
func multiset(v *values, want, got []*event) *Difference {
	used := make([]bool, len(got))
	for _, w := range want {
		if d := take(v, w, got, used); d != nil {
			return d
		}
	}
	for i, g := range got {
		if !used[i] && !endsParallel(g) {
			return eventDiffers("not in the recording", nil, g)
		}
	}
	return nil
}

func take(v *values, want *event, got []*event, used []bool) *Difference {
	first := eventDiffers("no such event in this stretch of the run", want, nil)
	for i, g := range got {
		if used[i] || g.shape() != want.shape() {
			continue
		}
		mark := v.bound.mark()
		diff := v.details(want, g)
		if diff == "" {
			used[i] = true
			return nil
		}
		v.bound.rollback(mark)
		if !first.got.Exists() {
			first = eventDiffers(diff, want, g)
		}
	}
	return first
}

func endsParallel(e *event) bool {
	return slices.Contains([]string{"ParallelStateSucceeded", "ParallelStateFailed", "ParallelStateExited"}, e.kind)
}
