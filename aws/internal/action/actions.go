package action

import (
	"context"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonvalue"
)

// actions are the integrations that are more than a call of the operation of that name.
var actions = map[string]action{
	"athena:startQueryExecution": {job: query},

	"batch:submitJob": {job: batchJob, request: managedJob},

	"bedrock:createModelCustomizationJob": {job: customization},
	"bedrock:invokeModel":                 {request: modelInput, result: modelOutput},

	"codebuild:retryBuildBatch": {job: buildBatch},
	"codebuild:startBuild":      {job: build},
	"codebuild:startBuildBatch": {job: buildBatch},

	"databrew:startJobRun": {job: databrewRun},

	"ecs:runTask": {job: ecsTask, result: placed},

	"eks:createCluster":        {job: kubernetes("Cluster", `{"Name": "$Name"}`, false)},
	"eks:createFargateProfile": {job: kubernetes("FargateProfile", fargateProfile, false)},
	"eks:createNodegroup":      {job: kubernetes("Nodegroup", nodegroup, false)},
	"eks:deleteCluster":        {job: kubernetes("Cluster", `{"Name": "$Name"}`, true)},
	"eks:deleteFargateProfile": {job: kubernetes("FargateProfile", fargateProfile, true)},
	"eks:deleteNodegroup":      {job: kubernetes("Nodegroup", nodegroup, true)},

	"elasticmapreduce:addStep":                   {job: step, operation: "AddJobFlowSteps", request: filled(`{"JobFlowId": "$ClusterId", "Steps": ["$Step"], "ExecutionRoleArn": "$ExecutionRoleArn"}`), result: oneStep},
	"elasticmapreduce:cancelStep":                {operation: "CancelSteps", request: filled(`{"ClusterId": "$ClusterId", "StepIds": ["$StepId"]}`), result: oneCancellation},
	"elasticmapreduce:createCluster":             {job: clusterStart, operation: "RunJobFlow", result: namedCluster},
	"elasticmapreduce:modifyInstanceFleetByName": {operation: "ModifyInstanceFleet", request: fleetByName},
	"elasticmapreduce:modifyInstanceGroupByName": {operation: "ModifyInstanceGroups", request: groupByName},
	"elasticmapreduce:setClusterTerminationProtection": {operation: "SetTerminationProtection",
		request: filled(`{"JobFlowIds": ["$ClusterId"], "TerminationProtected": "$TerminationProtected"}`)},
	"elasticmapreduce:terminateCluster": {job: clusterEnd, operation: "TerminateJobFlows", request: filled(`{"JobFlowIds": ["$ClusterId"]}`)},

	"emr-containers:deleteVirtualCluster": {job: virtualClusterEnd},
	"emr-containers:startJobRun":          {job: containersRun},

	"emr-serverless:cancelJobRun": {job: serverlessRunEnd},
	"emr-serverless:createApplication": {job: application("CREATED STARTED", "TERMINATED", "@ApplicationId", named(`"@"`)).
		stoppedBy("DeleteApplication", named(`{"ApplicationId": "@ApplicationId"}`))},
	"emr-serverless:deleteApplication": {result: withApplication, job: application("TERMINATED", "", "$ApplicationId", applicationID)},
	"emr-serverless:startApplication": {result: withApplication, job: application("STARTED", "TERMINATED", "$ApplicationId", applicationID).
		stoppedBy("StopApplication", applicationID)},
	"emr-serverless:startJobRun":     {job: serverlessRun},
	"emr-serverless:stopApplication": {result: withApplication, job: application("STOPPED", "TERMINATED", "$ApplicationId", applicationID)},

	"events:putEvents": {request: namedEvents, result: putEvents},

	"glue:startJobRun": {job: glueRun, result: func(_ context.Context, t *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
		return withJobName(t, response), nil
	}},

	"lambda:invoke": {result: invoked},

	"mediaconvert:createJob": {job: mediaJob, request: taggedJob},

	"sagemaker:createHyperParameterTuningJob": {job: modelJob("HyperParameterTuningJob")},
	"sagemaker:createLabelingJob":             {job: modelJob("LabelingJob")},
	"sagemaker:createProcessingJob":           {job: modelJob("ProcessingJob")},
	"sagemaker:createTrainingJob":             {job: modelJob("TrainingJob")},
	"sagemaker:createTransformJob":            {job: modelJob("TransformJob")},

	"states:startExecution": {job: execution, request: startInput},
}

