package asltest_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/history"
)

// order is a machine with all that a test looks at.
var order = asl.MustParse(`{
  "StartAt": "Charge",
  "States": {
    "Charge": {
      "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge", "TimeoutSeconds": 30,
      "Parameters": {"card.$": "$.card", "lines.$": "$.lines"},
      "Retry": [{"ErrorEquals": ["Busy", "States.Timeout"], "IntervalSeconds": 3600, "MaxAttempts": 3}],
      "Catch": [{"ErrorEquals": ["Declined"], "ResultPath": "$.problem", "Next": "Refuse"}],
      "ResultPath": "$.receipt", "Assign": {"receipt.$": "$"}, "Next": "Ship"
    },
    "Refuse": {"Type": "Fail", "Error": "Refused", "CausePath": "$.problem.Cause"},
    "Ship": {
      "Type": "Map", "ItemsPath": "$.lines", "Next": "Tell", "ResultPath": null,
      "ItemProcessor": {"StartAt": "Pack", "States": {
        "Pack": {"Type": "Task", "Resource": "pack", "Retry": [{"ErrorEquals": ["Jam"]}], "Next": "Label"},
        "Label": {"Type": "Pass", "End": true}}}
    },
    "Tell": {
      "Type": "Parallel", "End": true, "ResultSelector": {"asked.$": "$[1]"},
      "Branches": [
        {"StartAt": "Mail", "States": {"Mail": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "mail", "Payload.$": "$"}, "End": true}}},
        {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Parameters": {"token.$": "$$.Task.Token"}, "TimeoutSeconds": 1000000, "End": true}}}]
    }
  }
}`)

const (
	input = `{"card": "c-1", "lines": [{"sku": "a"}, {"sku": "b"}]}`
	week  = 7 * 24 * time.Hour
)

// shop is a test of order in which all goes well unless a mock is taken out.
func shop(t testing.TB, without ...string) *asltest.Test {
	x := asltest.New(t, order)
	for _, m := range []struct {
		state    string
		response asltest.Response
	}{
		{"Charge", asltest.Return(`"r-1"`)},
		{"Pack", asltest.Return(`"packed"`)},
		{"Mail", asltest.Payload(`true`)},
		{"Ask", asltest.Callback(week, asltest.Return(`"fine"`)).Submit(`{"MessageId": "m-1"}`)},
	} {
		if len(without) == 0 || without[0] != m.state {
			x.Mock(m.state, m.response)
		}
	}
	return x
}

var allSteps = []string{
	"Charge", "Ship", "[0] Pack", "[0] Label", "[1] Pack", "[1] Label", "Tell", "[0] Mail", "[1] Ask",
}

func TestAllAssertionsHold(t *testing.T) {
	t.Parallel()
	passes(t, func(t testing.TB) {
		shop(t, "Charge").
			Mock("Charge", asltest.Fail("Busy", "later"), asltest.Hang(), asltest.Return(`"r-1"`).After(time.Second)).
			Run(input).
			Succeeds().
			Path(allSteps...).
			Output(`{"asked": "fine"}`).
			Calls("Charge", 3).Calls("Pack", 2).
			Input("Charge", 0, "card", `"c-1"`).
			Input("Charge", 2, "lines.1.sku", `"b"`).
			Input("Charge", 0, "amount", "").
			Input("Mail", 0, "@this", `{"FunctionName": "mail", "Payload": {"card": "c-1", "lines": [{"sku": "a"}, {"sku": "b"}], "receipt": "r-1"}}`).
			Elapsed(3*time.Hour+31*time.Second+week).
			Event(history.TypeLambdaFunctionFailed, `{"error": "Busy", "cause": "later"}`).
			Event(history.TypeLambdaFunctionTimedOut).
			Event(history.TypeTaskSubmitted, `{"resourceType": "sqs", "output": {"MessageId": "m-1"}}`).
			Event(history.TypeTaskScheduled, `{"parameters": {"FunctionName": "mail", "Payload": {"receipt": "r-1"}}}`).
			Variables(`{"receipt": "r-1"}`)
	})
	passes(t, func(t testing.TB) {
		asltest.New(t, order).
			Mock("Charge", asltest.Fail("Declined", "no money")).
			Run(input).Path("Charge", "Refuse").Fails("Refused").Cause("no money").Variables(`{}`)
	})
}

