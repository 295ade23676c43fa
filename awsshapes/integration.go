package awsshapes

import "strings"

// call is what a Task calls.
type call struct {
	service   string
	operation string   // "" if the request is not that of an operation
	answers   string   // the operation whose response is the result, "" if it is that of none
	sdk       bool     // of an aws-sdk integration
	free      []string // fields of the result that may have any JSON: Step Functions parses their text
	added     []string // members of Parameters that Step Functions adds to those of the request
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
		return call{service: parts[6], operation: capital(api), answers: capital(api), sdk: true}, true
	}
	api, pattern, _ := strings.Cut(api, ".")
	known, special := optimized[service+":"+api]
	if !special {
		if name := models[service]; name != "" {
			service = name
		}
		known = call{service: service, operation: capital(api)}
	}
	switch {
	case pattern != "sync":
		known.answers = known.operation
	case len(parts) > 7 && service == "states": // .sync:2
		known.free = []string{"Input", "Output"}
	}
	return known, true
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
	"emr-containers":   "emrcontainers",
	"emr-serverless":   "emrserverless",
	"events":           "eventbridge",
	"states":           "sfn",
}

// optimized has the optimized integrations whose request or result is not that of the
// operation of the same name. The operations that answer are those that are polled for
// .sync.
var optimized = map[string]call{
	"lambda:invoke":         {service: "lambda", operation: "Invoke", free: []string{"Payload"}},
	"states:startExecution": {service: "sfn", operation: "StartExecution", answers: "DescribeExecution"},

	"athena:startQueryExecution":          {service: "athena", operation: "StartQueryExecution", answers: "GetQueryExecution"},
	"batch:submitJob":                     {service: "batch", operation: "SubmitJob", answers: "DescribeJobs"},
	"bedrock:createModelCustomizationJob": {service: "bedrock", operation: "CreateModelCustomizationJob", answers: "GetModelCustomizationJob"},
	"bedrock:invokeModel":                 {service: "bedrockruntime", operation: "InvokeModel", free: []string{"Body"}, added: []string{"Input", "Output"}},
	"bedrockagentcore:invokeHarness":      {service: "bedrockagentcore"}, // the result is made of a stream
	"codebuild:startBuild":                {service: "codebuild", operation: "StartBuild", answers: "BatchGetBuilds"},
	"codebuild:startBuildBatch":           {service: "codebuild", operation: "StartBuildBatch", answers: "BatchGetBuildBatches"},
	"databrew:startJobRun":                {service: "databrew", operation: "StartJobRun", answers: "DescribeJobRun"},
	"ecs:runTask":                         {service: "ecs", operation: "RunTask", answers: "DescribeTasks"},
	"eks:createCluster":                   {service: "eks", operation: "CreateCluster", answers: "DescribeCluster"},
	"eks:createFargateProfile":            {service: "eks", operation: "CreateFargateProfile", answers: "DescribeFargateProfile"},
	"eks:createNodegroup":                 {service: "eks", operation: "CreateNodegroup", answers: "DescribeNodegroup"},
	"eks:deleteCluster":                   {service: "eks", operation: "DeleteCluster", answers: "DescribeCluster"},
	"eks:deleteFargateProfile":            {service: "eks", operation: "DeleteFargateProfile", answers: "DescribeFargateProfile"},
	"eks:deleteNodegroup":                 {service: "eks", operation: "DeleteNodegroup", answers: "DescribeNodegroup"},
	"elasticmapreduce:addStep":            {service: "emr", answers: "DescribeStep"},
	"elasticmapreduce:createCluster":      {service: "emr", operation: "RunJobFlow", answers: "DescribeCluster"},
	"elasticmapreduce:terminateCluster":   {service: "emr", answers: "DescribeCluster"},
	"emr-containers:createVirtualCluster": {service: "emrcontainers", operation: "CreateVirtualCluster"},
	"emr-containers:deleteVirtualCluster": {service: "emrcontainers", operation: "DeleteVirtualCluster", answers: "DescribeVirtualCluster"},
	"emr-containers:startJobRun":          {service: "emrcontainers", operation: "StartJobRun", answers: "DescribeJobRun"},
	"emr-serverless:createApplication":    {service: "emrserverless", operation: "CreateApplication", answers: "GetApplication"},
	"emr-serverless:deleteApplication":    {service: "emrserverless", operation: "DeleteApplication", answers: "GetApplication"},
	"emr-serverless:startApplication":     {service: "emrserverless", operation: "StartApplication", answers: "GetApplication"},
	"emr-serverless:startJobRun":          {service: "emrserverless", operation: "StartJobRun", answers: "GetJobRun"},
	"emr-serverless:stopApplication":      {service: "emrserverless", operation: "StopApplication", answers: "GetApplication"},
	"glue:startJobRun":                    {service: "glue", operation: "StartJobRun", answers: "GetJobRun"},
	"mediaconvert:createJob":              {service: "mediaconvert", operation: "CreateJob", answers: "GetJob"},
	"sagemaker:createLabelingJob":         {service: "sagemaker", operation: "CreateLabelingJob", answers: "DescribeLabelingJob"},
	"sagemaker:createProcessingJob":       {service: "sagemaker", operation: "CreateProcessingJob", answers: "DescribeProcessingJob"},
	"sagemaker:createTrainingJob":         {service: "sagemaker", operation: "CreateTrainingJob", answers: "DescribeTrainingJob"},
	"sagemaker:createTransformJob":        {service: "sagemaker", operation: "CreateTransformJob", answers: "DescribeTransformJob"},

	"sagemaker:createHyperParameterTuningJob": {service: "sagemaker", operation: "CreateHyperParameterTuningJob", answers: "DescribeHyperParameterTuningJob"},
}
