package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

// checkMockConfig runs a test case of a mock file, and compares the execution with the
// recording of the same test without mocks, without the parts that the case excludes
// because a mock file cannot give them.
func checkMockConfig(c *cases.Case, _ settings) *failure {
	want, err := compare.RecordingOf(c)
	if err != nil {
		return because(err)
	}
	got, err := runMocked(c)
	if err != nil {
		return because(err)
	}
	want.Partial = renamed(want.Partial, got.Events)
	want, got = compare.Without(c.Expect.Ignore, want, got)
	return failureOf(compare.Execution(want, got))
}

// realService answers for the states that a test case does not mock. What they called
// in the recording is unknown.
type realService struct{}

func (realService) ResolveTask(string) (asl.TaskFunc, error) {
	return func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return json.RawMessage(`{}`), nil
	}, nil
}

func runMocked(c *cases.Case) (compare.Actual, error) {
	mocks, err := asltest.ParseMockFile(c.MockConfig, c.StateMachineName+"#"+c.TestCase)
	if err != nil {
		return compare.Actual{}, err
	}
	m, err := asl.Parse(c.Definition, asl.WithType(asl.Type(c.Type)))
	if err != nil {
		return compare.Actual{}, err
	}
	start, err := play.StartOf(c)
	if err != nil {
		return compare.Actual{}, err
	}
	r, err := m.Execute(context.Background(), start.Input, mocks, asl.WithResolver(realService{}),
		asl.WithIdentity(start.Identity), asl.WithName(c.Context.ExecutionName), asl.WithClock(asl.NewVirtualClock(start.Now)))
	if r == nil {
		return compare.Actual{}, err
	}
	return actualOf(r)
}

func actualOf(r *asl.Result) (compare.Actual, error) {
	a := compare.Actual{Status: string(r.Status)}
	var err error
	if r.Output != nil {
		if a.Output, err = jsonvalue.Parse(r.Output); err != nil {
			return a, err
		}
	}
	if r.Error.HasName() {
		a.Error = &r.Error.Name
	}
	if r.Error.HasCause() {
		a.Cause = &r.Error.Cause
	}
	for _, e := range r.History() {
		v, err := jsonvalue.Parse(e.AppendJSON(nil))
		if err != nil {
			return a, fmt.Errorf("event %d: %w", e.ID, err)
		}
		a.Events = append(a.Events, v)
	}
	return a, nil
}

// renamed returns single recorded events with the names that details have in events.
// They are recorded under the names of an integration, also for a Lambda function's
// ARN.
func renamed(partial, events []jsonvalue.Value) []jsonvalue.Value {
	var all []jsonvalue.Value
	for _, p := range partial {
		var members []jsonvalue.Member
		for name, v := range p.Members() {
			path, isTask := strings.CutPrefix(name, "task")
			details, _, _ := strings.Cut("lambdaFunction"+path, ".")
			if i, ok := p.Get("position").Int64(); ok && isTask && i >= 0 && i < int64(len(events)) && events[i].Get(details).Exists() {
				name = "lambdaFunction" + path
			}
			members = append(members, jsonvalue.Member{Name: name, Value: v})
		}
		all = append(all, jsonvalue.OfObject(members))
	}
	return all
}
