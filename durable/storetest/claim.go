package storetest

import (
	"reflect"
	"slices"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var claimChecks = []check{
	{"Claim/what is due", claimDue},
	{"Claim/those first that are due for the longest time", claimOrder},
	{"Claim/times far away", claimFar},
	{"Claim/at most Max", claimMax},
	{"Claim/only of Machines", claimMachines},
	{"Claim/a machine that is named twice", claimMachineTwice},
	{"Claim/row, texts and posts", claimReturns},
	{"Claim/what was posted to", claimPosted},
	{"Claim/what was posted to after its end", claimPostedEnded},
	{"Claim/not what is leased", claimLeased},
	{"Claim/what was released", claimReleased},
}

func claimDue(b *bench) {
	early, exact, late, never := b.row("early"), b.row("exact"), b.row("late"), b.row("never")
	early.Due = b.now.Add(-time.Hour)
	late.Due = b.now.Add(time.Microsecond)
	never.Due = time.Time{}
	b.create(late, never, exact, early)
	b.wantClaimed("me", "early", "exact")
	b.now = b.now.Add(time.Microsecond)
	b.wantClaimed("me", "late")
}

func claimOrder(b *bench) {
	for i, arn := range []string{"c", "a", "d", "b"} {
		r := b.row(arn)
		r.Due = b.now.Add(-time.Duration(i) * time.Second)
		b.create(r)
	}
	var got []string
	for range 4 {
		got = append(got, arnsOf(b.claim(durable.Claim{Owner: "me", Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), Max: 1}))...)
	}
	if want := []string{"b", "d", "a", "c"}; !slices.Equal(got, want) {
		b.Fatalf("claimed in the order %q, want %q", got, want)
	}
}

// A Wait may be until a year that 64 bits of nanoseconds do not reach.
func claimFar(b *bench) {
	far, long := b.row("far"), b.row("long ago")
	far.Due = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	long.Due = time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC)
	b.create(far, long)
	b.wantClaimed("me", "long ago")
	b.wantRow(far)
	b.now = far.Due.Add(-time.Microsecond)
	b.wantClaimed("me", "long ago") // its lease has run out
	b.now = far.Due
	b.wantClaimed("you", "far")
}

func claimMax(b *bench) {
	b.create(b.row("a"), b.row("b"), b.row("c"))
	c := durable.Claim{Owner: "me", Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease)}
	for i, max := range []int{0, 2, 2, 2} {
		c.Max = max
		if got, want := len(b.claim(c)), []int{0, 2, 1, 0}[i]; got != want {
			b.Fatalf("claim %d, at most %d: %d executions, want %d", i, max, got, want)
		}
	}
}

func claimMachines(b *bench) {
	other := b.row("b")
	other.Machine = machine + "2"
	b.create(b.row("a"), other)
	c := durable.Claim{Owner: "me", Now: b.now, Until: b.now.Add(lease), Max: 10}
	for _, test := range []struct{ machines, want []string }{
		{nil, []string{}},
		{[]string{"another"}, []string{}},
		{[]string{"another", other.Machine}, []string{"b"}},
		{[]string{other.Machine, machine}, []string{"a"}},
	} {
		c.Machines = test.machines
		if got := arnsOf(b.claim(c)); !slices.Equal(got, test.want) {
			b.Fatalf("claimed %q of %q, want %q", got, test.machines, test.want)
		}
	}
}

func claimMachineTwice(b *bench) {
	b.create(b.row("a"))
	c := durable.Claim{Owner: "me", Machines: []string{machine, "another", machine}, Now: b.now, Until: b.now.Add(lease), Max: 10}
	if got := b.claim(c); len(got) != 1 || got[0].Row.Epoch != 1 {
		b.Fatalf("claimed %+v, want one execution of epoch 1", got)
	}
}

func claimReturns(b *bench) {
	want := b.row("a")
	want.Version, want.Alias, want.Origin, want.Parent, want.Generation, want.Derived = "1", "live", "origin", "parent", 1, true
	b.create(want)
	want.Epoch = 1
	for i := range 3 {
		b.post("a", durable.Post{Text: []byte{'0' + byte(i)}})
	}
	got := b.wantClaimed("me", "a")[0]
	if !reflect.DeepEqual(got.Row, want) {
		b.Fatalf("row:\n%+v, want\n%+v", got.Row, want)
	}
	b.wantRow(want)
	b.wantSaved("Claim", got.Saved, "snapshot of a")
	if len(got.Posts) != 3 || string(got.Posts[0].Text)+string(got.Posts[1].Text)+string(got.Posts[2].Text) != "012" {
		b.Fatalf("posts %+v, want 0, 1 and 2", got.Posts)
	}
	c := next("me", got.Row)
	c.Record, c.Release = []byte("record"), true
	b.mustCommit(c)
	again := b.wantClaimed("me", "a")[0]
	want.Epoch, want.Seq = 2, 1
	if !reflect.DeepEqual(again.Row, want) {
		b.Fatalf("row:\n%+v, want\n%+v", again.Row, want)
	}
	b.wantSaved("Claim", again.Saved, "snapshot of a", "record")
	if !reflect.DeepEqual(again.Posts, got.Posts) {
		b.Fatalf("posts %+v, want %+v, which no Commit took", again.Posts, got.Posts)
	}
}

func claimPosted(b *bench) {
	for _, arn := range []string{"a", "b", "c"} {
		r := b.row(arn)
		r.Due = time.Time{}
		if arn == "b" {
			r.Due = b.now.Add(time.Hour)
		}
		b.create(r)
	}
	b.post("a", durable.Post{})
	b.post("b", durable.Post{})
	b.wantClaimed("me", "a", "b")
}

func claimPostedEnded(b *bench) {
	r := b.row("a")
	r.Status, r.Ended, r.Due = state.Failed, b.now, time.Time{}
	b.create(r)
	b.wantClaimed("me")
	b.post("a", durable.Post{})
	b.wantClaimed("me", "a")
}

func claimLeased(b *bench) {
	r := b.owned("me", "a")
	b.post("a", durable.Post{})
	b.wantClaimed("you")
	b.wantClaimed("me")
	c := next("me", r)
	c.Due = b.now.Add(-time.Hour)
	b.mustCommit(c)
	b.wantClaimed("you")
}

func claimReleased(b *bench) {
	due, posted, asleep := b.owned("me", "due"), b.owned("me", "posted"), b.owned("me", "asleep")
	b.post("posted", durable.Post{})
	for _, r := range []durable.Row{due, posted, asleep} {
		c := next("me", r)
		c.Release = true
		if r.ARN != "due" {
			c.Due = time.Time{}
		}
		b.mustCommit(c)
	}
	for _, got := range b.wantClaimed("you", "due", "posted") {
		if got.Row.Epoch != 2 {
			b.Fatalf("%s has epoch %d, want 2", got.Row.ARN, got.Row.Epoch)
		}
	}
}
