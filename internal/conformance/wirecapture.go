package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsclient"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/sfnapi"
)

// wiredCapture is a capture whose steps are taken.
type wiredCapture struct {
	*captures.Capture
	*wireServer
	tasks *wireTasks
	names binding
	plan  *schedule
}

// wireCapture takes the steps of a capture, and compares all responses and exceptions.
func wireCapture(c *captures.Capture, client awsclient.Client) *failure {
	tasks, opts, err := wireOptions(c)
	if err != nil {
		return because(err)
	}
	return served(client, c.Region, func(w *wireServer) error {
		tasks.backend = w.backend
		x := &wiredCapture{Capture: c, wireServer: w, tasks: tasks, names: binding{}, plan: planOf(c)}
		if err := x.prepare(); err != nil {
			return fmt.Errorf("before the steps: %w", err)
		}
		for i := range c.Steps {
			if err := x.take(&c.Steps[i]); err != nil {
				return fmt.Errorf("%s, %s: %w", c.Steps[i].Operation, c.Steps[i].Label, err)
			}
		}
		return nil
	}, opts...)
}

// wireOptions returns the tasks of a capture, and the options of its machines.
func wireOptions(c *captures.Capture) (*wireTasks, []asl.Option, error) {
	tasks := &wireTasks{}
	var recorded []cases.Task
	for _, s := range c.Steps {
		tasks.called = tasks.called || strings.HasPrefix(s.Operation, "SendTask") && s.Error == nil
	}
	switch c.Kind {
	case "map_run":
		m := &mapRunCapture{Capture: c}
		e, err := m.execution()
		if err != nil {
			return nil, nil, err
		}
		return tasks, []asl.Option{asl.WithResolver(tasks), asl.WithObjects(play.Objects(e))}, nil
	case "execution", "redrive":
		list, err := executions(c)
		if err != nil {
			return nil, nil, err
		}
		for _, e := range list {
			recorded = append(recorded, e.Tasks...)
		}
	}
	tasks.entries = cases.EntriesOf(recorded)
	return tasks, []asl.Option{asl.WithResolver(tasks)}, nil
}

// take takes a step. What only reads is asked again until the response is the recorded one.
func (x *wiredCapture) take(s *captures.Step) error {
	if strings.Contains(s.Operation, ":") || s.Request == nil || s.Error == nil && s.Response == nil && s.ResponsePartial == nil && s.Events == nil {
		return nil // it is of another service, or was not read
	}
	if s.Label == tooSoon {
		return nil
	}
	if err := x.deleteBefore(s); err != nil {
		return err
	}
	if s.Operation == "TestState" {
		answer, err := answerIn(s.Response)
		if err != nil {
			return err
		}
		x.tasks.set(answer)
	}
	x.plan.await(s)
	reads := strings.HasPrefix(s.Operation, "Describe") || strings.HasPrefix(s.Operation, "List") || s.Operation == "GetExecutionHistory"
	var last error
	for deadline := time.Now().Add(wirePatience); ; time.Sleep(100 * time.Millisecond) {
		err := x.ask(s)
		switch {
		case err == nil || !reads:
			return err
		case last != nil && strings.HasPrefix(err.Error(), otherException): // it is gone
			return last
		case time.Now().After(deadline):
			return err
		}
		last = err
	}
}

// deleteBefore deletes the machine whose deletion a step shows, and no step has made.
func (x *wiredCapture) deleteBefore(s *captures.Step) error {
	response, err := optionalValue(s.Response)
	if err != nil || response.Get("status").Text() != "DELETING" || slices.ContainsFunc(x.Steps, func(s captures.Step) bool { return s.Operation == "DeleteStateMachine" }) {
		return err
	}
	_, err = x.must("DeleteStateMachine", map[string]string{"stateMachineArn": response.Get("stateMachineArn").Text()})
	return err
}

// ask sends the request of a step, and compares the response.
func (x *wiredCapture) ask(s *captures.Step) error {
	for _, name := range tokenName.FindAllString(string(s.Request), -1) {
		if _, known := x.names[name]; !known {
			x.names[name] = x.tasks.last() // nothing else has shown it
		}
	}
	a, err := x.call(s.Operation, s.Region, json.RawMessage(x.names.expand(string(s.Request))), s.Error == nil || s.Error.Code != "ParamValidationError")
	if err != nil {
		return err
	}
	if a.Exception != nil || s.Error != nil {
		var want sfnapi.Exception
		if s.Error != nil {
			want = sfnapi.Exception{Code: s.Error.Code, Message: s.Error.Message}
		}
		return refusedAs(want, a)
	}
	x.plan.done(s)
	switch {
	case s.Events != nil:
		return x.compareEvents(s, a.Body)
	case s.ResponsePartial != nil:
		return x.names.compare(s.ResponsePartial, a.Body, true)
	}
	return x.names.compare(s.Response, a.Body, strings.Contains(s.Label, "(members read)"))
}

// compareEvents compares a page of events. Those of branches that ran at once may be in
// another order.
func (x *wiredCapture) compareEvents(s *captures.Step, body json.RawMessage) error {
	var request struct{ ExecutionArn string }
	if err := json.Unmarshal(s.Request, &request); err != nil {
		return err
	}
	events := x.Histories[request.ExecutionArn]
	var n int
	if json.Unmarshal(s.Events, &n) != nil {
		var text string
		if err := json.Unmarshal(s.Events, &text); err != nil {
			return err
		}
		if _, err := fmt.Sscanf(text, "the first %d events", &n); err != nil {
			return err
		}
	}
	if first, err := jsonvalue.Parse(events[0]); err != nil || first.Get("id").String() != "1" || n > len(events) {
		return fmt.Errorf("the capture has %d events of %d: %w", len(events), n, err)
	}
	list, err := json.Marshal(map[string]any{"events": events[:n]})
	if err != nil {
		return err
	}
	_, ended := statuses[typeOf(events[n-1])]
	part := n == len(events) && !ended // the rest was not read
	if err = x.names.compare(list, body, part); err == nil {
		return nil
	}
	e, problem := firstExecution(x.Capture)
	if problem != nil || e.Expect.Events == nil || len(e.Expect.Events) != n {
		return err
	}
	return x.compareInterleaved(e.Context.ExecutionARN, err)
}

// typeOf returns the type of an event.
func typeOf(event json.RawMessage) string {
	v, _ := jsonvalue.Parse(event) // of what is no JSON it is ""
	return v.Get("type").Text()
}

// compareInterleaved compares the whole history of an execution. first is the difference as
// it stands.
func (x *wiredCapture) compareInterleaved(execution string, first error) error {
	e, err := firstExecution(x.Capture)
	if err != nil {
		return err
	}
	want, err := compare.RecordingOf(e)
	if err != nil {
		return err
	}
	want.Records = compare.Records{}
	got, err := x.ended(execution)
	if err != nil {
		return err
	}
	got.Records = compare.Records{}
	if d, err := compare.Execution(want, got); d != nil || err != nil {
		return first
	}
	return nil
}
