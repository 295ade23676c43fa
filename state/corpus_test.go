package state_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// sample is an execution for tests of the whole step machine: they restore it at any
// point, cut it off at any event, and mutate its snapshots.
type sample struct {
	name, definition string
	play             play
}

// samples cover all types of states, and the ways in which each can end.
var samples = []sample{
	{"pass and choice", states(`
		"A": {"Type": "Pass", "Result": {"n": 1}, "ResultPath": "$.r", "Assign": {"v.$": "$.n"}, "Next": "B"},
		"B": {"Type": "Choice", "Choices": [{"Variable": "$v", "NumericEquals": 1, "Assign": {"w": [null, "ä\u2028"]}, "Next": "C"}], "Default": "F"},
		"C": {"Type": "Pass", "Parameters": {"u.$": "States.UUID()", "r.$": "States.MathRandom(0, 1000000)", "w.$": "$w", "c.$": "$$"}, "Next": "D"},
		"D": {"Type": "Succeed", "OutputPath": "$.c.Execution"},
		"F": {"Type": "Fail", "Error": "E", "Cause": "c"}`), play{input: "{ \"n\" : 0.50 }"}},
	{"fail", states(`"A": {"Type": "Fail", "CausePath": "$.c"}`), play{input: `{"c":""}`}},
	{"waits", states(`
		"A": {"Type": "Wait", "Seconds": 5, "InputPath": "$.a", "Assign": {"v.$": "$"}, "Next": "B"},
		"B": {"Type": "Wait", "Timestamp": "2026-01-02T03:05:00.250Z", "End": true}`), play{input: `{"a":null}`}},
	{"tasks", states(`
		"A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 60, "HeartbeatSeconds": 10, "Credentials": {"RoleArn": "r"}, "ResultPath": "$.a", "Next": "B"},
		"B": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"}, "ResultPath": "$.b", "Next": "C"},
		"C": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:1:activity:w", "TimeoutSecondsPath": "$.t", "ResultPath": null, "Next": "D"},
		"D": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {"StateMachineArn": "m", "Input.$": "$"}, "End": true}`),
		play{input: `{"t":30}`, tasks: map[string][]reply{
			"A": {gives(`null`).startedAfter(3*time.Second).after(20*time.Second).beating(8*time.Second, 16*time.Second)},
			"B": {{submitted: `{"id":1}`, out: `"ok"`, ends: time.Hour}},
			"C": {{worker: "w", ends: 10 * time.Second}},
		}}},
	{"retry and catch", states(`
		"A": {"Type": "Task", "Resource": "f", "TimeoutSeconds": 5, "Next": "Z",
			"Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "FULL", "IntervalSeconds": 9}, {"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}],
			"Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Assign": {"e.$": "$.Error"}, "Next": "Z"}]},
		"Z": {"Type": "Pass", "Parameters": {"e.$": "$e", "in.$": "$"}, "End": true}`),
		play{tasks: map[string][]reply{"A": {fails("E", "c"), silent(), fails("E", ""), failsWith(state.Failure{}), fails("late", "")}}}},
	{"a task that fails", single(`"Type": "Task", "Resource": "f"`), play{tasks: map[string][]reply{"A": {fails("E", "c").after(time.Second)}}}},
	{"a function that cannot be started", single(`"Type": "Task", "Resource": "f", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}]`),
		play{tasks: map[string][]reply{"A": {{unstarted: true, why: state.NewFailure("E", "c")}}}}},
	{"parallel", parallel(taskBranch("P")+`, `+branch("I", `"Type": "Parallel", "End": true, "ResultPath": "$.r", "Branches": [`+
		branch("Q", `"Type": "Pass", "Assign": {"q": 1}, "Next": "R"}, "R": {"Type": "Wait", "Seconds": 3, "End": true`)+`, `+taskBranch("T")+`]`), `, "Parameters": {"p": 1}`),
		play{tasks: map[string][]reply{"P": {gives(`1`).after(2 * time.Second)}, "T": {gives(`2`).after(5 * time.Second)}}}},
	{"parallel that fails", parallel(taskBranch("P")+`, `+branch("W", `"Type": "Wait", "Seconds": 90, "End": true`)+`, `+
		branch("I", `"Type": "Parallel", "End": true, "Branches": [`+taskBranch("T")+`, `+branch("Q", `"Type": "Map", "ItemsPath": "$.l", "End": true, "ItemProcessor": `+taskBranch("U"))+`]`),
		`, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["E"], "ResultPath": "$.why", "Next": "Z"}]`),
		play{input: `{"l":[1,2]}`, tasks: map[string][]reply{"P": {fails("E", "c").after(time.Second)}, "T": {silent()}, "U": {gives(`1`), silent()}}}},
	{"map", states(`
		"A": {"Type": "Pass", "Assign": {"k": {"deep": [1]}}, "Next": "M"},
		"M": {"Type": "Map", "ItemsPath": "$.l", "MaxConcurrency": 2, "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"}, "ResultPath": "$.r", "End": true,
			"ItemProcessor": {"StartAt": "T", "States": {
				"T": {"Type": "Task", "Resource": "f", "Assign": {"own.$": "$.v"}, "Next": "P"},
				"P": {"Type": "Pass", "Parameters": {"own.$": "$own", "k.$": "$k.deep[0]", "i.$": "$$.Map.Item.Index"}, "End": true}}}}`),
		play{input: `{"l":[null,"b",3,{}]}`, tasks: map[string][]reply{"T": {{ends: 5 * time.Second}, {ends: time.Second}, {ends: time.Second}, {ends: 9 * time.Second}}}}},
	{"map that fails", states(`
		"A": {"Type": "Map", "MaxConcurrency": 2, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "End": true,
			"ItemProcessor": ` + branch("I", `"Type": "Map", "End": true, "ItemProcessor": `+taskBranch("T")) + `},
		"Z": {"Type": "Succeed"}`),
		play{input: `[[1],[2,3],[4]]`, tasks: map[string][]reply{"T": {gives(`1`), silent(), fails("E", "c").after(time.Second), silent(), fails("F", "")}}}},
	{"map whose selector fails", states(`"A": {"Type": "Map", "MaxConcurrency": 2, "ItemSelector": {"v.$": "States.StringToJson($$.Map.Item.Value)"}, "ItemProcessor": ` + taskBranch("T") + `,
			"Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "End": true}, "Z": {"Type": "Wait", "Seconds": 9, "End": true}`),
		play{input: `["1","2","{"]`, tasks: map[string][]reply{"T": {{}, gives(`1`).after(time.Second)}}}},
	{"empty map", single(`"Type": "Map", "ItemProcessor": ` + taskBranch("T")), play{input: `[]`}},
	{"distributed map", single(`"Type": "Map", "MaxConcurrency": 2, "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "u.$": "States.UUID()"}, ` + distributedTask("T")),
		play{input: `{"a":1,"b":[],"c":null}`, tasks: map[string][]reply{"A": {{ends: 5 * time.Second}, {ends: time.Second}, gives(`[1]`)}}}},
	{"distributed map with files", single(`"Type": "Map", "MaxConcurrency": 3, ` + reader + writerConfig("FLATTEN", "JSONL") + `"ItemBatcher": {"MaxItemsPerBatch": 2}, "ToleratedFailurePercentage": 50, ` + distributedTask("T")),
		play{tasks: map[string][]reply{"A": {gives(`[1,2]`).after(time.Second), fails("E", "c"), gives(`3`).after(3 * time.Second)}}}},
	{"distributed map that fails", states(`"A": {"Type": "Parallel", "Next": "Z", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "Branches": [
		` + branch("M", `"Type": "Map", "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}], "End": true, `+reader+fmt.Sprintf(writer, "")+distributedTask("T")) + `,
		` + branch("N", `"Type": "Map", "ItemsPath": "$.l", "End": true, `+fmt.Sprintf(writer, "")+distributedTask("U")) + `]}, "Z": {"Type": "Succeed"}`),
		play{input: `{"l":[1,2]}`, tasks: map[string][]reply{"M": {gives(`1`), fails("E", "c").after(time.Second), silent(), silent(), silent(), fails("E", "")}, "N": {gives(`1`), silent()}}}},
	{"machine timeout", `{"TimeoutSeconds": 8, "StartAt": "A", "States": {"A": {"Type": "Parallel", "End": true, "Branches": [` +
		branch("W", `"Type": "Wait", "Seconds": 60, "End": true`) + `, ` + branch("L", `"Type": "Task", "Resource": "f", "Retry": [{"ErrorEquals": ["E"]}], "End": true`) + `]}}}`,
		play{tasks: map[string][]reply{"L": {fails("E", "")}}}},
	{"abort", states(`"A": {"Type": "Wait", "Seconds": 5, "Next": "B"}, "B": {"Type": "Task", "Resource": "f", "End": true}`),
		play{tasks: map[string][]reply{"B": {silent()}}, at: []happening{{7 * time.Second, func(r *state.Run, now time.Time) { r.Abort(now, *state.NewFailure("Stop", "")) }}}}},
	{"deleted machine", parallel(taskBranch("P")+`, `+branch("B", `"Type": "Wait", "Seconds": 5, "End": true`), ``), play{tasks: map[string][]reply{"P": {silent()}}, at: deleted}},
	{"runtime fault", parallel(taskBranch("P")+`, `+branch("B", `"Type": "Wait", "SecondsPath": "$.none", "End": true`), ``), play{tasks: map[string][]reply{"P": {silent()}}}},
	{"express", single(`"Type": "Pass", "Parameters": {"id.$": "$$.Execution.Id"}`), play{cfg: state.Config{Type: state.Express, Seed: 7}}},
}

