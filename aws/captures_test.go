package aws_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/aws"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/captures"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

const captured = "../../shared/captures"

// played are the captures of calls of services. Of the others from 540 on, some are about
// definitions that are refused or about the API of Step Functions, and:
//
//	590  the role of a machine cannot be assumed: machines have no role here
//	589, 609, 611  only what a queue has got was captured; TestTrace sends what 609 has
//	595  events are not what a job is waited for with
var played = regexp.MustCompile(`^(54[0-9]|55[0-9]|561|562|564|570|58[0-8]|592|594|596|597|600|602|604|605)-`)

// TestCaptures plays the calls of services that were captured on AWS. A local server takes
// the part of the services: it compares what it is asked with what was captured, and answers
// so that the result is the one of the capture.
func TestCaptures(t *testing.T) {
	if _, err := os.Stat(captured); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the captures are not there: ../shared is expected beside the clone")
	}
	all, err := captures.Load(captured)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range all {
		if !played.MatchString(c.ID) {
			continue
		}
		n++
		t.Run(c.ID, func(t *testing.T) {
			if slices.ContainsFunc(c.Steps, func(s captures.Step) bool { return s.Operation == "TestState" }) {
				playStates(t, c)
				return
			}
			playExecution(t, c)
		})
	}
	if n < 25 {
		t.Errorf("only %d captures were played", n)
	}
}

// exchange is a call of a task as it was captured.
type exchange struct {
	service   string          // "ecs", "aws-sdk:s3"
	action    string          // with the suffix of the pattern
	asked     jsonvalue.Value // the parameters
	submitted jsonvalue.Value
	output    jsonvalue.Value
	failure   *string // the name of the error
	cause     string
	used      bool // it was played
}

// event is an event of a history as the API has it.
type event struct {
	Type            string
	ID              int64
	PreviousEventID int64
	Task            struct{ ResourceType, Resource, Parameters, Output, Error, Cause string }
}

// readEvent reads an event; the details of each kind of task event go to Task.
func readEvent(t *testing.T, text []byte) (e event) {
	t.Helper()
	var all map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(text, &all), json.Unmarshal(text, &e)); err != nil {
		t.Fatal(err)
	}
	for name, details := range all {
		if strings.HasPrefix(name, "task") || strings.HasPrefix(name, "lambdaFunction") {
			if err := json.Unmarshal(details, &e.Task); err != nil {
				t.Fatal(err)
			}
		}
	}
	return e
}

