package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/items"
)

// text is one that shows where it was read from.
func text(length int) string {
	var b strings.Builder
	for b.Len() < length {
		fmt.Fprintf(&b, "%07d\n", b.Len())
	}
	return b.String()[:length]
}

// read opens and reads an object.
func read(t *testing.T, store items.ObjectStore, at items.Position) (string, items.Info, error) {
	t.Helper()
	o, err := store.Open(t.Context(), "bucket", "k", at)
	if err != nil {
		return "", items.Info{}, err
	}
	defer o.Close()
	got, err := io.ReadAll(o)
	return string(got), o.Info, err
}

func TestOpen(t *testing.T) {
	whole := text(100)
	tests := []struct {
		name string
		at   items.Position
		want string
	}{
		{"all", items.Position{}, whole},
		{"from a byte on", items.Position{Offset: 10}, whole[10:]},
		{"some bytes", items.Position{Offset: 10, Length: 5}, whole[10:15]},
		{"the first byte", items.Position{Length: 1}, whole[:1]},
		{"more than there are", items.Position{Offset: 90, Length: 20}, whole[90:]},
		{"from the end on", items.Position{Offset: 100}, ""},
		{"from behind the end on", items.Position{Offset: 1000, Length: 2}, ""},
		{"the same object", items.Position{Offset: 10, ETag: etagOf(whole)}, whole[10:]},
	}
	for _, plain := range []bool{false, true} {
		for _, mute := range []bool{false, true} {
			for _, tt := range tests {
				s, store := serve(t)
				s.objects["k"], s.plain, s.mute = whole, plain, mute
				got, info, err := read(t, store, tt.at)
				if got != tt.want || err != nil {
					t.Errorf("%s, plain %t, mute %t: %q, %v", tt.name, plain, mute, got, err)
				}
				if info.Size != 100 || info.ETag != etagOf(whole) || info.Key != "k" || info.StorageClass != "STANDARD" || info.Modified.Year() != 2026 {
					t.Errorf("%s, plain %t, mute %t: %+v", tt.name, plain, mute, info)
				}
			}
		}
	}
}

