package client

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/jsonvalue"
)

// calls are operations in all protocols, as the aws-sdk integrations call them.
var calls = []struct{ service, operation, input string }{
	// json
	{"dynamodb", "PutItem", `{"TableName": "t", "Item": {"id": {"S": "ü\n"}, "b": {"B": "raw"}, "n": {"Nul": true}, "l": {"L": [{"N": "1"}, {"Ss": ["a", "b"]}]}, "m": {"M": {"x": {"Bool": false}}}}}`},
	{"dynamodb", "Query", `{"TableName": "t", "Limit": 7, "ConsistentRead": true, "ExpressionAttributeValues": {":v": {"Bs": ["x", "y"]}}}`},
	{"sqs", "SendMessage", `{"QueueUrl": "https://q/1/q", "MessageBody": {"a": [1, null]}, "DelaySeconds": 3, "MessageAttributes": {"k": {"DataType": "Binary", "BinaryValue": "AP9BQgo="}}}`},
	{"sfn", "StartExecution", `{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m", "Input": {"any": "JSON"}}`},
	{"ecs", "RunTask", `{"Cluster": "c", "TaskDefinition": "d", "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["s"], "AssignPublicIp": "ENABLED"}}, "Overrides": {"ContainerOverrides": [{"Name": "n", "Command": []}]}}`},
	{"glue", "StartJobRun", `{"JobName": "j", "Arguments": {"--a": "b"}, "MaxCapacity": 1.5}`},
	{"kms", "Encrypt", `{"KeyId": "k", "Plaintext": "secret text", "EncryptionContext": {"a": "b"}}`},
	{"kinesis", "PutRecord", `{"StreamName": "s", "Data": {"a": 1}, "PartitionKey": "p"}`},
	{"cloudwatchlogs", "FilterLogEvents", `{"LogGroupName": "g", "StartTime": 1790201709856}`},
	{"secretsmanager", "CreateSecret", `{"Name": "n", "SecretString": "s", "Tags": [{"Key": "k", "Value": "v"}]}`},
	{"eventbridge", "PutEvents", `{"Entries": [{"Time": "2026-09-23T22:15:03Z", "Source": "s", "DetailType": "d", "Detail": {"x": 1}, "Resources": []}]}`},
	{"athena", "StartQueryExecution", `{"QueryString": "SELECT 1"}`},
	{"cloudwatch", "GetMetricData", `{"StartTime": "2026-09-23T22:15:03Z", "EndTime": "2026-09-24T00:00:00+02:00", "MetricDataQueries": [{"Id": "a", "Expression": "x"}]}`},
	{"cognitoidentityprovider", "InitiateAuth", `{"AuthFlow": "USER_AUTH", "ClientId": "c", "AuthParameters": {"USERNAME": "u"}}`},
	{"organizations", "ListAccounts", `{}`},

	// query
	{"sns", "Publish", `{"TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Message": "a b&c=ü", "MessageAttributes": {"m": {"DataType": "String", "StringValue": "s"}, "n": {"DataType": "Binary", "BinaryValue": "b"}}}`},
	{"sns", "CreateTopic", `{"Name": "t", "Attributes": {"DisplayName": "d"}, "Tags": [{"Key": "k", "Value": "v"}]}`},
	{"sts", "AssumeRole", `{"RoleArn": "arn:aws:iam::123456789012:role/role", "RoleSessionName": "session", "DurationSeconds": 900, "PolicyArns": [{"Arn": "arn:aws:iam::123456789012:policy/p"}]}`},
	{"iam", "CreateUser", `{"UserName": "u", "Tags": []}`},
	{"rds", "DescribeDBInstances", `{"Filters": [{"Name": "engine", "Values": ["mysql", "aurora"]}], "MaxRecords": 20}`},
	{"autoscaling", "CreateAutoScalingGroup", `{"AutoScalingGroupName": "g", "MinSize": 0, "MaxSize": 1, "Tags": [{"Key": "k", "PropagateAtLaunch": false}], "AvailabilityZones": ["a", "b"]}`},
	{"cloudformation", "DescribeStacks", `{"StackName": "s"}`},
	{"simpledb", "PutAttributes", `{"DomainName": "d", "ItemName": "i", "Attributes": [{"Name": "n", "Value": "v", "Replace": true}, {"Name": "o", "Value": "w"}]}`},

	// ec2
	{"ec2", "RunInstances", `{"ImageId": "i", "MinCount": 1, "MaxCount": 2, "BlockDeviceMappings": [{"DeviceName": "/dev/sda", "Ebs": {"VolumeSize": 8, "Encrypted": true}}], "NetworkInterfaces": [{"Ipv6Addresses": [{"Ipv6Address": "::1"}], "Groups": ["g"]}], "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "k", "Value": "v"}]}]}`},
	{"ec2", "DescribeInstances", `{"Filters": [{"Name": "n", "Values": ["v", "w"]}], "InstanceIds": ["i-1", "i-2"]}`},

	// rest-json
	{"lambda", "Invoke", `{"FunctionName": "f", "InvocationType": "Event", "Payload": {"a": "ü"}}`},
	{"lambda", "ListFunctions", `{"MaxItems": 3, "Marker": "a/b+c d"}`},
	{"lambda", "CreateFunction", `{"FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/r", "Code": {"ZipFile": "zip"}, "Environment": {"Variables": {"A": "b"}}}`},
	{"batch", "SubmitJob", `{"JobName": "j", "JobQueue": "q", "JobDefinition": "d", "ContainerOverrides": {"Environment": [{"Name": "n", "Value": "v"}]}, "Timeout": {"AttemptDurationSeconds": 60}}`},
	{"eks", "CreateCluster", `{"Name": "c", "RoleArn": "r", "ResourcesVpcConfig": {"SubnetIds": ["s"], "EndpointPublicAccess": false}}`},
	{"emrserverless", "StartJobRun", `{"ApplicationId": "a", "ExecutionRoleArn": "arn:aws:iam::123456789012:role/r", "JobDriver": {"SparkSubmit": {"EntryPoint": "s3://b/k"}}}`},
	{"bedrockruntime", "InvokeModel", `{"ModelId": "anthropic.claude:0", "Body": {"prompt": "p"}, "ContentType": "application/json", "Accept": "*/*"}`},
	{"xray", "GetTraceSummaries", `{"StartTime": "2026-09-23T22:15:03Z", "EndTime": "2026-09-23T23:15:03Z", "Sampling": true}`},
	{"apigateway", "GetResource", `{"RestApiId": "r", "ResourceId": "x/y z", "Embed": ["methods", "more"]}`},
	{"appconfig", "CreateHostedConfigurationVersion", `{"ApplicationId": "a", "ConfigurationProfileId": "p", "Content": "text", "ContentType": "text/plain", "LatestVersionNumber": 4}`},
	{"iotdataplane", "Publish", `{"Topic": "a/b", "Qos": 1, "Payload": "p", "UserProperties": [{"a": "b"}]}`},
	{"lexruntimev2", "PutSession", `{"BotId": "b123456789", "BotAliasId": "a123456789", "LocaleId": "de_DE", "SessionId": "s1", "SessionState": {"Intent": {"Name": "n"}}}`},
	{"mediaconvert", "CreateJob", `{"Role": "r", "Settings": {"Inputs": [{"FileInput": "s3://b/k"}]}}`},
	{"glacier", "ListVaults", `{"AccountId": "-", "Limit": "5"}`},

	// rest-xml
	{"s3", "PutObject", `{"Bucket": "bucket", "Key": "a b/ü+1=&/../c//d", "Body": {"message": "π"}, "ContentType": "text/plain", "Metadata": {"Mixed-Key": "Value"}, "Expires": "2030-01-02T03:04:05Z", "BucketKeyEnabled": true}`},
	{"s3", "PutObject", `{"Bucket": "bucket", "Key": "k", "Body": "text", "ContentType": "text/plain", "ChecksumAlgorithm": "SHA256"}`},
	{"s3", "GetObject", `{"Bucket": "bucket", "Key": "k", "Range": "bytes=0-9", "ResponseExpires": "2030-01-02T03:04:05Z", "VersionId": "v/1", "IfModifiedSince": "2026-09-23T22:15:03Z"}`},
	{"s3", "ListObjectsV2", `{"Bucket": "bucket", "Prefix": "a/ü ", "MaxKeys": 10, "FetchOwner": true}`},
	{"s3", "DeleteObjects", `{"Bucket": "bucket", "Delete": {"Objects": [{"Key": "a<b>&c"}, {"Key": "d", "VersionId": "1"}], "Quiet": true}}`},
	{"s3", "PutBucketTagging", `{"Bucket": "bucket", "Tagging": {"TagSet": [{"Key": "k", "Value": "v"}]}}`},
	{"s3", "PutBucketAcl", `{"Bucket": "bucket", "AccessControlPolicy": {"Grants": [{"Grantee": {"Type": "CanonicalUser", "Id": "i"}, "Permission": "READ"}], "Owner": {"Id": "o"}}}`},
	{"s3", "CopyObject", `{"Bucket": "bucket", "Key": "k", "CopySource": "other/key", "MetadataDirective": "REPLACE", "Metadata": {}}`},
	{"s3", "CompleteMultipartUpload", `{"Bucket": "bucket", "Key": "k", "UploadId": "u", "MultipartUpload": {"Parts": [{"ETag": "\"e\"", "PartNumber": 1}, {"PartNumber": 2}]}}`},
	{"s3", "PutBucketCors", `{"Bucket": "bucket", "CorsConfiguration": {"CorsRules": [{"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 5}]}}`},
	{"s3", "CreateBucket", `{"Bucket": "bucket", "CreateBucketConfiguration": {"LocationConstraint": "eu-central-1"}}`},
	{"s3", "PutBucketLifecycleConfiguration", `{"Bucket": "bucket", "LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "Filter": {"And": {"Prefix": "p", "Tags": [{"Key": "k", "Value": "v"}]}}, "Expiration": {"Date": "2030-01-01T00:00:00Z"}}]}}`},
	{"route53", "ChangeResourceRecordSets", `{"HostedZoneId": "Z1", "ChangeBatch": {"Comment": "c", "Changes": [{"Action": "UPSERT", "ResourceRecordSet": {"Name": "n", "Type": "A", "Ttl": 60, "ResourceRecords": [{"Value": "1.2.3.4"}]}}]}}`},
	{"cloudfront", "CreateInvalidation", `{"DistributionId": "d", "InvalidationBatch": {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "r"}}`},
}

