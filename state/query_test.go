package state_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// jsonata is a machine in JSONata with one state, A, that ends it.
func jsonata(fields string) string {
	return strings.Replace(single(fields), "{", `{"QueryLanguage": "JSONata", `, 1)
}

// jsonataStates is a machine in JSONata that starts at A.
func jsonataStates(text string) string {
	return strings.Replace(states(text), "{", `{"QueryLanguage": "JSONata", `, 1)
}

// TestQueryFields: wherever the service takes an expression, its value counts.
func TestQueryFields(t *testing.T) {
	for _, test := range []struct{ name, definition, input, want string }{
		{"Output of a Pass", jsonata(`"Type": "Pass", "Output": {"b": "{% $states.input.a %}", "c": ["{% 1 + 1 %}", "d"], "e": {}}`), `{"a": 1.0}`, `{"b":1,"c":[2,"d"],"e":{}}`},
		{"a whole Output", jsonata(`"Type": "Pass", "Output": "{% $states.input.a %}"`), `{"a": [null]}`, `[null]`},
		{"no Output", jsonata(`"Type": "Pass"`), `{"a": 1}`, `{"a": 1}`},
		{"Output of a Succeed", jsonataStates(`"A": {"Type": "Succeed", "Output": "{% $states.input.a %}"}`), `{"a": 1}`, `1`},
		{"Arguments of a Task", jsonata(`"Type": "Task", "Resource": "f", "Arguments": {"x": "{% $states.input.a %}"}`), `{"a": 1}`, `{"x":1}`},
		{"no Arguments", jsonata(`"Type": "Task", "Resource": "f"`), `{"a": 1}`, `{"a": 1}`},
		{"Arguments of a Parallel", jsonata(`"Type": "Parallel", "Arguments": "{% $states.input.a %}", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}]`), `{"a": 1}`, `[1]`},
		{"Items", jsonata(`"Type": "Map", "Items": "{% $states.input.a %}", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), `{"a": [1, 2]}`, `[1,2]`},
		{"Items in part", jsonata(`"Type": "Map", "Items": [0, "{% $states.input.a %}"], "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), `{"a": 1}`, `[0,1]`},
		{"no Items", jsonata(`"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), `[3]`, `[3]`},
		{"ItemSelector", jsonata(`"Type": "Map", "Items": [7], "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}", "i": "{% $states.context.Map.Item.Index %}", "a": "{% $states.input.a %}"},
			"ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), `{"a": 1}`, `[{"v":7,"i":0,"a":1}]`},
		{"MaxConcurrency", jsonata(`"Type": "Map", "Items": [7, 8], "MaxConcurrency": "{% $states.input.a %}", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), `{"a": 1}`, `[7,8]`},
		{"Output of a Map", jsonata(`"Type": "Map", "Items": [7, 8], "Output": "{% $sum($states.result) %}", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), `{}`, `15`},
		{"a Condition", jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.a > 1 %}", "Next": "B", "Output": "rule"}], "Default": "B", "Output": "default"}, "B": {"Type": "Succeed"}`), `{"a": 2}`, `"rule"`},
		{"the Output of a Choice is that of Default", jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.a > 1 %}", "Next": "B", "Output": "rule"}], "Default": "B", "Output": "default"}, "B": {"Type": "Succeed"}`), `{"a": 1}`, `"default"`},
		{"a rule without Output", jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": "{% true %}", "Next": "B"}], "Default": "B", "Output": "default"}, "B": {"Type": "Succeed"}`), `{"a": 1}`, `{"a": 1}`},
		{"a fixed Condition", jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": false, "Next": "B", "Output": 1}, {"Condition": true, "Next": "B", "Output": 2}]}, "B": {"Type": "Succeed"}`), `{}`, `2`},
		{"Output of a catcher", jsonataStates(`"A": {"Type": "Task", "Resource": "f", "End": true, "Output": "no", "Assign": {"v": "no"},
			"Catch": [{"ErrorEquals": ["E"], "Next": "B", "Output": {"e": "{% $states.errorOutput.Error %}", "i": "{% $states.input %}"}, "Assign": {"v": "{% $states.errorOutput.Cause %}"}}]},
			"B": {"Type": "Pass", "End": true, "Output": ["{% $states.input %}", "{% $v %}"]}`), `{"fail": true}`, `[{"e":"E","i":{"fail":true}},"why"]`},
		{"no Output of a catcher", jsonataStates(`"A": {"Type": "Task", "Resource": "f", "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "B"}]}, "B": {"Type": "Succeed"}`), `{"fail": true}`, `{"Error":"E","Cause":"why"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := play{input: test.input}
			if strings.Contains(test.input, "fail") {
				p.tasks = map[string][]reply{"A": {fails("E", "why")}}
			}
			wantOutput(t, run(t, test.definition, p), test.want)
		})
	}
}

// TestQueryLiterals: only a string that begins and ends with the delimiters is an
// expression, and names of members never are.
func TestQueryLiterals(t *testing.T) {
	const output = `{" {% 1 %}":" {% 1 %} ","{% 2 %}":"a {% 1 %} b","c":"$states.input","e":[0.0,1e2]}`
	wantOutput(t, run(t, jsonata(`"Type": "Pass", "Output": `+output), play{}), output)
	wantOutput(t, run(t, jsonata(`"Type": "Pass", "Output": "{%'x'%}"`), play{}), `"x"`)
	wantOutput(t, run(t, jsonata("\"Type\": \"Pass\", \"Output\": \"{%\\n /* c */ \\\"\\u00e9\\\" %}\""), play{}), `"é"`)
}

// TestQueryStates: what $states shows, by place.
func TestQueryStates(t *testing.T) {
	const keys = `"{% $keys($states) %}"`
	branch := `"Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Output": ` + keys + `, "End": true}}}]`
	for _, test := range []struct{ name, fields, want string }{
		{"a Pass", `"Type": "Pass", "Output": ` + keys, `["input","context"]`},
		{"Arguments", `"Type": "Task", "Resource": "f", "Arguments": ` + keys, `["input","context"]`},
		{"Output", `"Type": "Task", "Resource": "f", "Output": ` + keys, `["input","context","result"]`},
		{"a branch", `"Type": "Parallel", ` + branch, `[["input","context"]]`},
		{"the Output of a Parallel", `"Type": "Parallel", "Output": ` + keys + `, ` + branch, `["input","context","result"]`},
	} {
		t.Run(test.name, func(t *testing.T) { wantOutput(t, run(t, jsonata(test.fields), play{}), test.want) })
	}
	wantOutput(t, run(t, jsonataStates(`"A": {"Type": "Task", "Resource": "f", "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "B", "Output": `+keys+`}]}, "B": {"Type": "Succeed"}`),
		play{tasks: map[string][]reply{"A": {fails("E", "")}}}), `["input","context","errorOutput"]`)
	wantOutput(t, run(t, jsonata(`"Type": "Pass", "Output": "{% $states.context.State.Name & $states.context.Execution.Name %}"`), play{cfg: state.Config{Name: "x"}}), `"Ax"`)
}

// TestQueryVariables: expressions see the variables as they were when the state
// was entered; one without a value is undefined.
func TestQueryVariables(t *testing.T) {
	wantOutput(t, run(t, jsonataStates(`
		"A": {"Type": "Pass", "Assign": {"a": 1, "b": {"c": "{% 2 %}"}}, "Output": "{% $exists($a) %}", "Next": "B"},
		"B": {"Type": "Pass", "Assign": {"a": "{% $a + 1 %}", "old": "{% $a %}"}, "Output": ["{% $states.input %}", "{% $a %}"], "Next": "C"},
		"C": {"Type": "Pass", "End": true, "Output": ["{% $states.input %}", "{% $a %}", "{% $old %}", "{% $b.c %}"]}`), play{}),
		`[[false,1],2,1,2]`)
}

// TestQueryTimes: Seconds, Timestamp and the timeouts may be expressions.
func TestQueryTimes(t *testing.T) {
	for _, test := range []struct{ fields, input, end string }{
		{`"Type": "Wait", "Seconds": "{% $states.input.n * 2 %}"`, `{"n": 5}`, "4<-3 ExecutionSucceeded output={\"n\": 5} @10s"},
		{`"Type": "Wait", "Timestamp": "{% $states.input.at %}", "Output": 0`, `{"at": "2026-01-02T03:05:05Z"}`, "4<-3 ExecutionSucceeded output=0 @1m0s"},
		{`"Type": "Task", "Resource": "f", "TimeoutSeconds": "{% 7 %}"`, `{}`, "6<-5 ExecutionFailed error=States.Timeout @7s"},
		{`"Type": "Task", "Resource": "f", "HeartbeatSeconds": "{% 3 %}"`, `{}`, "6<-5 ExecutionFailed error=States.Timeout @3s"},
	} {
		tr := run(t, jsonata(test.fields), play{input: test.input, tasks: map[string][]reply{"A": {silent()}}})
		if h := tr.history(); h[len(h)-1] != test.end {
			t.Errorf("%s ends with %q, want %q", test.fields, h[len(h)-1], test.end)
		}
	}
}

// TestQueryFailures: what is wrong, and the field that it is wrong with.
func TestQueryFailures(t *testing.T) {
	const processor = `, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`
	for _, test := range []struct{ fields, location, cause string }{
		{`"Type": "Pass", "Output": {"a": [0, {"b": "{% $nope %}"}]}`, "Output/a[1]/b",
			`The JSONata expression '$nope' specified for the field 'Output/a[1]/b' returned nothing (undefined).`},
		{`"Type": "Pass", "Output": "{%  $states.input.x  %}"`, "Output",
			`The JSONata expression '$states.input.x' specified for the field 'Output' returned nothing (undefined).`},
		{`"Type": "Pass", "Assign": {"v": "{% ($s := $states; $s.result) %}"}`, "Assign/v",
			`The JSONata expression '($s := $states; $s.result)' specified for the field 'Assign/v' returned nothing (undefined).`},
		{`"Type": "Pass", "Output": "{% $nope() %}"`, "Output",
			`The JSONata expression '$nope()' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function`},
		{`"Type": "Pass", "Output": "{% function($x) {$x} %}"`, "Output",
			`The JSONata expression 'function($x) {$x}' specified for the field 'Output' returned an unsupported result type.`},
		{`"Type": "Map", "Items": "{% {'a': 1} %}"` + processor, "Items",
			`The JSONata expression '{'a': 1}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {"a":1}`},
		{`"Type": "Map"` + processor, "", `Map state input must be an array but was: {}`},
		{`"Type": "Map", "Items": [], "MaxConcurrency": "{% 'x' %}"` + processor, "MaxConcurrency",
			`The JSONata expression ''x'' specified for the field 'MaxConcurrency' returned an unexpected result type. Expected 'number', but was 'string' for value: "x"`},
		{`"Type": "Map", "Items": [], "MaxConcurrency": "{% 1.5 %}"` + processor, "MaxConcurrency",
			`The JSONata expression '1.5' specified for the field 'MaxConcurrency' returned an unexpected result type. Expected 'integer', but was 'number' for value: 1.5`},
		{`"Type": "Wait", "Seconds": "{% -1 %}"`, "Seconds",
			`The JSONata expression '-1' specified for the field 'Seconds' returned a value that is not between 0 and 99999999: -1`},
		{`"Type": "Task", "Resource": "f", "TimeoutSeconds": "{% 0 %}"`, "TimeoutSeconds",
			`The JSONata expression '0' specified for the field 'TimeoutSeconds' returned a value that is not between 1 and 99999999: 0`},
		{`"Type": "Task", "Resource": "f", "Credentials": {"RoleArn": "{% $nope %}"}`, "Credentials/RoleArn",
			`The JSONata expression '$nope' specified for the field 'Credentials/RoleArn' returned nothing (undefined).`},
	} {
		t.Run(test.fields, func(t *testing.T) {
			tr := run(t, jsonata(test.fields), play{})
			wantFailure(t, tr, "States.QueryEvaluationError", test.cause)
			cause := "An error occurred while executing the state 'A' (entered at the event id #2). " + test.cause
			location := ""
			if test.location != "" {
				location = " location=" + test.location
			}
			want := "3<-2 EvaluationFailed error=States.QueryEvaluationError cause=" + cause + location + " state=A"
			if got := tr.history()[2]; got != want {
				t.Errorf("the event is\n%s, want\n%s", got, want)
			}
		})
	}
}

func TestQueryFailureOfFail(t *testing.T) {
	tr := run(t, jsonataStates(`"A": {"Type": "Fail", "Error": "{% 'E' & $states.input.n %}", "Cause": "{% $string($states.input) %}"}`), play{input: `{"n": 1}`})
	wantFailure(t, tr, "E1", `{"n":1}`)
	tr = run(t, jsonataStates(`"A": {"Type": "Fail", "Error": "E", "Cause": "{% 1 %}"}`), play{})
	wantFailure(t, tr, "States.QueryEvaluationError",
		`The JSONata expression '1' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'number' for value: 1`)
}

// TestQueryFailureOfRules: the field's place includes that of the rule or the
// catcher.
func TestQueryFailureOfRules(t *testing.T) {
	tr := run(t, jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": false, "Next": "B"}, {"Condition": "{% 1 %}", "Next": "B"}]}, "B": {"Type": "Succeed"}`), play{})
	wantFailure(t, tr, "States.QueryEvaluationError",
		`The JSONata expression '1' specified for the field 'Choices[1]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1`)

	tr = run(t, jsonataStates(`"A": {"Type": "Task", "Resource": "f", "End": true, "Catch": [{"ErrorEquals": ["X"], "Next": "B"}, {"ErrorEquals": ["E"], "Next": "B", "Output": {"a": "{% $nope %}"}}]}, "B": {"Type": "Succeed"}`),
		play{tasks: map[string][]reply{"A": {fails("E", "")}}})
	wantFailure(t, tr, "States.QueryEvaluationError", `The JSONata expression '$nope' specified for the field 'Catch[1]/Output/a' returned nothing (undefined).`)
}

// TestQueryFailureHistory: the event follows from the one before it.
func TestQueryFailureHistory(t *testing.T) {
	const cause = "error=States.QueryEvaluationError cause=An error occurred while executing the state 'A' (entered at the event id #2). "

	undefined := cause + "The JSONata expression '$nope' specified for the field 'Output' returned nothing (undefined)."
	wantHistory(t, run(t, jsonata(`"Type": "Task", "Resource": "f", "Output": "{% $nope %}"`), play{}), `
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2 LambdaFunctionScheduled resource=f input={}
		4<-3 LambdaFunctionStarted
		5<-4 LambdaFunctionSucceeded output={}
		6<-5 EvaluationFailed `+undefined+` location=Output state=A
		7<-6 ExecutionFailed `+undefined)

	noTime := cause + "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: soon"
	wantHistory(t, run(t, jsonata(`"Type": "Wait", "Timestamp": "{% 'soon' %}"`), play{}), `
		1<-0 ExecutionStarted input={}
		2<-0 WaitStateEntered name=A input={}
		3<-2 EvaluationFailed `+noTime+` location=Timestamp state=A
		4<-3 ExecutionFailed `+noTime)

	noArray := cause + "The JSONata expression '1' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1"
	wantHistory(t, run(t, jsonata(`"Type": "Map", "Items": "{% 1 %}", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), play{}), `
		1<-0 ExecutionStarted input={}
		2<-0 MapStateEntered name=A input={}
		3<-2 EvaluationFailed `+noArray+` location=Items state=A
		4<-3 MapStateFailed
		5<-4 ExecutionFailed `+noArray)
}

// TestQueryFailureRecovery: a failed expression is retried and caught like a
// failed task; each attempt shows.
func TestQueryFailureRecovery(t *testing.T) {
	tr := run(t, jsonataStates(`"A": {"Type": "Task", "Resource": "f", "Arguments": "{% $nope %}", "End": true,
		"Retry": [{"ErrorEquals": ["States.QueryEvaluationError"], "MaxAttempts": 1}],
		"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B", "Output": "{% $states.errorOutput.Error %}"}]}, "B": {"Type": "Succeed"}`), play{})
	const failed = ` EvaluationFailed error=States.QueryEvaluationError cause=An error occurred while executing the state 'A' (entered at the event id #2). ` +
		`The JSONata expression '$nope' specified for the field 'Arguments' returned nothing (undefined). location=Arguments state=A`
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 TaskStateEntered name=A input={}
		3<-2`+failed+`
		4<-3`+failed+` @1s
		5<-4 TaskStateExited name=A output="States.QueryEvaluationError" @1s
		6<-5 SucceedStateEntered name=B input="States.QueryEvaluationError" @1s
		7<-6 SucceedStateExited name=B output="States.QueryEvaluationError" @1s
		8<-7 ExecutionSucceeded output="States.QueryEvaluationError" @1s`)
}

// TestQueryDeterminism: the time stands still in a turn and random values follow
// from the seed, also if the Run is restored.
func TestQueryDeterminism(t *testing.T) {
	definition := jsonataStates(`"A": {"Type": "Wait", "Seconds": 1, "Next": "B"}, "B": {"Type": "Pass", "End": true,
		"Output": ["{% $now() %}", "{% $millis() %}", "{% $uuid() %}", "{% $random() %}", "{% $random(42) %}"]}`)
	first, second := run(t, definition, play{cfg: state.Config{Seed: 1}}), run(t, definition, play{cfg: state.Config{Seed: 1}})
	other := run(t, definition, play{cfg: state.Config{Seed: 2}})
	out := first.outcome.Output
	if at := epoch.Add(time.Second); out.Index(0).Text() != at.Format("2006-01-02T15:04:05.000Z") || out.Index(1).String() != "1767323046000" {
		t.Errorf("$now() and $millis() give %s and %s, want %s", out.Index(0), out.Index(1), at)
	}
	if out.Index(4).String() != "0.7275636800328681" {
		t.Errorf("$random(42) is %s", out.Index(4))
	}
	if out.String() != second.outcome.Output.String() {
		t.Errorf("one seed gives %s and %s", out, second.outcome.Output)
	}
	for _, i := range []int{2, 3} {
		if a, b := out.Index(i).String(), other.outcome.Output.Index(i).String(); a == b {
			t.Errorf("two seeds give %s", a)
		}
	}
}

// TestQueryInterrupt: an interrupt is no error of a state.
func TestQueryInterrupt(t *testing.T) {
	asked := 0
	r, err := state.Start(parse(t, jsonata(`"Type": "Pass", "Output": "{% $sum([1..100000].($ * 2)) %}"`)), []byte(`{}`), state.Config{
		Now: epoch, Interrupt: func() bool { asked++; return asked > 1 },
	})
	if err != nil {
		t.Fatal(err)
	}
	var b state.Batch
	if _, err := r.Step(&b, 0); err != state.ErrInterrupted {
		t.Errorf("Step returns %v after %d questions, want ErrInterrupted", err, asked)
	}
}

// TestQueryInterruptIsTheLastOneSet: an expression asks the interrupt that the Run
// has when it is evaluated, not that of an earlier one.
func TestQueryInterruptIsTheLastOneSet(t *testing.T) {
	m := parse(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
		"A": {"Type": "Pass", "Output": "{% 1 + 1 %}", "Next": "B"},
		"B": {"Type": "Pass", "Output": "{% $sum([1..1000]) %}", "End": true}}}`)
	r, err := state.Start(m, []byte(`{}`), state.Config{Now: epoch})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Step(new(state.Batch), 1); err != nil {
		t.Fatal(err)
	}
	asked := 0
	r.SetInterrupt(func() bool { asked++; return asked > 1 }) // first the turn asks
	if _, err := r.Step(new(state.Batch), 1); !errors.Is(err, state.ErrInterrupted) {
		t.Errorf("after %d questions: %v", asked, err)
	}
}

// TestParseQueryPlaces: the finger is on the place inside the expression.
func TestParseQueryPlaces(t *testing.T) {
	unsupported := func(name, at string) string {
		return `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '` + name + `' at the top level is not supported. at ` + at
	}
	for _, test := range []struct{ name, definition, want string }{
		{"a bare name", jsonata(`"Type": "Pass", "Output": {"a": "{% $states.input.a & ‸phone %}"}`), unsupported("phone", "/States/A/Output/a")},
		{"in a lambda", jsonata(`"Type": "Pass", "Output": "{% $map($states.input.a, function($x) { $x & ‸label }) %}"`), unsupported("label", "/States/A/Output")},
		{"after escapes", jsonata(`"Type": "Pass", "Output": "{% \"\u00e9\ud83d\ude00\" & ‸phone %}"`), unsupported("phone", "/States/A/Output")},
		{"in a rule", jsonataStates(`"A": {"Type": "Choice", "Choices": [{"Condition": "{% ‸a = 1 %}", "Next": "B"}]}, "B": {"Type": "Succeed"}`), unsupported("a", "/States/A/Choices[0]/Condition")},
		{"the input itself", jsonata(`"Type": "Pass", "Output": "{% [‸$, $states.input.(a + ‸$$.b)] %}"`), `
			INVALID_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported. at /States/A/Output
			INVALID_JSONATA_EXPRESSION: Reference to '$$' at the top level is not supported. at /States/A/Output`},
		{"inside of a context", jsonata(`"Type": "Pass", "Output": "{% $states.input.(a + b)[c > $.d] ~> $map(function($x) { $x.e }) %}"`), ``},
		{"inside of a path", jsonata(`"Type": "Pass", "Output": "{% $states.input.a.b %}"`), ``},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

// TestParseQuerySyntax: the text is that of the language, without its code.
func TestParseQuerySyntax(t *testing.T) {
	_, problems := state.Parse("", []byte(jsonata(`"Type": "Pass", "Output": {"a": "{% 1 + %}"}`)))
	if len(problems) != 1 || problems[0].Code != "INVALID_JSONATA_EXPRESSION" || problems[0].Location != "/States/A/Output/a" || strings.Contains(problems[0].Message, "S0207") {
		t.Errorf("the problems are %v", problems)
	}
}
