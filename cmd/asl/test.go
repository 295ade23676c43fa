package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"
)

// testFlags are the flags of the command test.
type testFlags struct {
	machine   string
	mock      string
	cases     []string
	input     string
	functions []string
	calls     callFlags
	cover     string
	timeout   time.Duration
	strict    bool
	json      bool
	template  templateFlags
}

func newTestCommand(s streams) *cobra.Command {
	var f testFlags
	c := &cobra.Command{
		Use:   "test FILE|FOLDER",
		Short: "Run all test cases of a MockConfigFile.json, with coverage",
		Long: `Run all test cases of a MockConfigFile.json of AWS Step Functions Local, on virtual time,
and show which parts of the definition they exercise. A case passes if its execution
succeeds, or ends as asl.yaml says. Responses that a case has and does not use are listed.

States that a case does not name call the functions of the folder and of --function, and
with --aws and --http what asl run calls.`,
		Example: `  asl test examples/subscription
  asl test order.asl.json --mock MockConfigFile.json --input @order.json
  asl test . --case HappyPath --cover order.lcov`,
		Args: wants,
		RunE: func(c *cobra.Command, args []string) error { return f.test(c.Context(), s, args[0]) },
	}
	flags := c.Flags()
	flags.StringVar(&f.mock, "mock", "", "the MockConfigFile.json, a `FILE` (default: that of the folder)")
	flags.StringArrayVar(&f.cases, "case", nil, "run only the test case of this `NAME`")
	flags.StringVarP(&f.input, "input", "i", "", "the input of cases that have none: `JSON`, @FILE, or - for stdin")
	flags.StringArrayVarP(&f.functions, "function", "f", nil, "a function: `NAME=DIR:HANDLER`, or NAME=URL")
	f.calls.add(c)
	flags.StringVarP(&f.machine, "machine", "m", "", "test only the machine of this `NAME`")
	flags.StringVar(&f.cover, "cover", "", "write the coverage to this `FILE`, in lcov's format")
	flags.DurationVar(&f.timeout, "timeout", time.Minute, "stop a case after this `TIME`")
	flags.BoolVar(&f.strict, "strict", false, "let a case fail that does not use all of its responses")
	flags.BoolVar(&f.json, "json", false, "print an array of objects")
	f.template.add(c)
	return c
}

func (f *testFlags) test(ctx context.Context, s streams, path string) (err error) {
	input, err := readInput("input", f.input, s.in)
	if err != nil {
		return err
	}
	p, err := openProject(path, s.in, f.template)
	if err != nil {
		return err
	}
	if f.machine != "" || f.mock != "" {
		if err := f.choose(p); err != nil {
			return err
		}
	}
	machines, err := p.parseAll()
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	t, err := newTasks(p, machines, f.functions, newLogs(newConsole(newScreen(s.err))))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	p.tellStandIns(func(line string) { newScreen(s.err).line(line) }, true)
	if err := t.call(&f.calls); err != nil {
		return err
	}
	suite := suite{testFlags: f, project: p, machines: machines, tasks: t, input: input}
	return suite.run(ctx, s)
}

// choose leaves the chosen machine only, with the mocks of the flag.
func (f *testFlags) choose(p *project) error {
	m, err := p.machine(f.machine)
	if err != nil {
		return err
	}
	if f.mock != "" {
		if m.mocks, err = readMocks(f.mock); err != nil {
			return err
		}
	}
	for i := range p.machines {
		if p.machines[i].name != m.name {
			p.machines[i].mocks = mocks{}
		}
	}
	return nil
}
