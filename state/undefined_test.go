package state_test

import "testing"

// TestUndefinedVariables: a name that no scope around the reader assigns.
func TestUndefinedVariables(t *testing.T) {
	warning := func(name, at string) string {
		return "warning: POSSIBLY_UNDEFINED_VARIABLE: Variable '" + name + "' is possibly not defined. at " + at
	}
	for _, test := range []struct{ name, definition, want string }{
		{"in a path", single(`"Type": "Pass", "InputPath": ‸"$v.a"`), warning("v", "/States/A/InputPath")},
		{"in two fields", single(`"Type": "Pass", "Parameters": ‸{"a": [{"b.$": "$v"}]}, "OutputPath": ‸"$v"`), warning("v", "/States/A/Parameters") + "\n" + warning("v", "/States/A/OutputPath")},
		{"in a rule", states(`"A": {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": ‸"{% $v = $w2 %}", "Assign": {"w2": 1}, "Next": "B"}]}, "B": {"Type": "Succeed"}`),
			warning("v", "/States/A/Choices[0]/Condition")},
		{"beside a longer name", single(`"Type": "Pass", "Assign": {"vw": 1}, "Parameters": {"a.$": "$vw"}, "OutputPath": ‸"$v"`), warning("v", "/States/A/OutputPath")},
		{"of another branch", single(`"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Assign": {"v": 1}, "End": true}}}, {"StartAt": "C", "States": {"C": {"Type": "Pass", "InputPath": ‸"$v", "End": true}}}]`),
			warning("v", "/States/A/Branches[1]/States/C/InputPath")},
		{"outside of a distributed Map", states(`"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "C", "States": {"C": {"Type": "Pass", "InputPath": ‸"$v", "End": true}}}}`),
			warning("v", "/States/B/ItemProcessor/States/C/InputPath")},
		{"around a branch", states(`"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "C", "States": {"C": {"Type": "Pass", "InputPath": "$v", "End": true}}}]}`), ``},
		{"by a catcher", states(`"A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["E"], "Assign": {"v.$": "$"}, "Next": "B"}], "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$v", "End": true}`), ``},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}
