package sfnapi_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

// TestListExecutions lists by status, while executions come between pages.
func TestListExecutions(t *testing.T) {
	s := service(t)
	running, failing := created(t, s, "Runs", hour, ""), created(t, s, "Fails", fails, "")
	for _, name := range []string{"a", "b", "c"} {
		started(t, s, sfnapi.StartExecutionInput{StateMachineARN: running, Name: name})
		time.Sleep(time.Millisecond) // so that they are in this order
	}
	failed := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: failing, Name: "f"})
	x := ended(t, s, failed)
	list := func(in sfnapi.ListExecutionsInput) (names string, last *sfnapi.ListExecutionsOutput) {
		t.Helper()
		for {
			out, err := s.ListExecutions(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range out.Executions {
				names += x.Name
			}
			if in.NextToken = out.NextToken; in.NextToken == "" {
				return names, out
			}
			if in.MaxResults != nil {
				started(t, s, sfnapi.StartExecutionInput{StateMachineARN: running})
			}
		}
	}
	two := int64(2)
	for _, test := range []struct {
		name, want string
		in         sfnapi.ListExecutionsInput
	}{
		{"all", "cba", sfnapi.ListExecutionsInput{StateMachineARN: running}},
		{"those that run", "cba", sfnapi.ListExecutionsInput{StateMachineARN: running, StatusFilter: asl.Running}},
		{"none", "", sfnapi.ListExecutionsInput{StateMachineARN: running, StatusFilter: asl.Failed}},
		{"by two", "cba", sfnapi.ListExecutionsInput{StateMachineARN: running, MaxResults: &two}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, _ := list(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	_, out := list(sfnapi.ListExecutionsInput{StateMachineARN: failing})
	if len(out.Executions) != 1 || !out.Executions[0].StartDate.Equal(x.StartDate.Time) || !out.Executions[0].StopDate.Equal(x.StopDate.Time) {
		t.Fatalf("got %+v, want the dates of %+v", out.Executions, x)
	}
	item := out.Executions[0]
	item.StartDate, item.StopDate = sfnapi.Time{Time: time.Unix(1, 0)}, sfnapi.Time{}
	sameJSON(t, item, `{"executionArn": "`+failed+`", "stateMachineArn": "`+failing+`", "name": "f", "status": "FAILED", "startDate": 1.000, "redriveCount": 0}`)
	_, out = list(sfnapi.ListExecutionsInput{StateMachineARN: failing, StatusFilter: asl.Running})
	sameJSON(t, out, `{"executions": []}`)
}

func TestListExecutionsRefuses(t *testing.T) {
	s := service(t, sfnapi.Strict())
	machine := created(t, s, "M", twoPasses, "")
	express := created(t, s, "E", twoPasses, asl.Express)
	run := "arn:aws:states:us-east-1:000000000000:mapRun:M/L:1"
	for _, test := range []struct {
		name, code, message string
		in                  sfnapi.ListExecutionsInput
	}{
		{"nothing", "ValidationException", "Must provide a StateMachine ARN or MapRun ARN", sfnapi.ListExecutionsInput{}},
		{"a status that there is not", "ValidationException",
			"1 validation error detected: Value 'ENDED' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
			sfnapi.ListExecutionsInput{StateMachineARN: machine, StatusFilter: "ENDED"}},
		{"two things", "ValidationException", "", sfnapi.ListExecutionsInput{StateMachineARN: machine, MapRunARN: run}},
		{"redriven ones of a machine", "ValidationException", "RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN",
			sfnapi.ListExecutionsInput{StateMachineARN: machine, RedriveFilter: "REDRIVEN"}},
		{"those of a machine that wait for a redrive", "ValidationException", "", sfnapi.ListExecutionsInput{StateMachineARN: machine, StatusFilter: "PENDING_REDRIVE"}},
		{"no such machine", "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + machine + "x'", sfnapi.ListExecutionsInput{StateMachineARN: machine + "x"}},
		{"no such Map Run", "ResourceNotFound", "Resource not found: '" + run + "'", sfnapi.ListExecutionsInput{MapRunARN: run}},
		{"another resource", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: mapRun'", sfnapi.ListExecutionsInput{StateMachineARN: run}},
		{"EXPRESS", "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine", sfnapi.ListExecutionsInput{StateMachineARN: express}},
		{"a made-up token", "InvalidToken", "Invalid Token: 'Invalid token'", sfnapi.ListExecutionsInput{StateMachineARN: machine, NextToken: "x"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := s.ListExecutions(t.Context(), test.in)
			exception(t, err, test.code, test.message)
		})
	}
}

// TestListOfVersion lists the executions of a version.
func TestListOfVersion(t *testing.T) {
	s := service(t)
	out, err := s.CreateStateMachine(t.Context(), sfnapi.CreateStateMachineInput{Name: "M", Definition: twoPasses, RoleARN: ordersRole, Publish: true})
	if err != nil {
		t.Fatal(err)
	}
	started(t, s, sfnapi.StartExecutionInput{StateMachineARN: out.StateMachineARN})
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: out.StateMachineVersionARN})
	if x := ended(t, s, arn); x.StateMachineARN != out.StateMachineARN || x.StateMachineVersionARN != out.StateMachineVersionARN || x.StateMachineAliasARN != "" {
		t.Errorf("got %+v", x)
	}
	list, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{StateMachineARN: out.StateMachineVersionARN})
	if err != nil || len(list.Executions) != 1 || list.Executions[0].ExecutionARN != arn || list.Executions[0].StateMachineVersionARN != out.StateMachineVersionARN {
		t.Errorf("got %+v, %v", list, err)
	}
}