func TestRunEvents(t *testing.T) {
	events := asltest.New(t, order).Mock("Charge", asltest.Fail("Declined", "")).Run(input).Events()
	if n := len(events); n == 0 || events[0].Type != history.TypeExecutionStarted || events[n-1].Type != history.TypeExecutionFailed {
		t.Fatalf("%d events, not from ExecutionStarted to ExecutionFailed", n)
	}
}

// Each assertion that does not hold fails, and says why.
func TestAssertionsFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		assert func(r *asltest.Run)
		says   []string
	}{
		{"path", func(r *asltest.Run) { r.Path("Charge", "Refuse") },
			[]string{"the path is another one", "Refuse", "state Charge, after 0s:", `input:  {"card": "c-1"`, `output: {"card":"c-1"`}},
		{"output", func(r *asltest.Run) { r.Output(`{"asked": "well"}`) },
			[]string{"the output is another one", `"well"`, `"fine"`, "the path that was taken:\n    Charge\n    Ship\n    [0] Pack\n", "state Tell, after 0s:"}},
		{"output that is not JSON", func(r *asltest.Run) { r.Output(`fine`) }, []string{"Output: `fine` is not JSON"}},
		{"error", func(r *asltest.Run) { r.Fails("Refused") }, []string{`the execution succeeded with {"asked":"fine"}; want it to fail with Refused`}},
		{"cause", func(r *asltest.Run) { r.Cause("why") }, []string{`the execution succeeded; want it to fail with the cause "why"`}},
		{"elapsed", func(r *asltest.Run) { r.Elapsed(time.Hour) }, []string{"the execution took 168h0m0s, want 1h0m0s"}},
		{"calls", func(r *asltest.Run) { r.Calls("Pack", 3) }, []string{"state Pack made 2 calls, want 3", "state [1] Pack, after 0s:", `call 0: {"sku":"b"}`}},
		{"calls of no task", func(r *asltest.Run) { r.Calls("Ship", 1) }, []string{`Calls("Ship"): the machine has no Task state of that name`}},
		{"input", func(r *asltest.Run) { r.Input("Charge", 0, "card", `"c-2"`) }, []string{`call 0 of state Charge was given something else at "card"`, `"c-2"`}},
		{"absent input", func(r *asltest.Run) { r.Input("Charge", 0, "amount", `1`) }, []string{`has nothing at "amount"`}},
		{"present input", func(r *asltest.Run) { r.Input("Charge", 0, "card", "") }, []string{`has "c-1" at "card"; want nothing there`}},
		{"input of no call", func(r *asltest.Run) { r.Input("Charge", 1, "card", `1`) }, []string{"state Charge made 1 calls; there is no call 1"}},
		{"input of no task", func(r *asltest.Run) { r.Input("Chrage", 0, "card", `1`) }, []string{`Input("Chrage")`}},
		{"look-up", func(r *asltest.Run) { r.Call("Charge", 4).Get("card") }, []string{"state Charge made 1 calls; there is no call 4"}},
		{"event", func(r *asltest.Run) { r.Event(history.TypeTaskTimedOut) }, []string{"there is no event TaskTimedOut", "    TaskSubmitted\n"}},
		{"details", func(r *asltest.Run) { r.Event(history.TypeTaskSubmitted, `{"resourceType": "sns"}`) }, []string{"no event TaskSubmitted has", `"resourceType": "sqs"`}},
		{"details that are not JSON", func(r *asltest.Run) { r.Event(history.TypeTaskSubmitted, `sns`) }, []string{"Event: `sns` is not JSON"}},
		{"variables", func(r *asltest.Run) { r.Variables(`{"receipt": "r-2"}`) }, []string{"the variables are others", `"r-2"`}},
		{"variables that are not JSON", func(r *asltest.Run) { r.Variables(`{`) }, []string{"Variables: `{` is not JSON"}},
		{"golden", func(r *asltest.Run) { r.Golden("testdata/none.jsonl") }, []string{"there is no testdata/none.jsonl yet", "-asltest.update"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			failsWith(t, func(t testing.TB) { test.assert(shop(t).Run(input)) }, test.says...)
		})
	}
}

