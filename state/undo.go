package state

import (
	"container/heap"

	"github.com/goasl/goasl/internal/outstanding"
	"github.com/goasl/goasl/jsonvalue"
)

// A turn can be cut when one of its expressions asks for an interrupt, and when it ends the
// execution. Then it is undone. An expression that asks calls [Run.guard], and so does what
// is about to change more than [undo.begin] notes, if the turn can be cut after that. Most
// turns call it never. From then on the turn keeps a copy of each frame before it changes it.
// What follows from the frames, the timers and the tasks, is found again as in [Restore].

// undo has what is needed to undo the turn that is taken: what the Run was before it.
//
// A slice that a copy shares with the Run is never written where the copy can see it:
// the turn only appends to it, puts another slice in its place, or keeps the values.
type undo struct {
	begun begun

	before     progress
	queue      queue // after the frame was taken from it
	effects    int   // how many effects there were
	inspection *inspection
	frames     []keptFrame
	room       [1]keptFrame // for frames: many turns keep one
	fans       []keptFan
	maps       int // the number of Map Runs
	mapRuns    []keptMapRun
	requests   []*mapRequest // that were removed
	variables  []keptVariables
	values     []jsonvalue.Member // of all keptVariables
}

// begun has what a turn may change before guard is called, as it was.
type begun struct {
	lastEvent, lastEffect int64
	values, data          int // of the Log
	random                random
	frame                 *frame // whose turn it is, and its
	phase                 phase
	armed                 bool // guard was called
	prev                  int64
}

type keptFrame struct {
	f   *frame
	was frame
}

// keptMapRun is a Map Run before a turn of its frame.
type keptMapRun struct {
	m      *mapRun
	was    mapRun
	record MapRun
}

// keptFan is what a frame knew about its children before one of them was done.
type keptFan struct {
	fan  *fanout
	was  fanout
	done *frame
}

// keptVariables says that the values from the number first on were those of variables.
type keptVariables struct {
	variables []jsonvalue.Member
	first     int
}

// mostKept is how many frames an undo keeps room for from one turn to the next.
const mostKept = 64

// begin notes what there is before the turn of a frame.
func (u *undo) begin(r *Run, f *frame) {
	b := &u.begun // field by field: to copy a whole begun takes 8 % of a short turn
	b.lastEvent, b.lastEffect, b.values, b.data = r.lastEvent, r.lastEffect, len(r.log.values), r.log.data
	b.random, b.frame, b.phase, b.prev = r.random, f, f.phase, f.prev
}

// mostUnguarded is at least the number of events of a turn before it calls guard.
const mostUnguarded = 8

// guard must be called before the turn of a frame does anything after which it can be
// cut.
func (r *Run) guard() {
	if !r.undo.begun.armed {
		r.undo.arm(r)
	}
}

func (u *undo) arm(r *Run) {
	u.begun.armed = true
	u.before = r.progress
	u.queue = r.queue
	u.effects = len(r.effects)
	u.before.turns--
	u.before.lastEvent, u.before.lastEffect, u.before.random = u.begun.lastEvent, u.begun.lastEffect, u.begun.random
	if r.inspection != nil {
		was := *r.inspection
		u.inspection = &was
	}
	if u.frames == nil || cap(u.frames) > mostKept {
		u.frames = u.room[:0]
	}
	u.frames, u.fans, u.variables, u.values = u.frames[:0], u.fans[:0], u.variables[:0], u.values[:0]
	u.maps, u.mapRuns, u.requests = len(r.mapRuns), u.mapRuns[:0], u.requests[:0]
	u.keep(u.begun.frame)
	was := &u.frames[0].was
	was.phase, was.prev, was.effect = u.begun.phase, u.begun.prev, 0
}

// keep keeps a copy of a frame that the turn is about to change.
func (u *undo) keep(f *frame) {
	if !u.begun.armed || f.id > u.before.lastFrame { // the turn has made it
		return
	}
	n := len(u.frames)
	if n == cap(u.frames) {
		u.frames = append(u.frames, keptFrame{})
	}
	u.frames = u.frames[:n+1]
	k := &u.frames[n]
	k.f = f
	k.was = *f
	if m := f.mapRun; m != nil {
		u.mapRuns = append(u.mapRuns, keptMapRun{m, *m, *m.record})
	}
}

