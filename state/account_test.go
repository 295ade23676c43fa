package state_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
)

// many returns an object of n members, with the number of each in the place of #.
func many(n int, name, value string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `, "k%d%s": %s`, i, name, strings.ReplaceAll(value, "#", fmt.Sprint(i)))
	}
	return "{" + strings.TrimPrefix(b.String(), ", ") + "}"
}

const (
	inJSONata   = `"Type": "Pass", "QueryLanguage": "JSONata", `
	quarter     = 250_000 // bytes, nearly as many as a payload may have
	memoryLimit = "memory limit exceeded"
	tooMuch     = "exceeding the maximum number of bytes"
	tooLong     = "more than 10000 steps, which is the limit StateSteps"
	endlessLoop = "Check for infinite loop"
)

// TestStateBytes: what many expressions of one state make is bounded in sum, before the
// memory is asked for. Each of them alone is within the limits.
func TestStateBytes(t *testing.T) {
	text := `{"a": "` + strings.Repeat("xy", quarter/2) + `"}`
	numbers := `[` + strings.Repeat("0,", quarter/2) + `0]`
	selected := func(selector string) string {
		return `"Type": "Map", "ItemsPath": "$.l", "MaxConcurrency": 0, "ItemSelector": ` + selector + `, "ItemProcessor": ` + branch("P", `"Type": "Succeed"`)
	}
	for _, test := range []struct{ name, fields, input, want string }{
		{"values of Assign", `"Type": "Pass", "Assign": ` + many(10_000, ".$", `"$"`), text, "total variable size limit exceeded"},
		{"a value of Assign", `"Type": "Pass", "Assign": {"x": ` + many(10_000, ".$", `"$"`) + `}`, text, "total variable size limit exceeded"},
		{"strings of JSONata", inJSONata + `"Output": ` + many(1000, "", `"{% $join([1..10].$pad('#', 100000)) %}"`), `{}`, memoryLimit},
		{"strings for Assign", inJSONata + `"Assign": ` + many(1000, "", `"{% $join([1..10].$pad('#', 100000)) %}"`), `{}`, memoryLimit},
		{"ranges", inJSONata + `"Output": [` + strings.Repeat(`"{% [1..50000] %}", `, 1000) + `0]`, `{}`, memoryLimit},
		{"JSON texts", inJSONata + `"Output": ` + many(1000, "", `"{% $count($parse('[' & $pad('', 100000, '0,') & '0]')) %}"`), `{}`, memoryLimit},
		{"JsonToString", `"Type": "Pass", "Parameters": ` + many(1000, ".$", `"States.JsonToString($)"`), text, tooMuch},
		{"Format", `"Type": "Pass", "Parameters": ` + many(1000, ".$", `"States.Format('{}', $)"`), text, tooMuch},
		{"StringSplit", `"Type": "Pass", "Parameters": ` + many(1000, ".$", `"States.ArrayLength(States.StringSplit($.a, 'y'))"`), text, tooMuch},
		{"ArrayUnique", `"Type": "Pass", "Parameters": ` + many(1000, ".$", `"States.ArrayLength(States.ArrayUnique($))"`), numbers, tooMuch},
		{"ArrayPartition", `"Type": "Pass", "Parameters": ` + many(1000, ".$", `"States.ArrayLength(States.ArrayPartition($, 1))"`), numbers, tooMuch},
		{"JsonMerge", `"Type": "Pass", "Parameters": ` + many(1000, ".$", `"States.JsonMerge($, $, false)"`), many(15_000, "", "1"), tooMuch},
		{"nested functions", `"Type": "Pass", "Parameters": {"x.$": "States.Array(` + strings.Repeat("States.JsonToString($), ", 500) + `1)"}`, text, tooMuch},
		{"a template", `"Type": "Pass", "Parameters": ` + many(200_000, ".$", `"$"`), `{}`, tooMuch},
		{"inputs of iterations", selected(`{"x.$": "States.JsonToString($)"}`), `{"l": [` + strings.Repeat("1,", 500) + `1], "x": "` + text[8:len(text)/2] + `"}`, tooMuch},
	} {
		t.Run(test.name, func(t *testing.T) {
			const limit = 10 << 20
			d := begin(t, single(test.fields), test.input, state.Config{Limits: state.Limits{StateBytes: limit, MapConcurrency: -1}})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			d.step()
			runtime.ReadMemStats(&after)
			wantCause(t, d.r, test.want)
			if made := after.TotalAlloc - before.TotalAlloc; made > 6*limit {
				t.Errorf("%d MiB were allocated, with a limit of 10", made>>20)
			}
		})
	}
}

