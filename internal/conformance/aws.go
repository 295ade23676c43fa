package main

import (
	"errors"
	"flag"
	"io"
	"regexp"

	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/state/statetest"
)

// runAWS runs the cases recorded from AWS below the paths.
func runAWS(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("aws", flag.ContinueOnError)
	restore := flags.Bool("restore", false, "rebuild the execution from a snapshot between any two steps")
	journal := flags.Bool("journal", false, "rebuild the execution from its first snapshot and its journal at its end")
	todo := flags.String("todo", "", "rewrite this file with the ids of the cases that fail")
	return runFiles(flags, args, out, diagnostics, func(paths []string, id *regexp.Regexp) (report, error) {
		rebuild := statetest.Never
		switch {
		case *todo != "" && id.String() != "":
			return nil, errors.New("-todo needs all cases, it does not go with -run")
		case *restore && *journal:
			return nil, errors.New("-restore and -journal do not go together")
		case *restore:
			rebuild = statetest.FromSnapshots
		case *journal:
			rebuild = statetest.FromJournal
		}
		folders, err := cases.Load(paths...)
		if err != nil {
			return nil, err
		}
		results := check(folders, id, settings{rebuild: rebuild})
		if *todo != "" {
			err = writeTodo(*todo, results.failing())
		}
		return results, err
	})
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
