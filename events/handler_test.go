package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/events"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// api is a Bus behind HTTP.
type api struct {
	t *testing.T
	*httptest.Server
}

func newAPI(t *testing.T, b *events.Bus) api {
	server := httptest.NewServer(events.Handler(b))
	t.Cleanup(server.Close)
	return api{t, server}
}

// call calls an operation and returns the answer, or the code and the message of an exception.
func (a api) call(operation, in string) string {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, a.URL, strings.NewReader(in))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("X-Amz-Target", "AWSEvents."+operation)
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	if answer.StatusCode == http.StatusOK {
		return strings.TrimSpace(string(body))
	}
	v, err := jsonvalue.Parse(body)
	code, status := v.Get("__type").Text(), http.StatusBadRequest
	if code == "InternalException" {
		status = http.StatusInternalServerError
	}
	if err != nil || answer.StatusCode != status {
		a.t.Errorf("%s answers %d %s", operation, answer.StatusCode, body)
	}
	return code + ": " + v.Get("message").Text()
}

// gives checks what an operation answers.
func (a api) gives(operation, in, want string) {
	a.t.Helper()
	if diff := cmp.Diff(want, a.call(operation, in)); diff != "" {
		a.t.Errorf("%s %.200s (-want +got):\n%s", operation, in, diff)
	}
}

const (
	ruleARN = "arn:aws:events:us-east-1:123456789012:rule/"
	roleARN = "arn:aws:iam::123456789012:role/r"
)

func TestHandlerRules(t *testing.T) {
	b, _ := newBus(t, new(starter))
	a := newAPI(t, b)
	a.gives("PutRule", `{"Name": "r", "EventPattern": "{\"source\": [\"shop\"]}", "Description": "d", "Tags": [{"Key": "k", "Value": "v"}]}`, `{"RuleArn":"`+ruleARN+`r"}`)
	a.gives("DescribeRule", `{"Name": "r"}`, `{"Name":"r","Arn":"`+ruleARN+`r","EventPattern":"{\"source\": [\"shop\"]}","State":"ENABLED","Description":"d","EventBusName":"default","CreatedBy":"123456789012"}`)
	a.gives("DisableRule", `{"Name": "r"}`, ``)
	a.gives("ListRules", `{}`, `{"Rules":[{"Name":"r","Arn":"`+ruleARN+`r","EventPattern":"{\"source\": [\"shop\"]}","State":"DISABLED","Description":"d","EventBusName":"default"}]}`)
	a.gives("EnableRule", `{"Name": "r"}`, ``)

	// A rule that is put again has only what it is given, and its targets and tags.
	a.gives("PutTargets", `{"Rule": "r", "Targets": [{"Id": "1", "Arn": "`+machineARN+`", "RoleArn": "`+roleARN+`", "RetryPolicy": {"MaximumRetryAttempts": 0}}]}`, `{"FailedEntryCount":0,"FailedEntries":[]}`)
	a.gives("PutRule", `{"Name": "r", "ScheduleExpression": "rate(1 day)", "Tags": [{"Key": "k", "Value": "other"}]}`, `{"RuleArn":"`+ruleARN+`r"}`)
	a.gives("DescribeRule", `{"Name": "r"}`, `{"Name":"r","Arn":"`+ruleARN+`r","ScheduleExpression":"rate(1 day)","State":"ENABLED","EventBusName":"default","CreatedBy":"123456789012"}`)
	a.gives("ListTargetsByRule", `{"Rule": "r"}`, `{"Targets":[{"Id":"1","Arn":"`+machineARN+`","RoleArn":"`+roleARN+`","RetryPolicy":{"MaximumRetryAttempts":0}}]}`)
	a.gives("ListTagsForResource", `{"ResourceARN": "`+ruleARN+`r"}`, `{"Tags":[{"Key":"k","Value":"v"}]}`)
	a.gives("TagResource", `{"ResourceARN": "`+ruleARN+`r", "Tags": [{"Key": "a", "Value": "b"}]}`, `{}`)
	a.gives("UntagResource", `{"ResourceARN": "`+ruleARN+`r", "TagKeys": ["k"]}`, `{}`)
	a.gives("ListTagsForResource", `{"ResourceARN": "`+ruleARN+`r"}`, `{"Tags":[{"Key":"a","Value":"b"}]}`)

	a.gives("ListRuleNamesByTarget", `{"TargetArn": "`+machineARN+`"}`, `{"RuleNames":["r"]}`)
	a.gives("DeleteRule", `{"Name": "r"}`, `ValidationException: Rule can't be deleted since it has targets.`)
	a.gives("RemoveTargets", `{"Rule": "r", "Ids": ["1", "2"]}`,
		`{"FailedEntryCount":1,"FailedEntries":[{"TargetId":"2","ErrorCode":"ResourceNotFoundException","ErrorMessage":"Rule r does not have a target with the Id 2."}]}`)
	a.gives("DeleteRule", `{"Name": "r"}`, ``)
	a.gives("DeleteRule", `{"Name": "r"}`, ``)
	a.gives("ListRules", `{}`, `{"Rules":[]}`)
}

