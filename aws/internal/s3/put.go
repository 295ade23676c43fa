package s3

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/items"
)

// partSize is the length of a part of an upload, and of the longest object that is put by one
// request. S3: a part but the last has at least 5 MiB, and an upload at most 10,000 parts.
const partSize = 8 << 20

// abortTime is how long the end of an upload that has failed may take.
const abortTime = 30 * time.Second

// Put implements [items.ObjectStore]. Of an upload that fails nothing is left behind, if S3
// can be reached.
func (s *Store) Put(ctx context.Context, bucket, key string, body io.Reader) (items.Info, error) {
	u := &upload{store: s, bucket: bucket, key: key}
	first, err := io.ReadAll(io.LimitReader(body, int64(s.part)))
	var info items.Info
	switch {
	case err != nil:
	case len(first) < s.part:
		info, err = u.whole(ctx, first)
	default:
		info, err = u.inParts(ctx, first, body)
	}
	if err != nil {
		return items.Info{}, fmt.Errorf("s3://%s/%s: %w", bucket, key, err)
	}
	return info, nil
}

// upload puts an object.
type upload struct {
	store       *Store
	bucket, key string
	id          string // of an upload in parts
	parts       []part
	size        int64
}

// part is one of the parts in the request that completes an upload.
type part struct {
	PartNumber int
	ETag       string
}

// whole puts an object by one request.
func (u *upload) whole(ctx context.Context, text []byte) (items.Info, error) {
	u.size = int64(len(text))
	resp, err := u.send(ctx, "PutObject", http.MethodPut, nil, text, nil)
	if err != nil {
		return items.Info{}, err
	}
	info := describe(u.key, resp)
	info.Size, info.Modified = u.size, time.Now()
	return info, nil
}

// send sends a request for the object, and reads the response, into a value if that is not
// nil.
func (u *upload) send(ctx context.Context, operation, method string, query url.Values, body []byte, into any) (*http.Response, error) {
	req, err := u.store.request(operation, method, u.bucket, u.key, query)
	if err != nil {
		return nil, err
	}
	req.text = body
	return u.store.answer(ctx, req, into)
}

// inParts puts an object in parts, of which the first one is read.
func (u *upload) inParts(ctx context.Context, buf []byte, body io.Reader) (items.Info, error) {
	var begun struct{ UploadId string }
	if _, err := u.send(ctx, "CreateMultipartUpload", http.MethodPost, url.Values{"uploads": {""}}, nil, &begun); err != nil {
		return items.Info{}, err
	}
	if u.id = begun.UploadId; u.id == "" {
		return items.Info{}, errors.New("the server has begun an upload without an id")
	}
	info, err := u.all(ctx, buf, body)
	if err != nil {
		return items.Info{}, errors.Join(err, u.abort(ctx))
	}
	return info, nil
}

// all puts the parts, and completes the upload.
func (u *upload) all(ctx context.Context, buf []byte, body io.Reader) (items.Info, error) {
	n, err := len(buf), error(nil)
	for n > 0 {
		if err := u.part(ctx, buf[:n]); err != nil {
			return items.Info{}, err
		}
		if err == io.EOF {
			break
		}
		if n, err = fill(buf, body); err != nil && err != io.EOF {
			return items.Info{}, err
		}
	}
	return u.complete(ctx)
}

// fill reads until the buffer is full. An error comes with what was read before it.
func fill(buf []byte, body io.Reader) (n int, err error) {
	for n < len(buf) && err == nil {
		var more int
		more, err = body.Read(buf[n:])
		n += more
	}
	return n, err
}

func (u *upload) part(ctx context.Context, text []byte) error {
	number := len(u.parts) + 1
	query := url.Values{"uploadId": {u.id}, "partNumber": {strconv.Itoa(number)}}
	resp, err := u.send(ctx, "UploadPart", http.MethodPut, query, text, nil)
	if err != nil {
		return err
	}
	u.size += int64(len(text))
	u.parts = append(u.parts, part{number, resp.Header.Get("Etag")})
	return nil
}

// completed is the response to CompleteMultipartUpload. S3: it may say of a failure that it
// was a success at first, and then be an Error.
type completed struct {
	XMLName xml.Name
	ETag    string
	Code    string
	Message string
}

// complete makes the parts the object.
func (u *upload) complete(ctx context.Context) (items.Info, error) {
	body, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ CompleteMultipartUpload"`
		Part    []part
	}{Part: u.parts})
	if err != nil {
		return items.Info{}, err
	}
	for n := 1; ; n++ {
		var answer completed
		resp, err := u.send(ctx, "CompleteMultipartUpload", http.MethodPost, url.Values{"uploadId": {u.id}}, body, &answer)
		if err == nil && answer.XMLName.Local == "Error" {
			err = u.refused(resp, &answer, n)
		}
		if err == nil {
			info := describe(u.key, resp)
			info.ETag, info.Size, info.Modified = unquote(answer.ETag), u.size, time.Now()
			return info, nil
		}
		if info, ok := u.isThere(ctx, err); ok {
			return info, nil
		}
		if n == tries || !passes(err) || ctx.Err() != nil {
			return items.Info{}, err
		}
		if err := u.store.rest(ctx, n); err != nil {
			return items.Info{}, err
		}
	}
}

// refused returns the error in the body of a response.
func (u *upload) refused(resp *http.Response, answer *completed, attempt int) error {
	o, err := client.Operation("s3", "CompleteMultipartUpload")
	if err != nil {
		return err
	}
	f := &Failed{client.Failed{Service: o.Service, Operation: o.Name}, attempt}
	f.Status, f.Code, f.Message = resp.StatusCode, answer.Code, answer.Message
	f.RequestID = resp.Header.Get("X-Amz-Request-Id")
	return f
}

// isThere reports whether the object is there although the upload is not: then a request
// whose response was lost has completed it.
func (u *upload) isThere(ctx context.Context, err error) (items.Info, bool) {
	var f *Failed
	if !errors.As(err, &f) || f.Code != "NoSuchUpload" {
		return items.Info{}, false
	}
	info, err := (&reader{ctx: ctx, store: u.store, bucket: u.bucket, key: u.key}).head()
	return info, err == nil && info.Size == u.size && info.ETag == u.etag()
}

// etag returns the entity tag of the object. S3: it is made of the MD5 sums of the parts,
// unless these are encrypted with another key than that of S3.
func (u *upload) etag() string {
	sum := md5.New()
	for _, p := range u.parts {
		part, err := hex.DecodeString(unquote(p.ETag))
		if err != nil {
			return ""
		}
		sum.Write(part)
	}
	return fmt.Sprintf("%x-%d", sum.Sum(nil), len(u.parts))
}

// abort removes the parts, also if ctx has ended.
func (u *upload) abort(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTime)
	defer cancel()
	_, err := u.send(ctx, "AbortMultipartUpload", http.MethodDelete, url.Values{"uploadId": {u.id}}, nil, nil)
	var f *Failed
	if errors.As(err, &f) && f.Code == "NoSuchUpload" {
		return nil
	}
	return err
}
