package temporal_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

const approval = `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
	"Parameters":{"QueueUrl":"q","MessageBody":{"token.$":"$$.Task.Token"}},"HeartbeatSeconds":600,"TimeoutSeconds":7200,"End":true}}}`

// tokens is a resource that hands on its token.
type tokens struct {
	mu  sync.Mutex
	all []string
}

func (k *tokens) mux() *asl.Mux {
	var mux asl.Mux
	mux.Handle("arn:aws:states:::sqs:sendMessage", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.all = append(k.all, asl.TaskInfoFrom(ctx).Token())
		return []byte(`{"MessageId":"m"}`), nil
	})
	return &mux
}

func (k *tokens) last() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.all[len(k.all)-1]
}

// after signals an input after a time, with the token of the last task.
func (c *cluster) after(d time.Duration, k *tokens, in state.Input) {
	env := c.env
	env.RegisterDelayedCallback(func() {
		token := ""
		if k != nil {
			token = k.last()
		}
		env.SignalWorkflow(temporal.SignalName, temporal.Signal(token, in))
	}, d)
}

func TestCallback(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	c.during = func(c *cluster) {
		for i := range 6 { // HeartbeatSeconds are over without these
			c.after(time.Duration(i)*9*time.Minute+time.Second, &k, state.Input{Kind: state.InputHeartbeat})
		}
		c.env.RegisterDelayedCallback(func() { // a token of someone else
			c.env.SignalWorkflow(temporal.SignalName, temporal.Signal("AAAA", state.Input{Kind: state.InputDone, Output: jsonvalue.True}))
			c.env.SignalWorkflow(temporal.SignalName, "nonsense")
		}, time.Minute)
		c.after(50*time.Minute, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.MustParse(`{"approved":true}`)})
		c.after(50*time.Minute, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.False}) // too late
	}
	is := c.run(`{}`)
	if is.Status != "SUCCEEDED" || is.Output != `{"approved":true}` {
		t.Errorf("%+v", is)
	}
	want := []history.Type{
		history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeTaskScheduled, history.TypeTaskStarted,
		history.TypeTaskSubmitted, history.TypeTaskSucceeded, history.TypeTaskStateExited, history.TypeExecutionSucceeded,
	}
	if diff := cmp.Diff(want, types(c.events)); diff != "" {
		t.Error(diff)
	}
	if d := c.events[len(c.events)-1].Timestamp.Sub(began); d != 50*time.Minute {
		t.Errorf("it took %v", d)
	}
}

func TestMissedHeartbeatAndTimeout(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	is := c.run(`{}`)
	if is.Status != "FAILED" || is.Error != "States.Timeout" && is.Error != "States.HeartbeatTimeout" {
		t.Errorf("%+v", is)
	}
	if n := count(c.events, history.TypeTaskTimedOut); n != 1 {
		t.Errorf("%d tasks have timed out", n)
	}
	if d := c.events[len(c.events)-1].Timestamp.Sub(began); d != 10*time.Minute {
		t.Errorf("it took %v", d)
	}
}

