package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/bench/part"
)

func TestParseFlags(t *testing.T) {
	for _, args := range [][]string{{"-rounds", "0"}, {"-round", "0s"}, {"-run", "("}, {"-run", "a/("}, {"-nothing"}, {"core"}, {"-document", "d"}, {"-run", "core/Map", "-results", "r"}} {
		if _, err := parseFlags(args, io.Discard); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
	o, err := parseFlags([]string{"-run", "core/Map|Task", "-quick"}, io.Discard)
	if err != nil || !o.parts.MatchString("core") || o.parts.MatchString("server") || o.Selected.String() != "Map|Task" || !o.Quick {
		t.Errorf("%+v, %v", o, err)
	}
}

// Each part has a folder with a program that knows it, and a block of the document with its
// picture.
func TestParts(t *testing.T) {
	document, err := os.ReadFile("../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		main, err := os.ReadFile(filepath.Join(p.folder, "main.go"))
		if err != nil || !strings.Contains(string(main), fmt.Sprintf("%q: measure", p.part)) {
			t.Errorf("%s: no program measures it: %v", p.part, err)
		}
		if _, err := replaceBlock(string(document), p.command(), ""); err != nil {
			t.Error(err)
		}
	}
}

// The document and its pictures are what the results give.
func TestDocument(t *testing.T) {
	all, err := readResults("results.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if _, ok := all[p.part]; !ok {
			t.Errorf("there are no results of %s", p.part)
		}
	}
	document, err := os.ReadFile("../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := all.render(string(document))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if name == "" {
			name = "performance.md"
		} else if !strings.Contains(string(document), "]("+name+")") {
			t.Errorf("performance.md does not show %s", name)
		}
		if got, err := os.ReadFile(filepath.Join("../docs", name)); err != nil || string(got) != want {
			t.Errorf("%s is not what bench/results.json gives: write it with go run ./bench -run '^$' -results bench/results.json -document docs/performance.md", name)
		}
	}
	pictures, err := filepath.Glob("../docs/performance-*.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range pictures {
		if _, ok := files[filepath.Base(file)]; !ok {
			t.Errorf("nothing writes %s", file)
		}
	}
}

// figures are times, amounts and ratios.
var figures = regexp.MustCompile(`\d[\d.,]*( ?(ns|µs|ms|s|seconds|minutes|KiB|MiB|GB|MB|kB)\b| ?(×|%)| (times|percent))`)

// code is what a reader types.
var code = regexp.MustCompile("`[^`]*`")

// Outside its blocks, the document has no figures that another run would make wrong.
func TestProse(t *testing.T) {
	text, err := os.ReadFile("../docs/performance.md")
	if err != nil {
		t.Fatal(err)
	}
	inBlock := false
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "```") {
			inBlock = !inBlock
		}
		if figure := figures.FindString(code.ReplaceAllString(line, "")); figure != "" && !inBlock {
			t.Errorf("the document says %q outside of a block: %s", figure, line)
		}
	}
}

