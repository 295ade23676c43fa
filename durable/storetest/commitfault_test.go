package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/goasl/goasl/durable"
)

// recommit changes each commit.
func recommit(change func(good durable.Store, ctx context.Context, c *durable.Commit)) func(*spoiled) {
	return func(s *spoiled) {
		s.commit = func(good durable.Store, ctx context.Context, all []durable.Commit) ([]error, error) {
			all = slices.Clone(all)
			for i := range all {
				change(good, ctx, &all[i])
			}
			return good.Commit(ctx, all...)
		}
	}
}

// without changes each commit without looking at anything else.
func without(change func(*durable.Commit)) func(*spoiled) {
	return recommit(func(_ durable.Store, _ context.Context, c *durable.Commit) { change(c) })
}

func recommitted(change func([]error) []error) func(*spoiled) {
	return func(s *spoiled) {
		s.commit = func(good durable.Store, ctx context.Context, all []durable.Commit) ([]error, error) {
			errs, err := good.Commit(ctx, all...)
			return change(errs), err
		}
	}
}

// postWith changes the posts of Post and of Commit.
func postWith(change func(*durable.Post)) func(*spoiled) {
	return func(s *spoiled) {
		s.post = func(good durable.Store, ctx context.Context, arn string, p durable.Post) error {
			change(&p)
			return good.Post(ctx, arn, p)
		}
	}
}

// ignoreOwner lets everybody commit.
func ignoreOwner(s *spoiled) {
	var mu sync.Mutex
	owners := map[string]string{}
	s.claim = func(good durable.Store, ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
		all, err := good.Claim(ctx, c)
		mu.Lock()
		defer mu.Unlock()
		for _, one := range all {
			owners[one.Row.ARN] = c.Owner
		}
		return all, err
	}
	s.commit = func(good durable.Store, ctx context.Context, all []durable.Commit) ([]error, error) {
		mu.Lock()
		defer mu.Unlock()
		all = slices.Clone(all)
		for i := range all {
			all[i].Owner = owners[all[i].ARN]
		}
		return good.Commit(ctx, all...)
	}
}

