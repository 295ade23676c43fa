package asltest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"

	"github.com/google/go-cmp/cmp"
)

// Two machines with states of the same names. The parent starts the child.
const (
	parent = `{
  "StartAt": "Ask",
  "States": {
    "Ask": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Next": "Done",
      "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:child", "Input.$": "$"}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Done"}]},
    "Done": {"Type": "Succeed"}
  }
}`
	child = `{
  "StartAt": "Ask",
  "States": {
    "Ask": {"Type": "Choice", "Default": "Done",
      "Choices": [{"Variable": "$.n", "NumericEquals": 7, "Next": "Lost"}]},
    "Lost": {"Type": "Parallel", "Next": "Done", "Retry": [{"ErrorEquals": [
      "Odd",
      "E\nven"]}], "Branches": [{"StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}}}]},
    "Done": {"Type": "Succeed"}
  }
}`
)

func parsedAs(t *testing.T, file, text string) *asl.Machine {
	t.Helper()
	m, err := asl.Parse([]byte(text), asl.WithFile(file))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestCoverageOfSeveralMachines(t *testing.T) {
	one, other := parsedAs(t, "parent.asl.json", parent), parsedAs(t, "child.asl.json", child)
	c := asltest.NewCoverage(one, other)
	counted, err := other.With(c.Option())
	if err != nil {
		t.Fatal(err)
	}
	var mux asl.Mux
	mux.HandleMachine("child", counted)
	passes(t, func(t testing.TB) {
		asltest.New(t, one, c.Option(), asl.WithResolver(&mux)).Run(`{"n": 1}`).Path("Ask", "Done")
	})
	var table, lcov bytes.Buffer
	if err := c.Print(&table); err != nil {
		t.Error(err)
	}
	want := `states           4 of 6     66.7%
transitions      1 of 2     50.0%
choice rules     1 of 2     50.0%
retriers         0 of 1      0.0%
catchers         0 of 1      0.0%
all              6 of 12    50.0%
not exercised:
    child.asl.json:6: state Lost
    child.asl.json:8: state In
    child.asl.json:6: transition from Lost to Done
    child.asl.json:5: state Ask: choice rule 0, to Lost
    child.asl.json:6: state Lost: retrier 0, of ["Odd", "E\nven"]
    parent.asl.json:5: state Ask: catcher 0, of ["States.ALL"], to Done
`
	if diff := cmp.Diff(want, table.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	missing := c.Missing()
	if len(missing) != 6 || missing[3] != "child.asl.json: state Ask: choice rule 0, to Lost" {
		t.Errorf("missing %q", missing)
	}
	if err := c.WriteLCOV(&lcov); err != nil {
		t.Error(err)
	}
	records := strings.SplitAfter(lcov.String(), "end_of_record\n")
	for i, lines := range [][]string{
		{"SF:parent.asl.json", "FN:4,Ask", "FNDA:1,Ask", "FNF:2", "FNH:2", "BRDA:5,4,0,0", "BRF:1"},
		{"SF:child.asl.json", "FN:4,Ask", "FNDA:1,Ask", "FNDA:0,Lost", "FNF:4", "FNH:2", "BRDA:5,2,0,0", "BRDA:4,2,1,1", "BRDA:6,8,0,-", "BRF:3", "DA:5,0"},
	} {
		for _, line := range lines {
			if !strings.Contains("\n"+records[i], "\n"+line+"\n") {
				t.Errorf("record %d has no line %s:\n%s", i, line, records[i])
			}
		}
	}
}

// Without files machines are counted, and there is no lcov.
func TestCoverageOfMachinesWithoutFiles(t *testing.T) {
	one, other := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`), asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Fail"}}}`)
	c := asltest.NewCoverage(one, other)
	// A machine that was parsed anew is the same, another one is not.
	for _, m := range []*asl.Machine{
		asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`), asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`),
	} {
		passes(t, func(t testing.TB) { asltest.New(t, m, c.Option()).Run(`{}`).Succeeds() })
	}
	if diff := cmp.Diff([]string{"machine 2: state A"}, c.Missing()); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	var out bytes.Buffer
	if err := c.Print(&out); err != nil || !strings.HasSuffix(out.String(), "    machine 2:1: state A\n") {
		t.Errorf("error %v of\n%s", err, &out)
	}
}

