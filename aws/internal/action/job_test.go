package action_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

type job struct {
	action, parameters, response string
	running, good, bad           string
	result                       string
	describe, stop               string
}

// jobs has each integration with .sync: parameters, the response to the call, descriptions
// of the job while it runs, when it has succeeded and when it has failed, the result, and
// the calls for a description and for a stop, "" for none.
var jobs = []job{
	{"athena:startQueryExecution", `{"QueryString": "SELECT 1"}`, `{"QueryExecutionId": "q"}`,
		`{"QueryExecution": {"Status": {"State": "RUNNING"}}}`, `{"QueryExecution": {"Status": {"State": "SUCCEEDED"}}}`, `{"QueryExecution": {"Status": {"State": "CANCELLED"}}}`,
		`{"QueryExecution":{"Status":{"State":"SUCCEEDED"}}}`,
		`GetQueryExecution {"QueryExecutionId":"q"}`, `StopQueryExecution {"QueryExecutionId":"q"}`},
	{"batch:submitJob", `{"JobName": "n", "JobQueue": "q", "JobDefinition": "d"}`, `{"JobId": "j"}`,
		`{"Jobs": [{"Status": "RUNNABLE"}]}`, `{"Jobs": [{"Status": "SUCCEEDED", "JobId": "j"}]}`, `{"Jobs": [{"Status": "FAILED"}]}`,
		`{"Status":"SUCCEEDED","JobId":"j"}`,
		`DescribeJobs {"Jobs":["j"]}`, `TerminateJob {"JobId":"j","Reason":"Terminated by AWS Step Functions"}`},
	{"bedrock:createModelCustomizationJob", `{"JobName": "n", "CustomModelName": "m", "RoleArn": "r", "BaseModelIdentifier": "b", "TrainingDataConfig": {}, "OutputDataConfig": {}}`, `{"JobArn": "j"}`,
		`{"Status": "InProgress"}`, `{"Status": "Completed"}`, `{"Status": "Stopped"}`, `{"Status":"Completed"}`,
		`GetModelCustomizationJob {"JobIdentifier":"j"}`, `StopModelCustomizationJob {"JobIdentifier":"j"}`},
	{"codebuild:startBuild", `{"ProjectName": "p"}`, `{"Build": {"Id": "b"}}`,
		`{"Builds": [{"BuildStatus": "IN_PROGRESS"}]}`, `{"Builds": [{"BuildStatus": "SUCCEEDED"}], "BuildsNotFound": []}`, `{"Builds": [{"BuildStatus": "FAULT"}]}`,
		`{"Build":{"BuildStatus":"SUCCEEDED"}}`, `BatchGetBuilds {"Ids":["b"]}`, `StopBuild {"Id":"b"}`},
	{"codebuild:startBuildBatch", `{"ProjectName": "p"}`, `{"BuildBatch": {"Id": "b"}}`,
		`{"BuildBatches": [{"BuildBatchStatus": "IN_PROGRESS"}]}`, `{"BuildBatches": [{"BuildBatchStatus": "SUCCEEDED"}]}`, `{"BuildBatches": [{"BuildBatchStatus": "TIMED_OUT"}]}`,
		`{"BuildBatch":{"BuildBatchStatus":"SUCCEEDED"}}`, `BatchGetBuildBatches {"Ids":["b"]}`, `StopBuildBatch {"Id":"b"}`},
	{"codebuild:retryBuildBatch", `{"Id": "a"}`, `{"BuildBatch": {"Id": "b"}}`,
		`{"BuildBatches": []}`, `{"BuildBatches": [{"BuildBatchStatus": "SUCCEEDED"}]}`, `{"BuildBatches": [{"BuildBatchStatus": "STOPPED"}]}`,
		`{"BuildBatch":{"BuildBatchStatus":"SUCCEEDED"}}`, `BatchGetBuildBatches {"Ids":["b"]}`, `StopBuildBatch {"Id":"b"}`},
	{"databrew:startJobRun", `{"Name": "n"}`, `{"RunId": "r"}`,
		`{"State": "STOPPING"}`, `{"State": "SUCCEEDED"}`, `{"State": "STOPPED"}`, `{"State":"SUCCEEDED"}`,
		`DescribeJobRun {"Name":"n","RunId":"r"}`, `StopJobRun {"Name":"n","RunId":"r"}`},
	{"ecs:runTask", `{"TaskDefinition": "d"}`, `{"Failures": [], "Tasks": [{"TaskArn": "t", "ClusterArn": "c"}]}`,
		`{"Tasks": [{"LastStatus": "DEPROVISIONING"}]}`,
		`{"Tasks": [{"LastStatus": "STOPPED", "PlatformFamily": "Linux", "FargateEphemeralStorage": {}, "Attachments": [{"Type": "ElasticNetworkInterface", "Id": "a"}, {"Type": "x"}], "Containers": [{"ExitCode": 0}]}]}`,
		`{"Tasks": [{"LastStatus": "STOPPED", "StopCode": "TaskFailedToStart", "Containers": [{"Name": "c"}]}]}`,
		`{"LastStatus":"STOPPED","Attachments":[{"Type":"eni","Id":"a"},{"Type":"x"}],"Containers":[{"ExitCode":0}]}`,
		`DescribeTasks {"Cluster":"c","Tasks":["t"]}`, `StopTask {"Cluster":"c","Task":"t","Reason":"Stopped by AWS Step Functions"}`},
	{"eks:createCluster", `{"Name": "n", "RoleArn": "r", "ResourcesVpcConfig": {}}`, `{"Cluster": {"Status": "CREATING"}}`,
		`{"Cluster": {"Status": "CREATING"}}`, `{"Cluster": {"Status": "ACTIVE"}}`, `{"Cluster": {"Status": "FAILED"}}`, `{"Cluster":{"Status":"ACTIVE"}}`,
		`DescribeCluster {"Name":"n"}`, ""},
	{"eks:createNodegroup", `{"ClusterName": "c", "NodegroupName": "n", "Subnets": [], "NodeRole": "r"}`, `{"Nodegroup": {}}`,
		`{"Nodegroup": {"Status": "CREATING"}}`, `{"Nodegroup": {"Status": "ACTIVE"}}`, `{"Nodegroup": {"Status": "CREATE_FAILED"}}`, `{"Nodegroup":{"Status":"ACTIVE"}}`,
		`DescribeNodegroup {"ClusterName":"c","NodegroupName":"n"}`, ""},
	{"eks:createFargateProfile", `{"ClusterName": "c", "FargateProfileName": "f", "PodExecutionRoleArn": "r"}`, `{"FargateProfile": {}}`,
		`{"FargateProfile": {"Status": "CREATING"}}`, `{"FargateProfile": {"Status": "ACTIVE"}}`, `{"FargateProfile": {"Status": "CREATE_FAILED"}}`, `{"FargateProfile":{"Status":"ACTIVE"}}`,
		`DescribeFargateProfile {"ClusterName":"c","FargateProfileName":"f"}`, ""},
	{"eks:deleteCluster", `{"Name": "n"}`, `{"Cluster": {"Status": "DELETING"}}`,
		`{"Cluster": {"Status": "DELETING"}}`, `!EKS.ResourceNotFoundException no cluster`, `{"Cluster": {"Status": "FAILED"}}`, `{"Cluster":{"Status":"DELETING"}}`,
		`DescribeCluster {"Name":"n"}`, ""},
	{"eks:deleteNodegroup", `{"ClusterName": "c", "NodegroupName": "n"}`, `{"Nodegroup": {"Status": "DELETING"}}`,
		`{"Nodegroup": {"Status": "ACTIVE"}}`, `!EKS.ResourceNotFoundException no nodegroup`, `{"Nodegroup": {"Status": "DELETE_FAILED"}}`, `{"Nodegroup":{"Status":"ACTIVE"}}`,
		`DescribeNodegroup {"ClusterName":"c","NodegroupName":"n"}`, ""},
	{"eks:deleteFargateProfile", `{"ClusterName": "c", "FargateProfileName": "f"}`, `{"FargateProfile": {"Status": "DELETING"}}`,
		`{"FargateProfile": {"Status": "DELETING"}}`, `!EKS.ResourceNotFoundException no profile`, `{"FargateProfile": {"Status": "DELETE_FAILED"}}`, `{"FargateProfile":{"Status":"DELETING"}}`,
		`DescribeFargateProfile {"ClusterName":"c","FargateProfileName":"f"}`, ""},
	{"elasticmapreduce:createCluster", `{"Name": "n", "Instances": {}}`, `{"ClusterArn": "a", "JobFlowId": "j-1"}`,
		`{"Cluster": {"Status": {"State": "BOOTSTRAPPING"}}}`, `{"Cluster": {"Status": {"State": "WAITING"}}}`, `{"Cluster": {"Status": {"State": "TERMINATED_WITH_ERRORS"}}}`,
		`{"Cluster":{"Status":{"State":"WAITING"}},"ClusterId":"j-1"}`, `DescribeCluster {"ClusterId":"j-1"}`, ""},
	{"elasticmapreduce:terminateCluster", `{"ClusterId": "j-1"}`, `{}`,
		`{"Cluster": {"Status": {"State": "TERMINATING"}}}`, `{"Cluster": {"Status": {"State": "TERMINATED"}}}`, `{"Cluster": {"Status": {"State": "TERMINATED_WITH_ERRORS"}}}`,
		`{"Cluster":{"Status":{"State":"TERMINATED"}},"ClusterId":"j-1"}`, `DescribeCluster {"ClusterId":"j-1"}`, ""},
	{"elasticmapreduce:addStep", `{"ClusterId": "j-1", "Step": {"Name": "s"}}`, `{"StepIds": ["s-1"]}`,
		`{"Step": {"Status": {"State": "PENDING"}}}`, `{"Step": {"Status": {"State": "COMPLETED"}}}`, `{"Step": {"Status": {"State": "INTERRUPTED"}}}`,
		`{"Step":{"Status":{"State":"COMPLETED"}}}`, `DescribeStep {"ClusterId":"j-1","StepId":"s-1"}`, `CancelSteps {"ClusterId":"j-1","StepIds":["s-1"]}`},
	{"emr-containers:startJobRun", `{"VirtualClusterId": "v"}`, `{"Id": "i"}`,
		`{"JobRun": {"State": "CANCEL_PENDING"}}`, `{"JobRun": {"State": "COMPLETED"}}`, `{"JobRun": {"State": "CANCELLED"}}`, `{"JobRun":{"State":"COMPLETED"}}`,
		`DescribeJobRun {"Id":"i","VirtualClusterId":"v"}`, `CancelJobRun {"Id":"i","VirtualClusterId":"v"}`},
	{"emr-containers:deleteVirtualCluster", `{"Id": "v"}`, `{"Id": "v"}`,
		`{"VirtualCluster": {"State": "TERMINATING"}}`, `{"VirtualCluster": {"State": "TERMINATED"}}`, `{"VirtualCluster": {"State": "ARRESTED"}}`, `{"VirtualCluster":{"State":"TERMINATED"}}`,
		`DescribeVirtualCluster {"Id":"v"}`, ""},
	{"emr-serverless:createApplication", `{"ReleaseLabel": "r", "Type": "SPARK"}`, `{"ApplicationId": "a", "Arn": "r"}`,
		`{"Application": {"State": "CREATING"}}`, `{"Application": {"State": "CREATED"}}`, `{"Application": {"State": "TERMINATED"}}`, `{"ApplicationId":"a","Arn":"r"}`,
		`GetApplication {"ApplicationId":"a"}`, `DeleteApplication {"ApplicationId":"a"}`},
	{"emr-serverless:startApplication", `{"ApplicationId": "a"}`, `{}`,
		`{"Application": {"State": "STARTING"}}`, `{"Application": {"State": "STARTED"}}`, `{"Application": {"State": "TERMINATED"}}`, `{"ApplicationId":"a"}`,
		`GetApplication {"ApplicationId":"a"}`, `StopApplication {"ApplicationId":"a"}`},
	{"emr-serverless:stopApplication", `{"ApplicationId": "a"}`, `{}`,
		`{"Application": {"State": "STOPPING"}}`, `{"Application": {"State": "STOPPED"}}`, `{"Application": {"State": "TERMINATED"}}`, `{"ApplicationId":"a"}`,
		`GetApplication {"ApplicationId":"a"}`, ""},
	{"emr-serverless:deleteApplication", `{"ApplicationId": "a"}`, `{}`,
		`{"Application": {"State": "STOPPED"}}`, `{"Application": {"State": "TERMINATED"}}`, "", `{"ApplicationId":"a"}`,
		`GetApplication {"ApplicationId":"a"}`, ""},
	{"emr-serverless:startJobRun", `{"ApplicationId": "a", "ExecutionRoleArn": "r"}`, `{"JobRunId": "j"}`,
		`{"JobRun": {"State": "QUEUED"}}`, `{"JobRun": {"State": "SUCCESS"}}`, `{"JobRun": {"State": "FAILED"}}`, `{"JobRun":{"State":"SUCCESS"}}`,
		`GetJobRun {"ApplicationId":"a","JobRunId":"j"}`, `CancelJobRun {"ApplicationId":"a","JobRunId":"j"}`},
	{"emr-serverless:cancelJobRun", `{"ApplicationId": "a", "JobRunId": "j"}`, `{"JobRunId": "j"}`,
		`{"JobRun": {"State": "CANCELLING"}}`, `{"JobRun": {"State": "CANCELLED"}}`, `{"JobRun": {"State": "SUCCESS"}}`, `{"JobRun":{"State":"CANCELLED"}}`,
		`GetJobRun {"ApplicationId":"a","JobRunId":"j"}`, ""},
	{"glue:startJobRun", `{"JobName": "n"}`, `{"JobRunId": "r"}`,
		`{"JobRun": {"JobRunState": "STOPPING"}}`, `{"JobRun": {"Id": "r", "JobRunState": "SUCCEEDED"}}`, `{"JobRun": {"JobRunState": "TIMEOUT"}}`,
		`{"Id":"r","JobName":"n","JobRunState":"SUCCEEDED"}`,
		`GetJobRun {"JobName":"n","RunId":"r"}`, `BatchStopJobRun {"JobName":"n","JobRunIds":["r"]}`},
	{"mediaconvert:createJob", `{"Role": "r", "Settings": {}}`, `{"Job": {"Id": "j"}}`,
		`{"Job": {"Status": "PROGRESSING"}}`, `{"Job": {"Status": "COMPLETE"}}`, `{"Job": {"Status": "ERROR"}}`, `{"Job":{"Status":"COMPLETE"}}`,
		`GetJob {"Id":"j"}`, `CancelJob {"Id":"j"}`},
	{"sagemaker:createHyperParameterTuningJob", `{"HyperParameterTuningJobName": "n", "HyperParameterTuningJobConfig": {}}`, `{}`,
		`{"HyperParameterTuningJobStatus": "InProgress"}`, `{"HyperParameterTuningJobStatus": "Completed"}`, `{"HyperParameterTuningJobStatus": "Failed"}`, `{"HyperParameterTuningJobStatus":"Completed"}`,
		`DescribeHyperParameterTuningJob {"HyperParameterTuningJobName":"n"}`, `StopHyperParameterTuningJob {"HyperParameterTuningJobName":"n"}`},
	{"sagemaker:createLabelingJob", `{"LabelingJobName": "n", "LabelAttributeName": "a", "InputConfig": {}, "OutputConfig": {}, "RoleArn": "r", "HumanTaskConfig": {}}`, `{}`,
		`{"LabelingJobStatus": "Initializing"}`, `{"LabelingJobStatus": "Completed"}`, `{"LabelingJobStatus": "Stopped"}`, `{"LabelingJobStatus":"Completed"}`,
		`DescribeLabelingJob {"LabelingJobName":"n"}`, `StopLabelingJob {"LabelingJobName":"n"}`},
	{"sagemaker:createProcessingJob", `{"ProcessingJobName": "n", "ProcessingResources": {}, "AppSpecification": {}, "RoleArn": "r"}`, `{}`,
		`{"ProcessingJobStatus": "InProgress"}`, `{"ProcessingJobStatus": "Completed"}`, `{"ProcessingJobStatus": "Failed"}`, `{"ProcessingJobStatus":"Completed"}`,
		`DescribeProcessingJob {"ProcessingJobName":"n"}`, `StopProcessingJob {"ProcessingJobName":"n"}`},
	{"sagemaker:createTrainingJob", `{"TrainingJobName": "n", "RoleArn": "r", "OutputDataConfig": {}}`, `{}`,
		`{"TrainingJobStatus": "Stopping"}`, `{"TrainingJobStatus": "Completed"}`, `{"TrainingJobStatus": "Stopped"}`, `{"TrainingJobStatus":"Completed"}`,
		`DescribeTrainingJob {"TrainingJobName":"n"}`, `StopTrainingJob {"TrainingJobName":"n"}`},
	{"sagemaker:createTransformJob", `{"TransformJobName": "n", "ModelName": "m", "TransformInput": {}, "TransformOutput": {}, "TransformResources": {}}`, `{}`,
		`{"TransformJobStatus": "InProgress"}`, `{"TransformJobStatus": "Completed"}`, `{"TransformJobStatus": "Failed"}`, `{"TransformJobStatus":"Completed"}`,
		`DescribeTransformJob {"TransformJobName":"n"}`, `StopTransformJob {"TransformJobName":"n"}`},
	{"states:startExecution", `{"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:elsewhere"}`, `{"ExecutionArn": "x", "StartDate": 1}`,
		`{"Status": "RUNNING"}`, `{"Status": "SUCCEEDED", "Output": "{\"a\": 1}", "Input": "{}"}`, `{"Status": "ABORTED"}`, `{"Status":"SUCCEEDED","Output":"{\"a\": 1}","Input":"{}"}`,
		`DescribeExecution {"ExecutionArn":"x"}`, `StopExecution {"ExecutionArn":"x"}`},
}

