package otelasl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/otelasl"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	nooptrace "go.opentelemetry.io/otel/trace/noop"
)

// measured returns one line for each metric and its attributes: the sum, or the number of values
// and their sum.
func (r *recorded) measured(t testing.TB) (lines []string) {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := r.metrics.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			line := func(attrs attribute.Set, format string, values ...any) {
				text := strings.ReplaceAll(attrs.Encoded(attribute.DefaultEncoder()), "aws.step_functions.state_machine.arn=arn:aws:states:us-east-1:", "")
				lines = append(lines, strings.TrimSpace(m.Name+" "+fmt.Sprintf(format, values...)+" "+m.Unit+" "+strings.ReplaceAll(text, "goasl.", "")))
			}
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					line(p.Attributes, "%d", p.Value)
				}
			case metricdata.Gauge[int64]:
				for _, p := range data.DataPoints {
					line(p.Attributes, "%d", p.Value)
				}
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					line(p.Attributes, "%d×%g", p.Count, p.Sum)
				}
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// measure executes a machine that fails, after a task that was refused once.
func (r *recorded) measure(t testing.TB) {
	t.Helper()
	n := 0
	m := machine(t, `{"StartAt": "Each", "States": {"Each": {"Type": "Map", "MaxConcurrency": 1, "Next": "Last", "ItemProcessor": {"StartAt": "T", "States": {
		"T": {"Type": "Task", "Resource": "work", "End": true, "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 2}]}}}},
		"Last": {"Type": "Fail", "Error": "Own"}}}`,
		asl.WithTask("T", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			if n++; n == 2 {
				return nil, asl.NewError("Lambda.TooManyRequestsException", "")
			}
			return in, nil
		}), virtual(), r.telemetry.Option())
	if _, err := m.Execute(t.Context(), []byte(`[1, 2]`)); err == nil {
		t.Fatal("it succeeds")
	}
}

// TestMetrics: executions, states, attempts, retries, throttles and iterations are counted, and no
// attribute names an execution.
func TestMetrics(t *testing.T) {
	r := record(t)
	r.measure(t)
	const of = "000000000000:stateMachine:StateMachine"
	want := []string{
		"goasl.execution.duration 1×2 s " + of + ",error.type=Own,execution.status=FAILED",
		"goasl.execution.ended 1 {execution} " + of + ",error.type=Own,execution.status=FAILED",
		"goasl.execution.running 0 {execution} " + of,
		"goasl.execution.started 1 {execution} " + of,
		"goasl.map.iterations 2 {iteration} " + of + ",outcome=SUCCEEDED",
		"goasl.state.duration 1×0 s " + of + ",error.type=Own,outcome=FAILED,state.name=Last,state.type=Fail",
		"goasl.state.duration 1×2 s " + of + ",outcome=SUCCEEDED,state.name=Each,state.type=Map",
		"goasl.state.duration 2×2 s " + of + ",outcome=SUCCEEDED,state.name=T,state.type=Task",
		"goasl.state.retries 1 {retry} " + of + ",state.name=T",
		"goasl.task.duration 1×0 s " + of + ",error.type=Lambda.TooManyRequestsException,outcome=FAILED,state.name=T",
		"goasl.task.duration 2×0 s " + of + ",outcome=SUCCEEDED,state.name=T",
		"goasl.task.throttles 1 {attempt} " + of + ",state.name=T",
	}
	if diff := cmp.Diff(want, r.measured(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOneMetric: executions are measured if any one of their metrics is read.
func TestOneMetric(t *testing.T) {
	for _, name := range []string{
		"goasl.execution.started", "goasl.execution.running", "goasl.execution.ended", "goasl.execution.duration", "goasl.state.duration",
		"goasl.state.retries", "goasl.task.duration", "goasl.task.throttles", "goasl.map.iterations",
	} {
		drop := func(i sdkmetric.Instrument) (sdkmetric.Stream, bool) {
			return sdkmetric.Stream{Name: i.Name, Aggregation: sdkmetric.AggregationDrop{}}, i.Name != name
		}
		r := &recorded{metrics: sdkmetric.NewManualReader()}
		var err error
		r.telemetry, err = otelasl.New(otelasl.WithTracerProvider(nooptrace.NewTracerProvider()),
			otelasl.WithMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(r.metrics), sdkmetric.WithView(drop))))
		if err != nil {
			t.Fatal(err)
		}
		r.measure(t)
		lines := r.measured(t)
		if len(lines) == 0 || slices.ContainsFunc(lines, func(line string) bool { return !strings.HasPrefix(line, name+" ") }) {
			t.Errorf("of %s alone there is %q", name, lines)
		}
	}
}

// TestExecutorMetrics: an executor tells what it takes from the store and what it commits.
func TestExecutorMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := serve(t, durable.Memory(), record(t), map[string]*asl.Machine{"m": machine(t, asks, asl.WithTask("Ask", echo))})
		x.after(90*time.Second, x.begin(t.Context(), "m", "x", `{}`), asl.Running)
		got := map[string]string{}
		for _, line := range x.measured(t) {
			fields := strings.Fields(line)
			got[fields[0]] = fields[1]
		}
		want := map[string]string{
			"goasl.executor.awake": "0", "goasl.executor.due": "2", "goasl.execution.started": "1", "goasl.execution.running": "0",
		}
		for name, value := range want {
			if got[name] != value {
				t.Errorf("%s is %s, want %s", name, got[name], value)
			}
		}
		for _, name := range []string{"goasl.executor.lag", "goasl.executor.commits", "goasl.executor.commit.bytes", "goasl.executor.commit.duration"} {
			if got[name] == "" {
				t.Errorf("there is no %s", name)
			}
		}
	})
}

