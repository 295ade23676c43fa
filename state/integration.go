package state

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Two integrations are built in: lambda:invoke and states:startExecution. The response
// of a real service is passed on unchanged. Where the driver has a function or a child
// execution instead of the service, the result gets the form of the service's response.

// effect returns the effect that asks for a task.
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

// Dynamic is what [Task.Calls] returns for a name that is computed in the execution.
const Dynamic = "(dynamic)"

// Calls returns what the built-in integration of the state's resource calls: the name
// or ARN of a function (lambda:invoke) or the ARN of a machine (states:startExecution),
// or [Dynamic] if that is computed. Both are "" for other resources.
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

// FunctionInput returns the input of the function that a lambda:invoke task calls: its
// Payload, {} without one.
func (t *RunTask) FunctionInput() jsonvalue.Value {
	if payload := t.Input.Get("Payload"); payload.Exists() {
		return payload
	}
	return jsonvalue.EmptyObject
}

// InvokeAnswer returns the result of a function in the form of the response of Lambda's
// Invoke, as the output of a lambda:invoke task ([Run.Done]).
func InvokeAnswer(result jsonvalue.Value) jsonvalue.Value {
	return jsonvalue.OfObject([]jsonvalue.Member{
		member("ExecutedVersion", text("$LATEST")),
		member("Payload", result),
		member("StatusCode", jsonvalue.OfInt(200)),
	})
}

// ChildOutcome describes a child execution, for [Run.ChildStarted] and [Run.ChildDone].
type ChildOutcome struct {
	Outcome
	ARN   string // of the execution
	Name  string
	Input string // its input as JSON text

	// Snapshot is that of a STANDARD execution of a Map Run that has ended without success, nil
	// if there is none; see [StartItem].
	Snapshot []byte
}

// childStarted takes the start of the execution that the frame's task asks for.
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

// ExecutionAlreadyExists returns the failure of a states:startExecution task whose Name
// another execution of the machine has. That one has ended, or has another input: an
// execution that runs with the same input becomes the task's child instead.
//
// Step Functions: only names of STANDARD executions must be unique.
func ExecutionAlreadyExists(arn string) *Failure {
	return RefusedStart("ExecutionAlreadyExists", "Execution Already Exists: '"+arn+"'")
}

// StateMachineDoesNotExist returns the failure of a states:startExecution task whose machine
// does not exist.
func StateMachineDoesNotExist(arn string) *Failure {
	return RefusedStart("StateMachineDoesNotExist", "State Machine Does Not Exist: '"+arn+"'")
}

// StateMachineTypeNotSupported returns the failure of a states:startExecution task that would
// wait for the end of an EXPRESS execution.
func StateMachineTypeNotSupported() *Failure {
	return RefusedStart("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
}

// InvalidName returns the failure of a states:startExecution task whose Name the
// service does not take, as it has spaces or colons for instance.
func InvalidName(name string) *Failure {
	return RefusedStart("InvalidName", "Invalid Name: '"+name+"'")
}

// ExecutionLimitExceeded returns the failure of a states:startExecution task that would have
// more executions run than may. The message says which limit it is.
//
// Step Functions: the quota of open executions of an account.
func ExecutionLimitExceeded(message string) *Failure {
	return RefusedStart("ExecutionLimitExceeded", message)
}

// RefusedStart returns the failure of a states:startExecution task that StartExecution refuses with
// an exception, as the integration of the service reports it.
func RefusedStart(code, message string) *Failure {
	return NewFailure("StepFunctions."+code+"Exception", message+" (Service: AWSStepFunctions; Status Code: 400; Error Code: "+code+")")
}

// childEnded takes the end of the execution that the frame's task asks for.
func (r *Run) childEnded(f *frame, child *ChildOutcome) {
	asked := f.task().startChild(&RunTask{Input: f.work})
	described := child.describe(asked, f.task().pattern)
	if child.Status == Succeeded {
		r.endTask(f, described, nil)
		return
	}
	// A cause quotes the child's, escaped once more, so that it would double with each
	// execution that has started the next one.
	r.endTask(f, jsonvalue.Value{}, NewFailure(errTaskFailed, cutCause(described.String())))
}

// describe returns the child as DescribeExecution shows it, with the members in
// alphabetical order. Input and output are JSON text, but JSON for .sync:2.
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
	add("RedriveCount", jsonvalue.OfInt(int64(child.RedriveCount)))
	if !child.RedriveDate.IsZero() {
		add("RedriveDate", milliseconds(child.RedriveDate))
	}
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

// milliseconds returns a time as a number, as the service's responses have it.
func milliseconds(t time.Time) jsonvalue.Value { return jsonvalue.OfInt(t.UnixMilli()) }
