package temporal

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/internal/mapio"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// file is what the activity gets, besides its records, that writes a file with results of a
// distributed Map; or the manifest, which lists the files that were written.
type file struct {
	Machine   string              `json:"machine"` // ARN by which workers have it
	State     string              `json:"state"`   // the name of the Map
	Resource  string              `json:"resource"`
	Arguments string              `json:"arguments"` // JSON text
	Lines     bool                `json:"lines,omitempty"`
	MapRun    string              `json:"mapRun"` // ARN
	Key       string              `json:"key"`
	Status    state.Status        `json:"status,omitempty"` // of the results; none of the manifest
	Written   []state.WrittenFile `json:"written,omitempty"`
}

// stoppedWriting is how long an execution that has ended waits for the results of Map Runs that
// were stopped to be written, so that they are there when its workflow has ended.
const stoppedWriting = 5 * time.Minute

// startWriting lets results be written.
func (d *driver) startWriting(c *call) {
	d.running++
	workflow.Go(d.ctx, func(ctx workflow.Context) {
		in := state.Input{Kind: state.InputResultsWritten}
		in.Sizes, in.Failure = d.write(ctx, c.write, func() bool { return d.calls[c.id] == c })
		d.inbox = append(d.inbox, letter{call: c, input: in})
	})
}

// writeStopped lets results of a Map Run be written that was stopped. The Run expects no answer.
func (d *driver) writeStopped(e *state.WriteResults) {
	d.stopped++
	workflow.Go(d.ctx, func(ctx workflow.Context) {
		_, why := d.write(ctx, e, func() bool { return true })
		if why != nil {
			workflow.GetLogger(ctx).Error("results of a stopped Map Run were not written", "map", e.State, "error", why.Name(), "cause", causeOf(why))
		}
		d.forgetFiles(e)
		d.stopped--
	})
}

// write writes files one after the other, each by an activity, and the manifest after the last
// ones, and returns the sizes of the files. If the Map Run is stopped before the manifest, goesOn
// reports false: that is written with other files then.
func (d *driver) write(ctx workflow.Context, e *state.WriteResults, goesOn func() bool) (sizes []int64, why *state.Failure) {
	written := slices.Clip(e.Written)
	for i := range e.Files {
		f := &e.Files[i]
		size, why := d.writeFile(ctx, e, i)
		if why != nil {
			return nil, why
		}
		sizes = append(sizes, size)
		written = append(written, state.WrittenFile{Status: f.Status, Key: f.Key, Size: size})
	}
	if e.Last {
		why = d.writeManifest(ctx, e, written, goesOn)
	}
	return sizes, why
}

// room waits until so many bytes of what is to be written fit into a workflow task. The failure says
// that they fit into none.
func (d *driver) room(ctx workflow.Context, e *state.WriteResults, what string, size int) *state.Failure {
	if size > d.payload {
		return mapio.Broken(e, tooLarge(what, size, d.payload).Error(), nil).Failure
	}
	for !d.fits(size) {
		_ = workflow.Sleep(ctx, time.Millisecond) // ctx does not end
	}
	return nil
}

// forgetFiles forgets files that the Run knows to be written, or that nobody asks for any more.
func (d *driver) forgetFiles(e *state.WriteResults) {
	for _, f := range e.Files {
		delete(d.files, f.Key)
	}
	if e.Last {
		delete(d.files, e.Target.Manifest)
	}
}

// writeFile writes a file, unless that was done for a Map Run that was stopped meanwhile.
func (d *driver) writeFile(ctx workflow.Context, e *state.WriteResults, i int) (size int64, why *state.Failure) {
	f := &e.Files[i]
	records := recordsText(f.Records)
	if d.files[f.Key] == nil {
		if why := d.room(ctx, e, "a file of results", len(records)); why != nil {
			return 0, why
		}
	}
	if d.files[f.Key] == nil { // still
		of := d.fileOf(e)
		of.Key, of.Status = f.Key, f.Status
		d.files[f.Key] = d.startFile(ctx, e, strconv.Itoa(i), of, records)
	}
	in, err := inputOf(ctx, d.files[f.Key])
	switch {
	case err != nil:
		return 0, mapio.Broken(e, err.Error(), err).Failure
	case in.Failure != nil:
		return 0, in.Failure
	case len(in.Sizes) != 1:
		return 0, mapio.Broken(e, "The worker has not told the size of a file of results.", nil).Failure
	}
	return in.Sizes[0], nil
}

