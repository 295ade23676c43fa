package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/bench/part"
)

// Without Node, packages and definitions it runs and says what is left out.
func TestMeasureSaysWhatIsLeftOut(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("PATH", empty)
	s := part.Settings{Rounds: 1, Round: time.Millisecond, Quick: true, Npm: empty, Definitions: filepath.Join(empty, "none"), Selected: regexp.MustCompile(`^Pass, 20 B$|^Map over 10 Pass|^Map over 10$|^\$sum\(\$states`)}
	engines, err := measureEngines(s)
	if err != nil {
		t.Fatal(err)
	}
	languages, err := measureLanguages(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(engines.LeftOut) != 2 || !strings.HasPrefix(engines.LeftOut[0], "the peers in Node: ") || !strings.HasPrefix(engines.LeftOut[1], "published definitions: ") {
		t.Errorf("left out: %q", engines.LeftOut)
	}
	if len(languages.LeftOut) != 1 || len(languages.Versions) != 1 || !strings.HasPrefix(languages.Versions[0], "blues/jsonata-go v") {
		t.Errorf("languages: %+v", languages)
	}
	tables := append(engines.Tables, languages.Tables...)
	var titles []string
	for _, table := range tables {
		titles = append(titles, table.Title+" "+table.Scale)
		for _, f := range table.Rows[0].Figures {
			if len(f.Values) != 3 && f.Problem == "" {
				t.Errorf("%s: %+v", table.Title, table.Rows[0])
			}
		}
	}
	if diff := cmp.Diff([]string{"execution ", "Map, Pass items", "JSONata over 1,000 items "}, titles); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}

// Allocations of other processes are not known, and a difference may be lost.
func TestReported(t *testing.T) {
	f := figure{nanoseconds: 1, allocations: 2, bytes: 3}
	for _, c := range []struct {
		result      result
		allocations bool
		want        part.Figure
	}{
		{result{figure: f}, true, part.Figure{Values: []float64{1, 2, 3}}},
		{result{figure: f}, false, part.Figure{Values: []float64{1}}},
		{result{figure: figure{nanoseconds: -1}}, true, part.Figure{Problem: "lost in what it takes to read the input"}},
		{result{problem: "broken"}, true, part.Figure{Problem: "broken"}},
		{result{absent: true}, true, part.Figure{}},
	} {
		if diff := cmp.Diff(c.want, c.result.reported(c.allocations)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.result, diff)
		}
	}
}

func TestSpread(t *testing.T) {
	var texts []string
	for i := range 100 {
		texts = append(texts, strings.Repeat("x", i))
	}
	some := spread(texts)
	if len(some) != sampled || some[0] != texts[0] || some[1] != texts[4] || some[sampled-1] != texts[96] {
		t.Errorf("%d texts: %q", len(some), some)
	}
	if some := spread(texts[:3]); len(some) != 3 {
		t.Errorf("%d of 3 texts", len(some))
	}
}

// A definition that one peer refuses is none that all take.
func TestTaken(t *testing.T) {
	valid := chain("", 1, same(pass))
	twice := `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[` + inner("A", innerPass) + `]}},"QueryLanguage":"JSONata"}`
	got := taken([]peer{library{}, step{}}, []string{`{}`, valid, `[`})
	if len(got) != 1 || got[0] != valid {
		t.Errorf("taken by both: %q", got)
	}
	if got := taken([]peer{library{}}, []string{twice}); len(got) != 1 {
		t.Errorf("taken here: %q", got)
	}
}