func TestHandlerRefuses(t *testing.T) {
	b, _ := newBus(t, new(starter))
	a := newAPI(t, b)
	a.call("PutRule", `{"Name": "r", "EventPattern": "{\"a\": [1]}"}`)
	a.call("CreateEventBus", `{"Name": "orders"}`)
	for in, want := range map[string]string{
		"PutRule {}": "ValidationException: 1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
		`PutRule {"Name": "a b", "State": "ON", "EventPattern": "{}"}`: `ValidationException: 2 validation errors detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+; ` +
			`Value 'ON' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]`,
		`PutRule {"Name": "x"}`:                                                                   "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be specified.",
		`PutRule {"Name": "x", "EventPattern": "{}"}`:                                             `InvalidEventPatternException: Event pattern is not valid. Reason: Empty objects are not allowed at [Source: (String)"{}"; line: 1, column: 3]`,
		`PutRule {"Name": "x", "ScheduleExpression": "rate(1 minutes)"}`:                          "ValidationException: Parameter ScheduleExpression is not valid.",
		`PutRule {"Name": "x", "ScheduleExpression": "rate(1 minute)", "EventBusName": "orders"}`: "ValidationException: ScheduleExpression is supported only on the default event bus.",
		`PutRule {"Name": "x", "EventPattern": "{\"a\": [1]}", "EventBusName": "none"}`:           "ResourceNotFoundException: Event bus none does not exist.",
		`DescribeRule {"Name": "none"}`:                                                           "ResourceNotFoundException: Rule none does not exist on EventBus default.",
		`DescribeRule {"Name": "r", "EventBusName": "orders"}`:                                    "ResourceNotFoundException: Rule r does not exist on EventBus orders.",
		`EnableRule {"Name": "none"}`:                                                             "ResourceNotFoundException: Rule none does not exist on EventBus default.",
		`ListRules {"Limit": 0}`:                                                                  "ValidationException: 1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
		`ListRules {"Limit": 101}`:                                                                "ValidationException: 1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
		`ListRules {"NextToken": "*"}`:                                                            "ValidationException: Parameter NextToken is not valid.",
		`PutTargets {"Rule": "none", "Targets": [{}]}`:                                            "ResourceNotFoundException: Rule none does not exist on EventBus default.",
		`PutTargets {"Rule": "r"}`:                                                                "ValidationException: 1 validation error detected: Value at 'targets' failed to satisfy constraint: Member must have length greater than or equal to 1",
		`PutTargets {"Rule": "r", "Targets": [{"Id": "1", "Arn": "` + machineARN + `"}]}`:         "ValidationException: RoleArn is required for target " + machineARN + ".",
		`ListTargetsByRule {"Rule": "none"}`:                                                      "ResourceNotFoundException: Rule none does not exist on EventBus default.",
		`CreateEventBus {"Name": "orders"}`:                                                       "ResourceAlreadyExistsException: Event bus orders already exists.",
		`DeleteEventBus {"Name": "default"}`:                                                      "ValidationException: Cannot delete event bus default.",
		`ListTagsForResource {"ResourceARN": "x"}`:                                                "ResourceNotFoundException: Resource x does not exist.",
		`PutRule {"Name": 1}`:                                                                     "SerializationException: The request cannot be read: json: cannot unmarshal number into Go struct field putRuleInput.Name of type string",
		`PutRule [`:                                                                               "SerializationException: The request cannot be read: unexpected end of JSON input",
		`StartPipe {}`:                                                                            "UnknownOperationException: The operation StartPipe is not known, or the request is no POST of application/x-amz-json-1.1.",
		`TestEventPattern {"EventPattern": "{\"a\": [1]}", "Event": "{}"}`:                        "ValidationException: Parameter Event is not valid. Reason: id is a required argument.",
		`TestEventPattern {"EventPattern": "{\"a\": [1]}", "Event": "x"}`:                         "ValidationException: Parameter Event is not valid.",
		`TestEventPattern {"EventPattern": "x", "Event": "{}"}`:                                   `InvalidEventPatternException: Event pattern is not valid. Reason: Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at [Source: (String)"x"; line: 1, column: 2]`,
		`PutEvents {}`: "ValidationException: 1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
		`PutEvents {"Entries": [` + strings.TrimSuffix(strings.Repeat(`{},`, 11), ",") + `]}`:                                       "ValidationException: 1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
		`PutEvents {"Entries": [{"Source": "a", "Detail": "{}"}]}`:                                                                  "ValidationException: Parameter DetailType is not valid. Reason: DetailType is a required argument.",
		`PutEvents {"Entries": [{"Source": "a", "DetailType": "d", "Detail": "{\"a\":\"` + strings.Repeat("x", 256<<10) + `\"}"}]}`: "ValidationException: Total size of the entries in the request is over the limit.",
	} {
		operation, in, _ := strings.Cut(in, " ")
		a.gives(operation, in, want)
	}
}

