package aws_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
)

// TestFailures: the names and the causes of errors. Where the answer is one of AWS's, they
// are as recorded from Step Functions.
func TestFailures(t *testing.T) {
	id := map[string]string{"x-amzn-RequestId": "rid"}
	s3 := map[string]string{"x-amz-request-id": "rid", "x-amz-id-2": "xid"}
	for _, test := range []struct {
		resource, parameters string
		answer               answer
		name, cause          string
	}{
		// Optimised integrations.
		{"sns:publish", `{"TopicArn": "t", "Message": "m"}`, answer{404, nil, `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error><RequestId>rid</RequestId></ErrorResponse>`},
			"SNS.NotFoundException", "Topic does not exist (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: rid; Proxy: null)"},
		{"sns:publish", `{"TopicArn": "t", "Message": "m"}`, answer{400, nil, `<ErrorResponse><Error><Code>InvalidParameter</Code><Message>Invalid parameter: The MessageGroupId parameter is required for FIFO topics</Message></Error><RequestId>rid</RequestId></ErrorResponse>`},
			"SNS.InvalidParameterException", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics (Service: AmazonSNS; Status Code: 400; Error Code: InvalidParameter; Request ID: rid; Proxy: null)"},
		{"dynamodb:putItem", `{"TableName": "/test-table", "Item": {}}`, answer{400, id, `{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected"}`},
			"DynamoDB.AmazonDynamoDBException", "1 validation error detected (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException; Request ID: rid; Proxy: null)"},
		{"ecs:runTask", `{"TaskDefinition": "d"}`, answer{400, id, `{"__type":"ClientException","message":"TaskDefinition not found."}`},
			"ECS.ClientException", "TaskDefinition not found. (Service: AmazonECS; Status Code: 400; Error Code: ClientException; Request ID: rid; Proxy: null)"},
		{"sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": ""}`, answer{400, map[string]string{"x-amzn-RequestId": "rid", "x-amzn-query-error": "MissingParameter;Sender"}, `{"__type":"com.amazon.coral.service#MissingParameter","message":"The request must contain the parameter MessageBody."}`},
			"SQS.AmazonSQSException", "The request must contain the parameter MessageBody. (Service: AmazonSQS; Status Code: 400; Error Code: MissingParameter; Request ID: rid; Proxy: null)"},
		{"sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m"}`, answer{400, map[string]string{"x-amzn-RequestId": "rid", "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender"}, `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}`},
			"SQS.QueueDoesNotExistException", "gone (Service: AmazonSQS; Status Code: 400; Error Code: AWS.SimpleQueueService.NonExistentQueue; Request ID: rid; Proxy: null)"},
		{"athena:getQueryExecution", `{"QueryExecutionId": "q"}`, answer{500, nil, ``},
			"Athena.AmazonAthenaException", "null (Service: AmazonAthena; Status Code: 500; Error Code: null; Request ID: null; Proxy: null)"},

		// The aws-sdk integrations.
		{"aws-sdk:dynamodb:putItem", `{"TableName": "t", "Item": {}}`, answer{400, id, `{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected"}`},
			"DynamoDb.DynamoDbException", "1 validation error detected (Service: DynamoDb, Status Code: 400, Request ID: rid) (SDK Attempt Count: 1)"},
		{"aws-sdk:dynamodb:putItem", `{"TableName": "t", "Item": {}}`, answer{400, id, `{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Message":"no"}`},
			"DynamoDb.ConditionalCheckFailedException", "no (Service: DynamoDb, Status Code: 400, Request ID: rid) (SDK Attempt Count: 1)"},
		{"aws-sdk:sfn:sendTaskSuccess", `{"TaskToken": "x", "Output": {}}`, answer{400, id, `{"__type":"InvalidToken","message":"Invalid Token: 'Invalid token'"}`},
			"Sfn.InvalidTokenException", "Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, Request ID: rid) (SDK Attempt Count: 1)"},
		{"aws-sdk:s3:getObject", `{"Bucket": "b", "Key": "k"}`, answer{404, s3, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key><RequestId>rid</RequestId><HostId>xid</HostId></Error>`},
			"S3.NoSuchKeyException", "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: rid, Extended Request ID: xid) (SDK Attempt Count: 1)"},
		{"aws-sdk:s3:createBucket", `{"Bucket": "b"}`, answer{409, s3, `<Error><Code>BucketAlreadyExists</Code><Message>It exists</Message></Error>`},
			"S3.BucketAlreadyExistsException", "It exists (Service: S3, Status Code: 409, Request ID: rid, Extended Request ID: xid) (SDK Attempt Count: 1)"},
		{"aws-sdk:s3:putObject", `{"Bucket": "b", "Key": "k", "Body": "b", "ChecksumSHA256": "AAAA"}`, answer{400, s3, `<Error><Code>BadDigest</Code><Message>The SHA256 you specified did not match the calculated checksum.</Message></Error>`},
			"S3.S3Exception", "The SHA256 you specified did not match the calculated checksum. (Service: S3, Status Code: 400, Request ID: rid, Extended Request ID: xid) (SDK Attempt Count: 1)"},
		{"aws-sdk:s3:headObject", `{"Bucket": "b", "Key": "k"}`, answer{404, s3, ``},
			"S3.NoSuchKeyException", "null (Service: S3, Status Code: 404, Request ID: rid, Extended Request ID: xid) (SDK Attempt Count: 1)"},
		{"aws-sdk:s3:headBucket", `{"Bucket": "b"}`, answer{404, s3, ``},
			"S3.NoSuchBucketException", "null (Service: S3, Status Code: 404, Request ID: rid, Extended Request ID: xid) (SDK Attempt Count: 1)"},
		{"aws-sdk:s3:headBucket", `{"Bucket": "b"}`, answer{403, s3, ``},
			"S3.S3Exception", "null (Service: S3, Status Code: 403, Request ID: rid, Extended Request ID: xid) (SDK Attempt Count: 1)"},
		{"aws-sdk:s3:copyObject", `{"Bucket": "b", "Key": "k", "CopySource": "a/b"}`, answer{200, s3, `<Error><Code>SlowDown</Code><Message>Slow down</Message></Error>`},
			"S3.S3Exception", "Slow down (Service: S3, Status Code: 200, Request ID: rid, Extended Request ID: xid) (SDK Attempt Count: 1)"},
		{"aws-sdk:rds:describeDBInstances", `{}`, answer{404, nil, `<ErrorResponse><Error><Code>DBInstanceNotFound</Code><Message>no</Message></Error><RequestId>rid</RequestId></ErrorResponse>`},
			"Rds.DbInstanceNotFoundException", "no (Service: Rds, Status Code: 404, Request ID: rid) (SDK Attempt Count: 1)"},
		{"aws-sdk:ec2:describeInstances", `{}`, answer{400, nil, `<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>no</Message></Error></Errors><RequestID>rid</RequestID></Response>`},
			"Ec2.Ec2Exception", "no (Service: Ec2, Status Code: 400, Request ID: rid) (SDK Attempt Count: 1)"},
		{"aws-sdk:lambda:getFunction", `{"FunctionName": "f"}`, answer{404, map[string]string{"x-amzn-RequestId": "rid", "x-amzn-ErrorType": "ResourceNotFoundException:http://internal.amazon.com/"}, `{"Type":"User","Message":"Function not found"}`},
			"Lambda.ResourceNotFoundException", "Function not found (Service: Lambda, Status Code: 404, Request ID: rid) (SDK Attempt Count: 1)"},
		{"aws-sdk:lambda:getFunction", `{"FunctionName": "f"}`, answer{301, map[string]string{"Location": "http://127.0.0.1:1/"}, ``},
			"Lambda.LambdaException", "null (Service: Lambda, Status Code: 301, Request ID: null) (SDK Attempt Count: 1)"}, // no redirect is followed

		// Answers that do not fit.
		{"aws-sdk:dynamodb:getItem", `{"TableName": "t", "Key": {}}`, answer{200, id, `{"Item": []}`},
			"DynamoDb.SdkClientException", "Unable to execute HTTP request: unable to unmarshall response (Item is array in place of an object)"},
		{"dynamodb:getItem", `{"TableName": "t", "Key": {}}`, answer{200, id, `<html>`},
			"DynamoDB.SdkClientException", ""},
		{"aws-sdk:s3:getObject", `{"Bucket": "b", "Key": "k"}`, answer{200, id, strings.Repeat("x", 5<<20)},
			"States.DataLimitExceeded", "The state/task 'aws-sdk:s3' returned a result with a size exceeding the maximum number of bytes service limit."},
		{"aws-sdk:s3:getObject", `{"Bucket": "b", "Key": "k"}`, answer{200, id, strings.Repeat("x", 300_000)},
			"States.DataLimitExceeded", "The state/task 'aws-sdk:s3' returned a result with a size exceeding the maximum number of bytes service limit."},

		// Parameters that do not fit.
		{"aws-sdk:sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m", "Bogus": 1}`, answer{200, nil, "{}"},
			"States.Runtime", notStarted + `The Parameters '{"QueueUrl":"q","MessageBody":"m","Bogus":1}' could not be used to start the Task: [The field "Bogus" is not supported by Step Functions]`},
		{"aws-sdk:sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m", "DelaySeconds.$": "States.Format('2')"}`, answer{200, nil, "{}"},
			"States.Runtime", notStarted + `The Parameters '{"QueueUrl":"q","MessageBody":"m","DelaySeconds":"2"}' could not be used to start the Task: [The value for the field 'DelaySeconds' must be an INTEGER]`},
		{"aws-sdk:xray:getTraceSummaries", `{"StartTime": "yesterday", "EndTime": "2026-09-23T22:15:03Z"}`, answer{200, nil, "{}"},
			"States.Runtime", notStarted + `The Parameters '{"StartTime":"yesterday","EndTime":"2026-09-23T22:15:03Z"}' could not be used to start the Task: [The field 'StartTime' must be a value of the kind timestamp: it is "yesterday"]`},
		{"aws-sdk:lambda:invoke", `{"FunctionName": ".."}`, answer{200, nil, "{}"},
			"States.Runtime", notStarted + `The Parameters '{"FunctionName":".."}' could not be used to start the Task: [The field 'FunctionName' must not be ..]`},
		{"aws-sdk:s3:getObject", `{"Bucket": "b"}`, answer{200, nil, ""},
			"States.Runtime", notStarted + `The Parameters '{"Bucket":"b"}' could not be used to start the Task: [The field 'Key' is required but was missing]`},
	} {
		server := serve(t, test.answer)
		out, failed := execute(t, aws.Config{Target: server.URL}, test.resource, test.parameters, "")
		if failed == nil {
			t.Errorf("%s has succeeded with %.100s", test.resource, out)
			continue
		}
		if failed.Name != test.name || test.cause != "" && failed.Cause != test.cause {
			t.Errorf("%s:\n got %s: %s\nwant %s: %s", test.resource, failed.Name, failed.Cause, test.name, test.cause)
		}
	}
}

// notStarted begins the cause of a state whose parameters do not fit.
const notStarted = "An error occurred while executing the state 'Call' (entered at the event id #2). "

// TestUnusableParameters: the history of a state whose parameters do not fit has no task, and no
// Catch takes the error.
func TestUnusableParameters(t *testing.T) {
	server := serve(t, answer{200, nil, "{}"})
	r, err := aws.New(aws.Config{Target: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	var mux asl.Mux
	mux.HandleResolver("arn:aws:states:::*", r)
	for name, resolver := range map[string]asl.TaskResolver{"alone": r, "in a Mux": &mux} {
		for _, resource := range []string{"sqs:sendMessage", "aws-sdk:sqs:sendMessage", "sqs:sendMessage.waitForTaskToken", "states:startExecution"} {
			m := asl.MustParse(`{"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::` + resource + `", "Parameters": {"Bogus": 1}, "End": true,
				"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]}, "Caught": {"Type": "Succeed"}}}`)
			result, err := m.Execute(t.Context(), []byte("{}"), asl.WithResolver(resolver))
			var types []string
			for _, e := range result.History() {
				types = append(types, string(e.Type))
			}
			if got := strings.Join(types, " "); !errors.Is(err, asl.ErrRuntime) || got != "ExecutionStarted TaskStateEntered ExecutionFailed" {
				t.Errorf("%s, %s: %s, error %v", name, resource, got, err)
			}
		}
	}
}

// TestArguments: in JSONata the field has another name.
func TestArguments(t *testing.T) {
	server := serve(t, answer{200, nil, "{}"})
	r, err := aws.New(aws.Config{Target: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	m, err := asl.Parse([]byte(`{"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": {"Type": "Map", "Items": [1], "End": true, "ItemProcessor": {"StartAt": "Call", "States": {
		"Call": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage", "Arguments": "{% {'QueueUrl': 'q', 'Body': 'm'} %}", "End": true}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.With(asl.WithResolver(r)); err != nil {
		t.Fatal(err)
	}
	_, err = m.Execute(context.Background(), json.RawMessage("{}"))
	const want = `An error occurred while executing the state 'Call' (entered at the event id #5). The Arguments '{"QueueUrl":"q","Body":"m"}' could not be used to start the Task: [The field 'MessageBody' is required but was missing]`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v", err)
	}
}

// TestNoConnection: nobody listens there.
func TestNoConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	l.Close()
	for resource, name := range map[string]string{"sqs:sendMessage": "SQS.SdkClientException", "aws-sdk:sqs:sendMessage": "Sqs.SdkClientException"} {
		_, failed := execute(t, aws.Config{Target: url}, resource, `{"QueueUrl": "q", "MessageBody": "very-secret"}`, "")
		if failed == nil || failed.Name != name || !strings.HasPrefix(failed.Cause, "Unable to execute HTTP request: ") || strings.Contains(failed.Cause, "secret") {
			t.Errorf("%s: %v", resource, failed)
		}
	}
}

// TestTimeout: a server that does not answer holds a state no longer than it says.
func TestTimeout(t *testing.T) {
	release := make(chan struct{})
	server := serveFunc(t, hang(release))
	defer close(release)
	_, failed := execute(t, aws.Config{Target: server.URL}, "aws-sdk:sqs:listQueues", `{}`, `"TimeoutSeconds": 1`)
	if failed == nil || failed.Name != "States.Timeout" {
		t.Errorf("%v", failed)
	}
}
