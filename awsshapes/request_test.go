package awsshapes_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

func TestCheckCall(t *testing.T) {
	const (
		attribute = "software.amazon.awssdk.services.sqs.model.MessageAttributeValue$BuilderImpl"
		filter    = "software.amazon.awssdk.services.ec2.model.Filter$BuilderImpl"
		send      = `{"QueueUrl": "x", "MessageBody": "text", `
		put       = `{"Bucket": "b", "Key": "k", "Body": "text", `
	)
	tests := []struct {
		resource, parameters string
		want                 []string
	}{
		// Recorded from the service.
		{"aws-sdk:s3:putObject", `{"bucket": "b", "Key": "k"}`, []string{"The field 'Bucket' is required but was missing", "The field 'Body' is required but was missing"}},
		{"aws-sdk:s3:putObject", `{"bucket": "b", "Key": "k", "Body": "text"}`, []string{"The field 'Bucket' is required but was missing"}},
		{"aws-sdk:s3:putObject", put + `"contentType": "text/plain"}`, []string{`The field "contentType" is not supported by Step Functions. Did you mean 'ContentType'?`}},
		{"aws-sdk:s3:putObject", `{"Bucket": null, "Key": "k", "Body": "text"}`, nil},
		{"aws-sdk:sqs:sendMessage", send + `"MessageAttributes": {"lowercase-key": {"StringValue": "text"}}}`, nil},
		{"aws-sdk:sqs:sendMessage", send + `"MessageAttributes": {"k": {"DataType": "String", "Bogus": "text"}}}`, []string{`The field "Bogus" is not supported by Step Functions`}},
		{"aws-sdk:sqs:sendMessage", send + `"MessageAttributes": {"key": "text"}}`, []string{"Cannot construct instance of `" + attribute + "` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('text')"}},
		{"aws-sdk:sqs:sendMessage", send + `"DelaySeconds": "2"}`, []string{"The value for the field 'DelaySeconds' must be an INTEGER"}},
		{"aws-sdk:sqs:sendMessage", send + `"DelaySeconds": 2}`, nil},
		{"aws-sdk:s3:listObjectsV2", `{"Bucket": "b", "FetchOwner": 1.0}`, []string{"Cannot deserialize value of type `java.lang.Boolean` from Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)"}},
		{"aws-sdk:s3:listObjectsV2", `{"Bucket": "b", "FetchOwner": "TrUe"}`, []string{"Cannot deserialize value of type `java.lang.Boolean` from String \"TrUe\": only \"true\" or \"false\" recognized"}},
		{"aws-sdk:s3:listObjectsV2", `{"Bucket": "b", "FetchOwner": ""}`, nil},
		{"aws-sdk:s3:listObjectsV2", `{"Bucket": "b", "FetchOwner": 0}`, nil},
		{"aws-sdk:s3:listObjectsV2", `{"Bucket": "b", "FetchOwner": "true"}`, nil},

		// The same of other services and places.
		{"aws-sdk:sns:publish.waitForTaskToken", `{"TopicArn": "t"}`, []string{"The field 'Message' is required but was missing"}},
		{"aws-sdk:dynamodb:query", `{"TableName": "t", "limit": 1}`, []string{`The field "limit" is not supported by Step Functions. Did you mean 'Limit'?`}},
		{"aws-sdk:rds:describeDBInstances", `{"DbInstanceIdentifier": "d"}`, nil},
		{"aws-sdk:rds:describeDBInstances", `{"DBInstanceIdentifier": "d"}`, []string{`The field "DBInstanceIdentifier" is not supported by Step Functions. Did you mean 'DbInstanceIdentifier'?`}},
		{"aws-sdk:dynamodb:putItem", `{"TableName": "t", "Item": {"a": {"Bool": true}, "b": {"Nul": true}, "c": {"Ss": ["s"]}}}`, nil},
		{"aws-sdk:dynamodb:putItem", `{"TableName": "t", "Item": {"a": {"BOOL": true}}}`, []string{`The field "BOOL" is not supported by Step Functions. Did you mean 'Bool'?`}},
		{"aws-sdk:guardduty:createFilter", `{"DetectorId": "d", "Name": "n", "FindingCriteria": {"Criterion": {"severity": {"EqualsValue": ["8"]}}}}`, nil},
		{"aws-sdk:guardduty:createFilter", `{"DetectorId": "d", "Name": "n", "FindingCriteria": {"Criterion": {"severity": {"Equals": ["8"]}}}}`, []string{`The field "Equals" is not supported by Step Functions`}},
		{"aws-sdk:ecs:runTask", `{"TaskDefinition": "t", "NetworkConfiguration": {"awsvpcConfiguration": {}}}`, []string{`The field "awsvpcConfiguration" is not supported by Step Functions. Did you mean 'AwsvpcConfiguration'?`}},
		{"aws-sdk:ecs:runTask", `{"TaskDefinition": "t", "Count": {}, "clientToken": "c"}`, []string{"The value for the field 'Count' must be an INTEGER"}},
		{"aws-sdk:s3:uploadPart", `{"Bucket": "b", "Key": "k", "PartNumber": 1, "UploadId": "u"}`, []string{"The field 'Body' is required but was missing"}},
		{"aws-sdk:s3:putObject", put + `"ContentLength": "4"}`, []string{"The value for the field 'ContentLength' must be a LONG"}},
		{"aws-sdk:emrserverless:startJobRun", `{"ApplicationId": "a", "ExecutionRoleArn": "r"}`, nil}, // the SDK makes the ClientToken
		{"aws-sdk:sfn:startExecution", `{"StateMachineArn": "s", "Input": {"any": ["JSON"]}}`, nil},

		// Other kinds of values.
		{"aws-sdk:ec2:describeInstances", `{"Filters": "f"}`, []string{"Cannot deserialize value of type `java.util.ArrayList<" + filter + ">` from String value (token `JsonToken.VALUE_STRING`)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": {"Name": "n"}}`, []string{"Cannot deserialize value of type `java.util.ArrayList<" + filter + ">` from Object value (token `JsonToken.START_OBJECT`)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": [{"Name": "n", "Values": true}]}`, []string{"Cannot deserialize value of type `java.util.ArrayList<java.lang.String>` from Boolean value (token `JsonToken.VALUE_TRUE`)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": [[]]}`, []string{"Cannot deserialize value of type `" + filter + "` from Array value (token `JsonToken.START_ARRAY`)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": [7]}`, []string{"Cannot construct instance of `" + filter + "` (although at least one Creator exists): no int/Int-argument constructor/factory method to deserialize from Number value (7)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": [1.5]}`, []string{"Cannot construct instance of `" + filter + "` (although at least one Creator exists): no double/Double-argument constructor/factory method to deserialize from Number value (1.5)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": [false]}`, []string{"Cannot construct instance of `" + filter + "` (although at least one Creator exists): no boolean/Boolean-argument constructor/factory method to deserialize from boolean value (false)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": [""]}`, []string{"Cannot coerce empty String (\"\") to `" + filter + "` value (but could if coercion was enabled using `CoercionConfig`)"}},
		{"aws-sdk:ec2:describeInstances", `{"Filters": [null, {"Name": null}]}`, nil},
		{"aws-sdk:sqs:sendMessage", send + `"MessageAttributes": "text"}`, []string{"Cannot construct instance of `java.util.LinkedHashMap` (although at least one Creator exists): no String-argument constructor/factory method to deserialize from String value ('text')"}},
		{"aws-sdk:sqs:sendMessage", send + `"MessageAttributes": 3}`, []string{"Cannot deserialize value of type `java.util.LinkedHashMap<java.lang.String," + attribute + ">` from Integer value (token `JsonToken.VALUE_NUMBER_INT`)"}},
		{"aws-sdk:autoscaling:createAutoScalingGroup", `{"AutoScalingGroupName": "a", "MinSize": 1, "MaxSize": 1, "Tags": [{"Key": "k", "PropagateAtLaunch": false}]}`, nil},
		{"aws-sdk:autoscaling:createAutoScalingGroup", `{"AutoScalingGroupName": "a", "MinSize": 1, "MaxSize": 1, "Tags": [{"Key": "k", "PropagateAtLaunch": []}]}`, []string{"Cannot deserialize value of type `java.lang.Boolean` from Array value (token `JsonToken.START_ARRAY`)"}},
		{"aws-sdk:batch:submitJob", `{"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "RetryStrategy": {"Attempts": "2"}}`, nil},
		{"aws-sdk:batch:submitJob", `{"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "RetryStrategy": {"Attempts": "two"}}`, []string{"Cannot deserialize value of type `java.lang.Integer` from String \"two\": not a valid `java.lang.Integer` value"}},

		// Optimised integrations: names.
		{"lambda:invoke", `{"FunctionName": "f", "Payload": {"any": "JSON"}}`, nil},
		{"lambda:invoke", `{"FunctionName": "f", "payload": {}}`, []string{`The field "payload" is not supported by Step Functions. Did you mean 'Payload'?`}},
		{"lambda:invoke.waitForTaskToken", `{"FunctionName": "f", "TaskToken": null}`, nil}, // computed: fails in the execution
		{"batch:submitJob.sync", `{"JobName": "j", "Queue": "q"}`, []string{`The field "Queue" is not supported by Step Functions`}},
		{"bedrock:invokeModel", `{"ModelId": "m", "Input": {"S3Uri": "s"}}`, nil},
		{"bedrockagentcore:invokeHarness", `{"HarnessArn": "h", "Newest": 1}`, nil},
		{"apigateway:invoke", `{"Any": 1}`, nil},
		{"elasticmapreduce:addStep", `{"ClusterId": "c", "Step": {}}`, nil},

		// What is not in the table.
		{"aws-sdk:nobody:knows", `{"a": 1}`, nil},
		{"aws-sdk:s3:knowsNot", `{"a": 1}`, nil},
		{"aws-sdk:s3", `{"a": 1}`, nil},
		{"aws-sdk:codecatalyst:verifySession", `{"a": 1}`, []string{`The field "a" is not supported by Step Functions`}}, // a request without members
	}
	for _, test := range tests {
		got := awsshapes.Checker{}.CheckCall("arn:aws:states:::"+test.resource, jsonvalue.MustParse(test.parameters))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s with %s (-want +got):\n%s", test.resource, test.parameters, diff)
		}
	}
}

