package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChoiceOfTexts runs the same rules twice: as they are, where the first ones can be
// looked up, and inside And, where they cannot. Decisions and failures are the same.
func TestChoiceOfTexts(t *testing.T) {
	rules := []string{
		`"Variable": "$.v", "StringEquals": "a"`,
		`"Variable": "$.v", "StringEquals": "b"`,
		`"Variable": "$.v", "StringEquals": "a"`,
		`"Variable": "$.v", "StringEquals": "\uD83D\uDE00"`,
		`"Variable": "$.w", "StringEquals": "a"`,
		`"Variable": "$.v", "StringEquals": "c"`,
		`"Variable": "$.v", "StringEqualsPath": "$.w"`,
		`"Variable": "$.v", "NumericEquals": 1`,
	}
	choice := func(format string) string {
		var choices, targets []string
		for i, rule := range rules {
			choices = append(choices, fmt.Sprintf(format, rule, i))
			targets = append(targets, fmt.Sprintf(`"T%d": {"Type": "Pass", "Result": %d, "End": true}`, i, i))
		}
		return states(`"A": {"Type": "Choice", "Choices": [` + strings.Join(choices, ", ") + `], "Default": "No"}, ` +
			strings.Join(targets, ", ") + `, "No": {"Type": "Pass", "Result": "none", "End": true}`)
	}
	plain, wrapped := choice(`{%s, "Next": "T%d"}`), choice(`{"And": [{%s}], "Next": "T%d"}`)
	for input, want := range map[string]string{
		`{"v": "a", "w": "a"}`:  "0",
		`{"v": "b", "w": "a"}`:  "1",
		`{"v": "😀", "w": "x"}`:  "3",
		`{"v": "c", "w": "a"}`:  "4",
		`{"v": "c", "w": "x"}`:  "5",
		`{"v": "x", "w": "x"}`:  "6",
		`{"v": 1, "w": null}`:   "7",
		`{"v": "y", "w": "x"}`:  `"none"`,
		`{"v": null, "w": "x"}`: `"none"`,
		`{"w": "a"}`:            "FAILED",
		`{"v": "y"}`:            "FAILED",
	} {
		got, other := run(t, plain, play{input: input}), run(t, wrapped, play{input: input})
		if diff := cmp.Diff(bytesOf(other.events), bytesOf(got.events)); diff != "" {
			t.Errorf("%s: the rules that are looked up differ (-one by one +looked up):\n%s", input, diff)
		}
		if o := got.outcome; o.Output.String() != want && string(o.Status) != want {
			t.Errorf("%s: got %s %s, want %s", input, o.Status, o.Output, want)
		}
	}
}
