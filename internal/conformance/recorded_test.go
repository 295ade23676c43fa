package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFinds plays every find, in all ways of running an execution.
func TestFinds(t *testing.T) {
	folder := sharedFolder(t, "recorded-by-others")
	for _, rebuild := range []string{"-restore=false", "-restore", "-journal", "-resume"} {
		var out bytes.Buffer
		if status := run([]string{"recorded", "-v", rebuild, folder}, &out, &out); status != passed {
			t.Errorf("%s: status %d\n%s", rebuild, status, out.String())
		}
	}
}

// TestRecordedList: the list names finds that there are, and tests that there are.
func TestRecordedList(t *testing.T) {
	list, err := readRecordedList(recordedList)
	if err != nil {
		t.Fatal(err)
	}
	for id, how := range list {
		for word := range strings.FieldsSeq(how.reason) {
			if strings.HasPrefix(word, "testdata/") {
				if _, err := os.Stat(filepath.Join(repository(t), word)); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			}
		}
	}
	finds, err := loadFinds(sharedFolder(t, "recorded-by-others"))
	if err != nil {
		t.Fatal(err)
	}
	if len(finds) != len(list) {
		t.Errorf("%d finds, %d in the list", len(finds), len(list))
	}
}

func TestRecordedListMistakes(t *testing.T) {
	for _, text := range []string{"001-a\n", "001-a\tguess\twhy\n", "001-a\t-\t\n"} {
		if list, err := readRecordedList(text); err == nil {
			t.Errorf("%q: %v", text, list)
		}
	}
}

