// Conformance runs recorded cases against this module.
//
//	go run ./internal/conformance aws [-v] [-run REGEXP] [-restore | -journal] [-todo FILE] PATH…
//	go run ./internal/conformance captures [-v] [-run REGEXP] [-kind KIND] [-restore | -journal] PATH…
//	go run ./internal/conformance recorded [-v] [-run REGEXP] [-restore | -journal] PATH…
//	go run ./internal/conformance parse [-v] [-run REGEXP] PATH…
//	go run ./internal/conformance lint [-v] [-run REGEXP] FOLDER…
//	go run ./internal/conformance jsonpath [-v] [-run REGEXP] FILE…
//	go run ./internal/conformance jsonata [-v] [-messages] [-run REGEXP] FILE…
//
// The first argument says what kind of recording the paths hold: "aws", cases
// recorded from the real AWS Step Functions, each a JSON file; "captures", exchanges
// with the service that were captured whole, of kinds of which some are not played
// yet; "recorded", what others published of the service's answers, of which
// recorded.tsv says how each is played, or why it is not; "parse", definitions that
// people published, which have to be accepted but for those that are known to be
// broken; "lint", the definitions that other linters are tested with, and their
// verdict on each; "jsonpath", paths with the answers of the engine that the service
// uses, each file a list of them; "jsonata", expressions with the answers of
// jsonata-js, one on each line.
// The summary has a line for every folder or group with the number of cases that
// passed and that failed, and closes with "N passed, N failed"; both count those that
// were not played, if there are any. The exit status is 1 if a case failed, and 2 if
// the cases cannot be run at all.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// corpora are the kinds of recordings, by the argument that names them.
var corpora = []struct {
	name, usage string
	run         func(args []string, out, diagnostics io.Writer) int
}{
	{"aws", "aws [-v] [-run REGEXP] [-restore | -journal] [-todo FILE] PATH…", runAWS},
	{"captures", "captures [-v] [-run REGEXP] [-kind KIND] [-restore | -journal] PATH…", runCaptures},
	{"recorded", "recorded [-v] [-run REGEXP] [-restore | -journal] PATH…", runRecorded},
	{"parse", "parse [-v] [-run REGEXP] PATH…", runParse},
	{"lint", "lint [-v] [-run REGEXP] FOLDER…", runLint},
	{"jsonpath", "jsonpath [-v] [-run REGEXP] FILE…", runJSONPath},
	{"jsonata", "jsonata [-v] [-messages] [-run REGEXP] FILE…", runJSONata},
}

// Exit statuses.
const (
	passed   = 0
	failed   = 1
	unusable = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, diagnostics io.Writer) int {
	if len(args) > 0 {
		for _, c := range corpora {
			if c.name == args[0] {
				return c.run(args[1:], out, diagnostics)
			}
		}
	}
	var usage strings.Builder
	for _, c := range corpora {
		fmt.Fprintf(&usage, "usage: conformance %s\n", c.usage)
	}
	fmt.Fprint(diagnostics, usage.String())
	return unusable
}