// writeManifest writes the manifest, unless the Map Run was stopped. One that is written for a Map
// Run that was stopped meanwhile comes first.
func (d *driver) writeManifest(ctx workflow.Context, e *state.WriteResults, written []state.WrittenFile, goesOn func() bool) *state.Failure {
	list, _ := json.Marshal(written) // texts and numbers
	if why := d.room(ctx, e, "the list of the files of results", len(list)); why != nil || !goesOn() {
		return why
	}
	of := d.fileOf(e)
	of.Key, of.Written = e.Target.Manifest, written
	if before := d.files[of.Key]; before != nil {
		_ = before.Get(ctx, nil)
	}
	answer := d.startFile(ctx, e, "manifest", of, []byte("[]"))
	d.files[of.Key] = answer
	in, err := inputOf(ctx, answer)
	if err != nil {
		return mapio.Broken(e, err.Error(), err).Failure
	}
	return in.Failure
}

func (d *driver) fileOf(e *state.WriteResults) file {
	return file{
		Machine: d.start.Origin.Machine, State: e.State, Resource: e.Target.Resource, Arguments: e.Target.Arguments.String(),
		Lines: e.Target.Lines, MapRun: e.Target.MapRun,
	}
}

func (d *driver) startFile(ctx workflow.Context, e *state.WriteResults, part string, of file, records []byte) workflow.Future {
	options := d.optionsOf(d.config.queue(of.Resource), strconv.FormatInt(e.ID, 10)+"."+part, e.State)
	return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), WriteName, of, payloadOf(records))
}

// maxRecordDepth is how deep an array with records may be: a record may be as deep as a value.
const maxRecordDepth = 10_001

// recordsText returns the text of an array of records. Lines would be no JSON.
func recordsText(records []jsonvalue.Value) []byte {
	text := []byte("[")
	for i, r := range records {
		if i > 0 {
			text = append(text, ',')
		}
		text = r.Compact().Append(text)
	}
	return append(text, ']')
}

// write is the activity: it writes a file, and returns the input with its size. Written again, as
// a worker was lost, a file has the same content.
func (w *worker) write(ctx context.Context, of file, records converter.RawValue) (converter.RawValue, error) {
	defer w.keepAlive(ctx)()
	e, err := of.effect(textOf(records))
	if err != nil {
		return converter.RawValue{}, err
	}
	m, err := w.ofTask(of.Machine)
	if err != nil {
		return converter.RawValue{}, err
	}
	in, err := m.CarryOut(ctx, e)
	if err != nil {
		return converter.RawValue{}, err
	}
	return payloadOf(inputText(in)), nil
}

// effect returns the part of an effect that was meant.
func (f *file) effect(records []byte) (*state.WriteResults, error) {
	arguments, err := jsonvalue.ParseString(f.Arguments)
	if err != nil {
		return nil, err
	}
	e := &state.WriteResults{State: f.State, Target: state.ResultTarget{Resource: f.Resource, Arguments: arguments, Lines: f.Lines, MapRun: f.MapRun}}
	if f.Status == "" {
		e.Target.Manifest, e.Last, e.Written = f.Key, true, f.Written
		return e, nil
	}
	all, err := jsonvalue.ParseWithin(records, jsonvalue.Limits{Depth: maxRecordDepth})
	if err != nil {
		return nil, err
	}
	values := make([]jsonvalue.Value, 0, all.Len())
	for _, v := range all.Elements() {
		values = append(values, v)
	}
	e.Files = []state.ResultFile{{Status: f.Status, Key: f.Key, Records: values}}
	return e, nil
}
