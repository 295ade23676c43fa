package history_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

const (
	role     = "arn:aws:iam::000000000000:role/shop"
	function = "arn:aws:lambda:us-east-1:000000000000:function:price"
	activity = "arn:aws:states:us-east-1:000000000000:activity:pack"
	mapRun   = "arn:aws:states:us-east-1:000000000000:mapRun:shop/each:6f0c"
)

// detailsCases holds an event of every type, and of some types several: with
// all members, and with those absent that may be. json is the details member.
var detailsCases = []struct {
	typ     history.Type
	details history.Details
	json    string
}{
	{
		history.TypeExecutionStarted,
		&history.ExecutionStarted{
			Input:   of(`{ "n": 1 }`),
			RoleArn: role, StateMachineAliasArn: "alias", StateMachineVersionArn: "version",
		},
		`"executionStartedEventDetails":{"input":"{ \"n\": 1 }","inputDetails":{"truncated":false},"roleArn":"` + role + `","stateMachineAliasArn":"alias","stateMachineVersionArn":"version"}`,
	},
	{
		history.TypeExecutionStarted,
		&history.ExecutionStarted{Input: of(`{}`), RoleArn: role},
		`"executionStartedEventDetails":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"` + role + `"}`,
	},
	{
		history.TypeExecutionSucceeded,
		&history.Success{Output: of(`[1,2.50,"three"]`)},
		`"executionSucceededEventDetails":{"output":"[1,2.50,\"three\"]","outputDetails":{"truncated":false}}`,
	},
	{
		history.TypeExecutionFailed,
		&history.Failure{Error: text("Shop.SoldOut"), Cause: text(`{"errorMessage": "none left"}`)},
		`"executionFailedEventDetails":{"error":"Shop.SoldOut","cause":"{\"errorMessage\": \"none left\"}"}`,
	},
	{history.TypeExecutionFailed, &history.Failure{}, `"executionFailedEventDetails":{}`},
	{history.TypeExecutionFailed, &history.Failure{Error: text("")}, `"executionFailedEventDetails":{"error":""}`},
	{history.TypeExecutionFailed, &history.Failure{Cause: text("")}, `"executionFailedEventDetails":{"cause":""}`},
	{history.TypeExecutionTimedOut, &history.Failure{}, `"executionTimedOutEventDetails":{}`},
	{
		history.TypeExecutionAborted,
		&history.Failure{Error: text("Stopped"), Cause: text("by Ada")},
		`"executionAbortedEventDetails":{"error":"Stopped","cause":"by Ada"}`,
	},
	{history.TypeExecutionRedriven, &history.ExecutionRedriven{RedriveCount: 2}, `"executionRedrivenEventDetails":{"redriveCount":2}`},

	{history.TypeChoiceStateEntered, entered, enteredJSON},
	{history.TypeFailStateEntered, entered, enteredJSON},
	{history.TypeMapStateEntered, entered, enteredJSON},
	{history.TypeParallelStateEntered, entered, enteredJSON},
	{history.TypePassStateEntered, entered, enteredJSON},
	{history.TypeSucceedStateEntered, entered, enteredJSON},
	{history.TypeTaskStateEntered, entered, enteredJSON},
	{history.TypeWaitStateEntered, entered, enteredJSON},
	{history.TypeChoiceStateExited, exited, exitedJSON},
	{history.TypeMapStateExited, exited, exitedJSON},
	{history.TypeParallelStateExited, exited, exitedJSON},
	{history.TypePassStateExited, exited, exitedJSON},
	{history.TypeSucceedStateExited, exited, exitedJSON},
	{history.TypeTaskStateExited, exited, exitedJSON},
	{history.TypeWaitStateExited, exited, exitedJSON},
	{
		history.TypePassStateExited,
		&history.StateExited{
			Name: "Price", Output: of(`{}`),
			AssignedVariables: []jsonvalue.Member{
				{Name: "total", Value: jsonvalue.MustParse(`42`)},
				{Name: "currency", Value: jsonvalue.MustParse(`"EUR"`)},
				{Name: "größe", Value: jsonvalue.MustParse(`{"a":[]}`)},
			},
		},
		`"stateExitedEventDetails":{"name":"Price","output":"{}","outputDetails":{"truncated":false},"assignedVariables":{"total":"42","currency":"\"EUR\"","größe":"{\"a\":[]}"},"assignedVariablesDetails":{"truncated":false}}`,
	},
	{
		history.TypePassStateExited,
		&history.StateExited{Name: "Price", AssignedVariablesTruncated: true},
		`"stateExitedEventDetails":{"name":"Price","assignedVariablesDetails":{"truncated":true}}`,
	},
	{
		history.TypeEvaluationFailed,
		&history.EvaluationFailed{Error: text("States.QueryEvaluationError"), Cause: text("no such function"), Location: "Arguments/sum", State: "Price"},
		`"evaluationFailedEventDetails":{"error":"States.QueryEvaluationError","cause":"no such function","location":"Arguments/sum","state":"Price"}`,
	},
	{history.TypeEvaluationFailed, &history.EvaluationFailed{State: "Price"}, `"evaluationFailedEventDetails":{"state":"Price"}`},

	{
		history.TypeTaskScheduled,
		&history.TaskScheduled{
			ResourceType: "sqs", Resource: "sendMessage.waitForTaskToken", Region: "us-east-1",
			Parameters: jsonvalue.MustParse(`{"QueueUrl":"q"}`), TimeoutInSeconds: 60, HeartbeatInSeconds: 5,
			TaskCredentials: history.TaskCredentials{RoleArn: role},
		},
		`"taskScheduledEventDetails":{"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","region":"us-east-1","parameters":"{\"QueueUrl\":\"q\"}","timeoutInSeconds":60,"heartbeatInSeconds":5,"taskCredentials":{"roleArn":"` + role + `"}}`,
	},
	{
		history.TypeTaskScheduled,
		&history.TaskScheduled{ResourceType: "lambda", Resource: "invoke", Region: "us-east-1", Parameters: jsonvalue.EmptyObject},
		`"taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke","region":"us-east-1","parameters":"{}"}`,
	},
	{
		history.TypeTaskScheduled,
		&history.TaskScheduled{ResourceType: "lambda", Resource: "invoke", Region: "us-east-1"},
		`"taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke","region":"us-east-1","parameters":""}`,
	},
	{history.TypeTaskStarted, &history.TaskProgress{ResourceType: "sqs", Resource: "sendMessage"}, `"taskStartedEventDetails":{"resourceType":"sqs","resource":"sendMessage"}`},
	{
		history.TypeTaskStartFailed,
		&history.TaskFailure{ResourceType: "sqs", Resource: "sendMessage", Error: text("E"), Cause: text("c")},
		`"taskStartFailedEventDetails":{"resourceType":"sqs","resource":"sendMessage","error":"E","cause":"c"}`,
	},
	{
		history.TypeTaskSubmitted,
		&history.TaskProgress{ResourceType: "sqs", Resource: "sendMessage.waitForTaskToken", Output: of(`{"MessageId":"m"}`)},
		`"taskSubmittedEventDetails":{"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","output":"{\"MessageId\":\"m\"}","outputDetails":{"truncated":false}}`,
	},
	{
		history.TypeTaskSubmitFailed,
		&history.TaskFailure{ResourceType: "sqs", Resource: "sendMessage", Error: text("E")},
		`"taskSubmitFailedEventDetails":{"resourceType":"sqs","resource":"sendMessage","error":"E"}`,
	},
	{
		history.TypeTaskSucceeded,
		&history.TaskProgress{ResourceType: "lambda", Resource: "invoke", Output: of(`{"StatusCode":200}`)},
		`"taskSucceededEventDetails":{"resourceType":"lambda","resource":"invoke","output":"{\"StatusCode\":200}","outputDetails":{"truncated":false}}`,
	},
	{
		history.TypeTaskFailed,
		&history.TaskFailure{ResourceType: "lambda", Resource: "invoke", Error: text("Lambda.Unknown"), Cause: text("line\nbreak")},
		`"taskFailedEventDetails":{"resourceType":"lambda","resource":"invoke","error":"Lambda.Unknown","cause":"line\nbreak"}`,
	},
	{history.TypeTaskFailed, &history.TaskFailure{ResourceType: "sqs", Resource: "sendMessage"}, `"taskFailedEventDetails":{"resourceType":"sqs","resource":"sendMessage"}`},
	{
		history.TypeTaskTimedOut,
		&history.TaskFailure{ResourceType: "lambda", Resource: "invoke", Error: text("States.Timeout")},
		`"taskTimedOutEventDetails":{"resourceType":"lambda","resource":"invoke","error":"States.Timeout"}`,
	},
	{history.TypeTaskStateAborted, nil, ``},
	{history.TypeWaitStateAborted, nil, ``},

	{
		history.TypeLambdaFunctionScheduled,
		&history.Scheduled{Resource: function, Input: of(`{}`), TimeoutInSeconds: 3, TaskCredentials: history.TaskCredentials{RoleArn: role}},
		`"lambdaFunctionScheduledEventDetails":{"resource":"` + function + `","input":"{}","inputDetails":{"truncated":false},"timeoutInSeconds":3,"taskCredentials":{"roleArn":"` + role + `"}}`,
	},
	{
		history.TypeLambdaFunctionScheduled,
		&history.Scheduled{Resource: function, Input: of(`0`)},
		`"lambdaFunctionScheduledEventDetails":{"resource":"` + function + `","input":"0","inputDetails":{"truncated":false}}`,
	},
	{history.TypeLambdaFunctionScheduleFailed, &history.Failure{Error: text("E"), Cause: text("c")}, `"lambdaFunctionScheduleFailedEventDetails":{"error":"E","cause":"c"}`},
	{history.TypeLambdaFunctionStarted, nil, ``},
	{history.TypeLambdaFunctionStartFailed, &history.Failure{Error: text("E")}, `"lambdaFunctionStartFailedEventDetails":{"error":"E"}`},
	{history.TypeLambdaFunctionSucceeded, &history.Success{Output: of(`null`)}, `"lambdaFunctionSucceededEventDetails":{"output":"null","outputDetails":{"truncated":false}}`},
	{history.TypeLambdaFunctionFailed, &history.Failure{Error: text("E"), Cause: text("c")}, `"lambdaFunctionFailedEventDetails":{"error":"E","cause":"c"}`},
	{history.TypeLambdaFunctionTimedOut, &history.Failure{Error: text("States.Timeout")}, `"lambdaFunctionTimedOutEventDetails":{"error":"States.Timeout"}`},

	{
		history.TypeActivityScheduled,
		&history.Scheduled{Resource: activity, Input: of(`[]`), TimeoutInSeconds: 9, HeartbeatInSeconds: 3},
		`"activityScheduledEventDetails":{"resource":"` + activity + `","input":"[]","inputDetails":{"truncated":false},"timeoutInSeconds":9,"heartbeatInSeconds":3}`,
	},
	{history.TypeActivityScheduled, &history.Scheduled{Resource: activity}, `"activityScheduledEventDetails":{"resource":"` + activity + `"}`},
	{history.TypeActivityScheduleFailed, &history.Failure{Error: text("E"), Cause: text("c")}, `"activityScheduleFailedEventDetails":{"error":"E","cause":"c"}`},
	{history.TypeActivityStarted, &history.ActivityStarted{WorkerName: "packer 7"}, `"activityStartedEventDetails":{"workerName":"packer 7"}`},
	{history.TypeActivityStarted, &history.ActivityStarted{}, `"activityStartedEventDetails":{}`},
	{history.TypeActivitySucceeded, &history.Success{Output: of(`true`)}, `"activitySucceededEventDetails":{"output":"true","outputDetails":{"truncated":false}}`},
	{history.TypeActivityFailed, &history.Failure{Error: text("Broken"), Cause: text("")}, `"activityFailedEventDetails":{"error":"Broken","cause":""}`},
	{history.TypeActivityTimedOut, &history.Failure{Error: text("States.Timeout")}, `"activityTimedOutEventDetails":{"error":"States.Timeout"}`},

	{history.TypeMapStateStarted, &history.MapStateStarted{Length: 3}, `"mapStateStartedEventDetails":{"length":3}`},
	{history.TypeMapStateStarted, &history.MapStateStarted{}, `"mapStateStartedEventDetails":{"length":0}`},
	{history.TypeMapStateSucceeded, nil, ``},
	{history.TypeMapStateFailed, nil, ``},
	{history.TypeMapStateAborted, nil, ``},
	{history.TypeMapIterationStarted, &history.MapIteration{Name: "Each", Index: 0}, `"mapIterationStartedEventDetails":{"name":"Each","index":0}`},
	{history.TypeMapIterationSucceeded, &history.MapIteration{Name: "Each", Index: 1}, `"mapIterationSucceededEventDetails":{"name":"Each","index":1}`},
	{history.TypeMapIterationFailed, &history.MapIteration{Name: "Each", Index: 2}, `"mapIterationFailedEventDetails":{"name":"Each","index":2}`},
	{history.TypeMapIterationAborted, &history.MapIteration{Name: "Each", Index: 3}, `"mapIterationAbortedEventDetails":{"name":"Each","index":3}`},
	{history.TypeMapRunStarted, &history.MapRun{MapRunArn: mapRun}, `"mapRunStartedEventDetails":{"mapRunArn":"` + mapRun + `"}`},
	{history.TypeMapRunSucceeded, nil, ``},
	{history.TypeMapRunAborted, nil, ``},
	{history.TypeMapRunFailed, &history.Failure{Error: text("States.ExceedToleratedFailureThreshold"), Cause: text("c")}, `"mapRunFailedEventDetails":{"error":"States.ExceedToleratedFailureThreshold","cause":"c"}`},
	{history.TypeMapRunRedriven, &history.MapRun{MapRunArn: mapRun, RedriveCount: 1}, `"mapRunRedrivenEventDetails":{"mapRunArn":"` + mapRun + `","redriveCount":1}`},

	{history.TypeParallelStateStarted, nil, ``},
	{history.TypeParallelStateSucceeded, nil, ``},
	{history.TypeParallelStateFailed, nil, ``},
	{history.TypeParallelStateAborted, nil, ``},
}

