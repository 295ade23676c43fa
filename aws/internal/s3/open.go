package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/items"
)

// Open implements [items.ObjectStore].
func (s *Store) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	r := &reader{ctx: ctx, store: s, bucket: bucket, key: key, at: at}
	info, err := r.open()
	if err != nil {
		return nil, fmt.Errorf("s3://%s/%s: %w", bucket, key, err)
	}
	r.at.Version, r.at.ETag = info.Version, info.ETag
	r.left = max(info.Size-at.Offset, 0)
	if at.Length > 0 {
		r.left = min(r.left, at.Length)
	}
	return &items.Object{ReadCloser: r, Info: info}, nil
}

// reader reads an object. Where that breaks off it reads on, by another request.
type reader struct {
	ctx         context.Context
	store       *Store
	bucket, key string
	at          items.Position // of the next byte
	left        int64          // bytes that are to come
	body        io.ReadCloser  // nil if nothing is open

	broken int   // how often reading has broken off
	got    int64 // bytes since the first of these times
}

// much is how many bytes of progress let reading break off as often again.
const much = 1 << 20

func (r *reader) Close() error {
	if r.body == nil {
		return nil
	}
	body := r.body
	r.body = nil
	return body.Close()
}

func (r *reader) Read(p []byte) (int, error) {
	for {
		if r.left == 0 {
			return 0, io.EOF
		}
		if len(p) == 0 {
			return 0, nil
		}
		n, err := r.read(p[:min(int64(len(p)), r.left)])
		r.advance(n)
		switch {
		case n > 0 || err == nil: // an error comes again
			return n, nil
		case r.ctx.Err() != nil:
			return 0, r.ctx.Err()
		case r.broken == tries || !passes(err):
			return 0, fmt.Errorf("s3://%s/%s, from byte %d on: %w", r.bucket, r.key, r.at.Offset, err)
		}
		if err := r.rest(); err != nil {
			return 0, err
		}
	}
}

// rest gives up what was opened, and waits before that is opened again.
func (r *reader) rest() error {
	r.broken++
	r.got = 0
	_ = r.Close()
	return r.store.rest(r.ctx, r.broken)
}

// read reads from what is open, and opens it before if it is not.
func (r *reader) read(p []byte) (int, error) {
	if r.body == nil {
		if _, err := r.open(); err != nil {
			return 0, err
		}
	}
	n, err := r.body.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF // there is something left
	}
	return n, err
}

// advance notes that some bytes were read.
func (r *reader) advance(n int) {
	r.at.Offset += int64(n)
	r.left -= int64(n)
	if r.at.Length > 0 {
		r.at.Length -= int64(n)
	}
	if r.got += int64(n); r.got >= much {
		r.broken = 0
	}
}

// open opens the object at the position.
func (r *reader) open() (items.Info, error) {
	req, err := r.store.request("GetObject", http.MethodGet, r.bucket, r.key, r.query())
	if err != nil {
		return items.Info{}, err
	}
	r.conditions(req.Header)
	if r.at.Offset > 0 || r.at.Length > 0 {
		last := ""
		if r.at.Length > 0 {
			last = strconv.FormatInt(r.at.Offset+r.at.Length-1, 10)
		}
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-%s", r.at.Offset, last))
	}
	resp, err := r.store.do(r.ctx, req)
	var refused *Failed
	switch {
	case err == nil:
	case errors.As(err, &refused) && refused.Status == http.StatusRequestedRangeNotSatisfiable:
		return r.head()
	case refused != nil && refused.Status == http.StatusForbidden && r.at.Version != "" && r.at.ETag != "":
		r.at.Version = "" // who may read objects may perhaps not name their versions; the ETag is enough
		return r.open()
	default:
		return items.Info{}, err
	}
	info, err := r.begin(resp)
	if err != nil {
		resp.Body.Close()
		return items.Info{}, err
	}
	r.body = resp.Body
	return info, nil
}

// query returns what names the version of the object.
func (r *reader) query() url.Values {
	if r.at.Version == "" {
		return nil
	}
	return url.Values{"versionId": {r.at.Version}}
}

// conditions lets S3 refuse another object.
func (r *reader) conditions(h http.Header) {
	if r.at.ETag != "" {
		h.Set("If-Match", `"`+r.at.ETag+`"`)
	}
}

// head describes the object, without opening it.
func (r *reader) head() (items.Info, error) {
	req, err := r.store.request("HeadObject", http.MethodHead, r.bucket, r.key, r.query())
	if err != nil {
		return items.Info{}, err
	}
	r.conditions(req.Header)
	resp, err := r.store.do(r.ctx, req)
	if err != nil {
		return items.Info{}, err
	}
	resp.Body.Close()
	info := describe(r.key, resp)
	if info.Size < 0 {
		return info, errors.New("the server does not say how long the object is")
	}
	return info, r.check(&info)
}

// begin reads what a response says of the object, and passes over what comes before the
// position.
func (r *reader) begin(resp *http.Response) (items.Info, error) {
	info := describe(r.key, resp)
	first := int64(0)
	if resp.StatusCode == http.StatusPartialContent {
		var err error
		if first, info.Size, err = contentRange(resp.Header.Get("Content-Range")); err != nil {
			return info, err
		}
	}
	if err := r.check(&info); err != nil {
		return info, err
	}
	if first > r.at.Offset {
		return info, fmt.Errorf("the server has sent the bytes from %d on, not those from %d on", first, r.at.Offset)
	}
	if _, err := io.CopyN(io.Discard, resp.Body, r.at.Offset-first); err != nil && err != io.EOF {
		return info, err
	}
	if info.Size >= 0 {
		return info, nil
	}
	whole, err := r.head() // the response does not say how long it is
	if err == nil && whole.ETag != info.ETag {
		err = items.ErrChanged
	}
	return whole, err
}

// check returns an error if the object is another one, whether the server looks at
// conditions or not.
func (r *reader) check(info *items.Info) error {
	if r.at.ETag != "" && r.at.ETag != info.ETag || r.at.Version != "" && info.Version != "" && r.at.Version != info.Version {
		return items.ErrChanged
	}
	return nil
}

// describe returns what the header of a response says of an object. The size is -1 if it
// says nothing.
func describe(key string, resp *http.Response) items.Info {
	h := resp.Header
	info := items.Info{
		Key: key, Version: h.Get("X-Amz-Version-Id"), ETag: unquote(h.Get("Etag")),
		StorageClass: h.Get("X-Amz-Storage-Class"), Size: resp.ContentLength,
	}
	if info.StorageClass == "" {
		info.StorageClass = "STANDARD" // S3: it is not said then
	}
	info.Modified, _ = time.Parse(http.TimeFormat, h.Get("Last-Modified"))
	return info
}

func unquote(etag string) string { return strings.Trim(etag, `"`) }

// contentRange reads "bytes 5-9/20".
func contentRange(text string) (first, size int64, err error) {
	wrong := fmt.Errorf("the Content-Range %q of the response cannot be read", text)
	part, whole, ok := strings.Cut(strings.TrimPrefix(text, "bytes "), "/")
	from, _, isRange := strings.Cut(part, "-")
	if !ok || !isRange {
		return 0, 0, wrong
	}
	first, err = strconv.ParseInt(from, 10, 64)
	if err == nil {
		size, err = strconv.ParseInt(whole, 10, 64)
	}
	if err != nil || first < 0 || size < 0 {
		return 0, 0, wrong
	}
	return first, size, nil
}