// A page ends after the limit, and the next one goes on with the name after it.
func TestHandlerPages(t *testing.T) {
	b, _ := newBus(t, new(starter))
	a := newAPI(t, b)
	for i := range 7 {
		a.call("PutRule", fmt.Sprintf(`{"Name": "rule-%d", "EventPattern": "{\"a\": [1]}"}`, i))
	}
	a.call("PutRule", `{"Name": "other", "EventPattern": "{\"a\": [1]}"}`)
	var names []string
	token := ""
	for {
		in, _ := json.Marshal(map[string]any{"NamePrefix": "rule-", "Limit": 3, "NextToken": token})
		answer := jsonvalue.MustParse(a.call("ListRules", string(in)))
		for _, r := range answer.Get("Rules").Elements() {
			names = append(names, r.Get("Name").Text())
		}
		names = append(names, "|")
		if token = answer.Get("NextToken").Text(); token == "" {
			break
		}
	}
	if got, want := strings.Join(names, " "), "rule-0 rule-1 rule-2 | rule-3 rule-4 rule-5 | rule-6 |"; got != want {
		t.Errorf("the pages are %s, want %s", got, want)
	}
}

func TestHandlerLimits(t *testing.T) {
	b, _ := newBus(t, new(starter))
	a := newAPI(t, b)
	const over = "LimitExceededException: The requested resource exceeds the maximum number allowed."
	for i := range 300 {
		if _, err := b.PutRule(t.Context(), events.Rule{Name: fmt.Sprint("r", i), EventPattern: `{"a": [1]}`}); err != nil {
			t.Fatal(err)
		}
	}
	a.gives("PutRule", `{"Name": "one-more", "EventPattern": "{\"a\": [1]}"}`, over)
	var targets []string
	for i := range 6 {
		targets = append(targets, fmt.Sprintf(`{"Id": "%d", "Arn": "%s", "RoleArn": "%s"}`, i, machineARN, roleARN))
	}
	a.gives("PutTargets", `{"Rule": "r0", "Targets": [`+strings.Join(targets, ",")+`]}`, over)
	a.gives("ListTargetsByRule", `{"Rule": "r0"}`, `{"Targets":[]}`)
}

