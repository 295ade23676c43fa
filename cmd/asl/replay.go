package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/history"

	"github.com/spf13/cobra"
)

// replayFlags are the flags of the command replay.
type replayFlags struct {
	machine   string
	arn       string
	tolerance time.Duration
	skipped   bool
	until     int64
	json      bool
	template  templateFlags
}

func newReplayCommand(s streams) *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay HISTORY FILE|FOLDER",
		Short: "Compare a definition with the recorded history of an execution",
		Long: `Run a machine as an execution ran that was recorded: with its input, with tasks that
answer as and when its history says, on virtual time. The first event that differs is
shown, and calls that the history has no answer to. No code runs.

HISTORY has the whole history as the AWS CLI prints it, in one page or several, with its
execution data; "-" is standard input. What it lacks is told, and not guessed.`,
		Example: `  asl replay history.json order.asl.json
  asl replay history.json . --machine Order --until 40
  aws stepfunctions get-execution-history --execution-arn ARN | asl replay - order.asl.json`,
		Args: wants,
		RunE: func(c *cobra.Command, args []string) error { return f.replay(s, args[0], args[1]) },
	}
	flags := c.Flags()
	flags.StringVarP(&f.machine, "machine", "m", "", "the `NAME` of the machine, if the folder has several")
	flags.StringVar(&f.arn, "execution-arn", "", "the `ARN` of the execution, for the context object")
	flags.DurationVar(&f.tolerance, "tolerance", 2*time.Second, "a `TIME` by which waits, retries and timeouts may be off; negative: they are not compared")
	flags.BoolVar(&f.skipped, "skipped-waits", false, "a wait that is over too soon was skipped, as the page of asl serve does")
	flags.Int64Var(&f.until, "until", 0, "replay up to the event with this `ID` (default: all)")
	flags.BoolVar(&f.json, "json", false, "print an object")
	f.template.add(c)
	return c
}

func (f *replayFlags) replay(s streams, file, path string) error {
	switch {
	case file == "-" && path == "-":
		return usage("the history and the definition cannot both come from standard input")
	case f.until < 0:
		return usage("--until %d: want the ID of an event", f.until)
	}
	events, err := readHistory(s, file)
	if err != nil {
		return err
	}
	if f.until > 0 && f.until < int64(len(events)) {
		events = events[:f.until]
	}
	_, _, m, err := openMachine(s, f.template, path, f.machine)
	if err != nil {
		return err
	}
	opts := []asltest.ReplayOption{asltest.ExecutionARN(f.arn), asltest.Tolerance(f.tolerance)}
	if f.skipped {
		opts = append(opts, asltest.SkippedWaits())
	}
	r, err := asltest.ReplayHistory(m, events, opts...)
	if err != nil {
		return &exit{code: exitUsage, err: fmt.Errorf("%s: %w", fileName(file), err)}
	}
	if f.json {
		err = writeReplay(s, r)
	} else {
		_, err = fmt.Fprintln(s.out, printableLines(r.String()))
	}
	if err != nil {
		return &exit{code: exitUsage, err: err}
	}
	if !r.Same() {
		return &exit{code: exitFailed}
	}
	return nil
}

// replayRow is a replay in JSON.
type replayRow struct {
	Same       bool            `json:"same"`
	Recorded   int             `json:"recorded"`
	Compared   int             `json:"compared"`
	Difference *differenceRow  `json:"difference,omitempty"`
	Unanswered []unansweredRow `json:"unanswered,omitempty"`
	Missing    []int64         `json:"missing,omitempty"`
}

// differenceRow is the first event that differs.
type differenceRow struct {
	State    string         `json:"state"`
	Reason   string         `json:"reason"`
	Recorded *history.Event `json:"recorded,omitempty"`
	Own      *history.Event `json:"own,omitempty"`
}

// unansweredRow is a call without a recorded answer.
type unansweredRow struct {
	State  string `json:"state"`
	Call   string `json:"call"`
	Reason string `json:"reason"`
}

func writeReplay(s streams, r *asltest.Replayed) error {
	row := replayRow{
		Same: r.Same(), Recorded: r.Recorded, Compared: r.Compared, Missing: r.Missing,
	}
	for _, u := range r.Unanswered {
		row.Unanswered = append(row.Unanswered, unansweredRow(u))
	}
	if d := r.Difference; d != nil {
		row.Difference = &differenceRow{State: d.State, Reason: d.Reason, Recorded: d.Recorded, Own: d.Own}
	}
	text, err := json.MarshalIndent(row, "", "  ")
	if err == nil {
		_, err = fmt.Fprintln(s.out, printableJSON(text))
	}
	return err
}
