package asltest_test

import (
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
)

// jsonPath and jsonataOf are definitions with these states, of which the first is A.
func jsonPath(states string) string { return `{"StartAt": "A", "States": {` + states + `}}` }

func jsonataOf(states string) string {
	return `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {` + states + `}}`
}

const (
	invoke = `"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"`
	last   = `"End": true`
)

// Values have what the states that read them want, however they come there.
func TestExploreFollowsValues(t *testing.T) {
	for name, definition := range map[string]string{
		"an index":                    jsonPath(`"A": {` + invoke + `, "Parameters": {}, "ResultSelector": {"t.$": "$.Body.list[1].text"}, ` + last + `}`),
		"an index from behind":        jsonataOf(`"A": {` + invoke + `, "Arguments": {}, "Output": "{% $states.result.list[-2].text %}", ` + last + `}`),
		"OutputPath":                  jsonPath(`"A": {` + invoke + `, "Parameters": {}, "OutputPath": "$.Payload", "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.id", ` + last + `}`),
		"OutputPath below ResultPath": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "ResultPath": "$.r", "OutputPath": "$.r.Item", ` + last + `}`),
		"OutputPath into a branch": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "OutputPath": "$.Payload", "Next": "P"}, "P": {"Type": "Parallel", ` + last + `,
			"Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "InputPath": "$.id.x", ` + last + `}}}]}`),
		"a ResultSelector of branches": jsonPath(`"A": {"Type": "Parallel", "ResultSelector": {"n.$": "$[0].customer.name"}, ` + last + `,
			"Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", ` + last + `}}}]}`),
		"Parameters": jsonPath(`"A": {"Type": "Pass", "Parameters": {"d": {"e.$": "$.detail"}}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.d.e.id", ` + last + `}`),
		"a rule behind Parameters": jsonPath(`"A": {"Type": "Pass", "Parameters": {"hook.$": "$.body"}, "ResultPath": "$.w", "Next": "C"},
			"C": {"Type": "Choice", "Default": "D", "Choices": [{"Variable": "$.w.hook", "StringEquals": "created", "Next": "E"}]}, "D": {"Type": "Pass", ` + last + `}, "E": {"Type": "Pass", ` + last + `}`),
		"ItemsPath behind a ResultSelector": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "ResultSelector": {"s.$": "$.Payload.sources"}, "Next": "M"},
			"M": {"Type": "Map", "ItemsPath": "$.s", ` + last + `, "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "InputPath": "$.name.first", ` + last + `}}}}`),
		"items that are the output": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "OutputPath": "$.Payload", "Next": "M"},
			"M": {"Type": "Map", ` + last + `, "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", ` + last + `}}}}`),
		"Items behind an Output": jsonataOf(`"A": {` + invoke + `, "Arguments": {}, "Output": "{% $states.result.Payload.body %}", "Next": "M"},
			"M": {"Type": "Map", "Items": "{% $states.input.calls %}", ` + last + `, "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", ` + last + `}}}}`),
		"an ItemSelector": jsonPath(`"A": {"Type": "Map", "ItemsPath": "$.l", "ItemSelector": {"d.$": "$$.Map.Item.Value"}, ` + last + `,
			"ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "InputPath": "$.d.id", ` + last + `}}}}`),
		"batches": jsonPath(`"A": {"Type": "Map", "ItemsPath": "$.l", "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"of.$": "$.whole"}}, ` + last + `,
			"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {
			"I": {"Type": "Pass", "Parameters": {"a.$": "$.Items[0].id", "b.$": "$.BatchInput.of.id"}, ` + last + `}}}}`),
		"the item in the context object": jsonataOf(`"A": {"Type": "Map", "Items": "{% $states.input.l %}", ` + last + `, "ItemProcessor": {"StartAt": "I", "States": {
			"I": {"Type": "Pass", "Output": "{% $states.context.Map.Item.Value.id %}", ` + last + `}}}}`),
		"the input in the context object": jsonPath(`"A": {"Type": "Pass", "Result": 1, "Next": "B"}, "B": {"Type": "Pass", "Parameters": {"x.$": "$$.Execution.Input.a.b"}, ` + last + `}`),
		"a variable":                      jsonPath(`"A": {` + invoke + `, "Parameters": {}, "Assign": {"v.$": "$.Payload"}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$v.id.x", ` + last + `}`),
		"a variable before OutputPath":    jsonPath(`"A": {` + invoke + `, "Parameters": {}, "OutputPath": "$.Payload", "Assign": {"id.$": "$.Payload.id"}, ` + last + `}`),
		"a ResultPath into an answer": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "Next": "B"},
			"B": {` + invoke + `, "Parameters": {}, "ResultPath": "$.b.c", "Catch": [{"ErrorEquals": ["E"], "ResultPath": "$.error", "Next": "C"}], ` + last + `}, "C": {"Type": "Succeed"}`),
		"a text with JSON":       jsonPath(`"A": {"Type": "Pass", "Parameters": {"d.$": "States.StringToJson($.body)"}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.d.id[0].x", ` + last + `}`),
		"a text with JSON, too":  jsonataOf(`"A": {"Type": "Pass", "Output": "{% $parse($states.input.body).id[0].x %}", ` + last + `}`),
		"pieces of a text":       jsonPath(`"A": {"Type": "Pass", "Parameters": {"d.$": "States.ArrayGetItem(States.StringSplit($.arn, ':'), 5)"}, ` + last + `}`),
		"a renamed argument":     jsonPath(`"A": {"Type": "Pass", "Parameters": {"d.$": "$.n", "h.$": "$.algorithm"}, "Next": "B"}, "B": {"Type": "Pass", "Parameters": {"e.$": "States.MathAdd($.d, 1)", "f.$": "States.Hash('x', $.h)"}, ` + last + `}`),
		"a JSONata argument":     jsonataOf(`"A": {"Type": "Pass", "Output": "{% $split($states.input.key, '/')[2] & ($states.input.n + 1) %}", ` + last + `}`),
		"arrays in JSONata":      jsonataOf(`"A": {"Type": "Pass", "Output": "{% {'s': $sum($states.input.l.n), 'f': [$filter($states.input.l, function($v){ $contains($v.name, 'x') })], 'm': $merge([$states.input.m, {'k': 1}])} %}", ` + last + `}`),
		"a made object":          jsonataOf(`"A": {` + invoke + `, "Arguments": {}, "Output": "{% {'d': $states.result.Payload} %}", "Next": "B"}, "B": {"Type": "Pass", "Output": "{% $states.input.d.id.x %}", ` + last + `}`),
		"a bare condition":       jsonataOf(`"A": {"Type": "Choice", "Default": "B", "Choices": [{"Condition": "{% $states.input.valid %}", "Next": "C"}]}, "B": {"Type": "Succeed"}, "C": {"Type": "Succeed"}`),
		"a number of iterations": jsonataOf(`"A": {"Type": "Map", "Items": "{% $states.input.l %}", "MaxConcurrency": "{% $states.input.n %}", ` + last + `, "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", ` + last + `}}}}`),
		"a cause with JSON": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], ` + last + `},
			"B": {"Type": "Pass", "Parameters": {"c.$": "States.StringToJson($.Cause)"}, "Next": "C"}, "C": {"Type": "Pass", "InputPath": "$.c.errorMessage", ` + last + `}`),
		"the last catcher": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "B"}, {"ErrorEquals": ["States.ALL"], "Next": "C"}], ` + last + `},
			"B": {"Type": "Succeed"}, "C": {"Type": "Succeed"}`),
		"the name of an error": jsonPath(`"A": {` + invoke + `, "Parameters": {}, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "C"}], ` + last + `},
			"C": {"Type": "Choice", "Default": "B", "Choices": [{"Variable": "$.e.Error", "StringEquals": "Card.Declined", "Next": "D"}]}, "B": {"Type": "Succeed"}, "D": {"Type": "Succeed"}`),
		"a loop": jsonPath(`"A": {"Type": "Pass", "InputPath": "$.next", "Next": "C"},
			"C": {"Type": "Choice", "Default": "S", "Choices": [{"Variable": "$.next", "IsPresent": true, "Next": "A"}]}, "S": {"Type": "Succeed"}`),
	} {
		t.Run(name, func(t *testing.T) {
			passes(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(definition)) })
		})
	}
}

