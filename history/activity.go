package history

// ActivityScheduled is the details of a task handed to an activity's workers.
type ActivityScheduled struct {
	Resource           string // the activity's ARN
	Input              Payload
	TimeoutInSeconds   int64 // absent if 0
	HeartbeatInSeconds int64 // absent if 0
}

// ActivityStarted is the details of an activity task that a worker has taken.
type ActivityStarted struct {
	WorkerName string // as the worker calls itself; absent if empty
}

func (d *ActivityScheduled) details(c codec) codec {
	return c.text("resource", &d.Resource).payload("input", &d.Input).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		optionalNumber("heartbeatInSeconds", &d.HeartbeatInSeconds)
}

func (d *ActivityStarted) details(c codec) codec {
	return c.optionalText("workerName", &d.WorkerName)
}
