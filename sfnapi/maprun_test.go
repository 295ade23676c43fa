package sfnapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/sfnapi"
)

// mapped is a machine with a Map Run whose executions wait for an hour.
const mapped = `{"StartAt": "M", "States": {"M": {"Type": "Map", "Label": "L", "MaxConcurrency": 2, "ItemProcessor": {
	"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "End": true}}}, "End": true}}}`

// mapRunOf returns the Map Run of an execution.
func mapRunOf(t testing.TB, s *sfnapi.Service, execution string) sfnapi.MapRunListItem {
	t.Helper()
	for range 10_000 {
		out, err := s.ListMapRuns(t.Context(), sfnapi.ListMapRunsInput{ExecutionARN: execution})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.MapRuns) == 1 {
			return out.MapRuns[0]
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("there is no Map Run")
	return sfnapi.MapRunListItem{}
}

func TestDescribeMapRun(t *testing.T) {
	s := service(t)
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: created(t, s, "M", mapped, ""), Input: `[3600, 3600, 3600]`})
	run := mapRunOf(t, s, arn)
	if run.ExecutionARN != arn || run.StateMachineARN != "arn:aws:states:us-east-1:000000000000:stateMachine:M/L" || !strings.Contains(run.MapRunARN, ":mapRun:M/L:") {
		t.Errorf("got %+v", run)
	}
	describe := func() *sfnapi.DescribeMapRunOutput {
		t.Helper()
		out, err := s.DescribeMapRun(t.Context(), sfnapi.DescribeMapRunInput{MapRunARN: run.MapRunARN})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	out := describe()
	for out.ExecutionCounts.Running != 2 {
		time.Sleep(time.Millisecond)
		out = describe()
	}
	out.StartDate = sfnapi.Time{Time: time.Unix(1, 0)}
	counts := `{"pending": 1, "running": 2, "succeeded": 0, "failed": 0, "timedOut": 0, "aborted": 0, "total": 3, "resultsWritten": 0, "failuresNotRedrivable": 0, "pendingRedrive": 0}`
	sameJSON(t, out, `{"mapRunArn": "`+run.MapRunARN+`", "executionArn": "`+arn+`", "status": "RUNNING", "startDate": 1.000, "maxConcurrency": 2,
		"toleratedFailurePercentage": 0.0, "toleratedFailureCount": 0, "itemCounts": `+counts+`, "executionCounts": `+counts+`, "redriveCount": 0}`)

	one, none := int64(1), sfnapi.Percentage(0)
	if _, err := s.UpdateMapRun(t.Context(), sfnapi.UpdateMapRunInput{MapRunARN: run.MapRunARN, MaxConcurrency: &one, ToleratedFailureCount: &one, ToleratedFailurePercentage: &none}); err != nil {
		t.Fatal(err)
	}
	for out = describe(); out.MaxConcurrency != 1 || out.ToleratedFailureCount != 1; out = describe() {
		time.Sleep(time.Millisecond)
	}

	if _, err := s.StopExecution(t.Context(), sfnapi.StopExecutionInput{ExecutionARN: arn}); err != nil {
		t.Fatal(err)
	}
	_, err := s.UpdateMapRun(t.Context(), sfnapi.UpdateMapRunInput{MapRunARN: run.MapRunARN, MaxConcurrency: &one})
	exception(t, err, "ValidationException", "")
}

func TestMapRunRefuses(t *testing.T) {
	s := service(t)
	const none = "arn:aws:states:us-east-1:000000000000:mapRun:M/L:1"
	for _, arn := range []string{none, strings.Replace(none, "us-east-1", "eu-west-1", 1)} {
		_, err := s.DescribeMapRun(t.Context(), sfnapi.DescribeMapRunInput{MapRunARN: arn})
		exception(t, err, "ResourceNotFound", "Resource not found: '"+arn+"'")
		_, err = s.UpdateMapRun(t.Context(), sfnapi.UpdateMapRunInput{MapRunARN: arn})
		exception(t, err, "ResourceNotFound", "Resource not found: '"+arn+"'")
	}
	_, err := s.DescribeMapRun(t.Context(), sfnapi.DescribeMapRunInput{MapRunARN: "x"})
	exception(t, err, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'")
	_, err = s.ListMapRuns(t.Context(), sfnapi.ListMapRunsInput{ExecutionARN: none})
	exception(t, err, "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: mapRun'")
}

// TestListExecutionsOfMapRun lists the executions of a Map Run, by their status.
func TestListExecutionsOfMapRun(t *testing.T) {
	s := service(t)
	machine := created(t, s, "M", mapped, "")
	arn := started(t, s, sfnapi.StartExecutionInput{StateMachineARN: machine, Input: `[0, 3600, 3600]`})
	run := mapRunOf(t, s, arn)
	list := func(status asl.Status, redrive string) []sfnapi.ExecutionListItem {
		t.Helper()
		out, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{MapRunARN: run.MapRunARN, StatusFilter: status, RedriveFilter: redrive})
		if err != nil {
			t.Fatal(err)
		}
		return out.Executions
	}
	for len(list(asl.Running, "")) != 2 || len(list(asl.Succeeded, "")) != 1 {
		time.Sleep(time.Millisecond)
	}
	for _, test := range []struct {
		status  asl.Status
		redrive string
		want    int
	}{{"", "", 3}, {asl.Failed, "", 0}, {"PENDING_REDRIVE", "", 0}, {"", "REDRIVEN", 0}, {"", "NOT_REDRIVEN", 3}} {
		if got := list(test.status, test.redrive); len(got) != test.want {
			t.Errorf("%s %s: got %+v", test.status, test.redrive, got)
		}
	}
	item := list(asl.Succeeded, "")[0]
	child := item.ExecutionARN
	if !strings.Contains(child, ":execution:M/L:"+item.Name) || item.StopDate.IsZero() {
		t.Errorf("got %+v", item)
	}
	item.StartDate, item.StopDate = sfnapi.Time{Time: time.Unix(1, 0)}, sfnapi.Time{}
	sameJSON(t, item, `{"executionArn": "`+child+`", "stateMachineArn": "`+machine+`/L", "name": "`+item.Name+`", "status": "SUCCEEDED", "startDate": 1.000,
		"mapRunArn": "`+run.MapRunARN+`", "itemCount": 1, "redriveCount": 0}`)

	if x := ended(t, s, child); x.MapRunARN != run.MapRunARN || x.Input != "0" || x.StateMachineARN != machine+"/L" {
		t.Errorf("got %+v", x)
	}
	if h, err := s.GetExecutionHistory(t.Context(), sfnapi.GetExecutionHistoryInput{ExecutionARN: child}); err != nil || len(h.Events) != 4 {
		t.Errorf("got %+v, %v", h, err)
	}
	of, err := s.ListExecutions(t.Context(), sfnapi.ListExecutionsInput{StateMachineARN: machine})
	if err != nil || len(of.Executions) != 1 || of.Executions[0].ExecutionARN != arn {
		t.Errorf("of the machine: got %+v, %v", of, err)
	}
}
