package state_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestStrictParameters: what a service is called with is checked as far as the
// definition shows it.
func TestStrictParameters(t *testing.T) {
	const (
		schema  = "SCHEMA_VALIDATION_FAILED: "
		jsonata = `, "QueryLanguage": "JSONata"`
		missing = schema + "The field 'QueueUrl' is required but was missing at /States/A/"
	)
	service := func(name, fields string) string { return task("arn:aws:states:::"+name, fields) }
	for _, test := range []struct {
		name, definition string
		want             []string
	}{
		{"none", service("sqs:sendMessage", ``), []string{schema + "Parameters field is required for resource ARN: arn:aws:states:::sqs:sendMessage at /States/A/Resource"}},
		{"no arguments", service("sqs:sendMessage", jsonata), []string{schema + "Arguments field is required for resource ARN: arn:aws:states:::sqs:sendMessage at /States/A/Resource"}},
		{"none of a job", service("batch:submitJob.sync", ``), []string{schema + "Parameters field is required for resource ARN: arn:aws:states:::batch:submitJob.sync at /States/A/Resource"}},
		{"none of an SDK", service("aws-sdk:s3:listBuckets", ``), []string{schema + "Parameters field is required for resource ARN: arn:aws:states:::aws-sdk:s3:listBuckets at /States/A/Resource"}},
		{"an action that needs no member", service("codebuild:retryBuildBatch", `, "Parameters": {}`), nil},
		{"all", service("sqs:sendMessage", `, "Parameters": {"QueueUrl": "q", "MessageBody": null}`), nil},
		{"computed", service("sqs:sendMessage", `, "Parameters": {"QueueUrl.$": "$.q", "MessageBody.$": "$"}`), nil},
		{"another spelling", service("sqs:sendMessage", `, "Parameters": {"queueUrl": "q", "MessageBody": "m"}`), []string{missing + "Parameters"}},
		{"two", service("batch:submitJob", `, "Parameters": {"JobQueue": "q"}`), []string{
			schema + "The field 'JobName' is required but was missing at /States/A/Parameters",
			schema + "The field 'JobDefinition' is required but was missing at /States/A/Parameters"}},
		{"in arguments", service("sqs:sendMessage", jsonata+`, "Arguments": {"MessageBody": "{% 1 %}"}`), []string{missing + "Arguments"}},
		{"a path in arguments", service("sqs:sendMessage", jsonata+`, "Arguments": {"MessageBody": "m", "QueueUrl.$": "$.q"}`), []string{missing + "Arguments"}},
		{"an expression", service("sqs:sendMessage", jsonata+`, "Arguments": "{% $states.input %}"`), nil},
		{"any member", service("sqs:sendMessage", `, "Parameters": {"${Name}": "q", "MessageBody": "m"}`), nil},
		{"a harness", service("bedrockagentcore:invokeHarness", `, "Parameters": {"HarnessArn": "h"}`), []string{schema + "The field 'Messages' is required but was missing at /States/A/Parameters"}},
		{"how many run", service("ecs:runTask.sync", `, "Parameters": {"TaskDefinition": "t", "Count.$": "$.n", "StartedBy": "me"}`), []string{
			schema + "The field 'Count' is not supported by Step Functions at /States/A/Parameters",
			schema + "The field 'StartedBy' is not supported by Step Functions at /States/A/Parameters"}},
		{"how many start", service("ecs:runTask.waitForTaskToken", `, "Parameters": {"TaskDefinition": "t", "Count": 2}`), nil},
		{"a function", task(lambda, ``), nil},
		{"an activity", task(activity, ``), nil},
		{"what is unknown", service("sqs:sendLetter", ``), []string{schema + "The resource provided arn:aws:states:::sqs:sendLetter is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource"}},
	} {
		_, list := state.ParseWith("", []byte(test.definition), state.Options{Strict: true})
		var got []string
		for _, d := range list {
			got = append(got, d.Code+": "+d.Message+" at "+d.Location)
		}
		if diff := gocmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: the problems differ (-want +got):\n%s", test.name, diff)
		}
		if strings.Contains(test.name, "unknown") {
			continue
		}
		if _, list := state.Parse("", []byte(test.definition)); list.Err() != nil {
			t.Errorf("%s: refused although the parser is not strict: %v", test.name, list)
		}
	}
}

