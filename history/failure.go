package history

// Failure is the error that an event tells of. Its name and its cause may each be
// absent, which is not the same as empty.
type Failure struct {
	Error *string
	Cause *string
}

// Failure returns the error that the event tells of, nil if it tells of none:
// most types whose names end in Failed, TimedOut or Aborted do.
func (e Event) Failure() *Failure {
	if e.Details == nil || !e.Type.isFailure() {
		return nil
	}
	var why *Failure
	e.Details.details(codec{dst: []byte{'{'}, data: noData, failed: &why})
	return why
}

// String returns the name and the cause, as far as there are any.
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
