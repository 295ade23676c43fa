package state_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
)

// TestSizeOfALog: what a turn makes counts, even if only a small part of it is kept.
func TestSizeOfALog(t *testing.T) {
	const large = 100_000
	for name, test := range map[string]struct {
		state string
		least int
	}{
		"passed on": {`"Type": "Pass"`, 0},
		"made":      {`"Type": "Pass", "Parameters": {"b.$": "States.Format('{}!', $.a)"}`, large},
		"a part":    {`"Type": "Pass", "Parameters": {"a.$": "$.a", "b.$": "States.ArrayGetItem(States.StringToJson(States.Format('[1,\"{}\"]', $.a)), 0)"}`, large},
		"assigned":  {`"Type": "Pass", "Assign": {"b.$": "States.Format('{}!', $.a)"}`, large},
	} {
		log := new(state.Log)
		r, err := state.Start(parse(t, single(test.state+`, "End": true`)), []byte(`{"a": "`+strings.Repeat("x", large)+`"}`),
			state.Config{Now: epoch, Log: log})
		if err != nil {
			t.Fatal(err)
		}
		before := log.Size()
		if _, err := r.Step(new(state.Batch), 0); err != nil || r.Status() != state.Succeeded {
			t.Fatalf("%s: %s, %v", name, r.Status(), err)
		}
		// The first state has the input, and the end of the execution an output.
		if n := log.Size() - before - 2*large; before < large || n < test.least || n > 4*test.least+1_000 {
			t.Errorf("%s: %d bytes for the input, and %d for what is made", name, before, n)
		}
		if log.Reset(); log.Size() != 0 {
			t.Errorf("%s: an empty log has %d bytes", name, log.Size())
		}
	}
}

// TestStepEndsSoonerWithLargeEvents: a driver can take them out of the log in between, but a
// step without a limit goes on to the end.
func TestStepEndsSoonerWithLargeEvents(t *testing.T) {
	m := parse(t, single(`"Type": "Map", "ItemSelector": {"t.$": "States.Format('`+strings.Repeat("x", 50_000)+`{}', $$.Map.Item.Index)"},
		"ResultPath": null, "ItemProcessor": `+branch("P", `"Type": "Pass", "Result": 1, "End": true`)+`, "End": true`))
	for turns, most := range map[int]int{1_000: 8 << 20, 0: 100 << 20} {
		log := new(state.Log)
		r, err := state.Start(m, []byte(`[`+strings.Repeat("0,", 199)+`0]`), state.Config{Now: epoch, Log: log})
		if err != nil {
			t.Fatal(err)
		}
		steps, largest := 0, 0
		for more := true; more; steps++ {
			if more, err = r.Step(new(state.Batch), turns); err != nil {
				t.Fatal(err)
			}
			largest = max(largest, log.Size())
			log.Reset()
		}
		if r.Status() != state.Succeeded || largest > most || (steps == 1) != (turns == 0) {
			t.Errorf("at most %d turns: %s after %d steps, of which the largest has %d bytes", turns, r.Status(), steps, largest)
		}
	}
}
