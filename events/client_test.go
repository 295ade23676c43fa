package events_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBoto3(t *testing.T) {
	t.Parallel()
	if err := exec.Command("python3", "-c", "import boto3").Run(); err != nil {
		t.Skipf("there is no Python with boto3: %v", err)
	}
	s := new(starter)
	b, _ := newBus(t, s)
	if out, err := exec.CommandContext(t.Context(), "python3", "testdata/client.py", newAPI(t, b).URL).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff([]string{`{"total": 12, "rule": "big"}`, `{"total":12}`}, s.inputs()); diff != "" {
		t.Errorf("the executions have the inputs (-want +got):\n%s", diff)
	}
}

// The commands of docs/events.md do what it says.
func TestCLI(t *testing.T) {
	t.Parallel()
	if err := exec.Command("aws", "--version").Run(); err != nil {
		t.Skipf("there is no AWS CLI: %v", err)
	}
	document, err := os.ReadFile("../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	_, commands, _ := strings.Cut(string(document), "```sh\n")
	commands, _, _ = strings.Cut(commands, "```")
	s := new(starter)
	b, _ := newBus(t, s)
	run := exec.CommandContext(t.Context(), "sh", "-ec", strings.Replace(commands, "http://127.0.0.1:8083", newAPI(t, b).URL, 1))
	run.Env = append(run.Environ(), "AWS_PAGER=", "AWS_DEFAULT_OUTPUT=json")
	if out, err := run.CombinedOutput(); err != nil || !strings.Contains(string(out), `"FailedEntryCount": 0`) {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff([]string{`{"key":"x.png"}`}, s.inputs()); diff != "" {
		t.Errorf("the executions have the inputs (-want +got):\n%s", diff)
	}
}
