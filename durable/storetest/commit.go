package storetest

import (
	"fmt"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var commitChecks = []check{
	{"Commit/none", commitNothing},
	{"Commit/replaces what it has of the row", commitReplaces},
	{"Commit/two of one execution in one call", commitTwo},
	{"Commit/takes posts", commitTakes},
	{"Commit/takes only posts of its execution", commitTakesOwn},
	{"Commit/posts to others", commitPosts},
	{"Commit/leaves out posts that cannot be", commitLeavesOut},
	{"Commit/posts that replace", commitPostReplaces},
}

func commitNothing(b *bench) {
	if errs, err := b.store.Commit(b.ctx); err != nil || errs != nil {
		b.Fatalf("Commit without commits: %v and %v", errs, err)
	}
}

func commitReplaces(b *bench) {
	r := b.full("a")
	r.Stalled, r.StalledAt, r.Due = "", time.Time{}, b.now
	b.create(r)
	r = b.wantClaimed("me", "a")[0].Row
	c := durable.Commit{
		ARN: "a", Owner: "me", Epoch: 1, Seq: 1, Status: state.Aborted, Due: b.now.Add(1000),
		Ended: b.now.Add(2000), RedriveCount: 8, Redriven: b.now.Add(3000), Stalled: "what", StalledAt: b.now.Add(4000),
	}
	b.mustCommit(c)
	r.Seq, r.Status, r.Due, r.Ended, r.RedriveCount, r.Redriven, r.Stalled, r.StalledAt =
		1, c.Status, c.Due, c.Ended, c.RedriveCount, c.Redriven, c.Stalled, c.StalledAt
	b.wantRow(r)
	b.mustCommit(durable.Commit{ARN: "a", Owner: "me", Epoch: 1, Seq: 2, Status: state.Running})
	r.Seq, r.Status, r.Due, r.Ended, r.RedriveCount, r.Redriven, r.Stalled, r.StalledAt =
		2, state.Running, time.Time{}, time.Time{}, 0, time.Time{}, "", time.Time{}
	b.wantRow(r)
}

func commitTwo(b *bench) {
	r := b.owned("me", "a")
	first, second := next("me", r), next("me", r)
	second.Seq++
	first.Record, second.Record = []byte("1"), []byte("2")
	if errs, err := b.store.Commit(b.ctx, first, second); errs != nil || err != nil {
		b.Fatalf("Commit: %v and %v", errs, err)
	}
	_, saved := b.load("a")
	b.wantSaved("Load", saved, "snapshot of a", "1", "2")
}

func commitTakes(b *bench) {
	r := b.owned("me", "a")
	for i := range 4 {
		b.post("a", durable.Post{Text: fmt.Append(nil, i)})
	}
	all := b.wantPosts("me", "0", "1", "2", "3")
	c := next("me", r)
	c.Taken = []int64{all[2].Number, all[0].Number}
	b.mustCommit(c)
	b.wantPosts("me", "1", "3")
	r.Seq++
	c = next("me", r)
	c.Taken = []int64{all[0].Number, all[1].Number, all[3].Number, all[3].Number + 1000} // some are not there
	b.mustCommit(c)
	b.wantPosts("me")
	b.now = b.now.Add(lease)
	if got := b.wantClaimed("you", "a")[0].Posts; len(got) > 0 {
		b.Fatalf("posts %+v, want none", got)
	}
}

func commitTakesOwn(b *bench) {
	r := b.owned("me", "a")
	b.owned("me", "b")
	b.post("b", durable.Post{Text: []byte("of b")})
	c := next("me", r)
	c.Taken = []int64{b.wantPosts("me", "of b")[0].Number}
	b.mustCommit(c)
	b.wantPosts("me", "of b")
}

func commitPosts(b *bench) {
	asleep := b.row("asleep")
	asleep.Due = time.Time{}
	b.create(asleep)
	r := b.owned("me", "a")
	b.owned("you", "b")
	b.post("b", durable.Post{Text: []byte("0")})
	c := next("me", r)
	c.Posts = []durable.Posted{
		{ARN: "b", Post: durable.Post{Text: []byte("1"), Number: 12345678}},
		{ARN: "asleep", Post: durable.Post{Text: []byte("wake")}},
		{ARN: "b", Post: durable.Post{Text: []byte("2")}},
	}
	b.mustCommit(c)
	posts := b.wantPosts("you", "0", "1", "2")
	if posts[0].Number >= posts[1].Number || posts[1].Number >= posts[2].Number || posts[1].Number == 12345678 {
		b.Fatalf("numbers of posts: %+v, want the store's own, growing", posts)
	}
	if got := b.wantClaimed("they", "asleep")[0].Posts; len(got) != 1 || string(got[0].Text) != "wake" {
		b.Fatalf("posts %+v, want the one of the commit", got)
	}
}

func commitLeavesOut(b *bench) {
	r := b.owned("me", "a")
	b.owned("you", "b")
	b.post("b", durable.Post{Key: "k", Text: []byte("first")})
	c := next("me", r)
	c.Record = []byte("record")
	c.Posts = []durable.Posted{
		{ARN: "nobody", Post: durable.Post{Text: []byte("lost")}},
		{ARN: "b", Post: durable.Post{Key: "k", Text: []byte("second")}},
		{ARN: "b", Post: durable.Post{Key: "l", Text: []byte("third")}},
	}
	b.mustCommit(c)
	b.wantPosts("you", "first", "third")
	_, saved := b.load("a")
	b.wantSaved("Load", saved, "snapshot of a", "record")
}

func commitPostReplaces(b *bench) {
	r := b.owned("me", "a")
	b.owned("you", "b")
	b.post("b", durable.Post{Key: "k", Text: []byte("first")})
	b.post("b", durable.Post{Text: []byte("other")})
	old := b.wantPosts("you", "first", "other")[0].Number
	c := next("me", r)
	c.Posts = []durable.Posted{{ARN: "b", Post: durable.Post{Key: "k", Replace: true, Text: []byte("second")}}}
	b.mustCommit(c)
	if posts := b.wantPosts("you", "other", "second"); posts[1].Number == old {
		b.Fatalf("the post that replaces another one has its number")
	}
}
