package storetest

import (
	"context"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var contextChecks = []check{
	{"contexts/that have ended", contextEnded},
}

// A method that is called with a context that has ended does nothing.
func contextEnded(b *bench) {
	r := b.owned("me", "a")
	b.create(b.row("due"))
	ended := b.row("ended")
	ended.Status, ended.Ended, ended.Due = state.Succeeded, b.now, ended.Started.AddDate(9, 0, 0)
	b.create(ended)
	b.put(object("k", "n", "1"), 0)
	b.post("a", durable.Post{Text: []byte("post")})
	for name, call := range b.calls(r) {
		ctx, cancel := context.WithCancel(b.ctx)
		cancel()
		b.wantErr(name, call(ctx), context.Canceled)
	}
	r.Seq = 0
	b.wantRow(r)
	b.wantList(durable.Filter{}, "a", "due", "ended")
	b.wantPosts("me", "post")
	b.wantObject("k", "n", "1", 1)
	b.wantClaimed("you", "due")
}

// calls has one of each method, which would succeed.
func (b *bench) calls(r durable.Row) map[string]func(context.Context) error {
	s := b.store
	claim := durable.Claim{Owner: "you", Machines: []string{machine}, Now: b.now, Until: b.now.Add(lease), Max: 10}
	return map[string]func(context.Context) error{
		"Create":     func(ctx context.Context) error { return s.Create(ctx, created(b.row("new"))) },
		"Claim":      func(ctx context.Context) error { _, err := s.Claim(ctx, claim); return err },
		"Renew":      func(ctx context.Context) error { return s.Renew(ctx, "me", b.now.Add(lease)) },
		"Commit":     func(ctx context.Context) error { _, err := s.Commit(ctx, next("me", r)); return err },
		"Post":       func(ctx context.Context) error { return s.Post(ctx, "a", durable.Post{}) },
		"Posts":      func(ctx context.Context) error { _, err := s.Posts(ctx, "me", 0, 10); return err },
		"Load":       func(ctx context.Context) error { _, _, err := s.Load(ctx, "a"); return err },
		"Journal":    func(ctx context.Context) error { _, _, err := s.Journal(ctx, "a"); return err },
		"Events":     func(ctx context.Context) error { _, err := s.Events(ctx, "a", 0, 10); return err },
		"List":       func(ctx context.Context) error { _, _, err := s.List(ctx, durable.Filter{}); return err },
		"Delete":     func(ctx context.Context) error { _, err := s.Delete(ctx, durable.Filter{}, 10); return err },
		"Definition": func(ctx context.Context) error { _, err := s.Definition(ctx, "hash"); return err },
		"PutObject":  func(ctx context.Context) error { return s.PutObject(ctx, object("k", "n", "2"), 1) },
		"Object":     func(ctx context.Context) error { _, err := s.Object(ctx, "k", "n"); return err },
		"Objects":    func(ctx context.Context) error { _, err := s.Objects(ctx, "k", "", 10); return err },
	}
}
