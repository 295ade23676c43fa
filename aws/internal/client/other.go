package client

import (
	"bytes"
	"context"
	"net/http"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/httphead"
)

// Signing says with which name and region a request is signed; without a name it is not.
type Signing struct{ Name, Region string }

// Do sends a request with this body to an address of its own, such as that of an API of API
// Gateway, and returns the response with the fields of its header. The caller closes its
// body.
func (c *Client) Do(ctx context.Context, req *http.Request, body []byte, as Signing) (*http.Response, []httphead.Field, error) {
	r := &Request{Body: bytes.NewReader(body), Length: int64(len(body)), Unsigned: as.Name == ""}
	if err := c.sign(req, r, wire.Endpoint{Name: as.Name, Region: as.Region}); err != nil {
		return nil, nil, err
	}
	ctx, fields := httphead.Keep(ctx)
	resp, err := c.cfg.HTTP.Do(req.WithContext(ctx))
	if err != nil {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		return nil, nil, plain(err)
	}
	return resp, fields(), nil
}
