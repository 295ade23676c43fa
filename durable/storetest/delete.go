package storetest

import (
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var deleteChecks = []check{
	{"Delete/only what has ended", deleteEnded},
	{"Delete/filters and max", deleteFilters},
	{"Delete/all that belongs to them", deleteAll},
	{"Delete/not what has a lease", deleteLeased},
	{"Delete/not what is posted to", deletePosted},
}

// delete wants n executions deleted.
func (b *bench) delete(f durable.Filter, max, n int) {
	b.Helper()
	got, err := b.store.Delete(b.ctx, f, max)
	if err != nil || got != n {
		b.Fatalf("Delete(%+v, %d): %d, %v, want %d", f, max, got, err, n)
	}
}

// deleteOnly deletes one execution, which has ended, by giving it a status of its own.
func (b *bench) deleteOnly(arn string) {
	b.Helper()
	b.post(arn, durable.Post{})
	claimed := b.wantClaimed("me", arn)[0]
	c := next("me", claimed.Row)
	c.Status, c.Release, c.Taken = state.Aborted, true, []int64{claimed.Posts[0].Number}
	b.mustCommit(c)
	b.delete(durable.Filter{Status: state.Aborted}, 10, 1)
}

// ended is an execution that has ended before now.
func (b *bench) ended(arn string, before time.Duration) durable.Row {
	r := b.row(arn)
	r.Status, r.Due, r.Ended = state.Succeeded, time.Time{}, b.now.Add(-before)
	return r
}

func deleteEnded(b *bench) {
	b.create(b.row("runs"), b.ended("ended", time.Hour))
	b.delete(durable.Filter{Status: state.Running}, 10, 0)
	b.delete(durable.Filter{}, 10, 1)
	b.wantList(durable.Filter{}, "runs")
	b.delete(durable.Filter{}, 10, 0)
}

func deleteFilters(b *bench) {
	other := b.ended("other", 2*time.Hour)
	other.Machine = "other machine"
	failed := b.ended("failed", 2*time.Hour)
	failed.Status = state.Failed
	b.create(b.ended("a", time.Minute), b.ended("b", time.Minute), b.ended("c", time.Minute), b.ended("old", 2*time.Hour), other, failed)
	b.delete(durable.Filter{EndedBefore: b.now.Add(-2 * time.Hour)}, 10, 0)
	b.delete(durable.Filter{Machine: machine, Status: state.Succeeded, EndedBefore: b.now.Add(-time.Hour)}, 10, 1)
	b.wantList(durable.Filter{}, "a", "b", "c", "failed", "other")
	b.delete(durable.Filter{Machine: "other machine"}, 10, 1)
	b.delete(durable.Filter{Status: state.Failed}, 0, 0)
	b.delete(durable.Filter{Status: state.Failed}, 10, 1)
	b.delete(durable.Filter{}, 2, 2)
	b.delete(durable.Filter{}, 2, 1)
	b.wantList(durable.Filter{})
}

// An execution that is created anew has nothing of the one before.
func deleteAll(b *bench) {
	r := b.row("a")
	r.Derived = true
	b.create(r)
	r = b.wantClaimed("me", "a")[0].Row
	b.commitTexts(r, 3, 2)
	r.Seq = 3
	b.post("a", durable.Post{Key: "k", Text: []byte("post")})
	c := next("me", r)
	c.Status, c.Ended, c.Due, c.Release = state.Failed, b.now, time.Time{}, true
	c.Taken = []int64{b.posts("me", 0)[0].Number}
	b.mustCommit(c)
	b.delete(durable.Filter{}, 10, 1)
	_, _, err := b.store.Load(b.ctx, "a")
	b.wantErr("Load", err, durable.ErrNotFound)
	_, err = b.store.Events(b.ctx, "a", 0, 10)
	b.wantErr("Events", err, durable.ErrNotFound)
	b.wantErr("Post", b.store.Post(b.ctx, "a", durable.Post{}), durable.ErrNotFound)
	b.wantClaimed("you")

	b.create(b.row("a"))
	b.wantRow(b.row("a"))
	b.wantEvents("a", 0, 10)
	_, saved, err := b.store.Journal(b.ctx, "a")
	if err != nil {
		b.Fatalf("Journal: %v", err)
	}
	b.wantSaved("Journal", saved, "snapshot of a")
	again := b.wantClaimed("you", "a")[0]
	if again.Row.Epoch != 1 || len(again.Posts) > 0 {
		b.Fatalf("claimed %+v, want epoch 1 and no posts", again)
	}
	b.post("a", durable.Post{Key: "k"})
}

func deleteLeased(b *bench) {
	r := b.owned("me", "a")
	c := next("me", r)
	c.Status, c.Ended, c.Due = state.Failed, b.now, time.Time{}
	b.mustCommit(c)
	b.delete(durable.Filter{}, 10, 0)
	r.Seq++
	c.Seq, c.Release = r.Seq+1, true
	b.mustCommit(c)
	b.delete(durable.Filter{}, 10, 1)
}

// What was posted may be a redrive.
func deletePosted(b *bench) {
	b.create(b.ended("a", time.Hour))
	b.post("a", durable.Post{})
	b.delete(durable.Filter{}, 10, 0)
	claimed := b.wantClaimed("me", "a")[0]
	b.delete(durable.Filter{}, 10, 0)
	c := next("me", claimed.Row)
	c.Release, c.Taken = true, []int64{claimed.Posts[0].Number}
	b.mustCommit(c)
	b.delete(durable.Filter{}, 10, 1)
}
