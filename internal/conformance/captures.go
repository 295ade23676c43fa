package main

import (
	"flag"
	"io"
	"regexp"
	"slices"

	"github.com/goasl/goasl/internal/conformance/captures"
)

// runCaptures runs exchanges with the service that were captured from outside.
func runCaptures(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("captures", flag.ContinueOnError)
	kind := flags.String("kind", "", "run only the captures of this kind")
	rebuild := rebuildFlags(flags)
	return runFiles(flags, args, out, diagnostics, func(paths []string, id *regexp.Regexp) (report, error) {
		s, err := rebuild()
		if err != nil {
			return nil, err
		}
		all, err := captures.Load(paths...)
		if err != nil {
			return nil, err
		}
		return checkCaptures(all, *kind, id, s), nil
	})
}

// checkCaptures runs the captures of a kind whose id matches, in groups by topic. With
// kind "" it runs all kinds, in groups by kind.
func checkCaptures(all []*captures.Capture, kind string, id *regexp.Regexp, s settings) report {
	var r report
	groups := map[string]int{}
	for _, c := range all {
		if kind != "" && c.Kind != kind || !id.MatchString(c.ID) {
			continue
		}
		group := c.Kind
		if kind != "" {
			group = c.Topic
		}
		r = r.add(groups, group, checkCapture(c, s))
	}
	return r
}

// checkCapture runs a capture, if its kind can be played.
func checkCapture(c *captures.Capture, s settings) result {
	check := captureCheck(c)
	if check == nil {
		return result{id: c.ID, skipped: "kind " + c.Kind + " is not played yet"}
	}
	return result{id: c.ID, failure: s.each(func(s settings) *failure { return check(c, s) })}
}

// captureCheck returns the function that checks a capture, nil if its kind cannot be played.
func captureCheck(c *captures.Capture) func(*captures.Capture, settings) *failure {
	switch {
	case redrivenMaps[c.ID].execution != "":
		return checkRedrivenMap
	case c.Kind == "map_run":
		return checkMapRun
	case c.Kind == "redrive", slices.ContainsFunc(c.Steps, isRedrive):
		return checkRedrives
	case c.Kind == "test_state":
		return checkTestStates
	case c.Kind == "validation":
		return checkValidations
	case c.Kind == "execution":
		return checkExecutions
	}
	return nil
}

// checkExecutions plays the executions of a capture.
func checkExecutions(c *captures.Capture, s settings) *failure {
	list, err := executions(c)
	if err != nil {
		return because(err)
	}
	for _, e := range list {
		if f := checkCase(e, s); f != nil {
			return f
		}
	}
	return nil
}
