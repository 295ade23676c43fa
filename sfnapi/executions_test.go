package sfnapi_test

import (
	"strings"
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

func TestStopExecution(t *testing.T) {
	s := service(t)
	text := "why"
	for _, test := range []struct {
		name         string
		error, cause *string
	}{{"bare", nil, nil}, {"with-cause", nil, &text}, {"with-both", &text, &text}} {
		t.Run(test.name, func(t *testing.T) {
			arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, test.name, hour, "")})
			out, err := s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: arn, Error: test.error, Cause: test.cause})
			if err != nil {
				t.Fatal(err)
			}
			x, err := s.DescribeExecution(t.Context(), sfnapi.DescribeExecutionInput{ExecutionARN: arn})
			if err != nil || x.Status != asl.Aborted || !x.StopDate.Equal(out.StopDate.Time) || (x.Error == nil) != (test.error == nil) || (x.Cause == nil) != (test.cause == nil) {
				t.Errorf("got %+v, %v, stopped at %v", x, err, out.StopDate)
			}
			_, err = s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: arn})
			exception(t, err, "ValidationException", "Execution is ABORTED and cannot be stopped: '"+arn+"'")
		})
	}
	none := "arn:aws:states:us-east-1:000000000000:execution:M:x"
	_, err := s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: none})
	exception(t, err, "ExecutionDoesNotExist", "Execution Does Not Exist: '"+none+"'")
}

// TestRedriveExecution redrives an execution that fails again.
func TestRedriveExecution(t *testing.T) {
	s := service(t)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", fails, "")})
	ended(t, s, arn)
	in := sfnapi.RedriveExecutionInput{ExecutionARN: arn, ClientToken: "A"}
	first, err := s.RedriveExecution(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	x := ended(t, s, arn)
	for x.RedriveDate.IsZero() { // it has not begun to move
		time.Sleep(time.Millisecond)
		x = ended(t, s, arn)
	}
	if *x.RedriveCount != 1 || !x.RedriveDate.Equal(first.RedriveDate.Time) || x.Status != asl.Failed {
		t.Errorf("got %+v", x)
	}
	again, err := s.RedriveExecution(t.Context(), in)
	if err != nil || !again.RedriveDate.Equal(first.RedriveDate.Time) {
		t.Errorf("got %v, %v", again, err)
	}
	list, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{StateMachineARN: x.StateMachineARN})
	if err != nil || *list.Executions[0].RedriveCount != 1 || !list.Executions[0].RedriveDate.Equal(first.RedriveDate.Time) {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestRedriveExecutionRefuses(t *testing.T) {
	s := service(t)
	running := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "Runs", hour, ""), Name: "x"})
	passed := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "Passes", twoPasses, ""), Name: "x"})
	ended(t, s, passed)
	for _, test := range []struct{ name, arn, code, message string }{
		{"one that runs", running, "ExecutionNotRedrivable", "Execution " + running + " invalid for redrive as: Execution is RUNNING and cannot be redriven"},
		{"one that has succeeded", passed, "ExecutionNotRedrivable", "Execution " + passed + " invalid for redrive as: Execution is SUCCEEDED and cannot be redriven"},
		{"EXPRESS", strings.Replace(passed, "execution", "express", 1) + ":1", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"},
		{"none", passed + "y", "ExecutionDoesNotExist", "Execution Does Not Exist: '" + passed + "y'"},
		{"one of a Map Run", strings.Replace(passed, ":x", "/L:x", 1), "ValidationException", "Labeled Execution ARNs are not supported for this API"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := s.RedriveExecution(t.Context(), sfnapi.RedriveExecutionInput{ExecutionARN: test.arn})
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
