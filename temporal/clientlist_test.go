package temporal_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// visibility is a client of the SDK that lists workflows, two at once at most.
type visibility struct {
	client.Client
	workflows []*workflowpb.WorkflowExecutionInfo
	asked     []*workflowservice.ListWorkflowExecutionsRequest
	ends      map[string]error // of workflows that have failed, by ID
}

func (v *visibility) ListWorkflow(_ context.Context, r *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	v.asked = append(v.asked, r)
	from := len(r.NextPageToken) // the token has as many bytes as there were workflows
	to := min(from+int(min(r.PageSize, 2)), len(v.workflows))
	answer := &workflowservice.ListWorkflowExecutionsResponse{Executions: v.workflows[from:to]}
	if to < len(v.workflows) {
		answer.NextPageToken = make([]byte, to)
	}
	return answer, nil
}

func (v *visibility) DescribeWorkflowExecution(_ context.Context, id, _ string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	for _, w := range v.workflows {
		if w.Execution.WorkflowId == id {
			return &workflowservice.DescribeWorkflowExecutionResponse{WorkflowExecutionInfo: w}, nil
		}
	}
	return nil, serviceerror.NewNotFound("no such workflow")
}

func (v *visibility) GetWorkflow(_ context.Context, id, _ string) client.WorkflowRun {
	return endedRun{err: v.ends[id]}
}

type endedRun struct {
	client.WorkflowRun
	err error
}

func (r endedRun) Get(context.Context, any) error { return r.err }

const executions = "arn:aws:states:us-east-1:123456789012:execution:"

// workflowOf returns what a list has of a workflow that began n minutes after others, and took one.
func workflowOf(name string, n int, status enumspb.WorkflowExecutionStatus, attributes ...sdk.SearchAttributeUpdate) *workflowpb.WorkflowExecutionInfo {
	of := &workflowpb.WorkflowExecutionInfo{Execution: &commonpb.WorkflowExecution{WorkflowId: executions + name}, Status: status}
	of.StartTime = timestamppb.New(began.Add(time.Duration(n) * time.Minute))
	if status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		of.CloseTime = timestamppb.New(of.StartTime.AsTime().Add(time.Minute))
	}
	fields := map[string]*commonpb.Payload{}
	for key, value := range sdk.NewSearchAttributes(attributes...).GetUntypedValues() {
		fields[key.GetName()], _ = converter.GetDefaultDataConverter().ToPayload(value)
	}
	of.SearchAttributes = &commonpb.SearchAttributes{IndexedFields: fields}
	return of
}

// ended returns the error of a workflow whose execution has ended like that.
func ended(name, status string) error {
	return sdk.NewNonRetryableApplicationError("", "x", nil, temporal.Answered(`{"executionArn":"`+executions+name+`","name":"x","status":"`+status+`","input":"1","startDate":"2026-01-02T03:04:05Z","stopDate":"2026-01-02T03:04:06Z"}`))
}

