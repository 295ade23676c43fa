package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lint"

	"github.com/spf13/cobra"
)

// lintFlags are the flags of the command lint.
type lintFlags struct {
	checkFlags
	only, off []string
	list      bool
}

func newLintCommand(s streams) *cobra.Command {
	var f lintFlags
	c := &cobra.Command{
		Use:   "lint FILE|FOLDER…",
		Short: "Give advice on definitions that are valid",
		Long: `Give advice on definitions that are valid: what is probably not intended, and what will
cause trouble later. The exit code is 1 if there is advice, and 3 if a definition has
errors. "lint:ignore CODE,CODE" in the Comment of a state switches checks off for it.`,
		Example: `  asl lint examples/songs
  asl lint --off SECRET_IN_TEXT order.asl.json
  asl lint --format github *.asl.json
  asl lint --list`,
		Args: func(c *cobra.Command, args []string) error {
			switch {
			case !f.list:
				return wants(c, args)
			case len(args) > 0:
				return fmt.Errorf("%q is too much: --list takes no files", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return f.lint(s, args) },
	}
	f.add(c)
	c.Flags().StringSliceVar(&f.only, "only", nil, "apply only the checks of these `CODES`")
	c.Flags().StringSliceVar(&f.off, "off", nil, "do not apply the checks of these `CODES`")
	c.Flags().BoolVar(&f.list, "list", false, "list the checks")
	return c
}

func (f *lintFlags) lint(s streams, paths []string) error {
	if f.list {
		listChecks(newScreen(s.out))
		return nil
	}
	if err := errors.Join(checkCodes("only", f.only), checkCodes("off", f.off)); err != nil {
		return &exit{code: exitUsage, err: err}
	}
	f.refuse = diag.Warning
	problems, err := f.problems(s, paths, func(_ definition, m *asl.Machine) diag.List {
		return lint.Run(m, lint.Options{Type: m.Definition().Type, Only: f.only, Off: f.off})
	})
	if err != nil {
		return err
	}
	problems.Sort()
	if err := formats[f.format](s.out, problems); err != nil {
		return err
	}
	switch {
	case problems.Err() != nil:
		return &exit{code: exitDefinition}
	case len(problems) > 0:
		return &exit{code: exitFailed}
	}
	return nil
}

// checkCodes checks the codes of a flag.
func checkCodes(flag string, codes []string) error {
	var known []string
	for _, c := range lint.Checks() {
		known = append(known, c.Code)
	}
	for _, code := range codes {
		if slices.Contains(known, code) {
			continue
		}
		if meant := diag.Suggest(code, known); meant != "" {
			return fmt.Errorf("--%s: there is no check %q; did you mean %q?", flag, code, meant)
		}
		return fmt.Errorf("--%s: there is no check %q; asl lint --list lists them", flag, code)
	}
	return nil
}

// listChecks writes the checks, each with what it finds.
func listChecks(s screen) {
	for _, c := range lint.Checks() {
		s.line(s.paint(bold, c.Code))
		for _, line := range wrap(c.Doc, 86) {
			s.line("    ", line)
		}
	}
}
