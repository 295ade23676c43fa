package storetest

import (
	"math"

	"github.com/goasl/goasl/durable"
)

var limitChecks = []check{
	{"limits/below 0", func(b *bench) { limitTo(b, -1, 0) }},
	{"limits/the largest", func(b *bench) { limitTo(b, math.MaxInt, 2) }},
}

// limitTo asks for what comes after the first of three, of all that is asked for with a limit, and
// wants n. It also deletes the two executions that have ended, or n of them.
func limitTo(b *bench, limit, n int) {
	r := b.owned("me", "a")
	for _, name := range []string{"a", "b", "c"} {
		c := next("me", r)
		c.Events = []byte(name)
		b.mustCommit(c)
		r.Seq++
		b.post("a", durable.Post{})
		b.put(object("k", name, "value"), 0)
	}
	chunks, err := b.store.Events(b.ctx, "a", 1, limit)
	if err != nil || len(chunks) != n {
		b.Fatalf("Events with max %d: %d, %v, want %d", limit, len(chunks), err, n)
	}
	posts, err := b.store.Posts(b.ctx, "me", b.posts("me", 0)[0].Number, limit)
	if err != nil || len(posts) != n {
		b.Fatalf("Posts with max %d: %d, %v, want %d", limit, len(posts), err, n)
	}
	objects, err := b.store.Objects(b.ctx, "k", "a", limit)
	if err != nil || len(objects) != n {
		b.Fatalf("Objects with max %d: %d, %v, want %d", limit, len(objects), err, n)
	}
	b.create(b.ended("b", 1), b.ended("c", 1))
	if page, _, err := b.store.List(b.ctx, durable.Filter{Max: limit}); err != nil || len(page) != 3 {
		b.Fatalf("List with Max %d: %d executions, %v, want 3", limit, len(page), err)
	}
	b.delete(durable.Filter{}, limit, n)
}
