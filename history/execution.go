package history

// ExecutionStarted is the details of an execution's first event.
type ExecutionStarted struct {
	Input                  Payload
	RoleArn                string // absent if empty
	StateMachineAliasArn   string // absent if empty
	StateMachineVersionArn string // absent if empty
}

// ExecutionRedriven is the details of the restart of an execution.
type ExecutionRedriven struct {
	RedriveCount int // from 1
}

func (d *ExecutionStarted) details(c codec) codec {
	return c.payload("input", &d.Input).optionalText("roleArn", &d.RoleArn).
		optionalText("stateMachineAliasArn", &d.StateMachineAliasArn).
		optionalText("stateMachineVersionArn", &d.StateMachineVersionArn)
}

func (d *ExecutionRedriven) details(c codec) codec {
	return c.number("redriveCount", &d.RedriveCount)
}
