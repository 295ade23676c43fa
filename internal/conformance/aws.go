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
	rebuild := rebuildFlags(flags)
	return runFiles(flags, args, out, diagnostics, func(paths []string, id *regexp.Regexp) (report, error) {
		s, err := rebuild()
		if err != nil {
			return nil, err
		}
		folders, err := cases.Load(paths...)
		if err != nil {
			return nil, err
		}
		return check(folders, id, s), nil
	})
}

// rebuildFlags adds the flags that say how executions are run.
func rebuildFlags(flags *flag.FlagSet) func() (settings, error) {
	restore := flags.Bool("restore", false, "rebuild the execution from a snapshot between any two steps")
	journal := flags.Bool("journal", false, "rebuild the execution from its first snapshot and its journal at its end")
	resume := flags.Bool("resume", false, "resume the execution from each of its checkpoints")
	return func() (settings, error) {
		switch {
		case *restore && *journal || *restore && *resume || *journal && *resume:
			return settings{}, errors.New("-restore, -journal and -resume do not go together")
		case *restore:
			return settings{rebuild: statetest.FromSnapshots}, nil
		case *journal:
			return settings{rebuild: statetest.FromJournal}, nil
		}
		return settings{resume: *resume}, nil
	}
}

// check runs the cases whose id matches.
func check(folders []cases.Folder, id *regexp.Regexp, s settings) report {
	var r report
	for _, f := range folders {
		var entry folderResults
		entry.name = f.Name
		for _, c := range f.Cases {
			if id.MatchString(c.ID) {
				f := s.each(func(s settings) *failure { return checkCase(c, s) })
				entry.results = append(entry.results, result{id: c.ID, failure: f})
			}
		}
		if entry.results != nil {
			r = append(r, entry)
		}
	}
	return r
}