// What is wanted of a value goes back to where it comes from, and no further: what a state
// throws away is not there.
func TestExploreFindsWhatIsLost(t *testing.T) {
	for name, test := range map[string]struct{ definition, says string }{
		"by a catcher": {jsonPath(`"A": {` + invoke + `, "Parameters": {}, "Catch": [{"ErrorEquals": ["E"], "Next": "B"}], "ResultPath": null, "Next": "B"},
			"B": {"Type": "Pass", "InputPath": "$.order", ` + last + `}`), "state B fails"},
		"by ResultPath": {jsonPath(`"A": {"Type": "Pass", "Result": {}, "Next": "T"}, "T": {` + invoke + `, "Parameters": {}, "Catch": [{"ErrorEquals": ["E"], "ResultPath": null, "Next": "B"}], "Next": "S"},
			"B": {"Type": "Fail", "ErrorPath": "$.Error"}, "S": {"Type": "Succeed"}`), "state B fails"},
		"by a Result":        {jsonPath(`"A": {"Type": "Pass", "Result": {"a": 1}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$.b", ` + last + `}`), "state B fails"},
		"on a text":          {jsonPath(`"A": {"Type": "Pass", "Result": "text", "Next": "B"}, "B": {"Type": "Pass", "Result": 1, "ResultPath": "$.b", ` + last + `}`), "state B fails"},
		"an optional member": {jsonPath(`"A": {"Type": "Choice", "Default": "B", "Choices": [{"Variable": "$.a", "IsPresent": true, "Next": "B"}]}, "B": {"Type": "Pass", "InputPath": "$.a", ` + last + `}`), "input:\n    {}"},
		"an optional element": {jsonPath(`"A": {"Type": "Choice", "Default": "B", "Choices": [{"Variable": "$.a[0]", "IsPresent": true, "Next": "B"}]}, "B": {"Type": "Pass", "InputPath": "$.a[0]", ` + last + `}`),
			"input:\n    {\"a\":[]}"},
	} {
		t.Run(name, func(t *testing.T) {
			failsWith(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(test.definition)) }, test.says)
		})
	}
}

