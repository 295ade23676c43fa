package state

import (
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// fanout is what a Parallel or Map state knows about its children.
type fanout struct {
	input   jsonvalue.Value   // the effective input
	items   jsonvalue.Value   // of a Map: what it iterates over
	keyed   bool              // the items are members of an object, as pairs makes them
	results []jsonvalue.Value // by slot, none for a child that is not done
	bytes   int               // size of the results
	next    int               // the slot of the child to start next
	left    int               // children that are not done
	first   *frame            // of the live children
	last    *frame
}

// running counts the live children.
func (fan *fanout) running() int {
	n := 0
	for child := fan.first; child != nil; child = child.after {
		n++
	}
	return n
}

func (fan *fanout) link(child *frame) {
	child.before = fan.last
	if fan.last == nil {
		fan.first = child
	} else {
		fan.last.after = child
	}
	fan.last = child
}

func (fan *fanout) unlink(child *frame) {
	if child.before == nil {
		fan.first = child.after
	} else {
		child.before.after = child.after
	}
	if child.after == nil {
		fan.last = child.before
	} else {
		child.after.before = child.before
	}
	child.before, child.after = nil, nil
}

// fanOut makes the frame wait for the n children of a Parallel or Map state.
func (r *Run) fanOut(f *frame, fan *fanout, n int) {
	f.phase = fanned
	fan.results, fan.left = make([]jsonvalue.Value, n), n
	r.setFan(f, fan)
}

// setFan changes what a frame knows about its children.
func (r *Run) setFan(f *frame, fan *fanout) {
	r.unweigh(f)
	f.fan = fan
	r.weigh(f)
}

// childDone takes the output of a child. The parent gets its turn when all children are
// done.
func (r *Run) childDone(child *frame, output jsonvalue.Value) error {
	f := child.parent
	r.undo.keepFan(f, child)
	f.fan.results[child.slot] = output
	f.fan.bytes += output.Size()
	r.resultBytes += output.Size()
	f.fan.left--
	f.fan.unlink(child)
	child.phase = dead
	r.release(child)
	prev, slot := child.prev, child.slot
	r.recycle(child)
	f.prev = prev
	if r.resultBytes > r.cfg.Limits.StateBytes {
		return r.fail(f, r.tooLarge(f.state.Name()))
	}
	if m, isMap := f.state.(*Map); isMap {
		f.prev = r.recordIteration(prev, m.eventCode(iterationSucceeded), slot)
		if err := m.iterate(r, f, prev); err != nil {
			return r.fail(f, err)
		}
	}
	if f.fan != nil && f.fan.left == 0 {
		f.phase = joined
		r.enqueue(f)
	}
	return nil
}

// childFailed takes the failure of a child that has stopped. The other children are
// aborted, and the failure becomes that of the parent.
// Step Functions: all further events follow from the event of the failure.
func (r *Run) childFailed(child *frame, why *fault) error {
	f := child.parent
	r.undo.keep(f)
	cause := child.prev
	r.abandon(f, child, cause)
	f.prev = cause
	return r.recover(f, why)
}

// abandon aborts and stops the live children of a state that has failed, by itself or
// in one of them.
func (r *Run) abandon(f, failed *frame, cause int64) {
	r.abortChildren(f, failed, cause)
	r.stopChildren(f)
}

// abortChildren records that the live children of a state are aborted, and the
// iterations of a Map with them, in the order in which they began.
// Step Functions: the Task state that has failed is recorded as aborted, too.
func (r *Run) abortChildren(f, failed *frame, cause int64) {
	if f.fan == nil {
		return
	}
	m, isMap := f.state.(*Map)
	for child := f.fan.first; child != nil; child = child.after {
		switch {
		case child == failed && isMap:
			r.record(m, cause, history.TypeMapIterationFailed, &history.MapIteration{Name: m.name, Index: child.slot})
		case child.phase.heldBack() && child != failed:
			continue
		case isMap:
			r.record(m, cause, history.TypeMapIterationAborted, &history.MapIteration{Name: m.name, Index: child.slot})
		}
		if _, isTask := child.state.(*Task); isTask || child != failed {
			r.abort(child, cause)
		}
	}
}

// abort records that a frame's state, and the states inside it, are aborted.
func (r *Run) abort(f *frame, cause int64) {
	if f.phase == ready || f.phase == redriven {
		return // it has not entered the state, or not gone on with it
	}
	r.abortChildren(f, nil, cause)
	switch f.state.(type) {
	case *Task:
		r.record(f.state, cause, history.TypeTaskStateAborted, nil)
	case *Wait:
		r.record(f.state, cause, history.TypeWaitStateAborted, nil)
	case *Parallel:
		r.record(f.state, cause, history.TypeParallelStateAborted, nil)
	case *Map:
		r.recordMapRunAborted(f)
		r.record(f.state, cause, history.TypeMapStateAborted, nil)
	}
}

// stop makes a frame and those below it wait for nothing any more. It keeps what the
// frame needs to enter its state again: its input, its variables, and the results of
// children that are done. A frame that has not entered its state stays ready.
func (r *Run) stop(f *frame) {
	if f.phase == stopped {
		return
	}
	r.undo.keep(f)
	if f.hasMapRun() {
		r.stopMapRun(f)
	}
	if f.phase != ready {
		f.phase = stopped
	}
	f.timers = f.timers[:0]
	r.setWork(f, jsonvalue.Value{})
	r.setMore(f, jsonvalue.Value{}, jsonvalue.Value{})
	f.failed = nil
	f.attempt, f.retried, f.unscheduled = 0, nil, false
	if f.effect != 0 {
		r.tasks.Remove(f.effect)
		r.effects = append(r.effects, &Cancel{ID: f.effect})
		f.effect = 0
	}
	r.stopChildren(f)
}

func (r *Run) stopChildren(f *frame) {
	if f.fan == nil {
		return
	}
	for child := f.fan.first; child != nil; child = child.after {
		r.stop(child)
	}
}

// dropChildren removes the children of a state from the execution, which goes on
// without them.
func (r *Run) dropChildren(f *frame) {
	if f.fan == nil {
		return
	}
	for child := f.fan.first; child != nil; child = child.after {
		r.undo.keep(child)
		child.phase = dead
		r.release(child)
		r.dropChildren(child)
	}
	r.dropFan(f)
}

// dropAttempt forgets what a state has done so far: nothing goes on with it any more.
func (r *Run) dropAttempt(f *frame) {
	r.dropChildren(f)
	r.setMapRun(f, nil)
}

// dropFan forgets the results of a frame's children, of which none is live.
func (r *Run) dropFan(f *frame) {
	if f.fan != nil {
		r.resultBytes -= f.fan.bytes
		r.setFan(f, nil)
	}
}

// recordStateFailed records that a Parallel or Map state has failed and is not retried.
func (r *Run) recordStateFailed(f *frame) {
	switch f.state.(type) {
	case *Parallel:
		r.emit(f, history.TypeParallelStateFailed, nil)
	case *Map:
		r.emit(f, history.TypeMapStateFailed, nil)
	}
}
