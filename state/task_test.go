package state_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

const (
	lambda    = "arn:aws:lambda:us-east-1:123456789012:function:f"
	activity  = "arn:aws:states:us-east-1:123456789012:activity:work"
	queue     = "arn:aws:states:::sqs:sendMessage"
	container = "arn:aws:states:::ecs:runTask"
)

func task(resource, fields string) string {
	return single(`"Type": "Task", "Resource": "` + resource + `"` + fields)
}

// TestTaskHistory shows the events of the three kinds of resources.
func TestTaskHistory(t *testing.T) {
	const fields = `, "Parameters": {"p.$": "$.a"}, "TimeoutSeconds": 60, "HeartbeatSeconds": 30`
	answer := gives(`[1, 2.0]`)
	answer.worker = "w"
	// The answer of a service is made anew.
	for _, test := range []struct{ name, resource, want string }{
		{"function", lambda, `
			3<-2 LambdaFunctionScheduled resource=` + lambda + ` input={"p":1} timeoutInSeconds=60
			4<-3 LambdaFunctionStarted
			5<-4 LambdaFunctionSucceeded output=[1, 2.0]`},
		{"a name of the program's", "fetch", `
			3<-2 LambdaFunctionScheduled resource=fetch input={"p":1} timeoutInSeconds=60
			4<-3 LambdaFunctionStarted
			5<-4 LambdaFunctionSucceeded output=[1, 2.0]`},
		{"service", queue, `
			3<-2 TaskScheduled resourceType=sqs resource=sendMessage region=us-east-1 parameters={"p":1} timeoutInSeconds=60 heartbeatInSeconds=30
			4<-3 TaskStarted resourceType=sqs resource=sendMessage
			5<-4 TaskSucceeded resourceType=sqs resource=sendMessage output=[1,2.0]`},
		{"SDK", "arn:aws:states:::aws-sdk:s3:getObject", `
			3<-2 TaskScheduled resourceType=aws-sdk:s3 resource=getObject region=us-east-1 parameters={"p":1} timeoutInSeconds=60 heartbeatInSeconds=30
			4<-3 TaskStarted resourceType=aws-sdk:s3 resource=getObject
			5<-4 TaskSucceeded resourceType=aws-sdk:s3 resource=getObject output=[1,2.0]`},
		{"service in another partition", "arn:aws-cn:states:::sns:publish", `
			3<-2 TaskScheduled resourceType=sns resource=publish region=us-east-1 parameters={"p":1} timeoutInSeconds=60 heartbeatInSeconds=30
			4<-3 TaskStarted resourceType=sns resource=publish
			5<-4 TaskSucceeded resourceType=sns resource=publish output=[1,2.0]`},
		{"activity", activity, `
			3<-2 ActivityScheduled resource=` + activity + ` input={"p":1} timeoutInSeconds=60 heartbeatInSeconds=30
			4<-3 ActivityStarted workerName=w
			5<-4 ActivitySucceeded output=[1, 2.0]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			output := "[1, 2.0]"
			if strings.Contains(test.want, "TaskSucceeded") {
				output = "[1,2.0]"
			}
			wantHistory(t, run(t, task(test.resource, fields), play{input: `{"a":1}`, tasks: map[string][]reply{"A": {answer}}}), `
				1<-0 ExecutionStarted input={"a":1}
				2<-0 TaskStateEntered name=A input={"a":1}`+test.want+`
				6<-5 TaskStateExited name=A output=`+output+`
				7<-6 ExecutionSucceeded output=`+output)
		})
	}
}

// TestTaskFailureHistory shows the events of a task that fails, was never
// started, or takes too long.
func TestTaskFailureHistory(t *testing.T) {
	unstarted := fails("E", "c")
	unstarted.unstarted = true
	const service = "resourceType=sqs resource=sendMessage"
	for _, test := range []struct {
		name, resource string
		answer         reply
		want           string
	}{
		{"function", lambda, fails("E", "c"), `
			4<-3 LambdaFunctionStarted
			5<-4 LambdaFunctionFailed error=E cause=c
			6<-5 ExecutionFailed error=E cause=c`},
		{"service", queue, fails("E", "c"), `
			4<-3 TaskStarted ` + service + `
			5<-4 TaskFailed ` + service + ` error=E cause=c
			6<-5 ExecutionFailed error=E cause=c`},
		{"activity without a worker's name", activity, fails("E", "c"), `
			4<-3 ActivityStarted
			5<-4 ActivityFailed error=E cause=c
			6<-5 ExecutionFailed error=E cause=c`},
		{"without name and cause", queue, failsWith(state.Failure{}), `
			4<-3 TaskStarted ` + service + `
			5<-4 TaskFailed ` + service + `
			6<-5 ExecutionFailed`},
		{"a function that cannot be started", lambda, unstarted, `
			4<-3 LambdaFunctionScheduleFailed error=E cause=c
			5<-4 ExecutionFailed error=E cause=c`},
		{"a service that cannot be started", queue, unstarted, `
			4<-3 TaskStartFailed ` + service + ` error=E cause=c
			5<-4 ExecutionFailed error=E cause=c`},
		{"an activity that cannot be scheduled", activity, unstarted, `
			4<-3 ActivityScheduleFailed error=E cause=c
			5<-4 ExecutionFailed error=E cause=c`},
		{"a function's timeout", lambda, silent(), `
			4<-3 LambdaFunctionStarted
			5<-4 LambdaFunctionTimedOut error=States.Timeout @1m0s
			6<-5 ExecutionFailed error=States.Timeout @1m0s`},
		{"a service's timeout", queue, silent(), `
			4<-3 TaskStarted ` + service + `
			5<-4 TaskTimedOut ` + service + ` error=States.Timeout @1m0s
			6<-5 ExecutionFailed error=States.Timeout @1m0s`},
		{"an activity's timeout", activity, silent(), `
			4<-3 ActivityStarted
			5<-4 ActivityTimedOut error=States.Timeout @1m0s
			6<-5 ExecutionFailed error=States.Timeout @1m0s`},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, task(test.resource, `, "TimeoutSeconds": 60`), play{tasks: map[string][]reply{"A": {test.answer}}})
			if diff := gocmp.Diff(unindent(test.want), tr.history()[3:]); diff != "" {
				t.Errorf("the history differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTaskPatterns: the events keep the pattern's suffix, and what a task
// returns at first is submitted.
func TestTaskPatterns(t *testing.T) {
	// StartedBy names the starter in what AWS's rule for .sync sees.
	for suffix, parameters := range map[string]string{".sync": `{"StartedBy":"AWS Step Functions"}`, ".waitForTaskToken": `{}`} {
		t.Run(suffix, func(t *testing.T) {
			answer := gives(`"done"`).after(time.Hour)
			answer.submitted = `{"MessageId":"m"}`
			resource := "resourceType=ecs resource=runTask" + suffix
			wantHistory(t, run(t, task(container+suffix, ``), play{tasks: map[string][]reply{"A": {answer}}}), `
				1<-0 ExecutionStarted input={}
				2<-0 TaskStateEntered name=A input={}
				3<-2 TaskScheduled `+resource+` region=us-east-1 parameters=`+parameters+`
				4<-3 TaskStarted `+resource+`
				5<-4 TaskSubmitted `+resource+` output={"MessageId":"m"}
				6<-5 TaskSucceeded `+resource+` output="done" @1h0m0s
				7<-6 TaskStateExited name=A output="done" @1h0m0s
				8<-7 ExecutionSucceeded output="done" @1h0m0s`)
		})
	}
}

// TestTaskEffect shows what a driver is given.
func TestTaskEffect(t *testing.T) {
	const item = `"Type": "Map", "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true, "Resource": `
	for _, test := range []struct {
		name, definition, input string
		want                    state.RunTask
	}{
		{"function", task(lambda, `, "TimeoutSeconds": 60, "HeartbeatSeconds": 30`), `{"a":1}`, state.RunTask{
			Kind: state.Function, Resource: lambda, Pattern: state.RequestResponse, State: "A", Input: jsonvalue.MustParse(`{"a":1}`),
			Timeout: time.Minute, Heartbeat: 30 * time.Second,
		}},
		{"service", task(queue, `, "Credentials": {"RoleArn.$": "$.role"}`), `{"role":"r"}`, state.RunTask{
			Kind: state.Service, Resource: queue, Pattern: state.RequestResponse, State: "A", Input: jsonvalue.MustParse(`{"role":"r"}`),
			Credentials: jsonvalue.MustParse(`{"RoleArn":"r"}`),
		}},
		{"activity", task(activity, ``), `{}`, state.RunTask{
			Kind: state.Activity, Resource: activity, Pattern: state.RequestResponse, State: "A", Input: jsonvalue.EmptyObject,
		}},
		{"lambda:invoke", task("arn:aws:states:::lambda:invoke", `, "Parameters": {"FunctionName": "f", "Payload.$": "$"}`), `{}`, state.RunTask{
			Kind: state.Service, Resource: "arn:aws:states:::lambda:invoke", Function: "f", Pattern: state.RequestResponse, State: "A",
			Input: jsonvalue.MustParse(`{"FunctionName":"f","Payload":{}}`),
		}},
		{"in a Map", single(item + `"fetch"}}}`), `[7]`, state.RunTask{
			Kind: state.Function, Resource: "fetch", Pattern: state.RequestResponse, State: "T", Input: jsonvalue.MustParse(`7`),
			Items: []state.MapIndex{{State: "A", Index: 0}},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, test.definition, play{input: test.input})
			if got, isTask := tr.effects[0].(*state.RunTask); isTask && test.want.Kind == state.Activity {
				if test.want.Token = got.Token; got.Token == "" {
					t.Error("a worker has no token to answer with")
				}
			}
			test.want.ID, test.want.Key = 1, "arn:aws:states:us-east-1:000000000000:execution:StateMachine:Execution#1"
			if diff := gocmp.Diff([]state.Effect{&test.want}, tr.effects, gocmp.Comparer(jsonvalue.Equal)); diff != "" {
				t.Errorf("the effects differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTaskTokens: a task that is answered later has a token, another one in
// each attempt, and the context object shows it.
func TestTaskTokens(t *testing.T) {
	const fields = `, "Parameters": {"t.$": "$$.Task.Token"}, "Retry": [{"ErrorEquals": ["E"]}]`
	for _, suffix := range []string{".sync", ".waitForTaskToken"} {
		tr := run(t, task(container+suffix, fields), play{tasks: map[string][]reply{"A": {fails("E", ""), {}}}})
		if len(tr.effects) != 2 {
			t.Fatalf("%s: there are %d effects", suffix, len(tr.effects))
		}
		first, second := tr.effects[0].(*state.RunTask), tr.effects[1].(*state.RunTask)
		if first.Token == "" || first.Token == second.Token || first.ID == second.ID || first.Key == second.Key {
			t.Errorf("%s: the attempts have tokens %q and %q, ids %d and %d, keys %q and %q",
				suffix, first.Token, second.Token, first.ID, second.ID, first.Key, second.Key)
		}
		if got := first.Input.Get("t").Text(); got != first.Token {
			t.Errorf("%s: $$.Task.Token is %q, the effect's token %q", suffix, got, first.Token)
		}
	}
	wantFailure(t, run(t, task(queue, `, "Parameters": {"t.$": "$$.Task.Nothing"}`), play{}), "States.Runtime", missing(t, task(queue, `, "Parameters": {"t.$": "$$"}`), "$$.Task.Nothing"))
	token := func(cfg state.Config) string {
		return run(t, task(queue+".waitForTaskToken", ``), play{cfg: cfg}).effects[0].(*state.RunTask).Token
	}
	same := token(state.Config{Seed: 1})
	if token(state.Config{Seed: 1}) != same || token(state.Config{Seed: 2}) == same || token(state.Config{Seed: 1, Name: "other"}) == same {
		t.Error("without a secret the token must follow from the seed and the execution")
	}
	if token(state.Config{Seed: 1, Secret: []byte("0123456789abcdef")}) == same {
		t.Error("the secret makes no difference")
	}
}

// missing is the message about a path into the context object that leads
// nowhere; definition calls its task with the whole context object.
func missing(t *testing.T, definition, path string) string {
	t.Helper()
	context := run(t, definition, play{}).effects[0].(*state.RunTask).Input.Get("t").String()
	return "The JSONPath '" + path + "' specified for the field 't.$' could not be found in the input '" + context + "'"
}

func TestTaskData(t *testing.T) {
	answer := play{input: `{"a":{"b":1}}`, tasks: map[string][]reply{"A": {gives(`{"x":[1,2],"y":"s"}`)}}}
	for _, test := range []struct{ name, fields, want string }{
		{"the result", ``, `{"x":[1,2],"y":"s"}`},
		{"ResultSelector", `, "ResultSelector": {"first.$": "$.x[0]"}`, `{"first":1}`},
		{"ResultSelector sees the context object", `, "ResultSelector": {"n.$": "$$.State.RetryCount"}`, `{"n":0}`},
		{"ResultPath", `, "ResultPath": "$.r"`, `{"a":{"b":1},"r":{"x":[1,2],"y":"s"}}`},
		{"ResultSelector and ResultPath", `, "ResultSelector": {"y.$": "$.y"}, "ResultPath": "$.a.r"`, `{"a":{"b":1,"r":{"y":"s"}}}`},
		{"ResultPath goes into the raw input", `, "InputPath": "$.a", "ResultPath": "$.r"`, `{"a":{"b":1},"r":{"x":[1,2],"y":"s"}}`},
		{"ResultPath null", `, "ResultPath": null`, `{"a":{"b":1}}`},
		{"OutputPath", `, "ResultPath": "$.r", "OutputPath": "$.r.x"`, `[1,2]`},
	} {
		t.Run(test.name, func(t *testing.T) { wantOutput(t, run(t, task("f", test.fields), answer), test.want) })
	}
	tr := run(t, task("f", `, "ResultSelector": {"z.$": "$.z"}`), answer)
	wantFailure(t, tr, "States.Runtime", "The JSONPath '$.z' specified for the field 'z.$' could not be found in the input '{\"x\":[1,2],\"y\":\"s\"}'")
	wantOutput(t, run(t, task("f", ``), play{tasks: map[string][]reply{"A": {gives(`null`)}}}), `null`)
}

func TestTaskTimes(t *testing.T) {
	for _, test := range []struct {
		name, fields, input string
		answer              reply
		want                string
	}{
		{"in time", `, "TimeoutSeconds": 5`, `{}`, gives(`1`).after(5 * time.Second), `5<-4 LambdaFunctionSucceeded output=1 @5s`},
		{"too late", `, "TimeoutSeconds": 5`, `{}`, silent(), `5<-4 LambdaFunctionTimedOut error=States.Timeout @5s`},
		{"by path", `, "TimeoutSecondsPath": "$.t"`, `{"t":7}`, silent(), `5<-4 LambdaFunctionTimedOut error=States.Timeout @7s`},
		{"a heartbeat missed", `, "HeartbeatSeconds": 3, "TimeoutSeconds": 60`, `{}`, silent(), `5<-4 LambdaFunctionTimedOut error=States.Timeout @3s`},
		{"a heartbeat missed, by path", `, "HeartbeatSecondsPath": "$.h"`, `{"h":4}`, silent(), `5<-4 LambdaFunctionTimedOut error=States.Timeout @4s`},
		{"heartbeats leave no event", `, "HeartbeatSeconds": 3`, `{}`, gives(`1`).after(8*time.Second).beating(2*time.Second, 5*time.Second), `5<-4 LambdaFunctionSucceeded output=1 @8s`},
		{"a second heartbeat missed", `, "HeartbeatSeconds": 3`, `{}`, silent().beating(2 * time.Second), `5<-4 LambdaFunctionTimedOut error=States.Timeout @5s`},
		{"heartbeats do not prolong the timeout", `, "HeartbeatSeconds": 3, "TimeoutSeconds": 5`, `{}`, silent().beating(2*time.Second, 4*time.Second), `5<-4 LambdaFunctionTimedOut error=States.Timeout @5s`},
		{"the timeout counts from the start of the work", `, "TimeoutSeconds": 5`, `{}`, silent().startedAfter(time.Minute), `5<-4 LambdaFunctionTimedOut error=States.Timeout @1m5s`},
		{"the heartbeat counts from the start of the work", `, "HeartbeatSeconds": 5`, `{}`, silent().startedAfter(time.Minute), `5<-4 LambdaFunctionTimedOut error=States.Timeout @1m5s`},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, task(lambda, test.fields), play{input: test.input, tasks: map[string][]reply{"A": {test.answer}}})
			if len(tr.events) < 5 || line(tr.events[4]) != test.want {
				t.Errorf("got\n%s\nwant the event\n%s", tr.history(), test.want)
			}
		})
	}
}

// TestActivityTimes: the wait for a worker is no part of an activity's times.
func TestActivityTimes(t *testing.T) {
	tr := run(t, task(activity, `, "TimeoutSeconds": 60, "HeartbeatSeconds": 50`), play{tasks: map[string][]reply{"A": {silent().startedAfter(time.Hour).beating(40 * time.Second)}}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 ActivityScheduled resource=`+activity+` input={} timeoutInSeconds=60 heartbeatInSeconds=50
		4<-3 ActivityStarted @1h0m0s
		5<-4 ActivityTimedOut error=States.Timeout @1h1m0s
		6<-5 ExecutionFailed error=States.Timeout @1h1m0s`)
}

// TestTaskTimePaths: a path that fails leaves no sign of the task.
func TestTaskTimePaths(t *testing.T) {
	for _, field := range []string{"TimeoutSecondsPath", "HeartbeatSecondsPath"} {
		for value, cause := range map[string]string{
			``:          "Invalid path '$.t' : No results for path: $['t']",
			`"t": 0`:    `The ` + field + ` field refers to value "0" which is not a valid positive integer: $.t`,
			`"t": -1`:   `The ` + field + ` field refers to value "-1" which is not a valid positive integer: $.t`,
			`"t": 1.5`:  `The ` + field + ` field refers to value "1.5" which is not a valid positive integer: $.t`,
			`"t": "5"`:  `The ` + field + ` field refers to value "5" which is not a valid positive integer: $.t`,
			`"t": 1e10`: `The ` + field + ` field refers to value "1e10" which is not a valid positive integer: $.t`,
		} {
			t.Run(field+" "+value, func(t *testing.T) {
				tr := run(t, task(lambda, `, "`+field+`": "$.t"`), play{input: `{` + value + `}`})
				wantHistory(t, tr, `
					1<-0 ExecutionStarted input={`+value+`}
					2<-0 TaskStateEntered name=A input={`+value+`}
					3<-2 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'A' (entered at the event id #2). `+cause)
			})
		}
	}
}

func TestTaskCredentials(t *testing.T) {
	tr := run(t, task(queue, `, "Credentials": {"RoleArn.$": "States.Format('role/{}', $.r)"}`), play{input: `{"r":"x"}`})
	if got := string(tr.events[2].AppendDetails(nil)); !hasMember(got, "taskCredentials", `{"roleArn":"role/x"}`) {
		t.Errorf("the event is %s", got)
	}
	tr = run(t, task(lambda, `, "Credentials": {"RoleArn": "role/y"}`), play{})
	if got := string(tr.events[2].AppendDetails(nil)); !hasMember(got, "taskCredentials", `{"roleArn":"role/y"}`) {
		t.Errorf("the event is %s", got)
	}
	tr = run(t, task(queue, `, "Credentials": {"RoleArn.$": "$.r"}`), play{})
	wantFailure(t, tr, "States.Runtime", "The JSONPath '$.r' specified for the field 'RoleArn.$' could not be found in the input '{}'")
}

// TestTaskResources: what is no service integration and no activity is called
// by its name.
func TestTaskResources(t *testing.T) {
	for resource, want := range map[string]state.RunTask{
		"fetch": {Kind: state.Function, Pattern: state.RequestResponse},
		lambda:  {Kind: state.Function, Pattern: state.RequestResponse},
		"arn:aws:states:us-east-1:123456789012:stateMachine:m": {Kind: state.Function, Pattern: state.RequestResponse},
		"arn:aws:states:us-east-1:123456789012:activity":       {Kind: state.Function, Pattern: state.RequestResponse},
		"arn:aws:states:::glue:startJobRun.sync":               {Kind: state.Service, Pattern: state.Sync},
		"arn:aws:states:::states:startExecution.sync:2":        {Kind: state.Service, Pattern: state.SyncOutput},
		"arn:aws:states:::aws-sdk:sfn:x.waitForTaskToken":      {Kind: state.Service, Pattern: state.WaitForTaskToken},
		activity: {Kind: state.Activity, Pattern: state.RequestResponse},
	} {
		effect := run(t, task(resource, ``), play{}).effects[0]
		got, isTask := effect.(*state.RunTask)
		if !isTask {
			got = &effect.(*state.StartChild).RunTask
		}
		if got.Kind != want.Kind || got.Pattern != want.Pattern || got.Resource != resource {
			t.Errorf("%s has kind %d and pattern %d, want %d and %d", resource, got.Kind, got.Pattern, want.Kind, want.Pattern)
		}
	}
}

func hasMember(object, name, value string) bool {
	return jsonvalue.MustParse(object).Get(name).String() == value
}
