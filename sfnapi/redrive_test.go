package sfnapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

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

// TestRedriveOfDeletedMachine tries to redrive what was started of a machine that is deleted.
func TestRedriveOfDeletedMachine(t *testing.T) {
	s := service(t)
	machine := created(t, s, "M", fails, "")
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine})
	ended(t, s, arn)
	if _, err := s.DeleteStateMachine(t.Context(), sfnapi.DeleteStateMachineInput{StateMachineARN: machine}); err != nil {
		t.Fatal(err)
	}
	x := ended(t, s, arn)
	if x.RedriveStatus != "NOT_REDRIVABLE" || x.RedriveStatusReason != "State machine is in DELETING status" {
		t.Errorf("got %s, %s", x.RedriveStatus, x.RedriveStatusReason)
	}
	_, err := s.RedriveExecution(t.Context(), sfnapi.RedriveExecutionInput{ExecutionARN: arn})
	exception(t, err, "ExecutionNotRedrivable", "Execution "+arn+" invalid for redrive as: State machine is in DELETING status")
	_, err = s.RedriveExecution(t.Context(), sfnapi.RedriveExecutionInput{ExecutionARN: arn + "x"})
	exception(t, err, "ExecutionDoesNotExist", "")
}
