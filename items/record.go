package items

import (
	"strconv"
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Status is the status of a child execution of a Map Run.
type Status string

// The statuses of children of which there are records. A child that was not started is
// Pending.
const (
	Succeeded Status = "SUCCEEDED"
	Failed    Status = "FAILED"
	TimedOut  Status = "TIMED_OUT"
	Aborted   Status = "ABORTED"
	Pending   Status = "PENDING"
)

// Record is what is written of one child execution of a Map Run. A pending child has only
// a status and an input.
type Record struct {
	Status     Status
	Input      jsonvalue.Value
	Output     jsonvalue.Value // none unless the child has succeeded
	Error      *string         // absent if nil
	Cause      *string         // absent if nil
	ARN        string
	MachineARN string // "arn:aws:states:…:stateMachine:orders/Label"
	Name       string
	Express    bool // the child is an EXPRESS execution
	Started    time.Time
	Stopped    time.Time

	RedriveCount int
	Redriven     time.Time // of the last redrive; zero if there was none
}

// AppendJSON appends the record as Step Functions writes it, a compact object with its
// members sorted by name, and returns the extended slice.
func (r *Record) AppendJSON(dst []byte) []byte {
	w := members{append(dst, '{')}
	ended := r.Status != Pending
	w.optional("Cause", r.Cause)
	w.optional("Error", r.Error)
	if ended {
		w.text("ExecutionArn", r.ARN)
	}
	w.text("Input", r.Input.String())
	w.json("InputDetails", `{"Included":true}`)
	if ended {
		r.outcome(&w)
	}
	w.text("Status", string(r.Status))
	if ended {
		w.time("StopDate", r.Stopped)
	}
	return append(w.dst, '}')
}

// outcome writes the members of a child that has ended from Name to StateMachineArn.
// Step Functions: the record of an EXPRESS child does not say whether it can be redriven,
// nor when it was.
func (r *Record) outcome(w *members) {
	w.text("Name", r.Name)
	if r.Output.Exists() {
		w.text("Output", r.Output.String())
	}
	w.json("OutputDetails", `{"Included":true}`)
	w.json("RedriveCount", strconv.Itoa(r.RedriveCount))
	if !r.Express {
		r.redrive(w)
	}
	w.time("StartDate", r.Started)
	w.text("StateMachineArn", r.MachineARN)
}

func (r *Record) redrive(w *members) {
	if !r.Redriven.IsZero() {
		w.time("RedriveDate", r.Redriven)
	}
	if r.Status == Succeeded {
		w.text("RedriveStatus", "NOT_REDRIVABLE")
		w.text("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven")
		return
	}
	w.text("RedriveStatus", "REDRIVABLE_BY_MAP_RUN")
}

// members writes the members of a JSON object. dst begins with the object's brace.
type members struct{ dst []byte }

func (w *members) name(name string) {
	if last := w.dst[len(w.dst)-1]; last != '{' {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(jsonvalue.AppendString(w.dst, name), ':')
}

func (w *members) text(name, text string) {
	w.name(name)
	w.dst = jsonvalue.AppendString(w.dst, text)
}

func (w *members) optional(name string, text *string) {
	if text != nil {
		w.text(name, *text)
	}
}

func (w *members) json(name, text string) {
	w.name(name)
	w.dst = append(w.dst, text...)
}

func (w *members) time(name string, t time.Time) {
	w.name(name)
	w.dst = t.UTC().AppendFormat(w.dst, `"2006-01-02T15:04:05.000Z"`)
}
