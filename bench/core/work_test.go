package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each work can be done here and has the output that peers are compared with.
// What does not run in a moment is left to the command itself.
func TestWorks(t *testing.T) {
	names := map[string]bool{}
	all := append(executions(), expressions()...)
	for _, s := range scales(1_000_000) {
		all = append(all, s.works...)
	}
	for _, w := range all {
		if names[w.title()] && w.number == 0 {
			t.Errorf("two works are named %s", w.title())
		}
		names[w.title()] = true
		if w.order.Kind == startup || w.units > 10_000 || w.number > 1_000 {
			continue
		}
		_, output, err := library{}.prepare(w.order)
		switch {
		case err != nil:
			t.Errorf("%s: %v", w.name, err)
		case w.want == "" || w.units < 1 || w.unit == "":
			t.Errorf("%s: the work has no output, unit or number", w.name)
		case !sameJSON(output, w.want):
			t.Errorf("%s: the output is %.200s, want %.200s", w.name, output, w.want)
		}
		if w.less == nil {
			continue
		}
		if _, _, err := (library{}).prepare(*w.less); err != nil {
			t.Errorf("%s, what is taken off: %v", w.name, err)
		}
	}
	for _, c := range comparisons() {
		if !names[c.of] || !names[c.to] {
			t.Errorf("there is no work %s or %s to compare", c.of, c.to)
		}
	}
}

func TestParsings(t *testing.T) {
	works := parsings([]string{`{}`, `[]`}, []string{`{}`})
	if len(works) != 2 || !works[0].alone || works[1].alone || works[0].units != 2 || works[1].units != 1 {
		t.Errorf("works %+v", works)
	}
	if works := parsings(nil, nil); works != nil {
		t.Errorf("works without definitions: %+v", works)
	}
}

func TestPayload(t *testing.T) {
	for _, size := range []int{20, 10_000, 256 << 10} {
		text := payload(size)
		if len(text) != size {
			t.Errorf("%d bytes, want %d", len(text), size)
		}
		if !sameJSON(text, text) {
			t.Errorf("the payload of %d bytes is no JSON: %.60s…", size, text)
		}
	}
}

func TestChain(t *testing.T) {
	want := `{"StartAt": "S0", "States": {"S0": {"Type": "Pass", "Next": "S1"}, "S1": {"Type": "Pass", "Next": "Done"}, "Done": {"Type": "Succeed"}}}`
	if got := chain("", 2, same(pass)); got != want {
		t.Errorf("chain\n%s, want\n%s", got, want)
	}
	if got := chain("", 1, same(choice(2))); !strings.Contains(got, `"Wrong": {"Type": "Fail"`) || strings.Contains(got, "%") {
		t.Errorf("chain of Choice\n%s", got)
	}
}

func TestSameJSON(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`{"a":1,"b":[2]}`, ` {"b": [2.0], "a": 1}`, true},
		{`{"a":1}`, `{"a":2}`, false},
		{`[1,2]`, `[2,1]`, false},
		{``, ``, false},
		{`1`, ``, false},
	} {
		if got := sameJSON(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: %t", c.a, c.b, got)
		}
	}
}

// Works that are measured beside the one before come in one group with it, if it is
// selected.
func TestGrouped(t *testing.T) {
	works := []work{{name: "a"}, {name: "b"}, {name: "b2", beside: true}, {name: "c"}, {name: "d", beside: true}}
	for _, test := range []struct {
		selected string
		want     [][]string
	}{
		{".", [][]string{{"a"}, {"b", "b2"}, {"c", "d"}}},
		{"a|2|c", [][]string{{"a", "b2"}, {"c"}}},
		{"nothing", nil},
	} {
		var got [][]string
		for group := range grouped(regexp.MustCompile(test.selected), works) {
			var names []string
			for _, w := range group {
				names = append(names, w.name)
			}
			got = append(got, names)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.selected, diff)
		}
	}
}
