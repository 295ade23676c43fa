package temporal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// recordings are beside the repository.
const recordings = "../../shared/conformance"

// TestRecorded plays the recorded executions through the workflow: their events, their outputs
// and their errors are those of the recording. Those that are not played, and those that
// differ, have the reasons that docs/temporal.md lists.
func TestRecorded(t *testing.T) {
	if _, err := os.Stat(recordings); err != nil {
		t.Skip("there are no recordings")
	}
	folders, err := cases.Load(recordings)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	outcomes := map[string]int{}
	t.Run("cases", func(t *testing.T) {
		for _, f := range folders {
			for _, c := range f.Cases {
				if c.Kind != "execution" {
					continue
				}
				t.Run(c.ID, func(t *testing.T) {
					t.Parallel()
					outcome := "the same"
					if reason := notPlayed(c); reason != "" {
						outcome = "not played: " + reason
					} else if difference := replay(t, c); difference != "" {
						t.Error(difference)
						outcome = "different"
					}
					mu.Lock()
					defer mu.Unlock()
					outcomes[outcome]++
				})
			}
		}
	})
	for outcome, n := range outcomes {
		t.Logf("%4d %s", n, outcome)
	}
}

// notPlayed returns why a case is not played, "" if it is.
func notPlayed(c *cases.Case) string {
	if strings.Contains(string(c.Definition), ":states:startExecution") {
		return "startExecution starts a workflow, and has no answer to play"
	}
	return ""
}

// replay plays a case, and returns how it differs, "" if it does not.
func replay(t *testing.T, of *cases.Case) string {
	want, err := compare.RecordingOf(of)
	if err != nil {
		return err.Error()
	}
	want.Records = compare.Records{} // those are of package state
	c, err := newReplayer(t, of)
	if err != nil {
		return err.Error()
	}
	got, err := c.play()
	if err != nil {
		return err.Error()
	}
	d, err := compare.Execution(want, got)
	switch {
	case err != nil:
		return err.Error()
	case d != nil:
		return d.String() + "\n" + d.Diff()
	}
	return ""
}

// replayer plays a case in the test suite. Tasks are answered one after the other, when
// nothing else is left to do at a time, in the order of the recording.
type replayer struct {
	*cluster
	of    *cases.Case
	start play.Start
	arn   string // of the execution

	mu      sync.Mutex
	replies *play.Replies
	calls   map[*state.RunTask][]byte // by which the cluster takes the end of the activity
	err     error                     // no answer was recorded
}

func newReplayer(t *testing.T, of *cases.Case) (*replayer, error) {
	start, err := play.StartOf(of)
	if err != nil {
		return nil, err
	}
	replies, err := play.RepliesTo(of)
	if err != nil {
		return nil, err
	}
	text := []byte(of.Definition)
	if of.DefinitionText != nil {
		text = []byte(*of.DefinitionText)
	}
	m, err := asl.Parse(text, asl.WithType(asl.Type(of.Type)))
	if err != nil {
		return nil, err
	}
	if m, err = m.With(asl.WithObjects(play.Objects(of))); err != nil {
		return nil, err
	}
	c := &cluster{t: t, machines: map[string]*asl.Machine{arn: m}}
	return &replayer{cluster: c, of: of, start: start, replies: replies, calls: map[*state.RunTask][]byte{}}, nil
}

func (r *replayer) play() (got compare.Actual, err error) {
	w := r.newRun(r.start.Now)
	r.env.RegisterActivityWithOptions(r.call, activity.RegisterOptions{Name: temporal.ActivityName, DisableAlreadyRegisteredCheck: true})
	cfg := w.Config(arn)
	cfg.Now, cfg.Name, cfg.Identity, cfg.ARN = r.start.Now, r.of.Context.ExecutionName, r.start.Identity, ""
	if !strings.Contains(r.of.Context.ExecutionARN, "::") {
		cfg.ARN = r.of.Context.ExecutionARN
	}
	cfg.Limits.Duration = -1 // what waits for nothing must not end after a year
	args, own, err := w.Begin(arn, cfg, r.start.Input)
	r.arn = own
	if err != nil {
		return got, err
	}
	if r.of.Expect.Status == "ABORTED" {
		r.env.RegisterDelayedCallback(r.abort, time.Microsecond)
	}
	r.env.ExecuteWorkflow(temporal.WorkflowName, args...)
	r.runs++
	r.collect()
	if r.err != nil {
		return got, r.err
	}
	r.cluster.err = r.env.GetWorkflowError()
	return r.actual()
}

// abort stops the execution, when it has come as far as in the recording.
func (r *replayer) abort() {
	why := &state.Failure{}
	for _, text := range r.of.Expect.Events {
		var e struct {
			Type    string
			Details *struct{ Error, Cause *string } `json:"executionAbortedEventDetails"`
		}
		if err := json.Unmarshal(text, &e); err == nil && e.Details != nil {
			why.Error, why.Cause = e.Details.Error, e.Details.Cause
		}
	}
	r.env.SignalWorkflow(temporal.SignalName, temporal.Signal("", state.Input{Kind: state.InputAbort, Failure: why}))
}

// actual returns the execution as it was.
func (r *replayer) actual() (got compare.Actual, err error) {
	var is struct {
		Status       string
		Output       *string
		Error, Cause *string
	}
	if err := json.Unmarshal([]byte(r.result()), &is); err != nil {
		return got, fmt.Errorf("%w: the workflow has ended with %v", err, r.cluster.err)
	}
	got.Status, got.Error, got.Cause = is.Status, is.Error, is.Cause
	if is.Output != nil {
		if got.Output, err = jsonvalue.ParseString(*is.Output); err != nil {
			return got, err
		}
	}
	for _, e := range r.events {
		v, err := jsonvalue.Parse(e.AppendJSON(nil))
		if err != nil {
			return got, err
		}
		got.Events = append(got.Events, v)
	}
	return got, nil
}

// call stands for the activity: it is answered later.
func (r *replayer) call(ctx context.Context, w temporal.Work, input converter.RawValue) (converter.RawValue, error) {
	task, err := w.Task(temporal.Text(input))
	if err != nil {
		return converter.RawValue{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls[task] = activity.GetInfo(ctx).TaskToken
	if err := r.replies.Call(task); err != nil {
		r.err = err
	}
	if w.Execution != r.arn { // of a child: the suite completes its activities only at once
		for {
			if of, in, ok := r.replies.Next(); !ok || of == task && in.Kind == state.InputDone {
				return temporal.Answer(in).(converter.RawValue), nil
			}
		}
	}
	r.env.RegisterDelayedCallback(r.answer, time.Nanosecond) // when nothing is left to do now
	return converter.RawValue{}, activity.ErrResultPending
}

// answer gives the answer that is next.
func (r *replayer) answer() {
	r.mu.Lock()
	task, in, ok := r.replies.Next()
	token := r.calls[task]
	r.mu.Unlock()
	if !ok {
		return
	}
	r.env.RegisterDelayedCallback(r.answer, time.Nanosecond)
	switch {
	case in.Kind == state.InputDone:
		if err := r.env.CompleteActivity(token, temporal.Answer(in), nil); err != nil {
			r.t.Log(err)
		}
	case in.Kind == state.InputScheduled || in.Kind == state.InputStarted && task.Kind != state.Activity: // the workflow does that
	default:
		r.env.SignalWorkflow(temporal.SignalName, temporal.Signal(task.Token, in))
	}
}
