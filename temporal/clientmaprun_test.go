package temporal_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
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
	"go.temporal.io/sdk/interceptor"
	sdk "go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// itemWorkflows is a client of the SDK for a workflow and those that it starts.
type itemWorkflows struct {
	*oneWorkflow
	mu    sync.Mutex
	items []*workflowpb.WorkflowExecutionInfo
	ends  map[string]error
	memos map[string]*commonpb.Memo

	listed int // how many were told
}

// itemClientOf returns a client, and the workflows that it starts.
func itemClientOf(t *testing.T, c *cluster) (*temporal.Client, *itemWorkflows) {
	t.Helper()
	w := &itemWorkflows{oneWorkflow: &oneWorkflow{c: c}, ends: map[string]error{}, memos: map[string]*commonpb.Memo{}}
	our, err := temporal.NewClient(w, "queue", c.machines)
	if err != nil {
		t.Fatal(err)
	}
	return our, w
}

// memos notes the memos of workflows that are started, which the test suite drops.
type memos struct {
	interceptor.WorkerInterceptorBase
	interceptor.WorkflowInboundInterceptorBase
	interceptor.WorkflowOutboundInterceptorBase
	w *itemWorkflows
}

func (m *memos) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	of := &memos{w: m.w}
	of.WorkflowInboundInterceptorBase.Next = next
	return of
}

func (m *memos) Init(next interceptor.WorkflowOutboundInterceptor) error {
	m.WorkflowOutboundInterceptorBase.Next = next
	return m.WorkflowInboundInterceptorBase.Next.Init(m)
}

func (m *memos) ExecuteChildWorkflow(ctx workflow.Context, workflowType string, args ...any) workflow.ChildWorkflowFuture {
	o := workflow.GetChildWorkflowOptions(ctx)
	if memo := o.Memo["goasl"]; memo != nil {
		p, err := converter.GetDefaultDataConverter().ToPayload(memo)
		if err != nil {
			m.w.c.t.Error(err)
		}
		m.w.memos[o.WorkflowID] = &commonpb.Memo{Fields: map[string]*commonpb.Payload{"goasl": p}}
	}
	return m.WorkflowOutboundInterceptorBase.ExecuteChildWorkflow(ctx, workflowType, args...)
}

// watch notes the workflows that are started.
func (w *itemWorkflows) watch() {
	env := w.c.env
	env.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{&memos{w: w}}})
	env.SetOnChildWorkflowStartedListener(func(is *workflow.Info, _ workflow.Context, _ converter.EncodedValues) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.items = append(w.items, &workflowpb.WorkflowExecutionInfo{
			Execution: &commonpb.WorkflowExecution{WorkflowId: is.WorkflowExecution.ID, RunId: is.WorkflowExecution.RunID},
			Status:    enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, StartTime: timestamppb.New(env.Now()), Memo: w.memos[is.WorkflowExecution.ID],
			ParentExecution: &commonpb.WorkflowExecution{WorkflowId: w.id},
		})
	})
	env.SetOnChildWorkflowCompletedListener(func(is *workflow.Info, _ converter.EncodedValue, err error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		item := w.last(is.WorkflowExecution.ID)
		item.CloseTime, item.Status = timestamppb.New(env.Now()), enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
		var canceled *sdk.CanceledError
		switch {
		case errors.As(err, &canceled):
			item.Status = enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED
		case err != nil:
			item.Status = enumspb.WORKFLOW_EXECUTION_STATUS_FAILED
		}
		w.ends[is.WorkflowExecution.ID] = err
	})
}

