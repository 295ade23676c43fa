package state_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// boundedMap is a driver of a Map Run that looks how much that holds.
type boundedMap struct {
	*manual
	page    int // the items of a page
	pages   int // until the last one
	fails   func(e *state.StartItem) bool
	waiting []state.Effect

	files []string
	most  struct{ running, snapshot int }
}

// play answers effects, the reads first and the executions last, until the Map Run has ended.
func (d *boundedMap) play(t *testing.T) {
	t.Helper()
	for {
		d.waiting = append(d.waiting, d.step()...)
		if d.r.Status() != state.Running {
			return
		}
		d.restore()
		d.most.running = max(d.most.running, len(slices.DeleteFunc(slices.Clone(d.waiting), notItem)))
		snapshot, err := d.r.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		d.most.snapshot = max(d.most.snapshot, len(snapshot))
		if len(d.waiting) == 0 {
			t.Fatal("nothing is asked for")
		}
		i := max(0, slices.IndexFunc(d.waiting, notItem))
		e := d.waiting[i]
		d.waiting = slices.Delete(d.waiting, i, i+1)
		d.answer(e)
	}
}

func notItem(e state.Effect) bool { _, is := e.(*state.StartItem); return !is }

func (d *boundedMap) answer(e state.Effect) {
	switch e := e.(type) {
	case *state.ReadItems:
		d.pages--
		d.r.ItemsRead(epoch, e.ID, &state.Page{Items: kilobytes(min(d.page, e.Max)), Cursor: fmt.Append(nil, d.pages), Last: d.pages == 0}, nil)
	case *state.WriteResults:
		sizes := make([]int64, len(e.Files))
		for _, f := range e.Files {
			d.files = append(d.files, f.Key[strings.LastIndexByte(f.Key, '/')+1:])
		}
		d.r.ResultsWritten(epoch, e.ID, sizes, nil)
	case *state.StartItem:
		o := state.Outcome{Status: state.Succeeded, Output: e.Input}
		if d.fails != nil && d.fails(e) {
			o = state.Outcome{Status: state.Failed, Failure: state.NewFailure("E", "")}
		}
		d.r.ChildDone(epoch, e.ID, state.ChildOutcome{Outcome: o, Snapshot: []byte(strings.Repeat("s", 1_000))})
	}
}

// kilobytes returns n items of a kilobyte.
func kilobytes(n int) []state.Item {
	items := make([]state.Item, n)
	for i := range items {
		items[i] = state.Item{Value: jsonvalue.OfString(strings.Repeat("x", 1_000))}
	}
	return items
}

// TestMapBounds: a Map Run with a bound never holds much more, whatever it reads, runs,
// writes and keeps.
func TestMapBounds(t *testing.T) {
	const bytes = 20_000
	writes := writerConfig("NONE", "JSON")
	bounds := state.MapBounds{Bytes: bytes}
	for name, test := range map[string]struct {
		fields, input string
		fails         func(*state.StartItem) bool
		files         string // how many of each
	}{
		"reads and writes": {fields: reader + writes, files: "0 0 38"},
		"fails":            {fields: reader + writes + `"ToleratedFailureCount": 400, `, fails: func(*state.StartItem) bool { return true }, files: "22 0 0"},
		"leaves items": {
			fields: writes + `"ItemSelector": {"a.$": "States.StringSplit($.t, '-')"}, "MaxConcurrency": 1, "ItemsPath": "$.i", `,
			input:  `{"i": [` + strings.Repeat("1,", 99) + `1], "t": "` + strings.Repeat("x", 1_000) + `"}`,
			fails:  func(*state.StartItem) bool { return true }, files: "1 6 0",
		},
		"batches": {fields: reader + writes + `"ItemBatcher": {"MaxInputBytesPerBatch": 50000}, `, files: "0 0 7"},
	} {
		t.Run(name, func(t *testing.T) {
			input := test.input
			if input == "" {
				input = "{}"
			}
			d := &boundedMap{manual: begin(t, distributedMap(test.fields, "STANDARD"), input, state.Config{Bounds: bounds}), page: 15, pages: 20, fails: test.fails}
			d.play(t)
			if d.most.snapshot > 12*bytes {
				t.Errorf("a snapshot has %d bytes", d.most.snapshot)
			}
			count := func(status string) int {
				return len(slices.DeleteFunc(slices.Clone(d.files), func(f string) bool { return !strings.HasPrefix(f, status) }))
			}
			slices.Sort(d.files)
			if n := len(slices.Compact(slices.Clone(d.files))); n != len(d.files) {
				t.Errorf("of %d files %d have names of their own", len(d.files), n)
			}
			if got := fmt.Sprint(count("FAILED"), count("PENDING"), count("SUCCEEDED")); got != test.files {
				t.Errorf("%s files, want %s", got, test.files)
			}
			if n := d.r.MapRuns()[0].Executions.FailuresNotRedrivable; name == "fails" && n != 293 {
				t.Errorf("%d executions are not kept for a redrive", n)
			}
			if name == "reads and writes" && d.most.running != 14 {
				t.Errorf("%d executions run at once", d.most.running)
			}
		})
	}
}

// TestMapBoundsExecutions: no more executions run at once than the bound says, also in a Run that
// is restored.
func TestMapBoundsExecutions(t *testing.T) {
	three := int64(3)
	for _, fields := range []string{"", `"MaxConcurrency": 5, `} {
		d := begin(t, distributedMap(fields, "STANDARD"), `[1, 2, 3, 4]`, state.Config{Bounds: state.MapBounds{Executions: 2}})
		if n := len(d.step()); n != 2 {
			t.Errorf("%d executions run", n)
		}
		d.restore()
		d.r.UpdateMapRun(epoch, state.MapRunUpdate{ARN: d.r.MapRuns()[0].ARN, MaxConcurrency: &three})
		if n := len(d.step()); n != 0 {
			t.Errorf("%d more executions run", n)
		}
		if n := d.r.MapRuns()[0].MaxConcurrency; n != three {
			t.Errorf("its MaxConcurrency is %d", n)
		}
	}
}
