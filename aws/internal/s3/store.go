// Package s3 is an object store in S3, or at a server that stands for it.
package s3

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/items"
)

// Store is an [items.ObjectStore] in S3. It repeats requests that have failed for a reason
// that may pass, and reads on where the reading of an object broke off. It is safe for
// concurrent use.
type Store struct {
	client func() (*client.Client, error)
	owner  string        // of buckets; "" for any
	pause  time.Duration // before the first repetition; each one after it waits twice as long
	stall  time.Duration // after which a request or a read that gets nothing is ended
	part   int           // the length of the parts of an upload
}

// New returns a store that calls S3 with a client.
func New(client func() (*client.Client, error)) *Store {
	return &Store{client: client, pause: 100 * time.Millisecond, stall: time.Minute, part: partSize}
}

// OwnedBy implements [items.Owned].
func (s *Store) OwnedBy(account string) items.ObjectStore {
	owned := *s
	owned.owner = account
	return &owned
}

// validBucket matches what a bucket may be called. It becomes a part of a host name or path.
var validBucket = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$`)

// request is a request that may be repeated.
type request struct {
	operation string
	client.Request
	text []byte // the body
}

// request returns a request for an object, or for a bucket if the key is "".
func (s *Store) request(operation, method, bucket, key string, query url.Values) (*request, error) {
	if !validBucket.MatchString(bucket) {
		return nil, fmt.Errorf("%q cannot be the name of a bucket", bucket)
	}
	path := "/" + bucket
	if key != "" {
		path += "/" + escape(key)
	}
	r := &request{operation: operation, Request: client.Request{Service: "s3", Method: method, Path: path, Query: query, Header: http.Header{}}}
	if s.owner != "" {
		r.Header.Set("X-Amz-Expected-Bucket-Owner", s.owner)
	}
	return r, nil
}

// escape escapes a key for a path, as signatures need it.
func escape(key string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(key) {
		switch c := key[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}

// tries is how often a request is sent at most, and how often reading may break off without
// getting far.
const tries = 5

// do sends a request until it is answered with a success, or with a failure that does not
// pass. The caller closes the response.
func (s *Store) do(ctx context.Context, r *request) (*http.Response, error) {
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	for n := 1; ; n++ {
		resp, err := s.once(ctx, c, r, n)
		if err == nil || n == tries || !passes(err) || ctx.Err() != nil {
			return resp, err
		}
		if err := s.rest(ctx, n); err != nil {
			return nil, err
		}
	}
}

// once sends a request once. A request without an answer is ended after some time, and a
// response of which nothing comes any more, too.
func (s *Store) once(ctx context.Context, c *client.Client, r *request, attempt int) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watch{ctx: ctx, cancel: cancel, after: s.stall}
	w.timer = time.AfterFunc(s.stall+time.Duration(len(r.text)/slowest)*time.Second, w.end)
	send := r.Request
	if len(r.text) > 0 { // the body of an attempt before may be read still
		send.Body, send.Length = bytes.NewReader(r.text), int64(len(r.text))
	}
	resp, err := c.Send(ctx, &send)
	if err == nil && resp.StatusCode >= 300 {
		err = refused(r.operation, resp, attempt)
	}
	if err != nil {
		err = stalledIn(ctx, err)
		w.close()
		return nil, err
	}
	w.timer.Stop()
	w.body, resp.Body = resp.Body, w
	return resp, nil
}

// slowest is how many bytes a second are sent at least.
const slowest = 64 << 10

// rest waits before a request is repeated.
func (s *Store) rest(ctx context.Context, n int) error {
	t := time.NewTimer(s.pause << (n - 1))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
