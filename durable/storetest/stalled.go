package storetest

import (
	"slices"
	"time"

	"github.com/goasl/goasl/durable"
)

var stalledChecks = []check{
	{"Claim/stalled ones, after a while", claimStalled},
	{"Claim/not what is stalled and posted to", claimStalledPosted},
	{"Claim/stalled ones whose lease runs", claimStalledLeased},
	{"Claim/not stalled any more", claimRecovered},
}

// stall stalls an execution whatever it waits for.
func (b *bench) stall(owner string, r durable.Row, release bool) durable.Row {
	b.Helper()
	c := next(owner, r)
	c.Stalled, c.StalledAt, c.Release = "why", b.now, release
	b.mustCommit(c)
	r, _ = b.load(r.ARN)
	return r
}

// wantStalled claims with a StalledBefore.
func (b *bench) wantStalled(owner string, before time.Time, want ...string) []durable.Claimed {
	b.Helper()
	all := b.claim(durable.Claim{Owner: owner, Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), StalledBefore: before, Max: 10})
	if got := arnsOf(all); !slices.Equal(got, append([]string{}, want...)) {
		b.Fatalf("%s claims %q with StalledBefore %v, want %q", owner, got, before, want)
	}
	return all
}

func claimStalled(b *bench) {
	r := b.row("asleep")
	r.Due, r.Stalled, r.StalledAt = time.Time{}, "why", b.now
	b.create(r)
	b.stall("me", b.owned("me", "due"), true)
	stalledAt := b.now
	b.now = b.now.Add(time.Hour)
	b.wantStalled("you", time.Time{})
	b.wantStalled("you", stalledAt)
	got := b.claim(durable.Claim{Owner: "you", Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), StalledBefore: stalledAt.Add(time.Microsecond), Max: 10})
	if arns := arnsOf(got); !slices.Contains(arns, "due") || !slices.Contains(arns, "asleep") || len(arns) != 2 {
		b.Fatalf("claimed %q, want both that are stalled", arns)
	}
	for _, c := range got {
		if c.Row.Stalled != "why" || !c.Row.StalledAt.Equal(stalledAt) {
			b.Fatalf("row %+v, want it stalled as before", c.Row)
		}
	}
	b.wantStalled("me", b.now) // they are leased
}

func claimStalledPosted(b *bench) {
	b.stall("me", b.owned("me", "a"), true)
	b.post("a", durable.Post{})
	b.wantStalled("you", b.now)
}

func claimStalledLeased(b *bench) {
	b.stall("me", b.owned("me", "a"), false)
	later := b.now.Add(time.Hour)
	b.wantStalled("you", later)
	b.now = b.now.Add(lease)
	b.wantStalled("you", time.Time{})
	b.wantStalled("you", later, "a")
}

func claimRecovered(b *bench) {
	r := b.stall("me", b.owned("me", "a"), true)
	b.now = b.now.Add(time.Hour)
	r = b.wantStalled("you", b.now, r.ARN)[0].Row
	c := next("you", r)
	c.Stalled, c.StalledAt, c.Release = "", time.Time{}, true
	b.mustCommit(c)
	b.wantClaimed("me", "a")
}
