package temporal

import (
	"bytes"
	"errors"

	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/state"
)

// kept is what the error of a workflow has for a redrive, if the execution has not succeeded:
// besides this, what another run starts with. An execution of a Map Run keeps no definition, as
// the Map Run has that.
type kept struct {
	Run       string `json:"run"`                 // ID of the run that has ended
	NoRedrive string `json:"noRedrive,omitempty"` // why the execution can never be redriven

	start start
}

// kept returns the details of the workflow's error behind the description: none if the execution
// cannot be redriven, or if they do not fit into a message, which takes so many bytes more.
func (d *driver) kept(is *state.Description, most int) []any {
	if is.Type == state.Express {
		return nil
	}
	snapshot, err := d.run.Snapshot()
	if err != nil {
		return nil
	}
	s := start{Origin: d.start.Origin, Snapshot: snapshot}
	if is.MapRun == "" {
		s.Definition = d.start.Definition
	}
	if s.size() > most {
		return nil
	}
	k := kept{Run: workflow.GetInfo(d.ctx).WorkflowExecution.RunID, NoRedrive: is.NoRedrive}
	return append([]any{k}, s.arguments()...)
}

// keptIn returns what the error of a workflow has for a redrive, nil if it has nothing.
func keptIn(err error) *kept {
	var described, definition, snapshot converter.RawValue
	var k kept
	if readDetails(err, &described, &k, &k.start.Origin, &definition, &snapshot) != nil || snapshot.Payload() == nil {
		return nil
	}
	k.start.Definition, k.start.Snapshot = textOf(definition), textOf(snapshot)
	return &k
}

// next returns what the run after a redrive starts with, but for the snapshot.
func (k *kept) next() *start {
	s := k.start
	s.Origin.Runs, s.Origin.Before = 0, k.Run
	return &s
}

// readDetails reads the details of the error of a workflow.
func readDetails(err error, to ...any) error {
	var failed *sdk.ApplicationError
	var canceled *sdk.CanceledError
	switch {
	case errors.As(err, &failed) && failed.HasDetails():
		return failed.Details(to...)
	case errors.As(err, &canceled) && canceled.HasDetails():
		return canceled.Details(to...)
	}
	return errors.New("temporal: the error of the workflow has no details")
}

// detailsOf returns the description that the error of a workflow has, nil if it has none.
func detailsOf(err error) []byte {
	var v converter.RawValue
	_ = readDetails(err, &v)
	return textOf(v)
}

// forMapRun returns what a Map Run keeps of its execution as the snapshot of that: the ID of the run
// and, in the next line, the snapshot.
func (k *kept) forMapRun() []byte { return append([]byte(k.Run+"\n"), k.start.Snapshot...) }

// readForMapRun reads what a Map Run has kept.
func readForMapRun(text []byte) (run string, snapshot []byte) {
	before, snapshot, ok := bytes.Cut(text, []byte("\n"))
	if !ok {
		return "", nil
	}
	return string(before), snapshot
}
