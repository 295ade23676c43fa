package state

import (
	"container/heap"
	"sync"

	"github.com/goasl/goasl/internal/outstanding"
	"github.com/goasl/goasl/jsonvalue"
)

// A turn can be cut when one of its expressions asks for an interrupt, and when it ends the
// execution. Then it is undone. An expression that asks calls [Run.guard], and so does what
// is about to change more than [undo.begin] notes, if the turn can be cut after that. Most
// turns call it never. From then on the turn keeps a copy of each frame before it changes it.
// What follows from the frames, the timers and the tasks, is found again as in [Restore].

// undo has what is needed to undo the turn that is taken: what the Run was before it.
type undo struct {
	begun begun
	*kept // nil until guard is called
}

// kept is what a turn changes after guard was called, as it was. It is used again for other
// turns, of any Run.
//
// A slice that a copy shares with the Run is never written where the copy can see it:
// the turn only appends to it, puts another slice in its place, or keeps the values.
type kept struct {
	before     progress
	queue      queue // after the frame was taken from it
	effects    int   // how many effects there were
	inspection *inspection
	frames     []keptFrame
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

var spareKept = sync.Pool{New: func() any { return new(kept) }}

// begin notes what there is before the turn of a frame.
func (u *undo) begin(r *Run, f *frame) {
	b := &u.begun // field by field: to copy a whole begun takes 8 % of a short turn
	b.lastEvent, b.lastEffect, b.values, b.data = r.lastEvent, r.lastEffect, len(r.log.values), r.log.data
	b.random, b.phase, b.prev = r.random, f.phase, f.prev
	if b.frame != f { // to store a pointer takes longer while garbage is collected
		b.frame = f
	}
}

// mostUnguarded is at least the number of events of a turn before it calls guard.
const mostUnguarded = 8

// guard must be called before the turn of a frame does anything after which it can be
// cut.
func (r *Run) guard() {
	if r.undo.kept == nil {
		r.undo.arm(r)
	}
}

func (u *undo) arm(r *Run) {
	u.kept = spareKept.Get().(*kept)
	u.before = r.progress
	u.queue = r.queue
	u.effects = len(r.effects)
	u.before.turns--
	u.before.lastEvent, u.before.lastEffect, u.before.random = u.begun.lastEvent, u.begun.lastEffect, u.begun.random
	if r.inspection != nil {
		was := *r.inspection
		u.inspection = &was
	}
	u.maps = len(r.mapRuns)
	u.keep(u.begun.frame)
	was := &u.frames[0].was
	was.phase, was.prev, was.effect = u.begun.phase, u.begun.prev, 0
}

// disarm must be called when the turn is over, if guard was called.
func (u *undo) disarm() {
	k := u.kept
	u.kept = nil
	*k = kept{
		frames: emptied(k.frames), fans: emptied(k.fans), mapRuns: emptied(k.mapRuns),
		requests: emptied(k.requests), variables: emptied(k.variables), values: emptied(k.values),
	}
	spareKept.Put(k)
}

// emptied returns the memory of a slice, which holds on to nothing.
func emptied[E any](s []E) []E {
	clear(s)
	return s[:0]
}

// keep keeps a copy of a frame that the turn is about to change.
func (u *undo) keep(f *frame) {
	if u.kept == nil || f.id > u.before.lastFrame { // the turn has made it
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
	if u.kept != nil {
		u.keep(f)
		u.fans = append(u.fans, keptFan{f.fan, *f.fan, done})
	}
}

// keepVariables keeps the values of variables that get others.
func (u *undo) keepVariables(variables []jsonvalue.Member) {
	if u.kept != nil && len(variables) > 0 {
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
	if r.undo.kept != nil && q.id <= r.undo.before.lastEffect {
		r.undo.requests = append(r.undo.requests, q)
	}
}

// undoPanic undoes the turn that a panic of Config.Interrupt or Config.Ending has left.
func (r *Run) undoPanic() {
	if r.undo.kept != nil {
		r.undoTurn(r.undo.begun.frame)
		r.undo.disarm()
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
