package state

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Integration is an action of an optimised service integration.
type Integration struct {
	Action      string    // as in the resource: "sqs:sendMessage"
	Patterns    []Pattern // by which it can be called, RequestResponse first
	Required    []string  // members that its Parameters or Arguments must have
	NotWithSync []string  // members that they must not have with .sync
}

// Integrations returns the actions of the optimised service integrations, sorted. The
// caller owns the result. Actions of aws-sdk integrations are not among them.
func Integrations() []Integration {
	all := make([]Integration, 0, len(actions()))
	for _, action := range slices.Sorted(maps.Keys(actions())) {
		it := actions()[action]
		all = append(all, Integration{it.Action, slices.Clone(it.Patterns), slices.Clone(it.Required), slices.Clone(it.NotWithSync)})
	}
	return all
}

// actions has the rows of actionRows by action.
var actions = sync.OnceValue(func() map[string]*Integration {
	table := map[string]*Integration{}
	for row := range strings.SplitSeq(strings.TrimSpace(actionRows), "\n") {
		cells := strings.Fields(row)
		it := &Integration{Action: cells[0]}
		for _, letter := range cells[1] {
			it.Patterns = append(it.Patterns, patternLetters[letter])
		}
		for _, member := range cells[2:] {
			if name, refused := strings.CutPrefix(member, "-"); refused {
				it.NotWithSync = append(it.NotWithSync, name)
			} else {
				it.Required = append(it.Required, member)
			}
		}
		table[it.Action] = it
	}
	return table
})

var patternLetters = map[rune]Pattern{'r': RequestResponse, 's': Sync, '2': SyncOutput, 't': WaitForTaskToken}

// actionRows has an action in each row, its patterns and the members that it needs, or,
// after a minus, must not have with .sync. The patterns are r for RequestResponse, s for
// .sync, 2 for .sync:2 and t for .waitForTaskToken.
//
// Step Functions: actions and patterns are those of the developer guide. The members are
// those that the API requires, which is what the service was seen to check. Client tokens
// are filled in, and the guide calls a harness without a RuntimeSessionId.
const actionRows = `
apigateway:invoke                                 rt   ApiEndpoint Method
athena:getQueryExecution                          r    QueryExecutionId
athena:getQueryResults                            r    QueryExecutionId
athena:startQueryExecution                        rs   QueryString
athena:stopQueryExecution                         r    QueryExecutionId
batch:submitJob                                   rs   JobName JobQueue JobDefinition
bedrock:createModelCustomizationJob               rs   JobName CustomModelName RoleArn BaseModelIdentifier TrainingDataConfig OutputDataConfig
bedrock:invokeModel                               rt   ModelId
bedrockagentcore:invokeHarness                    r    HarnessArn Messages
codebuild:batchDeleteBuilds                       r    Ids
codebuild:batchGetReports                         r    ReportArns
codebuild:deleteBuildBatch                        r    Id
codebuild:retryBuildBatch                         rs
codebuild:startBuild                              rs   ProjectName
codebuild:startBuildBatch                         rs   ProjectName
codebuild:stopBuild                               r    Id
codebuild:stopBuildBatch                          r    Id
databrew:startJobRun                              rs   Name
dynamodb:deleteItem                               r    TableName Key
dynamodb:getItem                                  r    TableName Key
dynamodb:putItem                                  r    TableName Item
dynamodb:updateItem                               r    TableName Key
ecs:runTask                                       rst  TaskDefinition -Count -StartedBy
eks:call                                          rt   ClusterName CertificateAuthority Endpoint Method Path
eks:createCluster                                 rs   Name RoleArn ResourcesVpcConfig
eks:createFargateProfile                          rs   FargateProfileName ClusterName PodExecutionRoleArn
eks:createNodegroup                               rs   ClusterName NodegroupName Subnets NodeRole
eks:deleteCluster                                 rs   Name
eks:deleteFargateProfile                          rs   ClusterName FargateProfileName
eks:deleteNodegroup                               rs   ClusterName NodegroupName
eks:runJob                                        rst  ClusterName CertificateAuthority Endpoint Job
elasticmapreduce:addStep                          rs   ClusterId Step
elasticmapreduce:cancelStep                       r    ClusterId StepId
elasticmapreduce:createCluster                    rs   Name Instances
elasticmapreduce:modifyInstanceFleetByName        r    ClusterId InstanceFleetName InstanceFleet
elasticmapreduce:modifyInstanceGroupByName        r    ClusterId InstanceGroupName InstanceGroup
elasticmapreduce:setClusterTerminationProtection  r    ClusterId TerminationProtected
elasticmapreduce:terminateCluster                 rs   ClusterId
emr-containers:createVirtualCluster               r    Name ContainerProvider
emr-containers:deleteVirtualCluster               rs   Id
emr-containers:startJobRun                        rs   VirtualClusterId
emr-serverless:cancelJobRun                       rs   ApplicationId JobRunId
emr-serverless:createApplication                  rs   ReleaseLabel Type
emr-serverless:deleteApplication                  rs   ApplicationId
emr-serverless:startApplication                   rs   ApplicationId
emr-serverless:startJobRun                        rs   ApplicationId ExecutionRoleArn
emr-serverless:stopApplication                    rs   ApplicationId
events:putEvents                                  rt   Entries
glue:startJobRun                                  rs   JobName
http:invoke                                       r    ApiEndpoint Method
lambda:invoke                                     rt   FunctionName
mediaconvert:createJob                            rs   Role Settings
sagemaker:createEndpoint                          r    EndpointName EndpointConfigName
sagemaker:createEndpointConfig                    r    EndpointConfigName ProductionVariants
sagemaker:createHyperParameterTuningJob           rs   HyperParameterTuningJobName HyperParameterTuningJobConfig
sagemaker:createLabelingJob                       rs   LabelingJobName LabelAttributeName InputConfig OutputConfig RoleArn HumanTaskConfig
sagemaker:createModel                             r    ModelName
sagemaker:createProcessingJob                     rs   ProcessingJobName ProcessingResources AppSpecification RoleArn
sagemaker:createTrainingJob                       rs   TrainingJobName RoleArn OutputDataConfig
sagemaker:createTransformJob                      rs   TransformJobName ModelName TransformInput TransformOutput TransformResources
sagemaker:updateEndpoint                          r    EndpointName EndpointConfigName
sns:publish                                       rt   Message
sqs:sendMessage                                   rt   QueueUrl MessageBody
states:startExecution                             rs2t StateMachineArn
`
