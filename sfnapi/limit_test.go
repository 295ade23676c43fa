package sfnapi_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/sfnapi"
)

func TestMaxExecutions(t *testing.T) {
	s := service(t, sfnapi.WithMaxExecutions(2))
	machine, failing := created(t, s, "M", hour, ""), created(t, s, "F", fails, "")
	failed := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: failing})
	ended(t, s, failed)
	start := func() error {
		_, err := s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: machine})
		return err
	}
	first := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine})
	exception(t, start(), "", "")
	const full = "The maximum number of running executions has been reached: 2"
	exception(t, start(), "ExecutionLimitExceeded", full)
	_, err := s.RedriveExecution(t.Context(), sfnapi.RedriveExecutionInput{ExecutionARN: failed})
	exception(t, err, "ExecutionLimitExceeded", full)
	if _, err := s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: first}); err != nil {
		t.Fatal(err)
	}
	exception(t, start(), "", "")
	exception(t, start(), "ExecutionLimitExceeded", full)
}

// TestMaxExpressExecutions: those of type EXPRESS count, too.
func TestMaxExpressExecutions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := service(t, sfnapi.WithMaxExecutions(2))
		minute := created(t, s, "E", `{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":60,"End":true}}}`, "EXPRESS")
		start := func() error {
			_, err := s.StartExecution(t.Context(), sfnapi.StartExecutionInput{StateMachineARN: minute})
			return err
		}
		exception(t, start(), "", "")
		exception(t, start(), "", "")
		const full = "The maximum number of running executions has been reached: 2"
		exception(t, start(), "ExecutionLimitExceeded", full)
		_, err := s.StartSyncExecution(t.Context(), sfnapi.StartSyncExecutionInput{StateMachineARN: minute})
		exception(t, err, "ExecutionLimitExceeded", full)
		time.Sleep(2 * time.Minute)
		exception(t, start(), "", "")
		_, err = s.StartSyncExecution(t.Context(), sfnapi.StartSyncExecutionInput{StateMachineARN: minute})
		exception(t, err, "", "")
	})
}
