package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/asltest"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

// checkMockConfig runs a test case of a mock file and compares how it went with
// the recording of the same test without mocks, but for what the case says that
// such a file cannot give.
func checkMockConfig(c *cases.Case, _ settings) *failure {
	want, err := compare.RecordingOf(c)
	if err != nil {
		return because(err)
	}
	got, err := runMocked(c)
	if err != nil {
		return because(err)
	}
	if err := checkPartialEvents(c.Expect.PartialEvents, got.Events); err != nil {
		return because(err)
	}
	want, got = compare.Without(c.Expect.Ignore, want, got)
	d, err := compare.Execution(want, got)
	if err != nil {
		return because(err)
	}
	if d != nil {
		return &failure{reason: d.String(), diff: d.Diff()}
	}
	return nil
}

// realService answers for the states that a test case does not mock. What they
// called in the recording is unknown.
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

// checkPartialEvents compares the details of single events, at places counted
// from 0. They are named as for an integration; those of a Lambda function's ARN
// have another name and the same members.
func checkPartialEvents(text json.RawMessage, events []jsonvalue.Value) error {
	if text == nil {
		return nil
	}
	list, err := jsonvalue.Parse(text)
	if err != nil {
		return err
	}
	for _, partial := range list.Elements() {
		at, ok := partial.Get("position").Int64()
		if !ok || at < 0 || at >= int64(len(events)) {
			return fmt.Errorf("the history has no event at position %s", partial.Get("position"))
		}
		for path, want := range partial.Members() {
			if path == "position" {
				continue
			}
			got, err := detailsAt(events[at], path)
			if err != nil {
				return fmt.Errorf("event at position %d: %w", at, err)
			}
			if !jsonvalue.Equal(want, got) {
				return fmt.Errorf("event at position %d: %s is %s, want %s", at, path, got, want)
			}
		}
	}
	return nil
}

// detailsAt returns what a path such as "taskFailedEventDetails.cause" leads to.
func detailsAt(event jsonvalue.Value, path string) (jsonvalue.Value, error) {
	key, member, hasMember := strings.Cut(path, ".")
	end, isTask := strings.CutPrefix(key, "task")
	if !isTask {
		return jsonvalue.Value{}, fmt.Errorf("%s: %w", key, errNotBuilt)
	}
	for name, details := range event.Members() {
		if !strings.HasSuffix(name, end) {
			continue
		}
		if !hasMember {
			return without(details, "resource", "resourceType"), nil
		}
		v := details.Get(member)
		if inner, err := jsonvalue.ParseString(v.Text()); err == nil {
			v = inner
		}
		return v, nil
	}
	return jsonvalue.Value{}, errors.New("it has no " + key + ": it is " + event.Get("type").Text())
}

// without leaves members out of an object.
func without(object jsonvalue.Value, names ...string) jsonvalue.Value {
	var members []jsonvalue.Member
	for name, v := range object.Members() {
		left := false
		for _, n := range names {
			left = left || n == name
		}
		if !left {
			members = append(members, jsonvalue.Member{Name: name, Value: v})
		}
	}
	return jsonvalue.OfObject(members)
}