func TestHasCall(t *testing.T) {
	for resource, want := range map[string]bool{
		"arn:aws:states:::aws-sdk:s3:listBuckets":                      true,
		"arn:aws:states:::aws-sdk:s3:listBuckets.waitForTaskToken":     true,
		"arn:aws:states:::aws-sdk:s3:listBucket":                       false,
		"arn:aws:states:::aws-sdk:bedrockagentcore:invokeAgentRuntime": true,
		"arn:aws:states:::aws-sdk:newest:doIt":                         true,
		"arn:aws:states:::sqs:sendMessage":                             true,
		"arn:aws:lambda:us-east-1:123456789012:function:f":             true,
	} {
		if got := (awsshapes.Checker{}).HasCall(resource); got != want {
			t.Errorf("%s: %v", resource, got)
		}
	}
}

func TestOrigin(t *testing.T) {
	if got := awsshapes.Origin(); !strings.HasPrefix(got, "botocore ") || !strings.Contains(got, " of 20") {
		t.Errorf("%q", got)
	}
}

// FuzzCheckCall: no parameters and no resource make it panic.
func FuzzCheckCall(f *testing.F) {
	for _, resource := range []string{"aws-sdk:ec2:describeInstances", "aws-sdk:dynamodb:putItem", "lambda:invoke", "aws-sdk::", "aws-sdk:s3:"} {
		f.Add("arn:aws:states:::"+resource, `{"Filters": [{"Name": 1}], "Item": {"a": {"L": [{"S": ""}]}}, "TableName": null}`)
	}
	f.Fuzz(func(t *testing.T, resource, parameters string) {
		v, err := jsonvalue.ParseString(parameters)
		if err != nil || v.Kind() != jsonvalue.Object {
			return
		}
		awsshapes.Checker{}.HasCall(resource)
		first, second := awsshapes.Checker{}.CheckCall(resource, v), awsshapes.Checker{}.CheckCall(resource, v)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("the problems differ from call to call:\n%s", diff)
		}
	})
}

// BenchmarkManyObjects: the members of a structure are listed once, however many objects
// there are.
func BenchmarkManyObjects(b *testing.B) {
	parameters := jsonvalue.MustParse(`{"Entries": [` + strings.Repeat("{},", 100_000) + `{}]}`)
	for b.Loop() {
		awsshapes.Checker{}.CheckCall("arn:aws:states:::aws-sdk:eventbridge:putEvents", parameters)
	}
}

func ExampleChecker_CheckCall() {
	_, err := asl.Parse([]byte(`{"StartAt": "Put", "States": {"Put": {
		"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject", "End": true,
		"Parameters": {"Bucket": "letters", "Key.$": "$.name", "Body.$": "$.text", "contentType": "text/plain"}
	}}}`), asl.WithCallChecker(awsshapes.Checker{}))
	fmt.Println(err)
	// Output:
	// 3:17: SCHEMA_VALIDATION_FAILED: The field "contentType" is not supported by Step Functions. Did you mean 'ContentType'? at /States/Put/Parameters
}
