package aws_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/aws"
)

// TestResults: results to the letter, with the order of their members. Those of SQS, S3,
// Step Functions and DynamoDB are as recorded.
func TestResults(t *testing.T) {
	json10 := map[string]string{
		"x-amzn-RequestId": "0e8a714c", "connection": "keep-alive", "Content-Length": "", "Date": "Wed, 23 Sep 2026 22:15:25 GMT", "Content-Type": "application/x-amz-json-1.0",
	}
	const metadata = `"SdkHttpMetadata":{"AllHttpHeaders":{"x-amzn-RequestId":["0e8a714c"],"connection":["keep-alive"],"Content-Length":["LENGTH"],"Date":["Wed, 23 Sep 2026 22:15:25 GMT"],"Content-Type":["application/x-amz-json-1.0"]},` +
		`"HttpHeaders":{"connection":"keep-alive","Content-Length":"LENGTH","Content-Type":"application/x-amz-json-1.0","Date":"Wed, 23 Sep 2026 22:15:25 GMT","x-amzn-RequestId":"0e8a714c"},"HttpStatusCode":200},` +
		`"SdkResponseMetadata":{"RequestId":"0e8a714c"}`
	for _, test := range []struct {
		resource, parameters string
		header               map[string]string
		body, want           string
	}{
		{"sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": {"source": "optimized", "nullable": null}}`, json10, `{"MD5OfMessageBody":"c488","MessageId":"62aa"}`,
			`{"MD5OfMessageBody":"c488","MessageId":"62aa",` + metadata + `}`},
		{"aws-sdk:sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m"}`, json10, `{"MD5OfMessageBody":"c488","MessageId":"62aa"}`,
			`{"Md5OfMessageBody":"c488","MessageId":"62aa"}`},
		{"aws-sdk:sfn:startExecution", `{"StateMachineArn": "a"}`, json10, `{"startDate":1.790201831644E9,"executionArn":"e"}`,
			`{"ExecutionArn":"e","StartDate":"2026-09-23T22:17:11.644Z"}`},
		{"dynamodb:getItem", `{"TableName": "t", "Key": {}}`, json10, `{"Item":{"id":{"S":"id1"},"data":{"S":"HelloWorld"},"b":{"B":"AAE="}},"ConsumedCapacity":{"CapacityUnits":1}}`,
			`{"ConsumedCapacity":{"CapacityUnits":1.0},"Item":{"b":{"B":"AAE="},"data":{"S":"HelloWorld"},"id":{"S":"id1"}},` + metadata + `}`},
		{"ecs:runTask", `{"TaskDefinition": "d"}`, json10, `{"failures":[],"tasks":[{"createdAt":1790254009.268,"startedBy":null,"attachments":[{"type":"eni","id":"0"}]}]}`,
			`{"Failures":[],` + metadata + `,"Tasks":[{"Attachments":[{"Details":[],"Id":"0","Type":"eni"}],"Attributes":[],"Containers":[],"CreatedAt":1790254009268,"InferenceAccelerators":[],"Tags":[]}]}`},
		{"aws-sdk:s3:putObject", `{"Bucket": "b", "Key": "k", "Body": "x"}`, map[string]string{"x-amz-checksum-crc32": "AUmDVw==", "x-amz-checksum-type": "FULL_OBJECT", "ETag": `"c6ec"`, "x-amz-server-side-encryption": "AES256"}, ``,
			`{"ChecksumCRC32":"AUmDVw==","ChecksumType":"FULL_OBJECT","ETag":"\"c6ec\"","ServerSideEncryption":"AES256"}`},
		{"aws-sdk:s3:getObject", `{"Bucket": "b", "Key": "k"}`, map[string]string{"accept-ranges": "bytes", "Content-Type": "text/plain; charset=utf-8", "ETag": `"c6ec"`, "Expires": "Wed, 02 Jan 2030 03:04:05 GMT",
			"Last-Modified": "Wed, 23 Sep 2026 22:15:03 GMT", "x-amz-meta-mixed-key": "MixedValue", "x-amz-server-side-encryption": "AES256"}, "\"hello\\nπ\"",
			`{"AcceptRanges":"bytes","ContentLength":11,"ContentType":"text/plain; charset=utf-8","ETag":"\"c6ec\"","Expires":"2030-01-02T03:04:05Z","ExpiresString":"Wed, 02 Jan 2030 03:04:05 GMT","LastModified":"2026-09-23T22:15:03Z","Metadata":{"mixed-key":"MixedValue"},"ServerSideEncryption":"AES256","Body":"\"hello\\nπ\""}`},
		{"aws-sdk:s3:headObject", `{"Bucket": "b", "Key": "k"}`, map[string]string{"ETag": "e", "Expires": "never"}, ``,
			`{"ContentType":"text/plain","ETag":"e","ExpiresString":"never","Metadata":{}}`},
		{"aws-sdk:s3:listObjectsV2", `{"Bucket": "b"}`, nil, `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix></Prefix><KeyCount>1</KeyCount><MaxKeys>10</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>text</Key><LastModified>2026-09-23T22:15:03.000Z</LastModified><ETag>&quot;c6ec&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType><Size>11</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>`,
			`{"Contents":[{"ChecksumAlgorithm":["CRC32"],"ChecksumType":"FULL_OBJECT","ETag":"\"c6ec\"","Key":"text","LastModified":"2026-09-23T22:15:03Z","Size":11,"StorageClass":"STANDARD"}],"IsTruncated":false,"KeyCount":1,"MaxKeys":10,"Name":"b","Prefix":""}`},
		{"aws-sdk:kms:encrypt", `{"KeyId": "k", "Plaintext": "p"}`, nil, `{"CiphertextBlob":"//4="}`, "{\"CiphertextBlob\":\"\uFFFD\uFFFD\"}"}, // a blob is a text, whatever it holds
		{"aws-sdk:iam:deleteUser", `{"UserName": "u"}`, nil, `<DeleteUserResponse/>`, `{}`},
	} {
		server := serveFunc(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			for name, value := range test.header {
				if value != "" {
					delete(w.Header(), http.CanonicalHeaderKey(name))
					w.Header()[name] = []string{value}
				}
			}
			_, _ = io.WriteString(w, test.body)
		})
		out, failed := execute(t, aws.Config{Target: server.URL}, test.resource, test.parameters, "")
		if failed != nil {
			t.Errorf("%s: %v", test.resource, failed)
			continue
		}
		want := strings.ReplaceAll(test.want, "LENGTH", itoa(len(test.body)))
		if diff := cmp.Diff(want, out); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.resource, diff)
		}
	}
}

