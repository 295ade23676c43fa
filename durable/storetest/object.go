package storetest

import (
	"slices"

	"github.com/goasl/goasl/durable"
)

var objectChecks = []check{
	{"PutObject/versions", objectVersions},
	{"PutObject/conflicts", objectConflicts},
	{"PutObject/deletes", objectDeleted},
	{"PutObject/an empty value", objectEmpty},
	{"Object/not found", objectMissing},
	{"Objects/in order, in pages", objectPages},
}

func (b *bench) put(o durable.Object, was int64) {
	b.Helper()
	if err := b.store.PutObject(b.ctx, o, was); err != nil {
		b.Fatalf("PutObject(%s %q, %d): %v", o.Kind, o.Name, was, err)
	}
}

func (b *bench) wantObject(kind, name, value string, version int64) {
	b.Helper()
	o, err := b.store.Object(b.ctx, kind, name)
	if err != nil || o.Kind != kind || o.Name != name || string(o.Value) != value || o.Version != version {
		b.Fatalf("Object(%q, %q): %+v, %v, want version %d and %q", kind, name, o, err, version, value)
	}
}

func object(kind, name, value string) durable.Object {
	return durable.Object{Kind: kind, Name: name, Value: []byte(value)}
}

func objectVersions(b *bench) {
	o := object("kind", "name", "one")
	o.Version = 77 // is the store's
	b.put(o, 0)
	b.wantObject("kind", "name", "one", 1)
	b.put(object("kind", "name", "two"), 1)
	b.put(object("kind", "name", "three"), 2)
	b.put(object("other", "name", "x"), 0)
	b.put(object("kind", "other", "y"), 0)
	b.wantObject("kind", "name", "three", 3)
	b.wantObject("other", "name", "x", 1)
	b.wantObject("kind", "other", "y", 1)
}

func objectConflicts(b *bench) {
	b.wantErr("PutObject of what is not there", b.store.PutObject(b.ctx, object("k", "n", "x"), 1), durable.ErrConflict)
	b.put(object("k", "n", "1"), 0)
	b.put(object("k", "n", "2"), 1)
	for _, was := range []int64{-1, 0, 1, 3} {
		b.wantErr("PutObject", b.store.PutObject(b.ctx, object("k", "n", "x"), was), durable.ErrConflict)
		b.wantErr("PutObject that deletes", b.store.PutObject(b.ctx, durable.Object{Kind: "k", Name: "n"}, was), durable.ErrConflict)
	}
	b.wantObject("k", "n", "2", 2)
}

func objectDeleted(b *bench) {
	b.put(object("k", "n", "1"), 0)
	b.put(object("k", "n", "2"), 1)
	b.put(object("k", "m", "m"), 0)
	b.put(durable.Object{Kind: "k", Name: "n"}, 2)
	_, err := b.store.Object(b.ctx, "k", "n")
	b.wantErr("Object", err, durable.ErrNotFound)
	b.wantObject("k", "m", "m", 1)
	b.wantErr("PutObject", b.store.PutObject(b.ctx, object("k", "n", "x"), 2), durable.ErrConflict)
	b.put(object("k", "n", "3"), 0)
	b.wantObject("k", "n", "3", 1)
}

func objectEmpty(b *bench) {
	b.put(durable.Object{Kind: "k", Name: "n", Value: []byte{}}, 0)
	b.wantObject("k", "n", "", 1)
}

func objectMissing(b *bench) {
	b.put(object("k", "n", "1"), 0)
	_, err := b.store.Object(b.ctx, "k", "N")
	b.wantErr("Object", err, durable.ErrNotFound)
	_, err = b.store.Object(b.ctx, "K", "n")
	b.wantErr("Object", err, durable.ErrNotFound)
}

func objectPages(b *bench) {
	names := []string{"a", "B", "ä", "a\x00", "a b", "b", "\xff", "aa", "10", "9"}
	for _, name := range names {
		b.put(object("k", name, "value of "+name), 0)
	}
	b.put(object("other", "aaa", ""), 0)
	slices.Sort(names)
	for _, max := range []int{1, 3, 100} {
		after, got := "", []string{}
		for len(got) <= len(names) {
			page, err := b.store.Objects(b.ctx, "k", after, max)
			if err != nil || len(page) > max {
				b.Fatalf("Objects, at most %d: %d, %v", max, len(page), err)
			}
			if len(page) == 0 {
				break
			}
			for _, o := range page {
				if o.Kind != "k" || o.Version != 1 || string(o.Value) != "value of "+o.Name {
					b.Fatalf("Objects: %+v", o)
				}
				got = append(got, o.Name)
			}
			after = page[len(page)-1].Name
		}
		if !slices.Equal(got, names) {
			b.Fatalf("Objects, at most %d: %q, want %q", max, got, names)
		}
	}
	if page, err := b.store.Objects(b.ctx, "none", "", 10); err != nil || len(page) > 0 {
		b.Fatalf("Objects of a kind that is not there: %+v, %v", page, err)
	}
}
