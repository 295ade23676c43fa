package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/goasl/goasl/aws/internal/wire"
)

// Request is a request to a service, which [Client.Send] addresses, signs and sends. It is
// for bodies that are too large for [Client.Call].
type Request struct {
	Service string // in the resources of aws-sdk integrations: "s3"
	Method  string
	Host    string // comes before the host name of AWS, "" for nothing
	Path    string // escaped, with a slash at the beginning; that of S3 begins with the bucket
	Query   url.Values
	Header  http.Header // is not changed
	Body    io.Reader   // nil for none. One that is no io.Seeker is sent as it is, and not signed
	Length  int64       // of the body in bytes, -1 if it is not known

	Unsigned bool // no signature
}

// Send sends a request and returns the response, whatever its status is. The caller closes
// its body, which may be of any length. ctx ends the reading of the body, too.
func (c *Client) Send(ctx context.Context, r *Request) (*http.Response, error) {
	req, signed, err := c.request(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := c.sign(req, r, signed); err != nil {
		return nil, err
	}
	resp, err := c.cfg.HTTP.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, plain(err)
	}
	return resp, nil
}

// request returns the request with its address, and how it is signed.
func (c *Client) request(ctx context.Context, r *Request) (*http.Request, wire.Endpoint, error) {
	at, err := c.endpoint(r.Service)
	if err != nil {
		return nil, at, err
	}
	u, err := url.Parse(at.URL)
	if err != nil {
		return nil, at, fmt.Errorf("the address of %s: %w", r.Service, err)
	}
	path := r.Path
	if c.Target(r.Service) == Real {
		u.Host = r.Host + u.Host
		if r.Service == "s3" {
			u.Host, path, err = virtualHost(u.Host, path, &at)
		}
		if err != nil {
			return nil, at, err
		}
	}
	escaped := strings.TrimSuffix(u.EscapedPath(), "/") + path
	if u.Path, err = url.PathUnescape(escaped); err != nil {
		return nil, at, err
	}
	u.RawPath, u.RawQuery = escaped, strings.ReplaceAll(r.Query.Encode(), "+", "%20")
	req, err := http.NewRequestWithContext(ctx, r.Method, u.String(), r.Body)
	if err != nil {
		return nil, at, plain(err)
	}
	req.URL = u // as it is: String may have escaped the path in another way
	req.Header = r.Header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	req.ContentLength = r.Length
	if r.Length == 0 {
		req.Body = http.NoBody
	}
	req.Header.Set("User-Agent", "goasl")
	if c.cfg.Trace != "" {
		req.Header.Set("X-Amzn-Trace-Id", c.cfg.Trace) // services take it from here, and SQS hands it on
	}
	req.Header.Set("Accept-Encoding", "identity") // a body is what the service has
	return req, at, nil
}

// endpoint returns where a service is, and how requests to it are signed.
func (c *Client) endpoint(service string) (wire.Endpoint, error) {
	s, err := wire.Lookup(service)
	if err != nil {
		return wire.Endpoint{}, err
	}
	if s == nil {
		return wire.Endpoint{}, fmt.Errorf("the service %q is not known", service)
	}
	e, err := s.Endpoint(c.cfg.Region)
	if err != nil {
		return e, err
	}
	switch target := c.Target(service); target {
	case "":
		return e, fmt.Errorf("%w %s", ErrNoTarget, service)
	case Real:
	default:
		e.URL = target
	}
	return e, nil
}

// plainBucket is the name of a bucket that can be a label of a host name that has a
// certificate.
var plainBucket = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`)

// virtualHost moves a bucket from the path to the host name, and so the ARN of an access point, which
// is signed in another way. Others stay in the path.
func virtualHost(host, path string, at *wire.Endpoint) (string, string, error) {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if strings.HasPrefix(bucket, "arn%3A") {
		arn, err := url.PathUnescape(bucket)
		if err == nil {
			host, err = accessPointHost(arn, host, at)
		}
		return host, "/" + key, err
	}
	if !plainBucket.MatchString(bucket) {
		return host, path, nil
	}
	return bucket + "." + host, "/" + key, nil
}

// emptyHash is the hash of no bytes.
var emptyHash = hex.EncodeToString(sha256.New().Sum(nil))

// sign signs a request.
func (c *Client) sign(req *http.Request, r *Request, at wire.Endpoint) error {
	if r.Unsigned || c.cfg.Credentials == nil {
		return nil
	}
	credentials, err := c.cfg.Credentials.Retrieve(req.Context())
	if err != nil {
		return fmt.Errorf("unable to load credentials: %w", err)
	}
	hash, err := payloadHash(r)
	if err != nil {
		return err
	}
	isS3 := at.Name == "s3" || strings.HasPrefix(at.Name, "s3-")
	if isS3 {
		req.Header.Set("X-Amz-Content-Sha256", hash)
	}
	return v4.NewSigner().SignHTTP(req.Context(), credentials, req, hash, at.Name, at.Region, now(), func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = isS3
	})
}

// payloadHash returns the hash of the body, which is at its beginning again afterwards.
func payloadHash(r *Request) (string, error) {
	if r.Body == nil || r.Length == 0 {
		return emptyHash, nil
	}
	body, ok := r.Body.(io.Seeker)
	if !ok {
		return "UNSIGNED-PAYLOAD", nil
	}
	h := sha256.New()
	if _, err := io.Copy(h, r.Body); err != nil {
		return "", err
	}
	_, err := body.Seek(0, io.SeekStart)
	return hex.EncodeToString(h.Sum(nil)), err
}
