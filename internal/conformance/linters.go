package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goasl/goasl/asl"
)

// runLint parses the definitions of other linters' tests, and compares the verdict with
// theirs.
func runLint(args []string, out, diagnostics io.Writer) int {
	return runFiles(flag.NewFlagSet("lint", flag.ContinueOnError), args, out, diagnostics, checkLinters)
}

// fixture is a definition of another linter's tests, with the linter's verdict.
type fixture struct {
	file    string // its path below the folder
	verdict string // valid or invalid
	note    string
}

func readFixtures(folder string) ([]fixture, error) {
	text, err := os.ReadFile(filepath.Join(folder, "index.tsv"))
	if err != nil {
		return nil, err
	}
	var list []fixture
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) == 3 && (f[1] == valid || f[1] == invalid) {
			list = append(list, fixture{file: f[0], verdict: f[1], note: f[2]})
		}
	}
	return list, nil
}

// The verdicts.
const (
	valid   = "valid"
	invalid = "invalid"
)

func checkLinters(folders []string, id *regexp.Regexp) (report, error) {
	var r report
	tools := map[string]int{}
	for _, folder := range folders {
		fixtures, err := readFixtures(folder)
		if err != nil {
			return nil, err
		}
		for _, f := range fixtures {
			if !id.MatchString(f.file) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(f.file)))
			if err != nil {
				return nil, err
			}
			tool, _, _ := strings.Cut(f.file, "/")
			r = r.add(tools, tool, result{id: f.file, failure: f.check(text)})
		}
	}
	return r, nil
}

// check compares the verdict on the definition with the linter's.
func (f fixture) check(text []byte) *failure {
	_, err := asl.Parse(f.definition(text))
	switch {
	case err != nil && f.verdict == valid:
		return &failure{reason: "refused, said to be valid", diff: err.Error()}
	case err == nil && f.verdict == invalid:
		return &failure{reason: fmt.Sprintf("accepted, said to be invalid: %q", f.note)}
	}
	return nil
}

// definition returns the definition in a fixture, which may be the text of a TypeScript
// template literal, in which "\$" is a dollar sign, or the JSON string of a
// CloudFormation property.
func (f fixture) definition(text []byte) []byte {
	var quoted string
	if json.Unmarshal(text, &quoted) == nil {
		return []byte(quoted)
	}
	if strings.Contains(f.note, "[not-json]") {
		return []byte(strings.ReplaceAll(string(text), `\$`, "$"))
	}
	return text
}
