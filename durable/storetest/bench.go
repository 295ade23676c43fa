package storetest

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// bench is a store on trial. Its clock stands at now until a check moves it.
type bench struct {
	testing.TB
	store durable.Store
	ctx   context.Context
	now   time.Time
}

func newBench(t testing.TB, s durable.Store) *bench {
	return &bench{TB: t, store: s, ctx: t.Context(), now: time.Date(2031, 5, 6, 7, 8, 9, 123456000, time.UTC)}
}

const (
	machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:orders"
	lease   = 10 * time.Second
)

// row is an execution that is due now.
func (b *bench) row(arn string) durable.Row {
	return durable.Row{
		Summary: durable.Summary{ARN: arn, Machine: machine, Name: "name of " + arn, Status: state.Running, Started: b.now.Add(-time.Hour)},
		Hash:    "hash", Due: b.now,
	}
}

func created(r durable.Row) durable.Created {
	return durable.Created{Row: r, Definition: []byte("definition " + r.Hash), Snapshot: []byte("snapshot of " + r.ARN)}
}

func (b *bench) create(rows ...durable.Row) {
	b.Helper()
	for _, r := range rows {
		if err := b.store.Create(b.ctx, created(r)); err != nil {
			b.Fatalf("Create(%q): %v", r.ARN, err)
		}
	}
}

// claimAll claims what there is of the machine, for the length of a lease.
func (b *bench) claimAll(owner string) []durable.Claimed {
	b.Helper()
	return b.claim(durable.Claim{Owner: owner, Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), Max: 1000})
}

func (b *bench) claim(c durable.Claim) []durable.Claimed {
	b.Helper()
	all, err := b.store.Claim(b.ctx, c)
	if err != nil {
		b.Fatalf("Claim(%+v): %v", c, err)
	}
	return all
}

// wantClaimed claims, and compares the ARNs in any order.
func (b *bench) wantClaimed(owner string, want ...string) []durable.Claimed {
	b.Helper()
	all := b.claimAll(owner)
	got := arnsOf(all)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		b.Fatalf("%s claims %q, want %q", owner, got, want)
	}
	return all
}

func arnsOf(all []durable.Claimed) []string {
	arns := []string{}
	for _, c := range all {
		arns = append(arns, c.Row.ARN)
	}
	return arns
}

// owned creates an execution that the owner has.
func (b *bench) owned(owner, arn string) durable.Row {
	b.Helper()
	b.create(b.row(arn))
	return b.wantClaimed(owner, arn)[0].Row
}

// next is a commit that follows what a row says, and leaves the row as it is.
func next(owner string, r durable.Row) durable.Commit {
	return durable.Commit{
		ARN: r.ARN, Owner: owner, Epoch: r.Epoch, Seq: r.Seq + 1,
		Status: r.Status, Due: r.Due, Ended: r.Ended, RedriveCount: r.RedriveCount, Redriven: r.Redriven,
		Stalled: r.Stalled, StalledAt: r.StalledAt,
	}
}

// commit stores one commit and returns its error.
func (b *bench) commit(c durable.Commit) error {
	b.Helper()
	errs, err := b.store.Commit(b.ctx, c)
	if err != nil {
		b.Fatalf("Commit(%q): %v", c.ARN, err)
	}
	if len(errs) > 1 {
		b.Fatalf("Commit of one has %d errors", len(errs))
	}
	return errors.Join(errs...)
}

func (b *bench) mustCommit(c durable.Commit) {
	b.Helper()
	if err := b.commit(c); err != nil {
		b.Fatalf("Commit(%q, epoch %d, seq %d): %v", c.ARN, c.Epoch, c.Seq, err)
	}
}

func (b *bench) post(arn string, p durable.Post) {
	b.Helper()
	if err := b.store.Post(b.ctx, arn, p); err != nil {
		b.Fatalf("Post(%q): %v", arn, err)
	}
}

func (b *bench) posts(owner string, after int64) []durable.Posted {
	b.Helper()
	all, err := b.store.Posts(b.ctx, owner, after, 1000)
	if err != nil {
		b.Fatalf("Posts(%q): %v", owner, err)
	}
	return all
}

// wantPosts compares the texts of the posts for executions of an owner.
func (b *bench) wantPosts(owner string, want ...string) []durable.Posted {
	b.Helper()
	all := b.posts(owner, 0)
	got := []string{}
	for _, p := range all {
		got = append(got, string(p.Text))
	}
	if !slices.Equal(got, append([]string{}, want...)) {
		b.Fatalf("posts for %s: %q, want %q", owner, got, want)
	}
	return all
}

func (b *bench) load(arn string) (durable.Row, asl.Saved) {
	b.Helper()
	r, saved, err := b.store.Load(b.ctx, arn)
	if err != nil {
		b.Fatalf("Load(%q): %v", arn, err)
	}
	return r, saved
}

func (b *bench) wantRow(want durable.Row) {
	b.Helper()
	if got, _ := b.load(want.ARN); !reflect.DeepEqual(got, want) {
		b.Fatalf("row:\n%+v, want\n%+v", got, want)
	}
}

// wantSaved compares texts: the snapshot, then the records.
func (b *bench) wantSaved(what string, got asl.Saved, snapshot string, records ...string) {
	b.Helper()
	want := asl.Saved{Snapshot: []byte(snapshot)}
	for _, r := range records {
		want.Records = append(want.Records, []byte(r))
	}
	if !bytes.Equal(got.Snapshot, want.Snapshot) || !slices.EqualFunc(got.Records, want.Records, bytes.Equal) {
		b.Fatalf("%s: snapshot %.100q and records %.100q, want %.100q and %.100q", what, got.Snapshot, got.Records, want.Snapshot, want.Records)
	}
}

// wantErr fails unless err wraps want.
func (b *bench) wantErr(what string, err, want error) {
	b.Helper()
	if !errors.Is(err, want) {
		b.Fatalf("%s: error %v, want one that wraps %q", what, err, want)
	}
}
