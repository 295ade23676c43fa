package storetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var concurrencyChecks = []check{
	{"concurrently/create one execution", createRace},
	{"concurrently/claim", claimRace},
	{"concurrently/commit one execution", commitRace},
	{"concurrently/put one object", objectRace},
	{"concurrently/posts are seen in the order of their numbers", postRace},
	{"concurrently/two owners work", workRace},
}

const workers = 8

// patience bounds how long a store may take for what is done concurrently.
const patience = time.Minute

// together calls do in goroutines of their own, and fails with the first error. Its context
// ends when another one has failed, or after a while.
func (b *bench) together(do func(ctx context.Context, worker int) error) {
	b.Helper()
	limit, done := context.WithTimeout(b.ctx, patience)
	defer done()
	ctx, cancel := context.WithCancelCause(limit)
	defer cancel(nil)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			if err := do(ctx, i); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		b.Fatal(err)
	}
}

func createRace(b *bench) {
	var won atomic.Int64
	b.together(func(ctx context.Context, worker int) error {
		for i := range 10 {
			switch err := b.store.Create(ctx, created(b.row(fmt.Sprint("a", i)))); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, durable.ErrExists):
				return err
			}
		}
		return nil
	})
	if won.Load() != 10 {
		b.Fatalf("10 executions were created %d times", won.Load())
	}
}

func claimRace(b *bench) {
	const n = 60
	var all []durable.Created
	for i := range n {
		all = append(all, created(b.row(fmt.Sprint(i))))
	}
	if err := b.store.Create(b.ctx, all...); err != nil {
		b.Fatalf("Create: %v", err)
	}
	var claimed atomic.Int64
	b.together(func(ctx context.Context, worker int) error {
		c := durable.Claim{Owner: fmt.Sprint("owner ", worker%2), Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), Max: 4}
		for {
			got, err := b.store.Claim(ctx, c)
			if err != nil || len(got) == 0 {
				return err
			}
			for _, one := range got {
				if one.Row.Epoch != 1 {
					return fmt.Errorf("%s was claimed with epoch %d, want 1", one.Row.ARN, one.Row.Epoch)
				}
			}
			claimed.Add(int64(len(got)))
		}
	})
	if claimed.Load() != n {
		b.Fatalf("%d executions were claimed, want %d", claimed.Load(), n)
	}
}

func commitRace(b *bench) {
	r := b.owned("me", "a")
	var stored [11]atomic.Int64
	b.together(func(ctx context.Context, worker int) error {
		for seq := int64(1); seq <= 10; {
			c := next("me", r)
			c.Seq, c.Record = seq, fmt.Append(nil, seq)
			errs, err := b.store.Commit(ctx, c)
			if err != nil {
				return err
			}
			if errs == nil {
				stored[seq].Add(1)
			}
			seq++
		}
		return nil
	})
	got, saved := b.load("a")
	for seq := range stored {
		if n, want := stored[seq].Load(), int64(min(seq, 1)); int64(seq) <= got.Seq && n != want {
			b.Fatalf("commit %d was stored %d times", seq, n)
		}
	}
	if len(saved.Records) != int(got.Seq) {
		b.Fatalf("%d records of %d commits", len(saved.Records), got.Seq)
	}
}

func objectRace(b *bench) {
	const each = 10
	b.together(func(ctx context.Context, worker int) error {
		for range each {
			if err := b.count(ctx, "counter"); err != nil {
				return err
			}
		}
		return nil
	})
	b.wantObject("k", "counter", strconv.Itoa(workers*each), workers*each)
}

// count adds 1 to an object with a number.
func (b *bench) count(ctx context.Context, name string) error {
	for {
		o, err := b.store.Object(ctx, "k", name)
		if err != nil && !errors.Is(err, durable.ErrNotFound) {
			return err
		}
		n, _ := strconv.Atoi(string(o.Value))
		err = b.store.PutObject(ctx, object("k", name, strconv.Itoa(n+1)), o.Version)
		if err == nil || !errors.Is(err, durable.ErrConflict) {
			return err
		}
	}
}

