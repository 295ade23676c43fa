package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/sfnapi"
	"github.com/goasl/goasl/state"

	"github.com/spf13/cobra"
)

// stateFlags are the flags of the command state.
type stateFlags struct {
	machine   string
	input     string
	variables string
	context   string
	result    string
	failure   string
	items     string
	level     string
	functions []string
	calls     callFlags
	json      bool
	template  templateFlags
}

func newStateCommand(s streams) *cobra.Command {
	var f stateFlags
	c := &cobra.Command{
		Use:   "state FILE|FOLDER NAME",
		Short: "Run one state by itself, as the TestState API does",
		Long: `Run one state by itself, as the TestState API of Step Functions does: with an input,
variables, and a mocked result or error in the place of its task. The data at each stage
is shown. Without a mock the function of the state is called, and with --aws or --http what
asl run calls. The exit code is 1 if the state fails and no catcher takes the error.`,
		Example: `  asl state examples/songs song --input '{"name":"PSY"}'
  asl state order.asl.json Charge --result '{"Payload":{"receipt":"r-1"}}'
  asl state order.asl.json Charge --error Bank.Busy:later --json`,
		Args:              wants,
		ValidArgsFunction: completeStates,
		RunE:              func(c *cobra.Command, args []string) error { return f.test(c.Context(), s, args[0], args[1]) },
	}
	flags := c.Flags()
	flags.StringVarP(&f.input, "input", "i", "", "the input of the state: `JSON`, @FILE, or - for stdin (default: {})")
	flags.StringVar(&f.variables, "variables", "", "the variables, an object in `JSON` or @FILE")
	flags.StringVar(&f.context, "context", "", "the context object, `JSON` or @FILE; needs a mock")
	flags.StringVar(&f.result, "result", "", "what the task answers, `JSON` or @FILE")
	flags.StringVar(&f.failure, "error", "", "the error of the task, as NAME or `NAME:CAUSE`")
	flags.StringVar(&f.items, "items", "", "the `FILE` that the ItemReader of a Map reads; needs a mock")
	flags.StringVar(&f.level, "level", "DEBUG", "what is shown, a `LEVEL`: INFO, DEBUG for the data at each stage, or TRACE")
	flags.StringArrayVarP(&f.functions, "function", "f", nil, "a function: `NAME=DIR:HANDLER`, or NAME=URL")
	f.calls.add(c)
	flags.StringVarP(&f.machine, "machine", "m", "", "the `NAME` of the machine, if the folder has several")
	flags.BoolVar(&f.json, "json", false, "print the response of the API")
	f.template.add(c)
	oneOf(c, "result", "error")
	return c
}

// completeStates completes the name of a state.
func completeStates(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) != 1 || args[0] == "-" {
		return nil, cobra.ShellCompDirectiveDefault
	}
	p, err := openProject(args[0], nil, templateFlags{})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []string
	for _, m := range p.machines {
		if machine, err := m.parse(); err == nil {
			for _, s := range machine.Definition().All() {
				if diag.Printable(s.Name()) == s.Name() {
					names = append(names, s.Name())
				}
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// request makes the request of the API.
func (f *stateFlags) request(s streams, m *asl.Machine, name string) (in sfnapi.TestStateInput, err error) {
	in = sfnapi.TestStateInput{
		Definition: m.Text(), StateName: name, InspectionLevel: sfnapi.InspectionLevel(strings.ToUpper(f.level)),
		MockChecker: awsshapes.Checker{Parsed: true}, RoleARN: asl.Identity{}.OrDefault().Role, Lenient: true,
	}
	switch in.InspectionLevel {
	case sfnapi.InspectionLevelInfo, sfnapi.InspectionLevelDebug, sfnapi.InspectionLevelTrace:
	default:
		return in, usage("--level %s: want INFO, DEBUG or TRACE", f.level)
	}
	if strings.HasPrefix(f.failure, ":") {
		return in, usage("--error %s: want NAME or NAME:CAUSE", f.failure)
	}
	var result string
	for _, v := range []struct {
		flag, value string
		to          *string
	}{
		{"input", f.input, &in.Input}, {"variables", f.variables, &in.Variables},
		{"context", f.context, &in.Context}, {"result", f.result, &result},
	} {
		text, err := readInput(v.flag, v.value, s.in)
		if err != nil {
			return in, err
		}
		*v.to = string(text)
	}
	if f.items != "" {
		data, err := readText(f.items, s.in)
		if err != nil {
			return in, err
		}
		in.StateConfiguration = &sfnapi.TestStateConfiguration{MapItemReaderData: string(data)}
	}
	switch {
	case result != "":
		in.Mock = &sfnapi.MockInput{Result: result, FieldValidationMode: sfnapi.MockResponseValidationModePresent}
	case f.failure != "":
		name, cause, _ := strings.Cut(f.failure, ":")
		in.Mock = &sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: name, Cause: cause}}
	}
	return in, nil
}

func (f *stateFlags) test(ctx context.Context, s streams, path, name string) (err error) {
	p, target, m, err := openMachine(s, f.template, path, f.machine)
	if err != nil {
		return err
	}
	if m.Definition().State(name) == nil {
		return usage("%s", noState(m, name))
	}
	in, err := f.request(s, m, name)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	t, err := newTasks(p, nil, f.functions, newLogs(newConsole(newScreen(s.err))))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	if err := t.call(&f.calls); err != nil {
		return err
	}
	if in.Mock == nil {
		p.tellNotes(func(line string) { newScreen(s.err).line(line) })
		for _, c := range t.calls(m) {
			if c.State == name {
				newScreen(s.err).line("▸ ", callText(c))
			}
		}
		if err := t.missing(p, mockState, problemsOf(m, name, t.option())); err != nil {
			return err
		}
	}
	out, err := sfnapi.TestState(ctx, in, t.option(), asl.WithIdentity(asl.Identity{Machine: target.name}))
	switch {
	case ctx.Err() != nil:
		return &exit{code: exitFailed, err: errInterrupted}
	case err != nil:
		return &exit{code: exitUsage, err: err}
	}
	return f.write(s, out)
}

// problemsOf are the problems of [asl.Machine.Check] with one state.
func problemsOf(m *asl.Machine, name string, opts ...asl.Option) diag.List {
	task, isTask := m.Definition().State(name).(*state.Task)
	return slices.DeleteFunc(m.Check(opts...), func(d diag.Diagnostic) bool {
		return !isTask || d.Location != task.Location()+"/Resource"
	})
}

// noState says that there is no such state, and which one may be meant.
func noState(m *asl.Machine, name string) string {
	var names []string
	for _, s := range m.Definition().All() {
		names = append(names, s.Name())
	}
	return "there is no state " + noneOf(name, names)
}

// write writes the response.
func (f *stateFlags) write(s streams, out *sfnapi.TestStateOutput) error {
	if f.json {
		text, err := json.Marshal(out)
		if err != nil {
			return err
		}
		fmt.Fprintln(s.out, printableJSON(text))
	} else {
		printState(newScreen(s.out), out)
	}
	if out.Status == sfnapi.TestExecutionStatusFailed || out.Status == sfnapi.TestExecutionStatusRetriable {
		return &exit{code: exitFailed}
	}
	return nil
}