func TestAssertionsOfFailuresFail(t *testing.T) {
	t.Parallel()
	declined := func(t testing.TB) *asltest.Run {
		return asltest.New(t, order).Mock("Charge", asltest.Fail("Declined", "no money")).Run(input)
	}
	at := "state Refuse, after 0s:\n    input:  {\"card\":\"c-1\""
	failsWith(t, func(t testing.TB) { declined(t).Succeeds() }, "the execution failed: Refused: no money; want it to succeed", at, "error:  Refused: no money")
	failsWith(t, func(t testing.TB) { declined(t).Output(`{}`) }, "the execution failed: Refused: no money; want an output", at)
	failsWith(t, func(t testing.TB) { declined(t).Fails("Lost") }, "the execution failed: Refused: no money; want the error Lost")
	failsWith(t, func(t testing.TB) { declined(t).Cause("no card") }, "the cause is another one", "no money")
	failsWith(t, func(t testing.TB) {
		asltest.New(t, order).Mock("Charge", asltest.Fail("Lost", "twice")).Run(input).Succeeds()
	}, "state Charge, after 0s:", `call 0: {"lines"`, "failed: Lost: twice", "error:  Lost: twice")
}

func TestPathNamesAreChecked(t *testing.T) {
	got := record(t, func(t testing.TB) { shop(t).Run(input).Path("Charge", "[0] Packk") })
	if len(got) != 2 || !strings.Contains(got[0], `the machine has no state "Packk"; did you mean "Pack"?`) {
		t.Errorf("failures %q", got)
	}
}