func TestHandlerEvents(t *testing.T) {
	s := new(starter)
	b, told := newBus(t, s)
	a := newAPI(t, b)
	a.call("CreateEventBus", `{"Name": "orders"}`)
	putRule(t, b, events.Rule{Name: "all", EventPattern: `{"detail-type": ["Order"]}`}, events.Target{ID: "1", ARN: machineARN})
	putRule(t, b, events.Rule{Name: "all", EventBusName: "orders", EventPattern: `{"detail-type": ["Order"]}`}, events.Target{ID: "1", ARN: machineARN, InputPath: "$.detail.n"})
	answer := jsonvalue.MustParse(a.call("PutEvents", `{"Entries": [
		{"Source": "shop", "DetailType": "Order", "Detail": "{\"n\": 1}", "Time": 1767323045.678, "Resources": ["arn:r"]},
		{"Source": "shop", "DetailType": "Order", "Detail": "{\"n\": 2}", "EventBusName": "orders"},
		{"Source": "shop", "DetailType": "Order"},
		{"Source": "shop", "DetailType": "Order", "Detail": "{"},
		{"Source": "aws.s3", "DetailType": "Order", "Detail": "{}"},
		{"Source": "shop", "DetailType": "Order", "Detail": "{}", "EventBusName": "none"},
		{"Source": "shop", "DetailType": "Order", "Detail": "[1]"}
	]}`))
	var got []string
	for _, e := range answer.Get("Entries").Elements() {
		if id := e.Get("EventId").Text(); len(id) == 36 {
			got = append(got, "put")
		} else {
			got = append(got, e.Get("ErrorCode").Text()+": "+e.Get("ErrorMessage").Text())
		}
	}
	want := []string{
		"put", "put", "InvalidArgument: Parameter Detail is not valid. Reason: Detail is a required argument.", "MalformedDetail: Detail is malformed.",
		"NotAuthorizedForSourceException: Not authorized for the source.", "ResourceNotFoundException: Event bus none does not exist.", "put",
	}
	if diff := cmp.Diff(want, got); diff != "" || answer.Get("FailedEntryCount").Number() != "4" {
		t.Errorf("%s entries have failed (-want +got):\n%s", answer.Get("FailedEntryCount"), diff)
	}
	if len(told.all) != 2 || told.all[1].Rule.EventBusName != "orders" || string(told.all[1].Input) != "2" {
		t.Errorf("the observer is told %+v", told.all)
	}
	e := told.all[0].Event
	if got, want := e.ID+e.Time.UTC().Format(" 15:04:05 ")+e.Resources[0], answer.Get("Entries").Index(0).Get("EventId").Text()+" 03:04:05 arn:r"; got != want {
		t.Errorf("the event is %s, want %s", got, want)
	}
}

// starterThatBreaks starts an execution, after which the store fails.
type starterThatBreaks struct {
	starter
	store *broken
}

func (s *starterThatBreaks) Start(ctx context.Context, d durable.Start) (state.Description, error) {
	s.store.fail(errors.New("the disk is full"))
	return s.starter.Start(ctx, d)
}

// What is put before the store fails is not to be put again.
func TestHandlerStoreFails(t *testing.T) {
	s := &starterThatBreaks{store: &broken{Store: durable.Memory()}}
	b, _ := newBus(t, s, events.WithObjects(s.store))
	a := newAPI(t, b)
	putRule(t, b, events.Rule{Name: "all", EventPattern: pattern}, events.Target{ID: "1", ARN: machineARN})
	const entry = `{"Source": "shop", "DetailType": "Order", "Detail": "{}"}`
	answer := jsonvalue.MustParse(a.call("PutEvents", `{"Entries": [`+entry+`,`+entry+`]}`))
	entries := answer.Get("Entries")
	want := `{"ErrorCode":"InternalFailure","ErrorMessage":"events: event bus default: the disk is full"}`
	if got := entries.Index(1).String(); len(entries.Index(0).Get("EventId").Text()) != 36 || got != want || answer.Get("FailedEntryCount").Number() != "1" || len(s.starts) != 1 {
		t.Errorf("%d executions are started, the answer is %s", len(s.starts), answer)
	}
	a.gives("DescribeRule", `{"Name": "all"}`, "InternalException: events: event bus default: the disk is full")
}

