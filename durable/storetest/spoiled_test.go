package storetest

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// spoiled is a store with a fault: a method that is set is called in place of that of the
// store, which it has as good.
type spoiled struct {
	durable.Store
	create  func(good durable.Store, ctx context.Context, e []durable.Created) error
	claim   func(good durable.Store, ctx context.Context, c durable.Claim) ([]durable.Claimed, error)
	renew   func(good durable.Store, ctx context.Context, owner string, until time.Time) error
	commit  func(good durable.Store, ctx context.Context, c []durable.Commit) ([]error, error)
	post    func(good durable.Store, ctx context.Context, arn string, p durable.Post) error
	posts   func(good durable.Store, ctx context.Context, owner string, after int64, max int) ([]durable.Posted, error)
	load    func(good durable.Store, ctx context.Context, arn string) (durable.Row, asl.Saved, error)
	journal func(good durable.Store, ctx context.Context, arn string) (durable.Row, asl.Saved, error)
	events  func(good durable.Store, ctx context.Context, arn string, after int64, max int) ([]durable.Chunk, error)
	list    func(good durable.Store, ctx context.Context, f durable.Filter) ([]durable.Row, string, error)
	delete  func(good durable.Store, ctx context.Context, f durable.Filter, max int) (int, error)
	define  func(good durable.Store, ctx context.Context, hash string) ([]byte, error)
	put     func(good durable.Store, ctx context.Context, o durable.Object, was int64) error
	object  func(good durable.Store, ctx context.Context, kind, name string) (durable.Object, error)
	objects func(good durable.Store, ctx context.Context, kind, after string, max int) ([]durable.Object, error)
}

func (s *spoiled) Create(ctx context.Context, e ...durable.Created) error {
	if s.create != nil {
		return s.create(s.Store, ctx, e)
	}
	return s.Store.Create(ctx, e...)
}

func (s *spoiled) Claim(ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
	if s.claim != nil {
		return s.claim(s.Store, ctx, c)
	}
	return s.Store.Claim(ctx, c)
}

func (s *spoiled) Renew(ctx context.Context, owner string, until time.Time) error {
	if s.renew != nil {
		return s.renew(s.Store, ctx, owner, until)
	}
	return s.Store.Renew(ctx, owner, until)
}

func (s *spoiled) Commit(ctx context.Context, c ...durable.Commit) ([]error, error) {
	if s.commit != nil {
		return s.commit(s.Store, ctx, c)
	}
	return s.Store.Commit(ctx, c...)
}

func (s *spoiled) Post(ctx context.Context, arn string, p durable.Post) error {
	if s.post != nil {
		return s.post(s.Store, ctx, arn, p)
	}
	return s.Store.Post(ctx, arn, p)
}

func (s *spoiled) Posts(ctx context.Context, owner string, after int64, max int) ([]durable.Posted, error) {
	if s.posts != nil {
		return s.posts(s.Store, ctx, owner, after, max)
	}
	return s.Store.Posts(ctx, owner, after, max)
}

func (s *spoiled) Load(ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
	if s.load != nil {
		return s.load(s.Store, ctx, arn)
	}
	return s.Store.Load(ctx, arn)
}

func (s *spoiled) Journal(ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
	if s.journal != nil {
		return s.journal(s.Store, ctx, arn)
	}
	return s.Store.Journal(ctx, arn)
}

func (s *spoiled) Events(ctx context.Context, arn string, after int64, max int) ([]durable.Chunk, error) {
	if s.events != nil {
		return s.events(s.Store, ctx, arn, after, max)
	}
	return s.Store.Events(ctx, arn, after, max)
}

func (s *spoiled) List(ctx context.Context, f durable.Filter) ([]durable.Row, string, error) {
	if s.list != nil {
		return s.list(s.Store, ctx, f)
	}
	return s.Store.List(ctx, f)
}

func (s *spoiled) Delete(ctx context.Context, f durable.Filter, max int) (int, error) {
	if s.delete != nil {
		return s.delete(s.Store, ctx, f, max)
	}
	return s.Store.Delete(ctx, f, max)
}

func (s *spoiled) Definition(ctx context.Context, hash string) ([]byte, error) {
	if s.define != nil {
		return s.define(s.Store, ctx, hash)
	}
	return s.Store.Definition(ctx, hash)
}

func (s *spoiled) PutObject(ctx context.Context, o durable.Object, was int64) error {
	if s.put != nil {
		return s.put(s.Store, ctx, o, was)
	}
	return s.Store.PutObject(ctx, o, was)
}

func (s *spoiled) Object(ctx context.Context, kind, name string) (durable.Object, error) {
	if s.object != nil {
		return s.object(s.Store, ctx, kind, name)
	}
	return s.Store.Object(ctx, kind, name)
}

func (s *spoiled) Objects(ctx context.Context, kind, after string, max int) ([]durable.Object, error) {
	if s.objects != nil {
		return s.objects(s.Store, ctx, kind, after, max)
	}
	return s.Store.Objects(ctx, kind, after, max)
}
