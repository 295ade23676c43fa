package history

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
	case TypeActivityFailed:
		d = new(ActivityFailed)
	case TypeActivityScheduled:
		d = new(ActivityScheduled)
	case TypeActivityScheduleFailed:
		d = new(ActivityScheduleFailed)
	case TypeActivityStarted:
		d = new(ActivityStarted)
	case TypeActivitySucceeded:
		d = new(ActivitySucceeded)
	case TypeActivityTimedOut:
		d = new(ActivityTimedOut)
	case TypeEvaluationFailed:
		d = new(EvaluationFailed)
	case TypeExecutionAborted:
		d = new(ExecutionAborted)
	case TypeExecutionFailed:
		d = new(ExecutionFailed)
	case TypeExecutionRedriven:
		d = new(ExecutionRedriven)
	case TypeExecutionStarted:
		d = new(ExecutionStarted)
	case TypeExecutionSucceeded:
		d = new(ExecutionSucceeded)
	case TypeExecutionTimedOut:
		d = new(ExecutionTimedOut)
	case TypeLambdaFunctionFailed:
		d = new(LambdaFunctionFailed)
	case TypeLambdaFunctionScheduled:
		d = new(LambdaFunctionScheduled)
	case TypeLambdaFunctionScheduleFailed:
		d = new(LambdaFunctionScheduleFailed)
	case TypeLambdaFunctionStartFailed:
		d = new(LambdaFunctionStartFailed)
	case TypeLambdaFunctionSucceeded:
		d = new(LambdaFunctionSucceeded)
	case TypeLambdaFunctionTimedOut:
		d = new(LambdaFunctionTimedOut)
	case TypeMapIterationAborted:
		d = new(MapIterationAborted)
	case TypeMapIterationFailed:
		d = new(MapIterationFailed)
	case TypeMapIterationStarted:
		d = new(MapIterationStarted)
	case TypeMapIterationSucceeded:
		d = new(MapIterationSucceeded)
	case TypeMapRunFailed:
		d = new(MapRunFailed)
	case TypeMapRunRedriven:
		d = new(MapRunRedriven)
	case TypeMapRunStarted:
		d = new(MapRunStarted)
	case TypeMapStateStarted:
		d = new(MapStateStarted)
	case TypeTaskFailed:
		d = new(TaskFailed)
	case TypeTaskScheduled:
		d = new(TaskScheduled)
	case TypeTaskStartFailed:
		d = new(TaskStartFailed)
	case TypeTaskStarted:
		d = new(TaskStarted)
	case TypeTaskSubmitFailed:
		d = new(TaskSubmitFailed)
	case TypeTaskSubmitted:
		d = new(TaskSubmitted)
	case TypeTaskSucceeded:
		d = new(TaskSucceeded)
	case TypeTaskTimedOut:
		d = new(TaskTimedOut)
	}
	return d, d != nil
}
