package state_test

import "testing"

func TestParseTransitions(t *testing.T) {
	const lost, missing = `MISSING_TRANSITION_TARGET: State "`, `MISSING_TRANSITION_TARGET: Missing 'Next' target: `
	for _, test := range []struct{ name, definition, want string }{
		{"StartAt", `{"StartAt": ‸"Z", "States": {‸"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}`, `
			` + missing + `Z at /StartAt
			` + lost + `A" is not reachable. at /States/A`},
		{"StartAt is empty", `{"StartAt": ‸"", "States": {‸"A": {"Type": "Succeed"}}}`, `
			` + missing + ` at /StartAt
			` + lost + `A" is not reachable. at /States/A`},
		{"Next", states(`"A": {"Type": "Pass", "Next": ‸"Sceond"}, ‸"Second": {"Type": "Succeed"}`), `
			` + missing + `Sceond at /States/A/Next (did you mean "Second"?)
			` + lost + `Second" is not reachable. at /States/Second`},
		{"Next is empty", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}], "Default": "C"}, "B": {"Type": "Pass", "Next": ‸""}, "C": {"Type": "Succeed"}`),
			missing + ` at /States/B/Next`},
		{"Default", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}], "Default": ‸"X"}, "B": {"Type": "Succeed"}`),
			missing + `X at /States/A/Default`},
		{"Default is empty", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}], "Default": ‸""}, "B": {"Type": "Succeed"}`),
			missing + ` at /States/A/Default`},
		{"Next of a rule", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": ‸"X"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
			missing + `X at /States/A/Choices[0]/Next`},
		{"Next of a Catcher", single(`"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["x"], "Next": ‸"X"}]`),
			missing + `X at /States/A/Catch[0]/Next`},
		{"out of a branch", states(`"A": {"Type": "Parallel", "Next": "B", "Branches": [{"StartAt": "P", "States": {"P": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": ‸"B"}], "Default": "Q"}, "Q": {"Type": "Succeed"}}}]}, "B": {"Type": "Succeed"}`),
			missing + `B at /States/A/Branches[0]/States/P/Choices[0]/Next`},
		{"into a branch", states(`"A": {"Type": "Parallel", "Next": ‸"P", "Branches": [{"StartAt": "P", "States": {"P": {"Type": "Succeed"}}}]}, ‸"B": {"Type": "Succeed"}`), `
			` + missing + `P at /States/A/Next
			` + lost + `B" is not reachable. at /States/B`},
		{"a target twice is two problems", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": ‸"X"}], "Default": ‸"X"}, ‸"B": {"Type": "Succeed"}`), `
			` + missing + `X at /States/A/Choices[0]/Next
			` + missing + `X at /States/A/Default
			` + lost + `B" is not reachable. at /States/B`},

		{"unreachable states", states(`"A": {"Type": "Succeed"}, ‸"B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Succeed"}, ‸"D": {"Type": "Succeed"}`), `
			` + lost + `B" is not reachable. at /States/B
			` + lost + `D" is not reachable. at /States/D`},
		{"a circle that nothing leads into", states(`"A": {"Type": "Succeed"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Pass", "Next": "B"}`), ``},
		{"unreachable in a processor", single(`"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}, ‸"C": {"Type": "Succeed"}}}`),
			lost + `C" is not reachable. at /States/A/ItemProcessor/States/C`},
		{"reachable through a Catcher only", states(`"A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["x"], "Next": "B"}], "End": true}, "B": {"Type": "Succeed"}`), ``},
		{"reachable by itself only", states(`"A": {"Type": "Succeed"}, ‸"B": {"Type": "Pass", "Next": "B"}`),
			lost + `B" is not reachable. at /States/B`},

		{"no terminal state", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}‸}}`,
			`MISSING_END_STATE: Workflow has no terminal state`},
		{"no terminal state, and none is searched for unreachable ones", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}, "B": {"Type": "Pass", "Next": "A"}‸}}`,
			`MISSING_END_STATE: Workflow has no terminal state`},
		{"no terminal state in a branch", single(`"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "B"}‸}}]`),
			`MISSING_END_STATE: Workflow has no terminal state`},
		{"Fail is terminal", states(`"A": {"Type": "Fail"}`), ``},
		{"a terminal state that cannot be read", states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": ‸"Suceed"}`),
			`SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/B/Type (did you mean "Succeed"?)`},

		{"a name twice", states(`"A": {"Type": "Succeed"}, ‸"A": {"Type": "Fail"}`),
			`DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A`},
		{"a name twice in two branches", single(`"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, {"StartAt": "B", "States": {‸"B": {"Type": "Succeed"}}}]`),
			`DUPLICATE_STATE_NAME: Duplicate State name: B at /States/A/Branches[1]/States/B`},
		{"a name inside and outside", single(`"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {‸"A": {"Type": "Succeed"}}}`),
			`DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/ItemProcessor/States/A`},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

