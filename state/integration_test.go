package state_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

const (
	invoke  = "arn:aws:states:::lambda:invoke"
	starter = "arn:aws:states:::states:startExecution"
	machine = "arn:aws:states:us-east-1:123456789012:stateMachine:Child"
)

// TestLambdaInvoke: a bare function in Lambda's place is called with the
// Payload, and its result is given the shape of Invoke's answer.
func TestLambdaInvoke(t *testing.T) {
	d := begin(t, task(invoke, `, "Parameters": {"FunctionName.$": "$.f", "Payload": {"p.$": "$.p"}}, "ResultSelector": {"r.$": "$.Payload", "code.$": "$.StatusCode", "version.$": "$.ExecutedVersion"}`), `{"f":"fn","p":1}`, state.Config{})
	call := d.step()[0].(*state.RunTask)
	if call.Function != "fn" || call.FunctionInput().String() != `{"p":1}` {
		t.Errorf("the function %q is called with %s", call.Function, call.FunctionInput())
	}
	d.r.Done(epoch, call.ID, state.InvokeAnswer(jsonvalue.MustParse(`[1.50]`)), nil)
	d.step()
	if got, want := d.r.Outcome().Output.String(), `{"r":[1.50],"code":200,"version":"$LATEST"}`; !jsonvalue.Equal(jsonvalue.MustParse(got), jsonvalue.MustParse(want)) {
		t.Errorf("the output is %s, want %s", got, want)
	}
	if got := state.InvokeAnswer(jsonvalue.NullValue).String(); got != `{"ExecutedVersion":"$LATEST","Payload":null,"StatusCode":200}` {
		t.Errorf("the answer for null is %s", got)
	}
}

func TestFunctionInputWithoutPayload(t *testing.T) {
	for input, want := range map[string]string{`{}`: `{}`, `{"Payload":null}`: `null`, `{"Payload":"x"}`: `"x"`} {
		task := state.RunTask{Input: jsonvalue.MustParse(input)}
		if got := task.FunctionInput().String(); got != want {
			t.Errorf("the function is called with %s for %s, want %s", got, input, want)
		}
	}
}

// TestStartExecutionEffect: the child's input may be JSON, the text of it, or
// none at all.
func TestStartExecutionEffect(t *testing.T) {
	for _, test := range []struct{ fields, want string }{
		{`"Input": {"a": 1}`, `{"a":1}`},
		{`"Input": "{\"a\":1}"`, `{"a":1}`},
		{`"Input": "no JSON"`, `"no JSON"`},
		{`"Input": null`, `{}`},
		{`"Input": [1]`, `[1]`},
		{`"Name": "n"`, `{}`},
	} {
		d := begin(t, task(starter, `, "Parameters": {"StateMachineArn": "`+machine+`", `+test.fields+`}`), `{}`, state.Config{})
		child := d.step()[0].(*state.StartChild)
		if child.ARN != machine || child.ChildInput.String() != test.want || child.State != "A" || child.Resource != starter {
			t.Errorf("with %s the child is %+v, want the input %s", test.fields, child, test.want)
		}
		if want := map[bool]string{true: "n"}[test.fields == `"Name": "n"`]; child.Name != want {
			t.Errorf("the child's name is %q, want %q", child.Name, want)
		}
	}
}

// start begins an execution of a Task that starts a child, and returns it.
func start(t *testing.T, suffix string) (*manual, *state.StartChild, state.ChildOutcome) {
	t.Helper()
	d := begin(t, task(starter+suffix, `, "Parameters": {"StateMachineArn": "`+machine+`", "Input": {"in": 1}}`), `{}`, state.Config{})
	child := d.step()[0].(*state.StartChild)
	return d, child, state.ChildOutcome{
		ARN: "arn:child", Name: "child", Input: `{"in":1}`,
		Outcome: state.Outcome{Status: state.Running, Started: epoch.Add(time.Second)},
	}
}

func ended(child state.ChildOutcome, status state.Status, output string, why *state.Failure) state.ChildOutcome {
	child.Status, child.Failure, child.Ended = status, why, child.Started.Add(time.Minute)
	if output != "" {
		child.Output = jsonvalue.MustParse(output)
	}
	return child
}

// TestStartExecutionWithoutWaiting: the start is the result.
func TestStartExecutionWithoutWaiting(t *testing.T) {
	d, child, outcome := start(t, "")
	if !d.r.ChildStarted(epoch, child.ID, outcome) {
		t.Error("the start came too late")
	}
	if d.r.ChildStarted(epoch, child.ID, outcome) || d.r.ChildDone(epoch, child.ID, ended(outcome, state.Succeeded, `1`, nil)) {
		t.Error("it is answered, and yet takes answers")
	}
	d.step()
	d.want(`
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 TaskScheduled resourceType=states resource=startExecution region=us-east-1 parameters={"StateMachineArn":"` + machine + `","Input":{"in":1}}
		4<-3 TaskStarted resourceType=states resource=startExecution
		5<-4 TaskSucceeded resourceType=states resource=startExecution output={"ExecutionArn":"arn:child","StartDate":1767323046000}
		6<-5 TaskStateExited name=A output={"ExecutionArn":"arn:child","StartDate":1767323046000}
		7<-6 ExecutionSucceeded output={"ExecutionArn":"arn:child","StartDate":1767323046000}`)
}

