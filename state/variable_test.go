package state_test

import (
	"strings"
	"testing"
)

// TestAssign: Assign shows in the event, in the order of a template, and is
// seen from the next state on.
func TestAssign(t *testing.T) {
	tr := run(t, states(`
		"A": {"Type": "Pass", "Assign": {"x.$": "$.a", "y": {"z": [1]}, "s": "str"}, "Next": "B"},
		"B": {"Type": "Pass", "Parameters": {"x.$": "$x", "z.$": "$y.z[0]", "f.$": "States.Format('{}!', $s)"}, "End": true}`), play{input: `{"a":1}`})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={"a":1}
		2<-0 PassStateEntered name=A input={"a":1}
		3<-2 PassStateExited name=A output={"a":1} assignedVariables={"s":"\"str\"","x":"1","y":"{\"z\":[1]}"}
		4<-3 PassStateEntered name=B input={"a":1}
		5<-4 PassStateExited name=B output={"f":"str!","x":1,"z":1}
		6<-5 ExecutionSucceeded output={"f":"str!","x":1,"z":1}`)
	tr = run(t, single(`"Type": "Pass", "Assign": {}`), play{})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 PassStateEntered name=A input={}
		3<-2 PassStateExited name=A output={}
		4<-3 ExecutionSucceeded output={}`)
}

