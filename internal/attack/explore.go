package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asltest"
)

// explorations are attacks on the tests of a machine that make up inputs and answers.
var explorations = []attack{
	{name: "H4/Explore of long expressions", within: exploring, run: explored(query("Pass", `"End":true,"Output":"{% $count([1..800000].($ + $states.input.a)) %}"`), asltest.Budget(time.Second))},
	{name: "H4/Explore of an endless expression", within: exploring, run: explored(query("Pass", `"End":true,"Output":"{% ($f := function($x){$f($x + 1)}; $f($states.input.a)) %}"`), asltest.Budget(time.Second))},
	{name: "H4/Explore without an option", long: true, within: exploring, run: explored(query("Pass", `"End":true,"Output":"{% $count([1..800000].($ + $states.input.a)) %}"`))},
	{name: "H4/Explore of many tasks with retriers", within: exploring, run: explored(manyTasks(60))},
	{name: "H4/Explore of many branches", within: exploring, run: explored(manyBranches(60))},
	{name: "H4/Explore of an endless loop", within: exploring, run: explored(`{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice",` +
		`"Choices":[{"Variable":"$.a","NumericEquals":1,"Next":"C"}],"Default":"A"},"C":{"Type":"Succeed"}}}`)},
	{name: "W4/Explore of a huge string", within: exploring, run: func(t *trial) {
		explored(`{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[` +
			`{"Variable":"$.a","StringEquals":"` + strings.Repeat("x", 300_000) + `","Next":"B"}],"Default":"B"},"B":{"Type":"Succeed"}}}`)(t)
	}},
}

// exploring is how long an exploration may take.
const exploring = 15 * time.Second

// manyTasks returns a machine of tasks in a row, each with a retrier and a catcher.
func manyTasks(n int) string {
	return `{"StartAt":"s0","States":{` + fields(n, `"s%[1]d":{"Type":"Task",`+arn+`,"Next":"s%[2]d",`+
		`"Retry":[{"ErrorEquals":["E","F"]}],"Catch":[{"ErrorEquals":["E"],"Next":"s%[2]d"},{"ErrorEquals":["States.ALL"],"Next":"s%[2]d"}]}`) +
		fmt.Sprintf(`,"s%d":{"Type":"Succeed"}}}`, n)
}

// manyBranches returns a machine of as many branches with a task each.
func manyBranches(n int) string {
	return state("Parallel", `"End":true,"Branches":[`+fields(n, `{"StartAt":"s%[1]d","States":{"s%[1]d":{"Type":"Task",`+arn+
		`,"End":true,"Retry":[{"ErrorEquals":["E"]}]}}}`)+`]`)
}

// tester takes the verdict of a test.
type tester struct {
	testing.TB
	failures []string
}

func (*tester) Helper()             {}
func (*tester) Logf(string, ...any) {}

func (t *tester) Errorf(format string, args ...any) {
	t.failures = append(t.failures, fmt.Sprintf(format, args...))
}

func (t *tester) Fatalf(format string, args ...any) { t.Errorf(format, args...); panic(t) }

// explored explores a machine, which must end and must not call it a crash of the engine.
func explored(definition string, opts ...asltest.ExploreOption) func(*trial) {
	return func(t *trial) {
		m := t.machine(definition)
		if m == nil {
			return
		}
		verdict := &tester{}
		asltest.Explore(verdict, m, opts...)
		t.endedf("%d problems", len(verdict.failures))
		for _, failure := range verdict.failures {
			t.Ended = cut(t.Ended+"; "+failure, 100)
			if strings.Contains(failure, "crash") {
				t.wrongf("%s", failure)
			}
		}
	}
}