var commitFaults = []fault{
	{"Commit of any owner", "Commit/refused: another owner", ignoreOwner},
	{"Commit of any epoch", "Commit/refused: another epoch", recommit(func(good durable.Store, ctx context.Context, c *durable.Commit) {
		if r, _, err := good.Load(ctx, c.ARN); err == nil {
			c.Epoch = r.Epoch
		}
	})},
	{"Commit of any Seq", "Commit/refused: another Seq", recommit(func(good durable.Store, ctx context.Context, c *durable.Commit) {
		if r, _, err := good.Load(ctx, c.ARN); err == nil {
			c.Seq = r.Seq + 1
		}
	})},
	{"Commit tells of no refusal", "Commit/refused: another epoch", recommitted(func([]error) []error { return nil })},
	{"Commit tells of refusals elsewhere", "Commit/refused: others are stored", recommitted(func(errs []error) []error {
		slices.Reverse(errs)
		if len(errs) > 1 {
			errs[0], errs[1] = errs[1], errs[0]
		}
		return errs
	})},
	{"Commit with errors that are nil", "Commit/refused: others are stored", recommitted(func(errs []error) []error {
		if errs == nil {
			return []error{nil}
		}
		return errs
	})},
	{"Commit of all or none", "Commit/refused: others are stored", func(s *spoiled) {
		s.commit = func(good durable.Store, ctx context.Context, all []durable.Commit) ([]error, error) {
			for i := range all {
				if r, _, err := good.Load(ctx, all[i].ARN); err == nil && r.Epoch != all[i].Epoch {
					return slices.Repeat([]error{durable.ErrFenced}, len(all)), nil
				}
			}
			return good.Commit(ctx, all...)
		}
	}},
	{"Commit posts although it is refused", "Commit/refused: nothing of it is stored", recommit(func(good durable.Store, ctx context.Context, c *durable.Commit) {
		for _, p := range c.Posts {
			_ = good.Post(ctx, p.ARN, p.Post)
		}
		c.Posts = nil
	})},
	{"Commit without record", "Load/snapshot and the records", without(func(c *durable.Commit) { c.Record = nil })},
	{"Commit without snapshot", "Load/snapshot and the records", without(func(c *durable.Commit) { c.Snapshot = nil })},
	{"Commit with a record after its snapshot", "Load/snapshot and the records", func(s *spoiled) {
		var mu sync.Mutex
		extra := map[string][]byte{}
		recommit(func(_ durable.Store, _ context.Context, c *durable.Commit) {
			mu.Lock()
			defer mu.Unlock()
			delete(extra, c.ARN)
			if c.Snapshot != nil && c.Record != nil {
				extra[c.ARN] = c.Record
			}
		})(s)
		s.load = reload(func(arn string, l *loaded) {
			mu.Lock()
			defer mu.Unlock()
			if record := extra[arn]; record != nil {
				l.saved.Records = append([][]byte{record}, l.saved.Records...)
			}
		})
	}},
	{"Commit without events", "Events/in order", without(func(c *durable.Commit) { c.Events = nil })},
	{"Commit without Status", "Commit/replaces what it has of the row", without(func(c *durable.Commit) { c.Status = "RUNNING" })},
	{"Commit without Due", "Commit/replaces what it has of the row", without(func(c *durable.Commit) { c.Due = time.Time{} })},
	{"Commit without Ended", "Commit/replaces what it has of the row", without(func(c *durable.Commit) { c.Ended = time.Time{} })},
	{"Commit without RedriveCount", "Commit/replaces what it has of the row", without(func(c *durable.Commit) { c.RedriveCount = 0 })},
	{"Commit without Redriven", "Commit/replaces what it has of the row", without(func(c *durable.Commit) { c.Redriven = time.Time{} })},
	{"Commit without Stalled", "Commit/replaces what it has of the row", without(func(c *durable.Commit) { c.Stalled = "" })},
	{"Commit keeps what is zero", "Commit/replaces what it has of the row", recommit(func(good durable.Store, ctx context.Context, c *durable.Commit) {
		if r, _, err := good.Load(ctx, c.ARN); err == nil && c.Ended.IsZero() {
			c.Ended = r.Ended
		}
	})},
	{"Commit takes no posts", "Commit/takes posts", without(func(c *durable.Commit) { c.Taken = nil })},
	{"Commit takes the first post only", "Commit/takes posts", without(func(c *durable.Commit) { c.Taken = c.Taken[:min(1, len(c.Taken))] })},
	{"Commit posts nothing", "Commit/posts to others", without(func(c *durable.Commit) { c.Posts = nil })},
	{"Commit posts without Key", "Commit/leaves out posts", without(func(c *durable.Commit) {
		c.Posts = slices.Clone(c.Posts)
		for i := range c.Posts {
			c.Posts[i].Key = ""
		}
	})},
	{"Commit posts without Replace", "Commit/posts that replace", without(func(c *durable.Commit) {
		c.Posts = slices.Clone(c.Posts)
		for i := range c.Posts {
			c.Posts[i].Replace = false
		}
	})},
	{"Commit fails if a post cannot be", "Commit/leaves out posts", func(s *spoiled) {
		s.commit = func(good durable.Store, ctx context.Context, all []durable.Commit) ([]error, error) {
			for _, c := range all {
				for _, p := range c.Posts {
					if _, _, err := good.Load(ctx, p.ARN); err != nil {
						return nil, err
					}
				}
			}
			return good.Commit(ctx, all...)
		}
	}},
	{"Commit releases nothing", "Claim/what was released", without(func(c *durable.Commit) { c.Release = false })},
	{"Commit releases always", "Claim/not what is leased", without(func(c *durable.Commit) { c.Release = true })},

	{"Post to nobody", "Post/not found", func(s *spoiled) {
		s.post = func(good durable.Store, ctx context.Context, arn string, p durable.Post) error {
			if err := good.Post(ctx, arn, p); !errors.Is(err, durable.ErrNotFound) {
				return err
			}
			return nil
		}
	}},
	{"Post without Key", "Post/one key, one post", postWith(func(p *durable.Post) { p.Key = "" })},
	{"Post without Replace", "Post/replaces", postWith(func(p *durable.Post) { p.Replace = false })},
	{"Post always replaces", "Post/one key, one post", postWith(func(p *durable.Post) { p.Replace = true })},
	{"Post without text", "Posts/of the owner", postWith(func(p *durable.Post) { p.Text = nil })},
}
