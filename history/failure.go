package history

// Failure is the error that an event reports. A nil name or cause is absent, which is
// not the same as being empty.
type Failure struct {
	Error *string
	Cause *string
}

// Failure returns the error that the event reports, nil if it reports none. Most events
// whose types end in Failed, TimedOut or Aborted report one.
func (e Event) Failure() *Failure {
	if e.Details == nil || !e.Type.isFailure() {
		return nil
	}
	var why *Failure
	e.Details.details(codec{dst: []byte{'{'}, data: noData, failed: &why})
	return why
}

// String returns the name and the cause, if they are there.
func (f *Failure) String() string {
	switch {
	case f.Error == nil && f.Cause == nil:
		return "an error without name and cause"
	case f.Error == nil:
		return *f.Cause
	case f.Cause == nil:
		return *f.Error
	}
	return *f.Error + ": " + *f.Cause
}
