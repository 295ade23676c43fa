package main

import (
	"bytes"
	"errors"
	"io"
	"os"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"

	"github.com/spf13/cobra"
)

// graphFlags are the flags of the command graph.
type graphFlags struct {
	machine  string
	history  string
	coverage string
	output   string
	mermaid  bool
	template templateFlags
}

func newGraphCommand(s streams) *cobra.Command {
	var f graphFlags
	c := &cobra.Command{
		Use:   "graph FILE|FOLDER",
		Short: "Draw a machine as SVG or Mermaid, with an execution or coverage",
		Long: `Draw a machine as SVG or Mermaid. With the history of an execution the picture shows which
states and ways it took; with a file of coverage, which ones tests exercise.
"asl run --graph" draws an execution when it has ended.`,
		Example: `  asl graph examples/songs -o songs.svg
  asl graph order.asl.json --history run.json -o run.svg
  asl graph order.asl.json --coverage order.lcov -o order.svg
  asl graph order.asl.json --mermaid`,
		Args: wants,
		RunE: func(_ *cobra.Command, args []string) error { return f.draw(s, args[0]) },
	}
	flags := c.Flags()
	flags.StringVar(&f.history, "history", "", "show the execution with this history, a `FILE` of the AWS CLI or of asl run")
	flags.StringVar(&f.coverage, "coverage", "", "show the coverage in this `FILE` of lcov, as asl test writes it")
	flags.StringVarP(&f.output, "output", "o", "", "write the picture to this `FILE` (default: stdout)")
	flags.BoolVar(&f.mermaid, "mermaid", false, "write a flowchart of Mermaid, for Markdown")
	flags.StringVarP(&f.machine, "machine", "m", "", "the `NAME` of the machine, if the folder has several")
	f.template.add(c)
	oneOf(c, "history", "coverage")
	return c
}

func (f *graphFlags) draw(s streams, path string) error {
	_, _, m, err := openMachine(s, f.template, path, f.machine)
	if err != nil {
		return err
	}
	opts, err := f.options(s, m)
	if err != nil {
		return err
	}
	write := writeSVG
	if f.mermaid {
		write = writeMermaid
	}
	var picture bytes.Buffer // so that a failure leaves no half of a file
	if err := write(&picture, m, opts...); err != nil {
		return &exit{code: exitFailed, err: err}
	}
	if f.output == "" {
		_, err = s.out.Write(picture.Bytes())
		return err
	}
	return writeFile("output", f.output, picture.Bytes())
}

// options are what is drawn beside the machine.
func (f *graphFlags) options(s streams, m *asl.Machine) ([]graph.Option, error) {
	switch {
	case f.history != "":
		events, err := readHistory(s, f.history)
		if err != nil {
			return nil, err
		}
		return []graph.Option{graph.WithExecution(history.NewTimeline(events...))}, nil
	case f.coverage != "":
		text, err := readText(f.coverage, s.in)
		if err != nil {
			return nil, err
		}
		coverage, err := graph.ReadLCOV(m, bytes.NewReader(text))
		if err != nil {
			return nil, usage("%s: %w", f.coverage, err)
		}
		return []graph.Option{graph.WithCoverage(coverage)}, nil
	}
	return nil, nil
}

func writeSVG(w io.Writer, m *asl.Machine, opts ...graph.Option) error {
	g, err := graph.New(m)
	if errors.Is(err, graph.ErrTooLarge) {
		return errors.Join(err, errors.New("--mermaid has no limit"))
	}
	if err != nil {
		return err
	}
	return g.WriteSVG(w, opts...)
}

func writeMermaid(w io.Writer, m *asl.Machine, opts ...graph.Option) error {
	return graph.WriteMermaid(w, m, opts...)
}

// writeFile writes a file that a flag names.
func writeFile(flag, name string, text []byte) error {
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return usage("--%s: %w", flag, err)
	}
	return nil
}
