package storetest

import (
	"fmt"
	"slices"

	"github.com/goasl/goasl/durable"
)

var postChecks = []check{
	{"Post/not found", postMissing},
	{"Post/one key, one post", postKey},
	{"Post/replaces", postReplaces},
	{"Post/a key that was taken", postKeyTaken},
	{"Posts/numbers grow", postNumbers},
	{"Posts/numbers are not used again", postNumbersOnce},
	{"Posts/of the owner", postsOfOwner},
	{"Posts/after and max", postsPages},
	{"Posts/stay until they are taken", postsStay},
}

func postMissing(b *bench) {
	b.create(b.row("a"))
	b.wantErr("Post", b.store.Post(b.ctx, "b", durable.Post{}), durable.ErrNotFound)
}

func postKey(b *bench) {
	b.owned("me", "a")
	b.owned("me", "b")
	b.post("a", durable.Post{Key: "k", Text: []byte("1")})
	b.wantErr("Post", b.store.Post(b.ctx, "a", durable.Post{Key: "k", Text: []byte("2")}), durable.ErrPosted)
	b.post("a", durable.Post{Key: "K", Text: []byte("3")})
	b.post("b", durable.Post{Key: "k", Text: []byte("4")})
	b.post("a", durable.Post{Text: []byte("5")})
	b.post("a", durable.Post{Text: []byte("6")})
	all := b.wantPosts("me", "1", "3", "4", "5", "6")
	for i, want := range []string{"a k", "a K", "b k", "a ", "a "} {
		if got := all[i].ARN + " " + all[i].Key; got != want {
			b.Fatalf("post %d is for %q, want %q", i, got, want)
		}
	}
}

func postReplaces(b *bench) {
	b.owned("me", "a")
	for i, key := range []string{"k", "l", "", ""} {
		b.post("a", durable.Post{Key: key, Replace: true, Text: fmt.Append(nil, i)})
	}
	before := b.wantPosts("me", "0", "1", "2", "3")
	b.post("a", durable.Post{Key: "k", Replace: true, Text: []byte("again")})
	after := b.wantPosts("me", "1", "2", "3", "again")
	if last := after[3].Number; last <= before[3].Number {
		b.Fatalf("a post that replaces another one has the number %d; %d was seen", last, before[3].Number)
	}
	b.wantErr("Post", b.store.Post(b.ctx, "a", durable.Post{Key: "k"}), durable.ErrPosted)
}

func postKeyTaken(b *bench) {
	r := b.owned("me", "a")
	b.post("a", durable.Post{Key: "k", Text: []byte("1")})
	c := next("me", r)
	c.Taken = []int64{b.wantPosts("me", "1")[0].Number}
	b.mustCommit(c)
	b.post("a", durable.Post{Key: "k", Text: []byte("2")})
	b.wantPosts("me", "2")
}

func postNumbers(b *bench) {
	b.owned("me", "a")
	b.owned("me", "b")
	var want []string
	for i := range 20 {
		b.post([]string{"a", "b"}[i%2], durable.Post{Text: fmt.Append(nil, i)})
		want = append(want, fmt.Sprint(i))
	}
	all := b.wantPosts("me", want...)
	if !slices.IsSortedFunc(all, func(x, y durable.Posted) int { return int(x.Number - y.Number) }) || all[0].Number <= 0 {
		b.Fatalf("numbers of posts do not grow from above 0: %+v", all)
	}
}

func postNumbersOnce(b *bench) {
	r := b.owned("me", "a")
	var last int64
	for range 3 {
		b.post("a", durable.Post{Text: []byte("text")})
		number := b.wantPosts("me", "text")[0].Number
		if number <= last {
			b.Fatalf("a post has the number %d after one with %d", number, last)
		}
		last = number
		c := next("me", r)
		c.Taken = []int64{number}
		b.mustCommit(c)
		r.Seq++
	}
}

func postsOfOwner(b *bench) {
	b.owned("me", "a")
	b.owned("you", "b")
	b.post("a", durable.Post{Text: []byte("of a")})
	b.post("b", durable.Post{Text: []byte("of b")})
	b.create(b.row("c"))
	b.post("c", durable.Post{Text: []byte("of c")})
	b.wantPosts("me", "of a")
	b.wantPosts("you", "of b")
	b.wantPosts("they")
	b.wantPosts("")
	b.now = b.now.Add(lease)
	b.wantPosts("me", "of a") // nobody else has it
	b.wantClaimed("they", "a", "b", "c")
	b.wantPosts("me")
	b.wantPosts("they", "of a", "of b", "of c")
}

func postsPages(b *bench) {
	b.owned("me", "a")
	for i := range 5 {
		b.post("a", durable.Post{Text: fmt.Append(nil, i)})
	}
	var got string
	var after int64
	for range 4 {
		page, err := b.store.Posts(b.ctx, "me", after, 2)
		if err != nil || len(page) > 2 {
			b.Fatalf("Posts, at most 2: %+v, %v", page, err)
		}
		for _, p := range page {
			got += string(p.Text)
			after = p.Number
		}
		got += " "
	}
	if got != "01 23 4  " {
		b.Fatalf("pages of posts: %q, want %q", got, "01 23 4  ")
	}
	if page, err := b.store.Posts(b.ctx, "me", 0, 0); err != nil || len(page) > 0 {
		b.Fatalf("Posts, at most 0: %+v, %v", page, err)
	}
}

func postsStay(b *bench) {
	r := b.owned("me", "a")
	b.post("a", durable.Post{Text: []byte("post")})
	b.wantPosts("me", "post")
	b.mustCommit(next("me", r))
	b.wantPosts("me", "post")
	b.now = b.now.Add(lease)
	if got := b.wantClaimed("you", "a")[0].Posts; len(got) != 1 || string(got[0].Text) != "post" {
		b.Fatalf("posts %+v, want the one that nobody took", got)
	}
}
