package aws_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// batch is a program that starts moto with jobs of Batch which run without Docker, and which
// move by moto's transitions, one state for each description, to the end. Left to itself,
// moto has ended them before they are described for the first time. A job whose name has
// "broken" in it fails.
const batch = `
from moto.moto_api import state_manager
from moto.core.config import default_user_config
from moto.batch.models import Job
from moto.batch_simple.models import BatchSimpleBackend

default_user_config["batch"] = {"use_docker": False}
state_manager.set_transition("batch::job", {"progression": "manual", "times": 1})

def submitted(self, include_start_attempt, job):
    self.backend._jobs[job.job_id] = job
    job._transitions = job._transitions + [("RUNNING", "FAILED" if "broken" in job.job_name else "SUCCEEDED")]
    job._start_attempt()

def describe(job, inner=Job.describe):
    job.advance()
    return inner(job)

BatchSimpleBackend._mark_job_as_finished = submitted
Job.describe = describe
`

// queue has the states that make a queue and a job definition.
var queue = []state{
	{"aws-sdk:iam:createRole", `{"RoleName": "batch", "AssumeRolePolicyDocument": "{}"}`},
	{"aws-sdk:batch:createComputeEnvironment", `{"ComputeEnvironmentName": "environment", "Type": "UNMANAGED", "ServiceRole.$": "$.r0.Role.Arn"}`},
	{"aws-sdk:batch:createJobQueue", `{"JobQueueName": "queue", "State": "ENABLED", "Priority": 1, "ComputeEnvironmentOrder": [{"Order": 1, "ComputeEnvironment.$": "$.r1.ComputeEnvironmentArn"}]}`},
	{"aws-sdk:batch:registerJobDefinition", `{"JobDefinitionName": "definition", "Type": "container", "ContainerProperties": {"Image": "busybox", "Vcpus": 1, "Memory": 128, "Command": ["true"]}}`},
	{"batch:submitJob", `{"JobName": "fine", "JobQueue": "none", "JobDefinition": "definition"}`}, // fails
}

// TestBatch runs jobs against moto from the start to the end.
func TestBatch(t *testing.T) {
	url := startOwn(t, batch)
	run(t, url, strings.ReplaceAll(machine(queue...), "%s", "Batch.ClientException"), "{}")

	const job = `"JobQueue": "queue", "JobDefinition": "definition", "ContainerOverrides": {"Environment": [{"Name": "A", "Value": "1"}]}`
	r := runJob(t, url, `{"JobName": "fine", `+job+`}`, "")
	out, submitted := value(t, string(r.Output)), submittedBy(t, r)
	for path, want := range map[string]string{
		"JobName": `"fine"`, "Status": `"SUCCEEDED"`, "JobQueue": `"arn:aws:batch:us-east-1:123456789012:job-queue/queue"`,
		"JobId": submitted.Get("JobId").String(), "SdkHttpMetadata": "",
		"Container.Environment.0": `{"Name":"A","Value":"1"}`,
		"Container.Environment.1": `{"Name":"MANAGED_BY_AWS","Value":"STARTED_BY_STEP_FUNCTIONS"}`,
	} {
		if got := at(out, path).String(); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	for path, want := range map[string]string{"JobName": `"fine"`, "SdkHttpMetadata.HttpStatusCode": "200", "Status": ""} {
		if got := at(submitted, path).String(); got != want {
			t.Errorf("%s of what was submitted: got %s, want %s", path, got, want)
		}
	}
	// PENDING, RUNNABLE, STARTING and RUNNING are not the end, and the pauses grow.
	if took := r.Ended.Sub(r.Started); took < 31*time.Second || took > 32*time.Second {
		t.Errorf("it took %v", took)
	}

	r = runJob(t, url, `{"JobName": "broken", `+job+`}`, "")
	if why := r.Error; why == nil || why.Name != "States.TaskFailed" || value(t, why.Cause).Get("Status").Text() != "FAILED" {
		t.Errorf("a broken job: %v", why)
	}
	r = runJob(t, url, `{"JobName": "fine", "JobQueue": "none", "JobDefinition": "definition"}`, "")
	if why := r.Error; why == nil || why.Name != "Batch.ClientException" || !strings.HasPrefix(why.Cause, "Job queue none does not exist (Service: AWSBatch; Status Code: 400;") {
		t.Errorf("without a queue: %v", why)
	}
	r = runJob(t, url, `{"JobName": "late", `+job+`}`, `, "TimeoutSeconds": 5`)
	if why := r.Error; why == nil || why.Name != "States.Timeout" {
		t.Errorf("a job that is late: %v", why)
	}
	wantTerminated(t, url, submittedBy(t, r).Get("JobId").Text())
}

// runJob executes a machine with one job, on a clock of its own.
func runJob(t *testing.T, url, parameters, fields string) *asl.Result {
	t.Helper()
	m, err := asl.Parse([]byte(`{"StartAt": "Job", "States": {"Job": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync",
		"Parameters": ` + parameters + fields + `, "End": true}}}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Execute(t.Context(), []byte(`{}`), asl.WithResolver(resolver(t, url, "us-east-1")), asl.WithClock(asl.NewVirtualClock(time.Now())))
	if r == nil {
		t.Fatal(err)
	}
	return r
}

// submittedBy returns the output of the TaskSubmitted event.
func submittedBy(t *testing.T, r *asl.Result) jsonvalue.Value {
	t.Helper()
	for _, e := range r.History() {
		if own := readEvent(t, e.AppendJSON(nil)); own.Type == "TaskSubmitted" {
			return value(t, own.Task.Output)
		}
	}
	t.Error("nothing was submitted")
	return jsonvalue.Value{}
}

// wantTerminated waits until a job was terminated, which is done when the state has ended.
func wantTerminated(t *testing.T, url, id string) {
	t.Helper()
	for range 1000 {
		out := run(t, url, `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:batch:describeJobs", "Parameters": {"Jobs.$": "States.Array($)"}, "End": true}}}`, `"`+id+`"`)
		if at(out, "Jobs.0.StatusReason").Text() == "Terminated by AWS Step Functions" {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the job was not terminated")
}