// published are small finds under names that the list has, and one that it has not.
var published = map[string]string{
	"045-intrinsic-missing-argument.json": `{"topic": "ends", "definition": {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "States.Runtime", "Cause": "why"}}},
		"input": "{}", "data": {"status": "FAILED", "cause": "why"}}`,
	"070-json-regex-workflow.json": `{"topic": "ends", "definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}},
		"input": "{\"a\": 1}", "data": {"status": "SUCCEEDED", "output": {"a": 1}}}`,
	"087-choice-fail-no-error.json": `{"topic": "histories", "recorded": "2026-02",
		"definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"x.$": "$$.Execution.Name"}, "End": true}}},
		"data": {"events": [
			{"timestamp": "2026-02-01T00:00:00Z", "id": 1, "previousEventId": 0, "type": "ExecutionStarted",
				"executionStartedEventDetails": {"input": "{ }", "inputDetails": {"truncated": false}, "roleArn": "arn:aws:iam::111111111111:role/R"}},
			{"id": 2, "previousEventId": 0, "type": "PassStateEntered", "stateEnteredEventDetails": {"name": "A", "input": "{ }", "inputDetails": {"truncated": false}}},
			{"id": 3, "previousEventId": 2, "type": "PassStateExited", "stateExitedEventDetails": {"name": "A", "output": "{\"x\":\"n-1\"}", "outputDetails": {"truncated": false}}},
			{"id": 4, "previousEventId": 3, "type": "ExecutionSucceeded", "executionSucceededEventDetails": {"output": "{\"x\":\"n-1\"}", "outputDetails": {"truncated": false}}}],
			"arn": "arn:aws:states:us-east-1:111111111111:execution:M:n-1"}}`,
	"095-sagemaker-aws-sdk-polling.json": `{"topic": "histories", "recorded": "2026",
		"definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Fail"}}},
		"data": {"events": [
			{"timestamp": "2026-02-01T00:00:00Z", "id": 1, "previousEventId": 0, "type": "ExecutionStarted",
				"executionStartedEventDetails": {"input": "[1, 2]", "inputDetails": {"truncated": false}, "roleArn": "arn:aws:iam::111111111111:role/R"}},
			{"id": 2, "previousEventId": 0, "type": "PassStateEntered", "stateEnteredEventDetails": {"name": "A", "input": "[1, 2]", "inputDetails": {"truncated": false}}},
			{"id": 3, "previousEventId": 2, "type": "PassStateExited", "stateExitedEventDetails": {"name": "A", "output": "[1, 2]", "outputDetails": {"truncated": false}}},
			{"id": 4, "previousEventId": 3, "type": "PassStateEntered", "stateEnteredEventDetails": {"name": "B", "input": "[1, 2]", "inputDetails": {"truncated": false}}},
			{"id": 5, "previousEventId": 4, "type": "SomethingElse"}]}}`,
	"029-fields-per-state-type.json": `{"topic": "checks", "data": {"code": "SCHEMA_VALIDATION_FAILED", "refused": {"Retry": ["Pass", "Wait", "Choice", "Succeed", "Fail"], "TimeoutSeconds": ["Map", "Parallel"], "Catch": ["Pass"]}}}`,
	"027-two-schema-errors-joined.json": `{"topic": "checks", "definition": {"StartAt": "A", "States": {}, "x": 1},
		"data": {"code": "InvalidDefinition", "message": "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'x' is not supported at /, MISSING_TRANSITION_TARGET: Missing 'Next' target: A at /StartAt'"}}`,
	"056-parallel-jsonpath-history.json": `{"topic": "parts", "recorded": "2026-09-01",
		"definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.x", "End": true}}}, "input": "{}",
		"data": {"events": [[1, "ExecutionStarted"], [2, "PassStateEntered A"], [3, "ExecutionFailed"]], "previous_ids_asserted_in_the_emulators_test": [0, 0, 2],
			"cause_start": "An error occurred while executing the state 'A' (entered at the event id #2). Invalid path '$.x' : No results for path: $['x']"}}`,
	"010-history-limit-25000.json": `{"topic": "parts", "recorded": "2026-09-01", "definition": {"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "E", "Cause": "C"}}},
		"data": {"events_last_two": [
			{"id": 3, "previousEventId": 2, "type": "ExecutionFailed", "executionFailedEventDetails": {"error": "E", "cause": "C"}},
			{"id": 2, "previousEventId": 0, "type": "FailStateEntered"}]}}`,
	"005-express-pass-logs.json": `{"topic": "parts", "recorded": "2024-04-24", "definition": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}, "input": "{}",
		"data": {"records": [
			{"id": "1", "type": "ExecutionStarted", "details": {"input": "\"*\"", "inputDetails": {"truncated": false}, "roleArn": "arn:aws:iam::111111111111:role/R"}, "previous_event_id": "0",
				"event_timestamp": "1713959670672", "execution_arn": "arn:aws:states:eu-central-1:111111111111:express:M:e:1", "redrive_count": "0"},
			{"id": "2", "type": "SucceedStateEntered", "details": {"input": "\"*\"", "inputDetails": {"truncated": false}, "name": "A"}, "previous_event_id": "0",
				"event_timestamp": "1713959670672", "execution_arn": "arn:aws:states:eu-central-1:111111111111:express:M:e:1", "redrive_count": "0"},
			{"id": "3", "type": "SucceedStateExited", "details": {"output": "\"*\"", "outputDetails": {"truncated": false}, "name": "A"}, "previous_event_id": "2",
				"event_timestamp": "1713959670672", "execution_arn": "arn:aws:states:eu-central-1:111111111111:express:M:e:1", "redrive_count": "0"},
			{"id": "4", "type": "ExecutionSucceeded", "details": {"output": "\"*\"", "outputDetails": {"truncated": false}}, "previous_event_id": "3",
				"event_timestamp": "1713959670672", "execution_arn": "arn:aws:states:eu-central-1:111111111111:express:M:e:1", "redrive_count": "0"}]}}`,
	"035-result-writer-failed.json": `{"topic": "parts", "data": {"FAILED_0.json": [{"Cause": "C", "Error": "E",
		"ExecutionArn": "arn:aws:states:eu-west-2:111111111111:execution:M/8c9dd6c6-f907-3584-9153-f8a2f1bfe7ce:55334b15-7c04-3b8d-8ee4-5c6f72f90dbc",
		"Input": "7", "InputDetails": {"Included": true}, "Name": "55334b15-7c04-3b8d-8ee4-5c6f72f90dbc", "OutputDetails": {"Included": true}, "RedriveCount": 0,
		"RedriveStatus": "REDRIVABLE_BY_MAP_RUN", "StartDate": "2025-01-07T10:38:47.702Z",
		"StateMachineArn": "arn:aws:states:eu-west-2:111111111111:stateMachine:M/8c9dd6c6-f907-3584-9153-f8a2f1bfe7ce", "Status": "FAILED", "StopDate": "2025-01-07T10:40:38.759Z"}]}}`,
	"101-list-executions-2026.json": `{"topic": "others", "data": {}}`,
	"999-new.json":                  `{"topic": "others", "data": {}}`,
}

