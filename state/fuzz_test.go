package state_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

// FuzzParse: no text makes Parse panic, and every problem that it finds lies
// inside the text, with a message of bounded length.
func FuzzParse(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s.definition))
	}
	for _, text := range []string{
		"", " ", "{", `{"StartAt":`, every, large(3),
		`{"StartAt": "A", "States": {"A": {"Type": "Task", "Retry": [{"ErrorEquals": [1], "MaxAttempts": 1e9}], "Catch": [{"Next": "Ä"}]}}}`,
		"{\"StartAt\":\r\n\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"ResultPath\":\"$.ä\\u00e4[\",\"Parameters\":{\"x.$\":\"States.Format('\"}}}}",
		`{"QueryLanguage": "JSONata", "States": 0}`,
		`{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"And": [{"Not": {"Or": []}}]}], "Default": "\ud800"}}}`,
		`{"StartAt": "A", "States": {"A": {"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Map", "Iterator": []}}}}}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, list := state.Parse("f", text)
		if (m == nil) != (list.Err() != nil) {
			t.Fatalf("the machine is nil: %v, and the problems are %v", m == nil, list)
		}
		source := diag.NewSource("f", text)
		for i, d := range list {
			if !d.Pos.IsValid() || d.Pos.Offset < 0 || d.Pos.Offset > len(text) || source.Pos(d.Pos.Offset) != d.Pos {
				t.Errorf("%s is at %+v, outside a text of %d bytes", d, d.Pos, len(text))
			}
			if i > 0 && d.Pos.Offset < list[i-1].Pos.Offset {
				t.Errorf("%s comes after %s", d, list[i-1])
			}
			if d.Message == "" || d.Severity != diag.Error && d.Severity != diag.Warning {
				t.Errorf("%+v says nothing", d)
			}
			_ = d.String()
		}
		if m != nil {
			for _, s := range m.All() {
				if m.State(s.Name()) != s || !s.Pos().IsValid() {
					t.Errorf("the state %q is not found again", s.Name())
				}
			}
			exhaustExecution(t, m, "{}")
		}
	})
}

// exhaustExecution runs a machine for a while, whatever it does.
func exhaustExecution(t *testing.T, m *state.Machine, input string) {
	t.Helper()
	r, err := state.Start(m, []byte(input), state.Config{Now: epoch, Limits: state.Limits{Events: 300}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	exhaust(m, text)
}

// FuzzRestore: no snapshot makes Restore or the Run that comes of it panic. The
// first argument picks the machine.
func FuzzRestore(f *testing.F) {
	machines := make([]*state.Machine, len(samples))
	for i, s := range samples {
		m, taken := snapshots(f, s)
		machines[i] = m
		for n, text := range taken {
			if n%3 == 0 {
				f.Add(uint8(i), text)
			}
		}
	}
	for i, g := range goldenRuns {
		machines = append(machines, parse(f, g.definition))
		for format := 1; format <= snapshotFormats; format++ {
			f.Add(uint8(len(samples)+i), g.read(f, format))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		m := machines[int(which)%len(machines)]
		exhaust(m, text)
		if v, err := jsonvalue.Parse(text); err == nil && v.Get("definition").Exists() {
			other := strings.Replace(string(text), v.Get("definition").Text(), m.Hash(), 1)
			exhaust(m, []byte(other))
		}
	})
}

// FuzzDeterminism: a random machine with random answers gives the same history
// again, byte for byte, with the Run restored between any two steps, and resumed from any
// checkpoint.
func FuzzDeterminism(f *testing.F) {
	for seed := range uint64(200 / share) {
		f.Add(seed)
	}
	for _, seed := range []uint64{311, 323, 511, 609, 786} { // tasks return a part of another value
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		g := newGenerator(seed)
		definition, p := g.machine(), g.play()
		m := parse(t, definition)
		plain := p.perform(t, m, statetest.FromJournal)
		first := bytesOf(plain.events)
		for name, again := range map[string]*trace{
			"again":                      p.perform(t, m, statetest.Never),
			"under a machine read again": p.perform(t, parse(t, definition), statetest.Never),
			"restored":                   p.perform(t, m, statetest.FromSnapshots),
		} {
			if diff := cmpLines(first, bytesOf(again.events)); diff != "" {
				t.Fatalf("%s, the history differs: %s\n%s", name, diff, definition)
			}
			again.check(t)
		}
		p.resume(t, m, plain)
	})
}

// cmpLines is the first difference of two histories.
func cmpLines(a, b []string) string {
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return "there is also\n" + b[i]
		case i >= len(b):
			return "there is no\n" + a[i]
		case a[i] != b[i]:
			return "it has\n" + b[i] + "\ninstead of\n" + a[i]
		}
	}
	return ""
}
