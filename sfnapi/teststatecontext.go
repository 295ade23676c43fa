package sfnapi

import (
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// contextFields are the members that a context object may have, by the object that they
// are in, with the kinds of their values; None is for any value.
var contextFields = map[string]map[string]jsonvalue.Kind{
	"Execution": {
		"Id": jsonvalue.String, "Input": jsonvalue.None, "Name": jsonvalue.String, "RoleArn": jsonvalue.String,
		"StartTime": jsonvalue.String, "RedriveCount": jsonvalue.Number, "RedriveTime": jsonvalue.String,
	},
	"State":        {"EnteredTime": jsonvalue.String, "Name": jsonvalue.String, "RetryCount": jsonvalue.Number},
	"StateMachine": {"Id": jsonvalue.String, "Name": jsonvalue.String},
	"Task":         {"Token": jsonvalue.String},
}

// readContext reads the context object. Its members must be ones that executions have
// before the state: a Map makes $$.Map itself, and only some tasks have a token.
func (t *stateTest) readContext() error {
	if t.Context == "" {
		return nil
	}
	v, err := jsonvalue.ParseString(t.Context)
	if err != nil || v.Kind() != jsonvalue.Object {
		return invalidContext("it must be a valid JSON object")
	}
	for name, inner := range v.Members() {
		fields, known := contextFields[name]
		if !known || name == "Task" && !t.hasToken() {
			return notAllowed(name)
		}
		if err := checkContextField(name, inner, jsonvalue.Object); err != nil {
			return err
		}
		for field, value := range inner.Members() {
			kind, known := fields[field]
			if !known {
				return notAllowed(field)
			}
			if err := checkContextField(field, value, kind); err != nil {
				return err
			}
		}
	}
	t.inspection.Context = v
	return nil
}

// hasToken reports whether the state is a task that has a token: one that waits for it,
// or for the end of a job.
func (t *stateTest) hasToken() bool {
	s, isTask := t.state.(*state.Task)
	if !isTask {
		return false
	}
	kind, pattern := s.Integration()
	return kind == state.Service && pattern != state.RequestResponse
}

// checkContextField compares the kind of a value. Null is of any kind: without a role it
// is the RoleArn of a test.
func checkContextField(name string, v jsonvalue.Value, want jsonvalue.Kind) error {
	if v.Kind() == want || v.Kind() == jsonvalue.Null || want == jsonvalue.None {
		return nil
	}
	kind := "a " + want.String()
	if want == jsonvalue.Object {
		kind = "an object"
	}
	return invalidContext("Field '" + name + "' must be " + kind)
}

func notAllowed(field string) error { return invalidContext("Field '" + field + "' is not allowed") }

func invalidContext(problem string) error {
	return invalid("Invalid Context object provided: " + problem)
}
