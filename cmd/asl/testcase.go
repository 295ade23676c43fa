package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
)

// problem says how an execution ended other than expected, "" if it did not. Without an
// expectation it has to succeed.
func (want caseEntry) problem(result *asl.Result, err error) string {
	switch {
	case result == nil || err != nil && result.Error == nil:
		return fmt.Sprint(err)
	case want.Error != "" && err == nil:
		return fmt.Sprintf("the execution succeeded; want the error %s", want.Error)
	case want.Error != "" && result.Error.ErrorName() != want.Error:
		return verdict(result) + "; want the error " + want.Error
	case want.Error == "" && err != nil:
		return verdict(result)
	case want.Output != nil && !equalJSON(want.Output, result.Output):
		return fmt.Sprintf("the output is %s; want %s", compact(result.Output), compact(want.Output))
	}
	return ""
}

// equalJSON compares values; the order of members and spaces do not count.
func equalJSON(a, b []byte) bool {
	x, err := jsonvalue.Parse(a)
	if err != nil {
		return false
	}
	y, err := jsonvalue.Parse(b)
	return err == nil && jsonvalue.Equal(x, y)
}

// printResults writes a line for each case, what is wrong with it below, and a summary.
func printResults(s screen, results []caseResult) {
	width, passed := 0, 0
	for _, r := range results {
		width = max(width, utf8.RuneCountInString(diag.Printable(r.Case)))
	}
	const indent = "      "
	for _, r := range results {
		verdict := s.paint(red, "FAIL  ")
		if r.Passed {
			verdict = s.paint(green, "ok    ")
			passed++
		}
		took := length(time.Duration(r.Seconds * float64(time.Second)))
		s.line(verdict, pad(diag.Printable(r.Case), width), padLeft(took, 10))
		for line := range strings.Lines(r.Problem) {
			s.line(indent, printableLines(line))
		}
		for _, text := range r.Unused {
			s.line(indent, s.paint(yellow, "unused: "), diag.Printable(text))
		}
	}
	s.line()
	s.line(fmt.Sprintf("%d of %s passed", passed, count(len(results), "case")))
}
