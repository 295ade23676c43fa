package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseFlags(t *testing.T) {
	for _, args := range [][]string{{"-rounds", "0"}, {"-round", "0s"}, {"-run", "("}, {"-nothing"}} {
		if _, err := parseFlags(args, io.Discard); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}

// Without Node, packages and definitions it runs and says what is left out, and
// writes the document.
func TestRunSaysWhatIsLeftOut(t *testing.T) {
	empty := t.TempDir()
	t.Setenv("PATH", empty)
	document := filepath.Join(empty, "document.md")
	if err := os.WriteFile(document, []byte(command+"\n```\n```\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"-npm", empty, "-definitions", filepath.Join(empty, "none"), "-document", document,
		"-run", `^Pass, 20 B$|^\$sum`, "-rounds", "1", "-round", "1ms",
	}
	s, err := parseFlags(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(s, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"left out: the peers in Node", "left out: published definitions", "coinbase/step", "Pass, 20 B", "$sum("} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing says %q:\n%s", want, &out)
		}
	}
	text, err := os.ReadFile(document)
	if err != nil || !strings.Contains(string(text), out.String()) {
		t.Errorf("the document is %v\n%s", err, text)
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
