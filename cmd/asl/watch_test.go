package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// With --watch a changed handler, and a new one, take effect with the next call.
func TestServeWatchHandlers(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"a.asl.json":    `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}`,
		"handlers/f.py": "from word import word\n\ndef lambda_handler(event, context):\n    return word\n", "handlers/word.py": "word = 'old'\n",
	})
	s := serve(t, []string{"PATH=" + pathWithPython(t)}, dir, "--watch")
	ends := func(machine, want string) {
		t.Helper()
		if d := s.ended(s.start(machine, machine+strings.Trim(want, `"`), `{}`)); d["output"] != want {
			t.Errorf("%v, want the output %s\n%s", d, want, s.told())
		}
	}
	ends("a", `"old"`)
	s.write(dir, "handlers/word.py", "word = 'newer'\n")
	s.tells("reloaded: the functions f, word")
	ends("a", `"newer"`)
	s.write(dir, "handlers/g.py", "def lambda_handler(event, context):\n    return 'other'\n")
	s.write(dir, "b.asl.json", `{"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:g", "End": true}}}`)
	s.tells("reloaded: b from ")
	ends("b", `"other"`)
	if n := strings.Count(s.told(), "reloaded: "); n != 3 {
		t.Errorf("it has reloaded %d times:\n%s", n, s.told())
	}
}

// waitsShortly waits for a time in its input.
const waitsShortly = `{"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$.s", "Next": "P"}, "P": {"Type": "Pass", "OutputPath": "$.n", "End": true}}}`

// With --watch a machine is deleted with its definition, and its executions end.
func TestServeWatchDeletes(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{"a.asl.json": passing, "b.asl.json": waitsShortly})
	s := serve(t, nil, dir, "--watch")
	arn := s.start("b", "x", `{"s": 3, "n": 1}`)
	if err := os.Remove(filepath.Join(dir, "b.asl.json")); err != nil {
		t.Fatal(err)
	}
	s.tells("deleted: b, as ")
	if status, out := s.call("local", "StartExecution", `{"stateMachineArn": "`+arnOf+`b"}`); status != http.StatusBadRequest {
		t.Errorf("%d %v", status, out)
	}
	if d := s.ended(arn); d["status"] != "FAILED" {
		t.Errorf("%v", d)
	}
	s.do("DescribeStateMachine", `{"stateMachineArn": "`+arnOf+`a"}`)
	s.write(dir, "b.asl.json", passing)
	s.tells("reloaded: b from ")
	if d := s.ended(s.start("b", "y", `{}`)); d["status"] != "SUCCEEDED" {
		t.Errorf("%v", d)
	}
}

// write writes a file of a folder that is served.
func (s *serving) write(dir, name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
}