// TestAssignSees: what $ is in Assign depends on the type of the state.
func TestAssignSees(t *testing.T) {
	const read = `, "Assign": {"v.$": "$"}, "Next": "Z"}, "Z": {"Type": "Pass", "InputPath": "$v", "End": true}`
	for _, test := range []struct{ name, state, want string }{
		{"the result of a Pass", `"A": {"Type": "Pass", "Result": 7, "ResultPath": "$.r"` + read, `7`},
		{"the effective input of a Pass", `"A": {"Type": "Pass", "InputPath": "$.a", "Parameters": {"p.$": "$.b"}, "ResultPath": "$.r"` + read, `{"p":1}`},
		{"the result of a Task", `"A": {"Type": "Task", "Resource": "f", "InputPath": "$.a", "ResultPath": "$.r"` + read, `{"b":1}`},
		{"the effective input of a Wait", `"A": {"Type": "Wait", "Seconds": 1, "InputPath": "$.a", "OutputPath": null` + read, `{"b":1}`},
		{"the outputs of a Parallel", `"A": {"Type": "Parallel", "Branches": [` + branch("P", `"Type": "Succeed"`) + `], "ResultPath": null` + read, `[{"a":{"b":1}}]`},
		{"the outputs of a Map", `"A": {"Type": "Map", "ItemsPath": "$$.Execution.Input[*]", "ItemProcessor": ` + branch("P", `"Type": "Succeed"`) + `, "ResultPath": null` + read, `[{"b":1}]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantOutput(t, run(t, states(test.state), play{input: `{"a":{"b":1}}`}), test.want)
		})
	}
}

// TestVariablesAreReadAtEntry: Parameters, Assign, ResultPath and OutputPath of
// a state all see the values from before the state.
func TestVariablesAreReadAtEntry(t *testing.T) {
	tr := run(t, states(`
		"A": {"Type": "Pass", "Assign": {"x": 42, "y": 1}, "Next": "B"},
		"B": {"Type": "Pass", "Assign": {"x.$": "$y", "y.$": "$x"}, "OutputPath": "$x", "Next": "C"},
		"C": {"Type": "Pass", "Parameters": {"in.$": "$", "x.$": "$x", "y.$": "$y"}, "End": true}`), play{})
	wantOutput(t, tr, `{"in":42,"x":1,"y":42}`)
}

// TestVariableScopes: a branch or iteration reads the variables around it, and
// its own end with it.
func TestVariableScopes(t *testing.T) {
	const outer = `"A": {"Type": "Pass", "Assign": {"x": "outer"}, "Next": "B"}, `
	const inner = `"Type": "Pass", "Parameters": {"seen.$": "$x"}, "Assign": {"own": 1}, "Next": "Q"}, "Q": {"Type": "Pass", "Parameters": {"before.$": "$.seen", "own.$": "$own"}, "End": true`
	tr := run(t, states(outer+`"B": {"Type": "Map", "ItemProcessor": `+branch("P", inner)+`, "End": true}`), play{input: `[1,2]`})
	wantOutput(t, tr, `[{"before":"outer","own":1},{"before":"outer","own":1}]`)
	tr = run(t, states(outer+`"B": {"Type": "Parallel", "Branches": [`+branch("P", inner)+`], "End": true}`), play{})
	wantOutput(t, tr, `[{"before":"outer","own":1}]`)
	gone := strings.Replace(states(outer+`"B": {"Type": "Parallel", "Branches": [`+branch("P", inner)+`], "Next": "Z"}, "Z": {"Type": "Pass", "InputPath": "$own", "End": true}`), "\n", "", -1)
	wantFailure(t, run(t, gone, play{}), "States.Runtime", "Invalid path '$own' : the variable $own has no value here")
}

// TestVariablesOfASiblingAreNotSeen: branches do not see each other's.
func TestVariablesOfASiblingAreNotSeen(t *testing.T) {
	definition := parallel(branch("P", `"Type": "Pass", "Assign": {"v": 1}, "Next": "P2"}, "P2": {"Type": "Succeed"`)+`, `+
		`{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "Q"}, "Q": {"Type": "Choice", "Choices": [{"Variable": "$v", "IsPresent": true, "Next": "F"}], "Default": "S"}, "F": {"Type": "Fail"}, "S": {"Type": "Succeed"}}}`, ``)
	wantOutput(t, run(t, definition, play{}), `[{},{}]`)
}

func TestVariableWithoutValue(t *testing.T) {
	tr := run(t, single(`"Type": "Pass", "Parameters": {"x.$": "$v.a"}`), play{})
	wantFailure(t, tr, "States.Runtime", "The JSONPath '$v.a' specified for the field 'x.$' could not be found in the input ''")
}

// TestAssignOfChoices: the rule's Assign counts, and the state's only where
// Default is taken.
func TestAssignOfChoices(t *testing.T) {
	definition := states(`
		"A": {"Type": "Choice", "InputPath": "$.in", "Assign": {"v": "state"}, "Default": "Z", "Choices": [
			{"Variable": "$.n", "NumericEquals": 1, "Assign": {"v.$": "$.n"}, "Next": "Z"},
			{"Variable": "$.n", "NumericEquals": 2, "Next": "Z"}]},
		"Z": {"Type": "Choice", "Choices": [{"Variable": "$v", "IsPresent": true, "Next": "Yes"}], "Default": "No"},
		"Yes": {"Type": "Pass", "InputPath": "$v", "End": true},
		"No": {"Type": "Pass", "Result": "none", "End": true}`)
	for input, want := range map[string]string{`1`: `1`, `2`: `"none"`, `3`: `"state"`} {
		wantOutput(t, run(t, definition, play{input: `{"in": {"n": ` + input + `}}`}), want)
	}
}

// TestAssignOfCatchers: the Catcher's Assign sees the error, and replaces the
// state's.
func TestAssignOfCatchers(t *testing.T) {
	definition := states(`
		"A": {"Type": "Task", "Resource": "f", "Assign": {"own": 1}, "End": true,
			"Catch": [{"ErrorEquals": ["E"], "Assign": {"why.$": "$.Error", "cause.$": "$.Cause"}, "Next": "B"}]},
		"B": {"Type": "Choice", "Choices": [{"Variable": "$own", "IsPresent": true, "Next": "F"}], "Default": "Z"},
		"F": {"Type": "Fail"},
		"Z": {"Type": "Pass", "Parameters": {"why.$": "$why", "cause.$": "$cause"}, "End": true}`)
	tr := run(t, definition, play{tasks: map[string][]reply{"A": {fails("E", "c")}}})
	wantOutput(t, tr, `{"why":"E","cause":"c"}`)
	if got, want := tr.history()[5], `6<-5 TaskStateExited name=A output={"Error":"E","Cause":"c"} assignedVariables={"cause":"\"c\"","why":"\"E\""}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAssignFailures(t *testing.T) {
	for _, definition := range []string{
		single(`"Type": "Pass", "Assign": {"x.$": "$.none"}`),
		single(`"Type": "Wait", "Seconds": 1, "Assign": {"x.$": "$.none"}`),
		single(`"Type": "Task", "Resource": "f", "Assign": {"x.$": "$.none"}`),
		states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsPresent": true, "Assign": {"x.$": "$.none"}, "Next": "B"}]}, "B": {"Type": "Succeed"}`),
	} {
		wantFailure(t, run(t, definition, play{input: `{}`}), "States.Runtime", "The JSONPath '$.none' specified for the field 'x.$' could not be found in the input '{}'")
	}
}
