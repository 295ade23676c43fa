package aws_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
)

// moves is a program that has moto's jobs be described once before they have ended.
const moves = `
from moto.moto_api import state_manager
for model in ["glue::job_run", "ecs::task", "athena::execution"]:
    state_manager.set_transition(model, {"progression": "manual", "times": 1})
`

// TestMotoJobs runs jobs of services against moto, which moves them by its transitions.
func TestMotoJobs(t *testing.T) {
	url := startOwn(t, moves)
	for _, test := range []sequence{
		{"glue", []state{
			{"aws-sdk:glue:createJob", `{"Name": "job", "Role": "role", "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/s"}}`},
			{"glue:startJobRun.sync", `{"JobName": "job"}`},
			{"glue:startJobRun", `{"JobName": "job"}`},
			{"glue:startJobRun.sync", `{"JobName": "none"}`},
		}, "Glue.EntityNotFoundException", map[string]string{
			"r1.JobName": `"job"`, "r1.JobRunState": `"SUCCEEDED"`, "r1.SdkHttpMetadata": "", "r2.JobName": `"job"`, "r2.SdkHttpMetadata.HttpStatusCode": "200",
		}},
		{"athena", []state{
			{"athena:startQueryExecution.sync", `{"QueryString": "SELECT 1", "ResultConfiguration": {"OutputLocation": "s3://bucket/"}}`},
			{"athena:getQueryExecution", `{"QueryExecutionId.$": "$.r0.QueryExecution.QueryExecutionId"}`},
			{"aws-sdk:athena:createWorkGroup", `{"Name": "primary"}`},
		}, "Athena.InvalidRequestException", map[string]string{
			"r0.QueryExecution.Status.State": `"SUCCEEDED"`, "r0.SdkHttpMetadata": "", "r1.QueryExecution.Query": `"SELECT 1"`,
		}},
		{"ecs", []state{
			{"aws-sdk:ecs:createCluster", `{"ClusterName": "cluster"}`},
			{"aws-sdk:ec2:describeSubnets", `{}`},
			{"aws-sdk:ecs:registerTaskDefinition", `{"Family": "task", "RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512", "ContainerDefinitions": [{"Name": "c", "Image": "busybox", "Memory": 128}]}`},
			{"ecs:runTask.sync", `{"Cluster": "cluster", "TaskDefinition": "task", "LaunchType": "FARGATE", "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets.$": "$.r1.Subnets[0:1].SubnetId", "SecurityGroups": [], "AssignPublicIp": "ENABLED"}}}`},
			{"ecs:runTask.sync", `{"Cluster": "cluster", "TaskDefinition": "none"}`},
		}, "ECS.ClientException", map[string]string{
			"r3.LastStatus": `"STOPPED"`, "r3.StartedBy": `"AWS Step Functions"`, "r3.Tags": "[]", "r3.SdkHttpMetadata": "",
		}},
		{"events", []state{
			{"events:putEvents", `{"Entries": [{"Source": "s", "DetailType": "t", "Detail": {"a": 1}}]}`},
			{"events:putEvents", `{"Entries": [{"Source": "", "DetailType": "t", "Detail": {}}]}`},
		}, "EventBridge.FailedEntry", map[string]string{"r0.FailedEntryCount": "0", "r0.SdkHttpMetadata": ""}},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, url, asl.WithClock(asl.NewVirtualClock(time.Now()))) })
	}
}
