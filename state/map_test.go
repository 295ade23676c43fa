package state_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// mapped is a definition with a Map state A over a Task T.
func mapped(fields string) string {
	return single(`"Type": "Map", "ItemProcessor": ` + taskBranch("T") + fields)
}

// echoing is a Map over a Pass state.
func echoing(fields string) string {
	return single(`"Type": "Map", "ItemProcessor": ` + branch("P", `"Type": "Pass", "End": true`) + fields)
}

// TestMapOneAtATime: an iteration follows from the last event inside the one
// that made room for it.
func TestMapOneAtATime(t *testing.T) {
	wantHistory(t, run(t, echoing(`, "MaxConcurrency": 1`), play{input: `["a","b"]`}), `
		1<-0 ExecutionStarted input=["a","b"]
		2<-0 MapStateEntered name=A input=["a","b"]
		3<-2 MapStateStarted length=2
		4<-3 MapIterationStarted name=A index=0
		5<-4 PassStateEntered name=P input="a"
		6<-5 PassStateExited name=P output="a"
		7<-6 MapIterationSucceeded name=A index=0
		8<-6 MapIterationStarted name=A index=1
		9<-8 PassStateEntered name=P input="b"
		10<-9 PassStateExited name=P output="b"
		11<-10 MapIterationSucceeded name=A index=1
		12<-11 MapStateSucceeded
		13<-11 MapStateExited name=A output=["a","b"]
		14<-13 ExecutionSucceeded output=["a","b"]`)
}

// TestMapAllAtOnce: the iterations are started first, each from the state's
// start.
func TestMapAllAtOnce(t *testing.T) {
	wantHistory(t, run(t, echoing(`, "MaxConcurrency": 0`), play{input: `[1,2]`}), `
		1<-0 ExecutionStarted input=[1,2]
		2<-0 MapStateEntered name=A input=[1,2]
		3<-2 MapStateStarted length=2
		4<-3 MapIterationStarted name=A index=0
		5<-3 MapIterationStarted name=A index=1
		6<-4 PassStateEntered name=P input=1
		7<-6 PassStateExited name=P output=1
		8<-7 MapIterationSucceeded name=A index=0
		9<-5 PassStateEntered name=P input=2
		10<-9 PassStateExited name=P output=2
		11<-10 MapIterationSucceeded name=A index=1
		12<-11 MapStateSucceeded
		13<-11 MapStateExited name=A output=[1,2]
		14<-13 ExecutionSucceeded output=[1,2]`)
}