func (w *itemWorkflows) ListWorkflow(_ context.Context, r *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	starts := regexp.MustCompile(`STARTS_WITH '([^']*)'`).FindAllStringSubmatch(r.Query, -1)
	_, ids, named := strings.Cut(r.Query, "WorkflowId IN (")
	var found []*workflowpb.WorkflowExecutionInfo
	for _, i := range w.items {
		id := i.Execution.WorkflowId
		begins := slices.ContainsFunc(starts, func(prefix []string) bool { return strings.HasPrefix(id, prefix[1]) })
		if begins || named && strings.Contains(ids, "'"+id+"'") {
			found = append(found, i)
		}
	}
	from := len(r.NextPageToken) // the token has as many bytes as there were workflows
	to := min(from+2, len(found))
	w.listed += to - from
	answer := &workflowservice.ListWorkflowExecutionsResponse{Executions: found[from:to]}
	if to < len(found) {
		answer.NextPageToken = make([]byte, to)
	}
	return answer, nil
}

func (w *itemWorkflows) item(id string) *workflowpb.WorkflowExecutionInfo {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last(id)
}

// last returns the last run of a workflow, nil if there is none. w.mu must be held.
func (w *itemWorkflows) last(id string) *workflowpb.WorkflowExecutionInfo {
	for _, i := range slices.Backward(w.items) {
		if i.Execution.WorkflowId == id {
			return i
		}
	}
	return nil
}

func (w *itemWorkflows) DescribeWorkflowExecution(ctx context.Context, id, run string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	if i := w.item(id); i != nil {
		return &workflowservice.DescribeWorkflowExecutionResponse{WorkflowExecutionInfo: i}, nil
	}
	return w.oneWorkflow.DescribeWorkflowExecution(ctx, id, run)
}

func (w *itemWorkflows) SignalWorkflow(ctx context.Context, id, run, name string, arg any) error {
	if w.item(id) == nil {
		return w.oneWorkflow.SignalWorkflow(ctx, id, run, name, arg)
	}
	return w.c.env.SignalWorkflowByID(id, name, arg)
}

