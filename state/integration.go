package state

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// The integrations that are built in: lambda:invoke and states:startExecution.
// What a real service answers goes through unchanged; only where the driver has
// a bare function or a child execution in its place is the answer given the
// shape that the service would give it.

// effect makes a task the effect that asks for it.
func (res *resource) effect(task *RunTask) Effect {
	switch {
	case res.isInvoke():
		task.Function = task.Input.Get("FunctionName").Text()
	case res.isStartExecution():
		return res.startChild(task)
	}
	return task
}

func (res *resource) startChild(task *RunTask) *StartChild {
	child := &StartChild{
		RunTask:    *task,
		ARN:        task.Input.Get("StateMachineArn").Text(),
		Name:       task.Input.Get("Name").Text(),
		ChildInput: task.Input.Get("Input"),
	}
	// Step Functions: the input may be JSON or its text; null and none start the
	// child with {}.
	switch child.ChildInput.Kind() {
	case jsonvalue.String:
		if v, err := jsonvalue.ParseString(child.ChildInput.Text()); err == nil {
			child.ChildInput = v
		}
	case jsonvalue.Null, jsonvalue.None:
		child.ChildInput = jsonvalue.EmptyObject
	}
	return child
}

// completed is what a task is called with: its effective input, and what Step Functions
// adds to it. The rule by which it learns of the end of an ECS task goes by StartedBy.
func (res *resource) completed(input jsonvalue.Value) jsonvalue.Value {
	if res.service != "ecs" || res.api != "runTask" || res.pattern != Sync || input.Kind() != jsonvalue.Object {
		return input
	}
	completed, err := input.Set([]jsonvalue.Step{{Name: "StartedBy"}}, text("AWS Step Functions"))
	if err != nil { // cannot be: a member of an object can be set
		return input
	}
	return completed
}

// Dynamic is what [Task.Calls] returns for a name that only an execution knows.
const Dynamic = "(dynamic)"

// Calls returns what a built-in integration behind the state's resource calls:
// the name or ARN of a function (lambda:invoke) or the ARN of a machine
// (states:startExecution), and [Dynamic] where it depends on the input. Both are
// empty for other resources.
func (s *Task) Calls() (function, machine string) {
	static := func(name string) string {
		if v := s.Parameters.Get(name); v.Exists() && (s.lang == JSONPath || !isQuery(v)) {
			return v.Text()
		}
		return Dynamic
	}
	switch {
	case s.resource.isInvoke():
		return static("FunctionName"), ""
	case s.resource.isStartExecution():
		return "", static("StateMachineArn")
	}
	return "", ""
}

func (res *resource) isInvoke() bool { return res.service == "lambda" && res.api == "invoke" }

func (res *resource) isStartExecution() bool {
	return res.service == "states" && res.api == "startExecution"
}

// FunctionInput returns what the function behind a lambda:invoke task is called
// with: its Payload, {} if it has none.
func (t *RunTask) FunctionInput() jsonvalue.Value {
	if payload := t.Input.Get("Payload"); payload.Exists() {
		return payload
	}
	return jsonvalue.EmptyObject
}

// InvokeAnswer gives the result of a function the shape of Lambda's answer to
// Invoke, for the [Run.Done] of a lambda:invoke task.
func InvokeAnswer(result jsonvalue.Value) jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{
		member("ExecutedVersion", text("$LATEST")),
		member("Payload", result),
		member("StatusCode", jsonvalue.OfInt(200)),
	})
}

// ChildOutcome tells of a child execution.
type ChildOutcome struct {
	Outcome
	ARN   string // of the child execution
	Name  string
	Input string // its input as JSON text
}

// childStarted takes up that the execution that the frame's task asks for has
// begun.
func (r *Run) childStarted(f *frame, child *ChildOutcome) {
	if !f.begun {
		r.startTask(f, "")
	}
	answer := jsonvalue.OfObject([]jsonvalue.Member{
		member("ExecutionArn", text(child.ARN)),
		member("StartDate", milliseconds(child.Started)),
	})
	if f.task().pattern == RequestResponse {
		r.endTask(f, answer, nil)
		return
	}
	r.submitTask(f, answer)
}

// ExecutionAlreadyExists is the failure of a states:startExecution task whose
// Name is that of another execution of the machine: one that has ended, or runs
// with another input. One that runs with the same input is the task's child, too.
// Step Functions: only STANDARD executions have their names for themselves.
func ExecutionAlreadyExists(arn string) *Failure {
	return refusedStart("ExecutionAlreadyExists", "Execution Already Exists: '"+arn+"'")
}

// InvalidName is the failure of a states:startExecution task whose Name is none
// that the service takes: with spaces, or colons, as in a time.
func InvalidName(name string) *Failure {
	return refusedStart("InvalidName", "Invalid Name: '"+name+"'")
}

// refusedStart is an error of the service as its integration tells it.
func refusedStart(code, message string) *Failure {
	return NewFailure("StepFunctions."+code+"Exception", message+" (Service: AWSStepFunctions; Status Code: 400; Error Code: "+code+")")
}

// childEnded takes up how the execution that the frame's task asks for has ended.
func (r *Run) childEnded(f *frame, child *ChildOutcome) {
	asked := f.task().startChild(&RunTask{Input: f.work})
	described := child.describe(asked, f.task().pattern)
	if child.Status == Succeeded {
		r.endTask(f, described, nil)
		return
	}
	r.endTask(f, jsonvalue.Value{}, NewFailure(errTaskFailed, described.String()))
}

// describe is the child as DescribeExecution shows it, members in alphabetical
// order. The output is JSON text, and JSON for .sync:2.
func (child *ChildOutcome) describe(asked *StartChild, as Pattern) jsonvalue.Value {
	included := jsonvalue.OfObject([]jsonvalue.Member{member("Included", jsonvalue.True)})
	var members []jsonvalue.Member
	add := func(name string, v jsonvalue.Value) { members = append(members, member(name, v)) }
	if why := child.Failure; why != nil {
		if why.Cause != nil {
			add("Cause", text(*why.Cause))
		}
		if why.Error != nil {
			add("Error", text(*why.Error))
		}
	}
	add("ExecutionArn", text(child.ARN))
	input, output := text(child.Input), text(child.Output.String())
	if as == SyncOutput {
		input, output = asked.ChildInput, child.Output
	}
	add("Input", input)
	add("InputDetails", included)
	add("Name", text(child.Name))
	if child.Status == Succeeded {
		add("Output", output)
		add("OutputDetails", included)
	}
	add("RedriveCount", jsonvalue.OfInt(0))
	status, reason := Description{Outcome: child.Outcome, Type: Standard}.Redrive()
	add("RedriveStatus", text(string(status)))
	if reason != "" {
		add("RedriveStatusReason", text(reason))
	}
	add("StartDate", milliseconds(child.Started))
	add("StateMachineArn", text(asked.ARN))
	add("Status", text(string(child.Status)))
	add("StopDate", milliseconds(child.Ended))
	return jsonvalue.OfObject(members)
}

// milliseconds is a time as the service's answers show it: a number.
func milliseconds(t time.Time) jsonvalue.Value { return jsonvalue.OfInt(t.UnixMilli()) }