// keepFan keeps a copy of a frame, and of what it knows about its children, one of which
// is done. In one turn that is so of one child at most.
func (u *undo) keepFan(f, done *frame) {
	if u.begun.armed {
		u.keep(f)
		u.fans = append(u.fans, keptFan{f.fan, *f.fan, done})
	}
}

// keepVariables keeps the values of variables that get others.
func (u *undo) keepVariables(variables []jsonvalue.Member) {
	if u.begun.armed && len(variables) > 0 {
		u.variables = append(u.variables, keptVariables{variables, len(u.values)})
		u.values = append(u.values, variables...)
	}
}

// undoTurn makes the Run what it was before the turn of a frame.
func (r *Run) undoTurn(f *frame) {
	u := &r.undo
	r.log.rollBack(u.before.lastEvent, u.begun.values, u.begun.data)
	r.progress, r.queue = u.before, u.queue
	r.queue.pushFront(f)
	clear(r.effects[u.effects:])
	r.effects = r.effects[:u.effects]
	o := &r.outcome
	*o = Outcome{Status: Running, Started: o.Started, RedriveCount: o.RedriveCount, RedriveDate: o.RedriveDate}
	r.decisions = r.decisions[:0]
	if r.inspection != nil {
		*r.inspection = *u.inspection
	}
	u.restoreFrames()
	r.restoreRequests()
	r.freeFrames = nil // the turn may have used some
	r.timers, r.tasks = r.timers[:0], outstanding.Row[frame]{}
	r.findWaiting(r.root)
	heap.Init(&r.timers)
}

// restoreRequests makes the Map Runs and their requests what they were.
func (r *Run) restoreRequests() {
	u := &r.undo
	for i := len(u.mapRuns) - 1; i >= 0; i-- {
		k := &u.mapRuns[i]
		*k.m, *k.was.record = k.was, k.record
	}
	r.mapRuns = r.mapRuns[:u.maps]
	for _, q := range r.requests.All() {
		if q.id > u.before.lastEffect { // the turn has made it
			r.requests.Remove(q.id)
		}
	}
	for _, q := range u.requests {
		r.requests.Add(q.id, q)
	}
}

// dropRequest removes a request of a Map Run.
func (r *Run) dropRequest(q *mapRequest) {
	r.requests.Remove(q.id)
	if r.undo.begun.armed && q.id <= r.undo.before.lastEffect {
		r.undo.requests = append(r.undo.requests, q)
	}
}

// undoPanic undoes the turn that a panic of Config.Interrupt or Config.Ending has left.
func (r *Run) undoPanic() {
	if r.undo.begun.armed {
		r.undoTurn(r.undo.frames[0].f)
		r.undo.begun.armed = false
		r.account.refill()
	}
}

// restoreFrames gives the frames and their variables what they were. What was kept twice
// gets its first copy.
func (u *undo) restoreFrames() {
	for i := len(u.frames) - 1; i >= 0; i-- {
		*u.frames[i].f = u.frames[i].was
	}
	for i := len(u.variables) - 1; i >= 0; i-- {
		copy(u.variables[i].variables, u.values[u.variables[i].first:])
	}
	for i := range u.fans {
		u.fans[i].restore()
	}
}

// restore makes the child that is done the neighbour of others again, and forgets those
// that were linked after the last one. The frames have been restored.
func (k *keptFan) restore() {
	*k.fan = k.was
	child := k.done
	k.fan.results[child.slot] = jsonvalue.Value{}
	if child.before != nil {
		child.before.after = child
	}
	if child.after != nil {
		child.after.before = child
	}
	k.fan.last.after = nil
}

// findWaiting finds the timers and the pending tasks of a frame and of those below it.
func (r *Run) findWaiting(f *frame) {
	for _, t := range f.timers {
		r.timers = append(r.timers, heapEntry{timer: t, f: f})
	}
	if f.phase == pending {
		r.tasks.Add(f.effect, f)
	}
	if f.fan == nil {
		return
	}
	for child := f.fan.first; child != nil; child = child.after {
		r.findWaiting(child)
	}
}
