package awsshapes

import "strings"

// call is the operation whose response is the result of a Task.
type call struct {
	service, operation string
	sdk                bool     // of an aws-sdk integration
	free               []string // fields that may have any JSON: Step Functions parses their text
}

// callOf returns the call of a resource such as arn:aws:states:::sqs:sendMessage. ok is
// false if the resource is not that of a service.
func callOf(resource string) (c call, ok bool) {
	parts := strings.Split(resource, ":")
	if len(parts) < 7 || parts[0] != "arn" || parts[2] != "states" || parts[3] != "" || parts[4] != "" {
		return c, false
	}
	service, api := parts[5], parts[6]
	if service == "aws-sdk" {
		if len(parts) < 8 {
			return c, false
		}
		api, _, _ = strings.Cut(parts[7], ".")
		return call{service: parts[6], operation: capital(api), sdk: true}, true
	}
	api, pattern, _ := strings.Cut(api, ".")
	asJSON := pattern == "sync" && len(parts) > 7 // .sync:2
	if known, ok := optimized[service+":"+api]; ok {
		c = known.call
		if pattern == "sync" {
			c.operation = known.polled
		}
		if asJSON && service == "states" {
			c.free = []string{"Input", "Output"}
		}
		return c, c.operation != ""
	}
	if name := models[service]; name != "" {
		service = name
	}
	return call{service: service, operation: capital(api)}, pattern != "sync"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// models has the service of an optimized integration, if its name is another one.
var models = map[string]string{
	"elasticmapreduce": "emr",
	"events":           "eventbridge",
	"states":           "sfn",
}

// optimized has the optimized integrations whose result is not the response of the
// operation of the same name, and the operations that are polled for .sync.
var optimized = map[string]struct {
	call
	polled string
}{
	"lambda:invoke":         {call: call{service: "lambda", operation: "Invoke", free: []string{"Payload"}}},
	"states:startExecution": {call: call{service: "sfn", operation: "StartExecution"}, polled: "DescribeExecution"},

	"athena:startQueryExecution":          {call: call{service: "athena", operation: "StartQueryExecution"}, polled: "GetQueryExecution"},
	"batch:submitJob":                     {call: call{service: "batch", operation: "SubmitJob"}, polled: "DescribeJobs"},
	"bedrock:createModelCustomizationJob": {call: call{service: "bedrock", operation: "CreateModelCustomizationJob"}, polled: "GetModelCustomizationJob"},
	"bedrock:invokeModel":                 {call: call{service: "bedrockruntime", operation: "InvokeModel", free: []string{"Body"}}},
	"codebuild:startBuild":                {call: call{service: "codebuild", operation: "StartBuild"}, polled: "BatchGetBuilds"},
	"codebuild:startBuildBatch":           {call: call{service: "codebuild", operation: "StartBuildBatch"}, polled: "BatchGetBuildBatches"},
	"databrew:startJobRun":                {call: call{service: "databrew", operation: "StartJobRun"}, polled: "DescribeJobRun"},
	"ecs:runTask":                         {call: call{service: "ecs", operation: "RunTask"}, polled: "DescribeTasks"},
	"eks:createCluster":                   {call: call{service: "eks", operation: "CreateCluster"}, polled: "DescribeCluster"},
	"eks:createFargateProfile":            {call: call{service: "eks", operation: "CreateFargateProfile"}, polled: "DescribeFargateProfile"},
	"eks:createNodegroup":                 {call: call{service: "eks", operation: "CreateNodegroup"}, polled: "DescribeNodegroup"},
	"eks:deleteCluster":                   {call: call{service: "eks", operation: "DeleteCluster"}, polled: "DescribeCluster"},
	"eks:deleteFargateProfile":            {call: call{service: "eks", operation: "DeleteFargateProfile"}, polled: "DescribeFargateProfile"},
	"eks:deleteNodegroup":                 {call: call{service: "eks", operation: "DeleteNodegroup"}, polled: "DescribeNodegroup"},
	"elasticmapreduce:addStep":            {call: call{service: "emr"}, polled: "DescribeStep"},
	"elasticmapreduce:createCluster":      {call: call{service: "emr", operation: "RunJobFlow"}, polled: "DescribeCluster"},
	"elasticmapreduce:terminateCluster":   {call: call{service: "emr"}, polled: "DescribeCluster"},
	"emr-containers:createVirtualCluster": {call: call{service: "emrcontainers", operation: "CreateVirtualCluster"}},
	"emr-containers:deleteVirtualCluster": {call: call{service: "emrcontainers", operation: "DeleteVirtualCluster"}, polled: "DescribeVirtualCluster"},
	"emr-containers:startJobRun":          {call: call{service: "emrcontainers", operation: "StartJobRun"}, polled: "DescribeJobRun"},
	"emr-serverless:createApplication":    {call: call{service: "emrserverless", operation: "CreateApplication"}, polled: "GetApplication"},
	"emr-serverless:deleteApplication":    {call: call{service: "emrserverless", operation: "DeleteApplication"}, polled: "GetApplication"},
	"emr-serverless:startApplication":     {call: call{service: "emrserverless", operation: "StartApplication"}, polled: "GetApplication"},
	"emr-serverless:startJobRun":          {call: call{service: "emrserverless", operation: "StartJobRun"}, polled: "GetJobRun"},
	"emr-serverless:stopApplication":      {call: call{service: "emrserverless", operation: "StopApplication"}, polled: "GetApplication"},
	"glue:startJobRun":                    {call: call{service: "glue", operation: "StartJobRun"}, polled: "GetJobRun"},
	"mediaconvert:createJob":              {call: call{service: "mediaconvert", operation: "CreateJob"}, polled: "GetJob"},
	"sagemaker:createLabelingJob":         {call: call{service: "sagemaker", operation: "CreateLabelingJob"}, polled: "DescribeLabelingJob"},
	"sagemaker:createProcessingJob":       {call: call{service: "sagemaker", operation: "CreateProcessingJob"}, polled: "DescribeProcessingJob"},
	"sagemaker:createTrainingJob":         {call: call{service: "sagemaker", operation: "CreateTrainingJob"}, polled: "DescribeTrainingJob"},
	"sagemaker:createTransformJob":        {call: call{service: "sagemaker", operation: "CreateTransformJob"}, polled: "DescribeTransformJob"},

	"sagemaker:createHyperParameterTuningJob": {call: call{service: "sagemaker", operation: "CreateHyperParameterTuningJob"}, polled: "DescribeHyperParameterTuningJob"},
}
