package state_test

import (
	"slices"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// attempts are the times at which a task was scheduled.
func attempts(tr *trace) []time.Duration {
	var at []time.Duration
	for _, e := range tr.events {
		if e.Type == history.TypeLambdaFunctionScheduled {
			at = append(at, e.Timestamp.Sub(epoch))
		}
	}
	return at
}

// retrying is a Task with these retriers.
func retrying(retriers string) string {
	return single(`"Type": "Task", "Resource": "f", "Retry": [` + retriers + `]`)
}

// TestRetryHistory: another attempt follows from the failure; nothing is
// recorded for the time between.
func TestRetryHistory(t *testing.T) {
	tr := run(t, retrying(`{"ErrorEquals": ["E"], "IntervalSeconds": 2}`), play{tasks: map[string][]reply{"A": {fails("E", "c"), gives(`1`)}}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 LambdaFunctionScheduled resource=f input={}
		4<-3 LambdaFunctionStarted
		5<-4 LambdaFunctionFailed error=E cause=c
		6<-5 LambdaFunctionScheduled resource=f input={} @2s
		7<-6 LambdaFunctionStarted @2s
		8<-7 LambdaFunctionSucceeded output=1 @2s
		9<-8 TaskStateExited name=A output=1 @2s
		10<-9 ExecutionSucceeded output=1 @2s`)
	if first, second := tr.effects[0].(*state.RunTask), tr.effects[1].(*state.RunTask); first.Attempt != 0 || second.Attempt != 1 || first.ID == second.ID {
		t.Errorf("the attempts are %d and %d, the effects %d and %d", first.Attempt, second.Attempt, first.ID, second.ID)
	}
}

// TestRetryTimes lists when the attempts of a task are made that always fails
// at once.
func TestRetryTimes(t *testing.T) {
	for _, test := range []struct {
		retrier string
		want    []time.Duration // in seconds
	}{
		{`{"ErrorEquals": ["E"]}`, []time.Duration{0, 1, 3, 7}},
		{`{"ErrorEquals": ["E"], "MaxAttempts": 0}`, []time.Duration{0}},
		{`{"ErrorEquals": ["E"], "MaxAttempts": 1}`, []time.Duration{0, 1}},
		{`{"ErrorEquals": ["E"], "IntervalSeconds": 5, "BackoffRate": 1, "MaxAttempts": 4}`, []time.Duration{0, 5, 10, 15, 20}},
		{`{"ErrorEquals": ["E"], "IntervalSeconds": 3, "BackoffRate": 3}`, []time.Duration{0, 3, 12, 39}},
		{`{"ErrorEquals": ["E"], "IntervalSeconds": 10, "MaxDelaySeconds": 15}`, []time.Duration{0, 10, 25, 40}},
		{`{"ErrorEquals": ["E"], "IntervalSeconds": 10, "MaxDelaySeconds": 4}`, []time.Duration{0, 4, 8, 12}},
		{`{"ErrorEquals": ["E"], "IntervalSeconds": 10, "BackoffRate": 1e300}`, []time.Duration{0, 10, 10 + 31_622_400, 10 + 2*31_622_400}},
		{`{"ErrorEquals": ["other"]}`, []time.Duration{0}},
		{`{"ErrorEquals": ["other", "E"], "MaxAttempts": 1}`, []time.Duration{0, 1}},
		{`{"ErrorEquals": ["States.TaskFailed"], "MaxAttempts": 1}`, []time.Duration{0, 1}},
		{`{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}`, []time.Duration{0, 1}},
		{`{"ErrorEquals": ["States.Timeout"]}`, []time.Duration{0}},
	} {
		t.Run(test.retrier, func(t *testing.T) {
			tr := run(t, retrying(test.retrier), play{tasks: map[string][]reply{"A": {fails("E", "c")}}})
			for i := range test.want {
				test.want[i] *= time.Second
			}
			if got := attempts(tr); !slices.Equal(got, test.want) {
				t.Errorf("the attempts are made after %v, want %v", got, test.want)
			}
			wantFailure(t, tr, "E", "c")
		})
	}
}

// TestRetryFractions: the backoff is not rounded to seconds.
func TestRetryFractions(t *testing.T) {
	tr := run(t, retrying(`{"ErrorEquals": ["E"], "IntervalSeconds": 1, "BackoffRate": 1.5}`), play{tasks: map[string][]reply{"A": {fails("E", "c")}}})
	want := []time.Duration{0, time.Second, 2500 * time.Millisecond, 4750 * time.Millisecond}
	if got := attempts(tr); !slices.Equal(got, want) {
		t.Errorf("the attempts are made after %v, want %v", got, want)
	}
}

// TestRetryCountsForItself: each retrier has a counter of its own, and the
// first one that takes the error decides, used up or not.
func TestRetryCountsForItself(t *testing.T) {
	a, b := fails("A", ""), fails("B", "")
	for _, test := range []struct {
		name, retriers string
		replies        []reply
		attempts       int
		failure        string
	}{
		{"alternating", `{"ErrorEquals": ["A"], "MaxAttempts": 2}, {"ErrorEquals": ["B"], "MaxAttempts": 2}`, []reply{a, b, a, b, a}, 5, "A"},
		{"the first is used up", `{"ErrorEquals": ["A"], "MaxAttempts": 1}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 9}`, []reply{a, a, a}, 2, "A"},
		{"the first does not take it", `{"ErrorEquals": ["A"], "MaxAttempts": 0}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}`, []reply{b, b, b}, 3, "B"},
		{"the first refuses", `{"ErrorEquals": ["A"], "MaxAttempts": 0}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}`, []reply{b, a}, 2, "A"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, retrying(test.retriers), play{tasks: map[string][]reply{"A": test.replies}})
			if got := len(attempts(tr)); got != test.attempts || tr.outcome.Failure.Name() != test.failure {
				t.Errorf("after %d attempts the failure is %s, want %d and %s", got, tr.outcome.Failure.Name(), test.attempts, test.failure)
			}
		})
	}
}

// TestRetryStartsAnewOnEntry: the counters are those of one entry into the
// state.
func TestRetryStartsAnewOnEntry(t *testing.T) {
	definition := states(`
		"A": {"Type": "Task", "Resource": "f", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}], "ResultPath": "$.n", "Next": "B"},
		"B": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 3, "Next": "A"}], "Default": "Z"},
		"Z": {"Type": "Succeed"}`)
	tr := run(t, definition, play{tasks: map[string][]reply{"A": {fails("E", ""), gives(`1`), fails("E", ""), gives(`2`), fails("E", ""), gives(`3`)}}})
	wantOutput(t, tr, `{"n":3}`)
}

// TestRetryThatNeverRetriesLeavesNothing leaves a state by a catcher before it has
// asked for its task, and fails in the next one, which has retriers of its own.
func TestRetryThatNeverRetriesLeavesNothing(t *testing.T) {
	definition := `{"StartAt": "A", "States": {
		"A": {"Type": "Task", "Resource": "a", "Parameters": {"x": "longer than the limit"},
			"Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 0}], "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "B"}], "End": true},
		"B": {"Type": "Task", "Resource": "b", "Retry": [
			{"ErrorEquals": ["Other"]}, {"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 2}], "End": true}}}`
	got := run(t, definition, play{cfg: state.Config{Limits: state.Limits{Payload: 20}}, tasks: map[string][]reply{"B": {fails("Busy", ""), gives(`1`)}}})
	if got.outcome.Status != state.Succeeded || got.outcome.Output.String() != "1" {
		t.Errorf("%s: %s %s", got.outcome.Status, got.outcome.Output, shown(got.outcome.Failure))
	}
}

// TestRetryCountInContext: $$.State.RetryCount grows with each attempt.
func TestRetryCountInContext(t *testing.T) {
	definition := single(`"Type": "Task", "Resource": "f", "Retry": [{"ErrorEquals": ["E"]}],
		"Parameters": {"n.$": "$$.State.RetryCount"}, "ResultSelector": {"in.$": "$.n", "out.$": "$$.State.RetryCount"}`)
	tr := run(t, definition, play{tasks: map[string][]reply{"A": {fails("E", ""), fails("E", ""), {}}}})
	wantOutput(t, tr, `{"in":2,"out":2}`)
}

// TestRetryJitter: with FULL jitter the delays lie between 0 and the backoff,
// differ between seeds, and are the same for one seed.
func TestRetryJitter(t *testing.T) {
	delays := func(seed uint64) []time.Duration {
		tr := run(t, retrying(`{"ErrorEquals": ["E"], "IntervalSeconds": 8, "BackoffRate": 2, "MaxAttempts": 5, "MaxDelaySeconds": 60, "JitterStrategy": "FULL"}`),
			play{cfg: state.Config{Seed: seed}, tasks: map[string][]reply{"A": {fails("E", "")}}})
		at := attempts(tr)
		for i, bound := range []time.Duration{8, 16, 32, 60, 60} {
			if d := at[i+1] - at[i]; d < 0 || d >= bound*time.Second {
				t.Errorf("with seed %d the delay before retry %d is %v, want less than %ds", seed, i+1, d, bound)
			}
		}
		return at
	}
	seen := map[time.Duration]bool{}
	for seed := range uint64(20) {
		at := delays(seed)
		if again := delays(seed); !slices.Equal(at, again) {
			t.Errorf("seed %d gives %v and %v", seed, at, again)
		}
		seen[at[1]] = true
	}
	if len(seen) < 20 {
		t.Errorf("20 seeds give %d different delays", len(seen))
	}
}

func TestRetryOfTimeouts(t *testing.T) {
	for _, test := range []struct {
		fields, names string
		retried       bool
	}{
		{`"TimeoutSeconds": 5`, `"States.Timeout"`, true},
		{`"TimeoutSeconds": 5`, `"States.ALL"`, true},
		{`"TimeoutSeconds": 5`, `"States.TaskFailed"`, false},
		{`"TimeoutSeconds": 5`, `"States.HeartbeatTimeout"`, false},
		{`"HeartbeatSeconds": 5`, `"States.HeartbeatTimeout"`, true},
		{`"HeartbeatSeconds": 5`, `"States.Timeout"`, true},
	} {
		tr := run(t, single(`"Type": "Task", "Resource": "f", `+test.fields+`, "Retry": [{"ErrorEquals": [`+test.names+`], "MaxAttempts": 1}]`),
			play{tasks: map[string][]reply{"A": {silent(), gives(`1`)}}})
		if got := len(attempts(tr)) == 2; got != test.retried {
			t.Errorf("%s is retried for %s: %v", test.fields, test.names, got)
		}
		wantCancelled(t, tr, 1)
	}
}

func TestCatch(t *testing.T) {
	catching := func(catchers string) string { // Y and Z can be reached without the catchers
		return states(`
			"A": {"Type": "Choice", "Choices": [{"Variable": "$.s", "StringEquals": "Y", "Next": "Y"}, {"Variable": "$.s", "StringEquals": "Z", "Next": "Z"}], "Default": "T"},
			"T": {"Type": "Task", "Resource": "f", "ResultSelector": {"no": 1}, "ResultPath": "$.own", "OutputPath": "$.own", "Catch": [` + catchers + `], "End": true},
			"Y": {"Type": "Pass", "Result": "Y", "End": true},
			"Z": {"Type": "Succeed"}`)
	}
	answers := map[string][]reply{"T": {fails("E", "c")}}
	for _, test := range []struct{ name, catchers, want string }{
		{"the error replaces the input", `{"ErrorEquals": ["E"], "Next": "Z"}`, `{"Error":"E","Cause":"c"}`},
		{"ResultPath", `{"ErrorEquals": ["E"], "ResultPath": "$.why", "Next": "Z"}`, `{"s":"A","why":{"Error":"E","Cause":"c"}}`},
		{"ResultPath null", `{"ErrorEquals": ["E"], "ResultPath": null, "Next": "Z"}`, `{"s":"A"}`},
		{"the first that takes it", `{"ErrorEquals": ["other"], "Next": "Y"}, {"ErrorEquals": ["E"], "Next": "Z"}, {"ErrorEquals": ["States.ALL"], "Next": "Y"}`, `{"Error":"E","Cause":"c"}`},
		{"States.ALL", `{"ErrorEquals": ["States.ALL"], "Next": "Y"}`, `"Y"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, catching(test.catchers), play{input: `{"s":"A"}`, tasks: answers})
			wantOutput(t, tr, test.want)
		})
	}
	tr := run(t, catching(`{"ErrorEquals": ["other", "State.ALL"], "Next": "Z"}`), play{input: `{"s":"A"}`, tasks: answers})
	wantFailure(t, tr, "E", "c")
}

func TestCatchHistory(t *testing.T) {
	definition := states(`"A": {"Type": "Task", "Resource": "f", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}`)
	nameless := failsWith(state.Failure{})
	wantHistory(t, run(t, definition, play{tasks: map[string][]reply{"A": {fails("E", "c"), nameless}}}), `
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 LambdaFunctionScheduled resource=f input={}
		4<-3 LambdaFunctionStarted
		5<-4 LambdaFunctionFailed error=E cause=c
		6<-5 LambdaFunctionScheduled resource=f input={} @1s
		7<-6 LambdaFunctionStarted @1s
		8<-7 LambdaFunctionFailed @1s
		9<-8 TaskStateExited name=A output={"Error":null,"Cause":null} @1s
		10<-9 SucceedStateEntered name=Z input={"Error":null,"Cause":null} @1s
		11<-10 SucceedStateExited name=Z output={"Error":null,"Cause":null} @1s
		12<-11 ExecutionSucceeded output={"Error":null,"Cause":null} @1s`)
}

// TestCatchOfStateErrors: what goes wrong around the task is caught like its
// own errors, but for States.Runtime.
func TestCatchOfStateErrors(t *testing.T) {
	definition := func(fields string) string {
		return states(`"A": {"Type": "Task", "Resource": "f", ` + fields + `, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "End": true}, "Z": {"Type": "Pass", "InputPath": "$.Error", "End": true}`)
	}
	const call = "There was an error while evaluating the intrinsic function: States.StringToJson('{'). Invalid arguments in States.StringToJson"
	wantFailure(t, run(t, definition(`"Parameters": {"x.$": "States.StringToJson('{')"}`), play{}), "States.Runtime", call)
	wantFailure(t, run(t, definition(`"ResultSelector": {"x.$": "States.StringToJson('{')"}`), play{}), "States.Runtime", call)
	wantOutput(t, run(t, definition(`"ResultPath": "$.a.b"`), play{input: `{"a":1}`}), `"States.ReferencePathConflict"`)
	wantFailure(t, run(t, definition(`"InputPath": "$.x"`), play{}), "States.Runtime", "Invalid path '$.x' : No results for path: $['x']")
	wantFailure(t, run(t, definition(`"OutputPath": "$.x"`), play{}), "States.Runtime", "Invalid path '$.x' : No results for path: $['x']")
	tr := run(t, definition(`"InputPath": "$"`), play{tasks: map[string][]reply{"A": {fails("States.Runtime", "the task's own")}}})
	wantFailure(t, tr, "States.Runtime", "the task's own")
}

// TestCatchFailures: a failure inside a Catcher is not caught by the Catchers.
func TestCatchFailures(t *testing.T) {
	for fields, name := range map[string]string{
		`"ResultPath": "$.a.b"`:                         "States.ReferencePathConflict",
		`"Assign": {"x.$": "$.none"}`:                   "States.Runtime",
		`"Assign": {"x.$": "States.StringToJson('{')"}`: "States.Runtime",
	} {
		tr := run(t, states(`"A": {"Type": "Task", "Resource": "f", "Catch": [{"ErrorEquals": ["States.ALL"], `+fields+`, "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}`),
			play{input: `{"a":1}`, tasks: map[string][]reply{"A": {fails("E", "c")}}})
		if tr.outcome.Status != state.Failed || tr.outcome.Failure.Name() != name {
			t.Errorf("%s: the execution is %s with %s, want FAILED with %s", fields, tr.outcome.Status, shown(tr.outcome.Failure), name)
		}
	}
}

// TestCatchFailuresGoUp: what fails in a Catcher is caught by the state around.
func TestCatchFailuresGoUp(t *testing.T) {
	inner := branch("P", `"Type": "Task", "Resource": "f", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.a.b", "Next": "PZ"}], "End": true}, "PZ": {"Type": "Succeed"`)
	tr := run(t, parallel(inner, `, "Catch": [{"ErrorEquals": ["States.ReferencePathConflict"], "ResultPath": null, "Next": "Z"}]`),
		play{input: `{"a":1}`, tasks: map[string][]reply{"P": {fails("E", "c")}}})
	wantOutput(t, tr, `{"a":1}`)
}
