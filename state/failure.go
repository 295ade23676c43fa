package state

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Failure is an error of the States Language: why a task, a state or an execution
// failed. A nil name or cause is absent, which is not the same as being empty.
type Failure struct {
	Error *string
	Cause *string

	// Wrapped is the driver's error that the failure came from, for the driver's own
	// use. A snapshot does not hold it.
	Wrapped error `json:"-"`
}

// NewFailure returns a Failure with a name and a cause.
func NewFailure(name, cause string) *Failure { return &Failure{Error: &name, Cause: &cause} }

// Name returns the name of the error, "" if it has none or f is nil.
func (f *Failure) Name() string {
	if f == nil || f.Error == nil {
		return ""
	}
	return *f.Error
}

// valid returns the failure as its JSON would give it back: with U+FFFD in place of
// invalid UTF-8.
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

// validText returns a text as its JSON would give it back.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return jsonvalue.OfString(s).Text()
}

// The names of the errors that the step machine raises or treats specially.
const (
	errAll              = "States.ALL"
	errTaskFailed       = "States.TaskFailed"
	errTimeout          = "States.Timeout"
	errHeartbeatTimeout = "States.HeartbeatTimeout"
	errRuntime          = "States.Runtime"
	errDataLimit        = "States.DataLimitExceeded"
	errItemReader       = "States.ItemReaderFailed"
	errResultWriter     = "States.ResultWriterFailed"
	errThreshold        = "States.ExceedToleratedFailureThreshold"
	errReferencePath    = "States.ReferencePathConflict" // the States Language has States.ResultPathMatchFailure
	errQueryEvaluation  = "States.QueryEvaluationError"
)

// ErrInterrupted is returned by [Run.Step] and [Run.Apply] when Config.Interrupt has
// returned true, or Config.Ending false. A turn that is cut by it, while an expression is
// evaluated for instance, is undone: the Run is as it was before the turn. It can be told
// inputs and has a snapshot, and the next Step takes the turn from its beginning.
var ErrInterrupted = errors.New("state: interrupted")

// fault is a Failure inside the step machine.
type fault struct {
	Failure
	// fatal: the fault ends the execution, without retriers and catchers.
	// Step Functions: every States.Runtime that the interpreter raises is fatal.
	fatal bool
	// heartbeat: the fault is a missed heartbeat. It is recorded as a timeout, and
	// matched by its own name, too.
	heartbeat bool
	// evaluation is what EvaluationFailed says, if an expression failed.
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

// unfilled returns the failure of a state with a value that still is a placeholder.
func (f *frame) unfilled() error {
	return f.runtimeFault("The value of " + f.state.base().notes.unfilled + " holds a placeholder that nothing was put in the place of.")
}

// The length limits of the name of an error and of a Cause, in characters. Step Functions:
// those of the shapes SensitiveError and SensitiveCause.
const (
	maxError = 256
	maxCause = 32_768
)

// cause returns the Cause of a problem that the interpreter itself finds. Details may quote a
// payload, and are cut off.
func (f *frame) cause(detail string) string { return cutCause(f.prefix() + detail) }

// cutCause returns as much of the text of a Cause as it may have.
func cutCause(text string) string { return firstOf(text, maxCause) }

// firstOf returns the first so many characters of a text.
func firstOf(text string, most int) string {
	if len(text) <= most {
		return text
	}
	left := most
	for i := range text {
		if left == 0 {
			return strings.Clone(text[:i]) // the rest is not kept
		}
		left--
	}
	return text
}

// quoted returns the text of a value for a Cause, with enough of a long one to fill the
// Cause. That is one byte for each character, unless there are others than ASCII.
func quoted(v jsonvalue.Value) string {
	const most = maxCause + len("…") // which a cut text ends with
	text := v.Preview(most)
	if v.Size() > most && utf8.RuneCountInString(text) <= maxCause {
		return v.Preview(utf8.UTFMax * maxCause)
	}
	return text
}

// prefix returns the beginning of such a Cause. It is empty outside an execution, where
// no event could be named.
func (f *frame) prefix() string {
	if f.entered == 0 {
		return ""
	}
	return "An error occurred while executing the state '" + f.state.Name() +
		"' (entered at the event id #" + strconv.FormatInt(f.entered, 10) + "). "
}

// matches reports whether a retrier or catcher with these ErrorEquals takes the fault.
// Nothing else decides that.
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
		// Step Functions: States.ALL does not take States.Runtime. It does take
		// States.DataLimitExceeded from a task, as recorded.
		return own != errRuntime
	case errTaskFailed:
		// Any failure but a timeout and States.Runtime.
		return own != errTimeout && own != errHeartbeatTimeout && own != errRuntime
	case errHeartbeatTimeout:
		return f.heartbeat || own == errHeartbeatTimeout
	case errTimeout:
		return own == errTimeout || own == errHeartbeatTimeout
	}
	return f.Failure.Error != nil && own == name
}

// tooLarge returns the failure of a state or task that returned more than
// Limits.Payload.
// Step Functions: its Cause lacks the prefix of other failures.
func (r *Run) tooLarge(what string) *fault {
	return &fault{Failure: *NewFailure(errDataLimit, "The state/task '"+what+"' returned a result with a size exceeding the maximum number of bytes service limit.")}
}

// fail handles a state's error: by a retrier, a catcher, the state around it, or the
// end of the execution, in this order.
func (r *Run) fail(f *frame, err error) error {
	var why *fault
	if !errors.As(err, &why) {
		return err // an interrupt: not an error of the state
	}
	r.guard()
	r.inspection.failed(&why.Failure)
	if why.fatal {
		r.followsRedrive(f)
		r.end(Failed, f.prev, &why.Failure)
		r.forgetTooLarge(f, why)
		return nil
	}
	r.recordEvaluationFailed(f, why)
	r.followsRedrive(f)
	r.abandon(f, nil, f.prev) // it may have failed while it started its children
	r.forgetTooLarge(f, why)
	return r.recover(f, why)
}

// forgetTooLarge drops the stopped children of a state whose own results were too large.
// Step Functions: a redrive does such a Parallel or Map state again as a whole.
func (r *Run) forgetTooLarge(f *frame, why *fault) {
	if why.Name() == errDataLimit {
		r.dropChildren(f)
	}
}

// recover handles the failure of a state whose children are stopped. If the execution
// ends with it, the children are kept.
func (r *Run) recover(f *frame, why *fault) error {
	if rec := f.state.recovery(); rec != nil {
		if delay, ok := rec.retry(r, f, why); ok {
			r.dropAttempt(f)
			r.backoff(f, delay)
			return nil
		}
		r.recordStateFailed(f)
		if c := rec.catcher(r, why); c != nil {
			r.dropAttempt(f)
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

// recordEvaluationFailed records the fault of an expression. It does so once, as the
// states around it fail with the same fault.
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
