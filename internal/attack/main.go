// Attack tries to exhaust, to hang and to mislead this module, and says what held.
//
//	go run ./internal/attack [-run REGEXP] [-quick] [-list]
//
// Each attack runs in a process of its own, whose address space the operating system
// limits; that works on Linux only. A line for each tells its name, how long it took, the
// peak of its memory, and how it ended. An attack fails if the outcome is not the one that
// is documented, if it takes longer or needs more memory than it may, or if it ends the
// process. One that is only late is tried again, as the machine may be busy. -quick leaves
// out the attacks that take long, and -list runs none.
//
// The summary ends with "N passed, N failed". The exit status is 1 if an attack failed,
// and 2 if they cannot be run.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
)

// Exit statuses.
const (
	passed   = 0
	failed   = 1
	unusable = 2
)

func main() {
	if name := os.Getenv(childVariable); name != "" {
		os.Exit(child(name, os.Stdout))
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, diagnostics io.Writer) int {
	flags := flag.NewFlagSet("attack", flag.ContinueOnError)
	flags.SetOutput(diagnostics)
	pattern := flags.String("run", "", "run only the attacks whose names match `REGEXP`")
	quick := flags.Bool("quick", false, "leave out the attacks that take long")
	list := flags.Bool("list", false, "print the names of the attacks, and run none")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return unusable
	}
	selected, err := choose(*pattern, *quick)
	if err != nil {
		fmt.Fprintln(diagnostics, err)
		return unusable
	}
	if *list {
		for _, a := range selected {
			fmt.Fprintln(out, a.name)
		}
		return passed
	}
	if err := confined(); err != nil {
		fmt.Fprintln(diagnostics, err)
		return unusable
	}
	return report(selected, out)
}

// choose returns the attacks whose names match a pattern.
func choose(pattern string, quick bool) ([]attack, error) {
	matching, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("attack: -run: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(attacks), func(a attack) bool {
		return quick && a.long || !matching.MatchString(a.name)
	}), nil
}

// report runs attacks and prints how each ended. It returns the exit status.
func report(selected []attack, out io.Writer) int {
	held := 0
	for _, a := range selected {
		o := a.try()
		verdict := "ok  "
		if len(o.problems) > 0 {
			verdict = "FAIL"
		} else {
			held++
		}
		fmt.Fprintf(out, "%s %-44s %6.2f s  %6.2f s of CPU  %5d MiB  %s\n", verdict, a.name, o.Seconds, o.cpu, o.peak>>20, o.Ended)
		for _, problem := range o.problems {
			fmt.Fprintf(out, "     %s\n", problem)
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", held, len(selected)-held)
	if held < len(selected) {
		return failed
	}
	return passed
}
