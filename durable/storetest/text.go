package storetest

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/goasl/goasl/durable"
)

var textChecks = []check{
	{"Load/snapshot and the records after it", loadRecords},
	{"Journal/derived", journalDerived},
	{"Journal/not derived", journalKept},
	{"Events/in order, in pages", eventsInOrder},
	{"texts/of any bytes and size", textsBig},
	{"texts/many records", textsMany},
}

// commitTexts makes commits with a record each, those in snapshots with a snapshot, too.
func (b *bench) commitTexts(r durable.Row, n int, snapshots ...int) {
	b.Helper()
	for i := 1; i <= n; i++ {
		c := next("me", r)
		c.Record = fmt.Appendf(nil, "record %d", i)
		c.Events = fmt.Appendf(nil, "events %d", i)
		if slices.Contains(snapshots, i) {
			c.Snapshot = fmt.Appendf(nil, "snapshot %d", i)
		}
		b.mustCommit(c)
		r.Seq++
	}
}

func (b *bench) ownedDerived(derived bool) durable.Row {
	b.Helper()
	r := b.row("a")
	r.Derived = derived
	b.create(r)
	return b.wantClaimed("me", "a")[0].Row
}

func loadRecords(b *bench) {
	for _, derived := range []bool{false, true} {
		r := b.row(fmt.Sprint("a", derived))
		r.Derived = derived
		b.create(r)
		r = b.wantClaimed("me", r.ARN)[0].Row
		b.commitTexts(r, 2)
		_, saved := b.load(r.ARN)
		b.wantSaved("Load", saved, "snapshot of "+r.ARN, "record 1", "record 2")
		c := next("me", r)
		c.Seq, c.Snapshot, c.Record = 3, []byte("snapshot 3"), []byte("record 3")
		b.mustCommit(c)
		_, saved = b.load(r.ARN)
		b.wantSaved("Load after a snapshot", saved, "snapshot 3")
		c = next("me", r)
		c.Seq, c.Record = 4, []byte("record 4")
		b.mustCommit(c)
		c.Seq, c.Record = 5, nil
		b.mustCommit(c)
		c.Seq, c.Record = 6, []byte("record 6")
		b.mustCommit(c)
		_, saved = b.load(r.ARN)
		b.wantSaved("Load of what came after the snapshot", saved, "snapshot 3", "record 4", "record 6")
		c.Seq, c.Record, c.Snapshot = 7, nil, []byte("snapshot 7")
		b.mustCommit(c)
		_, saved = b.load(r.ARN)
		b.wantSaved("Load after another snapshot", saved, "snapshot 7")
		b.now = b.now.Add(lease)
		for _, c := range b.claimAll("you") {
			if c.Row.ARN == r.ARN {
				b.wantSaved("Claim", c.Saved, "snapshot 7")
			}
		}
	}
}

func journalDerived(b *bench) {
	r := b.ownedDerived(true)
	b.commitTexts(r, 5, 2, 4)
	got, saved, err := b.store.Journal(b.ctx, "a")
	if err != nil {
		b.Fatalf("Journal: %v", err)
	}
	b.wantSaved("Journal", saved, "snapshot of a", "record 1", "record 2", "record 3", "record 4", "record 5")
	if r.Seq = 5; got != r {
		b.Fatalf("row:\n%+v, want\n%+v", got, r)
	}
	_, saved = b.load("a")
	b.wantSaved("Load", saved, "snapshot 4", "record 5")
}

// What a snapshot has replaced may be gone, but what is returned fits together.
func journalKept(b *bench) {
	r := b.ownedDerived(false)
	b.commitTexts(r, 5, 2, 4)
	_, saved, err := b.store.Journal(b.ctx, "a")
	if err != nil {
		b.Fatalf("Journal: %v", err)
	}
	want, ok := map[string]int{"snapshot of a": 1, "snapshot 2": 3, "snapshot 4": 5}[string(saved.Snapshot)]
	if !ok {
		b.Fatalf("Journal: snapshot %q", saved.Snapshot)
	}
	var records []string
	for i := want; i <= 5; i++ {
		records = append(records, fmt.Sprint("record ", i))
	}
	b.wantSaved("Journal", saved, string(saved.Snapshot), records...)
}

