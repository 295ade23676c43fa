package events_test

import (
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

func TestCLI(t *testing.T) {
	t.Parallel()
	if err := exec.Command("aws", "--version").Run(); err != nil {
		t.Skipf("there is no AWS CLI: %v", err)
	}
	s := new(starter)
	b, _ := newBus(t, s)
	url := newAPI(t, b).URL
	aws := func(args ...string) string {
		t.Helper()
		run := exec.CommandContext(t.Context(), "aws", append([]string{"--endpoint-url", url, "--output", "json", "events"}, args...)...)
		run.Env = append(run.Environ(), "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local", "AWS_DEFAULT_REGION=us-east-1", "AWS_PAGER=")
		out, err := run.CombinedOutput()
		if err != nil {
			t.Fatalf("aws events %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	aws("put-rule", "--name", "uploads", "--event-pattern", `{"source": ["my.files"]}`)
	aws("put-targets", "--rule", "uploads", "--targets", "Id=1,Arn="+machineARN+",RoleArn="+roleARN+",InputPath=$.detail")
	out := aws("put-events", "--entries", `[{"Source": "my.files", "DetailType": "File", "Detail": "{\"key\": \"x.png\"}"}]`)
	if !strings.Contains(out, `"FailedEntryCount": 0`) {
		t.Errorf("put-events prints %s", out)
	}
	if diff := cmp.Diff([]string{`{"key":"x.png"}`}, s.inputs()); diff != "" {
		t.Errorf("the executions have the inputs (-want +got):\n%s", diff)
	}
}