// TestStrict: what a definition may have here, and not in the service.
func TestStrict(t *testing.T) {
	label := strings.Repeat("ä", 41)
	distributed := func(label string) string {
		return single(`"Type": "Map", "Label": "` + label + `", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`)
	}
	const arn = "SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/A/Resource"
	for _, test := range []struct{ name, definition, want string }{
		{"a name", task("MyFunction", ``), arn},
		{"nearly an ARN", task("arn:aws:lambda:us-east-1:f", ``), arn},
		{"a placeholder", task("${Function}", ``), arn},
		{"an ARN", task(lambda, ``), ""},
		{"a label", distributed(label), "INVALID_LABEL_NAME: Invalid Label name: Label '" + label + "' exceeds the 40-character limit allowed by the service at /States/A/Label"},
		{"a shorter label", distributed(label[2:]), ""},
		{"items of several places", single(`"Type": "Map", "ItemsPath": "$.a[*]", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path at /States/A/ItemsPath"},
		{"a number", single(`"Type": "Wait", "Seconds": "${Seconds}"`), "SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/A/Seconds"},
		{"a type", single(`"Type": "${Type}"`), "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type"},
	} {
		_, list := state.ParseWith("", []byte(test.definition), state.Options{Strict: true})
		var got string
		for _, d := range list {
			got += d.Code + ": " + d.Message + " at " + d.Location
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if _, list := state.Parse("", []byte(test.definition)); list != nil {
			t.Errorf("%s: refused although the parser is not strict: %v", test.name, list)
		}
	}
}

// noting is a CallChecker that knows nothing of "nowhere", and notes the rest.
type noting struct{ calls []string }

func (c *noting) HasCall(resource string) bool { return !strings.Contains(resource, "nowhere") }

func (c *noting) CheckCall(resource string, parameters jsonvalue.Value) []string {
	c.calls = append(c.calls, resource+" "+parameters.String())
	return []string{"one", "100 %s"}
}

// TestCallChecker: a checker is asked about services only, and sees what is known before
// the execution.
func TestCallChecker(t *testing.T) {
	const (
		put     = "arn:aws:states:::aws-sdk:s3:putObject"
		jsonata = `, "QueryLanguage": "JSONata"`
		schema  = "SCHEMA_VALIDATION_FAILED: "
	)
	problems := []string{schema + "one at /States/A/", schema + "100 %s at /States/A/"}
	for _, test := range []struct {
		name, definition, asked string
		strict                  bool
		want                    []string
	}{
		{name: "paths", definition: task(put, `, "Parameters": {"a.$": "$.a", "b": [{"c.$": "$$", "d": "{% e %}"}], "f": "${F}"}`),
			asked: put + ` {"a":null,"b":[{"c":null,"d":"{% e %}"}],"f":null}`, want: problems},
		{name: "expressions", definition: task(put, jsonata+`, "Arguments": {"a": "{% 1 %}", "b": ["{% 2 %}", 3], "c.$": "d"}`),
			asked: put + ` {"a":null,"b":[null,3],"c.$":"d"}`, want: problems},
		{name: "one expression", definition: task(put, jsonata+`, "Arguments": "{% {} %}"`)},
		{name: "no parameters", definition: task(put, ``)},
		{name: "any member", definition: task(put, `, "Parameters": {"${Name}": 1}`)},
		{name: "a missing member", definition: task(queue, `, "Parameters": {}`), strict: true, want: []string{
			schema + "The field 'QueueUrl' is required but was missing at /States/A/Parameters",
			schema + "The field 'MessageBody' is required but was missing at /States/A/Parameters"}},
		{name: "an optimised integration", definition: task(queue, `, "Parameters": {"QueueUrl": "q", "MessageBody": 1}`), strict: true,
			asked: queue + ` {"QueueUrl":"q","MessageBody":1}`, want: problems},
		{name: "an unknown action", definition: task("arn:aws:states:::aws-sdk:s3:nowhere", `, "Parameters": {}`), want: []string{
			schema + "The resource provided arn:aws:states:::aws-sdk:s3:nowhere is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource"}},
		{name: "a placeholder", definition: task("arn:aws:states:::aws-sdk:s3:${nowhere}", `, "Parameters": {}`)},
		{name: "a function", definition: task(lambda, `, "Parameters": {"a": 1}`)},
		{name: "an activity", definition: task(activity, `, "Parameters": {"a": 1}`)},
	} {
		checker := new(noting)
		_, list := state.ParseWith("", []byte(test.definition), state.Options{Strict: test.strict, Calls: checker})
		var got []string
		for _, d := range list {
			got = append(got, d.Code+": "+d.Message+" at "+d.Location)
		}
		field := "Parameters"
		if strings.Contains(test.definition, "Arguments") {
			field = "Arguments"
		}
		want := slices.Clone(test.want)
		for i := range want {
			if strings.HasSuffix(want[i], "A/") {
				want[i] += field
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the problems differ (-want +got):\n%s", test.name, diff)
		}
		if asked := strings.Join(checker.calls, "; "); asked != test.asked {
			t.Errorf("%s: asked about %s, want %s", test.name, asked, test.asked)
		}
	}
}

// TestIntegrations: the table is in order, and each row is complete.
func TestIntegrations(t *testing.T) {
	all := state.Integrations()
	if !slices.IsSortedFunc(all, func(a, b state.Integration) int { return strings.Compare(a.Action, b.Action) }) {
		t.Error("the table is not sorted")
	}
	suffixes := map[state.Pattern]string{state.RequestResponse: "", state.Sync: ".sync", state.SyncOutput: ".sync:2", state.WaitForTaskToken: ".waitForTaskToken"}
	seen := map[string]bool{}
	for _, it := range all {
		if seen[it.Action] || len(it.Patterns) == 0 || it.Patterns[0] != state.RequestResponse {
			t.Errorf("%+v", it)
		}
		seen[it.Action] = true
		for pattern, suffix := range suffixes {
			_, list := state.Parse("", []byte(task("arn:aws:states:::"+it.Action+suffix, ``)))
			if has := slices.Contains(it.Patterns, pattern); has != (list.Err() == nil) {
				t.Errorf("%s%s is in the table: %v, but: %v", it.Action, suffix, has, list)
			}
		}
	}
}

// TestIntegrationsAreCopied: what a caller does with the table changes nothing.
func TestIntegrationsAreCopied(t *testing.T) {
	for _, it := range state.Integrations() {
		clear(it.Patterns)
		clear(it.Required)
	}
	for _, it := range state.Integrations() {
		if slices.Contains(it.Patterns, 0) || slices.Contains(it.Required, "") {
			t.Fatalf("%+v", it)
		}
	}
}
