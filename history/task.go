package history

import "github.com/goasl/goasl/jsonvalue"

// TaskCredentials says with which role's permissions a task runs.
type TaskCredentials struct {
	RoleArn string
}

// Scheduled is the details of a task for an activity's workers, and of a call of the
// Lambda function whose ARN is a state's Resource. The event LambdaFunctionStarted,
// which follows, has no details.
type Scheduled struct {
	Resource           string // the ARN of the activity or the function
	Input              Payload
	TimeoutInSeconds   int64           // absent if 0
	HeartbeatInSeconds int64           // of an activity; absent if 0
	TaskCredentials    TaskCredentials // of a function; absent if zero
}

// ActivityStarted is the details of an activity task that a worker has taken.
type ActivityStarted struct {
	WorkerName string // as the worker calls itself; absent if empty
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

// TaskProgress is the details of three events of a call of a service. TaskStarted has
// no output. The output of TaskSubmitted is not the task's result yet: the service has
// started a job (.sync) or was given a token (.waitForTaskToken). The output of
// TaskSucceeded is the result.
type TaskProgress struct {
	ResourceType string
	Resource     string
	Output       Payload
}

// TaskFailure is the details of a call of a service that has failed or timed out, that
// could not be started, or whose job the service did not accept.
type TaskFailure struct {
	ResourceType string
	Resource     string
	Error        *string // absent if nil
	Cause        *string // absent if nil
}

func (t *TaskCredentials) members(c codec) codec { return c.text("roleArn", &t.RoleArn) }

func (d *Scheduled) details(c codec) codec {
	return c.text("resource", &d.Resource).payload("input", &d.Input).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		optionalNumber("heartbeatInSeconds", &d.HeartbeatInSeconds).
		credentials("taskCredentials", &d.TaskCredentials)
}

func (d *ActivityStarted) details(c codec) codec {
	return c.optionalText("workerName", &d.WorkerName)
}

func (d *TaskScheduled) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).
		text("region", &d.Region).value("parameters", &d.Parameters).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		optionalNumber("heartbeatInSeconds", &d.HeartbeatInSeconds).
		credentials("taskCredentials", &d.TaskCredentials)
}

func (d *TaskProgress) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).payload("output", &d.Output)
}

func (d *TaskFailure) details(c codec) codec {
	return c.text("resourceType", &d.ResourceType).text("resource", &d.Resource).failure(&d.Error, &d.Cause)
}
