package state_test

import (
	"fmt"
	"testing"
)

// TestAssignOfAnOuterName: a name that may have a value around a branch or an iteration
// is not assigned in it.
func TestAssignOfAnOuterName(t *testing.T) {
	refused := func(name, at string) string {
		return "DUPLICATE_VARIABLE_NAME: The variable name '" + name + "' was already defined in a parent scope. at " + at
	}
	fork := func(assign, fields string) string {
		return `"Fork": {"Type": "Parallel", "Branches": [` + branch("In", `"Type": "Pass", "Assign": {`+assign+`}, "End": true`) + `], "Next": "Z"` + fields + `}`
	}
	list := func(fields, assign string) string {
		return `"Fork": {"Type": "Map", "ItemProcessor": {` + fields + `"StartAt": "In", "States": {"In": {"Type": "Pass", "Assign": {` + assign + `}, "End": true}}}, "Next": "Z"}`
	}
	const (
		before = `"A": {"Type": "Pass", "Assign": {"x": 1, "y.$": "$"}, "Next": "Fork"}, `
		start  = `"A": {"Type": "Pass", "Next": "Fork"}, `
		rule   = `"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Assign": {"x": 1}, "Next": "%s"}], "Default": "%s"}, `
		after  = `, "Z": {"Type": "Pass", "Assign": {"z": 1}, "End": true}`
		in     = "/States/Fork/Branches[0]/States/In/Assign/"
		inMap  = "/States/Fork/ItemProcessor/States/In/Assign/x"
	)
	for _, test := range []struct{ name, definition, want string }{
		{"assigned before", before + fork(`‸"x": 2`, "") + after, refused("x", in+"x")},
		{"from a path", before + fork(`‸"y.$": "$"`, "") + after, refused("y", in+"y.$")},
		{"another name", before + fork(`"w": 2`, "") + after, ``},
		{"assigned afterwards", before + fork(`"z": 2`, "") + after, ``},
		{"by the state's own catcher", start + fork(`"c": 2`, `, "Catch": [{"ErrorEquals": ["E"], "Assign": {"c": 1}, "Next": "Z"}]`) + after, ``},
		{"by a rule on the way", fmt.Sprintf(rule, "Fork", "Z") + fork(`‸"x": 2`, "") + after, refused("x", in+"x")},
		{"by a rule of another way", fmt.Sprintf(rule, "Z", "Fork") + fork(`"x": 2`, "") + after, ``},
		{"around a loop", start + fork(`‸"x": 2`, "") + `, "Z": {"Type": "Pass", "Assign": {"x": 1}, "Next": "Again"}, "Again": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "Fork"}], "Default": "End"}, "End": {"Type": "Succeed"}`, refused("x", in+"x")},
		{"in an iteration", before + list(``, `‸"x": 2`) + after, refused("x", inMap)},
		{"in an execution of its own", before + list(`"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, `, `"x": 2`) + after, ``},
		{"two levels down", before + `"Fork": {"Type": "Parallel", "Branches": [` + branch("P", `"Type": "Map", "End": true, "ItemProcessor": `+
			branch("In", `"Type": "Pass", "Assign": {‸"x": 2}, "End": true`)) + `], "Next": "Z"}` + after,
			refused("x", "/States/Fork/Branches[0]/States/P/ItemProcessor/States/In/Assign/x")},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, states(test.definition), test.want) })
	}
}
