package history

import "github.com/goasl/goasl/jsonvalue"

// Payload returns the input, the output or the parameters that the event reports, none if it
// reports none of them.
func (e Event) Payload() jsonvalue.Value {
	switch d := e.Details.(type) {
	case *ExecutionStarted:
		return d.Input.Value
	case *Success:
		return d.Output.Value
	case *StateEntered:
		return d.Input.Value
	case *StateExited:
		return d.Output.Value
	case *Scheduled:
		return d.Input.Value
	case *TaskScheduled:
		return d.Parameters
	case *TaskProgress:
		return d.Output.Value
	}
	return jsonvalue.Value{}
}

// WithPayload returns the event with v in the place of its input, output or parameters. The
// details of the result are its own. If events of its type have none of them, it is e.
func (e Event) WithPayload(v jsonvalue.Value) Event {
	switch d := e.Details.(type) {
	case *ExecutionStarted:
		with := *d
		with.Input = Payload{Value: v}
		e.Details = &with
	case *Success:
		e.Details = &Success{Output: Payload{Value: v}}
	case *StateEntered:
		e.Details = &StateEntered{Name: d.Name, Input: Payload{Value: v}}
	case *StateExited:
		with := *d
		with.Output = Payload{Value: v}
		e.Details = &with
	case *Scheduled:
		with := *d
		with.Input = Payload{Value: v}
		e.Details = &with
	case *TaskScheduled:
		with := *d
		with.Parameters = v
		e.Details = &with
	case *TaskProgress:
		with := *d
		with.Output = Payload{Value: v}
		e.Details = &with
	}
	return e
}

// DataSize returns how many bytes the event's payload, variables, names of errors and causes
// have, as text before it is escaped. It does not make the text.
func (e Event) DataSize() int {
	switch d := e.Details.(type) {
	case *StateExited:
		n := d.Output.Value.Size()
		for _, v := range d.AssignedVariables {
			n += len(v.Name) + v.Value.Size()
		}
		return n
	case *Failure:
		return len(orEmpty(d.Error)) + len(orEmpty(d.Cause))
	case *TaskFailure:
		return len(orEmpty(d.Error)) + len(orEmpty(d.Cause))
	case *EvaluationFailed:
		return len(orEmpty(d.Error)) + len(orEmpty(d.Cause))
	}
	return e.Payload().Size()
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