const region = "us-east-1"

// at returns a client of a server.
func at(url string) *Client {
	return New(Config{Target: url, Region: region, HTTP: http.DefaultClient, Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", "session")})
}

const callToken = "00000000-0000-4000-8000-000000000000"

func (c *Client) do(t *testing.T, service, operation, input string) (*Answer, error) {
	t.Helper()
	a, err := c.Call(context.Background(), service, operation, jsonvalue.MustParse(input), wire.SDK, callToken)
	var unfit *wire.InputError
	if errors.As(err, &unfit) {
		t.Errorf("%s of %s: %v", operation, service, err)
	}
	return a, err
}

func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }

// TestRequestsAreThoseOfBoto3 compares what a server gets.
func TestRequestsAreThoseOfBoto3(t *testing.T) {
	server := record(t, noContent)
	var botos []botoCall
	for _, c := range calls {
		botos = append(botos, botoCall{server.URL, c.service, c.operation, json.RawMessage(c.input)})
	}
	answer := boto(t, botos, nil)
	want := server.take()
	if len(want) != len(calls) {
		for i, r := range answer.Results {
			t.Log(calls[i].operation, r.Unreadable)
		}
		t.Fatalf("boto3 has made %d of %d requests", len(want), len(calls))
	}
	own := at(server.URL)
	for i, c := range calls {
		_, _ = own.do(t, c.service, c.operation, c.input) // empty answers may not fit
		got := server.take()
		if len(got) != 1 {
			t.Errorf("%s of %s: %d requests", c.operation, c.service, len(got))
			continue
		}
		if diff := cmp.Diff(comparable(t, want[i]), comparable(t, got[0])); diff != "" {
			t.Errorf("%s of %s with %s (-boto3 +own):\n%s", c.operation, c.service, c.input, diff)
		}
	}
}

// ignored are headers that say who calls, and when, and not what.
var ignored = []string{
	"Accept-Encoding", "Amz-Sdk-Invocation-Id", "Amz-Sdk-Request", "Authorization", "Connection", "Content-Length", "Expect",
	"User-Agent", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-User-Agent", "X-Amz-Content-Sha256", "X-Amzn-Trace-Id",
}

// comparable returns a request as it is compared: the order of members does not count.
func comparable(t *testing.T, r recorded) map[string]any {
	t.Helper()
	query, err := url.ParseQuery(r.Query)
	if err != nil {
		t.Error(err)
	}
	query.Del("encoding-type") // boto3 asks for it, and takes it back
	header := map[string][]string{}
	for name, values := range r.Header {
		if !slices.Contains(ignored, name) {
			header[name] = values
		}
	}
	return map[string]any{"method": r.Method, "path": r.Path, "query": query, "header": header, "body": parsed(t, r)}
}

// parsed returns a body as JSON, as a form, as XML or as a text.
func parsed(t *testing.T, r recorded) any {
	t.Helper()
	body := string(r.Body)
	switch kind := r.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "application/x-www-form-urlencoded"):
		form, err := url.ParseQuery(body)
		if err != nil {
			t.Error(err)
		}
		for name := range form {
			if strings.HasPrefix(name, "Signature") || name == "AWSAccessKeyId" || name == "Timestamp" {
				form.Del(name) // an old form of signatures
			}
		}
		return form
	case strings.HasPrefix(body, "<"):
		return events(t, body)
	}
	var v any
	if json.Unmarshal(r.Body, &v) == nil {
		return v
	}
	return body
}