func value(t *testing.T, text string) jsonvalue.Value {
	t.Helper()
	if text == "" {
		return jsonvalue.Value{}
	}
	v, err := jsonvalue.ParseString(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// exchangesOf returns the calls in a history.
func exchangesOf(t *testing.T, events []event) (all []*exchange) {
	t.Helper()
	by := map[int64]*exchange{} // the last event of a call
	for _, e := range events {
		x := by[e.PreviousEventID]
		switch e.Type {
		case "TaskScheduled":
			x = &exchange{service: e.Task.ResourceType, action: e.Task.Resource, asked: value(t, e.Task.Parameters)}
			all = append(all, x)
		case "TaskSubmitted":
			x.submitted = value(t, e.Task.Output)
		case "TaskSucceeded":
			x.output = value(t, e.Task.Output)
		case "TaskFailed", "LambdaFunctionFailed":
			if x == nil {
				x = &exchange{service: "function"}
				all = append(all, x)
			}
			x.failure, x.cause = &e.Task.Error, e.Task.Cause
		case "TaskStarted":
		default:
			continue
		}
		by[e.ID] = x
	}
	return all
}

// taskEvents returns what is compared of the events of tasks: type, parameters and outputs,
// errors and causes.
func taskEvents(events []event) (lines []string) {
	for _, e := range events {
		if !strings.HasPrefix(e.Type, "Task") && !strings.HasPrefix(e.Type, "LambdaFunction") || strings.HasPrefix(e.Type, "TaskState") {
			continue
		}
		d := e.Task
		lines = append(lines, strings.Join([]string{e.Type, d.ResourceType, d.Resource, d.Parameters, d.Output, d.Error, d.Cause}, " "))
	}
	slices.Sort(lines) // of two branches any may be first
	return lines
}

// resolver returns a resolver that calls the server.
func resolver(t *testing.T, url, region string) *aws.Resolver {
	t.Helper()
	// The playback closes connections after each answer, and captured headers do not say so.
	r, err := aws.New(aws.Config{Target: url, Region: region, HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// playExecution plays an execution whose history or end was captured.
func playExecution(t *testing.T, c *captures.Capture) {
	var arn, input, status, output, failure, cause string
	for _, s := range c.Steps {
		var got struct{ ExecutionARN, Input, Status, Output, Error, Cause string }
		if s.Operation == "DescribeExecution" && json.Unmarshal(s.Response, &got) == nil {
			arn, input, status, output, failure, cause = got.ExecutionARN, got.Input, got.Status, got.Output, got.Error, got.Cause
		}
	}
	if arn == "" || c.Definition == "" {
		t.Skip("neither the definition nor the end of the execution was captured")
	}
	var events []event
	for _, text := range c.Histories[arn] {
		events = append(events, readEvent(t, text))
	}
	exchanges := exchangesOf(t, events)
	if events == nil {
		exchanges = []*exchange{{service: "lambda", action: "invoke", output: value(t, output), failure: &failure, cause: cause}}
	}
	part := strings.Split(arn, ":")
	server := play(t, exchanges)
	m, err := asl.Parse([]byte(c.Definition))
	if err != nil {
		t.Fatal(err)
	}
	// The next event may be that of a part of the history that was not captured.
	x, err := m.Start(t.Context(), []byte(input), asl.WithResolver(resolver(t, server.URL, part[3])), asl.WithClock(asl.NewVirtualClock(time.Unix(1790000000, 0))),
		asl.WithName(part[7]), asl.WithIdentity(asl.Identity{Region: part[3], Account: part[4], Machine: part[6]}))
	if err != nil {
		t.Fatal(err)
	}
	token := answerTokens(t, x, exchanges)
	got, err := x.Wait(t.Context())
	if got == nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{status, output}, []string{string(got.Status), string(got.Output)}); diff != "" {
		t.Errorf("end (-captured +got):\n%s", diff)
	}
	if got.Error != nil && (got.Error.Name != failure || got.Error.Cause != cause) {
		t.Errorf("failed with %s\n%s, want %s\n%s", got.Error.Name, got.Error.Cause, failure, cause)
	}
	if events != nil {
		compareEvents(t, events, got.History(), token)
	}
}

// compareEvents compares the events of tasks. The token is the one that the capture does not
// have, if it has any.
func compareEvents(t *testing.T, want []event, got []history.Event, token string) {
	t.Helper()
	var own []event
	for i := range got {
		own = append(own, readEvent(t, got[i].AppendJSON(nil)))
	}
	wanted := taskEvents(want)
	for i := range wanted {
		wanted[i] = placeholder.ReplaceAllLiteralString(wanted[i], token)
	}
	if diff := cmp.Diff(wanted, taskEvents(own)); diff != "" {
		t.Errorf("events of tasks (-captured +got):\n%s", diff)
	}
}

// answerTokens answers a task that waits for its token as was captured, and returns the token.
func answerTokens(t *testing.T, x *asl.Execution, exchanges []*exchange) (token string) {
	t.Helper()
	i := slices.IndexFunc(exchanges, func(e *exchange) bool { return strings.HasSuffix(e.action, ".waitForTaskToken") })
	if i < 0 {
		return ""
	}
	for e, err := range x.Events(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		switch own := readEvent(t, e.AppendJSON(nil)); own.Type {
		case "TaskScheduled":
			token = tokenIn(own.Task.Parameters, exchanges[i].asked.Compact().String())
		case "TaskSubmitted":
			if err := x.SendTaskSuccess(token, []byte(exchanges[i].output.String())); err != nil {
				t.Fatal(err)
			}
			return token
		}
	}
	return token
}

// tokenIn returns what is in a text in the place of the token that the capture does not have.
func tokenIn(text, captured string) string {
	before, after, _ := strings.Cut(captured, "<redacted-")
	_, after, _ = strings.Cut(after, ">")
	return strings.TrimSuffix(strings.TrimPrefix(text, before), after)
}

// playStates plays the single states of a capture.
func playStates(t *testing.T, c *captures.Capture) {
	for _, s := range c.Steps {
		if s.Operation != "TestState" || s.Response == nil {
			continue
		}
		var asked struct{ Definition, Input string }
		var want struct{ Output, Error, Cause string }
		var state struct {
			Resource   string
			Parameters json.RawMessage
		}
		err := errors.Join(json.Unmarshal(s.Request, &asked), json.Unmarshal(s.Response, &want), json.Unmarshal([]byte(asked.Definition), &state))
		if err != nil {
			t.Fatal(err)
		}
		rest := strings.TrimPrefix(state.Resource, "arn:aws:states:::")
		at := strings.LastIndex(rest, ":")
		x := &exchange{service: rest[:at], action: rest[at+1:], asked: value(t, string(state.Parameters)), output: value(t, want.Output)}
		if want.Error != "" {
			x.failure, x.cause = &want.Error, want.Cause
		}
		server := play(t, []*exchange{x})
		m, err := asl.Parse([]byte(`{"StartAt": "StateName", "States": {"StateName": ` + asked.Definition + `}}`))
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Execute(t.Context(), []byte(asked.Input), asl.WithResolver(resolver(t, server.URL, c.Region)))
		if got == nil {
			t.Fatal(err)
		}
		failed := got.Error
		if failed == nil {
			failed = new(asl.Error)
		}
		if diff := cmp.Diff([]string{want.Output, want.Error, want.Cause}, []string{string(got.Output), failed.Name, failed.Cause}); diff != "" {
			t.Errorf("%s (-captured +got):\n%s", s.Label, diff)
		}
	}
}