func TestRecordedCommand(t *testing.T) {
	root := write(t, published)
	var out bytes.Buffer
	if status := run([]string{"recorded", "-v", root}, &out, &out); status != failed {
		t.Errorf("status %d", status)
	}
	for _, want := range []string{
		"ends          2 passed     0 failed     0 not played\n", "histories     2 passed     0 failed     0 not played\n",
		"checks        2 passed     0 failed     0 not played\n", "parts         4 passed     0 failed     0 not played\n",
		"others        0 passed     1 failed     1 not played\n10 passed, 1 failed, 1 not played\n",
		"NOT PLAYED 101-list-executions-2026\n    ListExecutions is no part of this module\n",
		"FAIL 999-new\n    recorded.tsv does not say what to do with it\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it prints\n%swant in it\n%s", out.String(), want)
		}
	}
}

// TestRecordedDifferences: a find that says what is not so fails.
func TestRecordedDifferences(t *testing.T) {
	for name, change := range map[string][2]string{
		"045-intrinsic-missing-argument.json": {`"cause": "why"}}`, `"cause": "other"}}`},
		"087-choice-fail-no-error.json":       {`"input": "{ }", "inputDetails": {"truncated": false}}}`, `"input": "{}", "inputDetails": {"truncated": false}}}`},
		"095-sagemaker-aws-sdk-polling.json":  {`"name": "B", "input": "[1, 2]"`, `"name": "B", "input": "[1,2]"`},
		"029-fields-per-state-type.json":      {`"Catch": ["Pass"]`, `"Catch": ["Parallel"]`},
		"056-parallel-jsonpath-history.json":  {`[0, 0, 2]`, `[0, 1, 2]`},
		"035-result-writer-failed.json":       {`"RedriveCount": 0`, `"RedriveCount": 1`},
		"005-express-pass-logs.json":          {`"previous_event_id": "3"`, `"previous_event_id": "2"`},
	} {
		text := strings.Replace(published[name], change[0], change[1], 1)
		if text == published[name] {
			t.Errorf("%s: nothing to change", name)
		}
		var out bytes.Buffer
		if status := run([]string{"recorded", write(t, map[string]string{name: text})}, &out, &out); status != failed {
			t.Errorf("%s: status %d\n%s", name, status, out.String())
		}
	}
}

func TestFindsAreReadStrictly(t *testing.T) {
	for _, text := range []string{`{"topic": "t", "surprise": 1}`, `[]`, ``} {
		var out bytes.Buffer
		if status := run([]string{"recorded", write(t, map[string]string{"a.json": text})}, &out, &out); status != unusable {
			t.Errorf("%s: status %d", text, status)
		}
	}
}

// TestUnmasked: the error that was caught is put in the place of the tokens, wherever
// they are.
func TestUnmasked(t *testing.T) {
	events := []json.RawMessage{
		json.RawMessage(`{"type":"TaskFailed","taskFailedEventDetails":{"error":"E","cause":"{\"a\":\"b\"}"}}`),
		json.RawMessage(`{"type":"TaskStateExited","output":"{\"e\":{\"Error\":\"t38\",\"Cause\":\"t39\"},\"x\":\"t3\"}"}`),
		json.RawMessage(`{"type":"PassStateEntered","input":"[\"t39\", \"t3\"]"}`),
	}
	want := []json.RawMessage{
		events[0],
		json.RawMessage(`{"type":"TaskStateExited","output":"{\"e\":{\"Error\":\"E\",\"Cause\":\"{\\\"a\\\":\\\"b\\\"}\"},\"x\":\"t3\"}"}`),
		json.RawMessage(`{"type":"PassStateEntered","input":"[\"{\\\"a\\\":\\\"b\\\"}\", \"t3\"]"}`),
	}
	got, err := unmasked(events)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, events (-want +got):\n%s", err, diff)
	}
}

func TestDeployed(t *testing.T) {
	got := deployed(`{"b":"${Work.Arn}","a":[{"z":2.0,"y":"<"}]}`)
	if want := `{"a":[{"y":"<","z":2.0}],"b":"arn:aws:lambda:us-east-1:111111111111:function:Work"}` + "\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
