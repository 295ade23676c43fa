package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/state/statetest"
)

// repository returns the folder of this module.
func repository(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("not in a module")
		}
		dir = up
	}
}

// TestRecordedCases runs every case recorded from AWS.
func TestRecordedCases(t *testing.T) {
	dir := filepath.Join(repository(t), "..", "shared", "conformance")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no recorded cases beside the repository")
	}
	folders, err := cases.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]settings{
		"straight": {rebuild: statetest.Never}, "from snapshots": {rebuild: statetest.FromSnapshots},
		"from the journal": {rebuild: statetest.FromJournal}, "from each checkpoint": {resume: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range check(folders, regexp.MustCompile(""), s) {
				for _, res := range f.results {
					if res.failure != nil {
						t.Errorf("%s: %s", res.id, res.failure.reason)
					}
				}
			}
		})
	}
}

// Two small cases, one of which says what is not so, and one of a kind that is
// nothing to this program.
var own = map[string]string{
	"basic/good.json":  ownCase("good", "execution", `{"a":1}`),
	"basic/wrong.json": ownCase("wrong", "execution", `{"a":2}`),
	"other/kind.json":  ownCase("other", "guess", `{"a":1}`),
}

func ownCase(id, kind, output string) string {
	return `{"id":"` + id + `","kind":"` + kind + `","type":"STANDARD",
		"definition":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},"input":{"a":1},
		"context":{"stateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:M","stateMachineName":"M"},
		"expect":{"status":"SUCCEEDED","output":` + output + `},"source":{"recorded":"2025-01-01"}}`
}

func ownCorpus(t *testing.T) string { return write(t, own) }

func TestCommand(t *testing.T) {
	root := ownCorpus(t)
	tests := []struct {
		name   string
		args   []string
		status int
		out    string // the end of it
		says   string // somewhere in it, or in the diagnostics
	}{
		{"all", []string{"aws", root}, failed, "basic     1 passed     1 failed\nother     0 passed     1 failed\n1 passed, 2 failed\n", ""},
		{"folder", []string{"aws", filepath.Join(root, "other")}, failed, "other     0 passed     1 failed\n0 passed, 1 failed\n", ""},
		{"restored", []string{"aws", "-restore", "-run", "good", root}, passed, "1 passed, 0 failed\n", ""},
		{"journal", []string{"aws", "-journal", "-run", "good", root}, passed, "1 passed, 0 failed\n", ""},
		{"resumed", []string{"aws", "-resume", "-run", "good", root}, passed, "1 passed, 0 failed\n", ""},
		{"restored and journal", []string{"aws", "-journal", "-restore", root}, unusable, "", "do not go together"},
		{"resumed and journal", []string{"aws", "-journal", "-resume", root}, unusable, "", "do not go together"},
		{"selected", []string{"aws", "-run", "^goo", root}, passed, "basic     1 passed     0 failed\n1 passed, 0 failed\n", ""},
		{"verbose", []string{"aws", "-v", root}, failed, "1 passed, 2 failed\n", "FAIL wrong\n    output: "},
		{"other kind", []string{"aws", "-v", root}, failed, "1 passed, 2 failed\n", "FAIL other\n    kind guess: not built yet\n"},
		{"nothing", nil, unusable, "", "usage: conformance aws"},
		{"no corpus", []string{"gcp", root}, unusable, "", "usage: conformance aws"},
		{"no path", []string{"aws"}, unusable, "", "no path given"},
		{"no such path", []string{"aws", filepath.Join(root, "none")}, unusable, "", "no such file"},
		{"bad expression", []string{"aws", "-run", "(", root}, unusable, "", "error parsing regexp"},
	}
	for _, test := range tests {
		var out, diagnostics bytes.Buffer
		if status := run(test.args, &out, &diagnostics); status != test.status {
			t.Errorf("%s: status %d, want %d", test.name, status, test.status)
		}
		if !strings.HasSuffix(out.String(), test.out) {
			t.Errorf("%s: output\n%swant at its end\n%s", test.name, out.String(), test.out)
		}
		if all := out.String() + diagnostics.String(); !strings.Contains(all, test.says) {
			t.Errorf("%s: prints\n%swant in it\n%s", test.name, all, test.says)
		}
	}
}

func TestOnlyUncomparedPartsFail(t *testing.T) {
	tests := []struct {
		name string
		e    cases.Expect
		want string
	}{
		{"output", cases.Expect{Status: "SUCCEEDED", Output: []byte("1"), Describe: []byte("{}")}, ""},
		{"events", cases.Expect{Status: "SUCCEEDED", Events: []json.RawMessage{}, Describe: []byte("{}")}, ""},
		{"a record", cases.Expect{Status: "SUCCEEDED", EndEvent: []byte("{}"), MapRun: []byte("{}")}, ""},
		{"success alone", cases.Expect{Status: "SUCCEEDED"}, ""},
		{"failure", cases.Expect{Status: "TIMED_OUT", Describe: []byte("{}")}, ""},
		{"beside success", cases.Expect{Status: "SUCCEEDED", S3Object: []byte("{}")}, "only s3_object was recorded: it is the content of a bucket, not of the execution"},
	}
	for _, test := range tests {
		got := ""
		if err := compared(&test.e); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