// elsewhere are the integrations with .sync that package kubernetes carries out.
var elsewhere = []string{"eks:runJob"}

// TestAllJobs: each integration with .sync is in the table.
func TestAllJobs(t *testing.T) {
	for _, it := range state.Integrations() {
		known := slices.ContainsFunc(jobs, func(j job) bool {
			return j.action == it.Action
		})
		if slices.Contains(it.Patterns, asl.Sync) != known && !slices.Contains(elsewhere, it.Action) {
			t.Errorf("%s: in the table: %v", it.Action, known)
		}
	}
}

const metadata = `"SdkHttpMetadata": {"HttpStatusCode": 200}, "SdkResponseMetadata": {"RequestId": "r"}`

// withMetadata returns a response as that of an optimised integration.
func withMetadata(object string) string {
	if strings.HasPrefix(object, "!") {
		return object
	}
	return strings.Replace(strings.TrimSuffix(object, "}")+", "+metadata+"}", "{, ", "{", 1)
}

// TestJobs: a job is described until it has ended, at times of the execution's clock.
func TestJobs(t *testing.T) {
	for _, job := range jobs {
		name, _, _ := strings.Cut(job.action, ":")
		for _, end := range []struct{ name, description string }{{"succeeds", job.good}, {"fails", job.bad}} {
			if end.description == "" {
				continue
			}
			t.Run(job.action+" "+end.name, func(t *testing.T) {
				s := &service{answers: []string{withMetadata(job.response), withMetadata(job.running), withMetadata(job.running), withMetadata(end.description)}}
				r, err := s.machine(t, job.action+".sync", job.parameters, "").Execute(t.Context(), []byte(`{}`))
				if r == nil {
					t.Fatal(err)
				}
				describe := name + ":" + job.describe
				if diff := cmp.Diff([]string{describe, describe, describe}, s.calls()[1:]); diff != "" {
					t.Errorf("calls (-want +got):\n%s", diff)
				}
				if took := r.Ended.Sub(r.Started); took != 7*time.Second {
					t.Errorf("it took %v", took)
				}
				if got := submitted(r); len(got) != 1 || !strings.Contains(got[0], `"SdkHttpMetadata":{"HttpStatusCode":200}`) {
					t.Errorf("submitted %v", got)
				}
				if end.name == "succeeds" {
					if string(r.Output) != job.result {
						t.Errorf("got  %s, %v\nwant %s", r.Output, err, job.result)
					}
					return
				}
				if r.Error == nil || r.Error.Name != "States.TaskFailed" || !strings.HasPrefix(r.Error.Cause, "{") || strings.Contains(r.Error.Cause, "Sdk") {
					t.Errorf("got %v", r.Error)
				}
			})
		}
	}
}

