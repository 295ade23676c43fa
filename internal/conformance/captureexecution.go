package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"regexp"
	"slices"
	"strings"

	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
)

// executions returns the executions of a capture as cases: first that of the machine
// that was called, then its children.
func executions(c *captures.Capture) ([]*cases.Case, error) {
	first, err := firstExecution(c)
	if err != nil {
		return nil, err
	}
	list := []*cases.Case{first}
	for arn, events := range c.Histories {
		if arn == first.Context.ExecutionARN {
			continue
		}
		child := &cases.Case{ID: c.ID + " " + arn, Kind: "execution", Type: "STANDARD", DefinitionText: &c.ChildDefinition}
		child.Source, child.Context = first.Source, contextOf(arn)
		if err := addHistory(child, events); err != nil {
			return nil, err
		}
		list = append(list, child)
	}
	slices.SortFunc(list[1:], func(a, b *cases.Case) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

func firstExecution(c *captures.Capture) (*cases.Case, error) {
	definition := c.Definition
	if definition == "" {
		definition = reconstructed[c.ID]
	}
	e := &cases.Case{ID: c.ID, Kind: "execution", Type: c.Type, InputText: c.Input, DefinitionText: &definition}
	e.Source.Recorded = c.Source.CapturedAt[:len("2006-01-02")]
	for _, s := range c.Steps {
		if err := addStep(e, s); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Label, err)
		}
	}
	if err := addDeliveries(e, c); err != nil {
		return nil, err
	}
	if e.Context.ExecutionARN == "" { // no answer names it
		for arn := range c.Histories {
			e.Context = contextOf(arn)
		}
		for arn := range c.HistoryLinks {
			e.Context = contextOf(arn)
		}
	}
	events := append(c.Histories[e.Context.ExecutionARN], c.HistoryLinks[e.Context.ExecutionARN]...)
	if err := addHistory(e, events); err != nil {
		return nil, err
	}
	if e.Expect.Events == nil {
		return e, addAnswers(e)
	}
	return e, nil
}

// contextOf returns the names in the ARN of an execution.
func contextOf(arn string) cases.Context {
	part := strings.Split(arn, ":")
	if len(part) < 8 {
		return cases.Context{}
	}
	machine := strings.Join(append(slices.Clone(part[:5]), "stateMachine", part[6]), ":")
	return cases.Context{StateMachineARN: machine, StateMachineName: part[6], ExecutionARN: arn, ExecutionName: part[7]}
}

// addStep adds what a call of the service shows of the end of the execution.
func addStep(e *cases.Case, s captures.Step) error {
	starts := s.Operation == "StartExecution" || s.Operation == "StartSyncExecution"
	if !starts && s.Operation != "DescribeExecution" {
		return nil
	}
	if s.Request != nil {
		request, err := jsonvalue.Parse(s.Request)
		if err != nil {
			return err
		}
		if starts {
			e.TraceHeader = request.Get("traceHeader").Text()
		}
	}
	if s.ResponsePartial != nil {
		return addOutput(e, s.ResponsePartial)
	}
	if s.Response == nil {
		return nil
	}
	response, err := jsonvalue.Parse(s.Response)
	if err != nil {
		return err
	}
	arn, status := response.Get("executionArn").Text(), response.Get("status").Text()
	if e.Context.ExecutionARN == "" {
		e.Context = contextOf(arn)
	}
	switch {
	case arn != e.Context.ExecutionARN || status == "RUNNING" || status == "":
		return nil
	case starts:
		e.Expect.SyncResponse = s.Response
	default:
		e.Expect.Describe = s.Response
	}
	if e.TraceHeader == "" { // the start was not captured
		e.TraceHeader = response.Get("traceHeader").Text()
	}
	e.Expect.Status = status
	e.Expect.Describe = withoutTimes(e.Expect.Describe)
	addFailure(e, response)
	return nil
}

