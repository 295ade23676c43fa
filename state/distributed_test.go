package state_test

import (
	"strings"
	"testing"
)

// distributed is a distributed Map with these fields.
func distributed(language, fields string) string {
	return `{"QueryLanguage": "` + language + `", "StartAt": "A", "States": {"A": {"Type": "Map", "End": true, ` + fields + `,
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}}}}`
}

func TestParseDistributedMap(t *testing.T) {
	const schema = "SCHEMA_VALIDATION_FAILED: "
	const path, query = "JSONPath", "JSONata"
	const reader = `"Resource": "arn:aws:states:::s3:getObject"`
	for _, test := range []struct{ name, language, fields, want string }{
		{"everything", path, `"Label": "L", "ItemReader": {` + reader + `, "Parameters": {"Bucket.$": "$.b", "Key": "k"},
			"ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"], "CSVDelimiter": "PIPE", "MaxItemsPath": "$.n"}},
			"ItemBatcher": {"MaxItemsPerBatch": 10, "MaxInputBytesPerBatchPath": "$.bytes", "BatchInput": {"x.$": "$.x"}},
			"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}, "WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSONL"}},
			"ToleratedFailureCountPath": "$.count", "ToleratedFailurePercentage": 12.5, "MaxConcurrency": 1000`, ``},
		{"everything in JSONata", query, `"ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "Arguments": {"Bucket": "{% $states.input.b %}"}, "ReaderConfig": {"MaxItems": "{% 1 %}", "Transformation": "LOAD_AND_FLATTEN"}},
			"ItemBatcher": {"MaxItemsPerBatch": "{% 2 %}", "BatchInput": "{% $states.input %}"}, "ResultWriter": {"WriterConfig": {"Transformation": "NONE"}},
			"ToleratedFailureCount": "{% 3 %}", "ToleratedFailurePercentage": "{% 4 %}"`, ``},
		{"fields in an inline Map are in use", path, `"ItemProcessor": 1, "Label": "L"`, `…`},

		{"no Resource", path, `"ItemReader": ‸{}`, schema + `These fields are required: [Resource] at /States/A/ItemReader`},
		{"another Resource", path, `"ItemReader": {"Resource": ‸"arn:aws:states:::s3:putObject"}`, schema + `The field 'Resource' does not match any of the allowed values at /States/A/ItemReader/Resource`},
		{"CSV without a place for its header", path, `"ItemReader": {` + reader + `, "ReaderConfig": ‸{"InputType": "CSV"}}`,
			schema + `The field 'CSVHeaderLocation' is required but was missing at /States/A/ItemReader/ReaderConfig`},
		{"a header of JSON", path, `"ItemReader": {` + reader + `, "ReaderConfig": {"InputType": "JSON", ‸"CSVHeaderLocation": "FIRST_ROW"}}`,
			schema + `Field 'CSVHeaderLocation' is not supported at /States/A/ItemReader/ReaderConfig`},
		{"a delimiter of JSON Lines", path, `"ItemReader": {` + reader + `, "ReaderConfig": {"InputType": "JSONL", ‸"CSVDelimiter": "TAB"}}`,
			schema + `Field 'CSVDelimiter' is not supported at /States/A/ItemReader/ReaderConfig`},
		{"a reader that is no object", path, `"ItemReader": ‸[]`, schema + `Expected value of type Object at /States/A/ItemReader (found array)`},
		{"an unknown field", path, `"ItemReader": {` + reader + `, ‸"Config": {}}`, schema + `Field 'Config' is not supported at /States/A/ItemReader`},
		{"an unknown type of input", path, `"ItemReader": {` + reader + `, "ReaderConfig": {"InputType": ‸"CSW"}}`,
			schema + `Value should be one of the following: [CSV, JSON, JSONL, PARQUET, MANIFEST] at /States/A/ItemReader/ReaderConfig/InputType (did you mean "CSV"?)`},
		{"no headers", path, `"ItemReader": {` + reader + `, "ReaderConfig": ‸{"InputType": "CSV", "CSVHeaderLocation": "GIVEN"}}`, schema + `These fields are required: [CSVHeaders] at /States/A/ItemReader/ReaderConfig`},
		{"a header that is no string", path, `"ItemReader": {` + reader + `, "ReaderConfig": {"CSVHeaders": ["a", ‸1]}}`, schema + `Expected value of type String at /States/A/ItemReader/ReaderConfig/CSVHeaders[1] (found number)`},
		{"too many items", path, `"ItemReader": {` + reader + `, "ReaderConfig": {"MaxItems": ‸100000001}}`, schema + `Maximum value is 100000000 at /States/A/ItemReader/ReaderConfig/MaxItems`},
		{"two numbers of items", path, `"ItemReader": {` + reader + `, "ReaderConfig": {"MaxItems": 1, ‸"MaxItemsPath": "$.n"}}`, schema + `There should only be one of the following fields: [MaxItems, MaxItemsPath] at /States/A/ItemReader/ReaderConfig`},
		{"a path in JSONata", query, `"ItemBatcher": {‸"MaxItemsPerBatchPath": "$.n"}`, schema + `The QueryLanguage is set to 'JSONata', but field 'MaxItemsPerBatchPath' is only supported for the 'JSONPath' QueryLanguage at /States/A/ItemBatcher`},
		{"less than none", path, `"ItemBatcher": {"MaxItemsPerBatch": ‸-1}`, schema + `Minimum value is 0 at /States/A/ItemBatcher/MaxItemsPerBatch`},
		{"too long a batch", path, `"ItemBatcher": {"MaxInputBytesPerBatch": ‸262145}`, schema + `Maximum value is 262144 at /States/A/ItemBatcher/MaxInputBytesPerBatch`},
		{"the context object", path, `"MaxConcurrencyPath": "‸$$.Execution.Input.n"`, schema + `Value is not a Reference Path at /States/A/MaxConcurrencyPath (invalid path…`},
		{"the context object for the percentage", path, `"ToleratedFailurePercentagePath": "‸$$.x"`, schema + `Value is not a Reference Path at /States/A/ToleratedFailurePercentagePath (invalid path…`},
		{"the context object for the items", path, `"ItemsPath": "$$.Execution.Input.items"`, ``},
		{"a percentage below", path, `"ToleratedFailurePercentage": ‸-1`, schema + `Minimum value is 0.0 at /States/A/ToleratedFailurePercentage`},
		{"a percentage above", path, `"ToleratedFailurePercentage": ‸100.5`, schema + `Maximum value is 100.0 at /States/A/ToleratedFailurePercentage`},
		{"two percentages", path, `"ToleratedFailurePercentage": 1, ‸"ToleratedFailurePercentagePath": "$.p"`, schema + `There should only be one of the following fields: [ToleratedFailurePercentage, ToleratedFailurePercentagePath] at /States/A`},
		{"a writer without Resource", path, `"ResultWriter": ‸{"Parameters": {}}`, schema + `These fields are required: [Resource] at /States/A/ResultWriter`},
		{"an unknown transformation", path, `"ResultWriter": {"WriterConfig": {"Transformation": ‸"ZIP"}}`, schema + `Value should be one of the following: [NONE, COMPACT, FLATTEN] at /States/A/ResultWriter/WriterConfig/Transformation`},
		{"a label with a space", path, `"Label": ‸"a b"`, `INVALID_LABEL_NAME: A Label cannot be empty…`},
		{"an empty label", path, `"Label": ‸""`, `INVALID_LABEL_NAME: A Label cannot be empty…`},
		{"a label that is no string", path, `"Label": ‸1`, schema + `Expected value of type String at /States/A/Label (found number)`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "…" {
				test.fields = strings.ReplaceAll(test.fields, `"ItemProcessor": 1, `, ``)
				wantProblems(t, strings.Replace(distributed(test.language, test.fields), `"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"`, `"Mode": "INLINE"`, 1), ``)
				return
			}
			wantProblems(t, distributed(test.language, test.fields), test.want)
		})
	}
}

