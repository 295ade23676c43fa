package asltest_test

import (
	"slices"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"

	"github.com/google/go-cmp/cmp"
)

// Rules and catchers that lead to one state, which nothing in the history tells
// apart: the rules look at the context object, and a catcher throws away an error
// whose name only the input has.
const alike = `{
  "StartAt": "Each",
  "States": {
    "Each": {"Type": "Map", "ItemsPath": "$.items", "ResultPath": null, "Next": "Try", "ItemProcessor": {"StartAt": "Which", "States": {
      "Which": {"Type": "Choice", "Choices": [
        {"Variable": "$$.Map.Item.Index", "NumericEquals": 1, "Next": "Same"},
        {"Variable": "$$.Map.Item.Index", "NumericLessThan": 2, "Next": "Same"}], "Default": "Same"},
      "Same": {"Type": "Succeed"}}}},
    "Try": {"Type": "Parallel", "Next": "End", "Branches": [{"StartAt": "Throw", "States": {"Throw": {"Type": "Fail", "ErrorPath": "$.error"}}}],
      "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 0}, {"ErrorEquals": ["B"], "MaxAttempts": 1}],
      "Catch": [{"ErrorEquals": ["A"], "ResultPath": null, "Next": "End"}, {"ErrorEquals": ["B", "C"], "ResultPath": null, "Next": "End"}]},
    "End": {"Type": "Succeed"}
  }
}`

func TestCoverageTellsApartWhatHistoriesDoNot(t *testing.T) {
	m := asl.MustParse(alike)
	const (
		next     = "transition from Try to End"
		rule0    = "state Which: choice rule 0, to Same"
		rule1    = "state Which: choice rule 1, to Same"
		fallback = "state Which: Default, to Same"
		retrier0 = `state Try: retrier 0, of ["A"]`
		retrier1 = `state Try: retrier 1, of ["B"]`
		catcher0 = `state Try: catcher 0, of ["A"], to End`
		catcher1 = `state Try: catcher 1, of ["B", "C"], to End`
	)
	for input, want := range map[string][]string{
		`{"items": [7], "error": "A"}`:       {next, rule0, fallback, retrier0, retrier1, catcher1},
		`{"items": [7, 7], "error": "B"}`:    {next, fallback, retrier0, catcher0},
		`{"items": [7, 7, 7], "error": "C"}`: {next, retrier0, retrier1, catcher0},
	} {
		c := asltest.NewCoverage(m)
		passes(t, func(t testing.TB) { asltest.New(t, m, c.Option()).Run(input).Succeeds() })
		missing := c.Missing()
		slices.Sort(missing)
		slices.Sort(want)
		if diff := cmp.Diff(want, missing); diff != "" {
			t.Errorf("%s: missing (-want +got):\n%s", input, diff)
		}
	}
}