// A run keeps the results of parts that it does not measure, says which part failed, and writes
// what it has.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a":      "#!/bin/sh\necho '{\"tables\": [{\"title\": \"'$1'\", \"measures\": [{\"name\": \"time\", \"unit\": \"ns\"}], \"peers\": [\"own\"], \"rows\": [{\"name\": \"x\", \"figures\": [{\"values\": [1]}]}]}]}'\n",
		"broken": "#!/bin/sh\necho this one breaks >&2\nexit 3\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "results.json")
	if err := (results{"kept": Result{Run: Run{Go: "go1.0"}}}).write(file); err != nil {
		t.Fatal(err)
	}
	o, err := parseFlags([]string{"-results", file, "-run", "a|broken"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	build := func(p program) (string, error) { return filepath.Join(dir, p.folder), nil }
	var out strings.Builder
	err = run(t.Context(), []program{{part: "broken", folder: "broken"}, {part: "a", folder: "a"}, {part: "other"}}, build, o, &out)
	if err == nil || !strings.Contains(err.Error(), "part broken: ") {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(out.String(), "== a\n") || !strings.Contains(out.String(), "1.00 ns") {
		t.Errorf("it prints\n%s", &out)
	}
	all, err := readResults(file)
	if err != nil || len(all) != 2 || all["kept"].Run.Go != "go1.0" || all["a"].Report.Tables[0].Title != "a" || all["a"].Run.Cores < 1 {
		t.Errorf("results %+v, %v", all, err)
	}
}

// The part itself, and the way to it: a program is built and run.
func TestBuild(t *testing.T) {
	file, err := builder(t.TempDir(), ".")(program{part: "distributed", folder: "distributed"})
	if err != nil {
		t.Fatal(err)
	}
	o, err := parseFlags([]string{"-quick", "-run", "/^1,000$"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	report, err := program{part: "distributed"}.measure(t.Context(), file, o.Settings)
	if err != nil || len(report.Tables) != 1 || len(report.Tables[0].Rows) != 1 || report.Seconds < 1 {
		t.Errorf("%+v, %v", report, err)
	}
	if _, err := builder(t.TempDir(), ".")(program{folder: "none"}); err == nil {
		t.Error("a program without a folder is built")
	}
}

// Values have four digits, and what is read is what was written.
func TestWrite(t *testing.T) {
	report := part.Report{Tables: []part.Table{{Title: "a", Rows: []part.Row{{Name: "b {\n", Figures: []part.Figure{{Values: []float64{123456, 0.123456}}, {Problem: "}"}}}}}}}
	round(&report)
	if got := report.Tables[0].Rows[0].Figures[0].Values; !cmp.Equal(got, []float64{123500, 0.1235}) {
		t.Errorf("rounded: %v", got)
	}
	file := filepath.Join(t.TempDir(), "results.json")
	want := results{"a": {Report: report}, "b": {Report: report}}
	if err := want.write(file); err != nil {
		t.Fatal(err)
	}
	got, err := readResults(file)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), `{"name":`) != 2 || strings.Count(string(text), "\n") > 60 {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestReadResults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	for _, name := range []string{"", file} {
		if all, err := readResults(name); err != nil || len(all) > 0 {
			t.Errorf("%q: %v, %v", name, all, err)
		}
	}
	if err := os.WriteFile(file, []byte("["), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readResults(file); err == nil {
		t.Error("what is no JSON is taken")
	}
}

// What a head says is of all runs, each once.
func TestHead(t *testing.T) {
	one, other := Run{Go: "go1.25", Cores: 2}, Run{Go: "go1.26", Cores: 2, Quick: true}
	all := results{
		parts[0].part: {one, part.Report{Seconds: 50}}, parts[1].part: {Run: other}, parts[2].part: {one, part.Report{Seconds: 20}},
	}
	lines := slices.Collect(strings.Lines(all.head()))
	if len(lines) < 2 || !strings.Contains(lines[0], "go1.25") || strings.Contains(lines[0], "QUICK") || !strings.HasSuffix(lines[0], "; took 1m10s\n") || !strings.Contains(lines[1], "QUICK") {
		t.Errorf("%q", lines)
	}
}

func TestReplaceBlock(t *testing.T) {
	const command = "go run ./bench -run x"
	head := "a\n<!-- " + command + " -->\n```\n"
	got, err := replaceBlock(head+"old\n```\nb\n```\nc\n```\n", command, "new\n")
	if want := head + "new\n```\nb\n```\nc\n```\n"; got != want || err != nil {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if got, err = replaceBlock(head+"```\n", command, "new\n"); err != nil || !strings.Contains(got, "new") {
		t.Errorf("an empty block: %q, %v", got, err)
	}
	for _, document := range []string{"", "<!-- " + command + " -->\n", head + "old\n"} {
		if _, err := replaceBlock(document, command, "new\n"); err == nil {
			t.Errorf("%q is taken", document)
		}
	}
}
