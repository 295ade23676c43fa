package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// pathCase is a path with the result of the service's JSONPath engine.
type pathCase struct {
	N        int             `json:"n"`
	Group    string          `json:"group"`
	Path     string          `json:"path"`
	Document json.RawMessage `json:"document"`
	Definite *bool           `json:"definite"`
	Expected json.RawMessage `json:"expected"`
	Error    string          `json:"error"` // "InvalidPathException: text"
	Newer    json.RawMessage `json:"jayway_3_0_0"`
	Source   string          `json:"source"`
}

// recordedTexts is the group whose error messages come from the service itself. In
// other groups only the kind of result is compared.
const recordedTexts = "aws-evidence"

// runJSONPath runs files of such cases over package jsonpath.
func runJSONPath(args []string, out, diagnostics io.Writer) int {
	return runFiles(flag.NewFlagSet("jsonpath", flag.ContinueOnError), args, out, diagnostics, checkPaths)
}

// checkPaths runs the cases of the files, group by group.
func checkPaths(files []string, id *regexp.Regexp) (report, error) {
	var r report
	groups := make(map[string]int)
	for _, file := range files {
		list, err := readPathCases(file)
		if err != nil {
			return nil, err
		}
		for i := range list {
			c := &list[i]
			name := fmt.Sprintf("%s/%d %s", c.Group, c.N, c.Path)
			if id.MatchString(name) {
				r = r.add(groups, c.Group, result{id: name, failure: c.check()})
			}
		}
	}
	return r, nil
}

func readPathCases(file string) ([]pathCase, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	var list []pathCase
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return list, nil
}

// check returns why the case fails, nil if it passes.
func (c *pathCase) check() *failure {
	path, err := jsonpath.Compile(c.Path)
	var got json.RawMessage
	if err == nil {
		got, err = path.Query(c.Document)
	}
	switch {
	case c.Error != "" && err == nil:
		return &failure{reason: fmt.Sprintf("%s, want the error %s", got, c.Error)}
	case c.Error != "":
		return c.checkText(err)
	case err != nil:
		return &failure{reason: fmt.Sprintf("error %v, want %s", err, c.Expected)}
	case c.Definite != nil && *c.Definite != path.Definite():
		return &failure{reason: fmt.Sprintf("definite: %v, want %v", path.Definite(), *c.Definite)}
	}
	want, err := jsonvalue.Parse(c.Expected)
	if err != nil {
		return because(err)
	}
	if diff := cmp.Diff(want.Compact().String(), string(got)); diff != "" {
		return &failure{reason: "another value", diff: diff}
	}
	return nil
}

func (c *pathCase) checkText(err error) *failure {
	if c.Group != recordedTexts {
		return nil
	}
	if _, want, _ := strings.Cut(c.Error, ": "); err.Error() != want {
		return &failure{reason: fmt.Sprintf("error %q, want %q", err, want)}
	}
	return nil
}