func TestParseChoiceRules(t *testing.T) {
	const one = `The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/A/Choices[0]`
	const operators = `There should only be one of the following fields: [StringEquals, StringEqualsPath, StringLessThan, …`
	for _, test := range []struct{ name, rule, want string }{
		{"no comparison", `{"Variable": "$.a", "Next": "B"}`, operators},
		{"two comparisons", `{"Variable": "$.a", "IsNull": true, "IsString": true, "Next": "B"}`, operators},
		{"a comparison and And", `{"Variable": "$.a", "IsNull": true, "And": [], "Next": "B"}`, one + ` (found And, Variable)`},
		{"no Variable", `{"IsNull": true, "Next": "B"}`, one + ` (found none)`},
		{"an operator beside And", `{"And": [{"Variable": "$", "IsNull": true}], ‸"IsNull": true, "Next": "B"}`, `Field 'IsNull' is not supported at /States/A/Choices[0]`},
		{"no Next", `{"Variable": "$.a", "IsNull": true}`, `These fields are required: [Next] at /States/A/Choices[0]`},
		{"no object", `5`, `Expected value of type Object at /States/A/Choices[0] (found number)`},
		{"a string as number", `{"Variable": "$.a", "NumericEquals": ‸"1", "Next": "B"}`, `Expected value of type Number at /States/A/Choices[0]/NumericEquals (found string)`},
		{"a number as string", `{"Variable": "$.a", "StringLessThan": ‸1, "Next": "B"}`, `Expected value of type String at /States/A/Choices[0]/StringLessThan (found number)`},
		{"a string as boolean", `{"Variable": "$.a", "IsPresent": ‸"true", "Next": "B"}`, `Expected value of type Boolean at /States/A/Choices[0]/IsPresent (found string)`},
		{"a number as timestamp", `{"Variable": "$.a", "TimestampEquals": ‸0, "Next": "B"}`, `Expected value of type String at /States/A/Choices[0]/TimestampEquals (found number)`},
		{"StringMatches has no path form", `‸{"Variable": "$.a", ‸"StringMatchesPath": "$.b", "Next": "B"}`, operators + `
			SCHEMA_VALIDATION_FAILED: Field 'StringMatchesPath' is not supported at /States/A/Choices[0]…`},
		{"And is empty", `{"And": ‸[], "Next": "B"}`, `Value cannot be empty at /States/A/Choices[0]/And`},
		{"Or is no array", `{"Or": ‸{}, "Next": "B"}`, `Expected value of type Array at /States/A/Choices[0]/Or (found object)`},
		{"Not is no object", `{"Not": ‸[], "Next": "B"}`, `Expected value of type Object at /States/A/Choices[0]/Not (found array)`},
		{"a Variable beside And", `{"Variable": "$", "And": [{"Variable": "$", "IsNull": true}], "Next": "B"}`, one + ` (found And, Variable)`},
		{"Next in an inner rule", `{"And": [{"Variable": "$", "IsNull": true, ‸"Next": "B"}], "Next": "B"}`, `Field 'Next' is not supported at /States/A/Choices[0]/And[0]`},
		{"deep inside", `{"Not": {"Or": [{"And": [‸{}]}]}, "Next": "B"}`, one + `/Not/Or[0]/And[0] (found none)`},
	} {
		t.Run(test.name, func(t *testing.T) {
			rule := test.rule
			if _, places := unmark(rule); places == nil {
				rule = "‸" + rule
			}
			wantProblems(t, states(`"A": {"Type": "Choice", "Choices": [`+rule+`], "Default": "B"}, "B": {"Type": "Succeed"}`), "SCHEMA_VALIDATION_FAILED: "+test.want)
		})
	}
}