// Another object is an error, also if the server does not look at conditions, and however
// far it was read.
func TestOpenChanged(t *testing.T) {
	for _, plain := range []bool{false, true} {
		s, store := serve(t)
		s.objects["k"], s.plain = "hello", plain
		for _, at := range []items.Position{{ETag: "other"}, {ETag: "other", Offset: 2}, {ETag: "other", Offset: 9}} {
			if _, _, err := read(t, store, at); !errors.Is(err, items.ErrChanged) {
				t.Errorf("plain %t, at %d: %v", plain, at.Offset, err)
			}
		}
		s.objects["k"], s.short = text(1000), 600
		o, err := store.Open(t.Context(), "bucket", "k", items.Position{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, o, 300); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		s.objects["k"] = strings.ToUpper(text(999)) + "x"
		s.mu.Unlock()
		if rest, err := io.ReadAll(o); !errors.Is(err, items.ErrChanged) || len(rest) != 300 {
			t.Errorf("plain %t: %d bytes more, %v", plain, len(rest), err)
		}
		o.Close()
	}
}

// Who may not read versions reads the object on by its entity tag.
func TestOpenVersion(t *testing.T) {
	s, store := serve(t)
	s.objects["k"] = "hello"
	s.noVersions = true
	if got, _, err := read(t, store, items.Position{Version: "1", ETag: etagOf("hello"), Offset: 1}); got != "ello" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, _, err := read(t, store, items.Position{Version: "1"}); err == nil || !strings.Contains(err.Error(), "S3.AccessDeniedException") {
		t.Errorf("a version that was asked for: %v", err)
	}
}

// Reading goes on where it has broken off, as long as it gets on.
func TestReadOn(t *testing.T) {
	s, store := serve(t)
	s.objects["k"], s.short = text(3<<20), 1<<20
	if got, _, err := read(t, store, items.Position{}); err != nil || got != s.objects["k"] {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	s.took()
	s.short = 10
	got, _, err := read(t, store, items.Position{})
	if err == nil || !strings.Contains(err.Error(), "s3://bucket/k, from byte 60 on: unexpected EOF") || got != text(60) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if asked := strings.Count(s.took(), "GET"); asked != 1+tries {
		t.Errorf("%d requests", asked)
	}
}

// What may pass is asked for again, and nothing else.
func TestRepeat(t *testing.T) {
	tests := []struct {
		status int
		code   string
		want   int // requests
	}{
		{503, "SlowDown", 3}, {500, "InternalError", 3}, {429, "TooManyRequests", 3}, {400, "RequestTimeout", 3},
		{403, "AccessDenied", 1}, {404, "NoSuchKey", 1}, {501, "NotImplemented", 1}, {301, "PermanentRedirect", 1}, {412, "PreconditionFailed", 1},
	}
	for _, tt := range tests {
		s, store := serve(t)
		s.objects["k"] = "hello"
		s.fail = func(w http.ResponseWriter, _ string, n int) bool {
			if n <= 2 {
				refuse(w, tt.status, tt.code)
			}
			return n <= 2
		}
		got, _, err := read(t, store, items.Position{})
		if n := strings.Count(s.took(), "GET"); n != tt.want || (err == nil) != (tt.want == 3) {
			t.Errorf("%s: %d requests, %q, %v", tt.code, n, got, err)
		}
	}
	s, store := serve(t)
	s.fail = func(http.ResponseWriter, string, int) bool { panic(http.ErrAbortHandler) }
	if _, _, err := read(t, store, items.Position{}); err == nil || strings.Count(s.took(), "GET") < tries {
		t.Errorf("without answers: %v", err)
	}
}

func TestFailures(t *testing.T) {
	s, store := serve(t)
	_, _, err := read(t, store, items.Position{})
	want := "s3://bucket/k: S3.NoSuchKeyException: It is NoSuchKey. (Service: S3, Status Code: 404, Request ID: id) (SDK Attempt Count: 1)"
	if !errors.Is(err, fs.ErrNotExist) || err.Error() != want {
		t.Errorf("without an object: %v", err)
	}
	if _, err := store.Open(t.Context(), "other", "k", items.Position{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "S3.NoSuchBucketException") {
		t.Errorf("without a bucket: %v", err)
	}
	if _, _, err := store.List(t.Context(), "other", "", "", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a bucket: %v", err)
	}
	for _, bucket := range []string{"", "..", "a/b", "a?b", "x", "arn:aws:s3:::b"} {
		if _, err := store.Open(t.Context(), bucket, "k", items.Position{}); err == nil || !strings.Contains(err.Error(), "cannot be the name of a bucket") {
			t.Errorf("the bucket %q: %v", bucket, err)
		}
	}
	none := New(func() (*client.Client, error) { return client.New(client.Config{Region: "us-east-1"}), nil })
	if _, err := none.Open(t.Context(), "bucket", "k", items.Position{}); !errors.Is(err, client.ErrNoTarget) {
		t.Errorf("without a server: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.fail = func(http.ResponseWriter, string, int) bool { cancel(); panic(http.ErrAbortHandler) } // an answer might be read before
	if _, err := store.Open(ctx, "bucket", "k", items.Position{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

// A server that sends nothing any more is given up.
func TestStall(t *testing.T) {
	s, store := serve(t)
	free := make(chan struct{})
	t.Cleanup(func() { close(free) })
	s.fail = func(w http.ResponseWriter, _ string, n int) bool {
		if n == 1 {
			w.Header().Set("Content-Length", "5")
			w.WriteHeader(http.StatusOK)
			w.(http.Flusher).Flush()
		}
		s.mu.Unlock()
		<-free
		s.mu.Lock()
		return true
	}
	store.stall = 20 * time.Millisecond
	if _, _, err := read(t, store, items.Position{}); !errors.Is(err, errStalled) {
		t.Errorf("error: %v", err)
	}
}

// Keys are sent as they are, signed, with the owner that is expected.
func TestRequest(t *testing.T) {
	s, store := serve(t)
	for _, key := range []string{"a b+c%2F/d", "ä/../\n?x=1#y", "//", "."} {
		if _, err := store.OwnedBy("123456789012").Put(t.Context(), "bucket", key, strings.NewReader(key)); err != nil {
			t.Errorf("%q: %v", key, err)
		}
		if s.objects[key] != key {
			t.Errorf("%q: the objects are %q", key, s.objects)
		}
		delete(s.objects, key)
	}
	for _, h := range s.headers {
		if h.Get("X-Amz-Expected-Bucket-Owner") != "123456789012" || !strings.Contains(h.Get("Authorization"), "x-amz-expected-bucket-owner") {
			t.Errorf("the header is %v", h)
		}
	}
}

func TestList(t *testing.T) {
	s, store := serve(t)
	found, more, err := store.List(t.Context(), "bucket", "", "", 10_000)
	if err != nil || !more || len(found) != 1 {
		t.Fatal(found, more, err)
	}
	want := items.Info{Key: "a/b c+\x01", ETag: "tag", StorageClass: "GLACIER", Size: 5, Modified: time.Date(2026, 9, 24, 0, 0, 0, 0, time.UTC)}
	if found[0] != want {
		t.Errorf("the object is %+v", found[0])
	}
	if _, more, err := store.List(t.Context(), "bucket", "", found[0].Key, 10); more || err != nil {
		t.Error(more, err)
	}
	s.took()
	if found, _, err := store.List(t.Context(), "bucket", "later", "", 10); len(found) != 1 || err != nil || strings.Count(s.took(), "GET list-type") != 2 {
		t.Errorf("after an empty page: %v, %v", found, err)
	}
	s.fail = func(w http.ResponseWriter, _ string, n int) bool { fmt.Fprint(w, "<a>"); return true }
	if _, _, err := store.List(t.Context(), "bucket", "", "", 10); err == nil || !strings.Contains(err.Error(), "the response to ListObjectsV2 cannot be read") {
		t.Errorf("error: %v", err)
	}
}
