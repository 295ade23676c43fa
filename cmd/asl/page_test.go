package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// get returns what the page has at an address.
func (s *serving) get(path string) string {
	s.t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %v, %v\n%s", path, resp.Status, err, text)
	}
	return string(text)
}

// Each attempt of a handler has in the page what it has printed, and the console has all.
func TestServePageLogs(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"a.asl.json": `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
			"Retry": [{"ErrorEquals": ["Exception"], "IntervalSeconds": 1, "BackoffRate": 1}], "End": true}}}`,
		"handlers/f.py": `import sys
calls = 0
def lambda_handler(event, context):
    global calls
    calls += 1
    print("<call", calls, "of", event["n"])
    if calls == 1:
        raise Exception("busy")
`,
	})
	s := serve(t, []string{"PATH=" + pathWithPython(t)}, dir, "--skip-waits")
	arn := s.start("a", "one", `{"n": 7}`)
	if d := s.ended(arn); d["status"] != "SUCCEEDED" {
		t.Fatalf("%v", d)
	}
	panel := s.get("/executions/" + url.PathEscape(arn) + "?part=panel&state=A")
	first, second, ok := strings.Cut(panel, "&lt;call 1 of 7")
	if !ok || !strings.Contains(second, "&lt;call 2 of 7") || !strings.Contains(first, `aria-label="Log of attempt 1"`) {
		t.Errorf("the panel has\n%s", panel)
	}
	s.tells("f │ <call 1 of 7")
	s.tells("f │ <call 2 of 7")
}

// Somebody who steps through an execution sees what a task is called with before it runs.
func TestServePageSteps(t *testing.T) {
	t.Parallel()
	dir := folderOf(t, map[string]string{
		"a.asl.json": `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "A"},
			"A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}`,
		"handlers/f.py": "def lambda_handler(event, context):\n    return 1\n",
	})
	s := serve(t, []string{"PATH=" + pathWithPython(t)}, dir)
	arn := s.start("a", "one", `{}`)
	page := "/executions/" + url.PathEscape(arn)
	s.post(page+"/step", url.Values{"do": {"hold"}})
	s.shows(page, `value="next"`)
	s.post(page+"/step", url.Values{"do": {"release"}})
	if d := s.ended(arn); d["status"] != "SUCCEEDED" {
		t.Errorf("%v", d)
	}
}

// post sends a form to the page.
func (s *serving) post(path string, form url.Values) {
	s.t.Helper()
	resp, err := http.PostForm(s.url+path, form)
	if err != nil {
		s.t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s", path, resp.Status)
	}
}
