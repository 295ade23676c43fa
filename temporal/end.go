package temporal

import (
	"strings"

	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/state"
)

// unsupported is the type of the errors of workflows that cannot go on.
const unsupported = "goasl.Unsupported"

// end ends the workflow as the execution has ended. All of it is final: the engine must not
// start the workflow again.
func (d *driver) end() (converter.RawValue, error) {
	d.cancelAll()
	d.awaitStopped()
	is := d.run.Describe()
	text := descriptionText(&is)
	if len(text) > d.payload {
		return converter.RawValue{}, final("States.DataLimitExceeded", tooLarge("the execution with its input and output", len(text), d.payload).Error())
	}
	if is.Status == state.Succeeded {
		return payloadOf(text), nil
	}
	details := append([]any{payloadOf(text)}, d.kept(&is, d.payload-len(text))...)
	switch is.Status {
	case state.Aborted:
		return converter.RawValue{}, sdk.NewCanceledError(details...)
	case state.TimedOut:
		d.noteTimeout()
		return converter.RawValue{}, final("States.Timeout", "the execution has timed out", details...)
	}
	return converter.RawValue{}, final(is.Failure.Name(), shortCause(is.Failure), details...)
}

// longestMessage is how many bytes of a cause the message of an error has. The whole cause is in the
// description beside it, and both count for what a message to the server may have.
const longestMessage = 4 << 10

func shortCause(why *state.Failure) string {
	cause := causeOf(why)
	if len(cause) <= longestMessage {
		return cause
	}
	return strings.ToValidUTF8(cause[:longestMessage], "") + "…"
}

// awaitStopped waits until the Map Runs that were stopped have written their results. A wait is a
// timer, also if it ends at once.
func (d *driver) awaitStopped() {
	if d.stopped == 0 {
		return
	}
	if ok, _ := workflow.AwaitWithTimeout(d.ctx, stoppedWriting, func() bool { return d.stopped == 0 }); !ok { // d.ctx does not end
		workflow.GetLogger(d.ctx).Error("results of a stopped Map Run were not written in time")
	}
}

func causeOf(why *state.Failure) string {
	if why == nil || why.Cause == nil {
		return ""
	}
	return *why.Cause
}

func final(name, message string, details ...any) error {
	return sdk.NewNonRetryableApplicationError(message, name, nil, details...)
}
