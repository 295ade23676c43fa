package storetest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/durable"
)

func TestMemory(t *testing.T) {
	Run(t, func(testing.TB) durable.Store { return durable.Memory() })
}

// recorder is a test that may fail without failing the one around it.
type recorder struct {
	testing.TB
	messages []string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.messages = append(r.messages, fmt.Sprintf(format, args...))
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

// finds reports whether a check that has some text in its name finds a fault.
func finds(t *testing.T, check string, spoil func(*spoiled)) bool {
	found := false
	for _, c := range checks() {
		if !strings.Contains(c.name, check) {
			continue
		}
		s := &spoiled{Store: durable.Memory()}
		spoil(s)
		found = fails(t, func(r testing.TB) { c.run(newBench(r, s)) }) || found
	}
	return found
}

// fails reports whether a test fails.
func fails(t *testing.T, test func(testing.TB)) bool {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(r)
	}()
	<-done
	return len(r.messages) > 0
}

// Each fault is found by the check that is named with it.
func TestFaultsAreFound(t *testing.T) {
	for _, f := range slices.Concat(rowFaults, commitFaults, readFaults, objectFaults, nameFaults()) {
		t.Run(f.name, func(t *testing.T) {
			if !finds(t, f.found, f.spoil) {
				t.Errorf("%q does not find it", f.found)
			}
		})
	}
}

// fault is found by a check whose name has some text.
type fault struct {
	name, found string
	spoil       func(*spoiled)
}

func TestMemoryShared(t *testing.T) {
	RunShared(t, func(testing.TB) (one, other durable.Store) {
		s := durable.Memory()
		return s, s
	})
}

// Faults of which one instance alone does not tell.
func TestSharedFaultsAreFound(t *testing.T) {
	// Nothing is refused: each instance takes what the other one has.
	careless := func(s *spoiled) {
		s.claim = func(good durable.Store, ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
			c.Owner = "all"
			return good.Claim(ctx, c)
		}
		s.commit = func(good durable.Store, ctx context.Context, all []durable.Commit) ([]error, error) {
			all = slices.Clone(all)
			for i := range all {
				c := &all[i]
				row, _, err := good.Load(ctx, c.ARN)
				if err != nil {
					return nil, err
				}
				c.Owner, c.Epoch, c.Seq = "all", row.Epoch, row.Seq+1
			}
			return good.Commit(ctx, all...)
		}
	}
	// Leases of the other instance do not count.
	greedy := func(s *spoiled) {
		s.claim = func(good durable.Store, ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
			c.Now = c.Now.Add(lease)
			return good.Claim(ctx, c)
		}
	}
	// It does not say that a commit was refused.
	silent := func(s *spoiled) {
		greedy(s)
		s.commit = func(good durable.Store, ctx context.Context, all []durable.Commit) ([]error, error) {
			_, err := good.Commit(ctx, all...)
			return nil, err
		}
	}
	// It tells of no posts for what it has.
	deaf := func(s *spoiled) {
		s.posts = func(durable.Store, context.Context, string, int64, int) ([]durable.Posted, error) { return nil, nil }
	}
	for _, f := range []struct {
		name, found string
		spoil       func(*spoiled)
	}{
		{"careless", "a lease that ran out", careless},
		{"greedy", "who has committed has the lease", greedy},
		{"silent", "one owner commits", silent},
		{"silent, at once", "each commit is stored once", silent},
		{"deaf", "posts", deaf},
	} {
		t.Run(f.name, func(t *testing.T) {
			for _, c := range sharedChecks {
				if !strings.Contains(c.name, f.found) {
					continue
				}
				good := durable.Memory()
				one, other := &spoiled{Store: good}, &spoiled{Store: good}
				f.spoil(one)
				f.spoil(other)
				if !fails(t, func(r testing.TB) { c.run(newBench(r, one), newBench(r, other)) }) {
					t.Errorf("%q does not find it", c.name)
				}
			}
		})
	}
}
