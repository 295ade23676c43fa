package sfnapi_test

import (
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

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
