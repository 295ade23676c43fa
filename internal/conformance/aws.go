package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"

	"github.com/goasl/goasl/internal/conformance/cases"
)

var errNoPath = errors.New("no path given")

// runAWS runs the cases recorded from AWS below the paths.
func runAWS(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("aws", flag.ContinueOnError)
	flags.SetOutput(diagnostics)
	verbose := flags.Bool("v", false, "print the first difference of each case that fails")
	selected := flags.String("run", "", "run only the cases whose id matches this regular expression")
	restore := flags.Bool("restore", false, "rebuild the execution from a snapshot between any two steps")
	todo := flags.String("todo", "", "rewrite this file with the ids of the cases that fail")
	if err := flags.Parse(args); err != nil {
		return unusable
	}
	fail := func(err error) int {
		fmt.Fprintln(diagnostics, "conformance:", err)
		return unusable
	}
	id, err := regexp.Compile(*selected)
	if err != nil {
		return fail(err)
	}
	if *todo != "" && *selected != "" {
		return fail(errors.New("-todo needs all cases, it does not go with -run"))
	}
	if flags.NArg() == 0 {
		return fail(errNoPath)
	}
	folders, err := cases.Load(flags.Args()...)
	if err != nil {
		return fail(err)
	}
	results := check(folders, id, settings{restore: *restore})
	if *todo != "" {
		if err := writeTodo(*todo, results.failing()); err != nil {
			return fail(err)
		}
	}
	if err := results.print(out, *verbose); err != nil {
		return fail(err)
	}
	if len(results.failing()) > 0 {
		return failed
	}
	return passed
}

// check runs the cases whose id matches.
func check(folders []cases.Folder, id *regexp.Regexp, s settings) report {
	var r report
	for _, f := range folders {
		var entry folderResults
		entry.name = f.Name
		for _, c := range f.Cases {
			if id.MatchString(c.ID) {
				entry.results = append(entry.results, result{id: c.ID, failure: checkCase(c, s)})
			}
		}
		if entry.results != nil {
			r = append(r, entry)
		}
	}
	return r
}