// TestMapTwoAtATime: the outputs stand in the order of the items.
func TestMapTwoAtATime(t *testing.T) {
	tr := run(t, mapped(`, "MaxConcurrency": 2`), play{input: `[1,2,3]`, tasks: map[string][]reply{
		"T": {gives(`"one"`).after(5 * time.Second), gives(`"two"`).after(2 * time.Second), gives(`"three"`).after(time.Second)},
	}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input=[1,2,3]
		2<-0 MapStateEntered name=A input=[1,2,3]
		3<-2 MapStateStarted length=3
		4<-3 MapIterationStarted name=A index=0
		5<-3 MapIterationStarted name=A index=1
		6<-4 TaskStateEntered name=T input=1
		7<-6 LambdaFunctionScheduled resource=f input=1
		8<-5 TaskStateEntered name=T input=2
		9<-8 LambdaFunctionScheduled resource=f input=2
		10<-7 LambdaFunctionStarted
		11<-9 LambdaFunctionStarted
		12<-11 LambdaFunctionSucceeded output="two" @2s
		13<-12 TaskStateExited name=T output="two" @2s
		14<-13 MapIterationSucceeded name=A index=1 @2s
		15<-13 MapIterationStarted name=A index=2 @2s
		16<-15 TaskStateEntered name=T input=3 @2s
		17<-16 LambdaFunctionScheduled resource=f input=3 @2s
		18<-17 LambdaFunctionStarted @2s
		19<-18 LambdaFunctionSucceeded output="three" @3s
		20<-19 TaskStateExited name=T output="three" @3s
		21<-20 MapIterationSucceeded name=A index=2 @3s
		22<-10 LambdaFunctionSucceeded output="one" @5s
		23<-22 TaskStateExited name=T output="one" @5s
		24<-23 MapIterationSucceeded name=A index=0 @5s
		25<-24 MapStateSucceeded @5s
		26<-24 MapStateExited name=A output=["one","two","three"] @5s
		27<-26 ExecutionSucceeded output=["one","two","three"] @5s`)
}

func TestMapConcurrency(t *testing.T) {
	items := "[" + strings.TrimSuffix(strings.Repeat("0,", 100), ",") + "]"
	for _, test := range []struct {
		name, fields string
		limits       state.Limits
		want         int
	}{
		{"MaxConcurrency 1", `, "MaxConcurrency": 1`, state.Limits{}, 1},
		{"MaxConcurrency 7", `, "MaxConcurrency": 7`, state.Limits{}, 7},
		{"the service's quota", ``, state.Limits{}, 40},
		{"above the quota", `, "MaxConcurrency": 1000`, state.Limits{}, 40},
		{"another quota", ``, state.Limits{MapConcurrency: 3}, 3},
		{"no quota", ``, state.Unlimited, 100},
		{"no quota, MaxConcurrency 60", `, "MaxConcurrency": 60`, state.Unlimited, 60},
		{"by path", `, "ItemsPath": "$.items", "MaxConcurrencyPath": "$.n"`, state.Limits{}, 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			input := items
			if strings.Contains(test.fields, "ItemsPath") {
				input = `{"n": 5, "items": ` + items + `}`
			}
			tr := run(t, mapped(test.fields), play{input: input, cfg: state.Config{Limits: test.limits}, large: true, tasks: map[string][]reply{"T": {silent()}}})
			if got := len(tr.effects); got != test.want {
				t.Errorf("%d iterations run at a time, want %d", got, test.want)
			}
		})
	}
}

func TestMapConcurrencyPath(t *testing.T) {
	for value, cause := range map[string]string{
		`"NoNumber"`: `The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.n`,
		`1.5`:        `The MaxConcurrencyPath field refers to value "1.5" which is not a valid integer: $.n`,
		`{}`:         `The MaxConcurrencyPath field refers to value "{}" which is not a valid integer: $.n`,
		`-1`:         `MaxConcurrency cannot be negative.`,
	} {
		tr := run(t, echoing(`, "MaxConcurrencyPath": "$.n"`), play{input: `{"n": ` + value + `}`})
		wantHistory(t, tr, `
			1<-0 ExecutionStarted input={"n": `+value+`}
			2<-0 MapStateEntered name=A input={"n": `+value+`}
			3<-2 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'A' (entered at the event id #2). `+cause)
	}
	wantFailure(t, run(t, echoing(`, "MaxConcurrencyPath": "$.n"`), play{}), "States.Runtime", "Invalid path '$.n' : No results for path: $['n']")
	wantOutput(t, run(t, echoing(`, "ItemsPath": "$.l", "MaxConcurrencyPath": "$.n"`), play{input: `{"n": 0, "l": [1]}`}), `[1]`)
}

// TestMapData: what an iteration gets, and what becomes of the outputs.
func TestMapData(t *testing.T) {
	const input = `{"l":[{"n":1},{"n":2}],"k":"v"}`
	for _, test := range []struct{ name, fields, want string }{
		{"ItemsPath", `, "ItemsPath": "$.l"`, `[{"n":1},{"n":2}]`},
		{"InputPath", `, "InputPath": "$.l"`, `[{"n":1},{"n":2}]`},
		{"ItemsPath with a wildcard", `, "ItemsPath": "$.l[*].n"`, `[1,2]`},
		{"ItemsPath of the context object", `, "ItemsPath": "$$.Execution.Input.l"`, `[{"n":1},{"n":2}]`},
		{"ItemSelector", `, "ItemsPath": "$.l", "ItemSelector": {"k.$": "$.k", "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value.n", "c": 0}`,
			`[{"c":0,"v":1,"i":0,"k":"v"},{"c":0,"v":2,"i":1,"k":"v"}]`},
		{"the older Parameters", `, "ItemsPath": "$.l", "Parameters": {"v.$": "$$.Map.Item.Value.n"}`, `[{"v":1},{"v":2}]`},
		{"ItemSelector sees what InputPath leaves", `, "InputPath": "$.l", "ItemSelector": {"all.$": "$[*].n"}`, `[{"all":[1,2]},{"all":[1,2]}]`},
		{"ResultSelector", `, "ItemsPath": "$.l", "ResultSelector": {"last.$": "$[1].n"}`, `{"last":2}`},
		{"ResultPath", `, "ItemsPath": "$.l", "ResultPath": "$.k"`, `{"l":[{"n":1},{"n":2}],"k":[{"n":1},{"n":2}]}`},
		{"ResultPath null", `, "ItemsPath": "$.l", "ResultPath": null`, input},
		{"OutputPath", `, "ItemsPath": "$.l", "OutputPath": "$[0]"`, `{"n":1}`},
	} {
		t.Run(test.name, func(t *testing.T) { wantOutput(t, run(t, echoing(test.fields), play{input: input}), test.want) })
	}
	older := single(`"Type": "Map", "Iterator": ` + branch("P", `"Type": "Pass", "Parameters": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"}, "End": true`))
	wantOutput(t, run(t, older, play{input: `["x"]`}), `[{"v":"x","i":0}]`)
	variable := states(`"A": {"Type": "Pass", "Assign": {"list.$": "$.l"}, "Next": "B"},
		"B": {"Type": "Map", "ItemsPath": "$list", "ItemProcessor": ` + branch("P", `"Type": "Succeed"`) + `, "End": true}`)
	wantOutput(t, run(t, variable, play{input: input}), `[{"n":1},{"n":2}]`)
}

func TestMapEmpty(t *testing.T) {
	wantHistory(t, run(t, echoing(``), play{input: `[]`}), `
		1<-0 ExecutionStarted input=[]
		2<-0 MapStateEntered name=A input=[]
		3<-2 MapStateStarted length=0
		4<-3 MapStateSucceeded
		5<-3 MapStateExited name=A output=[]
		6<-5 ExecutionSucceeded output=[]`)
}

func TestMapNotAnArray(t *testing.T) {
	for _, input := range []string{`"x"`, `1`, `null`, `true`, `{"a":1}`} {
		wantHistory(t, run(t, echoing(``), play{input: input}), `
			1<-0 ExecutionStarted input=`+input+`
			2<-0 MapStateEntered name=A input=`+input+`
			3<-2 ExecutionFailed error=States.Runtime cause=Reference path "$" must point to array.`)
	}
	wantFailure(t, run(t, echoing(`, "ItemsPath": "$.l"`), play{input: `{"l":""}`}), "States.Runtime", `Reference path "$.l" must point to array.`)
	wantFailure(t, run(t, echoing(`, "ItemsPath": "$.l"`), play{}), "States.Runtime", `Invalid path '$.l' : No results for path: $['l']`)
}

// TestMapNested: each Map counts from 0, and $$.Map.Item is the inner one's.
func TestMapNested(t *testing.T) {
	inner := branch("I", `"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": `+
		branch("P", `"Type": "Pass", "Parameters": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"}, "End": true`))
	definition := single(`"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": ` + inner)
	tr := run(t, definition, play{input: `[["a","b"],["c"]]`})
	wantOutput(t, tr, `[[{"v":"a","i":0},{"v":"b","i":1}],[{"v":"c","i":0}]]`)
	var got []string
	for _, l := range tr.history() {
		if strings.Contains(l, "MapIteration") {
			got = append(got, l)
		}
	}
	want := unindent(`
		4<-3 MapIterationStarted name=A index=0
		7<-6 MapIterationStarted name=I index=0
		10<-9 MapIterationSucceeded name=I index=0
		11<-9 MapIterationStarted name=I index=1
		14<-13 MapIterationSucceeded name=I index=1
		17<-16 MapIterationSucceeded name=A index=0
		18<-16 MapIterationStarted name=A index=1
		21<-20 MapIterationStarted name=I index=0
		24<-23 MapIterationSucceeded name=I index=0
		27<-26 MapIterationSucceeded name=A index=1`)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMapItemsOfNestedTasks(t *testing.T) {
	inner := branch("I", `"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": `+
		branch("P", `"Type": "Parallel", "End": true, "Branches": [`+taskBranch("T")+`]`))
	tr := run(t, single(`"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": `+inner), play{input: `[[0],[0,0]]`})
	var got []string
	for _, e := range tr.effects {
		got = append(got, fmt.Sprint(e.(*state.RunTask).Items))
	}
	if want := "[{A 0} {I 0}] [{A 1} {I 0}] [{A 1} {I 1}]"; strings.Join(got, " ") != want {
		t.Errorf("the tasks are in the iterations %v, want %s", got, want)
	}
}

func TestMapFailure(t *testing.T) {
	tr := run(t,
		states(`"A": {"Type": "Map", "MaxConcurrency": 3, "ItemProcessor": `+taskBranch("T")+`, "Catch": [{"ErrorEquals": ["E"], "ResultPath": "$[0]", "Next": "Z"}], "End": true}, "Z": {"Type": "Succeed"}`),
		play{input: `[1,2,3,4]`, tasks: map[string][]reply{"T": {silent(), fails("E", "c").after(time.Second), silent()}}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input=[1,2,3,4]
		2<-0 MapStateEntered name=A input=[1,2,3,4]
		3<-2 MapStateStarted length=4
		4<-3 MapIterationStarted name=A index=0
		5<-3 MapIterationStarted name=A index=1
		6<-3 MapIterationStarted name=A index=2
		7<-4 TaskStateEntered name=T input=1
		8<-7 LambdaFunctionScheduled resource=f input=1
		9<-5 TaskStateEntered name=T input=2
		10<-9 LambdaFunctionScheduled resource=f input=2
		11<-6 TaskStateEntered name=T input=3
		12<-11 LambdaFunctionScheduled resource=f input=3
		13<-8 LambdaFunctionStarted
		14<-10 LambdaFunctionStarted
		15<-12 LambdaFunctionStarted
		16<-14 LambdaFunctionFailed error=E cause=c @1s
		17<-16 MapIterationAborted name=A index=0 @1s
		18<-16 TaskStateAborted @1s
		19<-16 MapIterationFailed name=A index=1 @1s
		20<-16 TaskStateAborted @1s
		21<-16 MapIterationAborted name=A index=2 @1s
		22<-16 TaskStateAborted @1s
		23<-16 MapStateFailed @1s
		24<-23 MapStateExited name=A output=[{"Error":"E","Cause":"c"},2,3,4] @1s
		25<-24 SucceedStateEntered name=Z input=[{"Error":"E","Cause":"c"},2,3,4] @1s
		26<-25 SucceedStateExited name=Z output=[{"Error":"E","Cause":"c"},2,3,4] @1s
		27<-26 ExecutionSucceeded output=[{"Error":"E","Cause":"c"},2,3,4] @1s`)
	wantCancelled(t, tr, 1, 3)
}

func TestMapRetry(t *testing.T) {
	definition := single(`"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": ` + branch("F", `"Type": "Fail", "Error": "E", "Cause": "c"`) +
		`, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 1}]`)
	wantHistory(t, run(t, definition, play{input: `[1]`}), `
		1<-0 ExecutionStarted input=[1]
		2<-0 MapStateEntered name=A input=[1]
		3<-2 MapStateStarted length=1
		4<-3 MapIterationStarted name=A index=0
		5<-4 FailStateEntered name=F input=1
		6<-5 MapIterationFailed name=A index=0
		7<-5 MapStateStarted length=1 @1s
		8<-7 MapIterationStarted name=A index=0 @1s
		9<-8 FailStateEntered name=F input=1 @1s
		10<-9 MapIterationFailed name=A index=0 @1s
		11<-9 MapStateFailed @1s
		12<-11 ExecutionFailed error=E cause=c @1s`)
}

// TestMapItemSelectorFails: iterations that were started before one that cannot
// be must not go on.
func TestMapItemSelectorFails(t *testing.T) {
	const selector = `, "ItemSelector": {"v.$": "States.Format('{}{}{}', $$.Map.Item.Value, $$.Map.Item.Value, $$.Map.Item.Value)"}`
	const long = `"xxxxxxxxxxxxxxx"` // what is made of it is too large
	for _, test := range []struct{ name, fields, input, want string }{
		{"uncaught", `, "End": true`, `["1",` + long + `]`, "FAILED"},
		{"caught at the start", `, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Z"}], "End": true`, `["1",` + long + `]`, "SUCCEEDED"},
		{"retried at the start", `, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}], "End": true`, `["1",` + long + `]`, "FAILED"},
		{"caught later", `, "MaxConcurrency": 2, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "Z"}], "End": true`, `["1","2",` + long + `]`, "SUCCEEDED"},
		{"retried later", `, "MaxConcurrency": 2, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}], "End": true`, `["1","2",` + long + `]`, "FAILED"},
	} {
		t.Run(test.name, func(t *testing.T) {
			definition := states(`"A": {"Type": "Map", "ItemProcessor": ` + taskBranch("T") + selector + test.fields + `}`)
			if strings.Contains(test.fields, "Catch") {
				definition = states(`"A": {"Type": "Map", "ItemProcessor": ` + taskBranch("T") + selector + test.fields + `}, "Z": {"Type": "Wait", "Seconds": 60, "End": true}`)
			}
			tr := run(t, definition, play{input: test.input, cfg: state.Config{Limits: state.Limits{Payload: 40}}, tasks: map[string][]reply{"T": {reply{}, gives(`1`).after(time.Second)}}})
			if string(tr.outcome.Status) != test.want {
				t.Errorf("the execution is %s %s, want %s\n%s", tr.outcome.Status, shown(tr.outcome.Failure), test.want, strings.Join(tr.history(), "\n"))
			}
		})
	}
}

// TestOutputsAreBounded: the outputs of iterations or branches are not kept without limit
// until all are done.
func TestOutputsAreBounded(t *testing.T) {
	const text = "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit."
	limits := state.Limits{StateBytes: 10_000}
	inner := func(name string) string {
		return `{"StartAt": "` + name + `", "States": {"` + name + `": {"Type": "Pass", "Result": "` + strings.Repeat("x", 1_000) + `", "End": true}}}`
	}
	branches := make([]string, 20)
	for i := range branches {
		branches[i] = inner(fmt.Sprint("I", i))
	}
	for _, definition := range []string{
		single(`"Type": "Map", "ResultPath": null, "ItemProcessor": ` + inner("I")),
		single(`"Type": "Parallel", "ResultPath": null, "Branches": [` + strings.Join(branches, ",") + `]`),
	} {
		input := `[` + strings.Repeat("1,", 19) + `1]`
		wantOutput(t, run(t, definition, play{input: input}), input)
		wantFailure(t, run(t, definition, play{input: input, cfg: state.Config{Limits: limits}}), "States.DataLimitExceeded", text)
	}
}
