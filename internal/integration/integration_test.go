package integration_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/internal/integration"
)

func TestPrefix(t *testing.T) {
	for id, want := range map[string]string{
		"ACM PCA": "AcmPca", "ApiGatewayV2": "ApiGatewayV2", "CloudWatch Logs": "CloudWatchLogs", "Cognito Identity Provider": "CognitoIdentityProvider",
		"DocDB": "DocDb", "DynamoDB": "DynamoDb", "EC2": "Ec2", "EMR containers": "EmrContainers", "EventBridge": "EventBridge", "RDS Data": "RdsData",
		"Resource Groups Tagging API": "ResourceGroupsTaggingApi", "S3 Control": "S3Control", "Secrets Manager": "SecretsManager", "SESv2": "SesV2",
		"SFN": "Sfn", "SQS": "Sqs", "SSO OIDC": "SsoOidc", "XRay": "XRay", "codestar notifications": "CodestarNotifications",
		"CodeStar connections": "CodeStarConnections", "FSx": "FSx", "MemoryDB": "MemoryDB", "MTurk": "MTurk", "SageMaker": "SageMaker",
		"Sagemaker Edge": "SagemakerEdge", "SageMaker A2I Runtime": "SageMakerA2IRuntime", "IoTAnalytics": "IoTAnalytics",
		"IoTSiteWise": "IoTSiteWise", "IotDeviceAdvisor": "IotDeviceAdvisor", "IoT Events": "IotEvents", "ElastiCache": "ElastiCache",
		"AWS Parcel Service": "Parcel",
	} {
		if got := integration.Prefix(id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

func TestException(t *testing.T) {
	for _, test := range []struct{ shape, sdk, optimized string }{
		{"BucketAlreadyExists", "BucketAlreadyExistsException", "BucketAlreadyExistsException"},
		{"ConditionalCheckFailedException", "ConditionalCheckFailedException", "ConditionalCheckFailedException"},
		{"DBInstanceNotFoundFault", "DbInstanceNotFoundException", "DBInstanceNotFoundException"},
		{"EC2ThrottledException", "Ec2ThrottledException", "EC2ThrottledException"},
		{"InvalidParameter", "InvalidParameterException", "InvalidParameterException"},
		{"KMSDisabledException", "KmsDisabledException", "KMSDisabledException"},
		{"resourceInUse", "ResourceInUseException", "ResourceInUseException"},
	} {
		if got := integration.Exception(test.shape, true); got != test.sdk {
			t.Errorf("%s: %s, want %s", test.shape, got, test.sdk)
		}
		if got := integration.Exception(test.shape, false); got != test.optimized {
			t.Errorf("%s: %s, want %s", test.shape, got, test.optimized)
		}
	}
}

func TestField(t *testing.T) {
	for _, test := range []struct{ member, sdk, optimized string }{
		{"MD5OfMessageBody", "Md5OfMessageBody", "MD5OfMessageBody"},
		{"DBInstances", "DbInstances", "DBInstances"},
		{"ETag", "ETag", "ETag"},
		{"ChecksumCRC32", "ChecksumCRC32", "ChecksumCRC32"},
		{"BOOL", "Bool", "BOOL"},
		{"NULL", "Nul", "NULL"},
		{"equals", "EqualsValue", "Equals"},
		{"stateMachineArn", "StateMachineArn", "StateMachineArn"},
		{"S", "S", "S"},
		{"", "", ""},
	} {
		got := [2]string{integration.Field(test.member, true), integration.Field(test.member, false)}
		if diff := cmp.Diff([2]string{test.sdk, test.optimized}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.member, diff)
		}
	}
}

func TestCallOf(t *testing.T) {
	for resource, want := range map[string]integration.Call{
		"arn:aws:states:::aws-sdk:s3:getObject":                       {Service: "s3", Operation: "GetObject", Answers: "GetObject", SDK: true},
		"arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken":   {Service: "sqs", Operation: "SendMessage", Answers: "SendMessage", SDK: true},
		"arn:aws:states:::states:startExecution.sync:2":               {Service: "sfn", Operation: "StartExecution", Answers: "DescribeExecution", Free: []string{"Input", "Output"}},
		"arn:aws:states:::events:putEvents":                           {Service: "eventbridge", Operation: "PutEvents", Answers: "PutEvents"},
		"arn:aws:states:::elasticmapreduce:createCluster":             {Service: "emr", Operation: "RunJobFlow", Answers: "RunJobFlow"},
		"arn:aws:states:eu-central-1:123456789012:activity:a":         {},
		"arn:aws:states:::aws-sdk:s3":                                 {},
		"arn:aws:lambda:eu-central-1:123456789012:function:f:states:": {},
		"": {},
	} {
		got, ok := integration.CallOf(resource)
		if diff := cmp.Diff(want, got); diff != "" || ok != (want.Service != "") {
			t.Errorf("%s: %v (-want +got):\n%s", resource, ok, diff)
		}
	}
}