// What is wrong in the test itself fails it with what to write.
func TestMisuse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		test func(t testing.TB)
		says string
	}{
		{"no machine", func(t testing.TB) { asltest.New(t, nil) }, "the machine is nil"},
		{"no run", func(t testing.TB) { shop(t) }, "the test runs nothing: write .Run(`{…}`)"},
		{"no such state", func(t testing.TB) { asltest.New(t, order).Mock("Chrage", asltest.Hang()) }, `no such state; did you mean "Charge"?`},
		{"no task", func(t testing.TB) { asltest.New(t, order).Mock("Refuse", asltest.Hang()) }, "it is a Fail state"},
		{"twice", func(t testing.TB) { shop(t).Mock("Charge", asltest.Hang()) }, "give all responses to one Mock"},
		{"no response", func(t testing.TB) { asltest.New(t, order).Mock("Charge") }, "write for instance asltest.Return(`{}`)"},
		{"zero response", func(t testing.TB) { asltest.New(t, order).Mock("Charge", asltest.Response{}) }, "response 1 is the zero Response"},
		{"return", func(t testing.TB) { asltest.New(t, order).Mock("Charge", asltest.Return(`text`)) }, "a string needs quotes"},
		{"payload", func(t testing.TB) { asltest.New(t, order).Mock("Mail", asltest.Payload(`text`)) }, "Payload(`text`) is not JSON"},
		{"submit", func(t testing.TB) { asltest.New(t, order).Mock("Ask", asltest.Hang().Submit(`text`)) }, "Submit(`text`) is not JSON"},
		{"do", func(t testing.TB) { asltest.New(t, order).Mock("Ask", asltest.Do(nil)) }, "the function is nil"},
		{"delay", func(t testing.TB) { asltest.New(t, order).Mock("Ask", asltest.Hang().After(-1)) }, "the delay is negative"},
		{"item", func(t testing.TB) { asltest.New(t, order).Mock("Pack", asltest.Hang().OnItem()) }, "which item?"},
		{"input", func(t testing.TB) { shop(t).Run(`{`) }, "the execution did not start"},
		{"option", func(t testing.TB) { asltest.New(t, order, asl.WithName("")).Run(`{}`) }, "the execution did not start"},
		{"unmocked", func(t testing.TB) { shop(t, "Charge").Run(input) },
			"state Charge has no mock, and nothing is known that runs arn:aws:lambda:us-east-1:123456789012:function:charge: write .Mock(\"Charge\", asltest.Return(`{…}`))"},
		{"unmocked in an iteration", func(t testing.TB) { shop(t, "Pack").Run(input) }, `write .Mock("Pack", asltest.Return(`},
		{"unmocked lambda:invoke", func(t testing.TB) { shop(t, "Mail").Run(input) }, `write .Mock("Mail", asltest.Payload(`},
		{"unused", func(t testing.TB) { shop(t, "Charge").Mock("Charge", asltest.Fail("Declined", "")).Run(input) },
			"the mock of state Pack was never called"},
		{"unused response", func(t testing.TB) { shop(t, "Charge").Mock("Charge", asltest.Return(`1`), asltest.Hang()).Run(input) },
			"response 2 of 2 of the mock of state Charge was never given"},
		{"unmocked item", func(t testing.TB) { shop(t, "Pack").Mock("Pack", asltest.Return(`1`).OnItem(0)).Run(input) },
			"the mock of state Pack has no response for item 1: add one without OnItem, or with OnItem(1)"},
		{"hang", func(t testing.TB) {
			m := asl.MustParse(`{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}`)
			asltest.New(t, m, asl.WithLimits(asl.Unlimited())).Mock("T", asltest.Hang()).Run(`{}`)
		}, "state T hangs, and nothing ends it"},
		{"callback", func(t testing.TB) {
			shop(t, "Pack").Mock("Pack", asltest.Callback(0, asltest.Return(`1`))).Run(input)
		}, "Callback is for tasks that wait for their token, and pack does not"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			messages := record(t, test.test)
			if len(messages) == 0 || !strings.Contains(messages[0], test.says) {
				t.Errorf("failures %q, want %q", messages, test.says)
			}
		})
	}
}

// Responses are given by attempt and by item, from the first one on in each run.
func TestResponses(t *testing.T) {
	passes(t, func(t testing.TB) {
		x := shop(t, "Pack").Mock("Pack",
			asltest.Return(`"all"`),
			asltest.Fail("Jam", "").OnItem(1), asltest.Return(`"one"`).OnItem(1).After(5*time.Second))
		for range 2 {
			x.Run(input).Calls("Pack", 3).Path(allSteps...).
				Event(history.TypeMapStateExited).
				Event(history.TypeTaskScheduled).
				Elapsed(time.Second + 5*time.Second + week)
		}
	})
}

// Where no timeout is set, that of the service ends what hangs.
func TestHangUntilTheQuota(t *testing.T) {
	passes(t, func(t testing.TB) {
		m := asl.MustParse(`{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}`)
		asltest.New(t, m).Mock("T", asltest.Hang()).Run(`{}`).Fails("States.Timeout").Path("T")
	})
}

