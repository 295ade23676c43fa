package temporal

import (
	"context"
	"errors"

	"github.com/goasl/goasl/durable"
)

// PutObject stores an object for those above, such as the definition of a machine, where
// [WithObjects] says: see [durable.Objects].
func (c *Client) PutObject(ctx context.Context, o durable.Object, was int64) error {
	return c.cfg.objects.PutObject(ctx, o, was)
}

// Object returns an object: see [durable.Objects].
func (c *Client) Object(ctx context.Context, kind, name string) (durable.Object, error) {
	return c.cfg.objects.Object(ctx, kind, name)
}

// Objects returns objects of a kind: see [durable.Objects].
func (c *Client) Objects(ctx context.Context, kind, after string, max int) ([]durable.Object, error) {
	return c.cfg.objects.Objects(ctx, kind, after, max)
}

// nowhere keeps no objects.
type nowhere struct{}

var errNowhere = errors.New("temporal: a cluster keeps neither activities nor machines: use WithObjects")

func (nowhere) PutObject(context.Context, durable.Object, int64) error { return errNowhere }

func (nowhere) Object(context.Context, string, string) (durable.Object, error) {
	return durable.Object{}, errNowhere
}

func (nowhere) Objects(context.Context, string, string, int) ([]durable.Object, error) {
	return nil, errNowhere
}
