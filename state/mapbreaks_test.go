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

// TestRestoreRefusesMapRuns: with a Map Run that contradicts itself a Run would wait for
// ever, take one execution for another, or ask for memory that its snapshot does not.
func TestRestoreRefusesMapRuns(t *testing.T) {
	const items = `"ItemsPath": "$.l", "End": true, `
	d := begin(t, parallel(branch("M", `"Type": "Map", `+items+`"MaxConcurrency": 2, `+distributedTask("T"))+`, `+
		branch("N", `"Type": "Map", "MaxConcurrency": 1, "End": true, `+reader+writerConfig("COMPACT", "JSON")+`"ItemBatcher": {"MaxItemsPerBatch": 1}, `+distributedTask("U")), ``),
		`{"l": [1, 2, 3, 4]}`, state.Config{})
	tell := func(e state.Effect) {
		switch e := e.(type) {
		case *state.StartItem:
			if e.Index == 0 {
				d.r.ChildDone(epoch, e.ID, state.ChildOutcome{Outcome: state.Outcome{Status: state.Succeeded, Output: e.Input}})
			}
		case *state.ReadItems:
			if e.Cursor == nil {
				d.r.ItemsRead(epoch, e.ID, &state.Page{Items: numbers(3), Cursor: []byte("3")}, nil)
			}
		}
	}
	for effects := d.step(); len(effects) > 0; effects = d.step() {
		for _, e := range effects {
			tell(e)
		}
	}
	// Frame 2 is M: execution 0 has succeeded, 1 and 2 run. Frame 3 is N: 0 has
	// succeeded, 1 runs, an item is left, and more are being read.
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	m, whole := d.r.Machine(), jsonvalue.MustParse(string(text))
	if _, err := state.Restore(m, text, state.Config{}); err != nil {
		t.Fatal(err)
	}
	const first, second = "frames/1/mapRun/", "frames/2/mapRun/"
	for _, test := range []struct{ name, path, value string }{
		{"two Maps with one Map Run", second + "record", `0`},
		{"no such Map Run", second + "record", `2`},
		{"a Map Run has ended", "mapRuns/0/Status", `"SUCCEEDED"`},
		{"a Map Run of no Map", "mapRuns", `[` + whole.Get("mapRuns").Index(0).String() + `,` + whole.Get("mapRuns").Index(1).String() + `,` + whole.Get("mapRuns").Index(1).String() + `]`},
		{"more run than are there", "mapRuns/0/Executions/Running", `3`},
		{"fewer run than are there", "mapRuns/0/Executions/Running", `1`},
		{"more items run than are there", "mapRuns/0/Items/Running", `3`},
		{"a negative count", "mapRuns/0/Executions/Aborted", `-1`},
		{"a negative count of items", "mapRuns/0/Items/Failed", `-1`},
		{"a huge count", "mapRuns/0/Executions/Failed", `9223372036854775807`},
		{"more have begun than have an output", "mapRuns/0/Executions/Succeeded", `1000000000`},
		{"an execution that has not begun", first + "requests/0/index", `1000000000`},
		{"an execution before the first", first + "requests/0/index", `-1`},
		{"an execution that is done", first + "requests/0/index", `0`},
		{"two executions of one index", first + "requests/0/index", `2`},
		{"an execution of less than no items", first + "requests/0/items", `-1`},
		{"an effect that was not given yet", first + "requests/0/id", `99`},
		{"two requests of one effect", first + "requests/0/id", whole.Get("frames").Index(1).Get("mapRun").Get("requests").Index(1).Get("id").String()},
		{"items before the first", first + "window/read", `-1`},
		{"more items than there are", first + "window/read", `5`},
		{"other items", first + "window/data", `[0]`},
		{"items that are no pairs", first + "window/keyed", `true`},
		{"no input", first + "input", `[]`},
		{"no source", second + "source", `null`},
		{"no target", second + "target", `[]`},
		{"no batches", second + "batching", `null`},
		{"less than no items in a batch", second + "batching/items", `-1`},
		{"less than no bytes in a batch", second + "batching/bytes", `-1`},
		{"fewer were read than wait", second + "window/read", `0`},
		{"more were read than are wanted", second + "source/maxItems", `2`},
		{"items that fill no batch, without batches", first + "short", `true`},
		{"items that fill no batch, and no others", second + "window/ended", `true`},
		{"a part before the first", second + "succeeded/part", `-1`},
		{"it is stopped without a failure", first + "stop", `true`},
		{"it waits to be stopped without a failure", "frames/1/timers", `{"mapStop":{"at":"2026-01-02T03:04:10Z","seq":1}}`},
		{"a Map of another kind", "frames/1/phase", `"fanned"`},
		{"less than nothing is read", second + "requests/0/most", `0`},
	} {
		t.Run(test.name, func(t *testing.T) {
			mutated, err := whole.Set(steps(test.path), jsonvalue.MustParse(test.value))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(test.path, "ended") {
				mutated, _ = mutated.Set(steps(second+"short"), jsonvalue.True)
			}
			if strings.Contains(test.path, "timers") {
				mutated, _ = mutated.Set(steps("last/timer"), jsonvalue.OfInt(1))
			}
			if r, err := state.Restore(m, []byte(mutated.String()), state.Config{}); err == nil || r != nil {
				t.Errorf("%s = %.60s is not refused", test.path, test.value)
			}
			survives(t, test.name, func() { exhaust(m, []byte(mutated.String())) })
		})
	}
}

