package servertest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	enumspb "go.temporal.io/api/enums/v1"

	"github.com/goasl/goasl/history"
)

// A worker of another revision of the step machine does not go on with a run of the workflow:
// its workflow tasks fail until one of the right revision is there again. New executions it
// drives.
func TestRevisions(t *testing.T) {
	r := newRig(t)
	other := r.otherRevision()
	arn := r.start(`{"items": [1]}`)
	r.until("the tasks run", func() bool { return r.begun()["Two"] == 1 && count(r.events(arn), history.TypeTaskSubmitted) == 2 })
	r.worker.kill()
	stranger := newProcess(t, other, "worker", address(r.port), string(r.dir))
	defer stranger.kill()
	r.until("a workflow task has failed", func() bool {
		for _, e := range r.workflow(arn, "").Events {
			if e.EventType == enumspb.EVENT_TYPE_WORKFLOW_TASK_FAILED {
				t.Log(e.GetWorkflowTaskFailedEventAttributes().GetFailure().GetMessage())
				return true
			}
		}
		return false
	})
	r.work() // beside the other one
	r.release(arn)
	if is := r.end(arn); is.Output.String() != `[{"items": [1]},"yes",{"items": [1]},{"items":[1]},[1]]` {
		t.Errorf("%s %s %v", is.Status, is.Output, cause(is))
	}
}

var revision = regexp.MustCompile(`const Revision = \d+`)

// otherRevision builds the program of the tests with another revision of the step machine.
func (r *rig) otherRevision() (program string) {
	r.t.Helper()
	file, err := filepath.Abs("../../state/revision.go")
	if err != nil {
		r.t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	if !revision.Match(text) {
		r.t.Fatal(file, " has no revision")
	}
	changed, overlay := r.dir.file("revision.go"), r.dir.file("overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{file: changed}})
	if err != nil {
		r.t.Fatal(err)
	}
	for name, text := range map[string][]byte{changed: revision.ReplaceAll(text, []byte("const Revision = 1_000_000")), overlay: replace} {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	program = r.dir.file("other.test")
	build := exec.Command("go", "test", "-c", "-overlay", overlay, "-o", program, ".")
	build.Env = append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		r.t.Fatalf("%v\n%s", err, out)
	}
	return program
}
