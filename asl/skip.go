package asl

import (
	"errors"

	"github.com/goasl/goasl/state"
)

// ErrNoWait is the error of a wait that is to be skipped if the state does not wait.
var ErrNoWait = errors.New("asl: the event has entered no state that waits now")

// SkipWait ends the wait of the state that was entered by the event with that ID, as if its time
// had come: of a Wait state, or the delay before a retry. The clock, and what else waits for a
// time, stay as they are. An execution of a Map Run is one of its own. SkipWait does not wait
// until the execution goes on. The error is [ErrNoWait], also after the end of the execution; an
// [Observer] of the execution gets [ErrWaitsForItself].
//
// Step Functions: there is no such operation. The history is that of a shorter wait.
func (x *Execution) SkipWait(event int64) error {
	if x.isCaller() {
		return ErrWaitsForItself
	}
	taken := make(chan bool, 1)
	in := &state.Input{Kind: state.InputSkipWait, ID: event}
	if !x.driver.mail.post(message{kind: msgSkipWait, input: in, taken: taken}) || !<-taken {
		return ErrNoWait
	}
	return nil
}