// fullPart is an input of which a part of the results holds few.
var fullPart = jsonvalue.OfString(strings.Repeat("x", 200_000))

// TestStopWithFullParts: executions that are aborted with their Map Run may fill more
// than a part of the results. All are written at once, as no answer is awaited.
func TestStopWithFullParts(t *testing.T) {
	for _, restored := range []bool{false, true} {
		d := begin(t, parallel(taskBranch("P")+`, `+branch("M", `"Type": "Map", "End": true, `+reader+fmt.Sprintf(writer, "")+distributedTask("T")),
			`, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}]`), `{}`, state.Config{})
		effects := d.step()
		for _, e := range effects {
			if e, ok := e.(*state.ReadItems); ok {
				page := &state.Page{Last: true}
				for range 30 {
					page.Items = append(page.Items, state.Item{Value: fullPart})
				}
				d.r.ItemsRead(epoch, e.ID, page, nil)
			}
		}
		d.step()
		d.r.Done(epoch, effects[0].(*state.RunTask).ID, jsonvalue.Value{}, state.NewFailure("E", "c"))
		if restored {
			d.restore()
		}
		written, status := 0, d.r.Status()
		for _, e := range d.step() {
			if e, ok := e.(*state.WriteResults); ok {
				if !e.Stopped || d.r.Awaits(e.ID) || d.r.ResultsWritten(epoch, e.ID, make([]int64, len(e.Files)), nil) {
					t.Error("an answer is awaited from a Map Run that was stopped")
				}
				for _, f := range e.Files {
					written += len(f.Records)
				}
			}
		}
		if status != state.Running || written != 30 || d.r.Status() != state.Succeeded || len(d.r.Outstanding()) > 0 {
			t.Errorf("%s, and %d results are written", d.r.Status(), written)
		}
	}
}

// TestPendingOfABatch: items that do not fill a batch are pending, too, when the source
// breaks off.
func TestPendingOfABatch(t *testing.T) {
	for rebuild := range statetest.Rebuilds() {
		p := &mapPlay{items: numbers(5), page: 4, task: echo, readErr: state.NewFailure("States.ItemReaderFailed", "broken")}
		x := p.play(t, distributedMap(reader+fmt.Sprintf(writer, "")+`"ItemBatcher": {"MaxItemsPerBatch": 3}, `, "STANDARD"), `{}`, rebuild, state.Config{})
		const want = `[{"Input":"{\"Items\":[3]}","Status":"PENDING"}]`
		if got := fmt.Sprint(x.Run.MapRuns()[0].Items); got != "{1 0 3 0 0 0 4 4 0 0}" || cut(p.files["PENDING_0.json"]) != want {
			t.Errorf("the counts are %s; pending: %s", got, p.files["PENDING_0.json"])
		}
	}
}

// TestPendingIsBounded: a selector that copies the Map's input for each item does not take
// the memory of all copies.
func TestPendingIsBounded(t *testing.T) {
	p := &mapPlay{}
	p.task = func(jsonvalue.Value) (jsonvalue.Value, *state.Failure) {
		return jsonvalue.Value{}, state.NewFailure("E", "c")
	}
	input := `{"pad": "` + strings.Repeat("x", 100_000) + `", "l": [1` + strings.Repeat(",1", 999) + `]}`
	x := p.play(t, distributedMap(fmt.Sprintf(writer, "")+`"ItemsPath": "$.l", "MaxConcurrency": 1, "ItemSelector": {"all.$": "$"}, `, "STANDARD"), input, statetest.Never,
		state.Config{Limits: state.Limits{StateBytes: 1 << 20}})
	if got := fmt.Sprint(x.Run.MapRuns()[0].Items); got != "{998 0 0 2 0 0 1000 1000 0 0}" || len(p.files["PENDING_0.json"]) > 2<<20 {
		t.Errorf("the counts are %s, and %d bytes are written", got, len(p.files["PENDING_0.json"]))
	}
}

