package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/internal/awsclient"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/compare"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/sfnapi"
)

// unwiredCases are the cases that are not sent through the wire, with the reasons.
var unwiredCases = map[string]string{
	"local_mocking/test_base_scenarios.py::TestBaseScenarios::test_lambda_service_invoke_sync_execution": "the answer of its function was not recorded",
}

// wireCheck returns the function that sends a case, nil if it does not concern the API.
func wireCheck(c *cases.Case) func(*cases.Case, awsclient.Client) *failure {
	switch c.Kind {
	case "test_state":
		return wireTestState
	case "validation":
		return wireValidation
	case "describe":
		return wireDescription
	case "execution":
		if c.Expect.Describe != nil || c.Expect.SyncResponse != nil || c.Expect.MapRun != nil {
			return wireExecution
		}
	}
	return nil
}

// served calls do with a server for a case.
func served(client awsclient.Client, region string, do func(*wireServer) error, opts ...asl.Option) *failure {
	w, err := newWireServer(client, region, opts...)
	if err != nil {
		return because(err)
	}
	defer w.stop()
	err = do(w)
	var d *wireDifference
	switch {
	case errors.As(err, &d):
		return d.failure
	case err != nil:
		return because(err)
	}
	return nil
}

// wireDifference is a difference between an answer and the recorded one.
type wireDifference struct{ *failure }

func (d *wireDifference) Error() string { return d.reason }

// different returns a failure as an error.
func different(f *failure) error {
	if f == nil {
		return nil
	}
	return &wireDifference{f}
}

const otherException = "another exception"

// refusedAs compares an exception with the recorded one, which has no code if there was none.
func refusedAs(want sfnapi.Exception, a awsclient.Answer) error {
	var got sfnapi.Exception
	if e := a.Exception; e != nil {
		got = sfnapi.Exception{Code: e.Code, Message: e.Message}
	}
	return different(differ(otherException, want, got))
}

func wireTestState(c *cases.Case, client awsclient.Client) *failure {
	request, err := testStateRequest(c)
	if err != nil {
		return because(err)
	}
	answer, err := answerIn(c.Expect.Response)
	if err != nil {
		return because(err)
	}
	return served(client, "", func(w *wireServer) error {
		a, err := w.call("TestState", "", request, false)
		if err != nil {
			return err
		}
		if a.Exception != nil || c.Expect.Exception != "" {
			return refusedAs(refusalOf(c), a)
		}
		got, err := jsonvalue.Parse(a.Body)
		if err != nil {
			return err
		}
		return different(failureOf(compare.Response(c, got)))
	}, asl.WithResolver(answer))
}

// creation is a request to create a machine.
type creation struct {
	Name               string          `json:"name"`
	RoleARN            string          `json:"roleArn"`
	Definition         string          `json:"definition"`
	Type               string          `json:"type,omitempty"`
	Logging            json.RawMessage `json:"loggingConfiguration,omitempty"`
	Tracing            json.RawMessage `json:"tracingConfiguration,omitempty"`
	Publish            bool            `json:"publish,omitempty"`
	VersionDescription string          `json:"versionDescription,omitempty"`
}

func wireValidation(c *cases.Case, client awsclient.Client) *failure {
	return served(client, "", func(w *wireServer) error {
		in := creation{Name: "StateMachine", RoleARN: recordedRole}
		if c.API != "CreateStateMachine" {
			body, err := json.Marshal(map[string]string{"definition": c.SentDefinition(), "type": string(c.Type)})
			if err != nil {
				return err
			}
			a, err := w.call(c.API, "", body, true)
			if err != nil {
				return err
			}
			return sameSorted(c.Expect.Response, a)
		}
		if len(c.Request) > 0 {
			if err := json.Unmarshal(c.Request, &in); err != nil {
				return err
			}
		}
		in.Definition, in.Type = c.SentDefinition(), c.Type
		body, err := json.Marshal(in)
		if err != nil {
			return err
		}
		a, err := w.call(c.API, "", body, true)
		if err != nil {
			return err
		}
		return refusedAs(refusalOf(c), a)
	})
}

// sameSorted compares a response but for the order of members.
func sameSorted(recorded json.RawMessage, a awsclient.Answer) error {
	if e := a.Exception; e != nil {
		return fmt.Errorf("%s: %s", e.Code, e.Message)
	}
	want, got, err := responses(recorded, a.Body)
	if err != nil {
		return err
	}
	return different(differ("another response", want, got))
}

func wireDescription(c *cases.Case, client awsclient.Client) *failure {
	return served(client, "", func(w *wireServer) error {
		created, err := w.must("CreateStateMachine", creation{Name: "StateMachine", RoleARN: recordedRole, Definition: c.SentDefinition(), Type: c.Type})
		if err != nil {
			return err
		}
		machine, err := jsonvalue.Parse(created)
		if err != nil {
			return err
		}
		body, err := w.must("DescribeStateMachine", map[string]string{"stateMachineArn": machine.Get("stateMachineArn").Text()})
		if err != nil {
			return err
		}
		var got struct{ VariableReferences map[string][]string }
		if err := json.Unmarshal(body, &got); err != nil {
			return err
		}
		want := map[string][]string{}
		if err := json.Unmarshal(c.Expect.VariableReferred, &want); err != nil {
			return err
		}
		for _, lists := range []map[string][]string{want, got.VariableReferences} {
			for _, names := range lists {
				slices.Sort(names)
			}
		}
		if len(want) == 0 { // the service has left it out since then
			want = nil
		}
		return different(differ("the variableReferences are others", want, got.VariableReferences))
	})
}

