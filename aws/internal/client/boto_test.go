package client

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"sync"
	"testing"
)

// botoCall is a call of boto3.
type botoCall struct {
	URL       string          `json:"url"`
	Service   string          `json:"service"`
	Operation string          `json:"operation"`
	Input     json.RawMessage `json:"input"`
}

// botoSigned is a request that botocore signs.
type botoSigned struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    []byte            `json:"body"`
	Name    string            `json:"name"`
	Region  string            `json:"region"`
}

type botoAnswer struct {
	Results []struct {
		Result                     json.RawMessage
		Error, Message, Unreadable string
	}
	Authorizations []string
}

// boto runs testdata/boto.py. The test is skipped where boto3 is not installed.
func boto(t *testing.T, calls []botoCall, signed []botoSigned) botoAnswer {
	t.Helper()
	if err := exec.Command("python3", "-c", "import boto3").Run(); err != nil {
		t.Skip("boto3 is not installed: pip install boto3: ", err)
	}
	in, err := json.Marshal(map[string]any{"calls": calls, "signed": signed})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", "-B", "testdata/boto.py") // -B: no __pycache__ is left
	cmd.Stdin = bytes.NewReader(in)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("boto.py: %v\n%s", err, &complaint)
	}
	var answer botoAnswer
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// recorded is a request as a server got it.
type recorded struct {
	Method, Path, Query string
	Header              http.Header
	Body                []byte
}

// recorder is a server that keeps requests, and answers them all in the same way.
type recorder struct {
	*httptest.Server
	mu       sync.Mutex
	requests []recorded
}

func record(t *testing.T, answer http.HandlerFunc) *recorder {
	t.Helper()
	r := &recorder{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.requests = append(r.requests, recorded{req.Method, req.URL.EscapedPath(), req.URL.RawQuery, req.Header, body})
		r.mu.Unlock()
		answer(w, req)
	}))
	t.Cleanup(r.Close)
	return r
}

// take returns the requests so far, and forgets them.
func (r *recorder) take() []recorded {
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.requests
	r.requests = nil
	return taken
}
