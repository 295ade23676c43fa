package asl_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// A server answers StartSyncExecution with what it is told of an execution.
func ExampleResult_Describe() {
	machine := asl.MustParse(`{"StartAt": "Greet", "States": {"Greet": {"Type": "Pass", "Result": "Hello", "End": true}}}`)
	result, err := machine.Execute(context.Background(), []byte(`{}`), asl.WithName("first"))
	if err != nil {
		fmt.Println(err)
		return
	}
	d := result.Describe()
	fmt.Println(d.ARN, d.Status, d.Output)
	fmt.Println(strings.Contains(string(d.AppendSyncResponse(nil)), `"billedMemoryUsedInMB":64`))
	// Output:
	// arn:aws:states:us-east-1:000000000000:execution:StateMachine:first SUCCEEDED "Hello"
	// true
}

func ExampleWithLogRecords() {
	machine := asl.MustParse(`{"StartAt": "Check", "States": {
	  "Check": {"Type": "Pass", "Next": "Refuse"},
	  "Refuse": {"Type": "Fail", "Error": "Refused", "Cause": "no reason"}}}`)
	log := asl.LogOptions{Level: history.LevelError}
	result, _ := machine.Execute(context.Background(), []byte(`{}`), asl.WithLogRecords(log, func(r history.LogRecord) {
		fmt.Println(r.Event.ID, r.Event.Type)
	}))
	fmt.Println(result.Status)
	// Output:
	// 4 FailStateEntered
	// 5 ExecutionFailed
	// FAILED
}

// Describe follows the execution, and ends with what the result says.
func TestDescribe(t *testing.T) {
	machine := asl.MustParse(`{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": true}}}`)
	x, err := machine.Start(context.Background(), []byte(`{ }`), asl.WithName("N"), asl.WithTraceHeader("Root=1"))
	if err != nil {
		t.Fatal(err)
	}
	if d := x.Describe(); d.Status != asl.Running || d.Name != "N" || d.ARN != x.ARN() || d.TraceHeader != "Root=1" || d.Input.String() != "{ }" {
		t.Errorf("running: %s", d.AppendJSON(nil))
	}
	if err := x.Stop("E", "C"); err != nil {
		t.Fatal(err)
	}
	result, _ := x.Wait(context.Background())
	d := x.Describe()
	if d.Status != asl.Aborted || d.Failure == nil || *d.Failure.Error != "E" || d.Ended.IsZero() {
		t.Errorf("aborted: %s", d.AppendJSON(nil))
	}
	if a, b := string(d.AppendJSON(nil)), string(result.Describe().AppendJSON(nil)); a != b {
		t.Errorf("the execution says\n%s\nthe result\n%s", a, b)
	}
}

// Each execution logs under its own ARN, whatever else observes it.
func TestLogRecords(t *testing.T) {
	machine := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`)
	var records []history.LogRecord
	log := asl.WithLogRecords(asl.LogOptions{Level: history.LevelAll, IncludeExecutionData: true}, func(r history.LogRecord) {
		records = append(records, r)
	})
	none := asl.WithLogRecords(asl.LogOptions{}, func(r history.LogRecord) { t.Errorf("logged: %s", r.AppendJSON(nil)) })
	result, err := machine.Execute(context.Background(), []byte(`{}`), log, none)
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != len(result.History()) || len(records) == 0 {
		t.Fatalf("%d records of %d events", len(records), len(result.History()))
	}
	for i, r := range records {
		if r.ExecutionArn != result.ARN || r.Event.ID != int64(i+1) || !r.IncludeExecutionData {
			t.Errorf("record %d: %s", i, r.AppendJSON(nil))
		}
	}
}

func TestLogRecordsRefused(t *testing.T) {
	machine := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`)
	for want, o := range map[string]asl.Option{
		"the sink is nil":         asl.WithLogRecords(asl.LogOptions{Level: history.LevelAll}, nil),
		`there is no level "all"`: asl.WithLogRecords(asl.LogOptions{Level: "all"}, func(history.LogRecord) {}),
	} {
		if _, err := machine.With(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}