// addFailure adds error and cause, as far as the response has them.
func addFailure(e *cases.Case, from jsonvalue.Value) {
	if v := from.Get("error"); v.Kind() == jsonvalue.String {
		e.Expect.Error = v.JSON()
	}
	if v := from.Get("cause"); v.Kind() == jsonvalue.String {
		e.Expect.Cause = v.JSON()
	}
}

// addOutput adds the output of an execution, if nothing else of its description was
// read.
func addOutput(e *cases.Case, response json.RawMessage) error {
	v, err := jsonvalue.Parse(response)
	if output := v.Get("output"); output.Exists() {
		e.Expect.Status, e.Expect.Output = "SUCCEEDED", json.RawMessage(output.Text())
	}
	return err
}

// addDeliveries adds the deliveries to CloudWatch Logs and EventBridge.
func addDeliveries(e *cases.Case, c *captures.Capture) error {
	if c.Logging != nil {
		e.LogLevel = &cases.LogLevel{Level: c.Logging.Level, IncludeExecutionData: c.Logging.IncludeExecutionData}
	}
	for _, r := range c.LogRecords {
		e.Expect.LogTexts = append(e.Expect.LogTexts, r.Message)
		if err := named(e, r.Message, "execution_arn"); err != nil {
			return err
		}
	}
	for _, text := range c.EventBridge {
		e.Expect.StatusChanges = append(e.Expect.StatusChanges, text)
		v, err := jsonvalue.ParseString(text)
		if err != nil {
			return err
		}
		e.Expect.Status = v.Get("detail").Get("status").Text()
		addFailure(e, v.Get("detail"))
	}
	return nil
}

// named reads the names of an execution, and its role, from a log record.
func named(e *cases.Case, record, member string) error {
	v, err := jsonvalue.ParseString(record)
	if e.Context.ExecutionARN == "" {
		e.Context = contextOf(v.Get(member).Text())
	}
	if role := v.Get("details").Get("roleArn").Text(); role != "" {
		e.Context.RoleARN = role
	}
	return err
}

// addHistory adds the events of the execution: its whole history, or the part that was
// read.
func addHistory(e *cases.Case, events []json.RawMessage) error {
	if len(events) == 0 {
		return nil
	}
	list := make([]jsonvalue.Value, len(events))
	for i, text := range events {
		v, err := jsonvalue.Parse(text)
		if err != nil {
			return err
		}
		list[i] = v
	}
	started := list[0].Get("executionStartedEventDetails")
	if e.Context.RoleARN == "" {
		e.Context.RoleARN = started.Get("roleArn").Text()
	}
	if e.InputText == "" {
		e.InputText = started.Get("input").Text()
	}
	status, ended := statuses[list[len(list)-1].Get("type").Text()]
	if first, _ := list[0].Get("id").Int64(); first != 1 || !ended {
		e.Expect.PartialEvents = partial(list).JSON()
		return nil
	}
	e.Expect.Status = status
	for _, text := range events {
		e.Expect.Events = append(e.Expect.Events, withoutTimes(text))
	}
	for _, end := range []string{"executionFailedEventDetails", "executionAbortedEventDetails"} {
		addFailure(e, list[len(list)-1].Get(end))
	}
	tasks, err := play.Tasks(events)
	e.Tasks = tasks
	return err
}

