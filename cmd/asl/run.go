package main

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"

	"github.com/spf13/cobra"
)

// runFlags are the flags of the command run.
type runFlags struct {
	machine   string
	input     string
	functions []string
	buckets   []string
	calls     callFlags
	mock      string
	name      string
	history   string
	graph     string
	timeout   time.Duration
	skipWaits bool
	events    bool
	progress  bool
	quiet     bool
	describe  bool
	template  templateFlags
}

func newRunCommand(s streams) *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run FILE|FOLDER",
		Short: "Run an execution: its output goes to stdout, its states to stderr",
		Long: `Run an execution of a machine on this machine. Its output goes to stdout, in one line;
stderr tells the states as they end, with their times.

The functions of a folder are its handlers; --function adds others. With --aws states call
the services of AWS, where it says; stderr tells which. With --http HTTP Tasks call the
endpoints that it names. A state without a task is refused before anything runs, with exit
code 4, unless --mock is given.`,
		Example: `  asl run examples/songs --input '{"name":"PSY"}'
  asl run order.asl.json --input @order.json --function charge=./charge:app.lambda_handler
  asl run order.asl.json --mock MockConfigFile.json#BusyBank --skip-waits
  asl run template.yaml --machine Orders --parameter Stage=test
  asl run order.asl.json --function charge=http://127.0.0.1:3001 --history run.json`,
		Args: wants,
		RunE: func(c *cobra.Command, args []string) error { return f.run(c.Context(), s, args[0]) },
	}
	flags := c.Flags()
	flags.StringVarP(&f.input, "input", "i", "", "the input: `JSON`, @FILE, or - for stdin (default: the sample input of the folder, else {})")
	flags.StringArrayVarP(&f.functions, "function", "f", nil, "a function: `NAME=DIR:HANDLER`, or NAME=URL of one that runs elsewhere")
	flags.StringArrayVar(&f.buckets, "bucket", nil, "a folder whose files are the objects of a bucket, for distributed Maps: `NAME=FOLDER`")
	f.calls.add(c)
	flags.StringVar(&f.mock, "mock", "", "answer tasks as the test case `FILE#CASE` of a MockConfigFile.json does")
	flags.StringVarP(&f.machine, "machine", "m", "", "the `NAME` of the machine, if the folder has several")
	flags.StringVar(&f.name, "name", "", "the `NAME` of the execution (default: a UUID)")
	flags.BoolVar(&f.skipWaits, "skip-waits", false, "do not wait in Wait states and before retries")
	flags.DurationVar(&f.timeout, "timeout", 0, "stop the execution after this `TIME`, such as 30s")
	flags.StringVar(&f.history, "history", "", "write the history to this `FILE`, as the AWS CLI prints it")
	flags.StringVar(&f.graph, "graph", "", "draw the execution to this `FILE`, as SVG")
	flags.BoolVar(&f.events, "events", false, "tell events instead of states, a line of JSON each")
	flags.BoolVar(&f.progress, "progress", false, "tell only what runs now, on a terminal")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "tell nothing but errors")
	flags.BoolVar(&f.describe, "json", false, "print the execution as DescribeExecution does, also if it fails")
	f.template.add(c)
	oneOf(c, "events", "progress", "quiet")
	return c
}

// objects opens the buckets of the project, those of the command line, and those of S3 if that
// is called.
func (f *runFlags) objects(p *project, t *tasks) (items.ObjectStore, func(), error) {
	buckets, err := p.withBuckets(f.buckets)
	if err != nil {
		return nil, nil, err
	}
	var others items.ObjectStore
	if t.services != nil {
		others = t.services.Objects()
	}
	return openBuckets(buckets, others)
}

func (f *runFlags) report() report {
	switch {
	case f.events:
		return reportEvents
	case f.progress:
		return reportProgress
	case f.quiet:
		return reportNothing
	}
	return reportStates
}

// run is the command. It ends the processes of the functions, however it ends.
func (f *runFlags) run(ctx context.Context, s streams, path string) (err error) {
	if err := asl.CheckName(f.name); f.name != "" && err != nil {
		return usage("--name: %w", err)
	}
	input, err := readInput("input", f.input, s.in)
	if err != nil {
		return err
	}
	p, err := openProject(path, s.in, f.template)
	if err != nil {
		return err
	}
	target, err := p.machine(f.machine)
	if err != nil {
		return err
	}
	machines, err := p.parseAll()
	if err != nil {
		return err
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	c := newConsole(newScreen(s.err))
	t, err := newTasks(p, machines, f.functions, newLogs(c))
	if err != nil {
		return err
	}
	defer func() {
		if closing := t.close(); err == nil && closing != nil {
			err = &exit{code: exitFailed, err: closing}
		}
	}()
	if f.report() != reportNothing && f.report() != reportEvents {
		p.tellStandIns(func(line string) { c.line(c.paint(grey, line)) }, true)
	}
	if err := t.call(&f.calls); err != nil {
		return err
	}
	if input == nil && target.input != nil && f.report() == reportStates {
		c.line(c.paint(grey, "▸ input "+preview(string(compact(target.input)))))
	}
	objects, closing, err := f.objects(p, t)
	if err != nil {
		return err
	}
	defer closing()
	r := runner{runFlags: f, objects: objects, streams: s, console: c, project: p, target: target, tasks: t}
	return r.run(ctx, machines[target.name], firstInput(input, target.input))
}
