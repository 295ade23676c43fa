package play

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
)

// played returns the case with these members in the place of what stands for them.
func played(t *testing.T, definition, input, members string) *cases.Case {
	t.Helper()
	text := fmt.Sprintf(`{"id":"x","kind":"execution","type":"STANDARD","definition":%s,"input":%s,
		"context":{"stateMachineArn":"arn:aws:states:eu-west-1:111111111111:stateMachine:M","stateMachineName":"M",
			"executionArn":"arn:aws:states:eu-west-1:111111111111:execution:M:E","executionName":"E","roleArn":"role"},
		%s,"source":{"recorded":"2025-01-01"}}`, definition, input, members)
	c, err := cases.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const function = "arn:aws:lambda:eu-west-1:111111111111:function:f"

func TestPlay(t *testing.T) {
	task := `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `",%s"End":true}}}`
	retry := fmt.Sprintf(task, `"Retry":[{"ErrorEquals":["E"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"P"}],`)
	retry = strings.Replace(retry, `"States":{`, `"States":{"P":{"Type":"Pass","End":true},`, 1)
	service := `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
		"HeartbeatSeconds":5,"Parameters":{"Token.$":"$$.Task.Token"},"End":true}}}`
	loop := `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `","Next":"C"},
		"C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":1,"Next":"T"}],"Default":"S"},"S":{"Type":"Succeed"}}}`
	const act = "arn:aws:states:us-east-1:1:activity:a"
	activity := `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + act + `","End":true}}}`
	invoke := `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"},"OutputPath":"$['Payload','StatusCode']","End":true}}}`
	source := func(statement string) string {
		return `"lambdas":[{"name":"f","source":` + jsonvalue.OfString("def handler(event, context):\n    "+statement+"\n").String() + `}],"expect":{}`
	}
	tests := []struct {
		name, definition, input, members string
		end                              string // status, then output or error and cause
		kinds                            string // of the events, "" to leave it open
	}{
		{
			name: "success", definition: fmt.Sprintf(task, ""), input: "{}",
			members: `"tasks":[{"state":"T","kind":"lambda","outcomes":[{"output":{"a":1}}]}],"expect":{"status":"SUCCEEDED"}`,
			end:     `SUCCEEDED {"a":1}`,
			kinds:   "ExecutionStarted TaskStateEntered LambdaFunctionScheduled LambdaFunctionStarted LambdaFunctionSucceeded TaskStateExited ExecutionSucceeded",
		},
		{
			name: "attempts in order", definition: retry, input: "{}",
			members: `"tasks":[{"state":"T","kind":"lambda","outcomes":[{"error":"E","cause":"1"},{"error":"E"},{"error":"F","cause":"3"}]}],"expect":{"status":"SUCCEEDED"}`,
			end:     `SUCCEEDED {"Error":"F","Cause":"3"}`,
		},
		{
			name: "a task that got no result", definition: retry, input: "{}",
			members: `"tasks":[{"state":"T","kind":"lambda","outcomes":[{"pending":true}]}],"expect":{"status":"SUCCEEDED"}`,
			end:     `SUCCEEDED {"Error":null,"Cause":null}`,
		},
		{
			name: "entries in order", definition: loop, input: "{}",
			members: `"tasks":[{"state":"T","kind":"lambda","outcomes":[{"output":1}]},{"state":"T","kind":"lambda","outcomes":[{"output":2}]}],"expect":{"status":"SUCCEEDED"}`,
			end:     "SUCCEEDED 2",
		},
		{
			name: "timeout", definition: service, input: "{}",
			members: `"tasks":[{"state":"T","kind":"service","outcomes":[{"submitted":{},"timeout":true,"error":"States.Timeout"}]}],"expect":{"status":"FAILED"}`,
			end:     "FAILED States.Timeout -",
			kinds:   "ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskTimedOut ExecutionFailed",
		},
		{
			name: "what a placeholder stands for", definition: fmt.Sprintf(task, `"Parameters":{"in.$":"$.id"},`), input: `{"id":"7"}`,
			members: `"tasks":[{"state":"T","kind":"lambda","outcomes":[{"scheduledEventId":3,"output":"<id> for <input>"}]}],
				"expect":{"status":"SUCCEEDED","events":[
					{"id":1,"previousEventId":0,"type":"ExecutionStarted","executionStartedEventDetails":{"input":{"id":"<input>"}}},
					{"id":3,"previousEventId":1,"type":"LambdaFunctionScheduled","lambdaFunctionScheduledEventDetails":{"input":{"in":"<id>"}}},
					{"id":4,"previousEventId":3,"type":"LambdaFunctionStarted"}]}`,
			end: `SUCCEEDED "7 for 7"`,
		},
		{
			name: "abortion", definition: `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}`, input: "{}",
			members: `"expect":{"status":"ABORTED","events":[{"id":3,"previousEventId":0,"type":"ExecutionAborted","executionAbortedEventDetails":{"error":"E","cause":"C"}}]}`,
			end:     "ABORTED E C",
			kinds:   "ExecutionStarted WaitStateEntered ExecutionAborted",
		},
		{
			name: "an activity", definition: activity, input: "1",
			members: `"tasks":[{"state":"T","kind":"activity","outcomes":[{"workerName":"w","output":2}]}],"expect":{}`,
			end:     "SUCCEEDED 2",
			kinds:   "ExecutionStarted TaskStateEntered ActivityScheduled ActivityStarted ActivitySucceeded TaskStateExited ExecutionSucceeded",
		},
		{
			name: "an activity that was never scheduled", definition: activity, input: "1",
			members: `"expect":{"events":[{"id":1,"previousEventId":0,"type":"ExecutionStarted"}]}`,
			end:     "FAILED States.Runtime An error occurred while executing the state 'T' (entered at the event id #2). The activity " + act + " does not exist.",
			kinds:   "ExecutionStarted TaskStateEntered ExecutionFailed",
		},
		{
			name: "a function known by its source", definition: fmt.Sprintf(task, ""), input: `{"a":1}`,
			members: source("return event"), end: `SUCCEEDED {"a": 1}`, // as Python writes it
		},
		{
			name: "a function that formats its input", definition: invoke, input: `{"a":["x","it's",null,true,1.0]}`,
			members: source(`return f"got {event}!"`), end: `SUCCEEDED {"Payload":"got {'a': ['x', \"it's\", None, True, 1.0]}!","StatusCode":200}`,
		},
		{
			name: "a function that raises an exception", definition: fmt.Sprintf(task, ""), input: "1",
			members: source(`raise Own("why")`),
			end: `FAILED Own {"errorMessage": "why", "errorType": "Own", "requestId": "00000000-0000-0000-0000-000000000000", ` +
				`"stackTrace": ["  File \"/var/task/handler.py\", line 2, in handler\n    raise Own(\"why\")\n"]}`,
		},
		{
			name: "an exception behind lambda:invoke", definition: invoke, input: "1",
			members: source(`raise Own("why")`),
			end: `FAILED Own {"errorMessage":"why","errorType":"Own","requestId":"00000000-0000-0000-0000-000000000000",` +
				`"stackTrace":["  File \"/var/task/handler.py\", line 2, in handler\n    raise Own(\"why\")\n"]}`,
		},
		{
			name: "recorded before the end", definition: `{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}`, input: "{}",
			members: `"expect":{"status":"RUNNING","events":[{"id":1,"previousEventId":0,"type":"ExecutionStarted"},{"id":2,"previousEventId":0,"type":"WaitStateEntered"}]}`,
			end:     "RUNNING -",
			kinds:   "ExecutionStarted WaitStateEntered",
		},
	}
	for _, test := range tests {
		for rebuild := range statetest.Rebuilds() {
			a, err := Execution(played(t, test.definition, test.input, test.members), rebuild)
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
				continue
			}
			end := a.Status + " " + orDash(a.Output.String())
			if a.Error != nil || a.Cause != nil {
				end = a.Status + " " + orDash(text(a.Error)) + " " + orDash(text(a.Cause))
			}
			if end != test.end {
				t.Errorf("%s: %s, want %s", test.name, end, test.end)
			}
			var kinds []string
			for _, e := range a.Events {
				kinds = append(kinds, e.Get("type").Text())
			}
			if test.kinds == "" {
				continue
			}
			if diff := cmp.Diff(strings.Fields(test.kinds), kinds); diff != "" {
				t.Errorf("%s: events (-want +got):\n%s", test.name, diff)
			}
		}
	}
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Two iterations run at once; the recording says that the second one answered
// first.
func TestAnswersComeInTheRecordedOrder(t *testing.T) {
	definition := `{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"` + function + `","End":true}}}}}}`
	c := played(t, definition, "[1,2]", `"tasks":[
			{"state":"T","kind":"lambda","iterations":[{"map":"M","index":0}],"outcomes":[{"scheduledEventId":7,"output":"first"}]},
			{"state":"T","kind":"lambda","iterations":[{"map":"M","index":1}],"outcomes":[{"scheduledEventId":9,"output":"second"}]}],
		"expect":{"status":"SUCCEEDED","events":[
			{"id":7,"previousEventId":6,"type":"LambdaFunctionScheduled"},
			{"id":9,"previousEventId":8,"type":"LambdaFunctionScheduled"},
			{"id":10,"previousEventId":9,"type":"LambdaFunctionStarted"},
			{"id":11,"previousEventId":7,"type":"LambdaFunctionStarted"},
			{"id":12,"previousEventId":10,"type":"LambdaFunctionSucceeded"},
			{"id":16,"previousEventId":11,"type":"LambdaFunctionSucceeded"}]}`)
	a, err := Execution(c, statetest.Never)
	if err != nil {
		t.Fatal(err)
	}
	var outputs []string
	for _, e := range a.Events {
		if out := e.Get("lambdaFunctionSucceededEventDetails").Get("output"); out.Exists() {
			outputs = append(outputs, out.Text())
		}
	}
	if diff := cmp.Diff([]string{`"second"`, `"first"`}, outputs); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestPlayFails(t *testing.T) {
	task := `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `","Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}}`
	tests := []struct{ name, definition, members, want string }{
		{"definition", `{"StartAt":"T"}`, `"expect":{"status":"SUCCEEDED"}`, "definition: "},
		{"no answer", task, `"expect":{"status":"SUCCEEDED"}`, "no answer was recorded for entry 1 into T"},
		{"too few attempts", task, `"tasks":[{"state":"T","outcomes":[{"error":"E"}]}],"expect":{"status":"SUCCEEDED"}`, "no answer was recorded for attempt 2 of T"},
		{"a function that does more", task, `"lambdas":[{"name":"f","source":"def handler(event, context):\n    x = 1\n    return event\n"}],"expect":{}`, "no answer was recorded for entry 1 into T"},
		{"another function", task, `"lambdas":[{"name":"g","source":"def handler(event, context):\n    return event\n"}],"expect":{}`, "no answer was recorded for entry 1 into T"},
		{"no timeout", task, `"tasks":[{"state":"T","outcomes":[{"timeout":true}]}],"expect":{"status":"SUCCEEDED"}`, "stuck: T waits"},
	}
	for _, test := range tests {
		_, err := Execution(played(t, test.definition, "{}", test.members), statetest.Never)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}