// What stands on two lines is written on one.
func TestCoverageWritesALineForEachPart(t *testing.T) {
	m := parsedAs(t, "a\nb.json", `{"StartAt": "two\nlines", "States": {"two\nlines": {"Type": "Pass", "Next": "S\u2028"}, "S\u2028": {"Type": "Succeed"}}}`)
	c := asltest.NewCoverage(m)
	var table, lcov bytes.Buffer
	if err := c.Print(&table); err != nil {
		t.Error(err)
	}
	if err := c.WriteLCOV(&lcov); err != nil {
		t.Error(err)
	}
	for text, want := range map[string]string{
		table.String(): "not exercised:\n    a␊b.json:1: state two␊lines\n    a␊b.json:1: state S\uFFFD\n    a␊b.json:1: transition from two␊lines to S\uFFFD\n",
		lcov.String():  "SF:a b.json\nFN:1,two lines\nFNDA:0,two lines\nFN:1,S \nFNDA:0,S \n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("got\n%s\nwant\n%s", text, want)
		}
	}
}

func TestCoverageExclude(t *testing.T) {
	m := parsedAs(t, "child.asl.json", child)
	c := asltest.NewCoverage(m).
		Exclude("state Lost", "7 is never ordered")
	passes(t, func(t testing.TB) { asltest.New(t, m, c.Option()).Run(`{"n": 1}`).Succeeds() })
	if missing := c.Missing(); len(missing) > 0 || c.Percent() != 100 {
		t.Errorf("missing %q, %.1f percent", missing, c.Percent())
	}
	print := func() string {
		var out bytes.Buffer
		if err := c.Print(&out); err != nil {
			t.Error(err)
		}
		return out.String()
	}
	want := `states           2 of 2    100.0%
choice rules     1 of 1    100.0%
all              3 of 3    100.0%
excluded:
    child.asl.json:6: state Lost: 7 is never ordered
    child.asl.json:8: state In: 7 is never ordered
    child.asl.json:6: transition from Lost to Done: 7 is never ordered
    child.asl.json:5: state Ask: choice rule 0, to Lost: 7 is never ordered
    child.asl.json:6: state Lost: retrier 0, of ["Odd", "E\nven"]: 7 is never ordered
`
	if diff := cmp.Diff(want, print()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
	var lcov bytes.Buffer
	if err := c.WriteLCOV(&lcov); err != nil || strings.Contains(lcov.String(), "Lost") || strings.Contains(lcov.String(), "DA:6,") {
		t.Errorf("error %v of\n%s", err, &lcov)
	}
	asltest.SetPartial(t, "")
	if code := mainOf(t, c, 100); code != 0 {
		t.Errorf("the tests end with %d", code)
	}
	passes(t, func(t testing.TB) { asltest.New(t, m, c.Option()).Run(`{"n": 7}`).Succeeds() })
	if out := print(); !strings.Contains(out, "excluded, but exercised:\n    child.asl.json:6: state Lost: 7 is never ordered\n") {
		t.Errorf("it prints\n%s", out)
	}
	if code := mainOf(t, c, 100); code != 1 {
		t.Errorf("the tests end with %d, although what is excluded was exercised", code)
	}
}

func mainOf(t *testing.T, c *asltest.Coverage, floor float64) int {
	t.Helper()
	out := os.Stdout
	null, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = null
	defer func() { os.Stdout = out }()
	return c.Main(suite(0), floor)
}

func TestCoverageExcludePanics(t *testing.T) {
	one := asltest.NewCoverage(asl.MustParse(child))
	two := asltest.NewCoverage(asl.MustParse(child), asl.MustParse(routes, asl.WithFile("routes.asl.json")))
	for _, test := range []struct {
		c                  *asltest.Coverage
		part, reason, want string
	}{
		{one, "state Ask: choice rule 0, to Lots", "why", `there is no such part; did you mean "state Ask: choice rule 0, to Lost"?`},
		{one, "Lost", "why", "there is no such part; Missing lists the parts that are not exercised"},
		{two, "state Lost", "why", `there is no such part; did you mean "machine 1: state Lost"?`},
		{two, "state Route", "why", `there is no such part; did you mean "routes.asl.json: state Route"?`},
		{one, "state Lost", "", "say why nothing can reach it"},
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, test.want) {
					t.Errorf("it panics with %s, want %s", text, test.want)
				}
			}()
			test.c.Exclude(test.part, test.reason)
		}()
	}
}

// Explorations count, each of their executions.
func TestExploreCounts(t *testing.T) {
	m := asl.MustParse(sound)
	c := asltest.NewCoverage(m)
	passes(t, func(t testing.TB) { asltest.Explore(t, m, asltest.CountIn(c)) })
	if missing := c.Missing(); len(missing) > 0 {
		t.Errorf("missing %q", missing)
	}
	for _, other := range []*asltest.Coverage{nil, asltest.NewCoverage(asl.MustParse(child))} {
		failsWith(t, func(t testing.TB) { asltest.Explore(t, m, asltest.CountIn(other)) }, "CountIn: the Coverage is not one of the machine")
	}
}