// wantCause fails the test unless an execution has failed with that in its Cause.
func wantCause(t *testing.T, r *state.Run, want string) {
	t.Helper()
	if why := r.Outcome().Failure; why == nil || !strings.Contains(*why.Cause, want) {
		t.Errorf("the execution is %s with %.300s, want %s", r.Status(), shown(why), want)
	}
}

// slow are states whose expressions take more than 10,000 steps together.
var slow = []struct{ name, fields, input, want string }{
	{"paths", `"Type": "Pass", "Parameters": ` + many(100, ".$", `"$..zzz"`), `[` + strings.Repeat("0,", 500) + `0]`, tooLong},
	{"rules", rules(100, `"Variable": "$..zzz", "IsNull": true`), `[` + strings.Repeat("0,", 500) + `0]`, tooLong},
	{"IsPresent", rules(100, `"Variable": "$..zzz[0]", "IsPresent": false`), `[` + strings.Repeat("0,", 500) + `0]`, tooLong},
	{"comparisons", rules(100, `"Variable": "$.a", "StringLessThanPath": "$.a"`), `{"a": "` + strings.Repeat("x", 100_000) + `"}`, tooLong},
	{"StringMatches", rules(100, `"Variable": "$.a", "StringMatches": "*`+strings.Repeat("x", 50_000)+`y"`), `{"a": "` + strings.Repeat("x", 100_000) + `"}`, tooLong},
	{"ItemSelector", `"Type": "Map", "ItemsPath": "$.l", "ItemSelector": ` + many(100, ".$", `"$..zzz"`) + `, "ResultSelector": {}, "ItemProcessor": ` + branch("P", `"Type": "Succeed"`), `{"l": [` + strings.Repeat("0,", 500) + `0]}`, tooLong},
	{"Hash", `"Type": "Pass", "Parameters": ` + many(100, ".$", `"States.Hash($.a, 'SHA-512')"`), `{"a": "` + strings.Repeat("x", 9_990) + `"}`, tooLong},
	{"ArrayContains", `"Type": "Pass", "Parameters": {"x.$": "States.ArrayContains($.l, $.n)"}`, `{"n": ` + strings.Repeat("1", 50_000) + `, "l": [` + strings.Repeat("1,", 500) + `0]}`, tooLong},
	{"JSONata", inJSONata + `"Output": ` + many(100, "", `"{% $sum([1..500].($ * 2)) %}"`), `{}`, endlessLoop},
	{"plain functions of JSONata", inJSONata + `"Output": "{% $count($filter([1..100000], function($v) { false })) %}"`, `{}`, endlessLoop},
	{"plain predicates of JSONata", inJSONata + `"Output": "{% $count([1..100000][false]) %}"`, `{}`, endlessLoop},
	{"long numbers in JSONata", inJSONata + `"Output": "{% $count([1..100][$states.input.n > $]) %}"`, `{"n": ` + strings.Repeat("1", 50_000) + `}`, endlessLoop},
}

// rules returns the fields of a Choice state with n times the same rule.
func rules(n int, rule string) string {
	return `"Type": "Choice", "Choices": [` + strings.Repeat(`{`+rule+`, "Next": "B"}, `, n) + `{"Variable": "$", "IsNull": true, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"`
}

// slowStates returns the definition of a slow state.
func slowStates(fields string) string {
	if strings.HasPrefix(fields, `"Type": "Choice"`) {
		return states(`"A": {` + fields + `}`)
	}
	return single(fields)
}