// contextTimes are the times in a context object, inside a JSON text.
var contextTimes = regexp.MustCompile(`\\":\\"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)

// withoutTimes replaces the times in context objects by placeholders.
func withoutTimes(text json.RawMessage) json.RawMessage {
	return contextTimes.ReplaceAllFunc(text, func(found []byte) []byte {
		at := bytes.LastIndexByte(found, '"') + 1
		n := crc32.ChecksumIEEE(found[at:]) // the same for the same time
		return append(found[:at:at], fmt.Sprintf("<time:%d>", n)...)
	})
}

// statuses are the statuses of an execution after the last event of its history.
var statuses = map[string]string{
	"ExecutionSucceeded": "SUCCEEDED", "ExecutionFailed": "FAILED", "ExecutionTimedOut": "TIMED_OUT", "ExecutionAborted": "ABORTED",
}

// partial returns what is known of some events, by their positions.
func partial(events []jsonvalue.Value) jsonvalue.Value {
	var list []jsonvalue.Value
	for _, e := range events {
		id, _ := e.Get("id").Int64()
		members := []jsonvalue.Member{{Name: "position", Value: jsonvalue.OfInt(id - 1)}}
		for name, v := range e.Members() {
			if name != "timestamp" && name != "__type" {
				members = append(members, jsonvalue.Member{Name: name, Value: v})
			}
		}
		list = append(list, jsonvalue.OfObject(members))
	}
	return jsonvalue.OfArray(list)
}

// addAnswers lets the tasks of an execution without a history answer with the result of
// the execution, or, if a state puts its result into the input, with that part of it.
func addAnswers(e *cases.Case) error {
	end := e.Expect.Describe
	if e.Expect.SyncResponse != nil {
		end = e.Expect.SyncResponse
	}
	var outcome cases.Outcome
	output := jsonvalue.Value{}
	if end != nil {
		v, err := jsonvalue.Parse(end)
		if err != nil {
			return err
		}
		outcome = cases.Outcome{Error: text(v.Get("error")), Cause: text(v.Get("cause"))}
		if output = v.Get("output"); output.Exists() {
			if output, err = jsonvalue.ParseString(output.Text()); err != nil {
				return err
			}
		}
	} else if e.Expect.Output != nil {
		v, err := jsonvalue.Parse(e.Expect.Output)
		if err != nil {
			return err
		}
		output = v
	}
	definition, err := jsonvalue.ParseString(*e.DefinitionText)
	if err != nil {
		return err
	}
	for name, s := range definition.Get("States").Members() {
		if s.Get("Type").Text() != "Task" {
			continue
		}
		answer := outcome
		if result := output; result.Exists() {
			if place := s.Get("ResultPath").Text(); place != "" {
				result = result.Get(strings.TrimPrefix(place, "$."))
			}
			answer.Output = result.JSON()
		}
		e.Tasks = append(e.Tasks, cases.Task{State: name, Outcomes: []cases.Outcome{answer}})
	}
	return nil
}

// text returns a string that may be absent.
func text(v jsonvalue.Value) *string {
	if v.Kind() != jsonvalue.String {
		return nil
	}
	s := v.Text()
	return &s
}

// reconstructed are definitions that were not captured, or only in part. They follow
// from the histories and from the descriptions of the captures.
var reconstructed = map[string]string{
	"160-stop-stop-leased-activity": `{"StartAt": "Select", "States": {
		"Select": {"Type": "Choice", "Choices": [{"Variable": "$.mode", "StringEquals": "work", "Next": "Work"}]},
		"Work": {"Type": "Task", "Resource": "arn:aws:states:us-west-2:111111111111:activity:stackd-sfn-callback-6d5e600823",
			"TimeoutSeconds": 8, "HeartbeatSeconds": 3, "End": true, "Parameters": {
				"execution.$": "$$.Execution.Id", "input.$": "$", "state.$": "$$.State.Name", "attempt.$": "$$.State.RetryCount"}}}}`,
	"184-variable-limits-total-over-10-mib": assignments(42),
	"185-variable-limits-history-cap-25000": `{"StartAt": "Start", "States": {
		"Start": {"Type": "Pass", "Next": "Work"},
		"Work": {"Type": "Pass", "Next": "Again"},
		"Again": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "End"}], "Default": "Work"},
		"End": {"Type": "Succeed"}}}`,
}

// assignments returns a row of states that assign a variable of 250,000 characters
// each.
func assignments(n int) string {
	var b strings.Builder
	b.WriteString(`{"QueryLanguage": "JSONata", "StartAt": "Assign1", "States": {`)
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `"Assign%d": {"Type": "Pass", "Assign": {"v%d": "{%% $pad('', 250000, 'x') %%}"}, "Next": "Assign%d"}, `, i, i, i+1)
	}
	fmt.Fprintf(&b, `"Assign%d": {"Type": "Succeed"}}}`, n+1)
	return b.String()
}
