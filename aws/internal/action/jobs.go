package action

import (
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// The jobs that integrations with .sync start. Step Functions: what describes a job, and the
// statuses with which it has ended, are those of the services' APIs; which of them stops a
// job is in the developer guide, as the rights that a role needs.
var (
	batchJob = &job{
		describe: "DescribeJobs", by: named(`{"Jobs": ["@JobId"]}`),
		status: "Jobs.0.Status", good: "SUCCEEDED", bad: "FAILED",
		stop: "TerminateJob", stopBy: named(`{"JobId": "@JobId", "Reason": "Terminated by AWS Step Functions"}`),
		result: named(`"^Jobs.0"`),
	}
	ecsTask = &job{
		describe: "DescribeTasks", by: named(`{"Cluster": "@Tasks.0.ClusterArn", "Tasks": ["@Tasks.0.TaskArn"]}`),
		judge: judgeTask,
		stop:  "StopTask", stopBy: named(`{"Cluster": "@Tasks.0.ClusterArn", "Task": "@Tasks.0.TaskArn", "Reason": "Stopped by AWS Step Functions"}`),
		result: named(`"^Tasks.0"`), shape: taskOfEvent,
	}
	glueRun = &job{
		describe: "GetJobRun", by: named(`{"JobName": "$JobName", "RunId": "@JobRunId"}`),
		status: "JobRun.JobRunState", good: "SUCCEEDED", bad: "FAILED TIMEOUT ERROR EXPIRED STOPPED",
		stop: "BatchStopJobRun", stopBy: named(`{"JobName": "$JobName", "JobRunIds": ["@JobRunId"]}`),
		result: named(`"^JobRun"`),
		shape:  func(t *Task, run jsonvalue.Value) jsonvalue.Value { return withJobName(t, run) },
	}
	databrewRun = &job{
		describe: "DescribeJobRun", by: named(`{"Name": "$Name", "RunId": "@RunId"}`),
		status: "State", good: "SUCCEEDED", bad: "FAILED STOPPED TIMEOUT",
		stop: "StopJobRun", stopBy: named(`{"Name": "$Name", "RunId": "@RunId"}`),
		result: named(`"^"`),
	}
	execution = &job{
		describe: "DescribeExecution", by: named(`{"ExecutionArn": "@ExecutionArn"}`),
		status: "Status", good: "SUCCEEDED", bad: "FAILED TIMED_OUT ABORTED",
		stop: "StopExecution", stopBy: named(`{"ExecutionArn": "@ExecutionArn"}`),
		result: named(`"^"`), shape: childOf,
	}
	build = &job{
		describe: "BatchGetBuilds", by: named(`{"Ids": ["@Build.Id"]}`),
		status: "Builds.0.BuildStatus", good: "SUCCEEDED", bad: "FAILED FAULT TIMED_OUT STOPPED",
		stop: "StopBuild", stopBy: named(`{"Id": "@Build.Id"}`),
		result: named(`{"Build": "^Builds.0"}`),
	}
	buildBatch = &job{
		describe: "BatchGetBuildBatches", by: named(`{"Ids": ["@BuildBatch.Id"]}`),
		status: "BuildBatches.0.BuildBatchStatus", good: "SUCCEEDED", bad: "FAILED FAULT TIMED_OUT STOPPED",
		stop: "StopBuildBatch", stopBy: named(`{"Id": "@BuildBatch.Id"}`),
		result: named(`{"BuildBatch": "^BuildBatches.0"}`),
	}
	query = &job{
		describe: "GetQueryExecution", by: named(`{"QueryExecutionId": "@QueryExecutionId"}`),
		status: "QueryExecution.Status.State", good: "SUCCEEDED", bad: "FAILED CANCELLED",
		stop: "StopQueryExecution", stopBy: named(`{"QueryExecutionId": "@QueryExecutionId"}`),
		result: named(`"^"`),
	}
	mediaJob = &job{
		describe: "GetJob", by: named(`{"Id": "@Job.Id"}`),
		status: "Job.Status", good: "COMPLETE", bad: "ERROR CANCELED",
		stop: "CancelJob", stopBy: named(`{"Id": "@Job.Id"}`),
		result: named(`"^"`),
	}
	customization = &job{
		describe: "GetModelCustomizationJob", by: named(`{"JobIdentifier": "@JobArn"}`),
		status: "Status", good: "Completed", bad: "Failed Stopped",
		stop: "StopModelCustomizationJob", stopBy: named(`{"JobIdentifier": "@JobArn"}`),
		result: named(`"^"`),
	}
	containersRun = &job{
		describe: "DescribeJobRun", by: named(`{"Id": "@Id", "VirtualClusterId": "$VirtualClusterId"}`),
		status: "JobRun.State", good: "COMPLETED", bad: "FAILED CANCELLED",
		stop: "CancelJobRun", stopBy: named(`{"Id": "@Id", "VirtualClusterId": "$VirtualClusterId"}`),
		result: named(`"^"`),
	}
	virtualClusterEnd = &job{
		describe: "DescribeVirtualCluster", by: named(`{"Id": "$Id"}`),
		status: "VirtualCluster.State", good: "TERMINATED", bad: "ARRESTED",
		result: named(`"^"`),
	}
	clusterStart = &job{ // a cluster goes on when the task ends
		describe: "DescribeCluster", by: named(`{"ClusterId": "@ClusterId"}`),
		status: "Cluster.Status.State", good: "WAITING TERMINATED", bad: "TERMINATED_WITH_ERRORS",
		result: named(`{"Cluster": "^Cluster", "ClusterId": "@ClusterId"}`),
	}
	clusterEnd = &job{
		describe: "DescribeCluster", by: named(`{"ClusterId": "$ClusterId"}`),
		status: "Cluster.Status.State", good: "TERMINATED", bad: "TERMINATED_WITH_ERRORS",
		result: named(`{"Cluster": "^Cluster", "ClusterId": "$ClusterId"}`),
	}
	step = &job{
		describe: "DescribeStep", by: named(`{"ClusterId": "$ClusterId", "StepId": "@StepId"}`),
		status: "Step.Status.State", good: "COMPLETED", bad: "FAILED CANCELLED INTERRUPTED",
		stop: "CancelSteps", stopBy: named(`{"ClusterId": "$ClusterId", "StepIds": ["@StepId"]}`),
		result: named(`"^"`),
	}
	serverlessRun = &job{
		describe: "GetJobRun", by: named(`{"ApplicationId": "$ApplicationId", "JobRunId": "@JobRunId"}`),
		status: "JobRun.State", good: "SUCCESS", bad: "FAILED CANCELLED",
		stop: "CancelJobRun", stopBy: named(`{"ApplicationId": "$ApplicationId", "JobRunId": "@JobRunId"}`),
		result: named(`"^"`),
	}
	serverlessRunEnd = &job{
		describe: "GetJobRun", by: named(`{"ApplicationId": "$ApplicationId", "JobRunId": "$JobRunId"}`),
		status: "JobRun.State", good: "CANCELLED", bad: "SUCCESS FAILED",
		result: named(`"^"`),
	}
)

// application is an application of EMR Serverless on its way to a state.
func application(good, bad, id string, result template) *job {
	return &job{
		describe: "GetApplication", by: named(`{"ApplicationId": "` + id + `"}`),
		status: "Application.State", good: good, bad: bad,
		result: result,
	}
}

// stoppedBy returns the job with the operation that stops it.
func (j *job) stoppedBy(operation string, by template) *job {
	j.stop, j.stopBy = operation, by
	return j
}

// modelJob is a job of SageMaker, by what its names begin with: TrainingJob.
func modelJob(kind string) *job {
	by := named(`{"` + kind + `Name": "$` + kind + `Name"}`)
	return &job{
		describe: "Describe" + kind, by: by,
		status: kind + "Status", good: "Completed", bad: "Failed Stopped",
		stop: "Stop" + kind, stopBy: by,
		result: named(`"^"`),
	}
}

// kubernetes is a part of a cluster of EKS that comes or goes. It stays as it is when the
// task ends.
func kubernetes(kind, by string, leaves bool) *job {
	j := &job{
		describe: "Describe" + kind, by: named(by),
		status: kind + ".Status", good: "ACTIVE", bad: "FAILED CREATE_FAILED DELETE_FAILED",
		result: named(`"^"`),
	}
	if leaves {
		j.good, j.gone = "", true
	}
	return j
}

// childOf returns a described execution. Its input and its output are JSON for .sync:2, and
// texts for .sync.
func childOf(t *Task, described jsonvalue.Value) jsonvalue.Value {
	if t.Pattern != asl.SyncOutput {
		return described
	}
	members := membersOf(described)
	for i, m := range members {
		if m.Name != "Input" && m.Name != "Output" {
			continue
		}
		if v, err := jsonvalue.ParseString(strings.Clone(m.Value.Text())); err == nil {
			members[i].Value = v
		}
	}
	return jsonvalue.OfObject(members)
}