// TestManyErrors: names of errors, which may come from data, are attributes of metrics up to a
// number.
func TestManyErrors(t *testing.T) {
	r := record(t)
	if _, err := machine(t, `{"StartAt": "F", "States": {"F": {"Type": "Fail"}}}`, r.telemetry.Option()).Execute(t.Context(), []byte(`1`)); err == nil {
		t.Fatal("it succeeds")
	}
	m := machine(t, `{"StartAt": "F", "States": {"F": {"Type": "Fail", "ErrorPath": "$.name"}}}`, r.telemetry.Option())
	for i := range 300 {
		if _, err := m.Execute(t.Context(), []byte(fmt.Sprintf(`{"name": "error %d"}`, i))); err == nil {
			t.Fatal("it succeeds")
		}
	}
	n := 0
	for _, line := range r.measured(t) {
		if strings.HasPrefix(line, "goasl.execution.ended ") {
			n++
		}
	}
	if n != 101 { // one of them stands for those that have no name, and for the others
		t.Errorf("there are %d errors", n)
	}
}

// TestRetriesOfCheckedTasks: retries are counted, too, of tasks that are scheduled only once they
// can be carried out: those of activities, and of services whose parameters are checked.
func TestRetriesOfCheckedTasks(t *testing.T) {
	var activities asl.Activities
	activity, err := activities.Create("a")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		resource string
		option   asl.Option
	}{
		"activity": {activity.ARN, asl.WithActivities(&activities)},
		"service":  {"arn:aws:states:::sqs:sendMessage", asl.WithResolver(new(failsTwice))},
	} {
		t.Run(name, func(t *testing.T) {
			r := record(t)
			x, err := machine(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "`+test.resource+`", "End": true,
				"Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}]}}}`, test.option, r.telemetry.Option(), asl.WithWaitScale(0.001)).Start(t.Context(), []byte(`1`))
			if err != nil {
				t.Fatal(err)
			}
			if name == "activity" {
				for i := range 3 {
					work, err := activities.Poll(t.Context(), test.resource, "")
					if err != nil {
						t.Fatal(err)
					}
					if i < 2 {
						err = x.SendTaskFailure(work.Token, "Busy", "")
					} else {
						err = x.SendTaskSuccess(work.Token, []byte(`2`))
					}
					if err != nil {
						t.Fatal(err)
					}
				}
			}
			if _, err := x.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			var retries []string
			for _, line := range r.measured(t) {
				if strings.HasPrefix(line, "goasl.state.retries ") {
					retries = append(retries, strings.Fields(line)[1])
				}
			}
			if diff := cmp.Diff([]string{"2"}, retries); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// failsTwice is a service whose parameters are checked, and which is busy twice.
type failsTwice struct{ calls int }

func (f *failsTwice) ResolveTask(string) (asl.TaskFunc, error) {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) {
		if f.calls++; f.calls < 3 {
			return nil, &asl.Error{Name: "Busy"}
		}
		return json.RawMessage(`2`), nil
	}, nil
}

func (f *failsTwice) CheckCall(string, jsonvalue.Value) []string { return nil }
