package state

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// integrations has the actions of the optimised service integrations, with their
// patterns: s for .sync and .sync:2, t for .waitForTaskToken. All can be called without
// waiting.
// Step Functions: as the developer guide lists them by service.
var integrations = func() map[string]string {
	table := map[string]string{}
	for _, line := range [...]struct{ service, patterns, actions string }{
		{"apigateway", "t", "invoke"},
		{"athena", "s", "startQueryExecution stopQueryExecution getQueryExecution getQueryResults"},
		{"batch", "s", "submitJob"},
		{"bedrock", "st", "invokeModel createModelCustomizationJob"},
		{"codebuild", "s", "startBuild stopBuild batchDeleteBuilds batchGetReports startBuildBatch stopBuildBatch retryBuildBatch deleteBuildBatch"},
		{"databrew", "s", "startJobRun"},
		{"dynamodb", "", "getItem putItem updateItem deleteItem"},
		{"ecs", "st", "runTask"},
		{"eks", "st", "createCluster deleteCluster createNodegroup deleteNodegroup createFargateProfile deleteFargateProfile runJob call"},
		{"elasticmapreduce", "s", "createCluster terminateCluster addStep cancelStep setClusterTerminationProtection modifyInstanceFleetByName modifyInstanceGroupByName"},
		{"emr-containers", "s", "createVirtualCluster deleteVirtualCluster startJobRun"},
		{"emr-serverless", "s", "createApplication startApplication stopApplication deleteApplication startJobRun cancelJobRun"},
		{"events", "t", "putEvents"},
		{"glue", "s", "startJobRun"},
		{"http", "", "invoke"},
		{"lambda", "t", "invoke"},
		{"mediaconvert", "s", "createJob"},
		{"sagemaker", "s", "createEndpoint createEndpointConfig createHyperParameterTuningJob createLabelingJob createModel createProcessingJob createTrainingJob createTransformJob updateEndpoint"},
		{"sns", "t", "publish"},
		{"sqs", "t", "sendMessage"},
		{"states", "st", "startExecution"},
	} {
		for _, action := range strings.Fields(line.actions) {
			table[line.service+":"+action] = line.patterns
		}
	}
	return table
}()

// isIntegrated reports whether the service has this integration. Those of aws-sdk are
// too many to list; they have no .sync.
func (r *resource) isIntegrated() bool {
	patterns, ok := "t", strings.HasPrefix(r.service, "aws-sdk:") && r.api != ""
	if !ok {
		patterns, ok = integrations[r.service+":"+r.api]
	}
	switch suffix := strings.TrimPrefix(r.action, r.api); suffix {
	case "":
		return ok
	case ".sync", ".sync:2":
		return ok && strings.Contains(patterns, "s")
	case ".waitForTaskToken":
		return ok && strings.Contains(patterns, "t")
	}
	return false
}

// checkResource reports a resource that the service does not know, or does not allow in
// an EXPRESS machine. It leaves functions to the driver.
func (o *object) checkResource(n jsontree.Node, r *resource) {
	switch {
	case n.Kind() != jsonvalue.String:
	case r.kind == Service && !r.isIntegrated():
		o.unknownResource(n)
	default:
		o.expressResource(n, r)
	}
}

func (o *object) unknownResource(n jsontree.Node) {
	o.bad(n, "Resource", "The resource provided %s is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.", n.Text())
}

// integration reports the resource of a reader or writer that is not one of the
// allowed.
func (o *object) integration(n jsontree.Node, allowed []string) {
	if r := parseResource(n.Text()); r.kind != Service || !slices.Contains(allowed, r.service+":"+r.action) {
		o.unknownResource(n)
	}
}
