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

func (res *resource) startChild(task *RunTask) Effect {
	child := &StartChild{
		RunTask: *task,
		ARN:     task.Input.Get("StateMachineArn").Text(),
		Name:    task.Input.Get("Name").Text(),
		Input:   task.Input.Get("Input"),
	}
	// Step Functions: the input may be JSON or its text; null and none start the
	// child with {}.
	switch child.Input.Kind() {
	case jsonvalue.String:
		if v, err := jsonvalue.ParseString(child.Input.Text()); err == nil {
			child.Input = v
		}
	case jsonvalue.Null, jsonvalue.None:
		child.Input = jsonvalue.EmptyObject
	}
	return child
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

// ChildStarted tells that the execution that a [StartChild] asks for has begun.
// If the task does not wait for its end, that is its result.
func (r *Run) ChildStarted(now time.Time, c *StartChild, child ChildOutcome) bool {
	if !r.Started(now, c.ID, "") {
		return false
	}
	answer := jsonvalue.OfObject([]jsonvalue.Member{
		member("ExecutionArn", text(child.ARN)),
		member("StartDate", milliseconds(child.Started)),
	})
	if c.Pattern == RequestResponse {
		return r.Done(now, c.ID, answer, nil)
	}
	return r.Submitted(now, c.ID, answer)
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

// ChildDone tells how the execution that a [StartChild] asks for has ended. Of
// a task that waits for a token it is no answer.
// Step Functions: the result is what DescribeExecution says of the child; a
// child that did not succeed is a States.TaskFailed with that as its Cause.
func (r *Run) ChildDone(now time.Time, c *StartChild, child ChildOutcome) bool {
	if c.Pattern == WaitForTaskToken || r.awaited(now, c.ID) == nil {
		return false
	}
	described := child.describe(c)
	if child.Status == Succeeded {
		return r.Done(now, c.ID, described, nil)
	}
	return r.Done(now, c.ID, jsonvalue.Value{}, NewFailure(errTaskFailed, described.String()))
}

// describe is the child as DescribeExecution shows it, members in alphabetical
// order. The output is JSON text, and JSON for .sync:2.
func (child *ChildOutcome) describe(c *StartChild) jsonvalue.Value {
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
	if c.Pattern == SyncOutput {
		input, output = c.Input, child.Output
	}
	add("Input", input)
	add("InputDetails", included)
	add("Name", text(child.Name))
	if child.Status == Succeeded {
		add("Output", output)
		add("OutputDetails", included)
	}
	add("StartDate", milliseconds(child.Started))
	add("StateMachineArn", text(c.ARN))
	add("Status", text(string(child.Status)))
	add("StopDate", milliseconds(child.Ended))
	return jsonvalue.OfObject(members)
}

// milliseconds is a time as the service's answers show it: a number.
func milliseconds(t time.Time) jsonvalue.Value { return jsonvalue.OfInt(t.UnixMilli()) }
