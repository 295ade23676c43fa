package state_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// repeated is a JSON array of the n elements that a format makes of 0, 1, …
func repeated(n int, format string) string {
	elems := make([]string, n)
	for i := range elems {
		elems[i] = fmt.Sprintf(format, i)
	}
	return "[" + strings.Join(elems, ",") + "]"
}

// TestSnapshotSize bounds the snapshots of executions that wait: each payload once, and
// a number of bytes for everything else.
func TestSnapshotSize(t *testing.T) {
	const wait = `"Type": "Wait", "Seconds": 60`
	items := repeated(1_000, `{"number":%4d,"text":"abcdefghijklmnopqrstuvwxyz012345"}`) // 58 kB
	small := `{"order":"4711","customer":"Ann","city":"Ulm","n":1}`
	if len(items) < 58_000 || len(small) < 51 {
		t.Fatalf("the inputs have %d and %d bytes", len(items), len(small))
	}
	half := func(d *manual) {
		d.step()
		for id := range int64(500) {
			d.r.Done(epoch, id+1, jsonvalue.MustParse(fmt.Sprintf(`{"done":%d,"by":"worker %[1]d","at":"2026-01-02"}`, id)), nil)
			d.step()
		}
	}
	waiting := func(d *manual) { d.step() }
	for _, test := range []struct {
		name, definition, input string
		until                   func(d *manual)
		bound                   int
	}{
		{"a Wait", single(wait), small, waiting, 800},
		{"a Wait, 10 kB", single(wait), string(sized(10_000)), waiting, 12_000},
		{"a Wait, 10 kB with spaces", single(wait), strings.Replace(string(sized(10_000)), ":", " : ", 1), waiting, 12_000},
		{"a Task over a part of 10 kB", single(`"Type": "Task", "Resource": "f", "InputPath": "$.a.b"`), `{"a":{"b":` + string(sized(10_000)) + `}}`, waiting, 12_000},
		{"a Wait behind an Assign, 10 kB", states(`"A": {"Type": "Pass", "Assign": {"all.$": "$"}, "Next": "B"}, "B": {` + wait + `, "End": true}`), string(sized(10_000)), waiting, 12_000},
		{"ten Tasks side by side, 10 kB", single(`"Type": "Parallel", "Branches": [` + strings.Join(branches(10), ",") + `]`), string(sized(10_000)), waiting, 15_000},
		{"a Map half done", mapped(``), items, half, 120_000},
		{"a Map over a part half done", mapped(`, "ItemsPath": "$.a.items"`), `{"a":{"items":` + items + `}}`, half, 120_000},
		{"a Map that gives its items back", echoing(``), items, func(d *manual) { d.turns(521) }, 90_000},
		{"a Map in a Map", single(`"Type": "Map", "ItemProcessor": ` + branch("M", `"Type": "Map", "End": true, "ItemProcessor": `+taskBranch("T"))), `[` + items + `]`, waiting, 80_000},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := begin(t, test.definition, test.input, state.Config{Name: "0b5b0a52-5f0e-4a5c-9b7e-2f0d1c3b4a59"})
			test.until(d)
			text, err := d.r.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			if len(text) >= test.bound {
				t.Errorf("the snapshot has %d bytes for an input of %d, fewer than %d are expected", len(text), len(test.input), test.bound)
			}
			d.restore()
			if again, _ := d.r.Snapshot(); string(again) != string(text) {
				t.Errorf("restored, the snapshot has %d bytes instead of %d", len(again), len(text))
			}
		})
	}
}

func branches(n int) (texts []string) {
	for i := range n {
		texts = append(texts, taskBranch(fmt.Sprint("T", i)))
	}
	return texts
}

// TestRestoreIsBounded: a snapshot that refers to one value many times takes no more
// memory than its length suggests.
func TestRestoreIsBounded(t *testing.T) {
	const n = 20_000
	d := begin(t, echoing(``), `[]`, state.Config{})
	d.turns(1)
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	hostile := jsonvalue.MustParse(string(text))
	for path, value := range map[string]string{
		"values/0":             `[` + strings.Repeat("1,", n-1) + `1]`,
		"frames/0/fan/results": `[` + strings.Repeat("[0],", n-1) + `[0]]`,
		"frames/0/fan/next":    fmt.Sprint(n),
	} {
		if hostile, err = hostile.Set(steps(path), jsonvalue.MustParse(value)); err != nil {
			t.Fatal(err)
		}
	}
	text = []byte(hostile.String())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := state.Restore(d.r.Machine(), text, state.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(new(state.Batch), 0); err != nil || r.Outcome().Failure.Name() != "States.DataLimitExceeded" {
		t.Errorf("the execution ends with %v, %s", err, shown(r.Outcome().Failure))
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > uint64(100*len(text)) {
		t.Errorf("a snapshot of %d bytes takes %d", len(text), took)
	}
}
