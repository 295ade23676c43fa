package history

import "github.com/goasl/goasl/jsonvalue"

// TaskCredentials tells with whose permissions a task runs.
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

// TaskOutput is the details of what a service has answered. That of TaskSubmitted
// is not yet the task's result: a job was started (.sync) or a token was handed
// over (.waitForTaskToken). That of TaskSucceeded is.
type TaskOutput struct {
	ResourceType string
	Resource     string
	Output       Payload
}

// TaskFailure is the details of a service integration that has failed or timed
// out, that could not be started, or whose job the service did not accept.
type TaskFailure struct {
	ResourceType string
	Resource     string
	Error        *string // absent if nil
	Cause        *string // absent if nil
}

func (t *TaskCredentials) members(c codec) codec { return c.text("roleArn", &t.RoleArn) }

func (d *TaskScheduled) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).
		text("region", &d.Region).value("parameters", &d.Parameters).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		optionalNumber("heartbeatInSeconds", &d.HeartbeatInSeconds).
		credentials("taskCredentials", &d.TaskCredentials)
}

func (d *TaskStarted) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource)
}

func (d *TaskOutput) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).payload("output", &d.Output)
}

func (d *TaskFailure) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).failure(&d.Error, &d.Cause)
}
