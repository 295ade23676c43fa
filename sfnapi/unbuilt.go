package sfnapi

func (s *Service) createActivity(*call, *CreateActivityInput) (*CreateActivityOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) createStateMachineAlias(*call, *CreateStateMachineAliasInput) (*CreateStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) deleteActivity(*call, *DeleteActivityInput) (*DeleteActivityOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) deleteStateMachineAlias(*call, *DeleteStateMachineAliasInput) (*DeleteStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) deleteStateMachineVersion(*call, *DeleteStateMachineVersionInput) (*DeleteStateMachineVersionOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) describeActivity(*call, *DescribeActivityInput) (*DescribeActivityOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) describeMapRun(*call, *DescribeMapRunInput) (*DescribeMapRunOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) describeStateMachineAlias(*call, *DescribeStateMachineAliasInput) (*DescribeStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) describeStateMachineForExecution(*call, *DescribeStateMachineForExecutionInput) (*DescribeStateMachineForExecutionOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) getActivityTask(*call, *GetActivityTaskInput) (*GetActivityTaskOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) listActivities(*call, *ListActivitiesInput) (*ListActivitiesOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) listExecutions(*call, *ListExecutionsInput) (*ListExecutionsOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) listMapRuns(*call, *ListMapRunsInput) (*ListMapRunsOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) listStateMachineAliases(*call, *ListStateMachineAliasesInput) (*ListStateMachineAliasesOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) listStateMachineVersions(*call, *ListStateMachineVersionsInput) (*ListStateMachineVersionsOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) listTagsForResource(*call, *ListTagsForResourceInput) (*ListTagsForResourceOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) publishStateMachineVersion(*call, *PublishStateMachineVersionInput) (*PublishStateMachineVersionOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) redriveExecution(*call, *RedriveExecutionInput) (*RedriveExecutionOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) sendTaskFailure(*call, *SendTaskFailureInput) (*SendTaskFailureOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) sendTaskHeartbeat(*call, *SendTaskHeartbeatInput) (*SendTaskHeartbeatOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) sendTaskSuccess(*call, *SendTaskSuccessInput) (*SendTaskSuccessOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) startSyncExecution(*call, *StartSyncExecutionInput) (*StartSyncExecutionOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) stopExecution(*call, *StopExecutionInput) (*StopExecutionOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) tagResource(*call, *TagResourceInput) (*TagResourceOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) testState(*call, *TestStateInput) (*TestStateOutput, error) { return nil, errUnbuilt }
func (s *Service) untagResource(*call, *UntagResourceInput) (*UntagResourceOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) updateMapRun(*call, *UpdateMapRunInput) (*UpdateMapRunOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) updateStateMachineAlias(*call, *UpdateStateMachineAliasInput) (*UpdateStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) validateStateMachineDefinition(*call, *ValidateStateMachineDefinitionInput) (*ValidateStateMachineDefinitionOutput, error) {
	return nil, errUnbuilt
}

var errUnbuilt = &Exception{Code: "UnknownOperationException"}
