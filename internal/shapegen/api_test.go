package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// In apiModel a response has Label before a request has it, and Mark is written by hand.
const apiModel = `{
	"metadata": {"serviceId": "SFN"},
	"operations": {
		"Look": {"input": {"shape": "LookInput"}, "output": {"shape": "LookOutput"}},
		"Send": {"input": {"shape": "SendInput"}, "output": {"shape": "SendOutput"},
			"errors": [{"shape": "TooMany"}, {"shape": "InvalidName"}]}
	},
	"shapes": {
		"LookInput": {"type": "structure", "required": ["parcelArn"], "members": {"parcelArn": {"shape": "Arn"}}},
		"LookOutput": {"type": "structure", "required": ["at"], "members": {
			"labels": {"shape": "Labels"}, "at": {"shape": "Timestamp"}, "till": {"shape": "Timestamp"}, "mark": {"shape": "Mark"},
			"status": {"shape": "ExecutionStatus"}, "share": {"shape": "Share"}, "sure": {"shape": "Sure"}, "stamp": {"shape": "Stamp"}}},
		"SendInput": {"type": "structure", "required": ["kind", "labels"], "members": {
			"kind": {"shape": "Kind"}, "labels": {"shape": "Labels"}, "weights": {"shape": "Weights"}, "sure": {"shape": "Sure"},
			"mark": {"shape": "Mark"}, "names": {"shape": "Names"}}},
		"SendOutput": {"type": "structure", "members": {"kmsKeyId": {"shape": "Secret"}, "count": {"shape": "Count"}}},
		"Labels": {"type": "list", "member": {"shape": "Label"}, "max": 5},
		"Label": {"type": "structure", "required": ["text"], "members": {"text": {"shape": "Secret"}, "inner": {"shape": "Labels"}}},
		"Stamp": {"type": "structure", "members": {}},
		"Mark": {"type": "structure", "members": {"depth": {"shape": "Count"}}},
		"Kind": {"type": "string", "enum": ["B", "A"]},
		"Arn": {"type": "string", "min": 1, "max": 256},
		"Secret": {"type": "string", "pattern": "^\\w+$", "sensitive": true},
		"Names": {"type": "list", "member": {"shape": "Arn"}},
		"Weights": {"type": "map", "key": {"shape": "Arn"}, "value": {"shape": "Count"}},
		"Count": {"type": "integer", "min": 0},
		"Share": {"type": "float"},
		"Sure": {"type": "boolean"},
		"Timestamp": {"type": "timestamp"},
		"ExecutionStatus": {"type": "string", "enum": ["RUNNING"]}
	}
}`

func TestGenerateAPI(t *testing.T) {
	dir := models(t)
	write(t, dir, "stepfunctions", "2020-01-01", apiModel)
	var got bytes.Buffer
	if err := generateAPI(dir, "botocore 1.2.3", []string{"Mark"}, &got); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

func TestGenerateAPIErrors(t *testing.T) {
	if err := generateAPI(models(t), "botocore 1.2.3", nil, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "stepfunctions") {
		t.Errorf("a folder without the model: %v", err)
	}
}
