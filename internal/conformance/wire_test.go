package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/internal/awsclient"
)

// TestBinding: UUIDs and tokens are free, but each has always the same one of this run.
func TestBinding(t *testing.T) {
	const (
		a, b = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
		c, d = "33333333-3333-3333-3333-333333333333", "44444444-4444-4444-4444-444444444444"
	)
	for _, test := range []struct{ name, want, got, diff string }{
		{"UUIDs", `{"x":"` + a + `/` + b + `","y":"` + a + `"}`, `{"x":"` + c + `/` + d + `","y":"` + c + `"}`, ""},
		{"another UUID", `{"x":"` + a + `","y":"` + a + `"}`, `{"x":"` + c + `","y":"` + d + `"}`, "response.y"},
		{"text around a UUID", `{"x":"a/` + a + `"}`, `{"x":"b/` + c + `"}`, "response.x"},
		{"tokens", `{"taskToken":"<owned-task-token-01>","x":"{<owned-task-token-01>}"}`, `{"taskToken":"AQ==","x":"{AQ==}"}`, ""},
		{"another token", `{"taskToken":"<owned-task-token-01>","x":"{<owned-task-token-01>}"}`, `{"taskToken":"AQ==","x":"{AQ}"}`, "response.x"},
		{"dates", `{"startDate":1,"x":"2026-01-02T03:04:05.678Z"}`, `{"startDate":2.5,"x":"2027-01-02T03:04:05.678Z"}`, ""},
		{"no date", `{"startDate":1}`, `{}`, "response.startDate: it is missing"},
		{"a member more", `{}`, `{"x":1}`, "response.x: it is 1, want none"},
		{"an element more", `{"x":[1]}`, `{"x":[1,2]}`, "response.x: 2 elements, want 1"},
		{"spellings of numbers", `{"x":0.0,"__type":"t"}`, `{"x":0}`, ""},
		{"another number", `{"x":1}`, `{"x":2}`, "response.x: 2, want 1"},
		{"another kind", `{"x":1}`, `{"x":"1"}`, `response.x: "1", want 1`},
		{"sets", `{"variableReferences":{"S":["a","b"]}}`, `{"variableReferences":{"S":["b","a"]}}`, ""},
		{"lists", `{"x":{"S":["a","b"]}}`, `{"x":{"S":["b","a"]}}`, "response.x.S.0"},
	} {
		names := binding{}
		err := names.compare(json.RawMessage(test.want), json.RawMessage(test.got), false)
		var d *wireDifference
		switch errors.As(err, &d); {
		case (err == nil) != (test.diff == ""), d != nil && !strings.Contains(d.diff, test.diff):
			t.Errorf("%s: %v, want %q", test.name, err, test.diff)
		case err != nil && len(names) > 0:
			t.Errorf("%s: %v was kept", test.name, names)
		}
	}
}

// TestBindingExpands: a request has what an answer before has shown.
func TestBindingExpands(t *testing.T) {
	names := binding{}
	if err := names.compare(json.RawMessage(`{"nextToken":"theirs"}`), json.RawMessage(`{"nextToken":"ours"}`), false); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"nextToken":"ours"}`, names.expand(`{"nextToken":"theirs"}`)); diff != "" {
		t.Error(diff)
	}
}

// TestBefore: the calls of before.json are of captures that are played.
func TestBefore(t *testing.T) {
	if len(before) == 0 {
		t.Fatal("before.json cannot be read")
	}
	for id := range before {
		if unwiredCaptures[id] != "" {
			t.Errorf("%s is not played", id)
		}
	}
}

// TestWire sends a few recordings of each kind; .ci/conformance sends all of them.
func TestWire(t *testing.T) {
	roots := []string{"../../../shared/captures", "../../../shared/conformance"}
	for _, root := range roots {
		if _, err := os.Stat(root); err != nil {
			t.Skip("the recordings are not there")
		}
	}
	client, err := awsclient.Boto3()
	if errors.Is(err, awsclient.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	jobs, err := wireJobs(roots, regexp.MustCompile(`^(001|007|139|150|170|320|352|400|584|600)-|test_describe_execution#|test_start_sync_execution|VALID_BASE_PASS|base_lambda_task_state`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := doWireJobs(jobs, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(r) < 6 {
		t.Errorf("only %d kinds were played", len(r))
	}
	var out strings.Builder
	if err := r.print(&out, true); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "FAIL") {
		t.Error(out.String())
	}
}

// TestWireUsage: without a path there is nothing to do.
func TestWireUsage(t *testing.T) {
	if got := run([]string{"wire"}, io.Discard, io.Discard); got != unusable {
		t.Errorf("status %d", got)
	}
}
