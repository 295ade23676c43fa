package sfnapi_test

import (
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

// TestExpress looks at EXPRESS executions, which the service refuses, and does if it is strict.
func TestExpress(t *testing.T) {
	s := keeping(t)
	machine := created(t, s, "E", twoPasses, asl.Express)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Name: "x"})
	if x := ended(t, s, arn); x.Status != asl.Succeeded || x.Name != "x" || x.StateMachineARN != machine {
		t.Errorf("got %+v", x)
	}
	if h, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: arn}); err != nil || len(h.Events) != 6 {
		t.Errorf("got %+v, %v", h, err)
	}
	if list, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{StateMachineARN: machine}); err != nil || len(list.Executions) != 1 || list.Executions[0].ExecutionARN != arn {
		t.Errorf("got %+v, %v", list, err)
	}
	waiting := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "W", hour, asl.Express)})
	if _, err := s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: waiting}); err != nil {
		t.Error(err)
	}
	if x := ended(t, s, waiting); x.Status != asl.Aborted {
		t.Errorf("got %+v", x)
	}

	s = keeping(t, sfnapi.Strict())
	arn = started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "E", twoPasses, asl.Express)})
	const refused = "Invalid Arn: 'Resource type not valid in this context: express'"
	_, err := s.DescribeExecution(t.Context(), sfnapi.DescribeExecutionInput{ExecutionARN: arn})
	exception(t, err, "InvalidArn", refused)
	_, err = s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: arn})
	exception(t, err, "InvalidArn", refused)
	_, err = s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: arn})
	exception(t, err, "InvalidArn", refused)
}
