package client

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// response is what a server answers to a call.
type response struct {
	service, operation, input string
	header                    string // names and values, with | between them
	body                      string
}

// responses are answers in all protocols.
var responses = []response{
	// json
	{"dynamodb", "GetItem", `{"TableName": "t", "Key": {"id": {"S": "1"}}}`, "",
		`{"Item": {"id": {"S": "ü"}, "b": {"B": "cmF3"}, "l": {"L": [{"N": "1.50"}, {"NULL": true}]}, "m": {"M": {"x": {"BOOL": false}}}, "ss": {"SS": []}}, "ConsumedCapacity": {"CapacityUnits": 0.5}, "Unknown": {"a": 1}}`},
	{"dynamodb", "DescribeTable", `{"TableName": "t"}`, "", `{"Table": {"CreationDateTime": 1790201709.856, "ItemCount": 9007199254740993, "TableSizeBytes": 0, "TableStatus": null}}`},
	{"sqs", "ReceiveMessage", `{"QueueUrl": "q"}`, "", `{"Messages": [{"MD5OfBody": "m", "Body": "b", "MessageAttributes": {"k": {"DataType": "Binary", "BinaryValue": "QVA5QlFnbz0="}}}]}`},
	{"sfn", "StartExecution", `{"StateMachineArn": "a"}`, "", `{"executionArn": "e", "startDate": 1.790201831644E9}`},
	{"ecs", "DescribeTasks", `{"Tasks": ["t"]}`, "", `{"failures": [], "tasks": [{"containers": [{"exitCode": 0, "gpuIds": []}], "startedAt": 1790254030.537}]}`},
	{"glue", "GetJobRun", `{"JobName": "j", "RunId": "r"}`, "", `{"JobRun": {"Id": "r", "MaxCapacity": 2.5, "StartedOn": 1790254030, "Arguments": {"--a": "b"}}}`},
	{"kms", "Encrypt", `{"KeyId": "k", "Plaintext": "p"}`, "", `{"CiphertextBlob": "Y2lwaGVy", "KeyId": "k"}`},
	{"eventbridge", "PutEvents", `{"Entries": []}`, "", `{"Entries": [{"EventId": "1"}, {"ErrorCode": "c", "ErrorMessage": "m"}], "FailedEntryCount": 1}`},
	{"cloudwatchlogs", "PutLogEvents", `{"LogGroupName": "g", "LogStreamName": "s", "LogEvents": [{"Timestamp": 1, "Message": "m"}]}`, "", ``},
	{"cloudwatch", "GetMetricStatistics", `{"Namespace": "n", "MetricName": "m", "StartTime": "2026-09-23T22:15:03Z", "EndTime": "2026-09-23T22:16:03Z", "Period": 60}`, "", `{"Label": "l", "Datapoints": [{"Timestamp": 1790254030, "Average": 5.25}]}`},

	// query
	{"sns", "Publish", `{"Message": "m"}`, "", `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>i &amp; j</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`},
	{"sns", "GetTopicAttributes", `{"TopicArn": "t"}`, "", `<R><GetTopicAttributesResult><Attributes><entry><key>Owner</key><value>1</value></entry><entry><key>DisplayName</key><value/></entry></Attributes></GetTopicAttributesResult></R>`},
	{"sts", "AssumeRole", `{"RoleArn": "arn:aws:iam::123456789012:role/role", "RoleSessionName": "session"}`, "", `<R><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId><Expiration>2026-09-23T22:15:03.120Z</Expiration></Credentials><PackedPolicySize>6</PackedPolicySize></AssumeRoleResult></R>`},
	{"iam", "ListUsers", `{}`, "", `<R><ListUsersResult><IsTruncated>false</IsTruncated><Users><member><UserName>u</UserName><CreateDate>2026-09-23T22:15:03Z</CreateDate></member><member><UserName>v</UserName><Tags><member><Key>k</Key><Value>w</Value></member></Tags></member></Users></ListUsersResult></R>`},
	{"iam", "DeleteUser", `{"UserName": "u"}`, "", `<DeleteUserResponse><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DeleteUserResponse>`},
	{"rds", "DescribeDBInstances", `{}`, "", `<R><DescribeDBInstancesResult><DBInstances><DBInstance><DBInstanceIdentifier>d</DBInstanceIdentifier><AllocatedStorage>20</AllocatedStorage><MultiAZ>true</MultiAZ><VpcSecurityGroups><VpcSecurityGroupMembership><Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups></DBInstance></DBInstances></DescribeDBInstancesResult></R>`},
	{"autoscaling", "DescribeAutoScalingGroups", `{}`, "", `<R><DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult></R>`},
	{"cloudformation", "DescribeStacks", `{}`, "", `<R><DescribeStacksResult><Stacks><member><StackName>s</StackName><CreationTime>2026-09-23T22:15:03.123456Z</CreationTime><Outputs><member><OutputKey>k</OutputKey></member></Outputs></member></Stacks></DescribeStacksResult></R>`},
	{"simpledb", "GetAttributes", `{"DomainName": "d", "ItemName": "i"}`, "", `<R><GetAttributesResult><Attribute><Name>n</Name><Value>v</Value></Attribute><Attribute><Name>o</Name><Value>w</Value></Attribute></GetAttributesResult></R>`},

	// ec2
	{"ec2", "DescribeInstances", `{}`, "", `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><ebsOptimized>false</ebsOptimized><launchTime>2026-09-23T22:15:03.000Z</launchTime><tagSet><item><key>k</key><value>v</value></item></tagSet></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`},
	{"ec2", "DescribeRegions", `{}`, "", `<R><regionInfo><item><regionName>a</regionName></item><item><regionName>b</regionName></item></regionInfo></R>`},

	// rest-json
	{"lambda", "Invoke", `{"FunctionName": "f"}`, "X-Amz-Executed-Version|$LATEST|X-Amz-Function-Error|Unhandled", `{"errorMessage": "ü"}`},
	{"lambda", "GetFunctionConfiguration", `{"FunctionName": "f"}`, "", `{"MemorySize": 128, "LastModified": "2026-09-23T22:15:03.000+0000", "Environment": {"Variables": {"A": "b"}}, "Layers": []}`},
	{"batch", "DescribeJobs", `{"Jobs": ["j"]}`, "", `{"jobs": [{"jobId": "j", "createdAt": 1790254030537, "status": "RUNNABLE", "container": {"vcpus": 1, "environment": []}}]}`},
	{"eks", "DescribeCluster", `{"Name": "c"}`, "", `{"cluster": {"name": "c", "createdAt": 1790254030.5, "certificateAuthority": {"data": "d"}}}`},
	{"bedrockruntime", "InvokeModel", `{"ModelId": "m", "Body": "b"}`, "Content-Type|application/json", `{"completion": "c"}`},
	{"appconfig", "GetHostedConfigurationVersion", `{"ApplicationId": "a", "ConfigurationProfileId": "p", "VersionNumber": 3}`, "Application-Id|a|Version-Number|3|Content-Type|text/plain", `text`},
	{"xray", "GetTraceSummaries", `{"StartTime": "2026-09-23T22:15:03Z", "EndTime": "2026-09-23T22:16:03Z"}`, "", `{"ApproximateTime": 1790254030, "TraceSummaries": [{"Duration": 1.5, "HasError": true}]}`},
	{"apigateway", "GetRestApis", `{}`, "", `{"item": [{"id": "i", "createdDate": 1790254030, "tags": {}}], "position": "p"}`},
	{"accessanalyzer", "GetAnalyzer", `{"AnalyzerName": "a"}`, "", `{"analyzer": {"arn": "a", "createdAt": "2026-09-23T22:15:03.5Z", "name": "n"}}`},
	{"bedrockagent", "GetPrompt", `{"PromptIdentifier": "p123456789"}`, "", `{"name": "n", "variants": [{"additionalModelRequestFields": {"any": [1, null, {"x": 1e2}]}}]}`},

	// rest-xml
	{"s3", "GetObject", `{"Bucket": "bucket", "Key": "k"}`, `Content-Type|text/plain|ETag|"e"|x-amz-meta-mixed-key|v|Last-Modified|Wed, 23 Sep 2026 22:15:03 GMT|X-Amz-Missing-Meta|4|X-Amz-Server-Side-Encryption-Bucket-Key-Enabled|true`, "line\nü"},
	{"s3", "ListObjectsV2", `{"Bucket": "bucket"}`, "", `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix></Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>a</Key><LastModified>2026-09-23T22:15:03.000Z</LastModified><ETag>&quot;e&quot;</ETag><ChecksumAlgorithm>CRC32</ChecksumAlgorithm><Size>11</Size></Contents><Contents><Key>b</Key><Owner><ID>i</ID></Owner></Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>`},
	{"s3", "GetBucketLocation", `{"Bucket": "bucket"}`, "", `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-central-1</LocationConstraint>`},
	{"s3", "GetBucketAcl", `{"Bucket": "bucket"}`, "", `<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>i</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`},
	{"s3", "GetBucketCors", `{"Bucket": "bucket"}`, "", `<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><MaxAgeSeconds>5</MaxAgeSeconds></CORSRule><CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>`},
	{"s3", "CopyObject", `{"Bucket": "bucket", "Key": "k", "CopySource": "a/b"}`, "X-Amz-Version-Id|v", `<CopyObjectResult><ETag>"e"</ETag><LastModified>2026-09-23T22:15:03.000Z</LastModified></CopyObjectResult>`},
	{"s3", "GetBucketPolicy", `{"Bucket": "bucket"}`, "", `{"Statement": []}`},
	{"s3", "DeleteObject", `{"Bucket": "bucket", "Key": "k"}`, "X-Amz-Delete-Marker|true", ``},
	{"route53", "GetHostedZone", `{"Id": "Z1"}`, "", `<GetHostedZoneResponse><HostedZone><Id>/hostedzone/Z1</Id><Name>n.</Name><Config><PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone><DelegationSet><NameServers><NameServer>a</NameServer><NameServer>b</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>`},
	{"cloudfront", "GetDistribution", `{"Id": "d"}`, "ETag|E1", `<Distribution><Id>d</Id><LastModifiedTime>2026-09-23T22:15:03Z</LastModifiedTime><InProgressInvalidationBatches>0</InProgressInvalidationBatches><DistributionConfig><Aliases><Quantity>1</Quantity><Items><CNAME>c</CNAME></Items></Aliases></DistributionConfig></Distribution>`},
}

