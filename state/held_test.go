package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
)

// TestWhatBranchesWaitWith: the inputs of branches and iterations, and what their states make of
// them, are bounded in sum, whatever the branches wait for.
func TestWhatBranchesWaitWith(t *testing.T) {
	text := `"` + strings.Repeat("x", 398) + `"` // 400 bytes
	then := func(waits string) string {
		return `"P": {"Type": "Pass", "Result": ` + text + `, "Next": "W"}, "W": {` + waits + `, "End": true}`
	}
	const wait = `"Type": "Wait", "Seconds": 1`
	task := `"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"`
	pass := branch("I", `"Type": "Wait", "Seconds": 1, "OutputPath": null, "End": true`)
	for name, test := range map[string]struct {
		states string // of each of ten branches, which waits with 400 bytes
		fails  string // the state
	}{
		"inputs of waits":         {then(wait), "P"},
		"inputs of tasks":         {then(task + `, "Parameters": {}`), "P"},
		"inputs that are called":  {then(task), "P"},
		"inputs of a Parallel":    {then(`"Type": "Parallel", "Branches": [` + pass + `]`), "P"},
		"inputs of Maps":          {then(`"Type": "Map", "ItemsPath": "$$.Execution.Input", "ItemProcessor": ` + pass), "P"},
		"credentials":             {`"P": {` + task + `, "Parameters": {}, "Credentials": {"RoleArn": "arn:` + strings.Repeat("x", 380) + `"}, "End": true}`, "P"},
		"what branches are given": {`"P": {"Type": "Parallel", "Parameters": {"k": ` + text + `}, "Branches": [` + pass + `], "End": true}`, "P"},
		"effective inputs":        {`"P": {"Type": "Wait", "InputPath": "$$", "Seconds": 1, "OutputPath": null, "End": true}`, "P"},
	} {
		t.Run(name, func(t *testing.T) {
			var branches []string
			for i := range 10 {
				named := strings.NewReplacer(`"P"`, fmt.Sprintf(`"P%d"`, i), `"W"`, fmt.Sprintf(`"W%d"`, i), `"I"`, fmt.Sprintf(`"I%d"`, i))
				branches = append(branches, named.Replace(`{"StartAt": "P", "States": {`+test.states+`}}`))
			}
			definition := single(`"Type": "Parallel", "Branches": [` + strings.Join(branches, ",") + `]`)
			for limit, fails := range map[int]bool{3_000: true, 10_000: false} {
				tr := run(t, definition, play{input: `[]`, cfg: state.Config{Limits: state.Limits{StateBytes: limit}}})
				why := tr.outcome.Failure
				switch {
				case !fails && why != nil && why.Name() == "States.DataLimitExceeded":
					t.Errorf("with %d bytes it ends with %s", limit, shown(why))
				case fails && (why.Name() != "States.DataLimitExceeded" || !strings.Contains(*why.Cause, "'"+test.fails)):
					t.Errorf("with %d bytes it ends with %s, want a failure of %s", limit, shown(why), test.fails)
				}
			}
		})
	}
}

// TestHeld: an execution holds its input, what it has made of it, variables, and what branches have.
func TestHeld(t *testing.T) {
	text := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	wait := `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}}`
	for name, test := range map[string]struct {
		states string
		want   int
	}{
		"its input":     {`"A": {"Type": "Wait", "Seconds": 1, "End": true}`, 100},
		"another input": {`"A": {"Type": "Pass", "Result": ` + text(200) + `, "Next": "B"}, "B": {"Type": "Wait", "Seconds": 1, "End": true}`, 300},
		"arguments":     {`"A": {"Type": "Parallel", "Parameters": {"k": ` + text(200) + `}, "Branches": [` + wait + `], "End": true}`, 306},
		"variables":     {`"A": {"Type": "Pass", "Assign": {"v": ` + text(200) + `}, "Next": "B"}, "B": {"Type": "Wait", "Seconds": 1, "End": true}`, 300},
	} {
		d := begin(t, `{"StartAt": "A", "States": {`+test.states+`}}`, text(100), state.Config{})
		d.step()
		if got := d.r.Held(); got != test.want {
			t.Errorf("%s: it holds %d bytes, want %d", name, got, test.want)
		}
	}
}
