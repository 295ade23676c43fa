package history

// LambdaFunctionScheduled is the details of a call of the Lambda function whose
// ARN is a state's Resource. LambdaFunctionStarted, which follows, has none.
type LambdaFunctionScheduled struct {
	Resource         string // the function's ARN
	Input            Payload
	TimeoutInSeconds int64           // absent if 0
	TaskCredentials  TaskCredentials // absent if zero
}

func (d *LambdaFunctionScheduled) details(c codec) codec {
	return c.text("resource", &d.Resource).payload("input", &d.Input).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		credentials("taskCredentials", &d.TaskCredentials)
}
