package template

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// form is what a stack makes of a type of resource. In the texts {R} is the region, {A} the account,
// {P} the partition, {D} the domain of services, and {} the name.
type form struct {
	name string // the property that gives it a name
	arn  string // without "arn:{P}:"
	ref  string // what Ref is, if it is not the name; "arn" for the ARN
	more map[string]string
}

// forms has the types that definitions refer to. CloudFormation: the user guide says for each type
// what Ref and Fn::GetAtt return.
var forms = map[string]form{
	"AWS::ApiGateway::ApiKey":                   {"Name", "apigateway:{R}::/apikeys/{}", "", nil},
	"AWS::ApiGateway::RestApi":                  {"", "apigateway:{R}::/restapis/{}", "", map[string]string{"RootResourceId": "{}-root"}},
	"AWS::ApiGateway::Stage":                    {"StageName", "apigateway:{R}::/restapis/api/stages/{}", "", nil},
	"AWS::ApiGatewayV2::Api":                    {"", "apigateway:{R}::/apis/{}", "", map[string]string{"ApiEndpoint": "https://{}.execute-api.{R}.{D}"}},
	"AWS::ApiGatewayV2::Stage":                  {"StageName", "apigateway:{R}::/apis/api/stages/{}", "", nil},
	"AWS::AppSync::GraphQLApi":                  {"", "appsync:{R}:{A}:apis/{}", "arn", map[string]string{"GraphQLUrl": "https://{}.appsync-api.{R}.{D}/graphql"}},
	"AWS::Athena::WorkGroup":                    {"Name", "athena:{R}:{A}:workgroup/{}", "", nil},
	"AWS::Batch::ComputeEnvironment":            {"ComputeEnvironmentName", "batch:{R}:{A}:compute-environment/{}", "arn", nil},
	"AWS::Batch::JobDefinition":                 {"JobDefinitionName", "batch:{R}:{A}:job-definition/{}:1", "arn", nil},
	"AWS::Batch::JobQueue":                      {"JobQueueName", "batch:{R}:{A}:job-queue/{}", "arn", nil},
	"AWS::Bedrock::Agent":                       {"", "bedrock:{R}:{A}:agent/{}", "", nil},
	"AWS::Bedrock::Flow":                        {"", "bedrock:{R}:{A}:flow/{}", "arn", nil},
	"AWS::Bedrock::Guardrail":                   {"", "bedrock:{R}:{A}:guardrail/{}", "", nil},
	"AWS::Bedrock::KnowledgeBase":               {"", "bedrock:{R}:{A}:knowledge-base/{}", "", nil},
	"AWS::Bedrock::Prompt":                      {"", "bedrock:{R}:{A}:prompt/{}", "arn", nil},
	"AWS::CloudFormation::Stack":                {"StackName", "cloudformation:{R}:{A}:stack/{}/00000000-0000-0000-0000-000000000000", "arn", nil},
	"AWS::CodeBuild::Project":                   {"Name", "codebuild:{R}:{A}:project/{}", "", nil},
	"AWS::CodePipeline::Pipeline":               {"Name", "codepipeline:{R}:{A}:{}", "", nil},
	"AWS::Cognito::UserPool":                    {"", "cognito-idp:{R}:{A}:userpool/{}", "", map[string]string{"ProviderName": "cognito-idp.{R}.{D}/{}"}},
	"AWS::DataBrew::Job":                        {"Name", "databrew:{R}:{A}:job/{}", "", nil},
	"AWS::DynamoDB::GlobalTable":                {"TableName", "dynamodb:{R}:{A}:table/{}", "", streams},
	"AWS::DynamoDB::Table":                      {"TableName", "dynamodb:{R}:{A}:table/{}", "", streams},
	"AWS::EC2::Instance":                        {"", "ec2:{R}:{A}:instance/{}", "i-{}", nil},
	"AWS::EC2::SecurityGroup":                   {"", "ec2:{R}:{A}:security-group/{}", "sg-{}", map[string]string{"GroupId": "sg-{}"}},
	"AWS::EC2::Subnet":                          {"", "ec2:{R}:{A}:subnet/{}", "subnet-{}", map[string]string{"SubnetId": "subnet-{}"}},
	"AWS::EC2::VPC":                             {"", "ec2:{R}:{A}:vpc/{}", "vpc-{}", map[string]string{"VpcId": "vpc-{}", "DefaultSecurityGroup": "sg-{}"}},
	"AWS::ECR::Repository":                      {"RepositoryName", "ecr:{R}:{A}:repository/{}", "", map[string]string{"RepositoryUri": "{A}.dkr.ecr.{R}.{D}/{}"}},
	"AWS::ECS::Cluster":                         {"ClusterName", "ecs:{R}:{A}:cluster/{}", "", nil},
	"AWS::ECS::Service":                         {"ServiceName", "ecs:{R}:{A}:service/{}", "arn", nil},
	"AWS::ECS::TaskDefinition":                  {"Family", "ecs:{R}:{A}:task-definition/{}:1", "arn", nil},
	"AWS::EKS::Cluster":                         {"Name", "eks:{R}:{A}:cluster/{}", "", map[string]string{"Endpoint": "https://{}.eks.{R}.{D}"}},
	"AWS::EMR::Cluster":                         {"", "elasticmapreduce:{R}:{A}:cluster/{}", "", nil},
	"AWS::EMRContainers::VirtualCluster":        {"", "emr-containers:{R}:{A}:/virtualclusters/{}", "", nil},
	"AWS::EMRServerless::Application":           {"", "emr-serverless:{R}:{A}:/applications/{}", "", nil},
	"AWS::ElasticLoadBalancingV2::LoadBalancer": {"Name", "elasticloadbalancing:{R}:{A}:loadbalancer/app/{}/0000000000000000", "arn", nil},
	"AWS::ElasticLoadBalancingV2::TargetGroup":  {"Name", "elasticloadbalancing:{R}:{A}:targetgroup/{}/0000000000000000", "arn", nil},
	"AWS::Events::ApiDestination":               {"Name", "events:{R}:{A}:api-destination/{}/00000000-0000-0000-0000-000000000000", "", nil},
	"AWS::Events::Connection":                   {"Name", "events:{R}:{A}:connection/{}/00000000-0000-0000-0000-000000000000", "", map[string]string{"SecretArn": "arn:{P}:secretsmanager:{R}:{A}:secret:events!connection/{}"}},
	"AWS::Events::EventBus":                     {"Name", "events:{R}:{A}:event-bus/{}", "", nil},
	"AWS::Events::Rule":                         {"Name", "events:{R}:{A}:rule/{}", "", nil},
	"AWS::Glue::Crawler":                        {"Name", "glue:{R}:{A}:crawler/{}", "", nil},
	"AWS::Glue::Job":                            {"Name", "glue:{R}:{A}:job/{}", "", nil},
	"AWS::IAM::ManagedPolicy":                   {"ManagedPolicyName", "iam::{A}:policy/{}", "arn", nil},
	"AWS::IAM::Role":                            {"RoleName", "iam::{A}:role/{}", "", map[string]string{"RoleId": "AROA{}"}},
	"AWS::IAM::User":                            {"UserName", "iam::{A}:user/{}", "", nil},
	"AWS::KMS::Key":                             {"", "kms:{R}:{A}:key/{}", "", map[string]string{"KeyId": "{}"}},
	"AWS::Kinesis::Stream":                      {"Name", "kinesis:{R}:{A}:stream/{}", "", nil},
	"AWS::KinesisFirehose::DeliveryStream":      {"DeliveryStreamName", "firehose:{R}:{A}:deliverystream/{}", "", nil},
	"AWS::Lambda::Function":                     {"FunctionName", "lambda:{R}:{A}:function:{}", "", nil},
	"AWS::Lambda::LayerVersion":                 {"LayerName", "lambda:{R}:{A}:layer:{}:1", "arn", nil},
	"AWS::Logs::LogGroup":                       {"LogGroupName", "logs:{R}:{A}:log-group:{}:*", "", nil},
	"AWS::MediaConvert::Queue":                  {"Name", "mediaconvert:{R}:{A}:queues/{}", "", nil},
	"AWS::Pipes::Pipe":                          {"Name", "pipes:{R}:{A}:pipe/{}", "", nil},
	"AWS::S3::Bucket":                           {"BucketName", "s3:::{}", "", map[string]string{"DomainName": "{}.s3.{D}", "RegionalDomainName": "{}.s3.{R}.{D}", "WebsiteURL": "http://{}.s3-website-{R}.{D}"}},
	"AWS::SNS::Topic":                           {"TopicName", "sns:{R}:{A}:{}", "arn", nil},
	"AWS::SQS::Queue":                           {"QueueName", "sqs:{R}:{A}:{}", "https://sqs.{R}.{D}/{A}/{}", map[string]string{"QueueUrl": "https://sqs.{R}.{D}/{A}/{}"}},
	"AWS::SSM::Parameter":                       {"Name", "ssm:{R}:{A}:parameter/{}", "", nil},
	"AWS::SageMaker::Endpoint":                  {"EndpointName", "sagemaker:{R}:{A}:endpoint/{}", "arn", nil},
	"AWS::SageMaker::EndpointConfig":            {"EndpointConfigName", "sagemaker:{R}:{A}:endpoint-config/{}", "arn", nil},
	"AWS::SageMaker::Model":                     {"ModelName", "sagemaker:{R}:{A}:model/{}", "arn", nil},
	"AWS::SageMaker::Pipeline":                  {"PipelineName", "sagemaker:{R}:{A}:pipeline/{}", "", nil},
	"AWS::Scheduler::Schedule":                  {"Name", "scheduler:{R}:{A}:schedule/default/{}", "", nil},
	"AWS::Scheduler::ScheduleGroup":             {"Name", "scheduler:{R}:{A}:schedule-group/{}", "", nil},
	"AWS::SecretsManager::Secret":               {"Name", "secretsmanager:{R}:{A}:secret:{}-000000", "arn", map[string]string{"Id": "arn:{P}:secretsmanager:{R}:{A}:secret:{}-000000"}},
	"AWS::StepFunctions::Activity":              {"Name", "states:{R}:{A}:activity:{}", "arn", nil},
	"AWS::StepFunctions::StateMachine":          {"StateMachineName", "states:{R}:{A}:stateMachine:{}", "arn", map[string]string{"StateMachineRevisionId": "INITIAL"}},
}

