package sfnapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

func TestStartExecutionRefuses(t *testing.T) {
	s := service(t)
	arn := created(t, s, "M", hour, "")
	started(t, s, sfnapi.StartExecutionInput{StateMachineARN: arn, Name: "known", Input: `{"a": 1}`})
	none := strings.Replace(arn, ":M", ":N", 1)
	for _, test := range []struct {
		name, code, message string
		in                  sfnapi.StartExecutionInput
	}{
		{"two constraints before the ARN", "ValidationException",
			"2 validation errors detected: Value '' at 'stateMachineArn' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '" + strings.Repeat("n", 81) + "' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80",
			sfnapi.StartExecutionInput{Name: strings.Repeat("n", 81)}},
		{"no ARN, before the name", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: M'", sfnapi.StartExecutionInput{StateMachineARN: "M", Name: "a b"}},
		{"another resource", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: execution'",
			sfnapi.StartExecutionInput{StateMachineARN: "arn:aws:states:us-east-1:000000000000:execution:M:x"}},
		{"no such machine, before the name", "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + none + "'", sfnapi.StartExecutionInput{StateMachineARN: none, Name: "a b"}},
		{"a name with a space, before the input", "InvalidName", "Invalid Name: 'a b'", sfnapi.StartExecutionInput{StateMachineARN: arn, Name: "a b", Input: "not"}},
		{"an input that is not JSON", "InvalidExecutionInput",
			"Invalid State Machine Execution Input: 'com.fasterxml.jackson.core.JsonParseException: Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not\"; line: 1, column: 4]'",
			sfnapi.StartExecutionInput{StateMachineARN: arn, Input: "not"}},
		{"another input for a name", "ExecutionAlreadyExists", "Execution Already Exists: '" + strings.Replace(arn, "stateMachine", "execution", 1) + ":known'",
			sfnapi.StartExecutionInput{StateMachineARN: arn, Name: "known", Input: `{"a": 2}`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := s.StartExecution(t.Context(), test.in)
			exception(t, err, test.code, test.message)
		})
	}
}

// TestStartExecutionIdempotent starts an execution again.
func TestStartExecutionIdempotent(t *testing.T) {
	s := service(t)
	in := sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", hour, ""), Name: "x", Input: `{"a": 1}`}
	first, err := s.StartExecution(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.StartExecution(t.Context(), in)
	if err != nil || again.ExecutionARN != first.ExecutionARN || !again.StartDate.Equal(first.StartDate.Time) {
		t.Errorf("got %v and %v, %v", first, again, err)
	}

	in.StateMachineARN = created(t, s, "Ends", twoPasses, "")
	ended(t, s, started(t, s, in))
	_, err = s.StartExecution(t.Context(), in)
	exception(t, err, "ExecutionAlreadyExists", "")

	in.StateMachineARN = created(t, s, "Express", twoPasses, asl.Express)
	if a, b := started(t, s, in), started(t, s, in); a == b || !strings.Contains(a, ":express:Express:x:") {
		t.Errorf("got %s and %s", a, b)
	}
}

// TestDescribeExecution compares the members by the status.
func TestDescribeExecution(t *testing.T) {
	s := service(t)
	for _, test := range []struct{ name, definition, want string }{
		{"runs", hour, `"status": "RUNNING", "redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": "Execution is RUNNING and cannot be redriven"`},
		{"succeeds", twoPasses, `"status": "SUCCEEDED", "output": "{\"a\": 1}", "outputDetails": {"included": true},
			"redriveStatus": "NOT_REDRIVABLE", "redriveStatusReason": "Execution is SUCCEEDED and cannot be redriven"`},
		{"fails", fails, `"status": "FAILED", "error": "E", "cause": "why", "redriveStatus": "REDRIVABLE"`},
		{"fails-empty", `{"StartAt": "A", "States": {"A": {"Type": "Fail"}}}`, `"status": "FAILED", "redriveStatus": "REDRIVABLE"`},
		{"times-out", `{"TimeoutSeconds": 1, "StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 9, "End": true}}}`, `"status": "TIMED_OUT", "redriveStatus": "REDRIVABLE"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine := created(t, s, test.name, test.definition, "")
			arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Name: "x", Input: `{"a": 1}`, TraceHeader: "Root=1"})
			out, err := s.DescribeExecution(t.Context(), sfnapi.DescribeExecutionInput{ExecutionARN: arn})
			if err != nil {
				t.Fatal(err)
			}
			if test.name != "runs" {
				out = ended(t, s, arn)
			}
			if hasStop := !out.StopDate.IsZero(); hasStop != (test.name != "runs") {
				t.Errorf("a stopDate: %v", hasStop)
			}
			out.StartDate, out.StopDate = sfnapi.Time{Time: time.UnixMilli(1764482767123)}, sfnapi.Time{}
			sameJSON(t, out, `{"executionArn": "arn:aws:states:us-east-1:000000000000:execution:`+test.name+`:x", "stateMachineArn": "`+machine+`", "name": "x",
				"startDate": 1764482767.123, "input": "{\"a\": 1}", "inputDetails": {"included": true}, "traceHeader": "Root=1", "redriveCount": 0, `+test.want+`}`)
		})
	}
}

func TestDescribeExecutionMetadata(t *testing.T) {
	s := service(t)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", fails, "")})
	ended(t, s, arn)
	out, err := s.DescribeExecution(t.Context(), sfnapi.DescribeExecutionInput{ExecutionARN: arn, IncludedData: "METADATA_ONLY"})
	if err != nil {
		t.Fatal(err)
	}
	if out.Status != asl.Failed || out.Input != "" || out.InputDetails != nil || out.Error != nil || out.Cause != nil {
		t.Errorf("got %+v", out)
	}
}

func TestDescribeExecutionRefuses(t *testing.T) {
	const none = "arn:aws:states:us-east-1:000000000000:execution:M:x"
	express := strings.Replace(none, "execution", "express", 1) + ":1"
	for _, test := range []struct{ name, arn, code, message string }{
		{"no ARN", "x", "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'"},
		{"a machine", "arn:aws:states:us-east-1:000000000000:stateMachine:M", "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: stateMachine'"},
		{"none of that name", none, "ExecutionDoesNotExist", "Execution Does Not Exist: '" + none + "'"},
		{"an EXPRESS execution that is not known", express, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := service(t)
			_, err := s.DescribeExecution(t.Context(), sfnapi.DescribeExecutionInput{ExecutionARN: test.arn})
			exception(t, err, test.code, test.message)
			_, err = s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: test.arn})
			exception(t, err, test.code, test.message)
		})
	}
}
