package otelasl

import "go.opentelemetry.io/otel/attribute"

// Attributes that OpenTelemetry's conventions have.
const (
	machineARN       = attribute.Key("aws.step_functions.state_machine.arn")
	activityARN      = attribute.Key("aws.step_functions.activity.arn")
	errorType        = attribute.Key("error.type")
	exceptionType    = attribute.Key("exception.type")
	exceptionMessage = attribute.Key("exception.message")
)

// Attributes that they do not have.
const (
	executionARN    = attribute.Key("goasl.execution.arn")
	executionType   = attribute.Key("goasl.execution.type")
	executionStatus = attribute.Key("goasl.execution.status")
	redriveCount    = attribute.Key("goasl.execution.redrive_count")
	stateName       = attribute.Key("goasl.state.name")
	stateType       = attribute.Key("goasl.state.type")
	partOutcome     = attribute.Key("goasl.outcome")
	taskResource    = attribute.Key("goasl.task.resource")
	taskFunction    = attribute.Key("goasl.task.function")
	taskAttempt     = attribute.Key("goasl.task.attempt")
	iterationIndex  = attribute.Key("goasl.map.index")
	branchIndex     = attribute.Key("goasl.branch.index")
)

// Events of spans.
const (
	resumed     = "goasl.resumed"     // it goes on in this process
	interrupted = "goasl.interrupted" // it has stopped without an end
	submitted   = "goasl.submitted"   // the task goes on elsewhere
	caught      = "goasl.caught"      // a catcher has taken the error of the state
)
