// Command bench runs this library and its peers on the same work, in one run on one
// machine, and prints the time and the memory that each takes:
//
//	npm install --prefix bench --no-package-lock   (once, for the peers in Node)
//	go run ./bench
//
// Each peer gets JSON text and must return JSON text, whose value is compared before
// anything is measured. A time is that of one unit of the work, of a transition for
// example: the median of several rounds, in which the peers take turns. Below each
// table are the reasons for missing figures.
//
//	-run REGEXP        does only works whose names match
//	-rounds N          measures each of them N times
//	-round DURATION    is the least time of a round of a peer
//	-npm FOLDER        is where node_modules is
//	-definitions DIR   is where published definitions are, for parsing
//	-document FILE     writes the result into FILE, into the block below the command
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
)

// settings are the values of the flags.
type settings struct {
	selected    *regexp.Regexp
	rounds      int
	round       time.Duration
	npm         string
	definitions string
	document    string
}

func main() {
	s, err := parseFlags(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = run(s, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// parseFlags reads the command line.
func parseFlags(args []string, diagnostics io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(diagnostics)
	selected := flags.String("run", "", "do only works whose names match this regular expression")
	flags.IntVar(&s.rounds, "rounds", 5, "how often each work is measured")
	flags.DurationVar(&s.round, "round", 100*time.Millisecond, "how long a round of a peer takes, at least")
	flags.StringVar(&s.npm, "npm", "bench", "the folder with node_modules")
	flags.StringVar(&s.definitions, "definitions", "../shared/definitions", "the folder with published definitions")
	flags.StringVar(&s.document, "document", "", "the document whose block is written")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if s.rounds < 1 {
		return s, fmt.Errorf("-rounds %d: want at least one", s.rounds)
	}
	if s.round <= 0 {
		return s, fmt.Errorf("-round %s: want a time above zero", s.round)
	}
	var err error
	s.selected, err = regexp.Compile(*selected)
	return s, err
}

// run measures and prints, and writes the document if the flags name one.
func run(s settings, out io.Writer) error {
	var text strings.Builder
	if s.document != "" {
		out = io.MultiWriter(out, &text)
	}
	programs, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(programs)
	b := newBench(s, programs)
	defer b.close()
	if err := b.run(out); err != nil {
		return err
	}
	if s.document == "" {
		return nil
	}
	return writeBlock(s.document, text.String())
}
