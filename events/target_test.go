package events_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/events"
)

// instance is the event of EC2 with which the user guide shows input transformers.
var instance = events.Event{
	ID: "7bf73129-1428-4cd3-a780-95db273d1602", DetailType: "EC2 Instance State-change Notification", Source: "aws.ec2", Account: "123456789012",
	Time: time.Date(2015, 11, 11, 21, 29, 54, 0, time.UTC), Region: "us-east-1", Resources: []string{"arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"},
	Detail: json.RawMessage(`{"instance-id": "i-0123456789", "state": "RUNNING", "count": 5, "quote": "say \"hi\"", "tags": [{"k": "a"}, {"k": "b"}], "none": null, "a/b": 1}`),
}

const envelope = `"id":"7bf73129-1428-4cd3-a780-95db273d1602","%s":"EC2 Instance State-change Notification","source":"aws.ec2","account":"123456789012","time":"2015-11-11T21:29:54Z","region":"us-east-1","resources":["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"]`

func TestInputFor(t *testing.T) {
	paths := map[string]string{
		"instance": "$.detail.instance-id", "state": "$.detail.state", "count": "$.detail.count", "quote": "$.detail.quote", "tags": "$.detail.tags",
		"tag": "$.detail.tags[0]", "keys": "$.detail.tags[*].k", "none": "$.detail.none", "missing": "$.detail.missing", "slash": "$.detail.a/b", "all_values": "$.detail.tags[1].*",
	}
	template := func(text string) events.Target {
		return events.Target{InputTransformer: &events.InputTransformer{InputPathsMap: paths, InputTemplate: text}}
	}
	for _, c := range []struct {
		name   string
		target events.Target
		want   string
	}{
		{"constant", events.Target{Input: `{"a": 1}`}, `{"a": 1}`},
		{"path", events.Target{InputPath: "$.detail.tags"}, `[{"k":"a"},{"k":"b"}]`},
		{"path to the whole", events.Target{InputPath: "$"}, string(instance.JSON())},
		{"path to null", events.Target{InputPath: "$.detail.none"}, `null`},
		{"element", events.Target{InputPath: "$.resources[0]"}, `"arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"`},

		{"a text", template(`"instance <instance> is in <state>"`), `"instance i-0123456789 is in RUNNING"`},
		{"a text with quotes", template(`"instance <instance> is in \"<state>\""`), `"instance i-0123456789 is in \"RUNNING\""`},
		{"values", template(`{"instance": <instance>, "state": "<state>", "count": <count>, "is": "<instance> has <count>"}`),
			`{"instance": "i-0123456789", "state": "RUNNING", "count": 5, "is": "i-0123456789 has 5"}`},
		{"arrays and objects", template(`{"tags": <tags>, "tag": <tag>, "keys": <keys>, "values": <all_values>, "none": <none>, "slash": <slash>}`),
			`{"tags": [{"k":"a"},{"k":"b"}], "tag": {"k":"a"}, "keys": ["a","b"], "values": ["b"], "none": null, "slash": 1}`},
		{"quotes in a value", template(`{"outside": <quote>, "inside": "<quote>"}`), `{"outside": "say \"hi\"", "inside": "say \"hi\""}`},
		{"missing", template(`{"outside": <missing>, "inside": "<missing>"}`), `{"outside": "", "inside": ""}`},
		{"one value", template(`<tag>`), `{"k":"a"}`},
		{"no placeholder", template(`{"a": "1 < 2 and 3 > 2, <b c>"}`), `{"a": "1 < 2 and 3 > 2, <b c>"}`},
		{"rule", template(`{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>", "at": <aws.events.event.ingestion-time>}`),
			`{"arn": "arn:aws:events:us-east-1:123456789012:rule/r", "name": "r", "at": "2026-01-02T03:04:05Z"}`},
		{"event", template(`{"event": <aws.events.event>}`), `{"event": {"version":"0",` + strings.Replace(envelope, "%s", "detailType", 1) + `}}`},
		{"whole event", template(`<aws.events.event.json>`), string(instance.JSON())},
	} {
		c.target.ID, c.target.ARN = "1", machineARN
		rule := events.Rule{Name: "r", ARN: "arn:aws:events:us-east-1:123456789012:rule/r"}
		got, err := c.target.InputFor(rule, instance, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
		if string(got) != c.want || err != nil {
			t.Errorf("%s\ngot  %s, %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

func TestInputForFails(t *testing.T) {
	for want, target := range map[string]events.Target{
		"nothing at the InputPath":    {InputPath: "$.detail.missing"},
		"not JSON":                    {InputTransformer: &events.InputTransformer{InputPathsMap: map[string]string{"d": "$.detail"}, InputTemplate: `{"d": "<d>"}`}},
		"longer than 262144 bytes":    {InputTransformer: &events.InputTransformer{InputTemplate: `[` + strings.Repeat("<aws.events.event.json>,", 340) + `1]`}},
		"not valid for target 1. Rea": {InputPath: "detail"},
	} {
		target.ID, target.ARN = "1", machineARN
		e := instance
		e.Detail = json.RawMessage(`{"a": "` + strings.Repeat("x", 10_000) + `"}`)
		if got, err := target.InputFor(events.Rule{}, e, time.Time{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the input is %.100s, error %v, want %s", got, err, want)
		}
	}
}

func TestPutTargetsRefuses(t *testing.T) {
	b, _ := newBus(t, new(starter))
	putRule(t, b, events.Rule{Name: "r", EventPattern: `{"a": [1]}`})
	transformer := func(template string, paths map[string]string) *events.InputTransformer {
		return &events.InputTransformer{InputTemplate: template, InputPathsMap: paths}
	}
	high, low := 186, 59
	for want, target := range map[string]events.Target{
		"Parameter Id is not valid": {ID: "a b", ARN: machineARN},
		"Parameter queue is not valid. Reason: Provided Arn is not in correct format.":     {ID: "1", ARN: "queue"},
		"Only one of Input, InputPath, or InputTransformer must be provided for target 1.": {ID: "1", ARN: machineARN, Input: "{}", InputPath: "$"},
		"Parameter Input is not valid":             {ID: "1", ARN: machineARN, Input: `"` + strings.Repeat("x", 8192) + `"`},
		"JSON syntax error in input for target 1.": {ID: "1", ARN: machineARN, Input: "{"},
		"$..a":   {ID: "1", ARN: machineARN, InputPath: "$..a"},
		"$['a']": {ID: "1", ARN: machineARN, InputPath: "$['a']"},
		"$[-1]":  {ID: "1", ARN: machineARN, InputPath: "$[-1]"},
		"$[1":    {ID: "1", ARN: machineARN, InputPath: "$[1"},
		"$a":     {ID: "1", ARN: machineARN, InputPath: "$a"},
		"InputTemplate for target 1 contains invalid placeholder b.": {ID: "1", ARN: machineARN, InputTransformer: transformer("<b>", map[string]string{"a": "$"})},
		"Parameter InputTemplate is not valid":                       {ID: "1", ARN: machineARN, InputTransformer: transformer("", nil)},
		`"a.b" is no name`:                                           {ID: "1", ARN: machineARN, InputTransformer: transformer("1", map[string]string{"a.b": "$"})},
		`"x" is no path`:                                             {ID: "1", ARN: machineARN, InputTransformer: transformer("1", map[string]string{"a": "x"})},
		"MaximumRetryAttempts":                                       {ID: "1", ARN: machineARN, RetryPolicy: &events.RetryPolicy{MaximumRetryAttempts: &high}},
		"MaximumEventAgeInSeconds":                                   {ID: "1", ARN: machineARN, RetryPolicy: &events.RetryPolicy{MaximumEventAgeInSeconds: &low}},
	} {
		err := b.PutTargets(t.Context(), "", "r", events.Target{ID: "good", ARN: machineARN}, target)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "ValidationException: ") {
			t.Errorf("the error is %v, want %s", err, want)
		}
	}
	if all, err := b.Targets(t.Context(), "", "r"); len(all) != 0 || err != nil {
		t.Errorf("the rule has %v, %v", all, err)
	}
}

func FuzzInputFor(f *testing.F) {
	f.Add(`{"a": <a>, "b": "<b> <aws.events.rule-name>"}`, "$.detail.tags[*].k")
	f.Add(`"\"<a`, "$[0].*")
	f.Fuzz(func(t *testing.T, template, path string) {
		target := events.Target{ID: "1", ARN: machineARN, InputTransformer: &events.InputTransformer{InputPathsMap: map[string]string{"a": path, "b": path}, InputTemplate: template}}
		input, err := target.InputFor(events.Rule{Name: "r"}, instance, time.Time{})
		if err == nil && !json.Valid(input) {
			t.Errorf("the input %s is not JSON", input)
		}
	})
}