// TestStop: the job of a task that is not waited for any more is stopped, where Step
// Functions does.
func TestStop(t *testing.T) {
	for _, job := range jobs {
		name, _, _ := strings.Cut(job.action, ":")
		var want []string
		if job.stop != "" {
			want = []string{name + ":" + job.stop}
		}
		t.Run(job.action, func(t *testing.T) {
			s := &service{answers: []string{job.response, job.running}}
			r, _ := s.machine(t, job.action+".sync", job.parameters, `, "TimeoutSeconds": 10`).Execute(t.Context(), []byte(`{}`))
			if r == nil || r.Error == nil || r.Error.Name != "States.Timeout" {
				t.Fatalf("got %+v", r)
			}
			calls := waitFor(s, 4+len(want))
			if diff := cmp.Diff(want, calls[4:], cmp.Transformer("nil", func(l []string) []string { return append([]string{}, l...) })); diff != "" {
				t.Errorf("calls after the timeout (-want +got):\n%s", diff)
			}
		})
	}
}

// waitFor waits until the service was called so often, and returns the calls.
func waitFor(s *service, n int) []string {
	for range 10_000 {
		if len(s.calls()) >= n {
			break
		}
		time.Sleep(time.Millisecond)
	}
	return s.calls()
}

// TestEndOfContext: when the execution ends or its context does, the job is stopped, unless
// the execution goes on elsewhere.
func TestEndOfContext(t *testing.T) {
	keep := asl.WithCheckpoint(func(context.Context, *asl.Checkpoint) error { return nil })
	for name, test := range map[string]struct {
		options []asl.Option
		end     func(cancel func(), x *asl.Execution)
		stops   bool
	}{
		"stopped":                  {nil, func(_ func(), x *asl.Execution) { x.Stop("", "") }, true},
		"cancelled":                {nil, func(cancel func(), _ *asl.Execution) { cancel() }, true},
		"stopped with a store":     {[]asl.Option{keep}, func(_ func(), x *asl.Execution) { x.Stop("", "") }, true},
		"goes on in another place": {[]asl.Option{keep}, func(cancel func(), _ *asl.Execution) { cancel() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			described := make(chan bool)
			s := &service{answers: []string{`{"JobId": "j"}`, `{"Jobs": [{"Status": "RUNNING"}]}`}}
			s.act = func(n int) {
				if n == 2 {
					described <- true
					<-described
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			x, err := s.machine(t, "batch:submitJob.sync", `{"JobName": "n", "JobQueue": "q", "JobDefinition": "d"}`, "", test.options...).Start(ctx, []byte(`{}`))
			if err != nil {
				t.Fatal(err)
			}
			<-described
			test.end(cancel, x)
			described <- true
			<-x.Done()
			n := 3
			if test.stops {
				n = 4
			}
			calls := waitFor(s, n)
			if len(calls) != n || test.stops && !strings.HasPrefix(calls[3], "batch:TerminateJob") {
				t.Errorf("calls: %v", calls)
			}
		})
	}
}

// TestRestored: a job that was started before the execution was restored is not started again,
// whether it was saved in a snapshot or in a record.
func TestRestored(t *testing.T) {
	for _, records := range []bool{false, true} {
		var saved asl.Saved
		keep := asl.WithCheckpoint(func(_ context.Context, c *asl.Checkpoint) (err error) {
			if records && saved.Snapshot != nil {
				saved.Records = append(saved.Records, c.AppendRecord(nil))
				return nil
			}
			saved.Snapshot, err = c.Snapshot()
			return err
		})
		described := make(chan bool)
		s := &service{answers: []string{`{"JobId": "j"}`, `{"Jobs": [{"Status": "RUNNING"}]}`}}
		s.act = func(n int) {
			if n == 2 {
				described <- true
				<-described
			}
		}
		m := s.machine(t, "batch:submitJob.sync", `{"JobName": "n", "JobQueue": "q", "JobDefinition": "d"}`, "", keep)
		ctx, cancel := context.WithCancel(t.Context())
		x, err := m.Start(ctx, []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		<-described
		cancel()
		described <- true
		<-x.Done()

		again := &service{answers: []string{`{"Jobs": [{"Status": "RUNNING"}]}`, `{"Jobs": [{"Status": "SUCCEEDED"}]}`}}
		x, err = m.Resume(t.Context(), saved, asl.WithResolver(again))
		if err != nil {
			t.Fatal(err)
		}
		r, err := x.Wait(t.Context())
		if err != nil || string(r.Output) != `{"Status":"SUCCEEDED"}` {
			t.Errorf("got %s, %v", r.Output, err)
		}
		const describe = `batch:DescribeJobs {"Jobs":["j"]}`
		if diff := cmp.Diff([]string{describe, describe}, again.calls()); diff != "" {
			t.Errorf("calls after the restore (-want +got):\n%s", diff)
		}
	}
}

// TestMisses: a description that fails is asked for again, a few times.
func TestMisses(t *testing.T) {
	const lost = "!Batch.SdkClientException lost"
	for failures, want := range map[int]string{1: "", 4: "", 5: "Batch.SdkClientException"} {
		answers := []string{`{"JobId": "j"}`}
		for range failures {
			answers = append(answers, lost)
		}
		s := &service{answers: append(answers, `{"Jobs": []}`, lost, `{"Jobs": [{"Status": "SUCCEEDED"}]}`)}
		_, err := s.machine(t, "batch:submitJob.sync", `{"JobName": "n", "JobQueue": "q", "JobDefinition": "d"}`, "").Execute(t.Context(), []byte(`{}`))
		var got *asl.Error
		if errors.As(err, &got); (got == nil) != (want == "") || got != nil && got.Name != want {
			t.Errorf("%d failures: %v", failures, err)
		}
	}
}

// TestEssential: a container that a task does without may fail.
func TestEssential(t *testing.T) {
	const stopped = `{"Tasks": [{"LastStatus": "STOPPED", "TaskDefinitionArn": "d", "Containers": [{"Name": "main", "ExitCode": %d}, {"Name": "side", "ExitCode": 137}]}]}`
	const definition = `{"TaskDefinition": {"ContainerDefinitions": [{"Name": "main"}, {"Name": "side", "Essential": false}]}}`
	for code, fails := range map[int]bool{0: false, 1: true} {
		s := &service{answers: []string{`{"Tasks": [{"TaskArn": "t", "ClusterArn": "c"}]}`, fmt.Sprintf(stopped, code), definition}}
		_, err := s.machine(t, "ecs:runTask.sync", `{"TaskDefinition": "d"}`, "").Execute(t.Context(), []byte(`{}`))
		if (err != nil) != fails {
			t.Errorf("exit code %d: %v", code, err)
		}
		if calls := s.calls(); code == 0 && calls[len(calls)-1] != `ecs:DescribeTaskDefinition {"TaskDefinition":"d"}` {
			t.Errorf("calls: %v", calls)
		}
	}
}
