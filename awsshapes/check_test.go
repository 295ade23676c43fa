package awsshapes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/sfnapi"
)

func TestCheckMock(t *testing.T) {
	const strict, present = true, false
	tests := []struct {
		resource, result string
		strict           bool
		want             string // "" for no problem
	}{
		// Types, bounds and words. Recorded from the service.
		{"aws-sdk:kms:encrypt", `{"CiphertextBlob": 1}`, present, "Field 'CiphertextBlob' must be a string"},
		{"aws-sdk:kms:encrypt", `{"CiphertextBlob": ""}`, present, "Field 'CiphertextBlob' is smaller than the minimum length"},
		{"aws-sdk:s3:getObject", `{"ContentLength": "9"}`, present, "Field 'ContentLength' must be a number"},
		{"aws-sdk:s3:getObject", `{"StorageClass": "Papyrus"}`, present, "Field 'StorageClass' is not an expected value"},
		{"aws-sdk:s3:getObject", `{"StorageClass": "GLACIER", "ETag": "e"}`, strict, ""},
		{"aws-sdk:lambda:getFunction", `{"Configuration": {"MemorySize": 10241}}`, present, "Field 'MemorySize' exceeds the maximum value"},
		{"events:putEvents", `{"Entries": "e"}`, present, "Field 'Entries' must be an array"},
		{"events:putEvents", `{"Entries": [{"EventId": "1"}, {"EventId": []}]}`, present, "Field 'EventId' must be a string"},
		{"dynamodb:putItem", `{"ConsumedCapacity": {"CapacityUnits": "1.5"}}`, strict, "Field 'CapacityUnits' must be a number"},
		{"states:startExecution", `{"ExecutionArn": "a", "StartDate": true}`, strict, "Field 'StartDate' must be a string"},

		// The same for what was not recorded.
		{"aws-sdk:lambda:getFunction", `{"Configuration": {"MemorySize": 1}}`, present, "Field 'MemorySize' is smaller than the minimum value"},
		{"aws-sdk:lambda:getFunction", `{"Configuration": []}`, present, "Field 'Configuration' must be an object"},
		{"aws-sdk:s3:listObjectsV2", `{"IsTruncated": "no"}`, present, "Field 'IsTruncated' must be a boolean"},
		{"dynamodb:getItem", `{"Item": {"id": {"S": 1}}}`, present, "Field 'S' must be a string"},
		{"dynamodb:getItem", `{"Item": [1]}`, present, "Field 'Item' must be an object"},
		{"sqs:sendMessage", `[]`, present, "The result must be an object"},

		// Fields that are always there.
		{"states:startExecution", `{}`, strict, "Required field 'ExecutionArn' is missing"},
		{"states:startExecution", `{"executionArn": "a", "startDate": "d"}`, strict, "Required field 'ExecutionArn' is missing"},
		{"states:startExecution", `{"ExecutionArn": "a"}`, strict, "Required field 'StartDate' is missing"},
		{"states:startExecution", `{}`, present, ""},
		{"events:putEvents", `{"other": 1}`, strict, ""},

		// What a .sync task results in is the answer of the operation that is polled.
		{"states:startExecution.sync", `{"ExecutionArn": "a", "StartDate": "d"}`, strict, "Required field 'StateMachineArn' is missing"},
		{"states:startExecution.sync", `{"Output": {}}`, present, "Field 'Output' must be a string"},
		{"states:startExecution.sync:2", `{"Output": {}}`, present, "Field 'Output' must be a string"},
		{"batch:submitJob.sync", `{"Jobs": 1}`, present, "Field 'Jobs' must be an array"},
		{"batch:submitJob", `{"Jobs": 1}`, present, ""},

		// Names and texts that Step Functions changes.
		{"lambda:invoke", `{"Payload": {"any": "JSON"}, "StatusCode": 200}`, strict, "Field 'Payload' must be a string"}, // recorded
		{"lambda:invoke", `{"Payload": "{}", "StatusCode": 200}`, strict, ""},
		{"bedrock:invokeModel", `{"Body": {}}`, present, "Field 'Body' must be a string"},
		{"aws-sdk:lambda:invoke", `{"Payload": {}}`, strict, "Field 'Payload' must be a string"},
		{"sqs:sendMessage", `{"MD5OfMessageBody": 1}`, present, "Field 'MD5OfMessageBody' must be a string"},
		{"aws-sdk:sqs:sendMessage", `{"Md5OfMessageBody": 1}`, present, "Field 'Md5OfMessageBody' must be a string"},
		{"aws-sdk:rds:describeDBInstances", `{"DbInstances": 1}`, present, "Field 'DbInstances' must be an array"},
		{"aws-sdk:config:describeConfigRules", `{"ConfigRules": 1}`, present, "Field 'ConfigRules' must be an array"},

		// What is not in the table.
		{"apigateway:invoke", `{"ResponseBody": 1}`, strict, ""},
		{"aws-sdk:nobody:knows", `1`, strict, ""},
		{"aws-sdk:sqs", `1`, strict, ""},
		{"eks:call", `1`, strict, ""},
		{"glue:startCrawler.sync", `1`, strict, ""},
	}
	for _, test := range tests {
		err := awsshapes.Checker{}.CheckMock("arn:aws:states:::"+test.resource, json.RawMessage(test.result), test.strict)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s of %s, strict %v: %q, want %q", test.result, test.resource, test.strict, got, test.want)
		}
	}
}