// TestResponsesAreReadAsByBoto3 serves the same to both.
func TestResponsesAreReadAsByBoto3(t *testing.T) {
	next := 0
	server := record(t, func(w http.ResponseWriter, _ *http.Request) {
		r := responses[next%len(responses)]
		next++
		parts := strings.Split(r.header, "|")
		for i := 0; i+1 < len(parts); i += 2 {
			w.Header()[parts[i]] = []string{parts[i+1]} // as it is spelled
		}
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", "application/octet-stream")
		}
		_, _ = io.WriteString(w, r.body)
	})
	var botos []botoCall
	for _, r := range responses {
		botos = append(botos, botoCall{server.URL, r.service, r.operation, json.RawMessage(r.input)})
	}
	answer := boto(t, botos, nil)
	if next != len(responses) {
		t.Fatalf("boto3 has made %d of %d requests", next, len(responses))
	}
	own := at(server.URL)
	for i, r := range responses {
		want := answer.Results[i]
		a, err := own.do(t, r.service, r.operation, r.input)
		if err != nil || want.Result == nil {
			t.Errorf("%s of %s: error %v, boto3: %+v", r.operation, r.service, err, want)
			continue
		}
		if diff := cmp.Diff(plainJSON(t, want.Result), plainJSON(t, a.Result.JSON())); diff != "" {
			t.Errorf("%s of %s (-boto3 +own):\n%s", r.operation, r.service, diff)
		}
	}
}

func plainJSON(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
