package s3

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/goasl/goasl/items"
)

// maxKeys is how many objects a response lists at most. S3: its limit.
const maxKeys = 1000

// maxXML is the most bytes of a response that is read whole. A list of the longest keys has
// less.
const maxXML = 16 << 20

// listed is a response of ListObjectsV2.
type listed struct {
	EncodingType          string
	IsTruncated           bool
	NextContinuationToken string
	Contents              []struct {
		Key          string
		LastModified time.Time
		ETag         string
		Size         int64
		StorageClass string
	}
}

// List implements [items.ObjectStore].
func (s *Store) List(ctx context.Context, bucket, prefix, after string, max int) ([]items.Info, bool, error) {
	query := url.Values{"list-type": {"2"}, "encoding-type": {"url"}, "max-keys": {strconv.Itoa(min(max, maxKeys))}}
	if prefix != "" {
		query.Set("prefix", prefix)
	}
	if after != "" {
		query.Set("start-after", after)
	}
	for {
		page, err := s.list(ctx, bucket, query)
		if err != nil {
			return nil, false, fmt.Errorf("s3://%s: %w", bucket, err)
		}
		found, err := page.infos()
		if err != nil {
			return nil, false, err
		}
		next := page.NextContinuationToken
		if len(found) > 0 || !page.IsTruncated || next == "" || next == query.Get("continuation-token") {
			return found, page.IsTruncated, nil
		}
		query.Set("continuation-token", next) // S3 may list nothing, and yet there is more
	}
}

func (s *Store) list(ctx context.Context, bucket string, query url.Values) (*listed, error) {
	req, err := s.request("ListObjectsV2", http.MethodGet, bucket, "", query)
	if err != nil {
		return nil, err
	}
	page := &listed{}
	_, err = s.answer(ctx, req, page)
	return page, err
}

// answer sends a request whose response is read whole, into a value if that is not nil. A
// response that breaks off is asked for again.
func (s *Store) answer(ctx context.Context, req *request, into any) (*http.Response, error) {
	for n := 1; ; n++ {
		resp, err := s.do(ctx, req)
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(resp.Body, maxXML))
		resp.Body.Close()
		if err == nil {
			if into == nil {
				return resp, nil
			}
			return resp, decode(req.operation, text, into)
		}
		if n == tries || !passes(err) || ctx.Err() != nil {
			return nil, err
		}
		if err := s.rest(ctx, n); err != nil {
			return nil, err
		}
	}
}

func decode(operation string, text []byte, into any) error {
	if err := xml.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the response to %s cannot be read: %w", operation, err)
	}
	return nil
}

// infos returns what the response lists.
func (l *listed) infos() ([]items.Info, error) {
	found := make([]items.Info, 0, len(l.Contents))
	for _, o := range l.Contents {
		info := items.Info{Key: o.Key, ETag: unquote(o.ETag), StorageClass: o.StorageClass, Size: o.Size, Modified: o.LastModified}
		if l.EncodingType == "url" {
			var err error
			if info.Key, err = url.QueryUnescape(o.Key); err != nil {
				return nil, fmt.Errorf("the key %q in a list cannot be read: %w", o.Key, err)
			}
		}
		found = append(found, info)
	}
	return found, nil
}
