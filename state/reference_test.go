package state_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestVariableReferences(t *testing.T) {
	m := parse(t, `{"StartAt": "A", "States": {
		"A": {"Type": "Pass", "InputPath": "$in.x", "Assign": {"set": 1, "copy.$": "$read"}, "Result": "$no", "Next": "B"},
		"B": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$left", "NumericEqualsPath": "$right[0]"}], "Assign": {"x.$": "States.Format('{}{}', $first, States.MathAdd($second, $.n))"}, "Next": "C"}], "Default": "D"},
		"C": {"Type": "Map", "ItemsPath": "$items", "ItemSelector": {"v.$": "$selected", "literal": "$bucket"}, "MaxConcurrencyPath": "$most", "Next": "D",
			"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "I", "States": {"I": {"Type": "Wait", "SecondsPath": "$outer", "End": true}}},
			"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Key.$": "$key"}, "ReaderConfig": {"MaxItemsPath": "$max"}},
			"Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"e.$": "$caught"}, "Next": "D"}]},
		"D": {"Type": "Fail", "ErrorPath": "$e", "CausePath": "$e.cause"}}}`)
	want := map[string][]string{
		"A": {"in", "read"},
		"B": {"first", "left", "right", "second"},
		"C": {"caught", "items", "key", "max", "most", "selected"},
		"D": {"e"},
		"I": {"outer"},
	}
	if diff := gocmp.Diff(want, m.VariableReferences()); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}
