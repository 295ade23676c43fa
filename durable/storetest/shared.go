package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

// RunShared tests a store that several processes may use, beside [Run]. open opens two instances
// of an empty one, as two processes would have.
func RunShared(t *testing.T, open func(t testing.TB) (one, other durable.Store)) {
	for _, c := range sharedChecks {
		t.Run(c.name, func(t *testing.T) {
			one, other := open(t)
			c.run(newBench(t, one), newBench(t, other))
		})
	}
}

// sharedCheck tests one promise, with two instances of a store.
type sharedCheck struct {
	name string
	run  func(one, other *bench)
}

var sharedChecks = []sharedCheck{
	{"one owner commits", sharedCommit},
	{"who has committed has the lease", sharedLease},
	{"a lease that ran out", sharedRunsOut},
	{"posts", sharedPosts},
	{"concurrently/each commit is stored once", sharedRace},
}

// Both may be given an execution as long as nobody has committed; then one of them has it.
func sharedCommit(one, other *bench) {
	one.owned("me", "before") // from now on it is known who claims
	one.create(one.row("a"), one.row("b"), one.row("c"))
	mine := one.wantClaimed("me", "a", "b", "c")
	yours := other.claimAll("you")
	stored := map[string]int{"a": 0, "b": 0, "c": 0}
	for _, c := range mine[:1] {
		stored[c.Row.ARN] += one.try("me", c)
	}
	for _, c := range yours {
		stored[c.Row.ARN] += other.try("you", c)
	}
	for _, c := range mine[1:] {
		stored[c.Row.ARN] += one.try("me", c)
	}
	for arn, n := range stored {
		if n != 1 {
			one.Fatalf("%d owners have committed for %s, want one", n, arn)
		}
	}
}

// try commits twice, unless the first commit is refused, and returns 1 if not.
func (b *bench) try(owner string, one durable.Claimed) int {
	b.Helper()
	c := next(owner, one.Row)
	c.Record = []byte(owner)
	if err := b.commit(c); err != nil {
		b.wantErr("Commit", err, durable.ErrFenced)
		return 0
	}
	_, saved := b.load(one.Row.ARN)
	b.wantSaved("Load", saved, "snapshot of "+one.Row.ARN, owner)
	one.Row.Seq++
	b.mustCommit(next(owner, one.Row))
	return 1
}

func sharedLease(one, other *bench) {
	one.owned("me", "before")
	r := one.owned("me", "a")
	one.mustCommit(next("me", r))
	other.wantClaimed("you")
	one.now = one.now.Add(lease / 2)
	one.renew("me")
	other.now = other.now.Add(lease)
	other.wantClaimed("you")
	r.Seq = 1
	c := next("me", r)
	c.Release = true
	one.mustCommit(c)
	other.wantClaimed("you", "a")
}

func sharedRunsOut(one, other *bench) {
	one.owned("me", "before")
	r := one.owned("me", "a")
	other.now = other.now.Add(lease)
	claimed := other.wantClaimed("you", "a", "before")
	one.wantErr("Commit of an execution that another has claimed", one.commit(next("me", r)), durable.ErrFenced)
	for _, c := range claimed {
		other.mustCommit(next("you", c.Row))
	}
}

func sharedPosts(one, other *bench) {
	one.owned("me", "before")
	r := one.owned("me", "a")
	other.post("a", durable.Post{Text: []byte("1")})
	one.wantPosts("me", "1")
	one.mustCommit(next("me", r))
	other.post("a", durable.Post{Text: []byte("2")})
	taken := one.wantPosts("me", "1", "2")
	r.Seq = 1
	c := next("me", r)
	c.Taken, c.Release, c.Due = []int64{taken[0].Number, taken[1].Number}, true, time.Time{}
	one.mustCommit(c)
	other.wantClaimed("you")
	one.post("a", durable.Post{Text: []byte("3")})
	if got := other.wantClaimed("you", "a")[0].Posts; len(got) != 1 || string(got[0].Text) != "3" {
		other.Fatalf("posts %+v, want the last one", got)
	}
}

// Owners of two instances claim executions and commit five times for each. Some commits are
// refused.
func sharedRace(one, other *bench) {
	const n, times = 20, 5
	stored := map[string]*[times + 1]atomic.Int64{}
	for i := range n {
		arn := fmt.Sprint(i)
		one.create(one.row(arn))
		stored[arn] = new([times + 1]atomic.Int64)
	}
	var ended atomic.Int64
	one.together(func(ctx context.Context, worker int) error {
		b, owner := one, fmt.Sprint("owner ", worker%4)
		if worker%2 > 0 {
			b = other
		}
		for ended.Load() < n {
			got, err := b.store.Claim(ctx, durable.Claim{Owner: owner, Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), Max: 3})
			if err != nil {
				return err
			}
			for _, c := range got {
				seq, err := b.step(ctx, owner, c, times)
				if err != nil {
					return err
				}
				stored[c.Row.ARN][seq].Add(1)
				if seq == times {
					ended.Add(1)
				}
			}
		}
		return nil
	})
	for arn, each := range stored {
		_, saved := one.load(arn)
		for seq := 1; seq <= times; seq++ {
			if got := each[seq].Load(); got != 1 || len(saved.Records) != times {
				one.Fatalf("commit %d of %s was stored %d times, and it has %d records", seq, arn, got, len(saved.Records))
			}
		}
	}
}

// step commits once, and ends the execution with the last time. It returns which commit was
// stored, 0 if it was refused.
func (b *bench) step(ctx context.Context, owner string, one durable.Claimed, times int64) (int64, error) {
	c := next(owner, one.Row)
	c.Record, c.Release = fmt.Append(nil, c.Seq), true
	if c.Seq == times {
		c.Status, c.Ended, c.Due = state.Succeeded, b.now, time.Time{}
	}
	errs, err := b.store.Commit(ctx, c)
	if err == nil && errs != nil {
		err = errs[0]
	}
	if errors.Is(err, durable.ErrFenced) {
		return 0, nil
	}
	return c.Seq, err
}
