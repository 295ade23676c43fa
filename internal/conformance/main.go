// Conformance runs recorded cases against this module.
//
//	go run ./internal/conformance aws [-v] [-run REGEXP] [-restore | -journal | -resume] PATH…
//	go run ./internal/conformance captures [-v] [-run REGEXP] [-kind KIND] [-restore | -journal | -resume] PATH…
//	go run ./internal/conformance recorded [-v] [-run REGEXP] [-restore | -journal | -resume] PATH…
//	go run ./internal/conformance wire [-v] [-run REGEXP] [-clients N] PATH…
//	go run ./internal/conformance claims [-v] [-run REGEXP] FILE…
//	go run ./internal/conformance parse [-v] [-run REGEXP] PATH…
//	go run ./internal/conformance lint [-v] [-run REGEXP] FOLDER…
//	go run ./internal/conformance jsonpath [-v] [-run REGEXP] FILE…
//	go run ./internal/conformance jsonata [-v] [-messages] [-run REGEXP] FILE…
//
// The first argument is the kind of recordings at the paths:
//
//   - aws: cases recorded from AWS Step Functions, each a JSON file
//   - captures: complete exchanges with the service, of kinds of which some are not played
//     yet
//   - recorded: published responses of the service; recorded.tsv says how each is played, or
//     why it is not
//   - wire: captures and cases, as far as they concern the API, sent to a server by boto3
//   - claims: what others measured on the service; claims.tsv lists the claims that do not
//     hold, with the reasons
//   - parse: published definitions, which must be accepted unless they are known to be
//     broken
//   - lint: the definitions of other linters' tests, with their verdicts
//   - jsonpath: lists of paths with the results of the service's engine
//   - jsonata: expressions with the results of jsonata-js, one in each line
//
// The summary has a line for each folder or group, with the numbers of cases that
// passed and failed, and ends with "N passed, N failed"; both also count cases that
// were not played, if there are any. The exit status is 1 if a case failed, and 2 if
// the cases cannot be run.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// corpora are the kinds of recordings, by their arguments.
var corpora = []struct {
	name, usage string
	run         func(args []string, out, diagnostics io.Writer) int
}{
	{"aws", "aws [-v] [-run REGEXP] [-restore | -journal | -resume] PATH…", runAWS},
	{"captures", "captures [-v] [-run REGEXP] [-kind KIND] [-restore | -journal | -resume] PATH…", runCaptures},
	{"recorded", "recorded [-v] [-run REGEXP] [-restore | -journal | -resume] PATH…", runRecorded},
	{"wire", "wire [-v] [-run REGEXP] [-clients N] PATH…", runWire},
	{"claims", "claims [-v] [-run REGEXP] FILE…", runClaims},
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