// TestParseExecutionType: a distributed Map says of what type its executions are, and no
// other Map does.
func TestParseExecutionType(t *testing.T) {
	for config, want := range map[string]string{
		`‸{"Mode": "DISTRIBUTED"}`:                                `These fields are required: [ExecutionType]`,
		`{"Mode": "INLINE", ‸"ExecutionType": "STANDARD"}`:        `Field 'ExecutionType' is not supported`,
		`{‸"ExecutionType": "EXPRESS"}`:                           `Field 'ExecutionType' is not supported`,
		`{"Mode": "${Mode}", "ExecutionType": "EXPRESS"}`:         ``,
		`{"Mode": "DISTRIBUTED", "ExecutionType": "${Type}"}`:     ``,
		`{"Mode": "DISTRIBUTED", "ExecutionType": ‸"EXPRESSION"}`: `Value should be one of the following: [STANDARD, EXPRESS]`,
	} {
		if want != "" {
			want = "SCHEMA_VALIDATION_FAILED: " + want + " at /States/A/ItemProcessor/ProcessorConfig…"
		}
		wantProblems(t, single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": `+config+`, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), want)
	}
}

func TestParseLabelTwice(t *testing.T) {
	const item = `"Label": "L", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "`
	wantProblems(t, states(`"A": {"Type": "Map", "Next": "C", `+item+`B", "States": {"B": {"Type": "Succeed"}}}},
		"C": {"Type": "Map", "End": true, `+strings.Replace(item, `"L"`, `‸"L"`, 1)+`D", "States": {"D": {"Type": "Succeed"}}}}`),
		`DUPLICATE_LABEL_NAME: Duplicate Label name: L at /States/C/Label`)
}

// TestReaderOfAnInlineMap: it cannot be run, and says so.
func TestReaderOfAnInlineMap(t *testing.T) {
	tr := run(t, single(`"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject"}, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), play{input: `[]`})
	wantFailure(t, tr, "States.Runtime", "An ItemReader needs a Map in mode DISTRIBUTED.")
}

// TestParseExpressChildren: a distributed Map says of what type the executions of
// its items are.
func TestParseExpressChildren(t *testing.T) {
	definition := distributed("JSONPath", `"MaxConcurrency": 1`)
	child := strings.NewReplacer(`"STANDARD"`, `"EXPRESS"`, `{"Type": "Succeed"}`, `{"Type": "Task", "Resource": ‸"arn:aws:states:::ecs:runTask.sync", "End": true}`).Replace(definition)
	wantProblems(t, child, `SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service integration at /States/A/ItemProcessor/States/B/Resource`)
}

func TestParseIntegrations(t *testing.T) {
	for resource, known := range map[string]bool{
		"arn:aws:states:::dynamodb:getItem":                        true,
		"arn:aws-cn:states:::dynamodb:getItem":                     true,
		"arn:aws:states:::dynamodb:query":                          false,
		"arn:aws:states:::dynamodb:getItem.sync":                   false,
		"arn:aws:states:::sqs:sendMessage.waitForTaskToken":        true,
		"arn:aws:states:::ecs:runTask.sync":                        true,
		"arn:aws:states:::ecs:runTask.sync:2":                      false,
		"arn:aws:states:::states:startExecution.sync:2":            true,
		"arn:aws:states:::mediaconvert:createJob.waitForTaskToken": false,
		"arn:aws:states:::sagemaker:createModel.sync":              false,
		"arn:aws:states:::bedrockagentcore:invokeHarness":          true,
		"arn:aws:states:::bedrock-agentcore:invokeHarness":         false,
		"arn:aws:states:::ecs:runTask.later":                       false,
		"arn:aws:states:::aws-sdk:s3:listBuckets":                  true,
		"arn:aws:states:::aws-sdk:s3:x.waitForTaskToken":           true,
		"arn:aws:states:::aws-sdk:s3:listBuckets.sync":             false,
		"arn:aws:states:::s3:getObject":                            false,
		"arn:aws:states:::thing":                                   false,
		"arn:aws:states:::${Service}:${Action}":                    true,
		"${Resource}":                                              true,
		"any other text":                                           true,
		"arn:aws:lambda:us-east-1:123456789012:function:f:1":       true,
	} {
		want := ""
		if !known {
			want = `SCHEMA_VALIDATION_FAILED: The resource provided ` + resource + ` is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource`
		}
		wantProblems(t, single(`"Type": "Task", "Resource": ‸"`+resource+`"`), want)
	}
}
