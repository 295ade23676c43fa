package main

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// refusedTable lists the published definitions that the service refuses: the beginning
// of the file's name, the place and the code of the first problem, and the reason.
//
//go:embed refused.tsv
var refusedTable string

// refusal is a line of the table.
type refusal struct {
	place string // "" if it is not known
	code  string
	why   string
}

func refusals() map[string]refusal {
	table := map[string]refusal{}
	for line := range strings.Lines(refusedTable) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 4 {
			table[f[0]] = refusal{place: f[1], code: f[2], why: f[3]}
		}
	}
	return table
}

// runParse parses published definitions.
func runParse(args []string, out, diagnostics io.Writer) int {
	return runFiles(flag.NewFlagSet("parse", flag.ContinueOnError), args, out, diagnostics, checkPublished)
}

func checkPublished(paths []string, id *regexp.Regexp) (report, error) {
	known := refusals()
	var r report
	for _, path := range paths {
		files, err := definitionsIn(path)
		if err != nil {
			return nil, err
		}
		folder := folderResults{name: filepath.Base(path)}
		for _, file := range files {
			name := filepath.Base(file)
			if !id.MatchString(name) {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			number, _, _ := strings.Cut(name, "_")
			folder.results = append(folder.results, result{id: name, failure: checkParse(text, known[number])})
		}
		r = append(r, folder)
	}
	return r, nil
}

// definitionsIn returns the JSON files of a folder, or the file itself.
func definitionsIn(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	return filepath.Glob(filepath.Join(path, "*.json"))
}

// checkParse parses a definition. It must be accepted, or refused as the table says.
func checkParse(text []byte, known refusal) *failure {
	_, err := asl.Parse(text)
	var problems diag.List
	errors.As(err, &problems)
	switch {
	case err == nil && known.code != "":
		return &failure{reason: "accepted, although " + known.why}
	case err != nil && known.code == "":
		return &failure{reason: "refused", diff: err.Error()}
	case err == nil:
		return nil
	}
	first := problems[0]
	if first.Code != known.code || known.place != "" && first.Pos.String() != known.place {
		return &failure{reason: fmt.Sprintf("refused otherwise than because %s, at %s", known.why, known.place), diff: err.Error()}
	}
	return nil
}
