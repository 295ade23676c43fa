package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"
)

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// execute runs a command line and returns the exit code.
func execute(ctx context.Context, args []string, s streams) int {
	root := newCommand(s)
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	return finish(s.err, command.CommandPath(), err)
}

func newCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "asl",
		Short: "Run, check, test, draw and serve state machines of AWS Step Functions",
		Long: `asl runs definitions in Amazon States Language on this machine, with unmodified Lambda
handlers. No account, no container and no network is needed.

Commands take the file of a definition, in JSON or YAML, a template of SAM, CloudFormation
or CDK, "-" for standard input, or a folder: one with a file asl.yaml, with a template, or
with one definition and its handlers.

Exit codes: 0 succeeded, 1 failed, 2 wrong usage, 3 the definition has errors, 4 there is
no task for a state or no interpreter for a function.`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.AddCommand(
		newRunCommand(s), newValidateCommand(s), newLintCommand(s), newTestCommand(s),
		newStateCommand(s), newHistoryCommand(s), newReplayCommand(s), newGraphCommand(s), newServeCommand(s), newEnvCommand(s), newVersionCommand(s),
	)
	addDefaults(root)
	return root
}

// addDefaults adds the commands of cobra, which take any argument and succeed.
func addDefaults(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args, c.Example = wantsTopic, "  asl help run"
		case "completion":
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() } // without it, Args are not looked at
			c.Example = "  asl completion bash"
		}
	}
}
