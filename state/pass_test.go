package state_test

import "testing"

func TestPassHistory(t *testing.T) {
	tr := run(t, states(`
		"A": {"Type": "Pass", "Result": [1, 2.50], "ResultPath": "$.r", "Next": "B"},
		"B": {"Type": "Pass", "InputPath": "$.r", "End": true}`),
		play{input: `{ "a": 0.0 }`})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={ "a": 0.0 }
		2<-0 PassStateEntered name=A input={ "a": 0.0 }
		3<-2 PassStateExited name=A output={"a":0.0,"r":[1,2.50]}
		4<-3 PassStateEntered name=B input={"a":0.0,"r":[1,2.50]}
		5<-4 PassStateExited name=B output=[1,2.50]
		6<-5 ExecutionSucceeded output=[1,2.50]`)
}

func TestPassData(t *testing.T) {
	const input = `{"a":{"b":1},"s":"x","l":[1,2]}`
	for _, test := range []struct{ name, fields, want string }{
		{"nothing passes the input on", ``, input},
		{"Result replaces the input", `, "Result": {"r": null}`, `{"r":null}`},
		{"Result is no template", `, "Result": {"r.$": "$.a"}`, `{"r.$":"$.a"}`},
		{"a Result of null is none", `, "Result": null`, input},
		{"Result goes before Parameters", `, "Result": 1, "Parameters": {"x.$": "$.none"}`, `1`},
		{"Parameters see the input", `, "Parameters": {"x.$": "$.a.b", "y": "$.a.b"}`, `{"y":"$.a.b","x":1}`},
		{"Parameters see what InputPath leaves", `, "InputPath": "$.a", "Parameters": {"x.$": "$.b"}`, `{"x":1}`},
		{"Parameters need not be an object", `, "Parameters": ["$.a", {"x.$": "$.s"}]`, `["$.a",{"x":"x"}]`},
		{"a Comment in Parameters is data", `, "Parameters": {"Comment": "c"}`, `{"Comment":"c"}`},
		{"InputPath", `, "InputPath": "$.l"`, `[1,2]`},
		{"InputPath null gives {}", `, "InputPath": null`, `{}`},
		{"InputPath of the context object", `, "InputPath": "$$.Execution.Name"`, `"Execution"`},
		{"OutputPath", `, "OutputPath": "$.a.b"`, `1`},
		{"OutputPath null gives {}", `, "OutputPath": null`, `{}`},
		{"OutputPath comes after ResultPath", `, "Result": 7, "ResultPath": "$.a.r", "OutputPath": "$.a"`, `{"b":1,"r":7}`},
		{"ResultPath $ replaces the input", `, "Result": 7, "ResultPath": "$"`, `7`},
		{"ResultPath null drops the result", `, "Result": 7, "ResultPath": null`, input},
		{"ResultPath adds a member at the end", `, "Result": 7, "ResultPath": "$.z"`, `{"a":{"b":1},"s":"x","l":[1,2],"z":7}`},
		{"ResultPath replaces a member in its place", `, "Result": 7, "ResultPath": "$.s"`, `{"a":{"b":1},"s":7,"l":[1,2]}`},
		{"ResultPath creates what is missing", `, "Result": 7, "ResultPath": "$.n.m['o p']"`, `{"a":{"b":1},"s":"x","l":[1,2],"n":{"m":{"o p":7}}}`},
		{"ResultPath replaces an element", `, "Result": 7, "ResultPath": "$.l[1]"`, `{"a":{"b":1},"s":"x","l":[1,7]}`},
		{"ResultPath goes into the raw input", `, "InputPath": "$.a", "ResultPath": "$.s"`, `{"a":{"b":1},"s":{"b":1},"l":[1,2]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantOutput(t, run(t, single(`"Type": "Pass"`+test.fields), play{input: input}), test.want)
		})
	}
}

func TestPassFailures(t *testing.T) {
	for _, test := range []struct{ name, fields, input, error, cause string }{
		{"a path in Parameters leads nowhere", `, "Parameters": {"o": {"x.$": "$.n"}}`, `{"a": 1}`,
			"States.Runtime", "The JSONPath '$.n' specified for the field 'x.$' could not be found in the input '{\"a\": 1}'"},
		{"an argument leads nowhere", `, "Parameters": {"x.$": "States.Array( $.n )"}`, `{"a": 1}`,
			"States.Runtime", "The function 'States.Array( $.n )' had the following error: The JsonPath argument for the field '$.n' could not be found in the input '{\"a\": 1}'"},
		{"InputPath leads nowhere", `, "InputPath": "$.n"`, `{"a": 1}`,
			"States.Runtime", "Invalid path '$.n' : No results for path: $['n']"},
		{"InputPath leads nowhere further up", `, "InputPath": "$.n.m"`, `{"a": 1}`,
			"States.Runtime", "Invalid path '$.n.m' : Missing property in path $['n']"},
		{"OutputPath leads nowhere", `, "OutputPath": "$.n"`, `{"a": 1}`,
			"States.Runtime", "Invalid path '$.n' : No results for path: $['n']"},
		{"ResultPath into a scalar", `, "Result": 1, "ResultPath": "$.a.b"`, `{"a":"s"}`,
			"States.ReferencePathConflict", "Unable to apply ReferencePath $.a.b to input {\"a\":\"s\"}"},
		{"ResultPath into an input that is no object", `, "Result": 1, "ResultPath": "$.a"`, `[1]`,
			"States.ReferencePathConflict", "Unable to apply ReferencePath $.a to input [1]"},
		{"ResultPath past the end of an array", `, "Result": 1, "ResultPath": "$.a[1]"`, `{"a":[0]}`,
			"States.ReferencePathConflict", "Unable to apply ReferencePath $.a[1] to input {\"a\":[0]}"},
		{"an intrinsic function fails", `, "Parameters": {"x.$": "States.StringToJson($.a)"}`, `{"a":"{"}`,
			"States.Runtime", "There was an error while evaluating the intrinsic function: States.StringToJson($.a). Invalid arguments in States.StringToJson"},
		{"a call of a function inside another", `, "Parameters": {"x.$": "States.Array( States.ArrayLength(1) )"}`, `{}`,
			"States.Runtime", "There was an error while evaluating the intrinsic function: States.Array( States.ArrayLength(1) ). Invalid arguments in States.ArrayLength"},
		{"too few arguments", `, "Parameters": {"x.$": "States.JsonMerge($.a, $.b)"}`, `{"a":{},"b":{}}`,
			"States.Runtime", "There was an error while evaluating the intrinsic function: States.JsonMerge($.a, $.b). Invalid arguments in States.JsonMerge"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := run(t, single(`"Type": "Pass"`+test.fields), play{input: test.input})
			wantFailure(t, tr, test.error, test.cause)
			wantHistory(t, tr, `
				1<-0 ExecutionStarted input=`+test.input+`
				2<-0 PassStateEntered name=A input=`+test.input+`
				3<-2 ExecutionFailed error=`+test.error+
				` cause=An error occurred while executing the state 'A' (entered at the event id #2). `+test.cause)
		})
	}
}
