package history

// LambdaFunctionScheduled is the details of a call of the Lambda function whose ARN is
// the state's Resource. The event LambdaFunctionStarted, which follows, has no details.
type LambdaFunctionScheduled struct {
	Resource         string // the function's ARN
	Input            Payload
	TimeoutInSeconds int64           // absent if 0
	TaskCredentials  TaskCredentials // absent if zero
}

// LambdaFunctionScheduleFailed is the details of a call that could not be
// scheduled.
type LambdaFunctionScheduleFailed struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// LambdaFunctionStartFailed is the details of a call that could not be started.
type LambdaFunctionStartFailed struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// LambdaFunctionSucceeded is the details of a Lambda function's result.
type LambdaFunctionSucceeded struct {
	Output Payload
}

// LambdaFunctionFailed is the details of a failed call.
type LambdaFunctionFailed struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// LambdaFunctionTimedOut is the details of a call without a result in time.
type LambdaFunctionTimedOut struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// Key implements [Details].
func (*LambdaFunctionScheduled) Key() string { return "lambdaFunctionScheduledEventDetails" }

// AppendJSON implements [Details].
func (d *LambdaFunctionScheduled) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *LambdaFunctionScheduled) details(c codec) codec {
	return c.text("resource", &d.Resource).payload("input", &d.Input).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		credentials("taskCredentials", &d.TaskCredentials)
}

// Key implements [Details].
func (*LambdaFunctionScheduleFailed) Key() string { return "lambdaFunctionScheduleFailedEventDetails" }

// AppendJSON implements [Details].
func (d *LambdaFunctionScheduleFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *LambdaFunctionScheduleFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*LambdaFunctionStartFailed) Key() string { return "lambdaFunctionStartFailedEventDetails" }

// AppendJSON implements [Details].
func (d *LambdaFunctionStartFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *LambdaFunctionStartFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*LambdaFunctionSucceeded) Key() string { return "lambdaFunctionSucceededEventDetails" }

// AppendJSON implements [Details].
func (d *LambdaFunctionSucceeded) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *LambdaFunctionSucceeded) details(c codec) codec {
	return c.payload("output", &d.Output)
}

// Key implements [Details].
func (*LambdaFunctionFailed) Key() string { return "lambdaFunctionFailedEventDetails" }

// AppendJSON implements [Details].
func (d *LambdaFunctionFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *LambdaFunctionFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*LambdaFunctionTimedOut) Key() string { return "lambdaFunctionTimedOutEventDetails" }

// AppendJSON implements [Details].
func (d *LambdaFunctionTimedOut) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *LambdaFunctionTimedOut) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}
