package state

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// What a snapshot says is checked before it is believed: parts that contradict
// each other would lead the step machine astray.

// check reports what would lead the step machine astray.
func (f *frame) check() error {
	wrong := func(what string) error {
		return fmt.Errorf("the state %q cannot be %s", f.state.Name(), what)
	}
	if !f.input.Exists() {
		return wrong("without an input")
	}
	if f.phase != pending && (f.begun || f.submitted || f.limit != 0 || f.beat != 0) {
		return wrong("at work")
	}
	if f.retried != nil {
		if rec := f.state.recovery(); rec == nil || len(f.retried) != len(rec.Retry) {
			return wrong("retried so")
		}
	}
	if f.fan != nil {
		want := len(f.state.flows())
		if m, isMap := f.state.(*Map); isMap && m.Processor != nil {
			want = f.fan.items.Len()
		}
		if want != len(f.fan.results) || f.fan.next < 0 || f.fan.next > want || len(f.state.flows()) == 0 {
			return wrong("in such a number of parts")
		}
		if f.fan.keyed && !f.fan.arePairs() {
			return wrong("in parts with such names")
		}
	}
	switch f.phase {
	case ready:
		return nil
	case pending, answered:
		if _, isTask := f.state.(*Task); !isTask || (f.phase == pending && f.effect <= 0) {
			return wrong("a task")
		}
		if f.unscheduled && (f.phase != pending || f.begun || f.task().kind != Activity) {
			return wrong("unscheduled")
		}
	case waiting:
		if _, isWait := f.state.(*Wait); !isWait {
			return wrong("waiting")
		}
	case delayed:
		if f.state.recovery() == nil {
			return wrong("retried")
		}
	case fanned, joined:
		if f.fan == nil || (f.fan.left == 0) != (f.phase == joined) {
			return wrong("in parts")
		}
	default:
		return wrong("in an unknown phase")
	}
	return nil
}

// arePairs reports whether the items are what pairs makes.
func (fan *fanout) arePairs() bool {
	for _, item := range fan.items.Elements() {
		if item.Get("Key").Kind() != jsonvalue.String || !item.Get("Value").Exists() {
			return false
		}
	}
	return true
}

// checkProgress reports a frame that nothing would make go on, or that bears a
// number which is yet to be given.
func (r *Run) checkProgress(f *frame, queued bool) error {
	wakes := f.timer(wakeUp) != 0
	switch f.phase {
	case ready, answered, joined:
		if !queued {
			return errors.New("it is not in the queue")
		}
	case waiting, delayed:
		if queued == wakes {
			return errors.New("it has neither a timer nor a place in the queue, or both")
		}
	}
	if f.fan != nil && f.fan.running() != f.fan.next-(len(f.fan.results)-f.fan.left) {
		return errors.New("one of its children is neither done nor there")
	}
	if f.id > r.lastFrame || f.effect > r.lastEffect || f.prev > r.lastEvent || f.entered > r.lastEvent || f.cameFrom > r.lastEvent || f.prev < 0 || f.cameFrom < 0 || f.entered < 0 {
		return errors.New("it has a number that was not given yet")
	}
	for _, t := range f.timers {
		if t.Seq > r.lastTimer || t.Seq <= 0 {
			return errors.New("it has a timer that was not set yet")
		}
	}
	return nil
}

// mayHave reports whether a frame in this phase can have such a timer.
func (f *frame) mayHave(kind timerKind) bool {
	switch kind {
	case wakeUp:
		return f.phase == waiting || f.phase == delayed
	case timeout, heartbeat:
		return f.phase == pending
	case expiry:
		return f.parent == nil
	}
	return false
}

// check finds numbers from which a run cannot go on counting.
func (s *snapshot) check() error {
	const most = 1 << 60
	for _, n := range []int64{s.Last.Frame, s.Last.Timer, s.Last.Effect, s.Last.Event, s.Turn} {
		if n < 0 || n > most {
			return fmt.Errorf("it has counted up to %d, which no run does", n)
		}
	}
	return nil
}
