package durable

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// take drives an execution that was claimed, until it ends, waits, or a.ctx ends.
func (x *Executor) take(a *awake, c Claimed) {
	defer x.forget(a)
	defer a.cancel(nil)
	ctx := context.WithoutCancel(a.ctx)
	ended := c.Row.Status != asl.Running
	if err := unread(c.Posts); err != nil && (ended || !hasInput(c.Posts, state.InputAbort)) { // an abort does without the others
		x.giveBack(ctx, a, err.Error())
		return
	}
	if ended && !hasInput(c.Posts, state.InputRedrive) { // they came too late
		x.drop(ctx, a, c.Posts)
		return
	}
	r, err := x.restore(a.ctx, c.Row, c.Saved)
	if err == nil && !r.drives {
		err = fmt.Errorf("%w: %s", errNoMachine, c.Row.Machine)
	}
	switch {
	case err != nil && (errors.Is(err, errStore) || errors.Is(err, errNoMachine) || a.ctx.Err() != nil): // perhaps another process knows the machine
		x.giveBack(ctx, a, "")
		return
	case err != nil && hasInput(c.Posts, state.InputAbort):
		x.endUnread(ctx, a, c.Posts)
		return
	case err != nil:
		x.giveBack(ctx, a, err.Error())
		return
	case ended && r.run.Status() == asl.Running: // see endUnread
		x.drop(ctx, a, c.Posts)
		return
	}
	a.restored = r
	a.whole = len(c.Saved.Snapshot)
	for _, text := range c.Saved.Records {
		a.since += len(text)
	}
	inputs, told := a.read(c.Posts)
	a.mu.Lock()
	a.told = told
	if n := len(told); n > 0 {
		a.lastTold = told[n-1].number
	}
	a.mu.Unlock()
	if a.run.Status() != asl.Running {
		a.release(ctx, time.Time{})
		return
	}
	if x.execute(a, inputs) == nil {
		x.finish(ctx, a)
	}
}

// unread returns an error if a post cannot be read, as it is sealed with a key that is not known here,
// or is of a newer version. It is not for this process to take.
func unread(posts []Post) error {
	for _, p := range posts {
		if _, err := state.ParseInput(p.Text); err != nil && p.Key != snapshotKey {
			return fmt.Errorf("what was posted to it as %q cannot be read: %w", p.Key, err)
		}
	}
	return nil
}

// hasInput reports whether a post is an input of a kind.
func hasInput(posts []Post, kind state.InputKind) bool {
	return slices.ContainsFunc(posts, func(p Post) bool {
		in, err := state.ParseInput(p.Text)
		return err == nil && in.Kind == kind
	})
}

// endUnread ends an execution that was aborted and cannot be restored. Its history lacks the
// end, and if it can be restored later, it stays ended.
func (x *Executor) endUnread(ctx context.Context, a *awake, posts []Post) {
	a.row.Status, a.row.Ended, a.row.Due, a.row.Stalled, a.row.StalledAt = asl.Aborted, x.clock.Now(), time.Time{}, "", time.Time{}
	d := a.row.describe()
	news := a.news(state.ChildOutcome{Outcome: d.Outcome, ARN: d.ARN, Name: d.Name, Input: "null"})
	x.drop(ctx, a, posts, news...)
}

// drop gives the lease of an execution back that has ended, takes posts, and leaves others.
func (x *Executor) drop(ctx context.Context, a *awake, posts []Post, news ...Posted) {
	c := unchanged(x.owner, a.row)
	c.Stalled, c.StalledAt = "", time.Time{} // as by a post that could not be read
	c.Posts = news
	for _, p := range posts {
		c.Taken = append(c.Taken, p.Number)
	}
	a.commitLast(ctx, c)
}

// commitLast commits what gives the lease back.
func (a *awake) commitLast(ctx context.Context, c Commit) {
	if err := a.commit(ctx, c); err != nil && !errors.Is(err, ErrFenced) {
		a.x.abandon(a)
	}
}

// read returns what posts say, and redrives the execution if one of them says so.
func (a *awake) read(posts []Post) (inputs []state.Input, told []toldPost) {
	for _, p := range posts {
		in, err := state.ParseInput(p.Text)
		in.Number = p.Number
		told = append(told, toldPost{p.Number, true, in.Item != ""})
		a.snapshots = a.snapshots || p.Key == snapshotKey
		switch runs := a.run.Status() == asl.Running; {
		case err != nil:
		case in.Kind != state.InputRedrive && runs: // else it came too late, and is not for the time after a redrive
			inputs = append(inputs, in)
		case in.Kind == state.InputRedrive && !runs && in.ID == int64(a.run.Describe().RedriveCount)+1: // else it came when another one had redriven it
			a.run.SetJournal(true)
			_, _ = a.run.Redrive(in.Now, in.Token) // else it stays as it is
		}
	}
	if a.run.Status() != asl.Running {
		return nil, told
	}
	return inputs, told
}