// events returns XML as the names, attributes and texts in it.
func events(t *testing.T, text string) (all []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Error(err)
			return nil
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			slices.SortFunc(token.Attr, func(a, b xml.Attr) int { return strings.Compare(a.Name.Local, b.Name.Local) })
			for _, a := range token.Attr {
				name += " " + a.Name.Space + ":" + a.Name.Local + "=" + a.Value
			}
			all = append(all, "<"+name)
		case xml.EndElement:
			all = append(all, ">")
		case xml.CharData:
			if text := string(token); text != "" {
				all = append(all, text)
			}
		}
	}
}

// TestSignaturesAreThoseOfBotocore: botocore computes the same from the request, its time
// and the credentials.
func TestSignaturesAreThoseOfBotocore(t *testing.T) {
	server := record(t, noContent)
	own := at(server.URL)
	var signed []botoSigned
	var want, names []string
	for _, c := range calls {
		_, err := own.do(t, c.service, c.operation, c.input)
		taken := server.take()
		if len(taken) != 1 {
			t.Errorf("%s of %s: %d requests, error %v", c.operation, c.service, len(taken), err)
			continue
		}
		got := taken[0]
		authorization := got.Header.Get("Authorization")
		if authorization == "" {
			if o, err := Operation(c.service, c.operation); err != nil || !o.Unsigned() {
				t.Errorf("%s of %s is not signed", c.operation, c.service)
			}
			continue
		}
		_, list, _ := strings.Cut(authorization, "SignedHeaders=")
		list, _, _ = strings.Cut(list, ",")
		headers := map[string]string{}
		for name := range strings.SplitSeq(list, ";") {
			if name != "host" && name != "x-amz-security-token" && name != "content-length" {
				headers[http.CanonicalHeaderKey(name)] = got.Header.Get(name)
			}
			if name == "content-length" {
				headers["Content-Length"] = got.Header.Get(name)
			}
		}
		s, err := wire.Lookup(c.service)
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.Endpoint(region)
		if err != nil {
			t.Fatal(err)
		}
		address := server.URL + got.Path
		if got.Query != "" {
			address += "?" + got.Query
		}
		signed = append(signed, botoSigned{got.Method, address, headers, got.Body, e.Name, e.Region})
		want, names = append(want, authorization), append(names, c.operation+" of "+c.service)
	}
	for i, got := range boto(t, nil, signed).Authorizations {
		if got != want[i] {
			t.Errorf("%s: the signature is\n%s, that of botocore\n%s", names[i], want[i], got)
		}
	}
}

// TestCredentialsDoNotLeak: an error has neither the credentials nor what a task was
// called with.
func TestCredentialsDoNotLeak(t *testing.T) {
	c := New(Config{Target: "http://127.0.0.1:1/", Region: region, HTTP: http.DefaultClient, Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "very-secret", "session")})
	_, err := c.do(t, "lambda", "ListFunctions", `{"Marker": "payload"}`)
	if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "payload") || strings.Contains(err.Error(), "AKID") {
		t.Errorf("error %v", err)
	}
	failing := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, errors.New("none are there") })
	if _, err := c.As(failing).do(t, "sqs", "ListQueues", `{}`); err == nil || !strings.Contains(err.Error(), "none are there") {
		t.Errorf("without credentials: %v", err)
	}
}