var streams = map[string]string{"StreamArn": "arn:{P}:dynamodb:{R}:{A}:table/{}/stream/2000-01-01T00:00:00.000"}

// form returns that of the resource's type, or one that any type may have.
func (r *resource) form() form {
	if f, ok := forms[r.kind]; ok {
		return f
	}
	service := "custom"
	if parts := strings.Split(r.kind, "::"); len(parts) == 3 {
		service = strings.ToLower(parts[1])
	}
	return form{arn: service + ":{R}:{A}:{}"}
}

// name returns the resource's name: the one that the template gives, or else its id.
func (r *resource) name(at *node) (*node, error) {
	if r.named != nil {
		return r.named, nil
	}
	if r.naming {
		return nil, r.problem("the name of %s depends on itself", r.id)
	}
	r.naming = true
	defer func() { r.naming = false }()
	property := r.form().name
	v, err := r.value(property)
	if err != nil {
		return nil, err
	}
	if _, ok := v.str(); !ok {
		v = r.stack.standIn(r.place, r.id, r.made(), "the stack makes the name")
	}
	r.named = v
	return v, nil
}

// made is the stand-in for a name.
func (r *resource) made() string {
	name := shorten(strings.ReplaceAll(r.stack.id, "/", "-")+r.id, maxName)
	if r.kind == "AWS::S3::Bucket" {
		name = strings.ToLower(name)
	}
	return name
}