func TestHandlerEventBuses(t *testing.T) {
	b, _ := newBus(t, new(starter))
	a := newAPI(t, b)
	a.gives("CreateEventBus", `{"Name": "orders", "Tags": [{"Key": "k", "Value": "v"}]}`, `{"EventBusArn":"arn:aws:events:us-east-1:123456789012:event-bus/orders"}`)
	a.gives("ListTagsForResource", `{"ResourceARN": "arn:aws:events:us-east-1:123456789012:event-bus/orders"}`, `{"Tags":[{"Key":"k","Value":"v"}]}`)
	a.gives("PutRule", `{"Name": "r", "EventBusName": "orders", "EventPattern": "{\"a\": [1]}"}`, `{"RuleArn":"`+ruleARN+`orders/r"}`)
	a.gives("DeleteEventBus", `{"Name": "orders"}`, `ValidationException: Event bus can't be deleted since it has rules.`)
	described := jsonvalue.MustParse(a.call("DescribeEventBus", `{}`))
	if _, ok := described.Get("CreationTime").Float64(); !ok || described.Get("Name").Text() != "default" {
		t.Errorf("the default bus is %s", described)
	}
	a.gives("DeleteRule", `{"Name": "r", "EventBusName": "orders"}`, ``)
	a.gives("DeleteEventBus", `{"Name": "orders"}`, ``)
	if n := jsonvalue.MustParse(a.call("ListEventBuses", `{}`)).Get("EventBuses").Len(); n != 1 {
		t.Errorf("there are %d event buses", n)
	}
}

// A page of another site cannot send a request that is taken.
func TestHandlerIsNoForm(t *testing.T) {
	b, _ := newBus(t, new(starter))
	a := newAPI(t, b)
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", ""} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, a.URL, strings.NewReader(`{"Name": "r", "EventPattern": "{\"a\": [1]}"}`))
		req.Header.Set("Content-Type", kind)
		req.Header.Set("X-Amz-Target", "AWSEvents.PutRule")
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: the status is %d", kind, answer.StatusCode)
		}
	}
}

// A server of one's own refuses what is not meant for it, without being asked to.
func TestHandlerIsGuarded(t *testing.T) {
	b, _ := newBus(t, new(starter))
	for _, c := range []struct {
		name, host, origin string
		handler            http.Handler
		status             int
	}{
		{"a client", "localhost:8083", "", events.Handler(b), http.StatusOK},
		{"rebinding", "evil.example", "", events.Handler(b), http.StatusForbidden},
		{"a page", "localhost:8083", "https://evil.example", events.Handler(b), http.StatusForbidden},
		{"behind another guard", "build-box", "", events.Handler(b, events.WithoutGuard()), http.StatusOK},
	} {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{}`))
		req.Host = c.host
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		req.Header.Set("X-Amz-Target", "AWSEvents.ListRules")
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		answer := httptest.NewRecorder()
		if c.handler.ServeHTTP(answer, req); answer.Code != c.status {
			t.Errorf("%s: it answers %d %s, want %d", c.name, answer.Code, answer.Body, c.status)
		}
	}
}

func FuzzHandler(f *testing.F) {
	f.Add("PutRule", `{"Name": "r", "ScheduleExpression": "rate(1 day)"}`)
	f.Add("PutTargets", `{"Rule": "r", "Targets": [{"Id": "1", "Arn": "`+machineARN+`", "RoleArn": "a", "InputTransformer": {"InputTemplate": "<a>", "InputPathsMap": {"a": "$"}}}]}`)
	f.Add("PutEvents", `{"Entries": [{"Source": "a", "DetailType": "b", "Detail": "{}", "Time": 1e300}]}`)
	f.Add("ListRules", `{"NextToken": "YQ", "Limit": 3}`)
	f.Fuzz(func(t *testing.T, operation, in string) {
		b, _ := newBus(t, new(starter))
		putRule(t, b, events.Rule{Name: "r", EventPattern: `{"source": [{"exists": true}]}`}, events.Target{ID: "1", ARN: machineARN})
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(in))
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		req.Header.Set("X-Amz-Target", "AWSEvents."+operation)
		answer := httptest.NewRecorder()
		events.Handler(b, events.WithoutGuard()).ServeHTTP(answer, req)
		if body := answer.Body.Bytes(); answer.Code >= 500 || len(body) > 0 && !json.Valid(body) {
			t.Errorf("it answers %d %s", answer.Code, body)
		}
	})
}
