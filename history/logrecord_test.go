package history_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// The log of an execution at a level is the events that the level logs.
func ExampleLogRecord() {
	cause := "no such order"
	at := time.Date(2026, 3, 1, 12, 0, 0, 250_000_000, time.UTC)
	events := []history.Event{
		{ID: 2, Timestamp: at, Type: history.TypeFailStateEntered, Details: &history.StateEntered{
			Name: "Refuse", Input: history.Payload{Value: jsonvalue.MustParse(`{"order":7}`)},
		}},
		{ID: 3, PreviousEventID: 2, Timestamp: at, Type: history.TypeExecutionFailed, Details: &history.Failure{Cause: &cause}},
	}
	for _, level := range []history.Level{history.LevelError, history.LevelFatal} {
		for _, e := range events {
			if level.Logs(e.Type) {
				record := history.LogRecord{Event: e, ExecutionArn: "arn:aws:states:eu-west-1:111111111111:execution:Orders:7"}
				fmt.Printf("%s %s\n", level, record.AppendJSON(nil))
			}
		}
	}
	// Output:
	// ERROR {"details":{"name":"Refuse"},"redrive_count":"0","id":"2","type":"FailStateEntered","previous_event_id":"0","event_timestamp":"1772366400250","execution_arn":"arn:aws:states:eu-west-1:111111111111:execution:Orders:7"}
	// ERROR {"details":{"cause":"no such order"},"redrive_count":"0","id":"3","type":"ExecutionFailed","previous_event_id":"2","event_timestamp":"1772366400250","execution_arn":"arn:aws:states:eu-west-1:111111111111:execution:Orders:7"}
	// FATAL {"details":{"cause":"no such order"},"redrive_count":"0","id":"3","type":"ExecutionFailed","previous_event_id":"2","event_timestamp":"1772366400250","execution_arn":"arn:aws:states:eu-west-1:111111111111:execution:Orders:7"}
}

// What a record says of each kind of details, with the execution's data and
// without.
func TestLogRecordDetails(t *testing.T) {
	tests := []struct {
		details    history.Details
		with, none string
	}{
		{nil, `{}`, `{}`},
		{
			&history.ExecutionStarted{Input: of(`{"a":1}`), RoleArn: "r", StateMachineVersionArn: "v"},
			`{"input":"{\"a\":1}","inputDetails":{"truncated":false},"roleArn":"r","stateMachineVersionArn":"v"}`,
			`{"roleArn":"r","stateMachineVersionArn":"v"}`,
		},
		{
			&history.StateExited{
				Name: "A", Output: of(`1`),
				AssignedVariables: []jsonvalue.Member{{Name: "x", Value: jsonvalue.OfInt(1)}},
			},
			`{"assignedVariables":{"x":"1"},"assignedVariablesDetails":{"truncated":false},"name":"A","output":"1","outputDetails":{"truncated":false}}`,
			`{"name":"A"}`,
		},
		{
			&history.TaskScheduled{
				ResourceType: "sqs", Resource: "sendMessage", Region: "eu-west-1", Parameters: jsonvalue.MustParse(`{"a":1}`),
				TimeoutInSeconds: 5, TaskCredentials: history.TaskCredentials{RoleArn: "r"},
			},
			`{"parameters":"{\"a\":1}","region":"eu-west-1","resource":"sendMessage","resourceType":"sqs","taskCredentials":{"roleArn":"r"},"timeoutInSeconds":5}`,
			`{"region":"eu-west-1","resource":"sendMessage","resourceType":"sqs","taskCredentials":{"roleArn":"r"},"timeoutInSeconds":5}`,
		},
		{
			&history.TaskFailure{ResourceType: "sqs", Resource: "sendMessage", Error: text("E"), Cause: text("C")},
			`{"cause":"C","error":"E","resource":"sendMessage","resourceType":"sqs"}`,
			`{"cause":"C","error":"E","resource":"sendMessage","resourceType":"sqs"}`,
		},
	}
	for _, test := range tests {
		for include, want := range map[bool]string{true: test.with, false: test.none} {
			r := history.LogRecord{Event: history.Event{Details: test.details}, IncludeExecutionData: include}
			if diff := cmp.Diff(want, jsonvalue.MustParse(string(r.AppendJSON(nil))).Get("details").String()); diff != "" {
				t.Errorf("%T, data %v (-want +got):\n%s", test.details, include, diff)
			}
		}
	}
}

// A payload may have 248 KiB with its escapes.
func TestLogRecordTruncates(t *testing.T) {
	const most = 248 << 10
	tests := []struct {
		name      string
		output    string // the text in the payload, which is a JSON string
		length    int    // of what is left of the payload, quotes and escapes included
		truncated bool
	}{
		{"short", "x", len(`\"x\"`), false},
		{"longest", strings.Repeat("x", most-4), most, false},
		{"one more", strings.Repeat("x", most-3), most - 1, true}, // the quote at the end takes two bytes
		{"escapes", strings.Repeat(`"`, most/2), most, true},      // the last one is cut in two
		{"wide characters", strings.Repeat("€", most/2), most, true},
	}
	for _, test := range tests {
		r := history.LogRecord{
			Event: history.Event{
				Type:    history.TypeExecutionSucceeded,
				Details: &history.Success{Output: history.Payload{Value: jsonvalue.OfString(test.output)}},
			},
			IncludeExecutionData: true,
		}
		details := jsonvalue.MustParse(string(r.AppendJSON(nil))).Get("details")
		left := details.Get("output")
		if n := len(left.String()) - 2; n != test.length {
			t.Errorf("%s: %d bytes are left, want %d", test.name, n, test.length)
		}
		if got := details.Get("outputDetails").Get("truncated").IsTrue(); got != test.truncated {
			t.Errorf("%s: truncated %v, want %v", test.name, got, test.truncated)
		}
		if whole := jsonvalue.OfString(test.output).String(); !strings.HasPrefix(whole, left.Text()) {
			t.Errorf("%s: what is left is not how the payload begins", test.name)
		}
		e := string(r.Event.AppendJSON(nil))
		if !strings.Contains(e, `"truncated":false`) {
			t.Errorf("%s: the event is truncated, too", test.name)
		}
	}
}

func TestLogRecordNumbers(t *testing.T) {
	r := history.LogRecord{Event: history.Event{ID: 7, PreviousEventID: 5, Timestamp: noon, Type: history.TypeMapStateFailed}, ExecutionArn: "a", RedriveCount: 2}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"details":{},"redrive_count":"2","id":"7","type":"MapStateFailed","previous_event_id":"5","event_timestamp":"1772366400250","execution_arn":"a"}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}
