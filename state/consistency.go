package state

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// A snapshot is checked before it is used: parts that contradict each other would
// make the step machine do anything.

// check reports a frame whose parts contradict each other.
func (f *frame) check() error {
	rec := f.state.recovery()
	switch {
	case !f.input.Exists():
		return f.cannotBe("without an input")
	case f.phase != pending && f.isAtWork():
		return f.cannotBe("at work")
	case f.retried != nil && (rec == nil || len(f.retried) != len(rec.Retry)):
		return f.cannotBe("retried so")
	case f.fan != nil && !f.isInParts():
		return f.cannotBe("in such parts")
	case f.mapRun == nil && f.phase == mapping, f.mapRun != nil && f.phase != mapping && !f.phase.heldBack():
		return f.cannotBe("a Map Run")
	}
	return f.checkPhase()
}

func (f *frame) cannotBe(what string) error {
	return fmt.Errorf("the state %q cannot be %s", f.state.Name(), what)
}

// isAtWork reports whether the frame has something that only a pending task has.
func (f *frame) isAtWork() bool {
	return f.effect != 0 || f.begun || f.submitted || f.unscheduled || f.timeout != 0 || f.heartbeat != 0
}

// isInParts reports whether the frame's state can have its fanout.
func (f *frame) isInParts() bool {
	want := len(f.state.flows())
	if want == 0 || !slices.Contains([]phase{fanned, joined, stopped, redriven}, f.phase) {
		return false
	}
	if _, isMap := f.state.(*Map); isMap {
		want = f.fan.items.Len()
	}
	return len(f.fan.results) == want && 0 <= f.fan.next && f.fan.next <= want && (!f.fan.keyed || arePairs(f.fan.items))
}

// checkPhase reports a phase that the frame's state cannot be in.
func (f *frame) checkPhase() error {
	switch f.phase {
	case ready:
		return nil
	case pending, answered:
		if _, isTask := f.state.(*Task); !isTask || (f.phase == pending && f.effect <= 0) {
			return f.cannotBe("a task")
		}
		if f.unscheduled && (f.begun || f.task().kind == Function) {
			return f.cannotBe("unscheduled")
		}
	case waiting:
		if _, isWait := f.state.(*Wait); !isWait {
			return f.cannotBe("waiting")
		}
	case delayed:
		if f.state.recovery() == nil {
			return f.cannotBe("retried")
		}
	case fanned, joined:
		if f.fan == nil || (f.fan.left == 0) != (f.phase == joined) {
			return f.cannotBe("in parts")
		}
	case mapping:
		return nil // see mapRun.check
	case stopped, redriven:
		if f.work.Exists() || f.more != nil || f.failed != nil || f.attempt != 0 || f.retried != nil {
			return f.cannotBe("stopped so")
		}
	default:
		return f.cannotBe("in an unknown phase")
	}
	return nil
}

// arePairs reports whether items are pairs, as function pairs makes them.
func arePairs(items jsonvalue.Value) bool {
	for _, item := range items.Elements() {
		if item.Get("Key").Kind() != jsonvalue.String || !item.Get("Value").Exists() {
			return false
		}
	}
	return true
}

// checkProgress reports a frame that nothing would make go on, and one that would go on
// after the execution has ended.
func (r *Run) checkProgress(f *frame, queued bool) error {
	wakes := f.timer(wakeUp) != 0
	switch {
	case f.fan != nil && f.fan.running() != f.fan.next-(len(f.fan.results)-f.fan.left):
		return errors.New("one of its children is neither done nor there")
	case r.ended() && f.phase != ready && f.phase != stopped, r.ended() && len(f.timers) > 0:
		return errors.New("it goes on although the execution has ended")
	case r.ended():
		return nil
	}
	if f.parent != nil && f.parent.phase.heldBack() {
		if f.phase != ready && f.phase != stopped || queued {
			return errors.New("it goes on before the state around it")
		}
		return nil
	}
	switch f.phase {
	case ready, answered, joined, redriven:
		if !queued {
			return errors.New("it is not in the queue")
		}
		if f.phase == redriven && r.redrives == nil {
			return errors.New("it goes on although the execution was not redriven")
		}
	case waiting, delayed:
		if queued == wakes {
			return errors.New("it has neither a timer nor a place in the queue, or both")
		}
	case mapping:
		if m := f.mapRun; !queued && m.record.Executions.Running == 0 && !m.reading && m.writing == 0 {
			return errors.New("its Map Run waits for nothing")
		}
	case stopped:
		return errors.New("it has stopped although the execution goes on")
	}
	return nil
}

// checkNumbers reports a frame with a number that was not given yet.
func (r *Run) checkNumbers(f *frame) error {
	if f.id > r.lastFrame || f.effect > r.lastEffect || f.prev > r.lastEvent || f.entered > r.lastEvent || f.prev < 0 || f.entered < 0 {
		return errors.New("it has a number that was not given yet")
	}
	if m := f.mapRun; m != nil && (m.started <= 0 || m.started > r.lastEvent) {
		return errors.New("its Map Run has begun with an event that was not given yet")
	}
	for _, t := range f.timers {
		if t.Seq > r.lastTimer || t.Seq <= 0 {
			return errors.New("it has a timer that was not set yet")
		}
	}
	return nil
}

// mayHave reports whether a frame in its phase can have a timer of a kind.
func (f *frame) mayHave(kind timerKind) bool {
	switch kind {
	case wakeUp:
		return f.phase == waiting || f.phase == delayed
	case timeout, heartbeat:
		return f.phase == pending
	case expiry:
		return f.parent == nil
	case mapStop:
		return f.phase == mapping && f.mapRun.failure != nil
	}
	return false
}

// check reports numbers that no run can have reached.
func (s *snapshot) check() error {
	const most = 1 << 60
	for _, n := range []int64{s.Last.Frame, s.Last.Timer, s.Last.Effect, s.Last.Event, s.Turn} {
		if n < 0 || n > most {
			return fmt.Errorf("it has counted up to %d, which no run does", n)
		}
	}
	return nil
}
