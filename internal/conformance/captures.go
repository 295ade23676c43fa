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
	res := result{id: c.ID}
	switch {
	case redrivenMaps[c.ID].execution != "":
		res.failure = checkRedrivenMap(c, s)
		return res
	case c.Kind == "map_run":
		res.failure = checkMapRun(c, s)
		return res
	case c.Kind == "redrive", slices.ContainsFunc(c.Steps, isRedrive):
		res.failure = checkRedrives(c, s)
		return res
	case c.Kind == "test_state":
		res.failure = checkTestStates(c)
		return res
	case c.Kind == "validation":
		res.failure = checkValidations(c)
		return res
	case c.Kind != "execution":
		res.skipped = "kind " + c.Kind + " is not played yet"
		return res
	}
	list, err := executions(c)
	if err != nil {
		res.failure = because(err)
		return res
	}
	for _, e := range list {
		if res.failure = checkCase(e, s); res.failure != nil {
			return res
		}
	}
	return res
}