// A function that hands its task on is answered as if it had returned.
func TestInvokeIsWrapped(t *testing.T) {
	var k tokens
	var mux asl.Mux
	mux.Lambda("f", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.all = append(k.all, asl.TaskInfoFrom(ctx).Token())
		return nil, asl.ErrPending
	})
	c := newCluster(t, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"End":true}}}`, &mux)
	c.during = func(c *cluster) {
		c.after(time.Hour, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.MustParse(`7`)})
	}
	if is := c.run(`{}`); is.Output != `{"ExecutedVersion":"$LATEST","Payload":7,"StatusCode":200}` {
		t.Errorf("%+v", is)
	}
}

// Stop keeps its name and cause. The task that runs is cancelled.
func TestStop(t *testing.T) {
	const waits = `{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
		{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":100000,"End":true}}},
		{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","End":true}}}],"End":true}}}`
	for name, stop := range map[string]func(c *cluster){
		"by a signal": func(c *cluster) {
			c.after(time.Hour, nil, state.Input{Kind: state.InputAbort, Failure: state.NewFailure("Maintenance", "the <mill>")})
		},
		"by its cancellation": func(c *cluster) { c.env.RegisterDelayedCallback(c.env.CancelWorkflow, time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			var k tokens
			c := newCluster(t, waits, k.mux())
			c.during = stop
			is := c.run(`{}`)
			want := description{Status: "ABORTED"}
			if name == "by a signal" {
				want.Error, want.Cause = "Maintenance", "the <mill>"
			}
			if diff := cmp.Diff(want, is); diff != "" {
				t.Error(diff)
			}
			if last := c.events[len(c.events)-1]; last.Type != history.TypeExecutionAborted {
				t.Errorf("the last event is %s", last.Type)
			}
		})
	}
}

// The task that runs when its execution ends is cancelled.
func TestRunningTaskIsCancelled(t *testing.T) {
	var mux asl.Mux
	cancelled := make(chan error, 1)
	mux.Lambda("slow", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		asl.TaskInfoFrom(ctx).Heartbeat()
		<-ctx.Done()
		cancelled <- ctx.Err()
		return nil, ctx.Err()
	})
	mux.Lambda("fail", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		return nil, asl.NewError("Refused", "")
	})
	c := newCluster(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","Catch":[{"ErrorEquals":["States.ALL"],"Next":"W"}],"Branches":[
		{"StartAt":"S","States":{"S":{"Type":"Task","Resource":"`+function+`slow","End":true}}},
		{"StartAt":"F","States":{"F":{"Type":"Task","Resource":"`+function+`fail","End":true}}}],"End":true},
		"W":{"Type":"Wait","Seconds":60,"End":true}}}`, &mux)
	c.opts = []temporal.Option{temporal.WithHeartbeat(time.Second)} // whose answer tells the worker
	if is := c.run(`{}`); is.Status != "SUCCEEDED" {
		t.Errorf("%+v %v", is, c.err)
	}
	select {
	case <-cancelled:
	case <-time.After(10 * time.Second):
		t.Error("the task was not cancelled")
	}
}

// Description and history can be asked for while the execution runs.
func TestQuery(t *testing.T) {
	var k tokens
	c := newCluster(t, approval, k.mux())
	var is, events string
	c.during = func(c *cluster) {
		c.env.RegisterDelayedCallback(func() { is, events = c.query(temporal.QueryDescription), c.query(temporal.QueryHistory, 1) }, time.Minute)
		c.after(2*time.Minute, &k, state.Input{Kind: state.InputDone, Output: jsonvalue.True})
	}
	c.run(`{}`)
	if !strings.Contains(is, `"status":"RUNNING"`) || !strings.Contains(is, `"stateMachineArn":"`+arn+`"`) {
		t.Error(is)
	}
	if !strings.Contains(events, `"TaskSubmitted"`) || strings.Contains(events, `"TaskSucceeded"`) {
		t.Error(events)
	}
}

// The worker of an activity says when it begins, and the task waits on a queue of its own.
func TestActivity(t *testing.T) {
	var mux asl.Mux
	mux.Handle(carve, func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	c := newCluster(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+carve+`","TimeoutSeconds":60,"End":true}}}`, &mux)
	var queues []string
	c.during = func(c *cluster) { c.env.SetOnActivityStartedListener(queueListener(&queues)) }
	is := c.run(`{"a":1}`)
	if is.Output != `{"a":1}` {
		t.Errorf("%+v %v", is, c.err)
	}
	want := []history.Type{
		history.TypeExecutionStarted, history.TypeTaskStateEntered, history.TypeActivityScheduled, history.TypeActivityStarted,
		history.TypeActivitySucceeded, history.TypeTaskStateExited, history.TypeExecutionSucceeded,
	}
	if diff := cmp.Diff(want, types(c.events)); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(queues, []string{carve}) {
		t.Errorf("the queues were %q", queues)
	}
}

