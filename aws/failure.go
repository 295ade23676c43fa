package aws

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws/internal/client"
	"github.com/goasl/goasl/aws/internal/wire"
	"github.com/goasl/goasl/internal/integration"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// sdk1 is how the SDK for Java 1, on which the optimised integrations are built, names a
// service.
type sdk1 struct {
	prefix string // of the names of errors
	base   string // the exception for codes that have none
	name   string // in causes
}

// optimized has the services of the optimised integrations, by their names in the aws-sdk
// integrations.
var optimized = map[string]sdk1{
	"athena":         {"Athena", "AmazonAthenaException", "AmazonAthena"},
	"batch":          {"Batch", "AWSBatchException", "AWSBatch"},
	"bedrock":        {"Bedrock", "AmazonBedrockException", "AmazonBedrock"},
	"bedrockruntime": {"Bedrock", "AmazonBedrockRuntimeException", "AmazonBedrockRuntime"},
	"codebuild":      {"CodeBuild", "AWSCodeBuildException", "AWSCodeBuild"},
	"databrew":       {"DataBrew", "AWSGlueDataBrewException", "AWSGlueDataBrew"},
	"dynamodb":       {"DynamoDB", "AmazonDynamoDBException", "AmazonDynamoDBv2"},
	"ecs":            {"ECS", "AmazonECSException", "AmazonECS"},
	"eks":            {"EKS", "AmazonEKSException", "AmazonEKS"},
	"emr":            {"ElasticMapReduce", "AmazonElasticMapReduceException", "AmazonElasticMapReduce"},
	"emrcontainers":  {"EMRContainers", "AmazonEMRContainersException", "AmazonEMRContainers"},
	"emrserverless":  {"EMRServerless", "AWSEMRServerlessException", "AWSEMRServerless"},
	"eventbridge":    {"EventBridge", "AmazonEventBridgeException", "AmazonEventBridge"},
	"glue":           {"Glue", "AWSGlueException", "AWSGlue"},
	"lambda":         {"Lambda", "AWSLambdaException", "AWSLambda"},
	"mediaconvert":   {"MediaConvert", "AWSMediaConvertException", "AWSMediaConvert"},
	"sagemaker":      {"SageMaker", "AmazonSageMakerException", "AmazonSageMaker"},
	"sfn":            {"StepFunctions", "AWSStepFunctionsException", "AWSStepFunctions"},
	"sns":            {"SNS", "AmazonSNSException", "AmazonSNS"},
	"sqs":            {"SQS", "AmazonSQSException", "AmazonSQS"},
}

// failure returns the error of a task whose call has failed, with the name and the cause
// that Step Functions gives it.
func (t *task) failure(ctx context.Context, service string, input jsonvalue.Value, err error) error {
	var failed *client.Failed
	var unfit *wire.InputError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &failed):
		return t.refused(failed)
	case errors.As(err, &unfit):
		return unusable(ctx, input, unfit.Problem)
	case errors.Is(err, client.ErrTooLarge):
		return asl.NewError(asl.ErrDataLimitExceeded.Name, fmt.Sprintf(
			"The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit.", t.resourceType()))
	}
	return asl.Errorf(t.prefix(service)+".SdkClientException", "Unable to execute HTTP request: %w", err)
}

// unusable is the error of a task whose parameters do not fit what it calls.
func unusable(ctx context.Context, parameters jsonvalue.Value, problem string) error {
	var of state.State
	if info := asl.TaskInfoFrom(ctx); info != nil {
		of = info.Execution.Machine().Definition().State(info.State)
	}
	why := state.Unusable(of, parameters, problem)
	return asl.NewError(*why.Error, *why.Cause)
}

// refused is the error of a call that the service has answered with a failure.
func (t *task) refused(e *client.Failed) error {
	if t.call.SDK {
		return asl.NewError(e.ErrorName(), e.Cause(1))
	}
	names := t.names(e.Service)
	class := names.base
	if e.Exception != "" {
		class = integration.Exception(e.Exception, false)
	}
	return asl.NewError(names.prefix+"."+class, fmt.Sprintf("%s (Service: %s; Status Code: %d; Error Code: %s; Request ID: %s; Proxy: null)",
		client.OrNull(e.Message), names.name, e.Status, client.OrNull(e.Code), client.OrNull(e.RequestID)))
}

// prefix returns what the names of a service's errors begin with.
func (t *task) prefix(service string) string {
	s, err := wire.Lookup(service)
	switch {
	case err != nil || s == nil:
		return service
	case t.call.SDK:
		return integration.Prefix(s.ID)
	}
	return t.names(s).prefix
}

// names returns how the SDK 1 names a service.
func (t *task) names(s *wire.Service) sdk1 {
	if n, ok := optimized[s.Name]; ok {
		return n
	}
	prefix := integration.Prefix(s.ID)
	return sdk1{prefix, prefix + "Exception", prefix}
}

// resourceType returns the resourceType of the task's events: "sqs", "aws-sdk:sqs".
func (t *task) resourceType() string {
	name, _ := split(t.resource)
	return name[:strings.LastIndex(name, ":")]
}
