// Command bench measures this library and its peers on the same work, in one run on one machine,
// and prints what each takes:
//
//	npm install --prefix bench --no-package-lock   (once, for the peers in Node)
//	go run ./bench
//
// It runs the parts one after another, each as a program of its own. What needs something that is
// not on the machine, such as Node, is left out, and named.
//
//	-run PART/WORK     does only parts and works whose names match these regular expressions
//	-rounds N          measures each work N times, short ones more often and long ones less
//	-round DURATION    is the least time of a round of a peer
//	-quick             does smaller works, once
//	-npm FOLDER        is where node_modules is
//	-definitions DIR   is where published definitions are
//	-results FILE      keeps the results in FILE, beside those of parts that do not run
//	-document FILE     writes these results into FILE and the pictures beside it
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"

	"github.com/goasl/goasl/bench/part"
	"github.com/goasl/goasl/bench/view"
)

// options are the values of the flags.
type options struct {
	part.Settings
	parts             *regexp.Regexp
	results, document string
}

func main() {
	o, err := parseFlags(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		err = bench(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// parseFlags reads the command line.
func parseFlags(args []string, diagnostics io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(diagnostics)
	o.Register(flags)
	selected := flags.String("run", "", "do only parts, and after a slash works, whose names match")
	flags.StringVar(&o.results, "results", "", "the file in which results are kept")
	flags.StringVar(&o.document, "document", "", "the document that is written")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%q: there are only flags", flags.Args())
	}
	if o.document != "" && o.results == "" {
		return o, errors.New("-document writes what is in -results: name a file there")
	}
	name, work, some := strings.Cut(*selected, "/")
	if some && o.results != "" {
		return o, errors.New("-results keeps whole parts: leave works out of -run")
	}
	if o.parts, err = regexp.Compile(name); err != nil {
		return o, err
	}
	return o, o.Check(work)
}

// bench runs the parts of this repository.
func bench(ctx context.Context, o options) error {
	programs, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(programs)
	return run(ctx, parts, builder(programs, "bench"), o, os.Stdout)
}

// run measures the parts that are selected, prints what they report, and writes results and
// document if the flags name them. A part that fails does not stop the others.
func run(ctx context.Context, parts []program, build func(program) (string, error), o options, out io.Writer) error {
	all, err := readResults(o.results)
	if err != nil {
		return err
	}
	now := thisRun(o.Settings)
	var problems []error
	for _, p := range parts {
		if !o.parts.MatchString(p.part) {
			continue
		}
		fmt.Fprintf(out, "== %s\n", p.part)
		var report *part.Report
		file, err := build(p)
		if err == nil {
			report, err = p.measure(ctx, file, o.Settings)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("part %s: %w", p.part, err))
			continue
		}
		all[p.part] = Result{Run: now, Report: *report}
		fmt.Fprintln(out, view.Text(*report))
	}
	if o.results != "" {
		problems = append(problems, all.write(o.results))
	}
	if o.document != "" {
		problems = append(problems, all.writeDocument(o.document))
	}
	return errors.Join(problems...)
}
