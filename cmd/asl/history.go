package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/spf13/cobra"
)

func newHistoryCommand(s streams) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "history FILE",
		Short: "Show what happened in an execution, as a table",
		Long: `Show what happened in an execution: the states in their order, when each was entered, how
long it took, and with what end. The file has the history as the AWS CLI prints it, in one
page or several, or as "asl run --history" writes it; "-" is standard input.`,
		Example: `  asl history run.json
  aws stepfunctions get-execution-history --execution-arn ARN | asl history -`,
		Args: wants,
		RunE: func(c *cobra.Command, args []string) error { return showHistory(s, args[0], asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	return c
}

// readHistory reads the events of a file, or of standard input.
func readHistory(s streams, file string) ([]history.Event, error) {
	text, err := readText(file, s.in)
	if err != nil {
		return nil, err
	}
	events, err := history.Read(text)
	if err != nil {
		return nil, usage("%s cannot be read as a history: %s", fileName(file), strings.TrimPrefix(err.Error(), "history: text 1: "))
	}
	if len(events) == 0 {
		return nil, usage("%s has no events", fileName(file))
	}
	return events, nil
}

func showHistory(s streams, file string, asJSON bool) error {
	events, err := readHistory(s, file)
	if err != nil {
		return err
	}
	if asJSON {
		return writeRows(s.out, visitsOf(events))
	}
	printHistory(newScreen(s.out), events)
	return nil
}

// printHistory writes a line for each visit, and one for the execution.
func printHistory(s screen, events []history.Event) {
	first, last := events[0], events[len(events)-1]
	visits := slices.Collect(history.NewTimeline(events...).Main.All())
	width := len("STATE")
	for _, v := range visits {
		width = max(width, len([]rune(nameOf(v))))
	}
	const times = 12
	s.line(s.paint(bold, padLeft("AFTER", times)+"    "+pad("STATE", width)+padLeft("TOOK", times)))
	for _, v := range visits {
		m, after := markOf(v), length(v.Entered.Timestamp.Sub(first.Timestamp))
		s.line(padLeft(after, times), "  ", s.paint(m.colour, m.text), " ", pad(nameOf(v), width),
			padLeft(length(took(v, last.Timestamp)), times), "  ", s.paint(grey, detail(v)))
	}
	s.line()
	s.line(ending(last), " after ", length(last.Timestamp.Sub(first.Timestamp)), ", ", count(len(events), "event"))
}

// ending says how the last event ends the execution.
func ending(e history.Event) string {
	if !isEnd(e) {
		return "The execution runs"
	}
	text := "The execution " + map[history.Type]string{
		history.TypeExecutionSucceeded: "succeeded", history.TypeExecutionFailed: "failed",
		history.TypeExecutionTimedOut: "timed out", history.TypeExecutionAborted: "was aborted",
	}[e.Type]
	if failure := e.Failure(); failure != nil && failure.String() != "" {
		return fmt.Sprintf("%s (%s)", text, preview(failure.String()))
	}
	return text
}

// visitRow is a visit in JSON. Times are in seconds.
type visitRow struct {
	State    string          `json:"state"`
	Type     string          `json:"type"`
	Inside   []step          `json:"inside,omitempty"` // the states around it, outermost first
	Entered  time.Time       `json:"entered"`
	Seconds  float64         `json:"seconds"`
	Outcome  history.Outcome `json:"outcome"`
	Attempts int             `json:"attempts,omitempty"`
	Error    *string         `json:"error,omitempty"`
	Cause    *string         `json:"cause,omitempty"`
	Input    json.RawMessage `json:"input,omitempty"`
	Output   json.RawMessage `json:"output,omitempty"`
}

// step is a state, and the branch or iteration of it that another one is in.
type step struct {
	State string `json:"state"`
	Index int    `json:"index"`
}

func visitsOf(events []history.Event) (rows []visitRow) {
	last := events[len(events)-1]
	for v := range history.NewTimeline(events...).Main.All() {
		row := visitRow{
			State: v.Name, Type: v.Type, Entered: v.Entered.Timestamp, Outcome: v.Outcome(),
			Seconds: took(v, last.Timestamp).Seconds(), Attempts: len(v.Attempts),
			Input: known(v.Input()), Output: known(v.Output()),
		}
		for t := v.Thread; t.Outer != nil; t = t.Outer.Thread {
			row.Inside = slices.Insert(row.Inside, 0, step{t.Outer.Name, t.Index})
		}
		if failure := failureOf(v); failure != nil {
			row.Error, row.Cause = failure.Error, failure.Cause
		}
		rows = append(rows, row)
	}
	return rows
}

// known is nil for a value that the history does not have.
func known(v jsonvalue.Value) json.RawMessage {
	if !v.Exists() {
		return nil
	}
	return v.JSON()
}
