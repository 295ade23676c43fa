package temporal_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/temporal"
)

const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:order"

var began = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// cluster plays an execution in Temporal's test suite: in as many runs of the workflow as it
// takes.
type cluster struct {
	t        *testing.T
	machines map[string]*asl.Machine
	opts     []temporal.Option
	client   *temporal.Client // whose worker drives the execution, nil for one of its own
	during   func(c *cluster) // prepares each run

	env    *testsuite.TestWorkflowEnvironment
	runs   int
	begun  [][]any // what each run but the first has started with
	events []history.Event
	err    error
}

func newCluster(t *testing.T, definition string, mux *asl.Mux) *cluster {
	m, err := asl.MustParse(definition).With(asl.WithResolver(mux))
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{t: t, machines: map[string]*asl.Machine{arn: m}}
}

// run runs an execution to its end, and returns its description.
func (c *cluster) run(input string) description {
	c.t.Helper()
	c.drive(input)
	return c.description()
}

// drive runs an execution until its workflow has ended.
func (c *cluster) drive(input string) {
	c.t.Helper()
	c.driveFrom(began, nil, input)
}

// driveFrom runs the workflow with its arguments, or with those of a new execution with an input.
func (c *cluster) driveFrom(now time.Time, args []any, input ...string) {
	c.t.Helper()
	for {
		w := c.newRun(now)
		if args == nil {
			cfg := w.Config(arn)
			cfg.Now = now
			var err error
			if args, _, err = w.Begin(arn, cfg, []byte(input[0])); err != nil {
				c.t.Fatal(err)
			}
		}
		c.env.ExecuteWorkflow(temporal.WorkflowName, args...)
		c.runs++
		c.collect()
		now = c.env.Now()
		c.err = c.env.GetWorkflowError()
		var next *workflow.ContinueAsNewError
		if !errors.As(c.err, &next) {
			return
		}
		args = arguments(next.Input)
		c.begun = append(c.begun, args)
	}
}

// newRun prepares the environment for a run of the workflow.
func (c *cluster) newRun(now time.Time) *temporal.Worker {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet{})
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(now)
	env.SetTestTimeout(20 * time.Second)
	signal := func(text any) { env.SignalWorkflow(temporal.SignalName, text) }
	register := func() (*temporal.Worker, error) { return temporal.RegisterIn(env, c.machines, signal, c.opts...) }
	if c.client != nil {
		register = func() (*temporal.Worker, error) { return c.client.WorkIn(env, signal) }
	}
	w, err := register()
	if err != nil {
		c.t.Fatal(err)
	}
	c.env = env
	if c.during != nil {
		c.during(c)
	}
	return w
}

func arguments(input *commonpb.Payloads) (args []any) {
	for _, p := range input.Payloads {
		args = append(args, converter.NewRawValue(p))
	}
	return args
}

// query returns the answer of a query.
func (c *cluster) query(name string, args ...any) string {
	v, err := c.env.QueryWorkflow(name, args...)
	if err != nil {
		c.t.Fatal(err)
	}
	var text converter.RawValue
	if err := v.Get(&text); err != nil {
		c.t.Fatal(err)
	}
	return temporal.Text(text)
}

// collect adds the events of a run.
func (c *cluster) collect() {
	for from := 1; from > 0; {
		var part struct {
			Events []json.RawMessage
			Next   int
		}
		if err := json.Unmarshal([]byte(c.query(temporal.QueryHistory, from)), &part); err != nil {
			c.t.Fatal(err)
		}
		for _, text := range part.Events {
			e, err := history.Parse(text)
			if err != nil {
				c.t.Fatal(err)
			}
			c.events = append(c.events, e)
		}
		from = part.Next
	}
}

// description is what the workflow has ended with.
type description struct{ Status, Output, Error, Cause string }

// result returns the text of what the workflow has ended with.
func (c *cluster) result() string {
	if c.err != nil {
		return temporal.Details(c.err)
	}
	var v converter.RawValue
	if err := c.env.GetWorkflowResult(&v); err != nil {
		c.t.Fatal(err)
	}
	return temporal.Text(v)
}

func (c *cluster) description() (is description) {
	if err := json.Unmarshal([]byte(c.result()), &is); err != nil {
		c.t.Fatalf("%v; the workflow has ended with %v", err, c.err)
	}
	return is
}

// texts returns events without their times.
func texts(events []history.Event) (all []string) {
	for _, e := range events {
		e.Timestamp = time.Time{}
		all = append(all, string(e.AppendJSON(nil)))
	}
	return all
}

// types returns the types of events.
func types(events []history.Event) (all []history.Type) {
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

func count(events []history.Event, t history.Type) int {
	return len(slices.DeleteFunc(types(events), func(of history.Type) bool { return of != t }))
}

// quiet logs nothing.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}

// queueListener notes the task queues of activities.
func queueListener(queues *[]string) func(*activity.Info, context.Context, converter.EncodedValues) {
	var mu sync.Mutex
	return func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		mu.Lock()
		defer mu.Unlock()
		*queues = append(*queues, info.TaskQueue)
	}
}
