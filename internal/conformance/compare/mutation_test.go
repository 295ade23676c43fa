package compare

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

// mutation is a history that is not the recorded one.
type mutation struct {
	what   string
	events []event
}

// TestMutationsAreRejected changes every recorded history in one place at a time;
// in short mode and under the race detector, every tenth history.
func TestMutationsAreRejected(t *testing.T) {
	all := corpus(t)
	step := share
	if testing.Short() {
		step = 10
	}
	const workers = 4
	for w := range workers {
		t.Run(fmt.Sprintf("%d of %d", w+1, workers), func(t *testing.T) {
			t.Parallel()
			n := 0
			for i := w * step; i < len(all); i += workers * step {
				n += rejects(t, all[i].ID, specimenOf(t, recordingOf(t, all[i])))
			}
			t.Logf("%d mutations", n)
		})
	}
}

// rejects checks that no mutation of the specimen passes, and counts them.
func rejects(t *testing.T, id string, s specimen) int {
	t.Helper()
	n := 0
	try := func(what string, a Actual) {
		n++
		if s.check(t, a) == nil {
			t.Errorf("%s: passes with %s", id, what)
		}
	}
	for i := range s.events {
		for _, m := range slices.Concat(s.dropped(i), s.doubled(i), s.swapped(i), s.relinked(i), s.altered(i)) {
			try(m.what, s.actual(m.events))
		}
	}
	a := s.actual(s.events)
	for _, x := range altered(s, []string{"events", "executionSucceededEventDetails", "output"}, s.recording.Output, false) {
		changed := a
		changed.Output = x
		try("output "+x.Preview(80), changed)
	}
	for _, p := range []**string{&a.Error, &a.Cause} {
		kept := *p
		if kept == nil || !placeholder.MatchString(*kept) {
			other := "other"
			*p = &other
			try("another error or cause", a)
		}
		if kept != nil {
			*p = nil
			try("no error or cause", a)
		}
		*p = kept
	}
	a.Status += "X"
	try("another status", a)
	rejectsRecords(s, try)
	return n
}

// rejectsRecords tries every change of a record, and none in its place.
func rejectsRecords(s specimen, try func(what string, a Actual)) {
	for i, record := range s.recording.Records.named() {
		if !record.value.Exists() {
			continue
		}
		changes := []jsonvalue.Value{{}}
		for _, x := range altered(s, []string{record.name}, *record.value, true) {
			changes = append(changes, speltRecord(x))
		}
		for _, x := range changes {
			a := s.actual(s.events)
			*a.Records.named()[i].value = x
			try(record.name+" "+x.Preview(400), a)
		}
	}
}

func (s specimen) dropped(i int) []mutation {
	gap := slices.Delete(slices.Clone(s.events), i, i+1)
	closed := slices.Clone(gap)
	gone := s.events[i]
	for j := range closed {
		e := &closed[j]
		if e.prev == gone.id {
			e.prev = gone.prev
		}
		if e.prev > gone.id {
			e.prev--
		}
		if e.id > gone.id {
			e.id--
		}
	}
	what := fmt.Sprintf("event %d dropped", gone.id)
	if i == len(s.events)-1 {
		return []mutation{{what, gap}}
	}
	return []mutation{{what, closed}, {what + ", leaving a gap", gap}}
}

func (s specimen) doubled(i int) []mutation {
	twin := s.events[i]
	twice := slices.Insert(slices.Clone(s.events), i+1, twin)
	for j := i + 1; j < len(twice); j++ {
		twice[j].id++
		if twice[j].prev > twin.id {
			twice[j].prev++
		}
	}
	what := fmt.Sprintf("event %d doubled", twin.id)
	behind := slices.Clone(twice)
	behind[i+1].prev = twin.id
	same := slices.Insert(slices.Clone(s.events), i+1, twin)
	return []mutation{{what, twice}, {what + ", linked to itself", behind}, {what + " with its id", same}}
}

// swapped exchanges neighbours: once what they say, and, where the second does not
// follow on the first, once the order in which they happened.
func (s specimen) swapped(i int) []mutation {
	if i+1 == len(s.events) || s.hides(i) && s.hides(i+1) {
		return nil // the recorder sorted the events that it hid
	}
	var list []mutation
	a, b := s.events[i], s.events[i+1]
	what := fmt.Sprintf("events %d and %d swapped", a.id, b.id)
	if a.kind != b.kind || a.key != b.key || a.details.String() != b.details.String() {
		said := slices.Clone(s.events)
		a.id, a.prev, b.id, b.prev = b.id, b.prev, a.id, a.prev
		said[i], said[i+1] = b, a
		list = append(list, mutation{what, said})
	}
	if s.events[i+1].prev != s.events[i].id && !s.interleaved(i) {
		list = append(list, mutation{what + " with their links", reordered(s.events, i)})
	}
	return list
}

