// Package integration knows what the resources of Task states call, and how Step Functions
// names the members of requests and responses.
package integration

import "strings"

// Call is what a Task calls.
type Call struct {
	Service   string   // in the resources of aws-sdk integrations: "sfn"
	Operation string   // of its API: "StartExecution"; "" if the request is not that of an operation
	Answers   string   // the operation whose response is the result, "" if it is that of none
	SDK       bool     // it is an aws-sdk integration
	Free      []string // fields of the result that may have any JSON: Step Functions parses their text
	Added     []string // members of Parameters that Step Functions adds to those of the request
}

// CallOf returns the call of a resource such as arn:aws:states:::sqs:sendMessage. ok is
// false if the resource is not that of a service.
func CallOf(resource string) (c Call, ok bool) {
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
		return Call{Service: parts[6], Operation: capital(api), Answers: capital(api), SDK: true}, true
	}
	api, pattern, _ := strings.Cut(api, ".")
	known, special := optimized[service+":"+api]
	if !special {
		if name := models[service]; name != "" {
			service = name
		}
		known = Call{Service: service, Operation: capital(api)}
	}
	switch {
	case pattern != "sync":
		known.Answers = known.Operation
	case len(parts) > 7 && service == "states": // .sync:2
		known.Free = []string{"Input", "Output"}
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
var optimized = map[string]Call{
	"lambda:invoke":         {Service: "lambda", Operation: "Invoke", Free: []string{"Payload"}},
	"states:startExecution": {Service: "sfn", Operation: "StartExecution", Answers: "DescribeExecution"},

	"athena:startQueryExecution":          {Service: "athena", Operation: "StartQueryExecution", Answers: "GetQueryExecution"},
	"batch:submitJob":                     {Service: "batch", Operation: "SubmitJob", Answers: "DescribeJobs"},
	"bedrock:createModelCustomizationJob": {Service: "bedrock", Operation: "CreateModelCustomizationJob", Answers: "GetModelCustomizationJob"},
	"bedrock:invokeModel":                 {Service: "bedrockruntime", Operation: "InvokeModel", Free: []string{"Body"}, Added: []string{"Input", "Output"}},
	"bedrockagentcore:invokeHarness":      {Service: "bedrockagentcore"}, // the result is made of a stream
	"codebuild:startBuild":                {Service: "codebuild", Operation: "StartBuild", Answers: "BatchGetBuilds"},
	"codebuild:startBuildBatch":           {Service: "codebuild", Operation: "StartBuildBatch", Answers: "BatchGetBuildBatches"},
	"databrew:startJobRun":                {Service: "databrew", Operation: "StartJobRun", Answers: "DescribeJobRun"},
	"ecs:runTask":                         {Service: "ecs", Operation: "RunTask", Answers: "DescribeTasks"},
	"eks:createCluster":                   {Service: "eks", Operation: "CreateCluster", Answers: "DescribeCluster"},
	"eks:createFargateProfile":            {Service: "eks", Operation: "CreateFargateProfile", Answers: "DescribeFargateProfile"},
	"eks:createNodegroup":                 {Service: "eks", Operation: "CreateNodegroup", Answers: "DescribeNodegroup"},
	"eks:deleteCluster":                   {Service: "eks", Operation: "DeleteCluster", Answers: "DescribeCluster"},
	"eks:deleteFargateProfile":            {Service: "eks", Operation: "DeleteFargateProfile", Answers: "DescribeFargateProfile"},
	"eks:deleteNodegroup":                 {Service: "eks", Operation: "DeleteNodegroup", Answers: "DescribeNodegroup"},
	"elasticmapreduce:addStep":            {Service: "emr", Answers: "DescribeStep"},
	"elasticmapreduce:createCluster":      {Service: "emr", Operation: "RunJobFlow", Answers: "DescribeCluster"},
	"elasticmapreduce:terminateCluster":   {Service: "emr", Answers: "DescribeCluster"},
	"emr-containers:createVirtualCluster": {Service: "emrcontainers", Operation: "CreateVirtualCluster"},
	"emr-containers:deleteVirtualCluster": {Service: "emrcontainers", Operation: "DeleteVirtualCluster", Answers: "DescribeVirtualCluster"},
	"emr-containers:startJobRun":          {Service: "emrcontainers", Operation: "StartJobRun", Answers: "DescribeJobRun"},
	"emr-serverless:createApplication":    {Service: "emrserverless", Operation: "CreateApplication", Answers: "GetApplication"},
	"emr-serverless:deleteApplication":    {Service: "emrserverless", Operation: "DeleteApplication", Answers: "GetApplication"},
	"emr-serverless:startApplication":     {Service: "emrserverless", Operation: "StartApplication", Answers: "GetApplication"},
	"emr-serverless:startJobRun":          {Service: "emrserverless", Operation: "StartJobRun", Answers: "GetJobRun"},
	"emr-serverless:stopApplication":      {Service: "emrserverless", Operation: "StopApplication", Answers: "GetApplication"},
	"glue:startJobRun":                    {Service: "glue", Operation: "StartJobRun", Answers: "GetJobRun"},
	"mediaconvert:createJob":              {Service: "mediaconvert", Operation: "CreateJob", Answers: "GetJob"},
	"sagemaker:createLabelingJob":         {Service: "sagemaker", Operation: "CreateLabelingJob", Answers: "DescribeLabelingJob"},
	"sagemaker:createProcessingJob":       {Service: "sagemaker", Operation: "CreateProcessingJob", Answers: "DescribeProcessingJob"},
	"sagemaker:createTrainingJob":         {Service: "sagemaker", Operation: "CreateTrainingJob", Answers: "DescribeTrainingJob"},
	"sagemaker:createTransformJob":        {Service: "sagemaker", Operation: "CreateTransformJob", Answers: "DescribeTransformJob"},

	"sagemaker:createHyperParameterTuningJob": {Service: "sagemaker", Operation: "CreateHyperParameterTuningJob", Answers: "DescribeHyperParameterTuningJob"},
}
