package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
)

// TestProcessorLanguage: children have the language of the machine.
func TestProcessorLanguage(t *testing.T) {
	for language, want := range map[string]string{
		"JSONPath": `{"StartAt":"B","States":{"B":{"Type":"Succeed"}}}`,
		"JSONata":  `{"QueryLanguage":"JSONata","StartAt":"B","States":{"B":{"Type":"Succeed"}}}`,
	} {
		m, problems := state.Parse("", []byte(distributed(language, `"Label": "L"`)))
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		p := m.Processor("A")
		if p == nil {
			t.Fatalf("%s: there is no processor", language)
		}
		if diff := cmp.Diff(want, p.Text()); diff != "" || p.Language != m.Language {
			t.Errorf("%s: %s, definition (-want +got):\n%s", language, p.Language, diff)
		}
	}
}

// TestItemsOfObject: in both languages the members of an object may be items.
func TestItemsOfObject(t *testing.T) {
	const want = `[{"Key":"x","Value":1},{"Key":"y","Value":2}]`
	for _, definition := range []string{
		distributed("JSONPath", `"ItemsPath": "$.o"`), distributed("JSONata", `"Items": "{% $states.input.o %}"`), distributed("JSONata", `"Items": {"x": 1, "y": 2}`),
	} {
		x := new(mapPlay).play(t, definition, `{"o": {"x": 1, "y": 2}}`, statetest.FromSnapshots, state.Config{})
		if got := x.Run.Outcome().Output; got.String() != want {
			t.Errorf("the output is %s", got)
		}
	}
	x := new(mapPlay).play(t, distributed("JSONata", `"Items": "{% 1 %}"`), `{}`, statetest.Never, state.Config{})
	wantCause(t, x.Run, "Expected 'array', but was 'number' for value: 1")
}

// TestSeedsOfItems: the random values of children follow from the seed of their parent, and
// not from its secret. They differ.
func TestSeedsOfItems(t *testing.T) {
	seeds := func(seed uint64, secret string, rebuild statetest.Rebuild) (all []uint64) {
		d := &statetest.Driver{Now: epoch, Rebuild: rebuild}
		d.Perform = func(x *statetest.Execution, e state.Effect) error {
			item, ok := e.(*state.StartItem)
			if !ok {
				return nil
			}
			all = append(all, item.Config.Seed)
			_, err := x.StartItem(item)
			return err
		}
		m, _ := state.Parse("", []byte(distributed("JSONPath", `"MaxConcurrency": 1`)))
		if _, err := d.Start(m, []byte(`[1, 2]`), state.Config{Seed: seed, Secret: []byte(secret)}); err != nil {
			t.Fatal(err)
		}
		if err := d.Run(); err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := seeds(1, "one secret of 16", statetest.Never)
	if len(want) != 2 || want[0] == want[1] {
		t.Fatalf("the seeds are %d", want)
	}
	for rebuild := range statetest.Rebuilds() {
		if diff := cmp.Diff(want, seeds(1, "another secret", rebuild)); diff != "" {
			t.Errorf("with another secret (-want +got):\n%s", diff)
		}
	}
	if got := seeds(2, "one secret of 16", statetest.Never); got[0] == want[0] {
		t.Error("with another seed it is the same")
	}
}

// TestResultsNotWritten: results that could not be written are not counted as written.
func TestResultsNotWritten(t *testing.T) {
	p := &mapPlay{items: numbers(2), page: 2, task: echo, writeErr: state.NewFailure("States.ResultWriterFailed", "full")}
	x := p.play(t, distributedMap(reader+fmt.Sprintf(writer, ""), "STANDARD"), `{}`, statetest.Never, state.Config{})
	wantCause(t, x.Run, "full")
	if counts := x.Run.MapRuns()[0].Items; counts.Succeeded != 2 || counts.Total != 2 || counts.ResultsWritten != 0 {
		t.Errorf("%+v", counts)
	}
}

// TestLabelled: a Map is found by its Label, and by the one that its Map Runs have without.
func TestLabelled(t *testing.T) {
	id := state.Identity{Machine: "M"}
	for _, member := range []string{`"Label": "L"`, `"Comment": "c"`} {
		x := new(mapPlay).play(t, distributed("JSONPath", member), `[1]`, statetest.FromSnapshots, state.Config{Identity: id})
		_, label, _ := strings.Cut(x.Run.MapRuns()[0].MachineARN, "/")
		m := x.Run.Machine()
		if p := m.Labelled(label, id); p == nil || p != m.Processor("A") {
			t.Errorf("with %s there is none of label %q", member, label)
		}
		if m.Labelled("A", id) != nil || m.Labelled("", id) != nil {
			t.Errorf("with %s there is one of another label", member)
		}
	}
}
