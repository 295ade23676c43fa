package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
)

// TestResultsThatWait: the results with which all Parallel and Map states wait are bounded
// together, as long as they wait.
func TestResultsThatWait(t *testing.T) {
	each := func(inner, fields string) string {
		return `"Type": "Map", "ItemsPath": "$$.Execution.Input", "ResultPath": null, ` + fields + ` "ItemProcessor": ` + inner
	}
	makes := func(name string, bytes int) string {
		return branch(name, `"Type": "Pass", "Result": "`+strings.Repeat("x", bytes-2)+`", "End": true`)
	}
	two := `{"StartAt": "A", "States": {"A": {` + each(makes("P", 150), "") + `, "Next": "B"}, "B": {` + each(makes("Q", 150), "") + `, "End": true}}}`
	nested := single(each(branch("M", each(makes("P", 40), "")+`, "End": true`), ""))
	caught := `{"StartAt": "A", "States": {"A": {` + each(makes("P", 300), `"Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "Next": "B"}],`) +
		`, "Next": "B"}, "B": {` + each(makes("Q", 150), "") + `, "End": true}}}`
	for name, test := range map[string]struct {
		definition string
		limit      int
		fails      string // the state
	}{
		"enough":                {single(each(makes("P", 200), "")), 2_000, ""},
		"too many":              {single(each(makes("P", 200), "")), 1_999, "A"},
		"branches":              {single(`"Type": "Parallel", "Branches": [` + makes("P", 600) + `, ` + makes("Q", 600) + `]`), 1_000, "A"},
		"one after the other":   {two, 1_500, ""},
		"one inside the other":  {nested, 800, ""}, // those inside are over before the next ones begin
		"at the same time":      {strings.Replace(nested, `"ResultPath"`, `"MaxConcurrency": 10, "ResultPath"`, 1), 399, "M"},
		"after a catcher":       {caught, 1_500, ""},
		"before the retry ends": {strings.Replace(caught, `"Catch"`, `"Retry": [{"ErrorEquals": ["States.DataLimitExceeded"]}], "Catch"`, 1), 1_500, ""},
	} {
		t.Run(name, func(t *testing.T) {
			limits := state.Limits{StateBytes: test.limit}
			if name == "one inside the other" {
				limits.MapConcurrency = 1
			}
			tr := run(t, test.definition, play{input: `[` + strings.Repeat("0,", 9) + `0]`, cfg: state.Config{Limits: limits}})
			why := "<nil>"
			if tr.outcome.Failure != nil {
				why = fmt.Sprint(tr.outcome.Failure.Name(), " ", *tr.outcome.Failure.Cause)
			}
			want := "<nil>"
			if test.fails != "" {
				want = "States.DataLimitExceeded The state/task '" + test.fails + "' returned a result with a size exceeding the maximum number of bytes service limit."
			}
			if why != want {
				t.Errorf("it ends with %s, want %s", why, want)
			}
		})
	}
}
