package state

import (
	"errors"
	"strconv"
	"unicode/utf8"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Failure is an error of the States Language: why a task, a state or an
// execution failed. Name and cause may each be absent, which is not the same as
// being empty.
type Failure struct {
	Error *string
	Cause *string

	// Wrapped is an error of the driver's that the failure came from. It goes
	// along with the failure, and is not part of a snapshot.
	Wrapped error `json:"-"`
}

// NewFailure returns a Failure with a name and a cause.
func NewFailure(name, cause string) *Failure { return &Failure{Error: &name, Cause: &cause} }

// Name returns the error's name, "" if it has none.
func (f *Failure) Name() string {
	if f == nil || f.Error == nil {
		return ""
	}
	return *f.Error
}

// valid returns the failure as its JSON would give it back: with U+FFFD in the
// place of invalid UTF-8.
func (f *Failure) valid() *Failure {
	name, cause := validField(f.Error), validField(f.Cause)
	if name == f.Error && cause == f.Cause {
		return f
	}
	return &Failure{Error: name, Cause: cause, Wrapped: f.Wrapped}
}

func validField(s *string) *string {
	if s == nil || utf8.ValidString(*s) {
		return s
	}
	valid := validText(*s)
	return &valid
}

// validText is a text as its JSON would give it back.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return jsonvalue.OfString(s).Text()
}

// The names of errors that the step machine itself gives.
const (
	errAll              = "States.ALL"
	errTaskFailed       = "States.TaskFailed"
	errTimeout          = "States.Timeout"
	errHeartbeatTimeout = "States.HeartbeatTimeout"
	errRuntime          = "States.Runtime"
	errDataLimit        = "States.DataLimitExceeded"
	errItemReader       = "States.ItemReaderFailed"
	errThreshold        = "States.ExceedToleratedFailureThreshold"
	errReferencePath    = "States.ReferencePathConflict" // the States Language has States.ResultPathMatchFailure
	errQueryEvaluation  = "States.QueryEvaluationError"
)

// ErrInterrupted is returned by [Run.Step] when Config.Interrupt said so. Between
// two turns that changes nothing. In the middle of one, as while an expression is
// evaluated, the Run is spent: it takes no turns and no inputs any more, has no
// snapshot, and is to be restored from its last one.
var ErrInterrupted = errors.New("state: interrupted")

// fault is a Failure on its way through the step machine.
type fault struct {
	Failure
	// fatal faults end the execution: they are neither retried nor caught.
	// Step Functions: so does every States.Runtime that the interpreter raises.
	fatal bool
	// heartbeat is set for a missed heartbeat, which is recorded as a timeout
	// and yet matched by its own name too.
	heartbeat bool
	// evaluation is set for an expression that failed.
	evaluation *evaluation
}

func (f *fault) Error() string {
	text := "no error name"
	if f.Failure.Error != nil {
		text = *f.Failure.Error
	}
	if f.Cause != nil {
		text += ": " + *f.Cause
	}
	return text
}

// fault returns a failure of the frame's state that can be caught.
func (f *frame) fault(name, detail string) *fault {
	return &fault{Failure: *NewFailure(name, f.cause(detail))}
}

// runtimeFault returns a States.Runtime failure, which ends the execution.
func (f *frame) runtimeFault(detail string) *fault {
	return &fault{Failure: *NewFailure(errRuntime, f.cause(detail)), fatal: true}
}

// maxCause is the most characters of a Cause. Step Functions: the length of the
// shape SensitiveCause.
const maxCause = 32_768

// cause is the Cause of what the interpreter itself finds wrong. A detail may quote
// a whole payload.
func (f *frame) cause(detail string) string {
	text := f.prefix() + detail
	if len(text) <= maxCause {
		return text
	}
	left := maxCause
	for i := range text {
		if left == 0 {
			return text[:i]
		}
		left--
	}
	return text
}

// prefix begins the Cause of what the interpreter itself finds wrong. Outside an
// execution there is no event to name.
func (f *frame) prefix() string {
	if f.entered == 0 {
		return ""
	}
	return "An error occurred while executing the state '" + f.state.Name() +
		"' (entered at the event id #" + strconv.FormatInt(f.entered, 10) + "). "
}

// matches reports whether a retrier or catcher that lists these names takes the
// fault. It is the only place that knows.
func (f *fault) matches(errorEquals []string) bool {
	if f.fatal {
		return false
	}
	for _, name := range errorEquals {
		if f.matchesName(name) {
			return true
		}
	}
	return false
}

func (f *fault) matchesName(name string) bool {
	own := f.Name()
	switch name {
	case errAll:
		// Step Functions: States.ALL does not take States.Runtime. What a task
		// answered with States.DataLimitExceeded it does take, as recorded.
		return own != errRuntime
	case errTaskFailed:
		// Any failure of a task but a timeout.
		return own != errTimeout && own != errHeartbeatTimeout && own != errRuntime
	case errHeartbeatTimeout:
		return f.heartbeat || own == errHeartbeatTimeout
	case errTimeout:
		return own == errTimeout || own == errHeartbeatTimeout
	}
	return f.Failure.Error != nil && own == name
}

// fail takes a state that failed to its retriers, then to its catchers, then to
// the state around it, then to the end of the execution.
func (r *Run) fail(f *frame, err error) error {
	var why *fault
	if !errors.As(err, &why) {
		return err // an interrupt, which is no state's error
	}
	r.inspection.failed(&why.Failure)
	if why.fatal {
		r.end(Failed, f.prev, &why.Failure)
		return nil
	}
	r.recordEvaluationFailed(f, why)
	r.abandon(f, nil, f.prev) // it may have failed while it started its children
	return r.recover(f, why)
}

// recover takes a failed state, whose children are stopped, to its retriers, and on.
// The children are kept if the execution ends with the failure.
func (r *Run) recover(f *frame, why *fault) error {
	if rec := f.state.recovery(); rec != nil {
		if delay, ok := rec.retry(r, f, why); ok {
			r.dropChildren(f)
			r.backoff(f, delay)
			return nil
		}
		r.recordStateFailed(f)
		if c := rec.catcher(r, why); c != nil {
			r.dropChildren(f)
			err := r.catch(f, c, why)
			if err == nil || !errors.As(err, &why) {
				return err
			}
			// What fails in a catcher does not go to the catchers again.
			r.recordEvaluationFailed(f, why)
		}
	}
	if f.parent != nil && !why.fatal {
		r.stop(f)
		return r.childFailed(f, why)
	}
	r.end(Failed, f.prev, &why.Failure)
	return nil
}

// recordEvaluationFailed records the fault of an expression, and only once: the state
// around it fails with the same fault.
func (r *Run) recordEvaluationFailed(f *frame, why *fault) {
	e := why.evaluation
	if e == nil {
		return
	}
	r.emit(f, history.TypeEvaluationFailed, &history.EvaluationFailed{
		Error: why.Failure.Error, Cause: why.Cause, Location: e.location, State: f.state.Name(),
	})
	why.evaluation = nil
}
