package main

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/sfnapi"
)

// stage is a row of what a state did: the data at a stage, or how it ended.
type stage struct{ name, value string }

// printState writes what a state did, a stage in a line.
func printState(s screen, out *sfnapi.TestStateOutput) {
	rows := append(dataStages(out.InspectionData), endStages(out)...)
	rows = slices.DeleteFunc(rows, func(r stage) bool { return r.value == "" })
	width := 0
	for _, r := range rows {
		width = max(width, len(r.name))
	}
	c := map[sfnapi.TestExecutionStatus]colour{
		sfnapi.TestExecutionStatusSucceeded: green, sfnapi.TestExecutionStatusFailed: red,
	}[out.Status]
	if c == "" {
		c = yellow
	}
	for _, r := range rows {
		value := diag.Printable(r.value)
		if r.name == "status" {
			value = s.paint(c, value)
		}
		s.line(s.paint(grey, pad(r.name, width)), "  ", value)
	}
}

// dataStages are the stages of the data, in the order in which a state goes through them.
func dataStages(d *sfnapi.InspectionData) []stage {
	if d == nil {
		return nil
	}
	rows := []stage{
		{"input", d.Input}, {"after InputPath", d.AfterInputPath}, {"after Parameters", d.AfterParameters},
		{"after Arguments", d.AfterArguments}, {"after ItemsPath", d.AfterItemsPath},
		{"after ItemSelector", d.AfterItemSelector}, {"after ItemBatcher", d.AfterItemBatcher},
	}
	for _, part := range []struct {
		name string
		v    any
		ok   bool
	}{{"request", d.Request, d.Request != nil}, {"response", d.Response, d.Response != nil}} {
		if text, err := json.Marshal(part.v); part.ok && err == nil {
			rows = append(rows, stage{part.name, string(text)})
		}
	}
	return append(rows, stage{"result", d.Result}, stage{"after ResultSelector", d.AfterResultSelector},
		stage{"after ResultPath", d.AfterResultPath}, stage{"variables", d.Variables})
}

// endStages say how the state ended.
func endStages(out *sfnapi.TestStateOutput) []stage {
	rows := []stage{{"output", out.Output}, {"error", out.Error}, {"cause", out.Cause}}
	if out.InspectionData != nil && out.InspectionData.ErrorDetails != nil {
		d := out.InspectionData.ErrorDetails
		rows = append(rows, stage{"retrier", number(d.RetryIndex)}, stage{"retry after", seconds(d.RetryBackoffIntervalSeconds)},
			stage{"catcher", number(d.CatchIndex)})
	}
	return append(rows, stage{"status", string(out.Status)}, stage{"next state", out.NextState})
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func seconds(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n) + " s"
}
