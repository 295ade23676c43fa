package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/cmd/asl/internal/server"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lambda"
	"github.com/goasl/goasl/template"

	"github.com/spf13/cobra"
)

// templateFlags are the flags of commands that take a template where they take a definition.
type templateFlags struct {
	parameters []string
	identity   asl.Identity // region and account of the stack
}

func (f *templateFlags) add(c *cobra.Command) {
	c.Flags().StringArrayVarP(&f.parameters, "parameter", "p", nil, "a value for a parameter or a stand-in of a template: `NAME=VALUE`")
}

// options are those for reading a template.
func (f templateFlags) options() ([]template.Option, error) {
	values := map[string]string{}
	for _, p := range f.parameters {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" {
			return nil, usage("--parameter %s: want NAME=VALUE", p)
		}
		values[name] = value
	}
	return []template.Option{template.WithIdentity(f.identity), template.WithParameters(values)}, nil
}

// openTemplate reads the machines, functions and rules of a template, or of an app of CDK.
func (f templateFlags) openTemplate(path string) (*project, error) {
	opts, err := f.options()
	if err != nil {
		return nil, err
	}
	t, err := template.Read(path, opts...)
	var problems diag.List
	switch {
	case errors.As(err, &problems):
		return nil, &exit{code: exitDefinition, err: err}
	case err != nil:
		return nil, &exit{code: exitUsage, err: err}
	}
	p := &project{folder: filepath.Dir(path), standIns: t.StandIns}
	names := p.addMachines(t)
	p.addFunctions(t)
	p.addRules(t, names)
	if len(p.machines) == 0 {
		return nil, usage("%s has no state machine%s", path, because(t.StandIns))
	}
	slices.SortFunc(p.machines, func(a, b machine) int { return strings.Compare(a.name, b.name) })
	return p, nil
}

// because says what was left out.
func because(all []template.StandIn) (text string) {
	for _, s := range all {
		if s.Value == "" {
			text += "\n" + s.String()
		}
	}
	return text
}

// addMachines adds the machines, and returns their names here: a name that several have is that of
// one of them only.
func (p *project) addMachines(t *template.Project) map[*template.Machine]string {
	names := map[*template.Machine]string{}
	for _, m := range t.Machines {
		name := m.Name
		if slices.ContainsFunc(p.machines, func(other machine) bool { return other.name == name }) {
			name = strings.ReplaceAll(m.ID, "/", "-")
		}
		names[m] = name
		p.machines = append(p.machines, machine{name: name, id: m.ID, definition: definition{file: m.File(), template: m}})
	}
	return names
}

// addFunctions adds the functions that can run here, and notes the others.
func (p *project) addFunctions(t *template.Project) {
	names := map[string]bool{}
	for _, f := range t.Functions {
		p.functionStandIns = append(p.functionStandIns, f.StandIns...)
		missing := f.Missing
		inline := inlineFunction{f.Function, f.Inline}
		switch {
		case names[f.Name]:
			missing = "another function has its name"
		case missing == "" && f.Inline == "":
			missing = cannotRun(f.Function)
		case missing == "":
			missing = inline.cannotRun()
		}
		switch {
		case missing != "":
			p.notes = append(p.notes, note{functionNote, f.Name, fmt.Sprintf("%s:%v: %s", f.File, f.Pos, missing)})
			continue
		case f.Inline != "":
			p.inline = append(p.inline, inline)
		default:
			p.functions = append(p.functions, f.Function)
		}
		names[f.Name] = true
	}
}

// functionNote is what notes say of functions.
const functionNote = "functions that cannot run here, unless --function NAME=… gives others"

// cannotRun says why a function cannot run here, "" if it can.
func cannotRun(f lambda.Function) string {
	r, err := lambda.New([]lambda.Function{f})
	if err != nil {
		text := strings.TrimPrefix(err.Error(), "lambda: ")
		return strings.TrimPrefix(text, fmt.Sprintf("function %q: ", f.Name))
	}
	_ = r.Close() // nothing runs
	return ""
}

// addRules adds the rules that can be put here, and notes the others.
func (p *project) addRules(t *template.Project, names map[*template.Machine]string) {
	for _, r := range t.Rules {
		if r.ScheduleExpression != "" {
			if err := checkSchedule(r.ScheduleExpression, r.ScheduleExpressionTimezone); err != nil {
				p.notes = append(p.notes, note{"rules that are left out", r.Name, err.Error()})
				continue
			}
		}
		for _, target := range r.Targets {
			p.rules = append(p.rules, server.Rule{Rule: r.Rule, Machine: names[target.Machine], Target: target.Target})
		}
	}
}

// addConventions adds the sample input and the test cases that are beside a template.
func (f folder) addConventions(p *project) error {
	input, err := f.readIf(sampleInput)
	if err != nil {
		return err
	}
	text, err := f.readIf(mockFileName)
	if err != nil {
		return err
	}
	var cases []*asltest.MockCase
	if text != nil {
		if cases, err = asltest.ParseMockCases(text); err != nil {
			return fmt.Errorf("%s: %w", mockFileName, err)
		}
	}
	for i := range p.machines {
		m := &p.machines[i]
		m.input = input
		isOwn := func(c *asltest.MockCase) bool { return strings.EqualFold(c.Machine, m.name) }
		if text != nil && (len(p.machines) == 1 || slices.ContainsFunc(cases, isOwn)) {
			m.mocks = mocks{file: filepath.Join(f.path, mockFileName), text: text}
		}
	}
	return nil
}

// refusals are what CloudFormation would refuse of the template.
func (p *project) refusals(severity diag.Severity) (all diag.List) {
	for _, s := range p.standIns {
		if s.Refused {
			all = append(all, diag.Diagnostic{Severity: severity, Code: template.CodeInvalid, Message: s.Name + ": " + s.Why, File: s.File, Pos: s.Pos})
		}
	}
	return all
}
