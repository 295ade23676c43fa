package durable

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// awake is an execution that moves in this process. Only the goroutine that drives it uses
// what is not guarded by mu.
type awake struct {
	*restored
	x      *Executor
	runs   context.Context // of Run
	ctx    context.Context // of the execution
	cancel context.CancelCauseFunc

	since, whole int   // bytes of the records since the latest snapshot, and of that
	released     bool  // the lease was given back: nothing is committed any more
	failed       error // of a commit; there is no other one afterwards

	mu        sync.Mutex
	execution *asl.Execution // nil before it is driven
	early     []Post         // that came before that
	told      []toldPost     // in the order of their numbers, without those that were taken
	lastTold  int64          // the number of the last one: no lower one is new
	closed    bool           // it is told nothing any more
	refused   bool           // a post has come then
	snapshots bool           // the next commit is to have a snapshot
}

// toldPost is a post that the execution was told.
type toldPost struct {
	number int64
	first  bool // it came with the claim, so that it was read before the first checkpoint
	item   bool // it is for an execution of a Map Run, which may not have read it
}

// errReleased says that the lease was given back with the checkpoint before.
var errReleased = errors.New("durable: the lease of the execution was released")

// errLost is the cause of the end of an execution's context when another process may have
// taken it over.
var errLost = errors.New("durable: the lease of the execution was lost")

// errUnread is the cause of the end of an execution's context when something was posted to it that
// this process cannot read.
var errUnread = errors.New("durable: what was posted to the execution cannot be read")

// tell tells the execution posts. Those that it does not take stay in the store, and are there
// when it is claimed again.
func (a *awake) tell(posts ...Post) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.closed:
		a.refused = true
		return
	case a.execution == nil:
		a.early = append(a.early, posts...)
		return
	}
	for _, p := range posts {
		if p.Number <= a.lastTold {
			continue
		}
		in, err := state.ParseInput(p.Text)
		asks := p.Key == snapshotKey
		a.snapshots = a.snapshots || asks
		in.Number = p.Number
		switch {
		case asks: // it has no input
		case err != nil: // who claims the execution next finds that, too
			a.refused = true
			a.cancel(errUnread)
			return
		case a.execution.Tell(in) != nil:
			a.refused = true
			continue
		}
		a.lastTold = p.Number
		a.told = append(a.told, toldPost{number: p.Number, item: in.Item != ""})
	}
}

// driven says by what the execution is driven, and tells it what has come before.
func (a *awake) driven(e *asl.Execution) {
	a.mu.Lock()
	a.execution = e
	early := a.early
	a.early = nil
	a.mu.Unlock()
	a.tell(early...)
}

// taken returns the numbers of posts that have been taken: those that are among saved, as
// their inputs are in a checkpoint, and those of which is says so. They are told no more.
func (a *awake) taken(saved []int64, is func(toldPost) bool) (numbers []int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.told = slices.DeleteFunc(a.told, func(t toldPost) bool {
		is := slices.Contains(saved, t.number) || is(t)
		if is {
			numbers = append(numbers, t.number)
		}
		return is
	})
	return numbers
}

// close lets the execution be told nothing any more. It reports false, and does nothing, if it
// was told something that it may not have read.
func (a *awake) close() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.execution == nil || len(a.told) > 0 {
		return false
	}
	a.closed = true
	return true
}

// wasRefused reports whether a post has come too late.
func (a *awake) wasRefused() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.refused
}

// save is what the execution is driven with as asl.WithCheckpoint. The lease is given back with
// the last one before it is suspended, if nothing has come for it.
func (a *awake) save(ctx context.Context, cp *asl.Checkpoint) error {
	c := a.next(cp.Due)
	c.Record = cp.AppendRecord(nil)
	a.since += len(c.Record)
	c.Events = a.events(cp.Events)
	ended := cp.Status != asl.Running
	c.Taken = a.taken(cp.Told, func(t toldPost) bool { return ended || t.first && !t.item })
	c.Release = ended || a.ctx.Err() == nil && cp.Suspends() && a.close() // tasks that were cut are to begin again
	if !ended && a.wantsSnapshot(c.Release) {
		if err := a.snapshot(&c, cp.Snapshot); err != nil {
			return err
		}
	}
	if ended {
		c.Due, c.Posts = time.Time{}, a.news(childOutcome(a.run))
	}
	for _, start := range cp.Aborts {
		if arn, ok := childARN(own(start)); ok {
			c.Posts = append(c.Posts, Posted{arn, post(abort(a.x.clock.Now()))})
		}
	}
	if err := a.x.nameMapRuns(ctx, a.row.ARN, cp.MapRuns); err != nil {
		return err
	}
	return a.commit(ctx, c)
}

// wantsSnapshot reports whether a snapshot is worth its size: the records since the last one are
// some times as long. While the execution moves they are read only after a crash, but in any
// case once it has been suspended. If its history is stored, records are of no use then.
func (a *awake) wantsSnapshot(suspended bool) bool {
	const some = 4 << 10
	if a.isAsked() {
		return true
	}
	if suspended {
		return a.since > 2*a.whole+some || !a.row.Derived
	}
	return a.since > 8*a.whole+some
}

// isAsked reports whether a post has asked for a snapshot since it was called last.
func (a *awake) isAsked() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	asked := a.snapshots
	a.snapshots = false
	return asked
}

// snapshot adds a snapshot to a Commit.
func (a *awake) snapshot(c *Commit, take func() ([]byte, error)) (err error) {
	if c.Snapshot, err = take(); err == nil {
		a.since, a.whole = 0, len(c.Snapshot)
	}
	return err
}

// next returns the next Commit of the execution, as it is now.
func (a *awake) next(due time.Time) Commit {
	d := a.run.Describe()
	return Commit{
		ARN: a.row.ARN, Owner: a.x.owner, Epoch: a.row.Epoch, Seq: a.row.Seq + 1,
		Status: d.Status, Due: due, Ended: d.Ended, RedriveCount: d.RedriveCount, Redriven: d.RedriveDate,
	}
}

// commit commits what next has begun.
func (a *awake) commit(ctx context.Context, c Commit) error {
	switch {
	case a.released:
		return errReleased
	case a.failed == nil:
		a.failed = a.x.commit(ctx, c)
	}
	if a.failed != nil {
		return a.failed
	}
	a.row.Seq = c.Seq
	a.released = c.Release
	if c.Status != asl.Running {
		a.x.ends.wake()
	}
	if len(c.Posts) > 0 || c.Release && a.wasRefused() {
		a.x.wake()
	}
	return nil
}

// events returns the text of events, if they are stored.
func (a *awake) events(all []history.Event) (text []byte) {
	if a.row.Derived {
		return nil
	}
	for _, e := range all {
		text = append(e.AppendJSON(text), '\n')
	}
	return text
}

// news returns what the execution that has started this one is told of its end.
func (a *awake) news(end state.ChildOutcome) []Posted {
	arn, effect, ok := originOf(a.row.Origin)
	if a.row.Parent == "" || !ok {
		return nil
	}
	in := state.Input{Kind: state.InputChildDone, ID: effect, Now: end.Ended, Child: &end}
	return []Posted{{a.row.Parent, post(forItem(in, a.row.Parent, arn))}}
}