func TestNestedItems(t *testing.T) {
	nested := asl.MustParse(`{"StartAt": "Outer", "States": {"Outer": {"Type": "Map", "End": true, "ItemProcessor": {
		"StartAt": "Inner", "States": {"Inner": {"Type": "Map", "End": true, "Retry": [{"ErrorEquals": ["States.ALL"]}], "ItemProcessor": {
			"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}}}}}}}`)
	passes(t, func(t testing.TB) {
		asltest.New(t, nested).
			Mock("T", asltest.Return(`0`), asltest.Return(`10`).OnItem(1, 0), asltest.Return(`1`).OnItem(1)).
			Run(`[[8, 9], [8, 9]]`).
			Output(`[[0, 1], [10, 1]]`).
			Path("Outer", "[0] Inner", "[0][0] T", "[0][1] T", "[1] Inner", "[1][0] T", "[1][1] T")
	})
	// A Map state that is tried again has all of its iterations again.
	passes(t, func(t testing.TB) {
		asltest.New(t, nested).
			Mock("T", asltest.Return(`0`), asltest.Fail("X", "").OnItem(0, 1).After(time.Second), asltest.Return(`1`).OnItem(0, 1)).
			Run(`[[8, 9], [8]]`).
			Output(`[[0, 1], [0]]`).
			Path("Outer", "[0] Inner", "[0][0] T", "[0][1] T", "[0][0] T", "[0][1] T", "[1] Inner", "[1][0] T")
	})
}

func TestDo(t *testing.T) {
	passes(t, func(t testing.TB) {
		double := asltest.Do(asl.Func(func(_ context.Context, n int) (int, error) { return 2 * n, nil }))
		m := asl.MustParse(`{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}`)
		asltest.New(t, m).Mock("T", double.After(time.Minute)).Run(`21`).Output(`42`).Elapsed(time.Minute)
	})
}

// Tasks that the options know need no mock.
func TestRealTasks(t *testing.T) {
	passes(t, func(t testing.TB) {
		var mux asl.Mux
		mux.Handle("pack", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
		x := asltest.New(t, order, asl.WithResolver(&mux)).
			Mock("Charge", asltest.Return(`1`)).Mock("Mail", asltest.Payload(`1`)).Mock("Ask", asltest.Return(`2`))
		if _, err := x.Run(input).Calls("Pack", 2).Elapsed(0).Result(); err != nil {
			t.Errorf("error %v", err)
		}
	})
}

// The harness runs inside a bubble of synctest, and on the bubble's own clock.
func TestSynctest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		passes(t, func(t testing.TB) { shop(t).Run(input).Elapsed(week) })
		before := time.Now()
		if got := time.Since(before); got != 0 {
			t.Errorf("virtual time took %v of the bubble's", got)
		}
		passes(t, func(t testing.TB) {
			asltest.New(t, order, asl.WithClock(asl.SystemClock())).
				Mock("Charge", asltest.Fail("Busy", ""), asltest.Return(`1`)).Mock("Pack", asltest.Return(`1`)).
				Mock("Mail", asltest.Return(`1`)).Mock("Ask", asltest.Callback(week, asltest.Return(`1`))).
				Run(input).Elapsed(time.Hour + week)
		})
		if got := time.Since(before); got != time.Hour+week {
			t.Errorf("the bubble's clock went on by %v", got)
		}
	})
}

func TestRunTellsWhyItDidNotEnd(t *testing.T) {
	for definition, says := range map[string]string{
		`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`:                          "observers did not get all events",
		`{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": true}}}`: "the execution did not end",
	} {
		failsWith(t, func(t testing.TB) {
			asltest.New(t, asl.MustParse(definition), asl.WithObserver(func(*asl.Execution, history.Event) { panic(errors.New("no")) })).Run(`1`)
		}, says, "panicked")
	}
}

// TestPanicsAreLogged has a task panic, of which the execution tells no more than
// that it did.
func TestPanicsAreLogged(t *testing.T) {
	r := perform(t, func(t testing.TB) {
		asltest.New(t, asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "a", "End": true}}}`)).
			Mock("A", asltest.Do(func(context.Context, json.RawMessage) (json.RawMessage, error) { panic("out of ink") })).
			Run(`{}`).Fails("Task.Panicked")
	})
	if len(r.messages) > 0 {
		t.Errorf("the test fails: %s", r.messages)
	}
	if len(r.logs) != 1 || !strings.Contains(r.logs[0], `the state "A" panicked: out of ink`) || !strings.Contains(r.logs[0], "test_test.go") {
		t.Errorf("the test logs %q", r.logs)
	}
}
