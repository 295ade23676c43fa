package storetest

import (
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var fenceChecks = []check{
	{"Commit/refused: another epoch", fencedEpoch},
	{"Commit/refused: another owner", fencedOwner},
	{"Commit/refused: another Seq", fencedSeq},
	{"Commit/refused: never claimed", fencedUnclaimed},
	{"Commit/refused: released", fencedReleased},
	{"Commit/refused: no such execution", fencedMissing},
	{"Commit/refused: nothing of it is stored", fencedWhole},
	{"Commit/refused: others are stored", fencedAmongOthers},
	{"Commit/after the lease ran out, if nobody has claimed", unfenced},
}

// wantFenced fails unless the commit is refused, and the row stays.
func (b *bench) wantFenced(c durable.Commit) {
	b.Helper()
	before, _ := b.load(c.ARN)
	b.wantErr("Commit", b.commit(c), durable.ErrFenced)
	b.wantRow(before)
}

func fencedEpoch(b *bench) {
	b.owned("me", "a")
	b.now = b.now.Add(lease)
	r := b.wantClaimed("me", "a")[0].Row
	for _, epoch := range []int64{0, 1, 3} {
		c := next("me", r)
		c.Epoch = epoch
		b.wantFenced(c)
	}
}

func fencedOwner(b *bench) {
	r := b.owned("me", "a")
	for _, owner := range []string{"you", "", "ME"} {
		b.wantFenced(next(owner, r))
	}
	b.now = b.now.Add(lease)
	b.wantClaimed("you", "a")
	b.wantFenced(next("me", r))
	r.Epoch = 2
	b.wantFenced(next("me", r))
	b.mustCommit(next("you", r))
}

func fencedSeq(b *bench) {
	r := b.owned("me", "a")
	b.mustCommit(next("me", r))
	for _, seq := range []int64{0, 1, 3} {
		c := next("me", r)
		c.Seq = seq
		b.wantFenced(c)
	}
	r.Seq = 1
	b.mustCommit(next("me", r))
}

func fencedUnclaimed(b *bench) {
	b.create(b.row("a"))
	b.wantFenced(next("me", b.row("a")))
	b.wantFenced(next("", b.row("a")))
}

func fencedReleased(b *bench) {
	r := b.owned("me", "a")
	c := next("me", r)
	c.Release = true
	b.mustCommit(c)
	r.Seq = 1
	b.wantFenced(next("me", r))
}

func fencedMissing(b *bench) {
	r := b.owned("me", "a")
	r.ARN = "b"
	b.wantErr("Commit", b.commit(next("me", r)), durable.ErrFenced)
}

func fencedWhole(b *bench) {
	r := b.owned("me", "a")
	b.owned("you", "b")
	b.post("a", durable.Post{Text: []byte("post")})
	number := b.wantPosts("me", "post")[0].Number
	c := durable.Commit{
		ARN: "a", Owner: "me", Epoch: r.Epoch, Seq: r.Seq + 2,
		Record: []byte("record"), Snapshot: []byte("snapshot"), Events: []byte("events"),
		Status: state.Failed, Due: b.now.Add(time.Hour), Ended: b.now, RedriveCount: 1, Redriven: b.now, Stalled: "why", StalledAt: b.now,
		Taken: []int64{number}, Posts: []durable.Posted{{ARN: "b", Post: durable.Post{Text: []byte("to b")}}}, Release: true,
	}
	b.wantFenced(c)
	_, saved := b.load("a")
	b.wantSaved("Load", saved, "snapshot of a")
	b.wantEvents("a", 0, 10)
	b.wantPosts("me", "post")
	b.wantPosts("you")
	b.wantClaimed("they")
}

func fencedAmongOthers(b *bench) {
	a, lost, c := b.owned("me", "a"), b.owned("me", "lost"), b.owned("me", "c")
	lost.Epoch++
	errs, err := b.store.Commit(b.ctx, next("me", a), next("me", lost), next("me", c))
	if err != nil || len(errs) != 3 || errs[0] != nil || errs[2] != nil {
		b.Fatalf("Commit: errors %v and %v, want one for the second", errs, err)
	}
	b.wantErr("Commit", errs[1], durable.ErrFenced)
	for arn, want := range map[string]int64{"a": 1, "lost": 0, "c": 1} {
		if r, _ := b.load(arn); r.Seq != want {
			b.Fatalf("%s has Seq %d, want %d", arn, r.Seq, want)
		}
	}
	a.Seq, c.Seq = 1, 1
	errs, err = b.store.Commit(b.ctx, next("me", a), next("me", c))
	if err != nil || errs != nil {
		b.Fatalf("Commit: errors %v and %v, want nil", errs, err)
	}
}

func unfenced(b *bench) {
	r := b.owned("me", "a")
	b.now = b.now.Add(time.Hour)
	b.mustCommit(next("me", r))
}