// TestSelectorFailsLater: the event of an expression that fails comes with the end of the
// Map Run, which waits for executions that go on.
func TestSelectorFailsLater(t *testing.T) {
	definition := `{"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
		"ItemSelector": {"v": "{% $number($states.context.Map.Item.Value) %}"}, "Catch": [{"ErrorEquals": ["X"], "Next": "M"}],
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "f", "End": true}}}}}}`
	var want string
	for rebuild := range statetest.Rebuilds() {
		p := &mapPlay{task: echo, took: func(jsonvalue.Value) time.Duration { return time.Minute }}
		x := p.play(t, definition, `["1", "2", "x", "4"]`, rebuild, state.Config{})
		got := types(x)
		if want == "" {
			want = got
		}
		if got != want || strings.Count(got, "EvaluationFailed") != 1 || fmt.Sprint(x.Run.MapRuns()[0].Items) != "{2 0 2 0 0 0 4 4 0 0}" {
			t.Errorf("the events are %s, %v", got, x.Run.MapRuns()[0].Items)
		}
	}
}

// TestAnswersOfMapRuns: an answer that says nothing useful is refused, or counts as what
// it would be in a journal.
func TestAnswersOfMapRuns(t *testing.T) {
	d := begin(t, distributedMap(reader+writerConfig("COMPACT", "JSON"), "STANDARD"), `{}`, state.Config{Journal: true})
	j := journalOf(t, d.r)
	next := func() (id int64) {
		t.Helper()
		j.step(t, 0)
		pending := d.r.Outstanding()
		return effectID(pending[len(pending)-1].Effect)
	}
	read := next()
	cursor := []byte("1")
	for _, in := range []state.Input{
		{Kind: state.InputItemsRead}, {Kind: state.InputDone}, {Kind: state.InputChildDone, Child: &state.ChildOutcome{}},
		{Kind: state.InputResultsWritten}, {Kind: state.InputStarted}, {Kind: state.InputHeartbeat}, {Kind: "x"},
	} {
		if in.ID, in.Now = read, epoch; d.r.Tell(in) {
			t.Errorf("%s is an answer to ReadItems", in.Kind)
		}
	}
	d.r.ItemsRead(epoch, read, &state.Page{Items: []state.Item{{Key: "k", Source: "\xff"}}, Cursor: cursor, Last: true}, nil)
	cursor[0] = 'x'
	item := next()
	for _, status := range []state.Status{"", state.Running, "PENDING"} {
		if d.r.ChildDone(epoch, item, state.ChildOutcome{Outcome: state.Outcome{Status: status}}) {
			t.Errorf("an execution ends as %q", status)
		}
	}
	name := "\xff"
	if !d.r.ChildDone(epoch.Add(1), item, state.ChildOutcome{Outcome: state.Outcome{Status: state.Succeeded, Failure: &state.Failure{Error: &name}}}) || d.r.ChildDone(epoch, item, state.ChildOutcome{}) {
		t.Error("an execution does not end, or twice")
	}
	write := next()
	if d.r.ResultsWritten(epoch, write, nil, nil) || d.r.ResultsWritten(epoch, write, []int64{1, 2}, nil) || d.r.ResultsWritten(epoch, write, []int64{-1}, nil) {
		t.Error("sizes of other files are an answer to WriteResults")
	}
	if files := d.r.Outstanding()[0].Effect.(*state.WriteResults).Files; fmt.Sprint(files[0].Records) != "[null]" {
		t.Errorf("an output that is none is written as %v", files)
	}
	d.r.ResultsWritten(epoch, write, []int64{1}, nil)
	j.step(t, 0)
	if d.r.Status() != state.Succeeded {
		t.Errorf("the execution is %s", d.r.Status())
	}
	j.check(t)
}