// A problem is reported once, whichever value shows it, and another one beside it.
func TestExploreReportsOnce(t *testing.T) {
	m := asl.MustParse(jsonataOf(`"A": {` + invoke + `, "Arguments": {}, "Next": "B"},
		"B": {"Type": "Choice", "Default": "C", "Choices": [{"Condition": "{% $states.input.n ? true : false %}", "Next": "C"}]},
		"C": {"Type": "Pass", "Output": "{% $states.input.n + 1 %}", ` + last + `}`))
	example := func(text string) asltest.ExploreOption { return asltest.Answers("A", text) }
	failsWith(t, func(t testing.TB) {
		asltest.Explore(t, m, example(`{"n": "text"}`), example(`{"n": [true]}`), example(`{"n": {"a": 1}}`), example(`{"n": true}`))
	}, "state C fails")
	two := asl.MustParse(jsonPath(`"A": {"Type": "Choice", "Default": "B", "Choices": [{"Variable": "$.a", "BooleanEquals": true, "Next": "C"}]},
		"B": {"Type": "Pass", "Result": {}, "Next": "D"}, "C": {"Type": "Pass", "Result": [], "Next": "D"},
		"D": {"Type": "Pass", "Parameters": {"x.$": "States.Format('{} of {}', $.b, 1)"}, ` + last + `}`))
	failsWith(t, func(t testing.TB) { asltest.Explore(t, two) }, "state D fails")
}

// What a Parallel or Map state makes of its results fails in that state.
func TestExploreNamesTheState(t *testing.T) {
	for _, definition := range []string{
		jsonPath(`"A": {"Type": "Parallel", "ResultSelector": {"a.$": "$[0].x"}, ` + last + `,
			"Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Result": {}, ` + last + `}}}, {"StartAt": "C", "States": {"C": {"Type": "Pass", ` + last + `}}}]}`),
		jsonataOf(`"A": {"Type": "Map", "Items": [1, 2], "Output": "{% $states.result[0].x %}", ` + last + `,
			"ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Output": {}, ` + last + `}}}}`),
	} {
		failsWith(t, func(t testing.TB) { asltest.Explore(t, asl.MustParse(definition)) }, "state A fails")
	}
}

// However a definition multiplies what is wanted, exploring it takes little.
func TestExploreIsBounded(t *testing.T) {
	loop := asl.MustParse(jsonPath(`"A": {"Type": "Choice", "Default": "S", "Choices": [
		{"Variable": "$.left", "IsPresent": true, "Next": "L"}, {"Variable": "$.right", "IsPresent": true, "Next": "R"}]},
		"L": {"Type": "Pass", "InputPath": "$.left", "Next": "A"}, "R": {"Type": "Pass", "InputPath": "$.right[0]", "Next": "A"}, "S": {"Type": "Succeed"}`))
	passes(t, func(t testing.TB) { asltest.Explore(t, loop, asltest.Executions(100)) })
}
