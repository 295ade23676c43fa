package state_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// mapPlay runs a machine with distributed Maps, whose tasks return what task makes of
// their input, and whose source is items.
type mapPlay struct {
	items   []state.Item
	page    int // the items of a page, at most
	readErr *state.Failure
	task    func(in jsonvalue.Value) (jsonvalue.Value, *state.Failure)
	took    func(in jsonvalue.Value) time.Duration // of a task

	files    map[string]string
	manifest []state.WrittenFile
	writeErr *state.Failure
	children []*statetest.Execution
	driver   *statetest.Driver
}

// play runs the machine to its end, and returns the execution.
func (p *mapPlay) play(t *testing.T, definition, input string, rebuild statetest.Rebuild, cfg state.Config) *statetest.Execution {
	t.Helper()
	p.files, p.children, p.manifest = map[string]string{}, nil, nil
	p.driver = &statetest.Driver{Now: epoch, Rebuild: rebuild, Perform: p.perform}
	m, problems := state.Parse("", []byte(definition))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	x, err := p.driver.Start(m, []byte(input), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.driver.Run(); err != nil {
		t.Fatal(err)
	}
	return x
}

func (p *mapPlay) perform(x *statetest.Execution, e state.Effect) error {
	if w, ok := e.(*state.WriteResults); !(ok && w.Stopped) && !x.Run.Awaits(effectID(e)) {
		return nil
	}
	switch e := e.(type) {
	case *state.StartItem:
		child, err := x.StartItem(e)
		p.children = append(p.children, child)
		return err
	case *state.ReadItems:
		p.read(x, e)
	case *state.WriteResults:
		p.write(x, e)
	case *state.RunTask:
		out, why := p.task(e.Input)
		x.Tell(state.Input{Kind: state.InputStarted, ID: e.ID})
		var took time.Duration
		if p.took != nil {
			took = p.took(e.Input)
		}
		x.Plan(took, state.Input{Kind: state.InputDone, ID: e.ID, Output: out, Failure: why})
	}
	return nil
}

func effectID(e state.Effect) int64 {
	switch e := e.(type) {
	case *state.StartItem:
		return e.ID
	case *state.ReadItems:
		return e.ID
	case *state.WriteResults:
		return e.ID
	case *state.RunTask:
		return e.ID
	case *state.StartChild:
		return e.ID
	}
	return 0
}

// read answers with the next page; the cursor is the number of items before it.
func (p *mapPlay) read(x *statetest.Execution, e *state.ReadItems) {
	from := 0
	fmt.Sscan(string(e.Cursor), &from)
	to := min(len(p.items), from+min(e.Max, max(p.page, 1)))
	if p.readErr != nil && to == len(p.items) {
		x.Tell(state.Input{Kind: state.InputItemsRead, ID: e.ID, Failure: p.readErr})
		return
	}
	x.Tell(state.Input{Kind: state.InputItemsRead, ID: e.ID, Page: &state.Page{
		Items: p.items[from:to], Cursor: fmt.Append(nil, to), Last: to == len(p.items),
	}})
}

func (p *mapPlay) write(x *statetest.Execution, e *state.WriteResults) {
	if p.writeErr != nil {
		x.Tell(state.Input{Kind: state.InputResultsWritten, ID: e.ID, Failure: p.writeErr})
		return
	}
	sizes := []int64{}
	for _, f := range e.Files {
		text := jsonvalue.OfArray(f.Records).String()
		p.files[f.Key[strings.LastIndexByte(f.Key, '/')+1:]] = text
		sizes = append(sizes, int64(len(text)))
	}
	if e.Last {
		p.manifest = append(p.manifest, e.Written...)
		for i, f := range e.Files {
			p.manifest = append(p.manifest, state.WrittenFile{Status: f.Status, Key: f.Key, Size: sizes[i]})
		}
	}
	x.Tell(state.Input{Kind: state.InputResultsWritten, ID: e.ID, Sizes: sizes})
}

// numbers returns n items.
func numbers(n int) []state.Item {
	items := make([]state.Item, n)
	for i := range items {
		items[i] = state.Item{Value: jsonvalue.OfInt(int64(i)), Source: "s3://b/k"}
	}
	return items
}

// distributedMap returns a machine with a distributed Map M over a Task T.
func distributedMap(fields, kind string) string {
	return `{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "Label": "L", ` + fields + `
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "` + kind + `"}, "StartAt": "T", "States": {
			"T": {"Type": "Task", "Resource": "f", "End": true}}}}}}`
}

// types returns the types of the events with their links.
func types(x *statetest.Execution) string {
	var b strings.Builder
	for _, e := range x.Events {
		fmt.Fprintf(&b, "%s<%d ", e.Type, e.PreviousEventID)
	}
	return strings.TrimSpace(b.String())
}

func echo(in jsonvalue.Value) (jsonvalue.Value, *state.Failure) { return in, nil }

const reader = `"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}}, `

func TestMapRun(t *testing.T) {
	for _, test := range []struct {
		name, fields, input string
		items               int
		task                func(jsonvalue.Value) (jsonvalue.Value, *state.Failure)
		want                string // status, output, counts of items
		events              string
	}{
		{name: "items of the input", input: `[1, {"a": 2}]`, want: `SUCCEEDED [1,{"a":2}] {0 0 2 0 0 0 2 2 0 0}`,
			events: "ExecutionStarted<0 MapStateEntered<0 MapStateStarted<2 MapRunStarted<3 MapRunSucceeded<4 MapStateSucceeded<5 MapStateExited<4 ExecutionSucceeded<7"},
		{name: "no items", input: `[]`, want: `SUCCEEDED [] {0 0 0 0 0 0 0 0 0 0}`},
		{name: "members of an object", input: `{"a": 1, "b": 2}`, want: `SUCCEEDED [{"Key":"a","Value":1},{"Key":"b","Value":2}] {0 0 2 0 0 0 2 2 0 0}`},
		{name: "items that are read", fields: reader, items: 5, want: `SUCCEEDED [0,1,2,3,4] {0 0 5 0 0 0 5 5 0 0}`},
		{name: "as many as are wanted", fields: `"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {}, "ReaderConfig": {"MaxItems": 3}},`, items: 5, want: `SUCCEEDED [0,1,2] {0 0 3 0 0 0 3 3 0 0}`},
		{name: "batches", fields: reader + `"ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"x": 1}},`, items: 3,
			want: `SUCCEEDED [{"BatchInput":{"x":1},"Items":[0,1]},{"BatchInput":{"x":1},"Items":[2]}] {0 0 3 0 0 0 3 3 0 0}`},
		{name: "a failure", input: `[0, 1, 2, 3]`, fields: `"MaxConcurrency": 1,`, task: failsAt(0), want: `FAILED  {2 0 1 1 0 0 4 4 0 0}`,
			events: "ExecutionStarted<0 MapStateEntered<0 MapStateStarted<2 MapRunStarted<3 MapRunFailed<4 MapStateFailed<5 ExecutionFailed<6"},
		{name: "a tolerated failure", input: `[0, 1, 2]`, fields: `"ToleratedFailureCount": 1,`, task: failsAt(1), want: `SUCCEEDED`},
		{name: "a percentage", fields: reader + `"ToleratedFailurePercentage": 40,`, items: 5, task: failsAt(1, 3), want: `SUCCEEDED`},
		{name: "more than a percentage", fields: reader + `"ToleratedFailurePercentage": 39,`, items: 5, task: failsAt(1, 3), want: `FAILED  {0 0 3 2 0 0 5 5 0 0}`},
	} {
		for rebuild := range statetest.Rebuilds() {
			p := &mapPlay{items: numbers(test.items), page: 2, task: test.task}
			if p.task == nil {
				p.task = echo
			}
			if test.input == "" {
				test.input = "{}"
			}
			x := p.play(t, distributedMap(test.fields, "STANDARD"), test.input, rebuild, state.Config{})
			o := x.Run.Outcome()
			got := fmt.Sprint(o.Status, " ", o.Output, " ", x.Run.MapRuns()[0].Items)
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("%s: %s, want %s", test.name, got, test.want)
			}
			if events := types(x); test.events != "" && events != test.events {
				t.Errorf("%s: %s, want %s", test.name, events, test.events)
			}
		}
	}
}

