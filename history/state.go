package history

import "github.com/goasl/goasl/jsonvalue"

// StateEntered is the details of every type that ends with "StateEntered".
type StateEntered struct {
	Name  string
	Input Payload
}

// StateExited is the details of every type that ends with "StateExited".
type StateExited struct {
	Name   string
	Output Payload

	// AssignedVariables are the variables that the state has assigned, in this order.
	// In JSON each value is JSON text; without variables there is no member.
	AssignedVariables          []jsonvalue.Member
	AssignedVariablesTruncated bool
}

// EvaluationFailed is the details of a failed JSONata expression.
type EvaluationFailed struct {
	Error    *string // absent if nil
	Cause    *string // absent if nil
	Location string  // the field, such as "Arguments/x"; absent if empty
	State    string  // the state's name
}

// Key implements [Details].
func (*StateEntered) Key() string { return "stateEnteredEventDetails" }

// AppendJSON implements [Details].
func (d *StateEntered) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *StateEntered) details(c codec) codec {
	return c.text("name", &d.Name).payload("input", &d.Input)
}

// Key implements [Details].
func (*StateExited) Key() string { return "stateExitedEventDetails" }

// AppendJSON implements [Details].
func (d *StateExited) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *StateExited) details(c codec) codec {
	return c.text("name", &d.Name).payload("output", &d.Output).
		variables("assignedVariables", &d.AssignedVariables, &d.AssignedVariablesTruncated)
}

// Key implements [Details].
func (*EvaluationFailed) Key() string { return "evaluationFailedEventDetails" }

// AppendJSON implements [Details].
func (d *EvaluationFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *EvaluationFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause).optionalText("location", &d.Location).text("state", &d.State)
}