// TestSnapshotOfAWindow: the snapshot of a Map Run is no longer for more items, whether
// they have long results or none.
func TestSnapshotOfAWindow(t *testing.T) {
	longest := func(items int, output jsonvalue.Value) (most int) {
		d := begin(t, distributedMap(reader+writerConfig("FLATTEN", "JSON")+`"MaxConcurrency": 50, `, "EXPRESS"), `{}`, state.Config{})
		read, steps := 0, 0
		for effects := d.step(); len(effects) > 0; effects = d.step() {
			for _, e := range effects {
				switch e := e.(type) {
				case *state.ReadItems:
					n := min(e.Max, items-read)
					read += n
					d.r.ItemsRead(epoch, e.ID, &state.Page{Items: numbers(n), Last: read == items}, nil)
				case *state.StartItem:
					d.r.ChildDone(epoch, e.ID, state.ChildOutcome{Outcome: state.Outcome{Status: state.Succeeded, Output: output}})
				case *state.WriteResults:
					d.r.ResultsWritten(epoch, e.ID, make([]int64, len(e.Files)), nil)
				}
			}
			d.events = nil
			if steps++; steps%5 == 0 {
				most = max(most, len(snapshot(t, d.r)))
			}
		}
		if d.r.Status() != state.Succeeded {
			t.Fatalf("the execution is %s with %v", d.r.Status(), d.r.Outcome().Failure)
		}
		return most
	}
	for _, output := range []jsonvalue.Value{fullPart, jsonvalue.OfArray(nil)} {
		if few, many := longest(2_000, output), longest(8_000, output); many > few+few/4 {
			t.Errorf("the snapshot has %d bytes for 2,000 items, and %d for 8,000", few, many)
		}
	}
}

// TestNoItems: a Map Run without items succeeds, whatever the Map does with them.
func TestNoItems(t *testing.T) {
	for _, items := range []string{``, reader} {
		for _, batcher := range []string{``, `"ItemBatcher": {"MaxItemsPerBatch": 2}, `, `"ItemBatcher": {"MaxInputBytesPerBatch": 2}, `} {
			for _, target := range []string{``, fmt.Sprintf(writer, ""), `"ToleratedFailurePercentage": 0, "MaxConcurrency": 1, `} {
				for rebuild := range statetest.Rebuilds() {
					p := &mapPlay{page: 1, task: echo}
					x := p.play(t, distributedMap(items+batcher+target, "STANDARD"), `[]`, rebuild, state.Config{})
					if o := x.Run.Outcome(); o.Status != state.Succeeded || (o.Output.String() == "[]") != !strings.Contains(target, "Writer") {
						t.Errorf("%s: %s, %s", items+batcher+target, o.Status, o.Output)
					}
				}
			}
		}
	}
}

// TestItemTooLarge: the Map Run fails when it comes to an input that no execution may have.
func TestItemTooLarge(t *testing.T) {
	for rebuild := range statetest.Rebuilds() {
		p := &mapPlay{items: numbers(3), page: 3, task: echo}
		p.items[1].Value = jsonvalue.OfString(strings.Repeat("x", 300_000))
		x := p.play(t, distributedMap(reader+fmt.Sprintf(writer, ""), "STANDARD"), `{}`, rebuild, state.Config{})
		got := fmt.Sprint(x.Run.Outcome().Failure.Name(), " ", x.Run.MapRuns()[0].Status, " ", x.Run.MapRuns()[0].Items)
		if want := "States.DataLimitExceeded FAILED {2 0 1 0 0 0 3 3 0 0}"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestNestedMapRuns: an execution of a Map Run may have a Map Run of its own.
func TestNestedMapRuns(t *testing.T) {
	inner := `"Type": "Map", "MaxConcurrency": 2, "End": true, "ToleratedFailureCount": 1, ` + distributedTask("T")
	definition := single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {` + inner + `}}}`)
	for rebuild := range statetest.Rebuilds() {
		p := &mapPlay{task: failsAt(2)}
		x := p.play(t, definition, `[[1], [2, 3], [], {"k": 4}]`, rebuild, state.Config{})
		o := x.Run.Outcome()
		if got := o.Output.Index(0).String() + o.Output.Index(2).String() + o.Output.Index(3).String(); got != `[1][][{"Key":"k","Value":4}]` || len(p.children) != 8 {
			t.Errorf("%s, %s, %d children", o.Status, o.Output, len(p.children))
		}
		arns := map[string]bool{}
		for _, child := range p.children {
			arns[child.Run.ARN()] = true
		}
		if len(arns) != len(p.children) {
			t.Errorf("executions share the ARNs %v", arns)
		}
	}
}