// distributedTask returns the processor of a distributed Map, a Task with a name.
func distributedTask(name string) string {
	return `"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, ` + taskBranch(name)[1:]
}

// survives runs a function and turns a panic into an error of the test.
func survives(t testing.TB, what string, do func()) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: panic: %v%s", what, p, places(debug.Stack()))
		}
	}()
	do()
}

// places are the lines of the package's sources in a stack, innermost first.
func places(stack []byte) string {
	var b strings.Builder
	for _, l := range strings.Split(string(stack), "\n") {
		if l = strings.TrimSpace(l); strings.Contains(l, "/state/") && strings.Contains(l, ".go:") && !strings.Contains(l, "_test.go:") {
			place, _, _ := strings.Cut(l[strings.LastIndexByte(l, '/')+1:], " ")
			b.WriteString("\n\t" + place)
		}
	}
	return b.String()
}

// TestSamples checks that each sample has the outcome that it is made for.
func TestSamples(t *testing.T) {
	types := map[string]bool{}
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			for _, e := range run(t, s.definition, s.play).events {
				types[string(e.Type)] = true
			}
		})
	}
	if len(types) < 45 {
		t.Errorf("the samples show only %d types of events: %v", len(types), types)
	}
}

// TestEventLimit cuts each sample off at each of its events, or at some: the last event is
// ExecutionFailed, and nothing is left to be done.
func TestEventLimit(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			whole := run(t, s.definition, s.play).history()
			for limit := 2; limit < len(whole); limit += share {
				survives(t, fmt.Sprintf("at %d events", limit), func() {
					cut := s.play
					cut.cfg.Limits.Events = limit
					tr := run(t, s.definition, cut)
					got := tr.history()
					if len(got) != limit {
						t.Fatalf("there are %d events, want %d:\n%q", len(got), limit, got)
					}
					for i, l := range got[:limit-1] {
						if l != whole[i] {
							t.Errorf("event %d is %s, want %s", i+1, l, whole[i])
						}
					}
					wantFailure(t, tr, "States.Runtime", fmt.Sprintf("The execution reached the maximum number of history events (%d).", limit))
				})
			}
		})
	}
}