// maxName is how long a name may be of anything, as those of functions.
const maxName = 64

// shorten makes a name shorter, and keeps it apart from others.
func shorten(name string, most int) string {
	if len(name) <= most {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return name[:most-9] + "-" + hex.EncodeToString(sum[:4])
}

// checkedName refuses a name that the service would. One with stand-ins in it is changed instead.
func (r *resource) checkedName(name *node, what string, most int, valid func(string) bool) (*node, error) {
	if valid(name.text) {
		return name, nil
	}
	if !name.guessed {
		return nil, name.problem("%s %s cannot be %q", what, r.id, name.text)
	}
	fit := shorten(strings.Map(func(r rune) rune {
		if valid(string(r)) {
			return r
		}
		return '-'
	}, name.text), most)
	r.named = r.stack.standIn(r.place, r.id, fit, what+" would be "+name.text+", which it cannot")
	return r.named, nil
}

// fill puts values into a form.
func (r *resource) fill(at *node, text string) (*node, error) {
	name, err := r.name(at)
	if err != nil {
		return nil, err
	}
	s := r.stack
	var pairs []string
	for _, known := range []struct {
		key   string
		value func(*node) string
	}{{"{R}", s.region}, {"{A}", s.account}, {"{P}", s.partition}, {"{D}", s.suffix}} {
		if strings.Contains(text, known.key) {
			pairs = append(pairs, known.key, known.value(at))
		}
	}
	path := name.text
	if r.kind == "AWS::SSM::Parameter" {
		path = strings.TrimPrefix(path, "/")
	}
	made := newText(at.place, strings.NewReplacer(append(pairs, "{}", path)...).Replace(text))
	made.guessed = name.guessed
	return made, s.spend(at, valueWork+len(made.text))
}

// ref is what Ref returns.
func (r *resource) ref(at *node) (*node, error) {
	if v, err := r.qualified(at); v != nil || err != nil {
		return v, err
	}
	switch f := r.form(); f.ref {
	case "":
		return r.fill(at, "{}")
	case "arn":
		return r.fill(at, "arn:{P}:"+f.arn)
	default:
		return r.fill(at, f.ref)
	}
}

// attribute is what Fn::GetAtt returns.
func (r *resource) attribute(at *node, name string) (*node, error) {
	if given := r.stack.override(at.place, r.id+"."+name); given != nil {
		return given, nil
	}
	if output, ok := strings.CutPrefix(name, "Outputs."); ok {
		return r.outputOf(at, output)
	}
	if v, err := r.qualifiedAttribute(at, name); v != nil || err != nil {
		return v, err
	}
	f := r.form()
	if text, ok := f.more[name]; ok {
		return r.fill(at, text)
	}
	switch {
	case strings.HasSuffix(strings.ToLower(name), "arn"):
		return r.fill(at, "arn:{P}:"+f.arn)
	case name == "Name" || name == f.name || strings.HasSuffix(r.kind, "::"+strings.TrimSuffix(name, "Name")):
		return r.fill(at, "{}")
	}
	return r.stack.standIn(at.place, r.id+"."+name, r.made()+"."+name, "it is known when "+cmp.Or(r.kind, "it")+" is made"), nil
}

// arn makes an ARN of the region and account.
func (s *stack) arn(at *node, service, resource string) string {
	return "arn:" + s.partition(at) + ":" + service + ":" + s.region(at) + ":" + s.account(at) + ":" + resource
}
