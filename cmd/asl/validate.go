package main

import (
	"errors"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/diag"

	"github.com/spf13/cobra"
)

// checkFlags are the flags of the commands validate and lint.
type checkFlags struct {
	kind   string // of executions
	format string
	json   bool
	parse  []asl.ParseOption // of the definitions
	refuse diag.Severity     // of what CloudFormation would refuse

	template templateFlags
	refused  diag.List // problems of templates
}

func (f *checkFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.kind, "type", "", "the `TYPE` of the executions: STANDARD or EXPRESS")
	c.Flags().StringVar(&f.format, "format", "text", "the `FORMAT` of the problems: text, json, sarif or github")
	c.Flags().BoolVar(&f.json, "json", false, "as --format json")
	f.template.add(c)
	oneOf(c, "format", "json")
}

// read returns the definitions of files and folders.
func (f *checkFlags) read(s streams, paths []string) (all []definition, err error) {
	switch {
	case f.json:
		f.format = "json"
	case formats[f.format] == nil:
		return nil, usage("--format %s: want text, json, sarif or github", f.format)
	}
	if f.kind != "" && f.kind != string(asl.Standard) && f.kind != string(asl.Express) {
		return nil, usage("--type %s: want STANDARD or EXPRESS", f.kind)
	}
	for _, path := range paths {
		p, err := openProject(path, s.in, f.template)
		var wrong diag.List
		if errors.As(err, &wrong) { // of a template
			f.refused = append(f.refused, wrong...)
			continue
		}
		if err != nil {
			return nil, err
		}
		p.tellStandIns(func(line string) { newScreen(s.err).line(line) }, false)
		f.refused = append(f.refused, p.refusals(f.refuse)...)
		for _, m := range p.machines {
			if f.kind != "" {
				m.kind = asl.Type(f.kind)
			}
			m.options = f.parse
			all = append(all, m.definition)
		}
	}
	return all, nil
}

// problems returns the problems of the definitions of files and folders. valid is called with
// each definition that has no error, and may find others.
func (f *checkFlags) problems(s streams, paths []string, valid func(definition, *asl.Machine) diag.List) (diag.List, error) {
	all, err := f.read(s, paths)
	if err != nil {
		return nil, err
	}
	problems := f.refused
	for _, d := range all {
		m, list, err := check(d)
		if err != nil {
			return nil, err
		}
		problems = append(problems, list...)
		if m != nil {
			problems = append(problems, valid(d, m)...)
		}
	}
	return problems, nil
}

// validateFlags are the flags of the command validate.
type validateFlags struct {
	checkFlags
	strict bool
}

func newValidateCommand(s streams) *cobra.Command {
	var f validateFlags
	c := &cobra.Command{
		Use:   "validate FILE|FOLDER…",
		Short: "Check whether Step Functions would accept definitions",
		Long: `Check whether Step Functions would accept definitions. Every problem is printed, with its
place. What services are called with is compared with their models; "asl version" says how
old these are. With --strict, what runs here and not in Step Functions is an error, too.
The exit code is 3 if there is an error; warnings do not count.`,
		Example: `  asl validate examples/songs
  asl validate --strict order.asl.json
  asl validate --type EXPRESS order.asl.yaml
  asl validate --format sarif *.asl.json > problems.sarif`,
		Args: wants,
		RunE: func(c *cobra.Command, args []string) error { return f.validate(s, args) },
	}
	f.add(c)
	c.Flags().BoolVar(&f.strict, "strict", false, "refuse also what runs here and not in Step Functions")
	return c
}

func (f *validateFlags) validate(s streams, paths []string) error {
	f.parse, f.refuse = []asl.ParseOption{asl.WithCallChecker(awsshapes.Checker{})}, diag.Warning
	if f.strict {
		f.refuse = diag.Error
		f.parse = append(f.parse, asl.Strict())
	}
	problems, err := f.problems(s, paths, func(d definition, m *asl.Machine) diag.List {
		if f.format == "text" {
			tellValid(newScreen(s.err), d, m)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := formats[f.format](s.out, problems); err != nil {
		return err
	}
	if problems.Err() != nil {
		return &exit{code: exitDefinition}
	}
	return nil
}

// check parses a definition. The machine is nil if the problems are errors.
func check(d definition) (*asl.Machine, diag.List, error) {
	m, err := d.parse()
	var problems diag.List
	switch {
	case errors.As(err, &problems):
		return nil, problems, nil
	case err != nil:
		return nil, nil, &exit{code: exitUsage, err: err}
	}
	return m, m.Warnings(), nil
}

// tellValid says that a definition is right.
func tellValid(s screen, d definition, m *asl.Machine) {
	s.line(s.paint(green, "✓ "), diag.Printable(d.title()), s.paint(grey, "  "+count(len(m.Definition().All()), "state")))
}