// reordered lets event i+1 happen before event i.
func reordered(events []event, i int) []event {
	order := make([]int, len(events))
	for j := range order {
		order[j] = j
	}
	order[i], order[i+1] = i+1, i
	return permuted(events, order)
}

// permuted puts the events into another order, with ids and links that follow.
func permuted(events []event, order []int) []event {
	id := make(map[int64]int64)
	for to, from := range order {
		id[events[from].id] = int64(to + 1)
	}
	out := make([]event, len(order))
	for to, from := range order {
		e := events[from]
		e.id, e.prev = id[e.id], id[e.prev]
		out[to] = e
	}
	return out
}

// hides reports whether the recorder took the id of event i away.
func (s specimen) hides(i int) bool {
	for _, v := range s.recording.Events {
		if id, ok := v.Get("id").Int64(); ok && id == s.events[i].id {
			return false
		}
	}
	return true
}

// interleaved reports whether events i and i+1 may as well happen the other way
// round: they lie inside different branches or iterations that ran at once.
// Iterations begin in order, however, and in the place of one that has ended.
func (s specimen) interleaved(i int) bool {
	x, y := s.thread(i), s.thread(i+1)
	within := x == "" || y == "" || strings.HasPrefix(x, y) || strings.HasPrefix(y, x)
	a, b := s.events[i], s.events[i+1]
	begin := b.kind == "MapIterationStarted" && (a.kind == "MapIterationStarted" || a.prev == b.prev)
	return !within && !begin
}

// thread says in which iteration or branch the event i lies. In a history of the
// corpus it goes up the links to the nearest iteration that ran with others, which
// does for histories with one such Map.
func (s specimen) thread(i int) string {
	if s.threads != nil {
		return s.threads[i]
	}
	switch s.events[i].kind {
	case "MapIterationFailed", "MapIterationAborted", "TaskStateAborted", "MapStateFailed", "ExecutionFailed":
		return ""
	}
	for e := s.events[i]; e.prev > 0; e = s.events[e.prev-1] {
		if e.kind == "MapIterationStarted" && s.siblings(e.prev) > 1 {
			return e.details.Get("index").String()
		}
	}
	return ""
}

func (s specimen) siblings(prev int64) int {
	n := 0
	for _, e := range s.events {
		if e.prev == prev && e.kind == "MapIterationStarted" {
			n++
		}
	}
	return n
}

func (s specimen) relinked(i int) []mutation {
	var list []mutation
	for prev := int64(0); prev <= int64(len(s.events))+1; prev++ {
		e := s.events[i]
		far := prev > 0 && (prev < e.prev-3 || prev > e.id+1)
		if prev == e.prev || far || s.hides(i) {
			continue
		}
		events := slices.Clone(s.events)
		events[i].prev = prev
		list = append(list, mutation{fmt.Sprintf("event %d linked to %d", e.id, prev), events})
	}
	for _, id := range []int64{0, s.events[i].id - 1, s.events[i].id + 1} {
		events := slices.Clone(s.events)
		events[i].id = id
		list = append(list, mutation{fmt.Sprintf("event %d called %d", s.events[i].id, id), events})
	}
	return list
}

// altered changes the type of event i and each value in its details.
func (s specimen) altered(i int) []mutation {
	var list []mutation
	add := func(what string, change func(*event)) {
		events := slices.Clone(s.events)
		change(&events[i])
		list = append(list, mutation{fmt.Sprintf("event %d: %s", s.events[i].id, what), events})
	}
	e := s.events[i]
	if !e.raw.Exists() {
		return nil // the recorder dropped it, nobody knows what it said
	}
	add("another type", func(e *event) { e.kind += "X" })
	if e.key == "" {
		add("details", func(e *event) { e.key, e.details = "xEventDetails", jsonvalue.EmptyObject })
		return list
	}
	add("no details", func(e *event) { e.key = "" })
	add("other details", func(e *event) { e.key = "x" + e.key })
	for _, x := range altered(s, []string{"events", e.key}, e.details, true) {
		add("details "+x.Preview(400), func(e *event) { e.details = x })
	}
	return list
}