const (
	fargateProfile = `{"ClusterName": "$ClusterName", "FargateProfileName": "$FargateProfileName"}`
	nodegroup      = `{"ClusterName": "$ClusterName", "NodegroupName": "$NodegroupName"}`
)

var applicationID = named(`{"ApplicationId": "$ApplicationId"}`)

// filled returns a function that makes parameters with a template.
func filled(text string) func(context.Context, *Task) (jsonvalue.Value, error) {
	t := named(text)
	return func(_ context.Context, task *Task) (jsonvalue.Value, error) {
		return t.fill(&sources{parameters: task.Input}), nil
	}
}

// withJobName adds the name of the job of a run, which the task gives.
func withJobName(t *Task, v jsonvalue.Value) jsonvalue.Value {
	return sorted(with(v, "JobName", t.Input.Get("JobName")))
}

// withApplication adds the application to the response of an operation that has none.
func withApplication(_ context.Context, t *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	return sorted(with(response, "ApplicationId", t.Input.Get("ApplicationId"))), nil
}

// managedJob adds to a job of .sync the variable by which it can tell who has started it.
func managedJob(_ context.Context, t *Task) (jsonvalue.Value, error) {
	if !t.isSync() {
		return t.Input, nil
	}
	overrides := t.Input.Get("ContainerOverrides")
	variable := named(`{"Name": "MANAGED_BY_AWS", "Value": "STARTED_BY_STEP_FUNCTIONS"}`).Value
	environment := append(elementsOf(overrides.Get("Environment")), variable)
	return with(t.Input, "ContainerOverrides", with(overrides, "Environment", jsonvalue.OfArray(environment))), nil
}

// taggedJob adds the tag of jobs that Step Functions has started.
func taggedJob(_ context.Context, t *Task) (jsonvalue.Value, error) {
	return with(t.Input, "Tags", with(t.Input.Get("Tags"), "ManagedByService", jsonvalue.OfString("AWSStepFunctions"))), nil
}

// startInput gives an execution the input {} if the task has none.
func startInput(_ context.Context, t *Task) (jsonvalue.Value, error) {
	switch t.Input.Get("Input").Kind() {
	case jsonvalue.None, jsonvalue.Null:
		return with(t.Input, "Input", jsonvalue.EmptyObject), nil
	}
	return t.Input, nil
}

// namedEvents adds the execution and its state machine to the resources of each event.
func namedEvents(ctx context.Context, t *Task) (jsonvalue.Value, error) {
	info := asl.TaskInfoFrom(ctx)
	if info == nil {
		return t.Input, nil
	}
	entries := elementsOf(t.Input.Get("Entries"))
	for i, entry := range entries {
		resources := append(elementsOf(entry.Get("Resources")), jsonvalue.OfString(info.Execution.ARN()), jsonvalue.OfString(info.MachineARN))
		if entry.Kind() == jsonvalue.Object {
			entries[i] = with(entry, "Resources", jsonvalue.OfArray(resources))
		}
	}
	return with(t.Input, "Entries", jsonvalue.OfArray(entries)), nil
}

// putEvents returns the result of events:putEvents.
// Step Functions: an event that was not taken fails the task.
func putEvents(_ context.Context, _ *Task, response jsonvalue.Value) (jsonvalue.Value, error) {
	response = plain(response)
	if n, _ := response.Get("FailedEntryCount").Int64(); n > 0 {
		return response, asl.NewError("EventBridge.FailedEntry", response.Compact().String())
	}
	return response, nil
}

// Names returns the resources, without arn:aws:states:::, that [Task.Run] runs: those of the
// integrations that are more than a call, with each suffix by which a job is waited for.
func Names() (names []string) {
	for name, a := range actions {
		names = append(names, name)
		if a.job != nil {
			names = append(names, name+".sync")
		}
		if name == "states:startExecution" {
			names = append(names, name+".sync:2")
		}
	}
	return names
}