// Who has seen a post sees no other one with a lower number, so that reading on above the
// last number misses none.
func postRace(b *bench) {
	const each = 25
	b.owned("me", "a")
	b.owned("me", "b")
	seen := make(chan int)
	var over atomic.Bool
	go func() {
		n, after := 0, int64(0)
		for {
			last := over.Load()
			page, err := b.store.Posts(b.ctx, "me", after, 7)
			for _, p := range page {
				n++
				after = p.Number
			}
			if err != nil || last && len(page) == 0 || n > workers*each {
				seen <- n
				return
			}
		}
	}()
	b.together(func(ctx context.Context, worker int) error {
		for i := range each {
			if err := b.store.Post(ctx, []string{"a", "b"}[i%2], durable.Post{}); err != nil {
				return err
			}
		}
		return nil
	})
	over.Store(true)
	if n := <-seen; n != workers*each {
		b.Fatalf("%d posts were seen, want %d", n, workers*each)
	}
}

// Two owners claim executions and commit five times for each, while posts, lists, renewals
// and deletions come in between.
func workRace(b *bench) {
	const n = 30
	var ended atomic.Int64
	for i := range n {
		b.create(b.row(fmt.Sprint("work ", i)))
	}
	b.together(func(ctx context.Context, worker int) error {
		owner := fmt.Sprint("owner ", worker%2)
		if worker >= workers-2 {
			return b.disturb(ctx, owner, func() bool { return ended.Load() == n })
		}
		for ended.Load() < n {
			got, err := b.store.Claim(ctx, durable.Claim{Owner: owner, Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), Max: 3})
			if err != nil {
				return err
			}
			for _, one := range got {
				if err := b.work(ctx, owner, one); err != nil {
					return err
				}
				if one.Row.Seq == 4 {
					ended.Add(1)
				}
			}
		}
		return nil
	})
	for i := range n {
		r, saved := b.load(fmt.Sprint("work ", i))
		if r.Seq < 5 || r.Epoch != r.Seq || len(saved.Records) != int(r.Seq) || r.Status != state.Succeeded {
			b.Fatalf("%s: epoch %d, seq %d, %d records, %s; want all the same, at least 5, and SUCCEEDED", r.ARN, r.Epoch, r.Seq, len(saved.Records), r.Status)
		}
	}
}

// work commits once, and ends the execution with the fifth commit.
func (b *bench) work(ctx context.Context, owner string, one durable.Claimed) error {
	c := next(owner, one.Row)
	c.Record, c.Release = fmt.Append(nil, c.Seq), true
	for _, p := range one.Posts {
		c.Taken = append(c.Taken, p.Number)
	}
	if c.Seq >= 5 { // more often if posts came after the end
		c.Status, c.Ended, c.Due = state.Succeeded, b.now, c.Due.AddDate(1, 0, 0)
	}
	errs, err := b.store.Commit(ctx, c)
	return errors.Join(append(errs, err)...)
}

// disturb calls what else is called meanwhile.
func (b *bench) disturb(ctx context.Context, owner string, over func() bool) error {
	for i := 0; !over(); i++ {
		page, _, err := b.store.List(ctx, durable.Filter{Machine: machine, Max: 50})
		if err != nil || len(page) != 30 {
			return fmt.Errorf("List: %d executions, %w", len(page), err)
		}
		if err := b.store.Renew(ctx, owner, b.now.Add(lease)); err != nil {
			return err
		}
		if _, err := b.store.Delete(ctx, durable.Filter{EndedBefore: b.now.AddDate(-1, 0, 0)}, 10); err != nil {
			return err
		}
		if _, err := b.store.Posts(ctx, owner, 0, 10); err != nil {
			return err
		}
		if i < 20 {
			if err := b.store.Post(ctx, fmt.Sprint("work ", i), durable.Post{Key: "k", Replace: true}); err != nil {
				return err
			}
		}
	}
	return nil
}