// TestSnapshotWithAnotherMachineARN: a snapshot may name any machine for the executions of a
// Map Run.
func TestSnapshotWithAnotherMachineARN(t *testing.T) {
	m, problems := state.Parse("", []byte(`{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "Label": "L",
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {
			"P": {"Type": "Pass", "End": true}}}}}}`))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	run, err := state.Start(m, []byte(`[1, 2]`), state.Config{Now: epoch})
	if err != nil {
		t.Fatal(err)
	}
	var batch state.Batch
	if _, err := run.Step(&batch, 100); err != nil {
		t.Fatal(err)
	}
	snapshot, err := run.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	const machine = `arn:aws:states:us-east-1:000000000000:stateMachine:StateMachine/L`
	hostile := strings.Replace(string(snapshot), `"MachineARN":"`+machine+`"`, `"MachineARN":"x"`, 1)
	if hostile == string(snapshot) {
		t.Fatalf("the snapshot names no machine: %s", snapshot)
	}
	run, err = state.Restore(m, []byte(hostile), state.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range run.Outstanding() {
		if item := p.Effect.(*state.StartItem); item.Config.Identity.Label != "x" {
			t.Errorf("identity %+v", item.Config.Identity)
		}
	}
}

// TestReadsAhead: a Map Run reads no more than it may need soon, however fast the source.
func TestReadsAhead(t *testing.T) {
	for _, fields := range []string{`"MaxConcurrency": 1, `, `"MaxConcurrency": 1, "ItemBatcher": {"MaxItemsPerBatch": 2}, `} {
		read := 0
		d := begin(t, distributedMap(reader+fields, "STANDARD"), `{}`, state.Config{})
		for effects := d.step(); len(effects) > 0; effects = d.step() {
			for _, e := range effects {
				if e, ok := e.(*state.ReadItems); ok {
					read += e.Max
					d.r.ItemsRead(epoch, e.ID, &state.Page{Items: numbers(e.Max)}, nil)
				}
			}
			if read > 10_000 {
				t.Fatalf("%s: %d items are read while one execution runs", fields, read)
			}
		}
	}
}

// TestLongBatch: a batch takes more items than are read at a time, and each item is
// looked at a few times only.
func TestLongBatch(t *testing.T) {
	reads, child := 0, ""
	d := begin(t, distributedMap(reader+`"ItemBatcher": {"MaxInputBytesPerBatch": 50000}, `, "STANDARD"), `{}`, state.Config{})
	for child == "" {
		for _, e := range d.step() {
			switch e := e.(type) {
			case *state.ReadItems:
				reads++
				d.r.ItemsRead(epoch, e.ID, &state.Page{Items: numbers(e.Max)}, nil)
			case *state.StartItem:
				child = e.Input.String()
			}
		}
	}
	if reads > 7 || len(child) < 49_990 || len(child) > 50_000 {
		t.Errorf("after %d pages a batch has %d bytes", reads, len(child))
	}
}

// TestUpdateMapRun: what changes while a Map Run goes on counts from then on, also in a Run
// that is rebuilt.
func TestUpdateMapRun(t *testing.T) {
	one, two, negative, half := int64(1), int64(2), int64(-1), 50.0
	d := begin(t, distributedMap(`"MaxConcurrency": 1, "ToleratedFailureCount": 0, `, "STANDARD"), `[0, 1, 2, 3]`, state.Config{})
	first := d.step()
	arn := d.r.MapRuns()[0].ARN
	for name, update := range map[string]state.MapRunUpdate{
		"another Map Run": {ARN: "arn", MaxConcurrency: &two}, "a negative number": {ARN: arn, MaxConcurrency: &negative},
	} {
		if d.r.UpdateMapRun(epoch, update) {
			t.Errorf("%s: it is taken", name)
		}
	}
	if !d.r.UpdateMapRun(epoch, state.MapRunUpdate{ARN: arn, MaxConcurrency: &two, ToleratedFailureCount: &one, ToleratedFailurePercentage: &half}) {
		t.Fatal("it is not taken")
	}
	one, half = 0, 0 // the numbers are the driver's again
	d.restore()
	more := d.step()
	if len(first) != 1 || len(more) != 1 {
		t.Fatalf("%d executions run, and then %d more", len(first), len(more))
	}
	d.r.ChildDone(epoch, first[0].(*state.StartItem).ID, state.ChildOutcome{Outcome: state.Outcome{Status: state.Failed, Failure: &state.Failure{}}})
	d.step()
	d.r.ChildDone(epoch, more[0].(*state.StartItem).ID, state.ChildOutcome{Outcome: state.Outcome{Status: state.Succeeded}})
	d.step() // the failure is tolerated, and the next one starts
	run := d.r.MapRuns()[0]
	if d.r.Status() != state.Running || run.MaxConcurrency != 2 || run.ToleratedFailureCount != 1 || run.ToleratedFailurePercentage != 50 || run.Items.Running != 2 {
		t.Errorf("%s with %+v", d.r.Status(), run)
	}
}
