package storetest

import (
	"time"

	"github.com/goasl/goasl/durable"
)

var leaseChecks = []check{
	{"Claim/what has a lease that ran out", leaseRunsOut},
	{"Claim/leases end one by one", leasesEnd},
	{"Claim/own lease that ran out", leaseOfOwn},
	{"Renew/all of the owner", renewAll},
	{"Renew/what has run out", renewLate},
	{"Renew/not what another has claimed", renewLost},
	{"Renew/not what was released", renewReleased},
}

func leaseRunsOut(b *bench) {
	r := b.owned("me", "a")
	c := next("me", r)
	c.Due = time.Time{} // also if it waits for nothing
	b.mustCommit(c)
	b.now = b.now.Add(lease - time.Microsecond)
	b.wantClaimed("you")
	b.now = b.now.Add(time.Microsecond)
	if got := b.wantClaimed("you", "a")[0].Row.Epoch; got != 2 {
		b.Fatalf("epoch %d, want 2", got)
	}
	b.wantClaimed("me")
}

func leasesEnd(b *bench) {
	b.owned("me", "a")
	b.now = b.now.Add(lease / 2)
	b.owned("me", "b")
	b.now = b.now.Add(lease / 2)
	b.wantClaimed("you", "a")
	b.now = b.now.Add(lease / 2)
	b.wantClaimed("they", "b")
}

func leaseOfOwn(b *bench) {
	old := b.owned("me", "a")
	b.now = b.now.Add(lease)
	r := b.wantClaimed("me", "a")[0].Row
	b.wantErr("Commit of the epoch before", b.commit(next("me", old)), durable.ErrFenced)
	b.mustCommit(next("me", r))
}

func (b *bench) renew(owner string) {
	b.Helper()
	if err := b.store.Renew(b.ctx, owner, b.now.Add(lease)); err != nil {
		b.Fatalf("Renew(%q): %v", owner, err)
	}
}

func renewAll(b *bench) {
	b.renew("nobody")
	b.owned("me", "a")
	b.owned("me", "b")
	b.owned("you", "c")
	b.now = b.now.Add(lease / 2)
	b.renew("me")
	b.now = b.now.Add(lease / 2)
	b.wantClaimed("they", "c")
	b.now = b.now.Add(lease/2 - time.Microsecond)
	b.wantClaimed("they")
	b.now = b.now.Add(time.Microsecond)
	b.wantClaimed("they", "a", "b")
}

func renewLate(b *bench) {
	r := b.owned("me", "a")
	b.now = b.now.Add(2 * lease)
	b.renew("me")
	b.wantClaimed("you")
	b.mustCommit(next("me", r))
}

func renewLost(b *bench) {
	r := b.owned("me", "a")
	b.now = b.now.Add(lease)
	b.wantClaimed("you", "a")
	b.now = b.now.Add(lease / 2)
	b.renew("me")
	b.wantErr("Commit of an execution that another has claimed", b.commit(next("me", r)), durable.ErrFenced)
	b.now = b.now.Add(lease / 2) // that of you ends
	b.wantClaimed("they", "a")
}

func renewReleased(b *bench) {
	c := next("me", b.owned("me", "a"))
	c.Release = true
	b.mustCommit(c)
	b.renew("me")
	b.wantClaimed("you", "a")
}
