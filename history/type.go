package history

import "strings"

// Type is the kind of an event, named as GetExecutionHistory names it.
type Type string

// The types of events: all values of HistoryEventType in the Step Functions API.
const (
	TypeActivityFailed               Type = "ActivityFailed"
	TypeActivityScheduled            Type = "ActivityScheduled"
	TypeActivityScheduleFailed       Type = "ActivityScheduleFailed"
	TypeActivityStarted              Type = "ActivityStarted"
	TypeActivitySucceeded            Type = "ActivitySucceeded"
	TypeActivityTimedOut             Type = "ActivityTimedOut"
	TypeChoiceStateEntered           Type = "ChoiceStateEntered"
	TypeChoiceStateExited            Type = "ChoiceStateExited"
	TypeEvaluationFailed             Type = "EvaluationFailed"
	TypeExecutionAborted             Type = "ExecutionAborted"
	TypeExecutionFailed              Type = "ExecutionFailed"
	TypeExecutionRedriven            Type = "ExecutionRedriven"
	TypeExecutionStarted             Type = "ExecutionStarted"
	TypeExecutionSucceeded           Type = "ExecutionSucceeded"
	TypeExecutionTimedOut            Type = "ExecutionTimedOut"
	TypeFailStateEntered             Type = "FailStateEntered"
	TypeLambdaFunctionFailed         Type = "LambdaFunctionFailed"
	TypeLambdaFunctionScheduled      Type = "LambdaFunctionScheduled"
	TypeLambdaFunctionScheduleFailed Type = "LambdaFunctionScheduleFailed"
	TypeLambdaFunctionStarted        Type = "LambdaFunctionStarted"
	TypeLambdaFunctionStartFailed    Type = "LambdaFunctionStartFailed"
	TypeLambdaFunctionSucceeded      Type = "LambdaFunctionSucceeded"
	TypeLambdaFunctionTimedOut       Type = "LambdaFunctionTimedOut"
	TypeMapIterationAborted          Type = "MapIterationAborted"
	TypeMapIterationFailed           Type = "MapIterationFailed"
	TypeMapIterationStarted          Type = "MapIterationStarted"
	TypeMapIterationSucceeded        Type = "MapIterationSucceeded"
	TypeMapRunAborted                Type = "MapRunAborted"
	TypeMapRunFailed                 Type = "MapRunFailed"
	TypeMapRunRedriven               Type = "MapRunRedriven"
	TypeMapRunStarted                Type = "MapRunStarted"
	TypeMapRunSucceeded              Type = "MapRunSucceeded"
	TypeMapStateAborted              Type = "MapStateAborted"
	TypeMapStateEntered              Type = "MapStateEntered"
	TypeMapStateExited               Type = "MapStateExited"
	TypeMapStateFailed               Type = "MapStateFailed"
	TypeMapStateStarted              Type = "MapStateStarted"
	TypeMapStateSucceeded            Type = "MapStateSucceeded"
	TypeParallelStateAborted         Type = "ParallelStateAborted"
	TypeParallelStateEntered         Type = "ParallelStateEntered"
	TypeParallelStateExited          Type = "ParallelStateExited"
	TypeParallelStateFailed          Type = "ParallelStateFailed"
	TypeParallelStateStarted         Type = "ParallelStateStarted"
	TypeParallelStateSucceeded       Type = "ParallelStateSucceeded"
	TypePassStateEntered             Type = "PassStateEntered"
	TypePassStateExited              Type = "PassStateExited"
	TypeSucceedStateEntered          Type = "SucceedStateEntered"
	TypeSucceedStateExited           Type = "SucceedStateExited"
	TypeTaskFailed                   Type = "TaskFailed"
	TypeTaskScheduled                Type = "TaskScheduled"
	TypeTaskStartFailed              Type = "TaskStartFailed"
	TypeTaskStarted                  Type = "TaskStarted"
	TypeTaskStateAborted             Type = "TaskStateAborted"
	TypeTaskStateEntered             Type = "TaskStateEntered"
	TypeTaskStateExited              Type = "TaskStateExited"
	TypeTaskSubmitFailed             Type = "TaskSubmitFailed"
	TypeTaskSubmitted                Type = "TaskSubmitted"
	TypeTaskSucceeded                Type = "TaskSucceeded"
	TypeTaskTimedOut                 Type = "TaskTimedOut"
	TypeWaitStateAborted             Type = "WaitStateAborted"
	TypeWaitStateEntered             Type = "WaitStateEntered"
	TypeWaitStateExited              Type = "WaitStateExited"
)

