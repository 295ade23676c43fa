package storetest

import (
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var createChecks = []check{
	{"Create/keeps everything", createKeeps},
	{"Create/begins at zero", createAtZero},
	{"Create/all or none", createAllOrNone},
	{"Create/twice in one call", createTwice},
	{"Create/none", createNothing},
	{"Create/leaves what is there", createLeaves},
	{"Create/times", createTimes},
	{"Definition/shared", definitionShared},
	{"Definition/not found", definitionMissing},
	{"Load/not found", loadMissing},
}

// full is a row in which every field says something.
func (b *bench) full(arn string) durable.Row {
	at := func(n int) time.Time { return b.now.Add(time.Duration(n) * time.Minute) }
	return durable.Row{
		Summary: durable.Summary{
			ARN: arn, Machine: machine, Version: "3", Alias: "live", Name: "name", Status: state.TimedOut,
			Started: at(-9), Ended: at(-8), RedriveCount: 7, Redriven: at(-6), Stalled: "why",
		},
		Hash: "hash", Origin: "origin", Parent: "parent", Generation: 4, Derived: true, Due: at(5), StalledAt: at(-4),
	}
}

func createKeeps(b *bench) {
	want := b.full("a")
	b.create(want, b.row("b"))
	b.wantRow(want)
	b.wantRow(b.row("b"))
	_, saved := b.load("a")
	b.wantSaved("Load", saved, "snapshot of a")
}

func createAtZero(b *bench) {
	r := b.row("a")
	r.Epoch, r.Seq = 5, 6
	b.create(r)
	b.wantRow(b.row("a"))
}

func createAllOrNone(b *bench) {
	b.create(b.row("b"))
	err := b.store.Create(b.ctx, created(b.row("a")), created(b.row("b")), created(b.row("c")))
	b.wantErr("Create", err, durable.ErrExists)
	for _, arn := range []string{"a", "c"} {
		_, _, err := b.store.Load(b.ctx, arn)
		b.wantErr("Load of an execution that was created beside one that was there", err, durable.ErrNotFound)
	}
	b.wantClaimed("me", "b")
}

func createTwice(b *bench) {
	err := b.store.Create(b.ctx, created(b.row("a")), created(b.row("a")))
	b.wantErr("Create", err, durable.ErrExists)
	_, _, err = b.store.Load(b.ctx, "a")
	b.wantErr("Load", err, durable.ErrNotFound)
}

func createNothing(b *bench) {
	if err := b.store.Create(b.ctx); err != nil {
		b.Fatalf("Create without executions: %v", err)
	}
}

func createLeaves(b *bench) {
	r := b.owned("me", "a")
	c := next("me", r)
	c.Record = []byte("record")
	b.mustCommit(c)
	b.wantErr("Create", b.store.Create(b.ctx, created(b.full("a"))), durable.ErrExists)
	r.Seq++
	b.wantRow(r)
	_, saved := b.load("a")
	b.wantSaved("Load", saved, "snapshot of a", "record")
}

// Times may be rounded down to microseconds, and are in UTC.
func createTimes(b *bench) {
	r := b.row("a")
	r.Started = b.now.Add(789).In(time.FixedZone("", 3600))
	b.create(r)
	got, _ := b.load("a")
	if early := b.now.Add(789).Sub(got.Started); early < 0 || early >= time.Microsecond || got.Started.Location() != time.UTC {
		b.Fatalf("Started is %v, which was %v", got.Started, r.Started)
	}
}

func definitionShared(b *bench) {
	other := b.row("b")
	other.Hash = "another"
	b.create(b.row("a"), other, b.row("c"))
	b.mustDefinition("hash")
	b.mustDefinition("another")
	for _, owned := range b.claimAll("me") {
		if owned.Row.ARN == "a" {
			c := next("me", owned.Row)
			c.Status, c.Ended, c.Release = state.Succeeded, b.now, true
			b.mustCommit(c)
		}
	}
	b.delete(durable.Filter{}, 10, 1)
	b.mustDefinition("hash") // of c
}

func (b *bench) mustDefinition(hash string) {
	b.Helper()
	got, err := b.store.Definition(b.ctx, hash)
	if err != nil || string(got) != "definition "+hash {
		b.Fatalf("Definition(%q): %q, %v", hash, got, err)
	}
}

func definitionMissing(b *bench) {
	_, err := b.store.Definition(b.ctx, "hash")
	b.wantErr("Definition", err, durable.ErrNotFound)
}

func loadMissing(b *bench) {
	b.create(b.row("a"))
	_, _, err := b.store.Load(b.ctx, "b")
	b.wantErr("Load", err, durable.ErrNotFound)
	_, _, err = b.store.Journal(b.ctx, "b")
	b.wantErr("Journal", err, durable.ErrNotFound)
	_, err = b.store.Events(b.ctx, "b", 0, 10)
	b.wantErr("Events", err, durable.ErrNotFound)
}