// TestCheckMockParsed: what an execution gets has JSON in the place of some texts.
func TestCheckMockParsed(t *testing.T) {
	for _, test := range []struct{ resource, result, want string }{
		{"lambda:invoke", `{"Payload": {"any": "JSON"}, "StatusCode": 200}`, ""},
		{"lambda:invoke", `{"Payload": {}, "StatusCode": {}}`, "Field 'StatusCode' must be a number"},
		{"aws-sdk:lambda:invoke", `{"Payload": {}}`, "Field 'Payload' must be a string"},
		{"bedrock:invokeModel", `{"Body": {}}`, ""},
		{"states:startExecution.sync:2", `{"Input": [], "Output": {}}`, ""},
		{"states:startExecution.sync", `{"Output": {}}`, "Field 'Output' must be a string"},
	} {
		err := awsshapes.Checker{Parsed: true}.CheckMock("arn:aws:states:::"+test.resource, json.RawMessage(test.result), false)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s of %s: %q, want %q", test.result, test.resource, got, test.want)
		}
	}
}

func TestCheckMockOfOtherResources(t *testing.T) {
	for _, resource := range []string{"", "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:states:us-east-1:123456789012:activity:a", "sqs:sendMessage"} {
		if err := (awsshapes.Checker{}).CheckMock(resource, json.RawMessage("[]"), true); err != nil {
			t.Errorf("%q: %v", resource, err)
		}
	}
	if err := (awsshapes.Checker{}).CheckMock("arn:aws:states:::sqs:sendMessage", json.RawMessage("{"), true); err == nil {
		t.Error("a mock that is not JSON passes")
	}
}

// BenchmarkCheckMock measures a check of a service that was read before.
func BenchmarkCheckMock(b *testing.B) {
	result := json.RawMessage(`{"MessageId": "1"}`)
	for b.Loop() {
		if err := (awsshapes.Checker{}).CheckMock("arn:aws:states:::sqs:sendMessage", result, true); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleChecker() {
	_, err := sfnapi.TestState(context.Background(), sfnapi.TestStateInput{
		Definition:  `{"Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "Parameters": {"Entries": []}, "End": true}`,
		Mock:        &sfnapi.MockInput{Result: `{"Entries": [{"EventId": 7}]}`},
		MockChecker: awsshapes.Checker{},
	})
	fmt.Println(err)
	// Output:
	// ValidationException: Mock result schema validation error: Field 'EventId' must be a string
}
