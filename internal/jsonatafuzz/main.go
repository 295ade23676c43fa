// Jsonatafuzz compares package jsonata with jsonata-js, over mutated expressions of a
// suite.
//
//	npm install --prefix FOLDER jsonata@2.2.2
//	go run ./internal/jsonatafuzz -reference FOLDER [-aws] [-n 20000] [-seed 1] [-suite FILE] [-examples 3]
//
// It needs Node. With -aws it compares the language of Step Functions, whose reference
// is jsonata@2.0.6. The same seed makes the same expressions. The report has a line for
// each class of differences, with examples, and at the end the number of answers that
// differ. The exit status is 1 if more than 0.2 % differ, and 2 if the comparison
// cannot be made.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/goasl/goasl/jsonata"
)

// tolerated is the fraction of answers that may differ.
const tolerated = 0.002

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("jsonatafuzz", flag.ContinueOnError)
	flags.SetOutput(diagnostics)
	n := flags.Int("n", 20000, "how many expressions to compare")
	seed := flags.Uint64("seed", 1, "what the expressions are made from")
	suite := flags.String("suite", "../shared/jsonata/suite.jsonl", "the cases to mutate")
	folder := flags.String("reference", "", "the folder with node_modules/jsonata")
	aws := flags.Bool("aws", false, "compare the language of Step Functions")
	examples := flags.Int("examples", 3, "how many examples to print for each class")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	profile := jsonata.Latest
	if *aws {
		profile = jsonata.AWS
	}
	list, err := readSuite(*suite)
	if err != nil {
		fmt.Fprintln(diagnostics, "jsonatafuzz:", err)
		return 2
	}
	r := &reference{folder: *folder, now: time.Date(2024, 2, 29, 13, 14, 15, 678e6, time.UTC)}
	defer r.stop()
	m := newMutator(*seed, list)
	var found report
	for range *n {
		q := m.next()
		if *aws && strings.Contains(q.Expr, "$eval") {
			continue // Step Functions does not have it
		}
		want, err := r.ask(q)
		if err != nil {
			fmt.Fprintln(diagnostics, "jsonatafuzz:", err)
			return 2
		}
		found.add(q, want, here(q, r.now, profile))
	}
	found.print(out, *examples)
	if float64(found.different) > tolerated*float64(found.compared) {
		return 1
	}
	return 0
}
