package asltest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// TestExploreHasABudget: what it leaves out when the time is over is reported.
func TestExploreHasABudget(t *testing.T) {
	fast := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`)
	failsWith(t, func(t testing.TB) { asltest.Explore(t, fast, asltest.Budget(time.Nanosecond)) },
		"never reached in 0 executions of 1000, for which there was time (asltest.Budget allows 1ns) with the seed 1: A")
	for _, test := range []struct {
		executions int
		logs       string
	}{
		{1, ""},
		{1_000_000_000, "of 1000000000, for which there was time (asltest.Budget allows 100ms)"},
	} {
		r := perform(t, func(t testing.TB) {
			asltest.Explore(t, fast, asltest.Budget(100*time.Millisecond), asltest.Executions(test.executions))
		})
		if logs := strings.Join(r.logs, ""); len(r.messages) > 0 || !strings.Contains(logs, test.logs) || (logs == "") != (test.logs == "") {
			t.Errorf("%d executions: failures %q, logs %q", test.executions, r.messages, logs)
		}
	}
	failsWith(t, func(t testing.TB) { asltest.Explore(t, fast, asltest.Budget(0)) }, "Budget(0s): want a positive duration")
}

// TestExploreEndsWhileAnExecutionRuns: the budget ends an expression that is evaluated.
func TestExploreEndsWhileAnExecutionRuns(t *testing.T) {
	forever := `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% $sum([1..800000].($ + 1)) %}", "End": true}}}`
	r := perform(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(forever), asltest.Budget(50*time.Millisecond)) })
	reports := append(r.messages, r.logs...) // whether an execution came so far to reach the state, or not
	if len(reports) != 1 || !strings.Contains(reports[0], " of 1000, for which there was time") {
		t.Errorf("it reports %q", reports)
	}
}

// TestExploreMakesTooMuch: inputs that are longer than the machine takes are no crash.
func TestExploreMakesTooMuch(t *testing.T) {
	long := strings.Repeat("x", 300_000)
	m := asl.MustParse(`{"StartAt": "C", "States": {
		"C": {"Type": "Choice", "Choices": [{"Variable": "$.text", "StringEquals": "` + long + `", "Next": "P"}], "Default": "S"},
		"P": {"Type": "Pass", "Next": "S"}, "S": {"Type": "Succeed"}}}`)
	r := perform(t, func(t testing.TB) { asltest.Explore(t, m, asltest.Executions(50)) })
	if len(r.messages) != 1 || !strings.Contains(r.messages[0], "never reached in 50 executions with the seed 1: P") {
		t.Errorf("failures %.300q", r.messages)
	}
	if len(r.logs) != 1 || !strings.Contains(r.logs[0], "of 50 inputs were made longer than the machine takes") {
		t.Errorf("logs %q", r.logs)
	}
}
