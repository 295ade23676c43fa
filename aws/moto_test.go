package aws_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
	"github.com/goasl/goasl/jsonvalue"
)

// python is a program that starts moto, prints its address, and ends with its input.
const python = `
import os, sys
os.environ["MOTO_DOCKER_ENABLED"] = "false"
from moto.server import ThreadedMotoServer
s = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
s.start()
print("http://%s:%d" % s.get_host_and_port(), flush=True)
sys.stdin.read()
s.stop()
`

// moto is the server that stands for AWS, which the first test that needs it starts.
var moto struct {
	once sync.Once
	url  string
	err  error
	stop func()
}

// startServer starts moto, after what else a program in Python does.
func startServer(before string) (url string, stop func(), err error) {
	if err := exec.Command("python3", "-c", "import moto.server").Run(); err != nil {
		return "", nil, fmt.Errorf("moto is not installed: pip install 'moto[server]': %w", err)
	}
	cmd := exec.Command("python3", "-c", before+python)
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(line), func() {
		_ = in.Close()
		_ = cmd.Wait()
	}, err
}

// startOwn starts a server for one test, which is skipped where moto is not installed.
func startOwn(t *testing.T, before string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("moto takes seconds to start")
	}
	url, stop, err := startServer(before)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(stop)
	return url
}

func TestMain(m *testing.M) {
	code := m.Run()
	if moto.stop != nil {
		moto.stop()
	}
	os.Exit(code)
}

// motoURL returns the address of moto. The test is skipped where it is not installed.
func motoURL(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("moto takes seconds to start")
	}
	moto.once.Do(func() { moto.url, moto.stop, moto.err = startServer("") })
	if moto.err != nil {
		t.Skip(moto.err)
	}
	return moto.url
}

