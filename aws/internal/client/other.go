package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

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

// ClusterToken returns the token with which the Kubernetes of a cluster of EKS is called: a
// signed request to STS that says who has made it.
func (c *Client) ClusterToken(ctx context.Context, cluster, region string) (string, error) {
	if c.cfg.Credentials == nil {
		return "", nil
	}
	credentials, err := c.cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return "", fmt.Errorf("unable to load credentials: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://sts."+region+".amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=60", nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("x-k8s-aws-id", cluster)
	signed, _, err := v4.NewSigner().PresignHTTP(ctx, credentials, req, emptyHash, "sts", region, now())
	if err != nil {
		return "", err
	}
	return "k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte(signed)), nil
}