func (w *itemWorkflows) GetWorkflow(ctx context.Context, id, run string) client.WorkflowRun {
	if w.item(id) == nil {
		return w.oneWorkflow.GetWorkflow(ctx, id, run)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.ends[id]; err != nil {
		return endedRun{err: err}
	}
	return endedRun{err: serviceerror.NewUnavailable("the result was not noted")}
}

// threeItems has a Map Run of which one execution succeeds, one fails and one waits.
var threeItems = strings.Replace(distributed(`"StartAt":"F","States":{"F":{"Type":"Task","Resource":"`+function+`flaky","Next":"C"},
	"C":{"Type":"Choice","Choices":[{"Variable":"$","StringEquals":"w","Next":"W"}],"Default":"D"},
	"W":{"Type":"Wait","Seconds":3600,"Next":"D"},"D":{"Type":"Succeed"}}`), `"Label"`, `"ToleratedFailureCount":1,"Label"`, 1)

// listed returns what a list says of the executions of a Map Run.
func listed(t *testing.T, our *temporal.Client, f durable.Filter) (statuses []asl.Status, all []durable.Summary) {
	t.Helper()
	for more := true; more; more = f.After != "" {
		page, next, err := our.List(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		f.After = next
		for _, s := range page {
			if s.MapRun != f.MapRun || s.Items != 1 || !strings.HasSuffix(s.Machine, "stateMachine:order/L") || !strings.HasSuffix(s.ARN, s.Name) || s.Started.IsZero() || (s.Status != state.Running) == s.Ended.IsZero() {
				t.Errorf("%+v", s)
			}
			statuses, all = append(statuses, s.Status), append(all, s)
		}
	}
	return statuses, all
}

// A Map Run is described, changed and listed, and one of its executions stopped, while it goes on,
// and after that.
func TestMapRunsOfClient(t *testing.T) {
	var f flaky
	c := newCluster(t, threeItems, f.mux())
	our, w := itemClientOf(t, c)
	ctx := t.Context()
	execution := begin(t, our, `["a","x","w"]`)
	var mapRun, stopped string
	c.during = func(c *cluster) {
		w.watch()
		c.env.RegisterDelayedCallback(func() {
			all, err := our.MapRuns(ctx, execution)
			if err != nil || len(all) != 1 || all[0].Status != state.Running || all[0].State != "M" {
				t.Fatal(all, err)
			}
			mapRun = all[0].ARN
			five, many := int64(5), 101.0
			if err := our.UpdateMapRun(ctx, state.MapRunUpdate{ARN: mapRun, ToleratedFailurePercentage: &many}); !errors.Is(err, durable.ErrValidation) {
				t.Error("more than 100 percent:", err)
			}
			if err := our.UpdateMapRun(ctx, state.MapRunUpdate{ARN: mapRun, MaxConcurrency: &five}); err != nil {
				t.Error(err)
			}
			statuses, list := listed(t, our, durable.Filter{MapRun: mapRun, Max: 2})
			if diff := cmp.Diff([]asl.Status{state.Running, state.Failed, state.Succeeded}, statuses); diff != "" {
				t.Error(diff)
			}
			if statuses, _ := listed(t, our, durable.Filter{MapRun: mapRun, Status: state.Succeeded}); len(statuses) != 1 {
				t.Error(statuses)
			}
			stopped = list[0].ARN
			if err := our.Stop(ctx, stopped, state.NewFailure("Enough", "")); err != nil {
				t.Error(err)
			}
		}, time.Minute)
		c.env.RegisterDelayedCallback(func() { // the execution has been told, when nothing else was left to do
			if m, err := our.MapRun(ctx, mapRun); err != nil || m.MaxConcurrency != 5 || m.Executions.Aborted != 1 {
				t.Errorf("%+v %v", m, err)
			}
		}, time.Minute+time.Nanosecond)
	}
	w.play()

	m, err := our.MapRun(ctx, mapRun)
	if err != nil || m.Status != state.Succeeded || m.Executions.Aborted != 1 || m.Executions.Failed != 1 {
		t.Errorf("%+v %v", m, err)
	}
	statuses, list := listed(t, our, durable.Filter{MapRun: mapRun})
	if diff := cmp.Diff([]asl.Status{state.Aborted, state.Failed, state.Succeeded}, statuses); diff != "" {
		t.Error(diff)
	}
	is, err := our.Describe(ctx, stopped)
	if err != nil || is.Status != state.Aborted || is.Failure.Name() != "Enough" || is.MapRun != mapRun || list[0].ARN != stopped {
		t.Errorf("%+v %v", is, err)
	}
	for name, err := range map[string]error{
		"an update after the end": wants(our.UpdateMapRun(ctx, state.MapRunUpdate{ARN: mapRun}), durable.ErrValidation),
		"another Map Run":         wants(our.UpdateMapRun(ctx, state.MapRunUpdate{ARN: mapRun[:len(mapRun)-4] + "0000"}), durable.ErrResourceNotFound),
		"no Map Run":              wants(our.UpdateMapRun(ctx, state.MapRunUpdate{ARN: "x"}), durable.ErrResourceNotFound),
	} {
		if err != nil {
			t.Error(name, err)
		}
	}
	if _, _, err := our.List(ctx, durable.Filter{MapRun: "x"}); !errors.Is(err, durable.ErrResourceNotFound) {
		t.Error("the executions of no Map Run:", err)
	}
	if _, err := our.MapRuns(ctx, "x"); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
		t.Error("the Map Runs of no execution:", err)
	}
	if _, err := our.Redrive(ctx, list[1].ARN, ""); err == nil {
		t.Error("an execution of a Map Run is redriven by itself")
	}
}

// The size of a batch, and what a redrive has done, are in the memo of a workflow.
func TestMemoOfItems(t *testing.T) {
	var f flaky
	batches := strings.Replace(threeItems, `"Label"`, `"ItemBatcher":{"MaxItemsPerBatch":2},"ItemSelector":"x","Label"`, 1)
	batches = strings.ReplaceAll(batches, `"StartAt":"F"`, `"StartAt":"B"`)
	batches = strings.ReplaceAll(batches, `"F":{`, `"B":{"Type":"Pass","InputPath":"$.Items[0]","Next":"F"},"F":{`)
	c := newCluster(t, batches, f.mux())
	our, w := itemClientOf(t, c)
	c.during = func(*cluster) { w.watch() }
	execution := begin(t, our, `[1,2,3]`)
	w.play()
	f.mend()
	if _, err := our.Redrive(t.Context(), execution, ""); err != nil {
		t.Fatal(err)
	}
	if redrives := w.options.Memo["goasl"]; redrives == nil {
		t.Error("the redriven execution has no memo")
	}
	w.play()
	runs, err := our.MapRuns(t.Context(), execution)
	if err != nil || len(runs) != 1 || runs[0].Status != state.Succeeded {
		t.Fatal(runs, err)
	}
	page, _, err := our.List(t.Context(), durable.Filter{MapRun: runs[0].ARN})
	if err != nil || len(page) != 2 || page[0].Items != 1 || page[1].Items != 2 || page[1].RedriveCount != 1 || !page[1].Started.Before(page[1].Redriven) {
		t.Errorf("%+v %v", page, err)
	}
}

// A page of the executions of a Map Run costs as much as it has, however many there are.
func TestPagesOfItems(t *testing.T) {
	var f flaky
	c := newCluster(t, threeItems, f.mux())
	our, w := itemClientOf(t, c)
	c.during = func(*cluster) { w.watch() }
	execution := begin(t, our, `[`+strings.Repeat(`"a",`, 99)+`"x"]`)
	w.play()
	runs, err := our.MapRuns(t.Context(), execution)
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	all, _ := listed(t, our, durable.Filter{MapRun: runs[0].ARN})
	if len(all) != 100 || all[0] != state.Failed {
		t.Errorf("%d are listed: %v", len(all), all)
	}
	const finding = 2 // are told to find the execution that the Map Run is in
	for status, want := range map[asl.Status]struct{ page, told int }{"": {10, 11}, state.Succeeded: {10, 11 + 22}, state.Failed: {1, 100}, state.Running: {0, 0}} {
		w.listed = 0
		page, _, err := our.List(t.Context(), durable.Filter{MapRun: runs[0].ARN, Status: status, Max: 10})
		if err != nil || len(page) != want.page || w.listed > finding+want.told {
			t.Errorf("%q: %d are listed, %d were told, %v", status, len(page), w.listed, err)
		}
	}
	if _, _, err := our.List(t.Context(), durable.Filter{MapRun: runs[0].ARN, After: "x"}); err == nil {
		t.Error("List takes an After that it has not returned")
	}
}

// The executions of two Map Runs may have ARNs that begin alike, and those of one may be gone.
func TestMapRunAmongOthers(t *testing.T) {
	var f flaky
	c := newCluster(t, threeItems, f.mux())
	our, w := itemClientOf(t, c)
	c.during = func(*cluster) { w.watch() }
	execution := begin(t, our, `["a"]`)
	w.play()
	runs, err := our.MapRuns(t.Context(), execution)
	if err != nil || len(runs) != 1 {
		t.Fatal(runs, err)
	}
	of := func(i int, parent string) *workflowpb.WorkflowExecutionInfo {
		id := w.items[len(w.items)-1].Execution.WorkflowId
		return &workflowpb.WorkflowExecutionInfo{
			Execution:       &commonpb.WorkflowExecution{WorkflowId: id[:len(id)-4] + fmt.Sprintf("%04x", i)},
			ParentExecution: &commonpb.WorkflowExecution{WorkflowId: parent},
		}
	}
	w.items = slices.Insert(w.items, 0, of(1, "gone"), of(2, "gone"))
	if m, err := our.MapRun(t.Context(), runs[0].ARN); err != nil || m.ARN != runs[0].ARN {
		t.Errorf("%+v %v", m, err)
	}
	w.items = w.items[:2]
	if _, err := our.MapRun(t.Context(), runs[0].ARN); !errors.Is(err, durable.ErrResourceNotFound) {
		t.Error("all that it has started is gone:", err)
	}
}
