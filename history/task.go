package history

import "github.com/goasl/goasl/jsonvalue"

// TaskCredentials says with which role's permissions a task runs.
type TaskCredentials struct {
	RoleArn string
}

// TaskScheduled is the details of a call of a service integration.
type TaskScheduled struct {
	ResourceType       string          // the service: "lambda", "aws-sdk:s3"
	Resource           string          // the action: "invoke", "sendMessage.waitForTaskToken"
	Region             string          // where the service is called
	Parameters         jsonvalue.Value // JSON text in the event
	TimeoutInSeconds   int64           // absent if 0
	HeartbeatInSeconds int64           // absent if 0
	TaskCredentials    TaskCredentials // absent if zero
}

// TaskStarted is the details of a call that has reached the service.
type TaskStarted struct {
	ResourceType string
	Resource     string
}

// TaskStartFailed is the details of a call that could not be started.
type TaskStartFailed struct {
	ResourceType string
	Resource     string
	Error        *string // absent if nil
	Cause        *string // absent if nil
}

// TaskSubmitted is the details of a response that is not the task's result yet: the
// service has started a job (.sync) or was given a token (.waitForTaskToken).
type TaskSubmitted struct {
	ResourceType string
	Resource     string
	Output       Payload
}

// TaskSubmitFailed is the details of a job that the service did not accept.
type TaskSubmitFailed struct {
	ResourceType string
	Resource     string
	Error        *string // absent if nil
	Cause        *string // absent if nil
}

// TaskSucceeded is the details of a service integration's result.
type TaskSucceeded struct {
	ResourceType string
	Resource     string
	Output       Payload
}

// TaskFailed is the details of a failed service integration.
type TaskFailed struct {
	ResourceType string
	Resource     string
	Error        *string // absent if nil
	Cause        *string // absent if nil
}

// TaskTimedOut is the details of a service integration without a result or a
// heartbeat in time.
type TaskTimedOut struct {
	ResourceType string
	Resource     string
	Error        *string // absent if nil
	Cause        *string // absent if nil
}

func (t *TaskCredentials) members(c codec) codec { return c.text("roleArn", &t.RoleArn) }

// Key implements [Details].
func (*TaskScheduled) Key() string { return "taskScheduledEventDetails" }

// AppendJSON implements [Details].
func (d *TaskScheduled) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskScheduled) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).
		text("region", &d.Region).value("parameters", &d.Parameters).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		optionalNumber("heartbeatInSeconds", &d.HeartbeatInSeconds).
		credentials("taskCredentials", &d.TaskCredentials)
}

// Key implements [Details].
func (*TaskStarted) Key() string { return "taskStartedEventDetails" }

// AppendJSON implements [Details].
func (d *TaskStarted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskStarted) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource)
}

// Key implements [Details].
func (*TaskStartFailed) Key() string { return "taskStartFailedEventDetails" }

// AppendJSON implements [Details].
func (d *TaskStartFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskStartFailed) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*TaskSubmitted) Key() string { return "taskSubmittedEventDetails" }

// AppendJSON implements [Details].
func (d *TaskSubmitted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskSubmitted) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).payload("output", &d.Output)
}

// Key implements [Details].
func (*TaskSubmitFailed) Key() string { return "taskSubmitFailedEventDetails" }

// AppendJSON implements [Details].
func (d *TaskSubmitFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskSubmitFailed) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*TaskSucceeded) Key() string { return "taskSucceededEventDetails" }

// AppendJSON implements [Details].
func (d *TaskSucceeded) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskSucceeded) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).payload("output", &d.Output)
}

// Key implements [Details].
func (*TaskFailed) Key() string { return "taskFailedEventDetails" }

// AppendJSON implements [Details].
func (d *TaskFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskFailed) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*TaskTimedOut) Key() string { return "taskTimedOutEventDetails" }

// AppendJSON implements [Details].
func (d *TaskTimedOut) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *TaskTimedOut) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).failure(&d.Error, &d.Cause)
}
