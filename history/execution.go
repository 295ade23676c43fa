package history

// ExecutionStarted is the details of an execution's first event.
type ExecutionStarted struct {
	Input                  Payload // Text is as the caller wrote it
	RoleArn                string  // absent if empty
	StateMachineAliasArn   string  // absent if empty
	StateMachineVersionArn string  // absent if empty
}

// ExecutionSucceeded is the details of an execution's successful end.
type ExecutionSucceeded struct {
	Output Payload
}

// ExecutionFailed is the details of an execution's failure.
type ExecutionFailed struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// ExecutionTimedOut is the details of an execution that ran longer than its machine
// allows.
type ExecutionTimedOut struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// ExecutionAborted is the details of an execution that was stopped, with the
// error and cause given to StopExecution.
type ExecutionAborted struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// ExecutionRedriven is the details of the restart of an execution.
type ExecutionRedriven struct {
	RedriveCount int // from 1
}

// Key implements [Details].
func (*ExecutionStarted) Key() string { return "executionStartedEventDetails" }

// AppendJSON implements [Details].
func (d *ExecutionStarted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ExecutionStarted) details(c codec) codec {
	return c.payload("input", &d.Input).optionalText("roleArn", &d.RoleArn).
		optionalText("stateMachineAliasArn", &d.StateMachineAliasArn).
		optionalText("stateMachineVersionArn", &d.StateMachineVersionArn)
}

// Key implements [Details].
func (*ExecutionSucceeded) Key() string { return "executionSucceededEventDetails" }

// AppendJSON implements [Details].
func (d *ExecutionSucceeded) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ExecutionSucceeded) details(c codec) codec {
	return c.payload("output", &d.Output)
}

// Key implements [Details].
func (*ExecutionFailed) Key() string { return "executionFailedEventDetails" }

// AppendJSON implements [Details].
func (d *ExecutionFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ExecutionFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*ExecutionTimedOut) Key() string { return "executionTimedOutEventDetails" }

// AppendJSON implements [Details].
func (d *ExecutionTimedOut) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ExecutionTimedOut) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*ExecutionAborted) Key() string { return "executionAbortedEventDetails" }

// AppendJSON implements [Details].
func (d *ExecutionAborted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ExecutionAborted) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*ExecutionRedriven) Key() string { return "executionRedrivenEventDetails" }

// AppendJSON implements [Details].
func (d *ExecutionRedriven) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ExecutionRedriven) details(c codec) codec {
	return c.number("redriveCount", &d.RedriveCount)
}
