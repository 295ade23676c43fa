package history

// Success is the details of the success of an execution, a Lambda function or an
// activity.
type Success struct {
	Output Payload
}

// Failure is the details of the failure of an execution, a Map Run, a Lambda function
// or an activity: it has failed, timed out or was aborted, or could not be scheduled or
// started. A nil error or cause is absent, which is not the same as being empty.
//
// Step Functions: the error and cause of an execution that was aborted are those given
// to StopExecution.
type Failure struct {
	Error *string // absent if nil
	Cause *string // absent if nil
}

func (d *Success) details(c codec) codec { return c.payload("output", &d.Output) }

func (d *Failure) details(c codec) codec { return c.failure(&d.Error, &d.Cause) }

// Failure returns the error that the event reports, nil if it reports none.
func (e Event) Failure() *Failure {
	switch d := e.Details.(type) {
	case *Failure:
		return d
	case *TaskFailure:
		return &Failure{Error: d.Error, Cause: d.Cause}
	case *EvaluationFailed:
		return &Failure{Error: d.Error, Cause: d.Cause}
	}
	return nil
}

// String returns the name and the cause of the error, if they are there.
func (d *Failure) String() string {
	switch {
	case d.Error == nil && d.Cause == nil:
		return "an error without name and cause"
	case d.Error == nil:
		return *d.Cause
	case d.Cause == nil:
		return *d.Error
	}
	return *d.Error + ": " + *d.Cause
}
