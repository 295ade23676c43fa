package aws

import (
	"context"
	"strings"

	"github.com/goasl/goasl/asl"
	integrations "github.com/goasl/goasl/aws/internal/action"
	"github.com/goasl/goasl/jsonvalue"
)

// action carries out a call of a task, and returns its result. input is the evaluated
// Parameters or Arguments of the state.
type action func(ctx context.Context, t *task, input jsonvalue.Value) (jsonvalue.Value, error)

// actions has the integrations that are more than a call of an operation, by service and
// action as they are in the resource, with the suffix of the pattern: "lambda:invoke",
// "ecs:runTask.sync". That of .waitForTaskToken is the one without a suffix.
var actions = func() map[string]action {
	all := map[string]action{
		"apigateway:invoke": invokeGateway,
		"eks:call":          callCluster,
		"eks:runJob":        runJob,
		"eks:runJob.sync":   runJob,
	}
	for _, name := range integrations.Names() {
		all[name] = integrate
	}
	return all
}()

// integrate carries out an optimised integration.
func integrate(ctx context.Context, t *task, input jsonvalue.Value) (jsonvalue.Value, error) {
	name, _ := split(t.resource)
	of := integrations.Task{
		Action: name, Service: t.call.Service, Operation: t.call.Operation, Pattern: patternOf(t.resource), Input: input,
		Call: func(ctx context.Context, service, operation string, in jsonvalue.Value) (jsonvalue.Value, error) {
			a, err := t.sendTo(ctx, service, operation, in)
			if err != nil {
				return jsonvalue.Value{}, err
			}
			return withMetadata(a), nil
		},
	}
	return of.Run(ctx)
}

func patternOf(resource string) asl.Pattern {
	switch {
	case strings.HasSuffix(resource, ".sync"):
		return asl.Sync
	case strings.HasSuffix(resource, ".sync:2"):
		return asl.SyncOutput
	case strings.HasSuffix(resource, ".waitForTaskToken"):
		return asl.WaitForTaskToken
	}
	return asl.RequestResponse
}

// isFunction reports whether a resource is the ARN of a Lambda function.
func isFunction(resource string) bool {
	parts := strings.SplitN(resource, ":", 7)
	return len(parts) == 7 && parts[0] == "arn" && parts[2] == "lambda" && parts[5] == "function"
}

// invokeFunction invokes the function that the resource of the task is.
// Step Functions: the result is the answer of the function alone.
func invokeFunction(ctx context.Context, t *task, input jsonvalue.Value) (jsonvalue.Value, error) {
	a, err := t.send(ctx, "Invoke", jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "FunctionName", Value: jsonvalue.OfString(t.resource)},
		{Name: "Payload", Value: jsonvalue.OfString(input.String())}, // so that null is null
	}))
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return integrations.FunctionOutput(a.Result)
}
