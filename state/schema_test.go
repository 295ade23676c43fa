package state_test

import (
	"strings"
	"testing"
)

// TestParseSchema has one mistake in each definition, at the mark.
func TestParseSchema(t *testing.T) {
	const schema = "SCHEMA_VALIDATION_FAILED: "
	for _, test := range []struct{ name, definition, want string }{
		{"StartAt is missing", `‸{"States": {"A": {"Type": "Succeed"}}}`,
			schema + `These fields are required: [StartAt] at /`},
		{"StartAt is no string", `{"StartAt": ‸1, "States": {"A": {"Type": "Succeed"}}}`,
			schema + `Expected value of type String at /StartAt (found number)`},
		{"States is missing", `‸{"StartAt": "A"}`,
			schema + `These fields are required: [States] at /`},
		{"States is no object", `{"StartAt": "A", "States": ‸[]}`,
			schema + `Expected value of type Object at /States (found array)`},
		{"no states", `{"StartAt": ‸"A", "States": {}}`,
			`MISSING_TRANSITION_TARGET: Missing 'Next' target: A at /StartAt`},
		{"Version is no string", `{"StartAt": "A", "Version": ‸1, "States": {"A": {"Type": "Succeed"}}}`,
			schema + `Expected value of type [STRING] at /Version (found number)`},
		{"Version is another one", `{"StartAt": "A", "Version": ‸"2.0", "States": {"A": {"Type": "Succeed"}}}`,
			schema + `Value should be one of the following: [1.0] at /Version (did you mean "1.0"?)`},
		{"TimeoutSeconds of the machine is 0", `{"StartAt": "A", "TimeoutSeconds": 0, "States": {"A": {"Type": "Succeed"}}}`, ``},
		{"TimeoutSeconds of the machine is less", `{"StartAt": "A", "TimeoutSeconds": ‸-1, "States": {"A": {"Type": "Succeed"}}}`,
			schema + `Minimum value is 0 at /TimeoutSeconds`},
		{"TimeoutSeconds of the machine is no integer", `{"StartAt": "A", "TimeoutSeconds": ‸1.5, "States": {"A": {"Type": "Succeed"}}}`,
			schema + `Expected value of type Integer at /TimeoutSeconds (found number)`},
		{"TimeoutSeconds of the machine is too large", `{"StartAt": "A", "TimeoutSeconds": ‸100000000, "States": {"A": {"Type": "Succeed"}}}`,
			schema + `Maximum value is 99999999 at /TimeoutSeconds`},
		{"a field of states at the top", `{"StartAt": "A", ‸"Parameters": 1, "States": {"A": {"Type": "Succeed"}}}`,
			schema + `Field 'Parameters' is not supported at /`},

		{"a state is no object", states(`"A": ‸5`),
			schema + `Expected value of type Object at /States/A (found number)`},
		{"Type is missing", states(`"A": ‸{}`),
			schema + `These fields are required: [Type] at /States/A`},
		{"Type is no string", states(`"A": {"Type": ‸5}`),
			schema + `The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type`},
		{"Type is unknown", states(`"A": {"Type": ‸"pass"}`),
			schema + `The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type (did you mean "Pass"?)`},
		{"a name is empty", `{"StartAt": "", "States": {‸"": {"Type": "Succeed"}}}`,
			`INVALID_STATE_NAME: Invalid State name: a name has at least one character at /States/`},
		{"a name is too long", `{"StartAt": "` + strings.Repeat("ä", 81) + `", "States": {‸"` + strings.Repeat("ä", 81) + `": {"Type": "Succeed"}}}`,
			`INVALID_STATE_NAME: Invalid State name: State '` + strings.Repeat("ä", 81) + `' exceeds the 80-character limit allowed by the service at /States/` + strings.Repeat("ä", 81)},
		{"a name of 80 characters", `{"StartAt": "` + strings.Repeat("ä", 80) + `", "States": {"` + strings.Repeat("ä", 80) + `": {"Type": "Succeed"}}}`, ``},
		{"Comment is no string", states(`"A": {"Type": "Succeed", "Comment": ‸1}`),
			schema + `Expected value of type String at /States/A/Comment (found number)`},

		{"Choices is missing", states(`"A": ‸{"Type": "Choice", "Default": "B"}, "B": {"Type": "Succeed"}`),
			schema + `These fields are required: [Choices] at /States/A`},
		{"Choices is empty", states(`"A": {"Type": "Choice", "Choices": ‸[], "Default": "B"}, "B": {"Type": "Succeed"}`),
			schema + `Value cannot be empty at /States/A/Choices`},
		{"Choices is no array", states(`"A": {"Type": "Choice", "Choices": ‸{}, "Default": "B"}, "B": {"Type": "Succeed"}`),
			schema + `Expected value of type Array at /States/A/Choices (found object)`},
		{"Branches is missing", states(`"A": ‸{"Type": "Parallel", "End": true}`),
			schema + `These fields are required: [Branches] at /States/A`},
		{"Branches is empty", single(`"Type": "Parallel", "Branches": ‸[]`),
			schema + `Value cannot be empty at /States/A/Branches`},
		{"a branch without fields", single(`"Type": "Parallel", "Branches": [‸{}]`),
			schema + `These fields are required: [States, StartAt] at /States/A/Branches[0]`},
		{"a Map without a processor", states(`"A": ‸{"Type": "Map", "End": true}`),
			schema + `This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/A`},
		{"Mode is unknown", single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": ‸"INLNE"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`),
			schema + `Value should be one of the following: [INLINE, DISTRIBUTED] at /States/A/ItemProcessor/ProcessorConfig/Mode (did you mean "INLINE"?)`},
		{"QueryLanguage in a processor", single(`"Type": "Map", "ItemProcessor": {‸"QueryLanguage": "JSONPath", "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`),
			schema + `Field 'QueryLanguage' is not supported at /States/A/ItemProcessor`},
		{"Wait without a time", states(`"A": ‸{"Type": "Wait", "End": true}`),
			schema + `This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A`},
		{"Task without Resource", states(`"A": ‸{"Type": "Task", "End": true}`),
			schema + `These fields are required: [Resource] at /States/A`},
		{"Credentials without RoleArn", single(`"Type": "Task", "Resource": "r", "Credentials": ‸{}`),
			schema + `The field 'RoleArn' is required but was missing at /States/A/Credentials`},
		{"Credentials of an activity", task(activity, `, "Credentials": ‸{"RoleArn": "arn:aws:iam::1:role/r"}`),
			schema + `The field 'Credentials' is not supported for activities at /States/A/Credentials`},
		{"Credentials is no object", single(`"Type": "Task", "Resource": "r", "Credentials": ‸"x"`),
			schema + `Expected value of type Object at /States/A/Credentials (found string)`},
		{"a Retrier without ErrorEquals", single(`"Type": "Task", "Resource": "r", "Retry": [‸{}]`),
			schema + `These fields are required: [ErrorEquals] at /States/A/Retry[0]`},
		{"a Retrier is no object", single(`"Type": "Task", "Resource": "r", "Retry": [‸5]`),
			schema + `Expected value of type Object at /States/A/Retry[0] (found number)`},
		{"a Catcher without fields", single(`"Type": "Task", "Resource": "r", "Catch": [‸{}]`),
			schema + `These fields are required: [ErrorEquals, Next] at /States/A/Catch[0]`},
		{"Catch is no array", single(`"Type": "Task", "Resource": "r", "Catch": ‸{}`),
			schema + `Expected value of type Array at /States/A/Catch (found object)`},
		{"ErrorEquals is empty", single(`"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ‸[]}]`),
			schema + `Value cannot be empty at /States/A/Retry[0]/ErrorEquals`},
		{"ErrorEquals is no array", single(`"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ‸"States.ALL"}]`),
			schema + `Expected value of type Array at /States/A/Retry[0]/ErrorEquals (found string)`},
		{"ErrorEquals holds no string", single(`"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["x", ‸1]}]`),
			schema + `Expected value of type String at /States/A/Retry[0]/ErrorEquals[1] (found number)`},
		{"JitterStrategy is unknown", single(`"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["x"], "JitterStrategy": ‸"HALF"}]`),
			schema + `Value should be one of the following: [NONE, FULL] at /States/A/Retry[0]/JitterStrategy`},
		{"empty Retry and Catch are legal", single(`"Type": "Task", "Resource": "r", "Retry": [], "Catch": []`), ``},

		{"neither Next nor End", states(`"A": ‸{"Type": "Pass"}, ‸"B": {"Type": "Succeed"}`), `
			` + schema + `This object should have only one of the following fields: [Next, End] at /States/A
			MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B`},
		{"Next and End", states(`"A": {"Type": "Pass", "Next": "B", ‸"End": true}, "B": {"Type": "Succeed"}`),
			schema + `There should only be one of the following fields: [Next, End] at /States/A`},
		{"Next and End false", states(`"A": {"Type": "Pass", "Next": "B", "End": false}, "B": {"Type": "Succeed"}`), ``},
		{"End is no boolean", states(`"A": {"Type": "Pass", "Next": "B", "End": ‸1}, "B": {"Type": "Succeed"}`),
			schema + `Expected value of type Boolean at /States/A/End (found number)`},
		{"Next is no string", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": ‸1}], "Default": "B"}, "B": {"Type": "Succeed"}`),
			schema + `Expected value of type String at /States/A/Choices[0]/Next (found number)`},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

// TestParseFieldsOfTypes: a field belongs to certain types of states.
func TestParseFieldsOfTypes(t *testing.T) {
	complete := map[string]string{
		"Task":     `"Type": "Task", "Resource": "r", "End": true`,
		"Pass":     `"Type": "Pass", "End": true`,
		"Wait":     `"Type": "Wait", "Seconds": 1, "End": true`,
		"Succeed":  `"Type": "Succeed"`,
		"Fail":     `"Type": "Fail"`,
		"Choice":   `"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "Z"}], "Default": "Z"`,
		"Parallel": `"Type": "Parallel", "Branches": [{"StartAt": "P", "States": {"P": {"Type": "Succeed"}}}], "End": true`,
		"Map":      `"Type": "Map", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Succeed"}}}, "End": true`,
	}
	for field, test := range map[string]struct{ value, types string }{
		"InputPath":            {`"$"`, "Task Pass Wait Succeed Choice Parallel Map"},
		"OutputPath":           {`"$"`, "Task Pass Wait Succeed Choice Parallel Map"},
		"ResultPath":           {`"$.r"`, "Task Pass Parallel Map"},
		"Parameters":           {`{}`, "Task Pass Parallel Map"},
		"ResultSelector":       {`{}`, "Task Parallel Map"},
		"Result":               {`1`, "Pass"},
		"Assign":               {`{"x": 1}`, "Task Pass Wait Choice Parallel Map"},
		"Retry":                {`[]`, "Task Parallel Map"},
		"Catch":                {`[]`, "Task Parallel Map"},
		"TimeoutSeconds":       {`9`, "Task"},
		"TimeoutSecondsPath":   {`"$.t"`, "Task"},
		"HeartbeatSeconds":     {`9`, "Task"},
		"HeartbeatSecondsPath": {`"$.t"`, "Task"},
		"Credentials":          {`{"RoleArn": "x"}`, "Task"},
		"MaxConcurrency":       {`1`, "Map"},
		"MaxConcurrencyPath":   {`"$.n"`, "Map"},
		"ItemsPath":            {`"$.n"`, "Map"},
		"ItemSelector":         {`{}`, "Map"},
		"Error":                {`"E"`, "Fail"},
		"Cause":                {`"C"`, "Fail"},
		"ErrorPath":            {`"$.e"`, "Fail"},
		"CausePath":            {`"$.c"`, "Fail"},
		"Arguments":            {`{}`, ""},
		"Output":               {`{}`, ""},
		"Items":                {`[]`, ""},
	} {
		for kind, fields := range complete {
			t.Run(field+" in "+kind, func(t *testing.T) {
				definition := states(`"A": {‸"` + field + `": ` + test.value + `, ` + fields + `}`)
				if kind == "Choice" {
					definition = states(`"A": {‸"` + field + `": ` + test.value + `, ` + fields + `}, "Z": {"Type": "Succeed"}`)
				}
				want := "SCHEMA_VALIDATION_FAILED: Field '" + field + "' is not supported at /States/A"
				if field == "Arguments" || field == "Output" || field == "Items" {
					want = "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field '" + field + "' is only supported for the 'JSONata' QueryLanguage at /States/A"
				}
				if strings.Contains(" "+test.types+" ", " "+kind+" ") {
					want = ""
				}
				wantProblems(t, definition, want)
			})
		}
	}
}

// TestParseSuggestsFields: a name that is nearly one of the place's fields.
func TestParseSuggestsFields(t *testing.T) {
	for _, test := range []struct{ definition, want string }{
		{single(`"Type": "Pass", ‸"Reslt": 5`), `SCHEMA_VALIDATION_FAILED: Field 'Reslt' is not supported at /States/A (did you mean "Result"?)`},
		{single(`"Type": "Pass", ‸"Comentary": 5`), `SCHEMA_VALIDATION_FAILED: Field 'Comentary' is not supported at /States/A`},
		{single(`"Type": "Task", "Resource": "r", ‸"retry": []`), `SCHEMA_VALIDATION_FAILED: Field 'retry' is not supported at /States/A (did you mean "Retry"?)`},
		{single(`"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["x"], ‸"MaxAttempt": 1}]`),
			`SCHEMA_VALIDATION_FAILED: Field 'MaxAttempt' is not supported at /States/A/Retry[0] (did you mean "MaxAttempts"?)`},
		{states(`"A": {"Type": "Choice", "Choices": [‸{"Variable": "$", ‸"StringEqual": "x", "Next": "B"}]}, "B": {"Type": "Succeed"}`), `
			SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [StringEquals, …
			SCHEMA_VALIDATION_FAILED: Field 'StringEqual' is not supported at /States/A/Choices[0] (did you mean "StringEquals"?)`},
	} {
		wantProblems(t, test.definition, test.want)
	}
}

// TestParseComments: text for people is let through wherever fields are.
func TestParseComments(t *testing.T) {
	wantProblems(t, `{"Comment": "c", "StartAt": "A", "States": {
		"A": {"Type": "Choice", "Comment": "c", "Choices": [{"Comment": "c", "Not": {"Comment": "c", "Variable": "$", "IsNull": true}, "Next": "B"}]},
		"B": {"Type": "Map", "Comment": "c", "End": true,
			"Retry": [{"ErrorEquals": ["x"], "Comment": "c"}],
			"ItemProcessor": {"Comment": "c", "ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "C", "States": {"C": {"Type": "Fail", "Comment": "c"}}}}}}`, ``)
}