// TestStartExecutionSync: the result describes the child; its input and output
// are texts, and JSON with .sync:2.
func TestStartExecutionSync(t *testing.T) {
	for suffix, want := range map[string]string{
		".sync":   `{"Input":"{\"in\":1}","Output":"{\"out\":[2]}"}`,
		".sync:2": `{"Input":{"in":1},"Output":{"out":[2]}}`,
	} {
		d, child, outcome := start(t, suffix)
		d.r.ChildStarted(epoch, child.ID, outcome)
		d.step()
		if got := line(d.events[len(d.events)-1]); got != `5<-4 TaskSubmitted resourceType=states resource=startExecution`+suffix+` output={"ExecutionArn":"arn:child","StartDate":1767323046000}` {
			t.Errorf("after the start: %s", got)
		}
		if !d.r.ChildDone(epoch.Add(time.Hour), child.ID, ended(outcome, state.Succeeded, `{"out":[2]}`, nil)) {
			t.Error("the end came too late")
		}
		d.step()
		got := d.r.Outcome().Output
		for name, v := range jsonvalue.MustParse(want).Members() {
			if !jsonvalue.Equal(got.Get(name), v) {
				t.Errorf("%s: %s is %s, want %s", suffix, name, got.Get(name), v)
			}
		}
		for name, want := range map[string]string{"ExecutionArn": `"arn:child"`, "Name": `"child"`, "StateMachineArn": `"` + machine + `"`, "Status": `"SUCCEEDED"`,
			"StartDate": `1767323046000`, "StopDate": `1767323106000`, "InputDetails": `{"Included":true}`, "OutputDetails": `{"Included":true}`,
			"RedriveCount": `0`, "RedriveStatus": `"NOT_REDRIVABLE"`, "RedriveStatusReason": `"Execution is SUCCEEDED and cannot be redriven"`} {
			if got.Get(name).String() != want {
				t.Errorf("%s: %s is %s, want %s", suffix, name, got.Get(name), want)
			}
		}
		wantSortedMembers(t, got)
	}
}

// wantSortedMembers checks that an object's members are in alphabetical order.
func wantSortedMembers(t *testing.T, v jsonvalue.Value) {
	t.Helper()
	last := ""
	for name := range v.Members() {
		if name < last {
			t.Errorf("%s comes after %s", name, last)
		}
		last = name
	}
}

// TestStartExecutionFails: a child that does not succeed is a States.TaskFailed
// whose Cause describes it.
func TestStartExecutionFails(t *testing.T) {
	timeout := "States.Timeout"
	for _, test := range []struct {
		name   string
		status state.Status
		why    *state.Failure
		error  string
		cause  string
	}{
		{"failed", state.Failed, state.NewFailure("E", "c"), `"E"`, `"c"`},
		{"timed out", state.TimedOut, &state.Failure{Error: &timeout}, `"States.Timeout"`, ``},
		{"aborted", state.Aborted, &state.Failure{}, ``, ``},
	} {
		for _, suffix := range []string{".sync", ".sync:2"} {
			t.Run(test.name+" "+suffix, func(t *testing.T) {
				d, child, outcome := start(t, suffix)
				d.r.ChildStarted(epoch, child.ID, outcome)
				d.r.ChildDone(epoch, child.ID, ended(outcome, test.status, "", test.why))
				d.step()
				why := d.r.Outcome().Failure
				if why.Name() != "States.TaskFailed" {
					t.Fatalf("the failure is %s", shown(why))
				}
				cause := jsonvalue.MustParse(*why.Cause)
				if cause.Get("Status").Text() != string(test.status) || cause.Get("Error").String() != test.error || cause.Get("Cause").String() != test.cause || cause.Get("Output").Exists() {
					t.Errorf("the cause is %s", cause)
				}
				wantSortedMembers(t, cause)
			})
		}
	}
}

// TestStartExecutionWithToken: the end of the child is no answer.
func TestStartExecutionWithToken(t *testing.T) {
	d, child, outcome := start(t, ".waitForTaskToken")
	if child.Token == "" {
		t.Error("there is no token")
	}
	d.r.ChildStarted(epoch, child.ID, outcome)
	if d.r.ChildDone(epoch, child.ID, ended(outcome, state.Failed, "", state.NewFailure("E", "c"))) {
		t.Error("the end of the child is taken as an answer")
	}
	d.step()
	if !d.r.Done(epoch, child.ID, jsonvalue.True, nil) {
		t.Error("the answer came too late")
	}
	d.step()
	if got := d.r.Outcome().Output.String(); got != `true` {
		t.Errorf("the output is %s", got)
	}
}

func TestTaskCalls(t *testing.T) {
	for _, test := range []struct{ resource, parameters, function, machine string }{
		{invoke, `{"FunctionName": "f"}`, "f", ""},
		{invoke + ".waitForTaskToken", `{"FunctionName": "f"}`, "f", ""},
		{invoke, `{"FunctionName.$": "$.f"}`, state.Dynamic, ""},
		{starter, `{"StateMachineArn": "m"}`, "", "m"},
		{starter + ".sync:2", `{"StateMachineArn.$": "$.m"}`, "", state.Dynamic},
		{queue, `{"FunctionName": "f"}`, "", ""},
		{lambda, `{"FunctionName": "f"}`, "", ""},
		{"arn:aws:states:::aws-sdk:lambda:invoke", `{"FunctionName": "f"}`, "", ""},
	} {
		s := parse(t, task(test.resource, `, "Parameters": `+test.parameters)).State("A").(*state.Task)
		if function, machine := s.Calls(); function != test.function || machine != test.machine {
			t.Errorf("%s with %s calls %q and %q, want %q and %q", test.resource, test.parameters, function, machine, test.function, test.machine)
		}
	}
}