// Tasks can wait on a queue of their own.
func TestQueue(t *testing.T) {
	c := newCluster(t, `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"echo"},"Next":"U"},
		"U":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}`, functions())
	c.opts = []temporal.Option{temporal.WithQueue(func(resource string) string {
		if resource == "echo" {
			return "functions"
		}
		return ""
	})}
	var queues []string
	c.during = func(c *cluster) { c.env.SetOnActivityStartedListener(queueListener(&queues)) }
	if is := c.run(`{}`); is.Status != "SUCCEEDED" {
		t.Errorf("%+v %v", is, c.err)
	}
	if want := []string{"functions", "default-test-taskqueue"}; !slices.Equal(queues, want) {
		t.Errorf("the queues were %q, want %q", queues, want)
	}
}

// What the server would refuse fails before.
func TestPayloadLimit(t *testing.T) {
	var mux asl.Mux
	mux.Lambda("large", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return []byte(`"` + strings.Repeat("x", 5000) + `"`), nil
	})
	for state, want := range map[string]string{
		`{"Type":"Task","Resource":"` + function + `large","End":true}`:                                                        "the result of the task has",
		`{"Type":"Task","Resource":"` + function + `large","Parameters":{"x":"` + strings.Repeat("y", 5000) + `"},"End":true}`: "the input of the task has 5008 bytes, and Temporal takes no more than 4000",
	} {
		c := newCluster(t, `{"StartAt":"T","States":{"T":`+state+`}}`, &mux)
		c.opts = []temporal.Option{temporal.WithPayloadLimit(4000)}
		if is := c.run(`{}`); is.Error != "States.DataLimitExceeded" || !strings.Contains(is.Cause, want) {
			t.Errorf("%+v %v", is, c.err)
		}
	}
}

// Timers are events in the history of the workflow: one is enough for tasks that are done in time.
func TestTimersAreFew(t *testing.T) {
	const task = `{"Type":"Task","Resource":"` + function + `echo","TimeoutSeconds":60`
	c := newCluster(t, `{"StartAt":"T","States":{"T":`+task+`,"Next":"U"},"U":`+task+`,"End":true}}}`, functions())
	timers := 0
	c.during = func(c *cluster) {
		c.env.SetOnTimerScheduledListener(func(string, time.Duration) { timers++ })
	}
	if is := c.run(`{}`); is.Status != "SUCCEEDED" || timers != 1 {
		t.Errorf("%+v, %d timers", is, timers)
	}
}

// Tasks that begin together send less in one workflow task than a server takes, which is 4 MiB.
func TestTasksAreSentInParts(t *testing.T) {
	definition := `{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$","ItemSelector":{"n.$":"$$.Map.Item.Value","text":"` + strings.Repeat("x", 200_000) + `"},"ItemProcessor":{"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"` + function + `echo","ResultPath":null,"OutputPath":"$.n","End":true}}},"End":true}}}`
	c := newCluster(t, definition, functions())
	sent := map[time.Time]int{} // by the workflow task
	c.during = func(c *cluster) {
		c.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, args converter.EncodedValues) {
			var w temporal.Work
			var input converter.RawValue
			if err := args.Get(&w, &input); err != nil {
				t.Error(err)
			}
			sent[info.ScheduledTime] += len(input.Payload().GetData())
		})
	}
	items := "[1" + strings.Repeat(",1", 39) + "]"
	if is := c.run(items); is.Output != items {
		t.Errorf("%+v %v", is, c.err)
	}
	if len(sent) < 8 {
		t.Errorf("8 MB in %d parts", len(sent))
	}
	for at, size := range sent {
		if size > 1<<20 {
			t.Errorf("%d bytes at %v", size, at)
		}
	}
}
