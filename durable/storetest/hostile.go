package storetest

import (
	"strings"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var hostileChecks = []check{
	{"names/of executions", hostileExecutions},
	{"names/of owners", hostileOwners},
	{"names/of objects", hostileObjects},
}

// names are different, and hard to keep different.
func names() []string {
	return []string{
		"", " ", "a", "A", "a ", " a", "a\n", "a\x00", "a\x00b", "\x00", "\xff", "\xff\xfe", "\xc3", "\xed\xa0\x80", "\ufffd",
		"'", "''", `"`, "`", "a'b", "'; DROP TABLE goasl_execution; --", "%", "_", "a%", "?", "?1", "$1", ":a", "@a", "NULL", "null",
		"0", "00", "1", "1.0", "1e0", "-1", "0x10", "é", "e\u0301", "🙂", "/", "../a", `\`, `\x00`, "{}", "[]",
		strings.Repeat("n", 5000), strings.Repeat("n", 5001),
	}
}

// named is a row in which every text is the name.
func (b *bench) named(name string) durable.Row {
	r := b.row(name)
	r.Machine, r.Version, r.Alias, r.Name, r.Hash, r.Origin, r.Parent = name, name, name, name, name, name, name
	return r
}

func hostileExecutions(b *bench) {
	for _, name := range names() {
		r := b.named(name)
		c := created(r)
		if err := b.store.Create(b.ctx, c); err != nil {
			b.Fatalf("Create(%q): %v", name, err)
		}
		b.wantErr("Create", b.store.Create(b.ctx, c), durable.ErrExists)
	}
	for _, name := range names() {
		b.wantRow(b.named(name))
		b.mustDefinition(name)
		b.hostileWork(name)
	}
	if got, want := len(b.list(durable.Filter{})), len(names()); got != want {
		b.Fatalf("List: %d executions, want %d", got, want)
	}
	for _, name := range names()[1:] { // "" is for all
		b.wantList(durable.Filter{Machine: name, Version: name, Alias: name}, name)
		b.delete(durable.Filter{Machine: name}, 10, 1)
	}
	b.delete(durable.Filter{}, 10, 1)
}

// hostileWork claims one execution, posts to it and ends it.
func (b *bench) hostileWork(name string) {
	b.Helper()
	b.post(name, durable.Post{Key: name, Text: []byte(name)})
	if name != "" {
		b.wantErr("Post", b.store.Post(b.ctx, name, durable.Post{Key: name}), durable.ErrPosted)
	}
	all := b.claim(durable.Claim{Owner: name, Machines: []string{name}, Now: b.now, Until: b.now.Add(lease), Max: 10})
	if len(all) != 1 || all[0].Row.ARN != name || len(all[0].Posts) != 1 || all[0].Posts[0].Key != name {
		b.Fatalf("claimed %+v, want %q with a post", all, name)
	}
	b.wantPosts(name, name)
	c := next(name, all[0].Row)
	c.Stalled, c.StalledAt, c.Status, c.Ended = name, b.now, state.Failed, b.now
	c.Record, c.Taken, c.Release = []byte(name), []int64{all[0].Posts[0].Number}, true
	b.mustCommit(c)
	r, saved := b.load(name)
	if r.Stalled != name {
		b.Fatalf("Stalled %q, want %q", r.Stalled, name)
	}
	b.wantSaved("Load", saved, "snapshot of "+name, name)
}

func hostileOwners(b *bench) {
	for _, name := range names() {
		r := b.owned(name, "of "+name)
		for _, other := range []string{name + " ", name + "\x00", "x" + name} {
			b.wantErr("Commit", b.commit(next(other, r)), durable.ErrFenced)
		}
	}
	b.now = b.now.Add(lease - 1000)
	for _, name := range names()[1:] {
		b.renew(name)
	}
	b.now = b.now.Add(1000)
	b.wantClaimed("they", "of ") // of "", whose lease was not renewed
}

func hostileObjects(b *bench) {
	for _, name := range names() {
		b.put(object(name, "name", name), 0)
		if name != "name" {
			b.put(object("kind", name, name), 0)
		}
	}
	for _, name := range names() {
		b.wantObject(name, "name", name, 1)
		b.wantObject("kind", name, name, 1)
	}
	all, err := b.store.Objects(b.ctx, "kind", "", 1000)
	if err != nil || len(all) != len(names())-1 { // "" is not above ""
		b.Fatalf("Objects: %d, %v, want %d", len(all), err, len(names())-1)
	}
}
