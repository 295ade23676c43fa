package storetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/goasl/goasl/durable"
)

// recreate changes what is created.
func recreate(change func(*durable.Row)) func(*spoiled) {
	return func(s *spoiled) {
		s.create = func(good durable.Store, ctx context.Context, e []durable.Created) error {
			e = slices.Clone(e)
			for i := range e {
				change(&e[i].Row)
			}
			return good.Create(ctx, e...)
		}
	}
}

// reclaim changes a claim, and what was claimed.
func reclaim(change func(*durable.Claim), claimed func([]durable.Claimed)) func(*spoiled) {
	return func(s *spoiled) {
		s.claim = func(good durable.Store, ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
			if change != nil {
				change(&c)
			}
			all, err := good.Claim(ctx, c)
			if claimed != nil {
				claimed(all)
			}
			return all, err
		}
	}
}

func renewWith(renew func(durable.Store, context.Context, string, time.Time) error) func(*spoiled) {
	return func(s *spoiled) { s.renew = renew }
}

var rowFaults = []fault{
	{"Create in parts", "Create/all or none", func(s *spoiled) {
		s.create = func(good durable.Store, ctx context.Context, e []durable.Created) error {
			for _, one := range e {
				if err := good.Create(ctx, one); err != nil {
					return err
				}
			}
			return nil
		}
	}},
	{"Create of what is there", "Create/leaves what is there", func(s *spoiled) {
		s.create = func(good durable.Store, ctx context.Context, e []durable.Created) error {
			if err := good.Create(ctx, e...); !errors.Is(err, durable.ErrExists) {
				return err
			}
			return nil
		}
	}},
	{"Create without Version", "Create/keeps everything", recreate(func(r *durable.Row) { r.Version = "" })},
	{"Create without Alias", "Create/keeps everything", recreate(func(r *durable.Row) { r.Alias = "" })},
	{"Create without Origin", "Create/keeps everything", recreate(func(r *durable.Row) { r.Origin = "" })},
	{"Create without Parent", "Create/keeps everything", recreate(func(r *durable.Row) { r.Parent = "" })},
	{"Create without Generation", "Create/keeps everything", recreate(func(r *durable.Row) { r.Generation = 0 })},
	{"Create without Derived", "Journal/derived", recreate(func(r *durable.Row) { r.Derived = false })},
	{"Create without Due", "Claim/what is due", recreate(func(r *durable.Row) { r.Due = time.Time{} })},
	{"Create without Stalled", "Create/keeps everything", recreate(func(r *durable.Row) { r.Stalled = "" })},
	{"Create with times in seconds", "Create/times", recreate(func(r *durable.Row) { r.Started = r.Started.Truncate(time.Second) })},
	{"Create with a Due of nanoseconds in 64 bits", "Claim/times far away", recreate(func(r *durable.Row) {
		if !r.Due.IsZero() {
			r.Due = time.Unix(0, r.Due.UnixNano()).UTC()
		}
	})},

	{"Claim of any machine", "Claim/only of Machines", reclaim(func(c *durable.Claim) { c.Machines = append(c.Machines, machine, machine+"2") }, nil)},
	{"Claim without Max", "Claim/at most Max", reclaim(func(c *durable.Claim) { c.Max = 1000 }, nil)},
	{"Claim too early", "Claim/what is due", reclaim(func(c *durable.Claim) { c.Now = c.Now.Add(time.Microsecond) }, nil)},
	{"Claim too late", "Claim/what is due", reclaim(func(c *durable.Claim) { c.Now = c.Now.Add(-time.Microsecond) }, nil)},
	{"Claim of leased ones", "Claim/what has a lease that ran out", reclaim(func(c *durable.Claim) { c.Until = c.Until.Add(-time.Second) }, nil)},
	{"Claim with a longer lease", "Claim/what has a lease that ran out", reclaim(func(c *durable.Claim) { c.Until = c.Until.Add(time.Second) }, nil)},
	{"Claim of no stalled ones", "Claim/stalled ones, after a while", reclaim(func(c *durable.Claim) { c.StalledBefore = time.Time{} }, nil)},
	{"Claim of all stalled ones", "Claim/not what is stalled and posted to", reclaim(func(c *durable.Claim) { c.StalledBefore = c.Now.Add(time.Hour) }, nil)},
	{"Claim without posts", "Claim/row, texts and posts", reclaim(nil, func(all []durable.Claimed) {
		for i := range all {
			all[i].Posts = nil
		}
	})},
	{"Claim with posts in no order", "Claim/row, texts and posts", reclaim(nil, func(all []durable.Claimed) {
		for i := range all {
			slices.Reverse(all[i].Posts)
		}
	})},
	{"Claim with the old epoch", "Claim/row, texts and posts", reclaim(nil, func(all []durable.Claimed) {
		for i := range all {
			all[i].Row.Epoch--
		}
	})},
	{"Claim without records", "Claim/row, texts and posts", reclaim(nil, func(all []durable.Claimed) {
		for i := range all {
			all[i].Saved.Records = nil
		}
	})},
	{"Claim in the order of names", "Claim/those first that are due", recreate(func(r *durable.Row) {
		if len(r.ARN) == 1 && r.ARN != "a" {
			r.Due = r.Due.Add(-time.Hour * time.Duration('z'-r.ARN[0]))
		}
	})},
	{"Renew does nothing", "Renew/all of the owner", renewWith(func(durable.Store, context.Context, string, time.Time) error { return nil })},
	{"Renew of others", "Renew/all of the owner", renewWith(func(good durable.Store, ctx context.Context, owner string, until time.Time) error {
		return errors.Join(good.Renew(ctx, owner, until), good.Renew(ctx, "you", until))
	})},
	{"Renew by less", "Renew/all of the owner", renewWith(func(good durable.Store, ctx context.Context, owner string, until time.Time) error {
		return good.Renew(ctx, owner, until.Add(-time.Second))
	})},
}
