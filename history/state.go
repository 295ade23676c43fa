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

func (d *StateEntered) details(c codec) codec {
	return c.text("name", &d.Name).payload("input", &d.Input)
}

func (d *StateExited) details(c codec) codec {
	return c.text("name", &d.Name).payload("output", &d.Output).
		variables("assignedVariables", &d.AssignedVariables, &d.AssignedVariablesTruncated)
}

func (d *EvaluationFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause).optionalText("location", &d.Location).text("state", &d.State)
}
