package state

import (
	"fmt"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// Status is the status of an execution.
type Status string

// The statuses of executions.
const (
	Running   Status = "RUNNING"
	Succeeded Status = "SUCCEEDED"
	Failed    Status = "FAILED"
	TimedOut  Status = "TIMED_OUT"
	Aborted   Status = "ABORTED"
)

// Outcome is the result of an execution, or its status while it goes on.
type Outcome struct {
	Status         Status
	Output         jsonvalue.Value // none unless the Status is Succeeded
	Failure        *Failure        // nil while Running, and if Succeeded
	Started, Ended time.Time       // Ended is zero while Running

	RedriveCount int       // how often it was redriven
	RedriveDate  time.Time // of the last redrive; zero if there is none, and of EXPRESS executions
	NoRedrive    string    // why it can never be redriven, in the service's words; "" if it can
}

func (r *Run) ended() bool { return r.outcome.Status != Running }

// Status returns the status of the execution.
func (r *Run) Status() Status { return r.outcome.Status }

// Outcome returns the outcome of the execution so far.
func (r *Run) Outcome() Outcome { return r.outcome }

// endIfFull ends an execution whose history is full. It is called at the end of a turn
// or input that records events, and not before, so that no frame ends in the middle of
// a turn.
func (r *Run) endIfFull() {
	if r.full {
		r.end(Failed, r.fullAfter, nil)
	}
}

// succeed ends the execution with success, unless its history is full.
func (r *Run) succeed(output jsonvalue.Value) {
	r.record(nil, r.root.prev, history.TypeExecutionSucceeded, &history.Success{Output: history.Payload{Value: output}})
	if !r.full {
		r.outcome.Status, r.outcome.Output, r.outcome.Ended = Succeeded, output, r.now
		r.root.phase = dead
		r.queue = queue{}
	}
}

// end ends the execution without success. Its frames stay as they are.
func (r *Run) end(status Status, prev int64, why *Failure) {
	if r.ended() {
		return
	}
	if r.full { // also if the execution would have ended otherwise
		status, prev = Failed, r.fullAfter
		why = NewFailure(errRuntime, fmt.Sprintf("The execution reached the maximum number of history events (%d).", r.cfg.Limits.Events))
	}
	r.recordMapRunsAborted(r.root)
	switch status {
	case Failed:
		r.recordEnd(prev, history.TypeExecutionFailed, &history.Failure{Error: why.Error, Cause: why.Cause})
	case TimedOut:
		// Step Functions: only the event has an error, the execution has none.
		name := errTimeout
		r.recordEnd(prev, history.TypeExecutionTimedOut, &history.Failure{Error: &name})
	case Aborted:
		r.recordEnd(prev, history.TypeExecutionAborted, &history.Failure{Error: why.Error, Cause: why.Cause})
	}
	r.outcome.Status, r.outcome.Failure, r.outcome.Ended = status, why, r.now
	r.outcome.NoRedrive = r.neverRedriven()
	r.stop(r.root)
	r.queue, r.timers = queue{}, nil
}
