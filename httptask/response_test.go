package httptask_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

const get = `{"ApiEndpoint": "https://api.example.com/", "Method": "GET"}`

// TestResult: bodies and headers of responses.
func TestResult(t *testing.T) {
	tests := []struct{ name, contentType, body, want string }{
		{"JSON", "application/json", `{"a": 1.0, "a": 2}`, `"ResponseBody":{"a":2},`},
		{"JSON of another kind", "application/problem+json; charset=utf-8", "null", `"ResponseBody":null,`},
		{"no JSON, though it is said to be", "application/json", "{", `"ResponseBody":"{",`},
		{"text", "text/plain", `{"a": "é"}`, `"ResponseBody":"{\"a\": \"é\"}",`},
		{"text without a type", "", "a", `"ResponseBody":"a",`},
		{"a type that cannot be read", "a/b;c", "a", `"ResponseBody":"a",`},
		{"nothing", "application/json", "", ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = []string{test.contentType}
				w.Header()["Date"] = []string{"now"}
				w.Header()["x-amzn-RequestId"] = []string{"1", "2"}
				w.Write([]byte(test.body))
			})
			out, err := e.call(t, nil, get)
			headers, rest, _ := strings.Cut(out, "]},")
			if want := test.want + `"StatusCode":200,"StatusText":"OK"}`; err != nil || rest != want {
				t.Errorf("got %s, %v; want %s", rest, err, want)
			}
			for _, want := range []string{`{"Headers":{"x-amzn-RequestId":["1","2"],"Content-Length":["`, `,"Date":["now"],"Content-Type":["` + test.contentType + `"`} {
				if !strings.Contains(headers, want) {
					t.Errorf("the headers %s lack %s", headers, want)
				}
			}
		})
	}
}

// TestStatus: each status but 2xx is an error. Redirects are not followed.
func TestStatus(t *testing.T) {
	for status, cause := range map[int]string{
		400: "Bad Request", 418: "", 599: "", 503: "Service Unavailable", 302: "Found", 304: "Not Modified",
	} {
		e := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://other.example.com/")
			w.WriteHeader(status)
			if status != http.StatusNotModified {
				w.Write([]byte(`{"secret": "body"}`))
			}
		})
		_, err := e.call(t, nil, get)
		got, _ := err.(*asl.Error)
		if got == nil || got.Name != fmt.Sprintf("States.Http.StatusCode.%d", status) || got.Cause != cause || got.HasCause() != (cause != "") {
			t.Errorf("%d: got %v, want the cause %q", status, err, cause)
		}
		if len(e.requests) != 1 {
			t.Errorf("%d: %d requests", status, len(e.requests))
		}
	}
}

// TestUnsupported: answers that are no text.
func TestUnsupported(t *testing.T) {
	for contentType, body := range map[string]string{
		"application/octet-stream": "a", "image/png": "a", "Video/MP4": "a", "audio/mpeg; x=y": "a", "text/plain": "\xFF",
	} {
		e := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.Write([]byte(body))
		})
		_, err := e.call(t, nil, get)
		wantError(t, err, "States.Runtime", "Unsupported response content-type '"+contentType+"'. Please see documentation for list of unsupported content-types.")
	}
}

// TestLargeAnswer: no more than the limit is read.
func TestLargeAnswer(t *testing.T) {
	for size, fits := range map[int]bool{262_144: true, 262_145: false, 50 << 20: false} {
		e := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			part := []byte(strings.Repeat("a", 1<<10))
			for left := size; left > 0; left -= len(part) {
				if _, err := w.Write(part[:min(left, len(part))]); err != nil {
					return
				}
			}
		})
		_, err := e.call(t, nil, get)
		if fits && err != nil {
			t.Error(err)
		}
		if !fits {
			wantError(t, err, "States.DataLimitExceeded", "The state/task 'http' returned a result with a size exceeding")
		}
	}
}
