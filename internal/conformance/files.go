package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"slices"
)

var errNoPath = errors.New("no path given")

// runFiles runs cases that are in files. It adds the flags that all kinds of cases
// have, and reads them. check gets the paths and the regular expression for ids.
func runFiles(flags *flag.FlagSet, args []string, out, diagnostics io.Writer, check func(paths []string, id *regexp.Regexp) (report, error)) int {
	flags.SetOutput(diagnostics)
	verbose := flags.Bool("v", false, "print how each case fails")
	selected := flags.String("run", "", "run only the cases whose id matches this regular expression")
	if err := flags.Parse(args); err != nil {
		return unusable
	}
	results, err := checkFiles(flags.Args(), *selected, check)
	if err == nil {
		err = results.print(out, *verbose)
	}
	if err != nil {
		fmt.Fprintln(diagnostics, "conformance:", err)
		return unusable
	}
	if slices.ContainsFunc(results, func(f folderResults) bool { return f.failed() > 0 }) {
		return failed
	}
	return passed
}

func checkFiles(paths []string, selected string, check func([]string, *regexp.Regexp) (report, error)) (report, error) {
	if len(paths) == 0 {
		return nil, errNoPath
	}
	id, err := regexp.Compile(selected)
	if err != nil {
		return nil, err
	}
	return check(paths, id)
}
