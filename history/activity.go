package history

// ActivityScheduled is the details of a task handed to an activity's workers.
type ActivityScheduled struct {
	Resource           string // the activity's ARN
	Input              Payload
	TimeoutInSeconds   int64 // absent if 0
	HeartbeatInSeconds int64 // absent if 0
}

// ActivityScheduleFailed is the details of an activity task that could not be
// scheduled.
type ActivityScheduleFailed struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// ActivityStarted is the details of an activity task that a worker has taken.
type ActivityStarted struct {
	WorkerName string // as the worker calls itself; absent if empty
}

// ActivitySucceeded is the details of a worker's result.
type ActivitySucceeded struct {
	Output Payload
}

// ActivityFailed is the details of a failure that a worker has reported.
type ActivityFailed struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// ActivityTimedOut is the details of an activity task without a result or a
// heartbeat in time.
type ActivityTimedOut struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

// Key implements [Details].
func (*ActivityScheduled) Key() string { return "activityScheduledEventDetails" }

// AppendJSON implements [Details].
func (d *ActivityScheduled) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ActivityScheduled) details(c codec) codec {
	return c.text("resource", &d.Resource).payload("input", &d.Input).
		optionalNumber("timeoutInSeconds", &d.TimeoutInSeconds).
		optionalNumber("heartbeatInSeconds", &d.HeartbeatInSeconds)
}

// Key implements [Details].
func (*ActivityScheduleFailed) Key() string { return "activityScheduleFailedEventDetails" }

// AppendJSON implements [Details].
func (d *ActivityScheduleFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ActivityScheduleFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*ActivityStarted) Key() string { return "activityStartedEventDetails" }

// AppendJSON implements [Details].
func (d *ActivityStarted) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ActivityStarted) details(c codec) codec {
	return c.optionalText("workerName", &d.WorkerName)
}

// Key implements [Details].
func (*ActivitySucceeded) Key() string { return "activitySucceededEventDetails" }

// AppendJSON implements [Details].
func (d *ActivitySucceeded) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ActivitySucceeded) details(c codec) codec {
	return c.payload("output", &d.Output)
}

// Key implements [Details].
func (*ActivityFailed) Key() string { return "activityFailedEventDetails" }

// AppendJSON implements [Details].
func (d *ActivityFailed) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ActivityFailed) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}

// Key implements [Details].
func (*ActivityTimedOut) Key() string { return "activityTimedOutEventDetails" }

// AppendJSON implements [Details].
func (d *ActivityTimedOut) AppendJSON(dst []byte) []byte { return writeObject(dst, d) }

func (d *ActivityTimedOut) details(c codec) codec {
	return c.failure(&d.Error, &d.Cause)
}