// run executes a machine against a server, and returns its output.
func run(t *testing.T, url, definition, input string, opts ...asl.Option) jsonvalue.Value {
	t.Helper()
	r, err := aws.New(aws.Config{Target: url})
	if err != nil {
		t.Fatal(err)
	}
	m, err := asl.Parse([]byte(definition))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.With(append(opts, asl.WithResolver(r))...); err != nil {
		t.Fatal(err)
	}
	result, err := m.Execute(context.Background(), json.RawMessage(input))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonvalue.Parse(result.Output)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// state is a Task state.
type state struct{ resource, parameters string }

// machine returns the definition of a machine that runs states one after the other, each with
// its result in the field of its number. The last one fails, and the name of its error is
// caught into "failed".
func machine(states ...state) string {
	var b strings.Builder
	b.WriteString(`{"StartAt": "0", "States": {`)
	for i, s := range states {
		next := fmt.Sprintf(`"ResultPath": "$.r%d", "Next": "%d"`, i, i+1)
		if i == len(states)-1 {
			next = `"Next": "Wrong", "Catch": [{"ErrorEquals": ["%s"], "ResultPath": "$.failed", "Next": "Right"}]`
		}
		fmt.Fprintf(&b, `"%d": {"Type": "Task", "Resource": "arn:aws:states:::%s", "Parameters": %s, %s},`, i, s.resource, s.parameters, next)
	}
	b.WriteString(`"Wrong": {"Type": "Fail", "Error": "NotFailed"}, "Right": {"Type": "Succeed"}}}`)
	return b.String()
}

// sequence is such a machine.
type sequence struct {
	name   string
	states []state
	caught string            // the name of the error
	want   map[string]string // of the output, by paths
}

// run executes the machine and compares its output.
func (s *sequence) run(t *testing.T, url string, opts ...asl.Option) {
	t.Helper()
	out := run(t, url, strings.ReplaceAll(machine(s.states...), "%s", s.caught), "{}", opts...)
	if got := out.Get("failed").Get("Error").Text(); got != s.caught {
		t.Errorf("caught %s", got)
	}
	for path, want := range s.want {
		if got := at(out, path).String(); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

// TestMoto runs a machine for each service. Its last state fails, and a catcher takes the
// name of the error.
func TestMoto(t *testing.T) {
	url := motoURL(t)
	for _, test := range []sequence{
		{"dynamodb", []state{
			{"aws-sdk:dynamodb:createTable", `{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}`},
			{"dynamodb:putItem", `{"TableName": "t", "Item": {"id": {"S": "1"}, "n": {"N": "7"}, "flag": {"BOOL": true}}}`},
			{"dynamodb:getItem", `{"TableName": "t", "Key": {"id": {"S": "1"}}}`},
			{"aws-sdk:dynamodb:getItem", `{"TableName": "t", "Key": {"id": {"S": "1"}}}`},
			{"dynamodb:putItem", `{"TableName": "t", "Item": {"id": {"S": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}`},
		}, "DynamoDB.ConditionalCheckFailedException", map[string]string{
			"r0.TableDescription.TableStatus": `"ACTIVE"`, "r2.Item.n": `{"N":"7"}`, "r3.Item.flag": `{"Bool":true}`,
			"r1.SdkHttpMetadata.HttpStatusCode": "200",
		}},
		{"sdk error", []state{
			{"aws-sdk:dynamodb:putItem", `{"TableName": "t", "Item": {"id": {"S": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}`},
		}, "DynamoDb.ConditionalCheckFailedException", nil},
		{"sqs", []state{
			{"aws-sdk:sqs:createQueue", `{"QueueName": "q"}`},
			{"sqs:sendMessage", `{"QueueUrl.$": "$.r0.QueueUrl", "MessageBody": {"a": 1}}`},
			{"aws-sdk:sqs:receiveMessage", `{"QueueUrl.$": "$.r0.QueueUrl"}`},
			{"aws-sdk:sqs:sendMessage", `{"QueueUrl": "http://127.0.0.1/123456789012/none", "MessageBody": "m"}`},
		}, "Sqs.QueueDoesNotExistException", map[string]string{"r2.Messages.0.Body": `"{\"a\":1}"`}},
		{"sns", []state{
			{"aws-sdk:sns:createTopic", `{"Name": "topic", "Tags": [{"Key": "k", "Value": "v"}]}`},
			{"sns:publish", `{"TopicArn.$": "$.r0.TopicArn", "Message": {"a": 1}, "MessageAttributes": {"m": {"DataType": "String", "StringValue": "s"}}}`},
			{"aws-sdk:sns:listTagsForResource", `{"ResourceArn.$": "$.r0.TopicArn"}`},
			{"sns:publish", `{"TopicArn": "arn:aws:sns:us-east-1:123456789012:none", "Message": "m"}`},
		}, "SNS.NotFoundException", map[string]string{"r2.Tags": `[{"Key":"k","Value":"v"}]`, "r1.SdkHttpMetadata.HttpStatusCode": "200"}},
		{"events", []state{
			{"aws-sdk:eventbridge:putRule", `{"Name": "rule", "EventPattern": "{\"source\": [\"s\"]}"}`},
			{"aws-sdk:eventbridge:describeRule", `{"Name": "rule"}`},
			{"aws-sdk:eventbridge:describeRule", `{"Name": "none"}`},
		}, "EventBridge.ResourceNotFoundException", map[string]string{"r1.State": `"ENABLED"`}},
		{"s3", []state{
			{"aws-sdk:s3:createBucket", `{"Bucket": "bucket"}`},
			{"aws-sdk:s3:putObject", `{"Bucket": "bucket", "Key": "a b/ü+1", "Body": "hello\nπ", "Metadata": {"Mixed-Key": "V"}, "Expires": "2030-01-02T03:04:05Z"}`},
			{"aws-sdk:s3:getObject", `{"Bucket": "bucket", "Key": "a b/ü+1"}`},
			{"aws-sdk:s3:listObjectsV2", `{"Bucket": "bucket", "MaxKeys": 10}`},
			{"aws-sdk:s3:deleteObjects", `{"Bucket": "bucket", "Delete": {"Objects": [{"Key": "a b/ü+1"}]}}`},
			{"aws-sdk:s3:getObject", `{"Bucket": "bucket", "Key": "absent"}`},
		}, "S3.NoSuchKeyException", map[string]string{
			"r2.Body": `"\"hello\\nπ\""`, "r2.Metadata": `{"mixed-key":"V"}`, "r2.ContentLength": "11", "r2.ContentType": `"text/plain; charset=UTF-8"`,
			"r3.Contents.0.Key": `"a b/ü+1"`, "r3.KeyCount": "1", "r3.IsTruncated": "false", "r4.Deleted.0.Key": `"a b/ü+1"`,
		}},
		{"lambda", []state{
			{"aws-sdk:lambda:listFunctions", `{}`},
			{"aws-sdk:lambda:getFunction", `{"FunctionName": "none"}`},
		}, "Lambda.ResourceNotFoundException", map[string]string{"r0.Functions": "[]"}},
		{"states", []state{
			{"aws-sdk:sfn:createStateMachine", `{"Name": "m", "RoleArn": "arn:aws:iam::123456789012:role/r", "Definition": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}`},
			{"aws-sdk:sfn:describeStateMachine", `{"StateMachineArn.$": "$.r0.StateMachineArn"}`},
			{"aws-sdk:sfn:describeStateMachine", `{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:none"}`},
		}, "Sfn.StateMachineDoesNotExistException", map[string]string{"r1.Name": `"m"`}},
		{"ecs", []state{
			{"aws-sdk:ecs:createCluster", `{"ClusterName": "c"}`},
			{"aws-sdk:ecs:describeClusters", `{"Clusters": ["c"]}`},
			{"ecs:runTask", `{"Cluster": "c", "TaskDefinition": "none"}`},
		}, "ECS.ClientException", map[string]string{"r1.Clusters.0.ClusterName": `"c"`}},
		{"glue", []state{
			{"aws-sdk:glue:createDatabase", `{"DatabaseInput": {"Name": "d"}}`},
			{"aws-sdk:glue:getDatabase", `{"Name": "d"}`},
			{"glue:startJobRun", `{"JobName": "none"}`},
		}, "Glue.EntityNotFoundException", map[string]string{"r1.Database.Name": `"d"`}},
		{"athena", []state{
			{"athena:startQueryExecution", `{"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "s3://bucket/"}}`},
			{"athena:getQueryExecution", `{"QueryExecutionId.$": "$.r0.QueryExecutionId"}`},
			{"aws-sdk:athena:getWorkGroup", `{"WorkGroup": "primary"}`},
			{"aws-sdk:athena:createWorkGroup", `{"Name": "primary"}`},
		}, "Athena.InvalidRequestException", map[string]string{"r1.QueryExecution.Query": `"SELECT 1"`, "r2.WorkGroup.State": `"ENABLED"`}},
		{"ec2", []state{
			{"aws-sdk:ec2:describeRegions", `{"RegionNames": ["eu-central-1"]}`},
			{"aws-sdk:ec2:describeInstances", `{"InstanceIds": ["i-1234567890abcdef0"]}`},
		}, "Ec2.Ec2Exception", map[string]string{"r0.Regions.0.RegionName": `"eu-central-1"`}},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, url) })
	}
}

// at returns the value at the end of names and numbers with points between them.
func at(v jsonvalue.Value, path string) jsonvalue.Value {
	for name := range strings.SplitSeq(path, ".") {
		if v.Kind() == jsonvalue.Array {
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil {
				return jsonvalue.Value{}
			}
			v = v.Index(i)
			continue
		}
		v = v.Get(name)
	}
	return v
}