var (
	entered = &history.StateEntered{Name: "Price", Input: of(`{"sku":"x"}`)}
	exited  = &history.StateExited{Name: "Price", Output: of(`{"sku":"x","price":9.90}`)}
)

const (
	enteredJSON = `"stateEnteredEventDetails":{"name":"Price","input":"{\"sku\":\"x\"}","inputDetails":{"truncated":false}}`
	exitedJSON  = `"stateExitedEventDetails":{"name":"Price","output":"{\"sku\":\"x\",\"price\":9.90}","outputDetails":{"truncated":false}}`
)

// eventJSON returns the text of a case's event.
func eventJSON(typ history.Type, details string) string {
	if details != "" {
		details = "," + details
	}
	return `{"timestamp":"2026-03-01T12:00:00.250Z","type":"` + string(typ) + `","id":8,"previousEventId":7` + details + `}`
}

func TestDetails(t *testing.T) {
	types := map[history.Type]bool{}
	for _, c := range detailsCases {
		types[c.typ] = true
		e := history.Event{ID: 8, PreviousEventID: 7, Timestamp: noon, Type: c.typ, Details: c.details}
		want := eventJSON(c.typ, c.json)
		if got := string(e.AppendJSON(nil)); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.typ, got, want)
		}
		again, err := history.Parse([]byte(want))
		if err != nil {
			t.Errorf("%s: %v", c.typ, err)
			continue
		}
		if diff := cmp.Diff(e, again, sameValue); diff != "" {
			t.Errorf("%s: read again: %s", c.typ, diff)
		}
	}
	if len(types) != 62 { // Step Functions: the values of HistoryEventType
		t.Errorf("cases of %d types, want all 62", len(types))
	}
}

func TestAppendDetails(t *testing.T) {
	for _, c := range detailsCases {
		_, object, _ := strings.Cut(c.json, ":")
		if c.details == nil {
			object = "{}"
		}
		e := history.Event{Type: c.typ, Details: c.details}
		if got := string(e.AppendDetails([]byte("x"))); got != "x"+object {
			t.Errorf("%s: got %s after x, want %s", c.typ, got, object)
		}
	}
}
