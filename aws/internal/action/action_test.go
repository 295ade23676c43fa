package action_test

import (
	"testing"

	"github.com/goasl/goasl/asl"

	"github.com/google/go-cmp/cmp"
)

// TestActions: what services are called with, and what comes of their responses.
func TestActions(t *testing.T) {
	const here = `"arn:aws:states:us-east-1:000000000000:execution:m:x","arn:aws:states:us-east-1:000000000000:stateMachine:m"`
	const job = `{"JobName": "n", "JobQueue": "q", "JobDefinition": "d"`
	tests := []struct {
		name, resource, parameters string
		answers                    []string
		asked                      []string
		output, failure, cause     string
	}{
		{name: "a response as it is", resource: "sns:publish", parameters: `{"TopicArn": "t", "Message": {"a": 1}}`,
			answers: []string{withMetadata(`{"MessageId": "m"}`)}, asked: []string{`sns:Publish {"TopicArn":"t","Message":{"a":1}}`},
			output: `{"MessageId":"m","SdkHttpMetadata":{"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"r"}}`},
		{name: "events", resource: "events:putEvents", parameters: `{"Entries": [{"Detail": {"a": 1}, "Source": "s"}, {"Detail": "{}", "Resources": ["r"]}]}`,
			answers: []string{withMetadata(`{"Entries": [{"EventId": "e"}], "FailedEntryCount": 0}`)},
			asked:   []string{`events:PutEvents {"Entries":[{"Detail":{"a":1},"Source":"s","Resources":[` + here + `]},{"Detail":"{}","Resources":["r",` + here + `]}]}`},
			output:  `{"Entries":[{"EventId":"e"}],"FailedEntryCount":0}`},
		{name: "an event that is not taken", resource: "events:putEvents", parameters: `{"Entries": [{}]}`,
			answers: []string{withMetadata(`{"Entries": [{"ErrorCode": "InternalFailure"}], "FailedEntryCount": 1}`)},
			asked:   []string{`events:PutEvents {"Entries":[{"Resources":[` + here + `]}]}`},
			failure: "EventBridge.FailedEntry", cause: `{"Entries":[{"ErrorCode":"InternalFailure"}],"FailedEntryCount":1}`},
		{name: "a job", resource: "batch:submitJob", parameters: job + `}`, answers: []string{`{"JobId":"j"}`},
			asked: []string{`batch:SubmitJob {"JobName":"n","JobQueue":"q","JobDefinition":"d"}`}, output: `{"JobId":"j"}`},
		{name: "a job that is waited for", resource: "batch:submitJob.sync", parameters: job + `, "ContainerOverrides": {"Environment": [{"Name": "A", "Value": "1"}], "Vcpus": 1}}`,
			answers: []string{`{"JobId":"j"}`, `{"Jobs": [{"Status": "SUCCEEDED"}]}`},
			asked: []string{`batch:SubmitJob {"JobName":"n","JobQueue":"q","JobDefinition":"d","ContainerOverrides":{"Environment":[{"Name":"A","Value":"1"},{"Name":"MANAGED_BY_AWS","Value":"STARTED_BY_STEP_FUNCTIONS"}],"Vcpus":1}}`,
				`batch:DescribeJobs {"Jobs":["j"]}`}, output: `{"Status":"SUCCEEDED"}`},
		{name: "a job of MediaConvert", resource: "mediaconvert:createJob", parameters: `{"Role": "r", "Settings": {}, "Tags": {"a": "b"}}`, answers: []string{`{"Job":{}}`},
			asked: []string{`mediaconvert:CreateJob {"Role":"r","Settings":{},"Tags":{"a":"b","ManagedByService":"AWSStepFunctions"}}`}, output: `{"Job":{}}`},
		{name: "a run of a job of Glue", resource: "glue:startJobRun", parameters: `{"JobName": "n"}`, answers: []string{`{"JobRunId":"r"}`},
			asked: []string{`glue:StartJobRun {"JobName":"n"}`}, output: `{"JobName":"n","JobRunId":"r"}`},
		{name: "tasks without room", resource: "ecs:runTask", parameters: `{"TaskDefinition": "d"}`, answers: []string{`{"Failures":[{"Reason":"RESOURCE"}],"Tasks":[]}`},
			asked: []string{`ecs:RunTask {"TaskDefinition":"d"}`}, output: `{"Failures":[{"Reason":"RESOURCE"}],"Tasks":[]}`},
		{name: "tasks without room that are waited for", resource: "ecs:runTask.sync", parameters: `{"TaskDefinition": "d"}`, answers: []string{withMetadata(`{"Failures":[{"Reason":"RESOURCE"}],"Tasks":[]}`)},
			asked:   []string{`ecs:RunTask {"TaskDefinition":"d","StartedBy":"AWS Step Functions"}`},
			failure: "AmazonECS.Unknown", cause: `{"Failures":[{"Reason":"RESOURCE"}],"Tasks":[]}`},
		{name: "tasks without room for a token", resource: "ecs:runTask.waitForTaskToken", parameters: `{"TaskDefinition": "d"}`, answers: []string{`{"Failures":[{}],"Tasks":[]}`},
			asked: []string{`ecs:RunTask {"TaskDefinition":"d"}`}, failure: "AmazonECS.Unknown", cause: `{"Failures":[{}],"Tasks":[]}`},
		{name: "an application", resource: "emr-serverless:startApplication", parameters: `{"ApplicationId": "a"}`, answers: []string{withMetadata(`{}`)},
			asked:  []string{`emr-serverless:StartApplication {"ApplicationId":"a"}`},
			output: `{"ApplicationId":"a","SdkHttpMetadata":{"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"r"}}`},
		{name: "a cluster", resource: "elasticmapreduce:createCluster", parameters: `{"Name": "n", "Instances": {}}`, answers: []string{withMetadata(`{"ClusterArn":"a","JobFlowId":"j"}`)},
			asked:  []string{`elasticmapreduce:RunJobFlow {"Name":"n","Instances":{}}`},
			output: `{"ClusterArn":"a","ClusterId":"j","SdkHttpMetadata":{"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"r"}}`},
		{name: "a step", resource: "elasticmapreduce:addStep", parameters: `{"ClusterId": "j", "Step": {"Name": "s"}, "ExecutionRoleArn": "r"}`, answers: []string{`{"StepIds":["s-1"]}`},
			asked: []string{`elasticmapreduce:AddJobFlowSteps {"JobFlowId":"j","Steps":[{"Name":"s"}],"ExecutionRoleArn":"r"}`}, output: `{"StepId":"s-1"}`},
		{name: "a step that is cancelled", resource: "elasticmapreduce:cancelStep", parameters: `{"ClusterId": "j", "StepId": "s-1"}`, answers: []string{`{"CancelStepsInfoList":[{"StepId":"s-1","Status":"SUBMITTED"}]}`},
			asked: []string{`elasticmapreduce:CancelSteps {"ClusterId":"j","StepIds":["s-1"]}`}, output: `{"CancelStepsInfo":{"StepId":"s-1","Status":"SUBMITTED"}}`},
		{name: "a cluster that is protected", resource: "elasticmapreduce:setClusterTerminationProtection", parameters: `{"ClusterId": "j", "TerminationProtected": false}`, answers: []string{`{}`},
			asked: []string{`elasticmapreduce:SetTerminationProtection {"JobFlowIds":["j"],"TerminationProtected":false}`}, output: `{}`},
		{name: "a cluster that is terminated", resource: "elasticmapreduce:terminateCluster", parameters: `{"ClusterId": "j"}`, answers: []string{`{}`},
			asked: []string{`elasticmapreduce:TerminateJobFlows {"JobFlowIds":["j"]}`}, output: `{}`},
		{name: "an instance fleet by its name", resource: "elasticmapreduce:modifyInstanceFleetByName", parameters: `{"ClusterId": "j", "InstanceFleetName": "f", "InstanceFleet": {"TargetOnDemandCapacity": 8}}`,
			answers: []string{`{"InstanceFleets":[{"Name":"e","Id":"1"}],"Marker":"m"}`, `{"InstanceFleets":[{"Name":"f","Id":"2"}]}`, `{}`},
			asked: []string{`elasticmapreduce:ListInstanceFleets {"ClusterId":"j"}`, `elasticmapreduce:ListInstanceFleets {"ClusterId":"j","Marker":"m"}`,
				`elasticmapreduce:ModifyInstanceFleet {"ClusterId":"j","InstanceFleet":{"TargetOnDemandCapacity":8,"InstanceFleetId":"2"}}`}, output: `{}`},
		{name: "an instance group by its name", resource: "elasticmapreduce:modifyInstanceGroupByName", parameters: `{"ClusterId": "j", "InstanceGroupName": "g", "InstanceGroup": {"InstanceCount": 8}}`,
			answers: []string{`{"InstanceGroups":[{"Name":"g","Id":"2"}]}`, `{}`},
			asked:   []string{`elasticmapreduce:ListInstanceGroups {"ClusterId":"j"}`, `elasticmapreduce:ModifyInstanceGroups {"ClusterId":"j","InstanceGroups":[{"InstanceCount":8,"InstanceGroupId":"2"}]}`}, output: `{}`},
		{name: "an instance group that is not there", resource: "elasticmapreduce:modifyInstanceGroupByName", parameters: `{"ClusterId": "j", "InstanceGroupName": "g", "InstanceGroup": {}}`,
			answers: []string{`{"InstanceGroups":[]}`}, asked: []string{`elasticmapreduce:ListInstanceGroups {"ClusterId":"j"}`},
			failure: "ElasticMapReduce.InvalidRequestException", cause: "The cluster has none of its InstanceGroups with the name 'g'."},
		{name: "a function", resource: "lambda:invoke", parameters: `{"FunctionName": "f", "Payload": {"a": 1}}`,
			answers: []string{withMetadata(`{"ExecutedVersion":"$LATEST","Payload":"{\"a\": 1.0}","StatusCode":200}`)}, asked: []string{`lambda:Invoke {"FunctionName":"f","Payload":{"a":1}}`},
			output: `{"ExecutedVersion":"$LATEST","Payload":{"a":1.0},"SdkHttpMetadata":{"HttpStatusCode":200},"SdkResponseMetadata":{"RequestId":"r"},"StatusCode":200}`},
		{name: "an answer that is no JSON", resource: "lambda:invoke", parameters: `{"FunctionName": "f"}`,
			answers: []string{`{"Payload":"<a>","StatusCode":200}`}, asked: []string{`lambda:Invoke {"FunctionName":"f"}`}, output: `{"Payload":"<a>","StatusCode":200}`},
		{name: "an invocation that is not waited for", resource: "lambda:invoke", parameters: `{"FunctionName": "f", "InvocationType": "Event"}`,
			answers: []string{`{"Payload":"","StatusCode":202}`}, asked: []string{`lambda:Invoke {"FunctionName":"f","InvocationType":"Event"}`}, output: `{"Payload":null,"StatusCode":202}`},
		{name: "a function that fails", resource: "lambda:invoke", parameters: `{"FunctionName": "f"}`,
			answers: []string{`{"FunctionError":"Unhandled","Payload":"{\"errorMessage\": \"m\", \"errorType\": \"E\"}","StatusCode":200}`}, asked: []string{`lambda:Invoke {"FunctionName":"f"}`},
			failure: "E", cause: `{"errorMessage":"m","errorType":"E"}`},
		{name: "a function that fails without a type", resource: "lambda:invoke", parameters: `{"FunctionName": "f"}`,
			answers: []string{`{"FunctionError":"Unhandled","Payload":"{\"errorMessage\": \"m\"}","StatusCode":200}`}, asked: []string{`lambda:Invoke {"FunctionName":"f"}`},
			failure: "Lambda.Unknown", cause: `The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage": "m"}`},
		{name: "an execution without an input", resource: "states:startExecution", parameters: `{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:else", "Input": null}`,
			answers: []string{`{"ExecutionArn":"x","StartDate":1}`}, asked: []string{`states:StartExecution {"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:else","Input":{}}`},
			output: `{"ExecutionArn":"x","StartDate":1}`},
		{name: "an execution with JSON", resource: "states:startExecution.sync:2", parameters: `{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:else", "Input": {"a": 1}}`,
			answers: []string{`{"ExecutionArn":"x","StartDate":1}`, `{"Input":"{\"a\": 1}","Output":"[1.0]","Status":"SUCCEEDED"}`},
			asked:   []string{`states:StartExecution {"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:else","Input":{"a":1}}`, `states:DescribeExecution {"ExecutionArn":"x"}`},
			output:  `{"Input":{"a":1},"Output":[1.0],"Status":"SUCCEEDED"}`},
		{name: "a model", resource: "bedrock:invokeModel", parameters: `{"ModelId": "m", "Body": {"prompt": "p"}}`,
			answers: []string{withMetadata(`{"Body":"{\"text\": \"t\"}","ContentType":"application/json"}`)}, asked: []string{`bedrock:InvokeModel {"ModelId":"m","Body":{"prompt":"p"}}`},
			output: `{"Body":{"text":"t"},"ContentType":"application/json"}`},
		{name: "a model with objects", resource: "bedrock:invokeModel", parameters: `{"ModelId": "m", "Input": {"S3Uri": "s3://b/in/1"}, "Output": {"S3Uri": "s3://b/out"}}`,
			answers: []string{`{"Body":"text","ContentType":"text/plain"}`, `{"Body":"answer","ContentType":"text/html"}`, `{}`},
			asked: []string{`s3:GetObject {"Bucket":"b","Key":"in/1"}`, `bedrock:InvokeModel {"ModelId":"m","Body":"text","ContentType":"text/plain"}`,
				`s3:PutObject {"Bucket":"b","Key":"out","Body":"answer","ContentType":"text/html"}`}, output: `{"Body":"s3://b/out","ContentType":"text/html"}`},
		{name: "a model with no URI", resource: "bedrock:invokeModel", parameters: `{"ModelId": "m", "Input": {"S3Uri": "https://b/in"}}`, answers: []string{`{}`},
			failure: "States.Runtime", cause: "The value for the 'S3Uri' field must be s3://<bucket>/<key>, not 'https://b/in'"},
		{name: "a service that refuses", resource: "glue:startJobRun.sync", parameters: `{"JobName": "n"}`, answers: []string{"!Glue.ConcurrentRunsExceededException too many"},
			asked: []string{`glue:StartJobRun {"JobName":"n"}`}, failure: "Glue.ConcurrentRunsExceededException", cause: "too many"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &service{answers: test.answers}
			r, err := s.machine(t, test.resource, test.parameters, "").Execute(t.Context(), []byte(`{}`))
			if r == nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.asked, s.calls()); diff != "" {
				t.Errorf("calls (-want +got):\n%s", diff)
			}
			failed := r.Error
			if failed == nil {
				failed = new(asl.Error)
			}
			want := []string{test.output, test.failure, test.cause}
			if diff := cmp.Diff(want, []string{string(r.Output), failed.Name, failed.Cause}); diff != "" {
				t.Errorf("end (-want +got):\n%s", diff)
			}
		})
	}
}
