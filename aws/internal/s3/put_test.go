package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// parts are the requests of an upload in three parts.
const parts = "POST uploads k, PUT partNumber k, PUT partNumber k, PUT partNumber k, POST uploadId k"

func TestPut(t *testing.T) {
	for _, tt := range []struct {
		length int
		want   string
	}{
		{0, "PUT k"}, {5, "PUT k"}, {small - 1, "PUT k"},
		{small, "POST uploads k, PUT partNumber k, POST uploadId k"},
		{2*small + 1, parts}, {3 * small, parts},
	} {
		s, store := serve(t)
		// Its length is not known before.
		info, err := store.Put(t.Context(), "bucket", "k", io.MultiReader(strings.NewReader(text(tt.length)), strings.NewReader("")))
		if err != nil || s.objects["k"] != text(tt.length) || len(s.uploads) > 0 {
			t.Errorf("%d bytes: there are %d, %v", tt.length, len(s.objects["k"]), err)
		}
		if asked := s.took(); asked != tt.want {
			t.Errorf("%d bytes: %s", tt.length, asked)
		}
		if info.Key != "k" || info.Size != int64(tt.length) || info.ETag != s.etag("k") || info.Modified.IsZero() {
			t.Errorf("%d bytes: %+v", tt.length, info)
		}
	}
}

// Of what fails nothing is left behind.
func TestPutFails(t *testing.T) {
	long := text(2*small + 1)
	denied := func(kind string) func(http.ResponseWriter, string, int) bool {
		return func(w http.ResponseWriter, is string, n int) bool {
			if is == kind {
				refuse(w, http.StatusForbidden, "AccessDenied")
			}
			return is == kind
		}
	}
	broken := errors.New("broken")
	for _, tt := range []struct {
		name  string
		body  io.Reader
		fail  func(http.ResponseWriter, string, int) bool
		want  string
		asked string
	}{
		{"an object", strings.NewReader("x"), denied("PUT"), "S3.AccessDeniedException: It is AccessDenied.", "PUT k"},
		{"its text", io.MultiReader(strings.NewReader("x"), failing{broken}), nil, "broken", ""},
		{"a text that ends early", io.MultiReader(strings.NewReader("x"), failing{io.ErrUnexpectedEOF}), nil, "unexpected EOF", ""},
		{"the beginning", strings.NewReader(long), denied("POST uploads"), "AccessDenied", "POST uploads k"},
		{"a part", strings.NewReader(long), denied("PUT partNumber"), "AccessDenied", "POST uploads k, PUT partNumber k, DELETE uploadId k"},
		{"the text of a part", io.MultiReader(strings.NewReader(long), failing{io.ErrUnexpectedEOF}), nil, "unexpected EOF", "POST uploads k, PUT partNumber k, PUT partNumber k, DELETE uploadId k"},
		{"the end", strings.NewReader(long), denied("POST uploadId"), "AccessDenied", parts + ", DELETE uploadId k"},
		{"the end, in the body of a success", strings.NewReader(long), func(w http.ResponseWriter, kind string, _ int) bool {
			if kind == "POST uploadId" {
				fmt.Fprint(w, "<Error><Code>InvalidPart</Code><Message>No.</Message></Error>")
			}
			return kind == "POST uploadId"
		}, "S3.S3Exception: No. (Service: S3, Status Code: 200", parts + ", DELETE uploadId k"},
		{"the end again and again, in the body of a success", strings.NewReader(long), func(w http.ResponseWriter, kind string, _ int) bool {
			if kind == "POST uploadId" {
				fmt.Fprint(w, "<Error><Code>InternalError</Code><Message>No.</Message></Error>")
			}
			return kind == "POST uploadId"
		}, "S3.S3Exception: No.", parts + strings.Repeat(", POST uploadId k", tries-1) + ", DELETE uploadId k"},
	} {
		s, store := serve(t)
		s.objects["k"], s.fail = "old", tt.fail
		_, err := store.Put(t.Context(), "bucket", "k", tt.body)
		if err == nil || !strings.Contains(err.Error(), tt.want) || s.objects["k"] != "old" || len(s.uploads) > 0 {
			t.Errorf("%s: there are %d bytes and %d uploads, %v", tt.name, len(s.objects["k"]), len(s.uploads), err)
		}
		if asked := s.took(); asked != tt.asked {
			t.Errorf("%s: %s", tt.name, asked)
		}
	}
}

// failing is a text that cannot be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// A context that ends takes back what was begun.
func TestPutContext(t *testing.T) {
	s, store := serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.fail = func(_ http.ResponseWriter, kind string, n int) bool {
		if kind == "PUT partNumber" && n == 2 {
			cancel()
		}
		return false
	}
	if _, err := store.Put(ctx, "bucket", "k", strings.NewReader(text(3*small))); !errors.Is(err, context.Canceled) || len(s.uploads) > 0 {
		t.Errorf("there are %d uploads, %v", len(s.uploads), err)
	}
}

// Requests of an upload are repeated with the same part; an upload whose last response was
// lost is complete.
func TestPutRepeats(t *testing.T) {
	long := text(2*small + 1)
	for _, lost := range []string{"POST uploads", "PUT partNumber", "POST uploadId"} {
		s, store := serve(t)
		s.fail = func(w http.ResponseWriter, kind string, n int) bool {
			if kind != lost || n > 1 {
				return false
			}
			if kind == "POST uploadId" {
				s.complete(&discarded{}, "k")
			}
			panic(http.ErrAbortHandler)
		}
		info, err := store.Put(t.Context(), "bucket", "k", strings.NewReader(long))
		if err != nil || s.objects["k"] != long || info.Size != int64(len(long)) || info.ETag != s.etag("k") {
			t.Errorf("%s: %+v, %v", lost, info, err)
		}
	}
	// Another object is not taken for it.
	s, store := serve(t)
	s.objects["k"] = text(2*small) + "x"
	s.fail = func(w http.ResponseWriter, kind string, n int) bool {
		if kind == "POST uploadId" {
			refuse(w, http.StatusNotFound, "NoSuchUpload")
		}
		return kind == "POST uploadId"
	}
	if _, err := store.Put(t.Context(), "bucket", "k", strings.NewReader(long)); err == nil || !strings.Contains(err.Error(), "NoSuchUpload") {
		t.Errorf("error: %v", err)
	}
}

// discarded is a response that nobody gets.
type discarded struct{ http.ResponseWriter }

func (*discarded) Write(p []byte) (int, error) { return len(p), nil }