func listing(t *testing.T, v *visibility, opts ...temporal.Option) *temporal.Client {
	t.Helper()
	our, err := temporal.NewClient(v, "queue", nil, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return our
}

// A list has the executions of all pages, but those that were not meant.
func TestList(t *testing.T) {
	v := &visibility{workflows: []*workflowpb.WorkflowExecutionInfo{
		workflowOf("order:a", 4, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING),
		workflowOf("order/L:b", 3, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING),
		workflowOf("order:c", 2, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED),
		workflowOf("order:d", 1, enumspb.WORKFLOW_EXECUTION_STATUS_FAILED),
		workflowOf("order:e", 0, enumspb.WORKFLOW_EXECUTION_STATUS_FAILED),
		workflowOf("order:f", 0, enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED),
	}, ends: map[string]error{executions + "order:d": ended("order:d", "TIMED_OUT"), executions + "order:e": errors.New("broken")}}
	our := listing(t, v)
	names := func(f durable.Filter) (all []string) {
		t.Helper()
		for {
			page, next, err := our.List(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range page {
				all = append(all, s.Name+" "+string(s.Status))
			}
			if f.After = next; next == "" {
				return all
			}
			all = append(all, "-")
		}
	}
	for name, c := range map[string]struct {
		f    durable.Filter
		want []string
	}{
		"all":              {durable.Filter{}, []string{"a RUNNING", "c SUCCEEDED", "d TIMED_OUT", "e FAILED", "f ABORTED"}},
		"pages":            {durable.Filter{Max: 3}, []string{"a RUNNING", "c SUCCEEDED", "d TIMED_OUT", "-", "e FAILED", "f ABORTED"}},
		"failed":           {durable.Filter{Status: asl.Failed}, []string{"e FAILED"}},
		"timed out":        {durable.Filter{Status: asl.TimedOut}, []string{"d TIMED_OUT"}},
		"an older end":     {durable.Filter{EndedBefore: began.Add(2 * time.Minute)}, []string{"e FAILED", "f ABORTED"}},
		"stalled":          {durable.Filter{Stalled: true}, nil},
		"another machine":  {durable.Filter{Machine: arn + "s"}, nil},
		"no machine":       {durable.Filter{Machine: "x"}, nil},
		"no such status":   {durable.Filter{Status: state.PendingRedrive}, nil},
		"that one machine": {durable.Filter{Machine: arn, Status: asl.Running}, []string{"a RUNNING"}},
	} {
		if diff := cmp.Diff(c.want, names(c.f)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	page, _, err := our.List(t.Context(), durable.Filter{Status: asl.Succeeded})
	want := []durable.Summary{{ARN: executions + "order:c", Machine: arn, Name: "c", Status: asl.Succeeded, Started: began.Add(2 * time.Minute), Ended: began.Add(3 * time.Minute)}}
	if diff := cmp.Diff(want, page); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, f := range []durable.Filter{{After: "!"}, {Version: "3"}, {Alias: "prod"}} {
		if _, _, err := our.List(t.Context(), f); err == nil {
			t.Errorf("%+v is no error", f)
		}
	}
}

// What the cluster is asked for is what is meant, as far as it knows it.
func TestListQuery(t *testing.T) {
	const all = "WorkflowType = 'goasl' AND "
	const order = "(WorkflowId STARTS_WITH 'arn:aws:states:us-east-1:123456789012:execution:order:' OR WorkflowId STARTS_WITH 'arn:aws:states:us-east-1:123456789012:express:order:')"
	attributes := []temporal.Option{temporal.WithSearchAttributes()}
	for want, c := range map[string]struct {
		f    durable.Filter
		opts []temporal.Option
	}{
		all + "ExecutionStatus != 'ContinuedAsNew'":                                  {},
		all + "ExecutionStatus = 'Running' AND " + order:                             {f: durable.Filter{Status: asl.Running, Machine: arn}},
		all + "ExecutionStatus IN ('Canceled', 'Terminated')":                        {f: durable.Filter{Status: asl.Aborted}},
		all + "(ExecutionStatus = 'Failed' OR ExecutionStatus = 'TimedOut')":         {f: durable.Filter{Status: asl.TimedOut}},
		all + "ExecutionStatus = 'Completed' AND CloseTime < '2026-01-02T03:04:05Z'": {f: durable.Filter{Status: asl.Succeeded, EndedBefore: began}},
		all + "ExecutionStatus = 'Failed' AND " + strings.ReplaceAll(order, "order", `o\\r\'der`) + " AND GoaslMapRun IS NULL": {
			durable.Filter{Status: asl.Failed, Machine: strings.Replace(arn, "order", `o\r'der`, 1)}, attributes},
		all + "(GoaslTimedOut = true OR ExecutionStatus = 'Failed' AND GoaslStarted IS NULL OR ExecutionStatus = 'TimedOut') AND GoaslMapRun IS NULL AND GoaslVersion = '3' AND GoaslAlias = 'prod'": {
			durable.Filter{Status: asl.TimedOut, Version: "3", Alias: "prod"}, attributes},
	} {
		v := &visibility{}
		if _, _, err := listing(t, v, c.opts...).List(t.Context(), c.f); err != nil {
			t.Error(err)
		}
		if len(v.asked) != 1 || v.asked[0].Query != want {
			t.Errorf("it asks for %q, want %q", v.asked, want)
		}
	}
}

// With search attributes a list tells what they say, and asks for nothing else, but for those of
// before.
func TestListOfAttributes(t *testing.T) {
	timedOut := sdk.NewSearchAttributeKeyBool(temporal.AttributeTimedOut).ValueSet(true)
	version := sdk.NewSearchAttributeKeyKeyword(temporal.AttributeVersion).ValueSet("3")
	alias := sdk.NewSearchAttributeKeyKeyword(temporal.AttributeAlias).ValueSet("prod")
	started := sdk.NewSearchAttributeKeyTime(temporal.AttributeStarted).ValueSet(began)
	v := &visibility{workflows: []*workflowpb.WorkflowExecutionInfo{
		workflowOf("order:a", 4, enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, timedOut, version, alias, started),
		workflowOf("order:b", 1, enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, sdk.NewSearchAttributeKeyTime(temporal.AttributeStarted).ValueSet(began.Add(time.Minute))),
		workflowOf("order:c", 0, enumspb.WORKFLOW_EXECUTION_STATUS_FAILED),
	}, ends: map[string]error{executions + "order:c": ended("order:c", "TIMED_OUT")}}
	page, _, err := listing(t, v, temporal.WithSearchAttributes()).List(t.Context(), durable.Filter{})
	want := []durable.Summary{
		{ARN: executions + "order:a", Machine: arn, Name: "a", Version: "3", Alias: "prod", Status: asl.TimedOut, Started: began, Ended: began.Add(5 * time.Minute)},
		{ARN: executions + "order:b", Machine: arn, Name: "b", Status: asl.Failed, Started: began.Add(time.Minute), Ended: began.Add(2 * time.Minute)},
		{ARN: executions + "order:c", Machine: arn, Name: "c", Status: asl.TimedOut, Started: began, Ended: began.Add(time.Minute)},
	}
	if diff := cmp.Diff(want, page); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// A workflow that was terminated, or fails without a description, says how the execution has ended.
func TestEndWithoutDescription(t *testing.T) {
	v := &visibility{workflows: []*workflowpb.WorkflowExecutionInfo{
		workflowOf("order:a", 0, enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED),
		workflowOf("order:b", 0, enumspb.WORKFLOW_EXECUTION_STATUS_FAILED),
	}, ends: map[string]error{
		executions + "order:a": &sdk.TerminatedError{},
		executions + "order:b": sdk.NewNonRetryableApplicationError("it is too large", "States.DataLimitExceeded", nil),
	}}
	our := listing(t, v)
	for name, want := range map[string]struct {
		status       asl.Status
		error, cause string
	}{"a": {asl.Aborted, "", "terminated"}, "b": {asl.Failed, "States.DataLimitExceeded", "it is too large"}} {
		is, err := our.Describe(t.Context(), executions+"order:"+name)
		if err != nil || is.Status != want.status || is.Failure.Name() != want.error || *is.Failure.Cause != want.cause || is.Identity.Machine != "order" || is.Ended.IsZero() || is.Stalled != "" {
			t.Errorf("%+v, %v", is, err)
		}
	}
}

// Workflows get search attributes only with the option: a child those of its own.
func TestSearchAttributes(t *testing.T) {
	c := family(t, ".sync", echoes, "")
	c.machines[arn+":3"] = c.machines[arn]
	for _, with := range []bool{false, true} {
		var opts []temporal.Option
		if with {
			opts = append(opts, temporal.WithSearchAttributes())
		}
		w := &oneWorkflow{c: c}
		our, err := temporal.NewClient(w, "queue", c.machines, opts...)
		if err != nil {
			t.Fatal(err)
		}
		children := 0
		c.during = func(c *cluster) {
			c.env.SetOnChildWorkflowStartedListener(func(info *workflow.Info, _ workflow.Context, _ converter.EncodedValues) {
				if children++; info.WorkflowExecution.ID != strings.Replace(childARN, "stateMachine", "execution", 1)+":kid" || (len(info.SearchAttributes.GetIndexedFields()) > 0) != with {
					t.Error(info.WorkflowExecution.ID, info.SearchAttributes)
				}
			})
		}
		is := c.start(our, w, durable.Start{Machine: arn + ":3", Alias: "prod"})
		if is.Status != "SUCCEEDED" || children != 1 {
			t.Errorf("%+v, %d children", is, children)
		}
		got := map[string]any{}
		for key, value := range w.options.TypedSearchAttributes.GetUntypedValues() {
			got[key.GetName()] = value
		}
		delete(got, temporal.AttributeStarted)
		want := map[string]any{}
		if with {
			want = map[string]any{temporal.AttributeVersion: "3", temporal.AttributeAlias: "prod"}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// An execution that times out notes it.
func TestTimeoutIsNoted(t *testing.T) {
	c := newCluster(t, `{"TimeoutSeconds":10,"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}`, functions())
	w := &oneWorkflow{c: c}
	our, err := temporal.NewClient(w, "queue", c.machines, temporal.WithSearchAttributes())
	if err != nil {
		t.Fatal(err)
	}
	c.during = func(c *cluster) {
		c.env.OnUpsertTypedSearchAttributes(sdk.NewSearchAttributes(sdk.NewSearchAttributeKeyBool(temporal.AttributeTimedOut).ValueSet(true))).Return(nil).Once()
	}
	if is := c.start(our, w, durable.Start{Machine: arn}); is.Status != "TIMED_OUT" {
		t.Errorf("%+v", is)
	}
	c.env.AssertExpectations(t)
}

// An execution that was redriven is in a list once, as its last run is.
func TestListRedriven(t *testing.T) {
	run := func(id string, status enumspb.WorkflowExecutionStatus) *workflowpb.WorkflowExecutionInfo {
		of := workflowOf("order:a", 0, status)
		of.Execution.RunId = id
		return of
	}
	v := &visibility{
		workflows: []*workflowpb.WorkflowExecutionInfo{
			run("third", enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING), run("second", enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED),
			run("first", enumspb.WORKFLOW_EXECUTION_STATUS_FAILED),
		},
		ends: map[string]error{executions + "order:a": ended("order:a", "FAILED")},
	}
	page, _, err := listing(t, v).List(t.Context(), durable.Filter{})
	if err != nil || len(page) != 1 || page[0].Status != state.Running {
		t.Error(page, err)
	}
}
