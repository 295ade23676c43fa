package sfnapi_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

func TestStartSyncExecution(t *testing.T) {
	s := service(t)
	for _, test := range []struct{ name, definition, want string }{
		{"succeeds", twoPasses, `"status": "SUCCEEDED", "output": "{\"a\":1}"`},
		{"fails", fails, `"status": "FAILED", "error": "E", "cause": "why"`},
		{"fails-empty", `{"StartAt": "A", "States": {"A": {"Type": "Fail"}}}`, `"status": "FAILED"`},
		{"times-out", `{"TimeoutSeconds": 1, "StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 9, "End": true}}}`, `"status": "TIMED_OUT"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine := created(t, s, test.name, test.definition, asl.Express)
			out, err := s.StartSyncExecution(t.Context(), sfnapi.StartSyncExecutionInput{StateMachineARN: machine, Name: "x", Input: `{"a":1}`, TraceHeader: "Root=1"})
			if err != nil {
				t.Fatal(err)
			}
			arn, unique, _ := strings.Cut(out.ExecutionARN, ":x:")
			if want := strings.Replace(machine, "stateMachine", "express", 1); arn != want || len(unique) != 36 {
				t.Errorf("got %s", out.ExecutionARN)
			}
			if out.StopDate.Before(out.StartDate.Time) || *out.BillingDetails.BilledDurationInMilliseconds%100 != 0 {
				t.Errorf("got %v to %v, %v", out.StartDate, out.StopDate, out.BillingDetails)
			}
			out.ExecutionARN, out.StartDate, out.StopDate = "x", sfnapi.Time{}, sfnapi.Time{}
			hundred := int64(100)
			out.BillingDetails.BilledDurationInMilliseconds = &hundred
			sameJSON(t, out, `{"executionArn": "x", "stateMachineArn": "`+machine+`", "name": "x", "startDate": -62135596800, "stopDate": -62135596800,
				"input": "{\"a\":1}", "inputDetails": {"included": true}, "outputDetails": {"included": true}, "traceHeader": "Root=1",
				"billingDetails": {"billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 100}, `+test.want+`}`)
		})
	}
}

func TestStartSyncExecutionRefuses(t *testing.T) {
	s := service(t)
	standard, express := created(t, s, "S", twoPasses, ""), created(t, s, "E", twoPasses, asl.Express)
	_, err := s.StartSyncExecution(t.Context(), sfnapi.StartSyncExecutionInput{StateMachineARN: standard})
	exception(t, err, "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
	_, err = s.StartSyncExecution(t.Context(), sfnapi.StartSyncExecutionInput{StateMachineARN: express, Input: "{"})
	exception(t, err, "InvalidExecutionInput", "")
	_, err = s.StartSyncExecution(t.Context(), sfnapi.StartSyncExecutionInput{StateMachineARN: express + "x"})
	exception(t, err, "StateMachineDoesNotExist", "State Machine Does Not Exist: '"+express+"x'")
}

// TestStartSyncExecutionWithoutReader: an execution whose client has gone ends as others do.
func TestStartSyncExecutionWithoutReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t)
		express := created(t, s, "E", `{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":60,"End":true}}}`, "EXPRESS")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if out, err := s.StartSyncExecution(ctx, sfnapi.StartSyncExecutionInput{StateMachineARN: express}); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %+v, %v", out, err)
		}
		time.Sleep(2 * time.Minute)
		all, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{StateMachineARN: express})
		if err != nil || len(all.Executions) != 1 || all.Executions[0].Status != "SUCCEEDED" {
			t.Errorf("got %+v, %v", all, err)
		}
	})
}
