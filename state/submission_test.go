package state_test

import "testing"

// TestSubmitFails: what fails before a job is submitted is the call that starts it, unless the
// failure is one of a job.
func TestSubmitFails(t *testing.T) {
	for _, test := range []struct {
		resource, submitted, failure, want string
	}{
		{"batch:submitJob.sync", "", "Batch.ServerException", "TaskSubmitFailed"},
		{"batch:submitJob.sync", "{}", "Batch.ServerException", "TaskFailed"},
		{"batch:submitJob.sync", "", "States.TaskFailed", "TaskFailed"},
		{"batch:submitJob", "", "Batch.ServerException", "TaskFailed"},
	} {
		answer := fails(test.failure, "")
		answer.submitted = test.submitted
		tr := run(t, task("arn:aws:states:::"+test.resource, `, "Parameters": {"JobName": "n", "JobQueue": "q", "JobDefinition": "d"}`), play{tasks: map[string][]reply{"A": {answer}}})
		if got := tr.events[len(tr.events)-2].Type; string(got) != test.want {
			t.Errorf("%s that has submitted %q, and fails with %s: %s, want %s", test.resource, test.submitted, test.failure, got, test.want)
		}
	}
}