// TestBodies: what a service gets for the values of a task, as recorded.
func TestBodies(t *testing.T) {
	for _, test := range []struct{ resource, parameters, want string }{
		{"aws-sdk:s3:putObject", `{"Bucket": "b", "Key": "k", "Body": "hello\nπ"}`, `"hello\nπ"`},
		{"aws-sdk:s3:putObject", `{"Bucket": "b", "Key": "k", "Body": null, "ContentType": null}`, `null`},
		{"aws-sdk:s3:putObject", `{"Bucket": "b", "Key": "k", "Body": {"message": "sdk-checksum-control"}}`, `{"message":"sdk-checksum-control"}`},
		{"aws-sdk:lambda:invoke", `{"FunctionName": "f", "Payload": {"a":  1}}`, `{"a":1}`},
		{"aws-sdk:lambda:invoke", `{"FunctionName": "f", "Payload": "AP9B"}`, `AP9B`},
		{"aws-sdk:lambda:invoke", `{"FunctionName": "f", "Payload": null}`, ``},
		{"aws-sdk:sqs:sendMessage", `{"QueueUrl": "q", "MessageBody": "m", "MessageAttributes": {"b": {"DataType": "Binary", "BinaryValue": "AP9BQgo="}}}`,
			`{"QueueUrl":"q","MessageBody":"m","MessageAttributes":{"b":{"DataType":"Binary","BinaryValue":"QVA5QlFnbz0="}}}`},
		{"dynamodb:putItem", `{"TableName": "t", "Item": {"b": {"B": "AAE="}}}`, `{"TableName":"t","Item":{"b":{"B":"AAE="}}}`},
		{"aws-sdk:s3:listObjectsV2", `{"Bucket": "b", "FetchOwner": "true"}`, ``},
		{"aws-sdk:sfn:startExecution", `{"StateMachineArn": "a", "Input": {"a":  [1]}}`, `{"stateMachineArn":"a","input":"{\"a\":[1]}"}`},
		{"aws-sdk:cloudwatch:setAlarmState", `{"AlarmName": "a", "StateValue": "OK", "StateReason": 7}`, `{"AlarmName":"a","StateValue":"OK","StateReason":"7"}`},
	} {
		var got string
		server := serveFunc(t, func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			got = string(body)
		})
		execute(t, aws.Config{Target: server.URL}, test.resource, test.parameters, "") // an empty answer may not fit
		if got != test.want {
			t.Errorf("%s with %s: %s, want %s", test.resource, test.parameters, got, test.want)
		}
	}
}