// wantEvents wants the events of commits.
func (b *bench) wantEvents(arn string, after int64, max int, want ...int64) {
	b.Helper()
	chunks, err := b.store.Events(b.ctx, arn, after, max)
	if err != nil {
		b.Fatalf("Events(%q): %v", arn, err)
	}
	got := []int64{}
	for _, c := range chunks {
		got = append(got, c.Seq)
		if string(c.Text) != fmt.Sprint("events ", c.Seq) {
			b.Fatalf("Events(%q): %q of commit %d", arn, c.Text, c.Seq)
		}
	}
	if !slices.Equal(got, append([]int64{}, want...)) {
		b.Fatalf("Events(%q, after %d, at most %d): commits %d, want %d", arn, after, max, got, want)
	}
}

func eventsInOrder(b *bench) {
	b.owned("me", "b")
	r := b.owned("me", "a")
	b.wantEvents("a", 0, 10)
	b.commitTexts(r, 11, 3)
	r.Seq = 11
	b.mustCommit(next("me", r)) // has no events
	r.Seq = 12
	c := next("me", r)
	c.Events = []byte("events 13")
	b.mustCommit(c)
	b.wantEvents("a", 0, 4, 1, 2, 3, 4)
	b.wantEvents("a", 4, 4, 5, 6, 7, 8)
	b.wantEvents("a", 8, 100, 9, 10, 11, 13)
	b.wantEvents("a", 13, 4)
	b.wantEvents("a", 0, 0)
	b.wantEvents("b", 0, 10)
}

// anyBytes has all bytes, so that it is no text in UTF-8.
func anyBytes(n int) []byte {
	text := make([]byte, n)
	for i := range text {
		text[i] = byte(i*7 + i>>8)
	}
	return text
}

func textsBig(b *bench) {
	big := anyBytes(3 << 20)
	c := created(b.row("a"))
	c.Snapshot, c.Definition = big, big[1:]
	if err := b.store.Create(b.ctx, c); err != nil {
		b.Fatalf("Create: %v", err)
	}
	r := b.wantClaimed("me", "a")[0].Row
	work := next("me", r)
	work.Record, work.Events = big[2:], big[3:]
	b.mustCommit(work)
	b.post("a", durable.Post{Text: big[4:]})
	if err := b.store.PutObject(b.ctx, durable.Object{Kind: "k", Name: "n", Value: big[5:]}, 0); err != nil {
		b.Fatalf("PutObject: %v", err)
	}
	_, saved := b.load("a")
	b.wantSaved("Load", saved, string(big), string(big[2:]))
	definition, _ := b.store.Definition(b.ctx, "hash")
	events, _ := b.store.Events(b.ctx, "a", 0, 1)
	object, _ := b.store.Object(b.ctx, "k", "n")
	if !bytes.Equal(definition, big[1:]) || len(events) != 1 || !bytes.Equal(events[0].Text, big[3:]) || !bytes.Equal(object.Value, big[5:]) {
		b.Fatal("a big text has changed")
	}
	b.wantPosts("me", string(big[4:]))
}

func textsMany(b *bench) {
	const n = 1500
	r := b.owned("me", "a")
	var all []durable.Commit
	var want []string
	for i := range n {
		c := next("me", r)
		c.Seq, c.Record = int64(i+1), fmt.Append(nil, i)
		all = append(all, c)
		want = append(want, fmt.Sprint(i))
	}
	if errs, err := b.store.Commit(b.ctx, all...); errs != nil || err != nil {
		b.Fatalf("Commit: %.200q and %v", errs, err)
	}
	_, saved := b.load("a")
	b.wantSaved("Load", saved, "snapshot of a", want...)
}
