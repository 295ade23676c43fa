package sfnapi

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/goasl/goasl/durable"
)

// load reads an object; found is false if there is none.
func (s *Service) load(ctx context.Context, kind, name string, to any) (version int64, found bool, err error) {
	o, err := s.backend.Object(ctx, kind, name)
	switch {
	case errors.Is(err, durable.ErrNotFound):
		return 0, false, nil
	case err != nil:
		return 0, false, err
	}
	return o.Version, true, json.Unmarshal(o.Value, to)
}

// store writes an object whose version is was. The error wraps [durable.ErrConflict] if it has
// another one.
func (s *Service) store(ctx context.Context, kind, name string, was int64, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.backend.PutObject(ctx, durable.Object{Kind: kind, Name: name, Value: text}, was)
}

// remove deletes an object whose version is was, unless it has another one.
func (s *Service) remove(ctx context.Context, kind, name string, was int64) error {
	err := s.backend.PutObject(ctx, durable.Object{Kind: kind, Name: name}, was)
	if errors.Is(err, durable.ErrConflict) {
		return nil
	}
	return err
}

// untilStored calls do, which reads an object and stores what it makes of it, again as long as
// another one has stored that object in the meantime.
func untilStored(do func() error) error {
	for {
		if err := do(); !errors.Is(err, durable.ErrConflict) {
			return err
		}
	}
}
