package temporal

import (
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/state"
)

// revisionChange is the name of the marker by which the history of a workflow tells the
// revision of the step machine. A worker of another revision does not go on with the run: its
// workflow tasks fail, until one of the right revision takes them. The next run begins with a
// snapshot, which all revisions read.
const revisionChange = "goasl.revision"

// execute is the workflow: it drives an execution until that has ended, or continues as new.
// The result is what DescribeExecution returns; the errors of other ends have it as their
// details.
func (w *worker) execute(ctx workflow.Context, o origin, definition, snapshot converter.RawValue) (converter.RawValue, error) {
	workflow.GetVersion(ctx, revisionChange, state.Revision, state.Revision)
	d, err := w.newDriver(ctx, startOf(o, definition, snapshot))
	if err != nil {
		// Another worker may know how to go on. Temporal: a panic fails the workflow task,
		// which is tried again, and not the workflow.
		panic(err)
	}
	if err := d.listen(ctx); err != nil {
		return converter.RawValue{}, err
	}
	d.resume()
	return d.drive()
}
