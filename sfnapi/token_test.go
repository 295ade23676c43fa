package sfnapi_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

// worked creates an activity and a machine with a task of it.
func worked(t testing.TB, s *sfnapi.Service, name string) (activity, machine string) {
	t.Helper()
	a, err := s.CreateActivity(t.Context(), sfnapi.CreateActivityInput{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return a.ActivityARN, created(t, s, name, `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "`+a.ActivityARN+`", "End": true}}}`, "")
}

// polled returns the task of an activity.
func polled(t testing.TB, s *sfnapi.Service, activity string) *sfnapi.GetActivityTaskOutput {
	t.Helper()
	task, err := s.GetActivityTask(t.Context(), sfnapi.GetActivityTaskInput{ActivityARN: activity, WorkerName: "w"})
	if err != nil || task.TaskToken == "" {
		t.Fatalf("got %+v, %v", task, err)
	}
	return task
}

func TestSendTaskSuccess(t *testing.T) {
	s := service(t)
	activity, machine := worked(t, s, "work")
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Input: `{ "a": 1 }`})
	task := polled(t, s, activity)
	if task.Input != `{"a":1}` && task.Input != `{ "a": 1 }` {
		t.Errorf("got the input %s", task.Input)
	}
	success := func(token, output string) error {
		_, err := s.SendTaskSuccess(t.Context(), sfnapi.SendTaskSuccessInput{TaskToken: token, Output: output})
		return err
	}
	exception(t, success("not-a-task-token", "not-json"), "InvalidToken", "Invalid Token: 'Invalid token'")
	exception(t, success(task.TaskToken, "not-json"), "InvalidOutput", "Invalid Output: 'not-json' is not valid JSON.")
	if _, err := s.SendTaskHeartbeat(t.Context(), sfnapi.SendTaskHeartbeatInput{TaskToken: task.TaskToken}); err != nil {
		t.Error(err)
	}
	exception(t, success(task.TaskToken, `"done"`), "", "")
	if x := ended(t, s, arn); x.Status != asl.Succeeded || x.Output != `"done"` {
		t.Errorf("got %+v", x)
	}
	exception(t, success(task.TaskToken, "not-json"), "InvalidOutput", "Invalid Output: 'not-json' is not valid JSON.")
	exception(t, success(task.TaskToken, "1"), "TaskTimedOut", "Task Timed Out: '"+activity+"'")
	_, err := s.SendTaskHeartbeat(t.Context(), sfnapi.SendTaskHeartbeatInput{TaskToken: task.TaskToken})
	exception(t, err, "TaskTimedOut", "")
}

// TestSendTaskFailure sends errors and causes that are absent, or there and empty.
func TestSendTaskFailure(t *testing.T) {
	s := service(t)
	activity, machine := worked(t, s, "work")
	text, empty := "E", ""
	for _, test := range []struct {
		name         string
		error, cause *string
	}{{"neither", nil, nil}, {"an error", &text, nil}, {"a cause", nil, &text}, {"empty ones", &empty, &empty}} {
		t.Run(test.name, func(t *testing.T) {
			arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine})
			_, err := s.SendTaskFailure(t.Context(), sfnapi.SendTaskFailureInput{TaskToken: polled(t, s, activity).TaskToken, Error: test.error, Cause: test.cause})
			if err != nil {
				t.Fatal(err)
			}
			same := func(a, b *string) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
			if x := ended(t, s, arn); x.Status != asl.Failed || !same(x.Error, test.error) || !same(x.Cause, test.cause) {
				t.Errorf("got %+v", x)
			}
		})
	}
}

// TestSendTaskRefuses has what the service says before it looks for a task.
func TestSendTaskRefuses(t *testing.T) {
	s := service(t)
	_, err := s.SendTaskSuccess(t.Context(), sfnapi.SendTaskSuccessInput{Output: "not-json"})
	exception(t, err, "ValidationException", "1 validation error detected: Value '' at 'taskToken' failed to satisfy constraint: Member must have length greater than or equal to 1")
	_, err = s.SendTaskFailure(t.Context(), sfnapi.SendTaskFailureInput{TaskToken: strings.Repeat("t", 2049)})
	exception(t, err, "ValidationException", "")
}