// appendKey appends the name of the event's member that has the details.
func (t Type) appendKey(dst []byte) []byte {
	for _, shared := range []string{"StateEntered", "StateExited"} {
		if strings.HasSuffix(string(t), shared) {
			t = Type(shared)
		}
	}
	start := len(dst)
	dst = append(dst, t...)
	if start < len(dst) {
		dst[start] |= 'a' - 'A'
	}
	return append(dst, "EventDetails"...)
}

// newDetails returns empty details for events of type t, nil if such events have none.
// ok is false if there is no such type.
func (t Type) newDetails() (d Details, ok bool) {
	switch t {
	case TypeChoiceStateEntered, TypeFailStateEntered, TypeMapStateEntered, TypeParallelStateEntered,
		TypePassStateEntered, TypeSucceedStateEntered, TypeTaskStateEntered, TypeWaitStateEntered:
		d = new(StateEntered)
	case TypeChoiceStateExited, TypeMapStateExited, TypeParallelStateExited,
		TypePassStateExited, TypeSucceedStateExited, TypeTaskStateExited, TypeWaitStateExited:
		d = new(StateExited)
	case TypeLambdaFunctionStarted, TypeMapRunAborted, TypeMapRunSucceeded,
		TypeMapStateAborted, TypeMapStateFailed, TypeMapStateSucceeded,
		TypeParallelStateAborted, TypeParallelStateFailed, TypeParallelStateStarted, TypeParallelStateSucceeded,
		TypeTaskStateAborted, TypeWaitStateAborted:
		return nil, true
	case TypeActivityFailed, TypeActivityScheduleFailed, TypeActivityTimedOut,
		TypeExecutionAborted, TypeExecutionFailed, TypeExecutionTimedOut,
		TypeLambdaFunctionFailed, TypeLambdaFunctionScheduleFailed, TypeLambdaFunctionStartFailed, TypeLambdaFunctionTimedOut,
		TypeMapRunFailed:
		d = new(Failure)
	case TypeActivitySucceeded, TypeExecutionSucceeded, TypeLambdaFunctionSucceeded:
		d = new(Success)
	case TypeTaskFailed, TypeTaskStartFailed, TypeTaskSubmitFailed, TypeTaskTimedOut:
		d = new(TaskFailure)
	case TypeTaskStarted, TypeTaskSubmitted, TypeTaskSucceeded:
		d = new(TaskProgress)
	case TypeMapIterationAborted, TypeMapIterationFailed, TypeMapIterationStarted, TypeMapIterationSucceeded:
		d = new(MapIteration)
	case TypeActivityScheduled, TypeLambdaFunctionScheduled:
		d = new(Scheduled)
	case TypeActivityStarted:
		d = new(ActivityStarted)
	case TypeEvaluationFailed:
		d = new(EvaluationFailed)
	case TypeExecutionRedriven:
		d = new(ExecutionRedriven)
	case TypeExecutionStarted:
		d = new(ExecutionStarted)
	case TypeMapRunRedriven, TypeMapRunStarted:
		d = new(MapRun)
	case TypeMapStateStarted:
		d = new(MapStateStarted)
	case TypeTaskScheduled:
		d = new(TaskScheduled)
	}
	return d, d != nil
}