// TestStateSteps: what many expressions of one state do is bounded in sum.
func TestStateSteps(t *testing.T) {
	for _, test := range slow {
		t.Run(test.name, func(t *testing.T) {
			d := begin(t, slowStates(test.fields), test.input, state.Config{Limits: state.Limits{StateSteps: 10_000}})
			d.step()
			wantCause(t, d.r, test.want)
			d = begin(t, slowStates(test.fields), test.input, state.Config{})
			d.step()
			if d.r.Status() != state.Succeeded {
				t.Errorf("with the default limits it is %s with %s", d.r.Status(), shown(d.r.Outcome().Failure))
			}
		})
	}
}

// TestInterruptOfSteps: an interrupt is asked for while the expressions of a state go on.
func TestInterruptOfSteps(t *testing.T) {
	for _, test := range slow {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			d := begin(t, slowStates(test.fields), test.input, state.Config{Interrupt: func() bool { asked++; return asked > 2 }})
			var b state.Batch
			if _, err := d.r.Step(&b, 0); !errors.Is(err, state.ErrInterrupted) {
				t.Errorf("Step: %v, %s", err, d.r.Status())
			}
		})
	}
}

// TestAccountOfACatcher: what has failed with all of the steps leaves steps for the
// expressions of the catcher.
func TestAccountOfACatcher(t *testing.T) {
	tr := run(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "f", "Arguments": "{% ($f := function($n) { $f($n + 1) }; $f(0)) %}",
		"Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Output": "{% $uppercase($states.errorOutput.Error) %}", "Next": "B"}], "End": true}, "B": {"Type": "Succeed"}}}`,
		play{cfg: state.Config{Limits: state.Limits{StateSteps: 10_000}}})
	wantOutput(t, tr, `"STATES.QUERYEVALUATIONERROR"`)
}

// TestAccountOfIterations: the selector of each iteration has an account of its own, so
// that it does not matter how many iterations begin in the same turn.
func TestAccountOfIterations(t *testing.T) {
	for _, fields := range []string{
		`"ItemsPath": "$.l", "ItemSelector": {"n.$": "States.ArrayLength($..n)", "s.$": "States.JsonToString($$.Map.Item)"}`,
		`"QueryLanguage": "JSONata", "Items": "{% $states.input.l %}", "ItemSelector": {"n": "{% $sum([1..1000].($ * 2)) %}"}`,
	} {
		d := begin(t, single(`"Type": "Map", `+fields+`, "ItemProcessor": `+branch("P", `"Type": "Succeed"`)), `{"l": [`+strings.Repeat(`{"n": 1}, `, 999)+`0]}`,
			state.Config{Limits: state.Limits{StateSteps: 20_000, StateBytes: 1 << 20, MapConcurrency: -1, Events: -1}})
		d.step()
		if d.r.Status() != state.Succeeded {
			t.Errorf("%s: it is %s with %s", fields, d.r.Status(), shown(d.r.Outcome().Failure))
		}
	}
}

// TestBytesOfPendingTasks: what tasks wait with is bounded in sum, but for inputs that they
// share.
func TestBytesOfPendingTasks(t *testing.T) {
	for fields, want := range map[string]state.Status{`"Parameters": {"x.$": "$"}`: state.Failed, `"InputPath": "$"`: state.Running} {
		var branches []string
		for i := range 20 {
			branches = append(branches, branch(fmt.Sprint("T", i), `"Type": "Task", "Resource": "f", "End": true, `+fields))
		}
		d := begin(t, single(`"Type": "Parallel", "Branches": [`+strings.Join(branches, ", ")+`]`), `"`+strings.Repeat("x", 1000)+`"`,
			state.Config{Limits: state.Limits{StateBytes: 15_000}})
		d.step()
		if o := d.r.Outcome(); o.Status != want || want == state.Failed && o.Failure.Name() != "States.DataLimitExceeded" {
			t.Errorf("%s: %s with %v, want %s", fields, o.Status, o.Failure, want)
		}
	}
}

// TestManyVariables assigns more variables than are compared one by one.
func TestManyVariables(t *testing.T) {
	definition := states(`"A": {"Type": "Pass", "Assign": ` + many(100, "", "#") + `, "Next": "B"},
		"B": {"Type": "Pass", "Assign": {"k7": "new", "more": 1}, "Next": "C"},
		"C": {"Type": "Pass", "Assign": ` + many(50, "", `"again #"`) + `, "Next": "D"},
		"D": {"Type": "Pass", "Parameters": {"a.$": "$k7", "b.$": "$k49", "c.$": "$k50", "d.$": "$k99", "e.$": "$more"}, "End": true}`)
	wantOutput(t, run(t, definition, play{}), `{"a":"again 7","b":"again 49","c":50,"d":99,"e":1}`)
}

// TestCauseQuotesNoMore: a Cause that quotes a long input is cut, and the quotation is not
// made as a whole.
func TestCauseQuotesNoMore(t *testing.T) {
	for _, text := range []string{"a", "ä", "😀", "aä"} {
		input := `{"a": 1, "b": "` + strings.Repeat(text, 60_000) + `"}`
		d := begin(t, single(`"Type": "Pass", "ResultPath": "$.a.b"`), input, state.Config{})
		d.step()
		cause := *d.r.Outcome().Failure.Cause
		if n := len([]rune(cause)); n != 32_768 || strings.HasSuffix(cause, "…") {
			t.Errorf("%s: the cause has %d characters and ends in %q", text, n, cause[len(cause)-10:])
		}
	}
}

// TestLargeWork: what a program may well do is within the default limits.
func TestLargeWork(t *testing.T) {
	orders := `{"orders": [` + strings.Repeat(`{"id": 1, "lines": [{"sku": "abc", "price": 12.5, "count": 3}, {"sku": "def", "price": 7, "count": 1}]}, `, 2_000) + `{"id": 2, "lines": []}]}`
	items := `{"l": [` + strings.Repeat(`{"n": 1}, `, 10_000) + `{"n": 2}], "of": {"a": [1, 2, 3]}}`
	mapping := func(fields string) string {
		return `"Type": "Map", ` + fields + `, "ItemProcessor": ` + branch("P", `"Type": "Succeed"`)
	}
	for _, test := range []struct{ name, fields, input string }{
		{"fields of JSONata", inJSONata + `"Output": ` + many(50, "", `"{% $sum($states.input.orders.lines.(price * count)) + # %}"`), orders},
		{"a long script", inJSONata + `"Output": "{% $count($distinct($map($states.input.orders, function($o) { $merge([$o, {'total': $sum($o.lines.(price * count))}]) }).total)) %}"`, orders},
		{"a sort", inJSONata + `"Output": "{% $count($sort($states.input.orders.lines, function($a, $b) { $a.price > $b.price })^(>price, sku)) %}"`, orders},
		{"a text", inJSONata + `"Output": "{% $length($replace($string($states.input), /[a-z]+/, '<$0>')) %}"`, orders},
		{"paths", `"Type": "Pass", "Parameters": ` + many(50, ".$", `"States.ArrayLength($.orders[*].lines[?(@.price > #)])"`), orders},
		{"functions", `"Type": "Pass", "Parameters": ` + many(20, ".$", `"States.ArrayLength(States.ArrayUnique(States.StringToJson(States.JsonToString($.orders))))"`), orders},
		{"a Map", mapping(`"ItemsPath": "$.l", "ItemSelector": {"n.$": "$$.Map.Item.Value.n", "of.$": "$.of", "id.$": "States.Format('{}-{}', $$.Execution.Name, $$.Map.Item.Index)"}, "ResultSelector": {}`), items},
		{"a Map in JSONata", mapping(`"QueryLanguage": "JSONata", "Items": "{% $states.input.l %}", "ItemSelector": {"n": "{% $states.context.Map.Item.Value.n %}", "of": "{% $states.input.of %}"}, "Output": 1`), items},
	} {
		d := begin(t, single(test.fields), test.input, state.Config{Limits: state.Limits{Events: -1, MapConcurrency: -1}})
		d.step()
		if d.r.Status() != state.Succeeded {
			t.Errorf("%s: it is %s with %.500s", test.name, d.r.Status(), shown(d.r.Outcome().Failure))
		}
	}
}
