package sfnapi

func (s *Service) createStateMachineAlias(*call, *CreateStateMachineAliasInput) (*CreateStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) deleteStateMachineAlias(*call, *DeleteStateMachineAliasInput) (*DeleteStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) deleteStateMachineVersion(*call, *DeleteStateMachineVersionInput) (*DeleteStateMachineVersionOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) describeStateMachineAlias(*call, *DescribeStateMachineAliasInput) (*DescribeStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) describeStateMachineForExecution(*call, *DescribeStateMachineForExecutionInput) (*DescribeStateMachineForExecutionOutput, error) {
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
func (s *Service) tagResource(*call, *TagResourceInput) (*TagResourceOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) testState(*call, *TestStateInput) (*TestStateOutput, error) { return nil, errUnbuilt }
func (s *Service) untagResource(*call, *UntagResourceInput) (*UntagResourceOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) updateStateMachineAlias(*call, *UpdateStateMachineAliasInput) (*UpdateStateMachineAliasOutput, error) {
	return nil, errUnbuilt
}
func (s *Service) validateStateMachineDefinition(*call, *ValidateStateMachineDefinitionInput) (*ValidateStateMachineDefinitionOutput, error) {
	return nil, errUnbuilt
}

var errUnbuilt = &Exception{Code: "UnknownOperationException"}
