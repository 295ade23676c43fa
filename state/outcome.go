package state

import (
	"time"

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
