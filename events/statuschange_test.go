package events_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

func TestStatusChange(t *testing.T) {
	e, err := events.StatusChange(state.Description{
		ARN: "arn:aws:states:us-east-1:123456789012:execution:m:x", Name: "x", Type: state.Standard, Identity: state.Identity{Account: "123456789012", Machine: "m"},
		Outcome: state.Outcome{Status: state.Running, Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
	})
	if err != nil {
		t.Fatal(err)
	}
	detail := jsonvalue.MustParse(string(e.Detail))
	if e.Source != "aws.states" || e.DetailType != "Step Functions Execution Status Change" || len(e.ID) != 36 || detail.Get("status").Text() != "RUNNING" {
		t.Errorf("the event is %s", e.JSON())
	}
}

// statuses returns what the inputs tell of executions: their names and statuses.
func statuses(s *starter) string {
	var all []string
	for _, input := range s.inputs() {
		detail := jsonvalue.MustParse(input).Get("detail")
		all = append(all, detail.Get("name").Text()+" "+detail.Get("status").Text()+" "+detail.Get("output").String())
	}
	return strings.Join(all, ", ")
}

func TestObserve(t *testing.T) {
	s := new(starter)
	b, _ := newBus(t, s)
	putRule(t, b, events.Rule{Name: "ends", EventPattern: `{"source": ["aws.states"]}`}, events.Target{ID: "1", ARN: machineARN})
	for definition, want := range map[string]string{
		`{"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": 7, "End": true}}}`: `x RUNNING null, x SUCCEEDED "7"`,
		`{"StartAt": "F", "States": {"F": {"Type": "Fail"}}}`:                           `x RUNNING null, x FAILED null`,
	} {
		s.starts = nil
		m, err := asl.MustParse(definition).With(asl.WithObserver(b.Observe), asl.WithName("x"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = m.Execute(t.Context(), []byte("{}"))
		if got := statuses(s); got != want {
			t.Errorf("the events are %s, want %s", got, want)
		}
		express, err := asl.Parse([]byte(definition), asl.WithType(asl.Express))
		if err != nil {
			t.Fatal(err)
		}
		if m, err = express.With(asl.WithObserver(b.Observe)); err != nil {
			t.Fatal(err)
		}
		s.starts = nil
		if _, _ = m.Execute(t.Context(), []byte("{}")); len(s.starts) > 0 {
			t.Errorf("an EXPRESS execution sends %s", statuses(s))
		}
	}
}

func newExecutor(t *testing.T) *durable.Executor {
	t.Helper()
	x, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// drive lets an executor run a machine that a Bus observes, until the test ends it.
func drive(t *testing.T, x *durable.Executor, b *events.Bus, definition string) (stop func()) {
	t.Helper()
	machine, err := asl.MustParse(definition).With(asl.WithObserver(b.Observe))
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Register(machineARN, machine); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- x.Run(ctx) }()
	return func() { cancel(); <-ended }
}

// An event starts an execution in a store, whose end is an event that starts another one.
func TestStartsExecutions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newExecutor(t)
		b, told := newBus(t, x)
		defer drive(t, x, b, `{"StartAt": "P", "States": {"P": {"Type": "Pass", "OutputPath": "$.detail", "End": true}}}`)()
		putRule(t, b, events.Rule{Name: "orders", EventPattern: `{"source": ["shop"]}`}, events.Target{ID: "1", ARN: machineARN})
		putRule(t, b, events.Rule{Name: "ends", EventPattern: `{"source": ["aws.states"], "detail": {"status": ["SUCCEEDED"], "output": ["{\"id\":7}"]}}`}, events.Target{
			ID: "1", ARN: machineARN, InputTransformer: &events.InputTransformer{InputPathsMap: map[string]string{"output": "$.detail.output"}, InputTemplate: `{"detail": {"was": <output>}}`},
		})
		put(t, b, "", order)
		time.Sleep(time.Second)
		synctest.Wait()
		outputs := map[string]string{} // by the name of the rule: the second start may be told first
		for _, one := range told.all {
			d, err := x.Describe(t.Context(), one.Execution)
			if err != nil {
				t.Fatal(err)
			}
			outputs[one.Rule.Name] = d.Output.String()
		}
		want := map[string]string{"orders": `{"id":7}`, "ends": `{"was":"{\"id\":7}"}`}
		if diff := cmp.Diff(want, outputs); diff != "" || len(told.all) != 2 {
			t.Errorf("%d starts are told, their outputs (-want +got):\n%s", len(told.all), diff)
		}
	})
}

// A stored execution sends that it begins, and how it ends, once each.
func TestObserveStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, s := newExecutor(t), new(starter)
		b, _ := newBus(t, s)
		putRule(t, b, events.Rule{Name: "all", EventPattern: `{"source": ["aws.states"]}`}, events.Target{ID: "1", ARN: machineARN})
		defer drive(t, x, b, `{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "Next": "F"}, "F": {"Type": "Fail"}}}`)()
		d, err := x.Start(t.Context(), durable.Start{Machine: machineARN, Name: "x"})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if _, err := x.Redrive(t.Context(), d.ARN, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if _, err := x.Start(t.Context(), durable.Start{Machine: machineARN, Name: "y"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got, want := statuses(s), "x RUNNING null, x FAILED null, x RUNNING null, x FAILED null, y RUNNING null, y FAILED null"; got != want {
			t.Errorf("the events are %s, want %s", got, want)
		}
	})
}