// wireExecution runs the execution of a case through the API, and compares what was recorded.
func wireExecution(c *cases.Case, client awsclient.Client) *failure {
	want, err := compare.RecordingOf(c)
	if err != nil {
		return because(err)
	}
	start, err := play.StartOf(c)
	if err != nil {
		return because(err)
	}
	tasks := &wireTasks{entries: cases.EntriesOf(c.Tasks)}
	return served(client, start.Identity.Region, func(w *wireServer) error {
		tasks.backend = w.backend
		got, err := w.execute(c, start)
		if err != nil {
			return err
		}
		return different(failureOf(compare.Execution(want, got)))
	}, asl.WithResolver(tasks), asl.WithObjects(play.Objects(c)))
}

// execute creates the machine of a case, starts an execution, and returns it at its end.
func (w *wireServer) execute(c *cases.Case, start play.Start) (a compare.Actual, err error) {
	machine := creation{Name: cmp.Or(start.Identity.Machine, "StateMachine"), RoleARN: recordedRole, Definition: c.SentDefinition(), Type: c.Type}
	machine.Publish = start.Identity.Version != ""
	w.renamed = strings.NewReplacer(recordedRole, cmp.Or(start.Identity.Role, recordedRole)) // it need not be an ARN
	created, err := w.must("CreateStateMachine", machine)
	if err != nil {
		return a, err
	}
	v, err := jsonvalue.Parse(created)
	if err != nil {
		return a, err
	}
	arn := v.Get("stateMachineArn").Text()
	if version := v.Get("stateMachineVersionArn"); version.Exists() {
		arn = version.Text()
	}
	request := map[string]string{"stateMachineArn": arn, "input": string(start.Input)}
	if c.Context.ExecutionName != "" {
		request["name"] = c.Context.ExecutionName
	}
	if c.Type == string(asl.Express) {
		body, err := w.must("StartSyncExecution", request)
		if err != nil {
			return a, err
		}
		if v, err = jsonvalue.Parse(body); err != nil {
			return a, err
		}
		ours := v.Get("executionArn").Text() // its end is another one each time
		if strings.HasPrefix(c.Context.ExecutionARN, ours[:strings.LastIndexByte(ours, ':')]) {
			body = bytes.ReplaceAll(body, []byte(ours), []byte(c.Context.ExecutionARN))
		}
		a.SyncResponse, err = jsonvalue.Parse(body)
		return withEnd(a, a.SyncResponse), err
	}
	body, err := w.must("StartExecution", request)
	if err != nil {
		return a, err
	}
	if v, err = jsonvalue.Parse(body); err != nil {
		return a, err
	}
	return w.ended(v.Get("executionArn").Text())
}

// wirePatience is for how long an answer may be another one than the recorded one.
const wirePatience = 60 * time.Second

// ended waits for the end of an execution, and returns it.
func (w *wireServer) ended(execution string) (a compare.Actual, err error) {
	request := map[string]string{"executionArn": execution}
	for deadline := time.Now().Add(wirePatience); ; time.Sleep(50 * time.Millisecond) {
		body, err := w.must("DescribeExecution", request)
		if err != nil {
			return a, err
		}
		if a.Description, err = jsonvalue.Parse(body); err != nil {
			return a, err
		}
		if a.Description.Get("status").Text() != "RUNNING" {
			break
		}
		if time.Now().After(deadline) {
			return a, fmt.Errorf("the execution does not end: %s", body)
		}
	}
	a = withEnd(a, a.Description)
	if a.Events, err = w.history(execution); err != nil {
		return a, err
	}
	a.MapRun, err = w.mapRuns(execution)
	return a, err
}

// withEnd adds how an execution ended.
func withEnd(a compare.Actual, from jsonvalue.Value) compare.Actual {
	a.Status, a.Error, a.Cause = from.Get("status").Text(), text(from.Get("error")), text(from.Get("cause"))
	if output := from.Get("output"); output.Exists() {
		a.Output, _ = jsonvalue.ParseString(output.Text()) // it is JSON
	}
	return a
}

// history returns all events of an execution.
func (w *wireServer) history(execution string) (events []jsonvalue.Value, err error) {
	request := map[string]any{"executionArn": execution, "maxResults": 1000}
	for {
		body, err := w.must("GetExecutionHistory", request)
		if err != nil {
			return nil, err
		}
		page, err := jsonvalue.Parse(body)
		if err != nil {
			return nil, err
		}
		for _, e := range page.Get("events").Elements() {
			events = append(events, e)
		}
		next := page.Get("nextToken")
		if !next.Exists() {
			return events, nil
		}
		request["nextToken"] = next.Text()
	}
}

// mapRuns returns the Map Runs of an execution as cases have them, none if there are none.
func (w *wireServer) mapRuns(execution string) (jsonvalue.Value, error) {
	list, err := w.must("ListMapRuns", map[string]string{"executionArn": execution})
	if err != nil {
		return jsonvalue.Value{}, err
	}
	v, err := jsonvalue.Parse(list)
	if err != nil || v.Get("mapRuns").Len() == 0 {
		return jsonvalue.Value{}, err
	}
	first, err := w.must("DescribeMapRun", map[string]string{"mapRunArn": v.Get("mapRuns").Index(0).Get("mapRunArn").Text()})
	if err != nil {
		return jsonvalue.Value{}, err
	}
	return jsonvalue.ParseString(fmt.Sprintf(`{"list_map_runs":%s,"describe_map_run":%s}`, list, first))
}