// execute drives the execution until it stops.
func (x *Executor) execute(a *awake, inputs []state.Input) (err error) {
	opts := []asl.Option{
		asl.WithCheckpoint(a.save), asl.WithSuspension(x.suspendsAfter), asl.WithGrace(x.grace), asl.WithHistory(asl.DropHistory()),
		asl.WithChildren(children{x, a.row.ARN}), asl.WithGeneration(a.row.Generation), asl.WithActivityTasks(activityTasks{x, a.row.ARN}),
	}
	for i := range inputs { // one that is wrong must not keep the others away
		one := asl.WithInputs(inputs[i])
		if _, err := a.machine.With(one); err == nil {
			opts = append(opts, one)
		}
	}
	e, err := a.machine.Drive(a.ctx, a.run, opts...)
	if err != nil {
		reason := ""
		if a.ctx.Err() == nil {
			reason = err.Error()
		}
		x.giveBack(context.WithoutCancel(a.ctx), a, reason)
		return err
	}
	a.driven(e)
	<-e.Done()
	return nil
}

// finish gives the lease of an execution back that has stopped.
func (x *Executor) finish(ctx context.Context, a *awake) {
	_, err := a.execution.Wait(ctx)
	var stalls *asl.PanicError
	switch {
	case a.released && a.wasRefused():
		x.wake()
	case a.released:
	case errors.Is(a.failed, ErrFenced):
	case a.failed != nil || errors.Is(err, errStore) || errors.Is(context.Cause(a.ctx), errLost):
		x.abandon(a)
	case errors.As(err, &stalls) || err != nil && !errors.Is(err, asl.ErrSuspended) && a.ctx.Err() == nil:
		c := a.next(time.Time{})
		x.stall(ctx, a, c, err.Error())
	default:
		due, _ := a.run.Deadline()
		if a.run.Ready() || a.ctx.Err() != nil {
			due = x.clock.Now() // tasks that were cut begin again
		}
		a.release(ctx, due)
	}
}

// release gives the lease back. The posts that the execution was told are in its records, or
// had no effect. Executions of its Map Runs may not have read theirs, unless none runs.
func (a *awake) release(ctx context.Context, due time.Time) {
	c := a.next(due)
	cut := a.ctx.Err() != nil
	c.Taken, c.Release = a.taken(nil, func(t toldPost) bool { return !t.item || !cut }), true
	if a.run.Status() == asl.Running && (cut || !a.row.Derived && a.since > 0 || a.isAsked()) {
		if err := a.snapshot(&c, a.run.Snapshot); err != nil {
			a.x.stall(ctx, a, c, err.Error())
			return
		}
	}
	a.commitLast(ctx, c)
}

// stall says that an execution cannot go on, and why.
func (x *Executor) stall(ctx context.Context, a *awake, c Commit, reason string) {
	x.stalled(&c, reason)
	a.commitLast(ctx, c)
}

func (x *Executor) stalled(c *Commit, reason string) {
	c.Stalled, c.StalledAt, c.Release = reason, x.clock.Now(), true
	x.metrics.stalled(c.ARN, reason)
	x.logger.Error("an execution cannot go on", "execution", c.ARN, "reason", reason)
}

// giveBack gives the lease of an execution back that was not driven. With a reason it is
// stalled.
func (x *Executor) giveBack(ctx context.Context, a *awake, reason string) {
	c := unchanged(x.owner, a.row)
	if reason != "" {
		x.stalled(&c, reason)
	} else if a.row.Status == asl.Running {
		c.Due = x.clock.Now()
	}
	a.commitLast(ctx, c)
}

// unchanged returns a Commit that only gives the lease back.
func unchanged(owner string, row Row) Commit {
	return Commit{
		ARN: row.ARN, Owner: owner, Epoch: row.Epoch, Seq: row.Seq + 1, Release: true,
		Status: row.Status, Due: row.Due, Ended: row.Ended, RedriveCount: row.RedriveCount, Redriven: row.Redriven,
		Stalled: row.Stalled, StalledAt: row.StalledAt,
	}
}

// abandon gives the lease of an execution back after the store has failed, as soon as it
// works again, unless another process has claimed it. What was committed last is not known.
func (x *Executor) abandon(a *awake) {
	ctx := context.WithoutCancel(a.ctx)
	for wait := x.poll; ; wait = min(2*wait, x.lease) {
		row, _, err := x.store.Load(ctx, a.row.ARN)
		if err == nil && row.Epoch == a.row.Epoch {
			c := unchanged(x.owner, row)
			if row.Status == asl.Running && row.StalledAt.IsZero() {
				c.Due = x.clock.Now()
			}
			err = x.commit(ctx, c)
		}
		if err == nil || errors.Is(err, ErrNotFound) || errors.Is(err, ErrFenced) || a.runs.Err() != nil {
			return
		}
		reached, stop := x.clock.At(x.clock.Now().Add(wait))
		select {
		case <-reached:
		case <-a.runs.Done():
		}
		stop()
	}
}
