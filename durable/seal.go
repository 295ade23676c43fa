package durable

import (
	"context"
	"slices"

	"github.com/goasl/goasl/asl"
)

// Seal encrypts what a store keeps of payloads: snapshots, records, events, posts and the
// values of objects. Names, ARNs, times, statuses and definitions stay readable. It must be
// safe for concurrent use, and must not modify what it is given. Whoever changes the key must
// open what was sealed with older ones, too: texts are sealed anew only as they are replaced.
type Seal interface {
	Seal(plain []byte) (sealed []byte, err error)
	// Open undoes Seal. The error says that the text is damaged, or sealed with a key that
	// is not known.
	Open(sealed []byte) (plain []byte, err error)
}

// sealed is a Store whose texts are sealed.
type sealed struct {
	Store
	seal Seal
}

// each replaces texts by what f makes of them.
func each(f func([]byte) ([]byte, error), texts ...*[]byte) error {
	for _, t := range texts {
		if *t == nil {
			continue
		}
		text, err := f(*t)
		if err != nil {
			return err
		}
		*t = text
	}
	return nil
}

func (s *sealed) Create(ctx context.Context, e ...Created) error {
	e = slices.Clone(e)
	for i := range e {
		if err := each(s.seal.Seal, &e[i].Snapshot); err != nil {
			return err
		}
	}
	return s.Store.Create(ctx, e...)
}

func (s *sealed) Commit(ctx context.Context, all ...Commit) ([]error, error) {
	all = slices.Clone(all)
	for i := range all {
		c := &all[i]
		if err := each(s.seal.Seal, &c.Record, &c.Snapshot, &c.Events); err != nil {
			return nil, err
		}
		c.Posts = slices.Clone(c.Posts)
		for j := range c.Posts {
			if err := each(s.seal.Seal, &c.Posts[j].Text); err != nil {
				return nil, err
			}
		}
	}
	return s.Store.Commit(ctx, all...)
}

func (s *sealed) Post(ctx context.Context, arn string, p Post) error {
	if err := each(s.seal.Seal, &p.Text); err != nil {
		return err
	}
	return s.Store.Post(ctx, arn, p)
}

// A claimed execution whose texts cannot be opened is given all the same: it will be stalled
// for what they are then, no snapshot.
func (s *sealed) Claim(ctx context.Context, c Claim) ([]Claimed, error) {
	all, err := s.Store.Claim(ctx, c)
	for i := range all {
		saved, err := s.open(all[i].Saved)
		if err != nil {
			saved = asl.Saved{}
		}
		all[i].Saved = saved
		for j := range all[i].Posts {
			if each(s.seal.Open, &all[i].Posts[j].Text) != nil {
				all[i].Posts[j].Text = nil
			}
		}
	}
	return all, err
}

func (s *sealed) Posts(ctx context.Context, owner string, after int64, limit int) ([]Posted, error) {
	all, err := s.Store.Posts(ctx, owner, after, limit)
	for i := range all {
		if each(s.seal.Open, &all[i].Text) != nil {
			all[i].Text = nil
		}
	}
	return all, err
}

func (s *sealed) open(saved asl.Saved) (asl.Saved, error) {
	saved.Records = slices.Clone(saved.Records)
	err := each(s.seal.Open, &saved.Snapshot)
	for i := range saved.Records {
		if err == nil {
			err = each(s.seal.Open, &saved.Records[i])
		}
	}
	return saved, err
}

func (s *sealed) Load(ctx context.Context, arn string) (Row, asl.Saved, error) {
	row, saved, err := s.Store.Load(ctx, arn)
	if err == nil {
		saved, err = s.open(saved)
	}
	return row, saved, err
}

func (s *sealed) Journal(ctx context.Context, arn string) (Row, asl.Saved, error) {
	row, saved, err := s.Store.Journal(ctx, arn)
	if err == nil {
		saved, err = s.open(saved)
	}
	return row, saved, err
}

func (s *sealed) Events(ctx context.Context, arn string, after int64, limit int) ([]Chunk, error) {
	all, err := s.Store.Events(ctx, arn, after, limit)
	for i := range all {
		if err == nil {
			err = each(s.seal.Open, &all[i].Text)
		}
	}
	return all, err
}

func (s *sealed) PutObject(ctx context.Context, o Object, was int64) error {
	if err := each(s.seal.Seal, &o.Value); err != nil {
		return err
	}
	return s.Store.PutObject(ctx, o, was)
}

func (s *sealed) Object(ctx context.Context, kind, name string) (Object, error) {
	o, err := s.Store.Object(ctx, kind, name)
	if err == nil {
		err = each(s.seal.Open, &o.Value)
	}
	return o, err
}

func (s *sealed) Objects(ctx context.Context, kind, after string, limit int) ([]Object, error) {
	all, err := s.Store.Objects(ctx, kind, after, limit)
	for i := range all {
		if err == nil {
			err = each(s.seal.Open, &all[i].Value)
		}
	}
	return all, err
}
