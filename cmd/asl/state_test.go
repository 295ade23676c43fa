package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const charging = `{"StartAt": "Charge", "States": {
	"Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "charge", "Payload": {"sum.$": "$.sum"}},
		"ResultSelector": {"receipt.$": "$.Payload.receipt"}, "ResultPath": "$.paid",
		"Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3}], "Catch": [{"ErrorEquals": ["Declined"], "Next": "Sorry"}], "Next": "Done"},
	"Sorry": {"Type": "Fail", "Error": "Sorry"}, "Done": {"Type": "Succeed"}}}`

func TestState(t *testing.T) {
	file := fileOf(t, "a.json", charging)
	a := runAsl(t, "state", file, "Charge", "-i", `{"sum":12}`, "--result", `{"Payload":{"receipt":"r-1"}}`)
	a.wants(t, exitSucceeded, "")
	want := `input                 {"sum":12}
after InputPath       {"sum":12}
after Parameters      {"FunctionName":"charge","Payload":{"sum":12}}
result                {"Payload":{"receipt":"r-1"}}
after ResultSelector  {"receipt":"r-1"}
after ResultPath      {"sum":12,"paid":{"receipt":"r-1"}}
output                {"sum":12,"paid":{"receipt":"r-1"}}
status                SUCCEEDED
next state            Done
`
	if diff := cmp.Diff(want, a.out); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	in := func(args ...string) answer { return runAsl(t, append([]string{"state", file}, args...)...) }
	in("Charge", "-i", `{"sum":1}`, "--error", "Declined:no: never").wants(t, exitSucceeded, "status            CAUGHT_ERROR")
	in("Charge", "-i", `{"sum":1}`, "--error", "Declined:no: never").wants(t, exitSucceeded, "cause             no: never")
	in("Charge", "-i", `{"sum":1}`, "--error", "Busy").wants(t, exitFailed, "retry after       3 s")
	in("Sorry").wants(t, exitFailed, "FAILED")
	in("Done", "--level", "info", "--json").wants(t, exitSucceeded, `{"output":"{}","status":"SUCCEEDED"}`)
	in("Charhe").wants(t, exitUsage, "", `did you mean "Charge"?`)
	in("Other").wants(t, exitUsage, "", "only: Charge, Sorry, Done")
	in("Done", "--level", "most").wants(t, exitUsage, "", "--level most: want INFO, DEBUG or TRACE")
	in("Charge", "--error", ":later").wants(t, exitUsage, "", "--error :later: want NAME or NAME:CAUSE")
	in("Charge", "--result", "{").wants(t, exitUsage, "", "--result: it is not JSON")
	in("Charge").wants(t, exitNoTask, "", `no task for the resource "charge"`, "or say what it answers with --result or --error.")
}

// What the ItemReader of a Map reads is in a file.
func TestStateReadsItems(t *testing.T) {
	dir := folderOf(t, map[string]string{"rows.csv": "n\n1\n2\n", "a.json": `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
		"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}, "Parameters": {"Bucket": "b", "Key": "k"}},
		"ItemSelector": {"n.$": "$$.Map.Item.Value.n"},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}}}}}}`})
	in := func(args ...string) answer {
		return command{args: append([]string{"state", "a.json", "M"}, args...), dir: dir}.run(t)
	}
	in("--items", "rows.csv", "--result", "[1,2]").wants(t, exitSucceeded, `after ItemSelector    [{"n":"1"}, {"n":"2"}]`)
	in("--items", "rows.csv", "--result", "[1]").wants(t, exitUsage, "", "Input array does not equal the mocked result array's size")
	in("--items", "none.csv", "--result", "[1]").wants(t, exitUsage, "", "none.csv")
	in("--result", "[1]").wants(t, exitUsage, "", "ItemReader data must be specified")
}

// A state calls the function of its folder.
func TestStateCallsFunction(t *testing.T) {
	command{args: []string{"state", songs, "song", "-i", `{"name":"PSY"}`}, path: pathWithPython(t)}.run(t).
		wants(t, exitSucceeded, `output                {"song": "gangnam style"}`)
}

func TestHistory(t *testing.T) {
	text := `{"events": [
{"timestamp": "2026-01-05T09:00:00Z", "type": "ExecutionStarted", "id": 1, "previousEventId": 0, "executionStartedEventDetails": {"input": "{}"}},
{"timestamp": "2026-01-05T09:00:00Z", "type": "TaskStateEntered", "id": 2, "previousEventId": 0, "stateEnteredEventDetails": {"name": "Charge\u001b", "input": "{}"}},
{"timestamp": "2026-01-05T09:00:00.250Z", "type": "LambdaFunctionScheduled", "id": 3, "previousEventId": 2, "lambdaFunctionScheduledEventDetails": {"resource": "f", "input": "{}"}},
{"timestamp": "2026-01-05T09:00:01Z", "type": "LambdaFunctionFailed", "id": 4, "previousEventId": 3, "lambdaFunctionFailedEventDetails": {"error": "Busy", "cause": "now"}},
{"timestamp": "2026-01-05T09:00:01Z", "type": "ExecutionFailed", "id": 5, "previousEventId": 4, "executionFailedEventDetails": {"error": "Busy", "cause": "now"}}]}`
	want := "       AFTER    STATE          TOOK\n" +
		"      0.0 ms  ✗ Charge␛      1.00 s  Busy\n" +
		"\nThe execution failed (Busy: now) after 1.00 s, 5 events\n"
	a := command{args: []string{"history", "-"}, stdin: text}.run(t)
	a.wants(t, exitSucceeded, "")
	if diff := cmp.Diff(want, a.out); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	command{args: []string{"history", "-", "--json"}, stdin: text}.run(t).wants(t, exitSucceeded, `"outcome":"FAILED","attempts":1,"error":"Busy","cause":"now"`)
	command{args: []string{"history", "-"}, stdin: `{"events": []}`}.run(t).wants(t, exitUsage, "", "no events")
	command{args: []string{"history", "-"}, stdin: `x`}.run(t).wants(t, exitUsage, "", "standard input cannot be read as a history: it is not JSON: invalid character")
}

// The states inside a Map are below it.
func TestHistoryOfMap(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.json": `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
		"ItemProcessor": {"StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}}}}}}`})
	in := func(args ...string) answer { return command{args: args, dir: dir}.run(t) }
	in("run", "a.json", "-i", "[1,2]", "--history", "h.json").wants(t, exitSucceeded, "[1,2]", "▸ M", "✓   [1] In", "2 items")
	lines := strings.Split(in("history", "h.json").out, "\n")
	if !strings.Contains(lines[1], "✓ M ") || !strings.Contains(lines[2], "✓   [0] In ") || !strings.Contains(lines[3], "✓   [1] In ") {
		t.Errorf("table:\n%s", strings.Join(lines, "\n"))
	}
	in("history", "h.json", "--json").wants(t, exitSucceeded, `{"state":"In","type":"Pass","inside":[{"state":"M","index":1}]`)
}
