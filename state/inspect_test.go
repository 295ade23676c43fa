package state_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// inspected runs a state that is defined by itself.
func inspected(t *testing.T, definition, input string, test state.InspectionInput) *state.Inspection {
	t.Helper()
	m, problems := state.ParseState("", []byte(definition), state.Options{})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	test.Input = jsonvalue.MustParse(input)
	test.Now = time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	in, err := state.Inspect(m, state.LoneState, test)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

var stageNames = []string{
	"inputPath", "parameters", "arguments", "itemsPointer", "itemsPath", "itemSelector", "itemBatcher",
	"result", "resultSelector", "resultPath",
}

// stagesOf lists what is known of the data at each stage.
func stagesOf(in *state.Inspection) []string {
	var all []string
	for i, name := range stageNames {
		if v := in.At(state.Stage(i)); v.Exists() {
			all = append(all, name+" "+v.String())
		}
	}
	return all
}

func result(text string) *state.InspectionMock {
	return &state.InspectionMock{Result: jsonvalue.MustParse(text)}
}

func failure(name string) *state.InspectionMock {
	return &state.InspectionMock{Failure: state.NewFailure(name, "why")}
}

const sqsTask = `"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"`

// Which stages show is recorded from the service.
func TestInspectShowsTheStages(t *testing.T) {
	branches := `"Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}]`
	processor := `"ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}`
	tests := []struct {
		name, definition string
		mock             *state.InspectionMock
		want             []string
	}{
		{"Pass", `"Type": "Pass", "InputPath": "$.a", "Parameters": {"p": 1}, "ResultPath": "$.r"`, nil,
			[]string{`inputPath {"b":[1,2]}`, `parameters {"p":1}`, `resultSelector {"p":1}`, `resultPath {"a":{"b":[1,2]},"r":{"p":1}}`}},
		{"Pass with a Result", `"Type": "Pass", "InputPath": "$.a", "Result": 7`, nil,
			[]string{"result 7", "resultSelector 7", "resultPath 7"}},
		{"Task", sqsTask + `, "InputPath": "$.a", "ResultSelector": {"s.$": "$.x"}`, result(`{"x":1}`),
			[]string{`inputPath {"b":[1,2]}`, `parameters {"b":[1,2]}`, `result {"x":1}`, `resultSelector {"s":1}`, `resultPath {"s":1}`}},
		{"Task in JSONata", sqsTask + `, "QueryLanguage": "JSONata", "Arguments": {"q": "{% $states.input.a.b[1] %}"}`, result(`{"x":1}`),
			[]string{`arguments {"q":2}`, `result {"x":1}`}},
		{"Pass in JSONata", `"Type": "Pass", "QueryLanguage": "JSONata", "Output": 1`, nil, nil},
		{"Wait", `"Type": "Wait", "Seconds": 9, "InputPath": "$.a"`, nil, []string{`inputPath {"b":[1,2]}`}},
		{"Parallel", `"Type": "Parallel", "InputPath": "$.a", ` + branches, result(`[5]`), []string{"resultSelector [5]", "resultPath [5]"}},
		{"Parallel in JSONata", `"Type": "Parallel", "QueryLanguage": "JSONata", "Arguments": 1, ` + branches, result(`[5]`), nil},
		{"Map", `"Type": "Map", "ItemsPath": "$.a.b", "ItemSelector": {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value"}, ` + processor, result(`[5,6]`),
			[]string{`inputPath {"a":{"b":[1,2]}}`, "itemsPath [1,2]", `itemSelector [{"v":1,"i":0},{"v":2,"i":1}]`, "resultSelector [5,6]", "resultPath [5,6]"}},
	}
	for _, test := range tests {
		in := inspected(t, "{"+test.definition+`, "End": true}`, `{"a":{"b":[1,2]}}`, state.InspectionInput{Mock: test.mock})
		if in.Status != state.InspectionSucceeded {
			t.Errorf("%s: %s, %v", test.name, in.Status, in.Failure)
		}
		if diff := cmp.Diff(test.want, stagesOf(in)); diff != "" {
			t.Errorf("%s: stages (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestInspectFailShowsItsInput(t *testing.T) {
	in := inspected(t, `{"Type": "Fail", "Error": "E"}`, `{"a":1}`, state.InspectionInput{})
	if diff := cmp.Diff([]string{`inputPath {"a":1}`}, stagesOf(in)); diff != "" || in.Status != state.InspectionFailed || in.Failure.Name() != "E" {
		t.Errorf("%s %v, stages (-want +got):\n%s", in.Status, in.Failure, diff)
	}
}

// TestInspectTransitions: a state leads anywhere, whether that exists or not.
func TestInspectTransitions(t *testing.T) {
	choice := `{"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "One"}], "Default": "Else"}`
	for input, want := range map[string]string{"1": "One", "2": "Else"} {
		if in := inspected(t, choice, input, state.InspectionInput{}); in.Next != want || in.Output.String() != input {
			t.Errorf("%s: next %q with %s, want %q", input, in.Next, in.Output, want)
		}
	}
}

func TestInspectRecovery(t *testing.T) {
	retry := `"Retry": [{"ErrorEquals": ["Other"]}, {"ErrorEquals": ["E"], "IntervalSeconds": 2, "MaxAttempts": 2}]`
	caught := `"Catch": [{"ErrorEquals": ["Other"], "Next": "O"}, {"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "H"}]`
	describe := func(in *state.Inspection) string {
		text := fmt.Sprintf("%s %s %q", in.Status, in.Failure.Name(), in.Next)
		if in.RetryIndex != nil {
			text += fmt.Sprint(" retrier ", *in.RetryIndex)
		}
		if in.Backoff != nil {
			text += fmt.Sprint(" after ", *in.Backoff)
		}
		if in.CatchIndex != nil {
			text += fmt.Sprint(" catcher ", *in.CatchIndex, " ", in.Output)
		}
		return text
	}
	tests := []struct {
		fields  string
		retries int
		want    string
	}{
		{retry, 0, `RETRIABLE E "" retrier 1 after 2s`},
		{retry, 1, `RETRIABLE E "" retrier 1 after 4s`},
		{retry, 2, `FAILED E "" retrier 1`},
		{retry + ", " + caught, 2, `CAUGHT_ERROR E "H" retrier 1 catcher 1 {"a":1,"e":{"Error":"E","Cause":"why"}}`},
		{caught, 0, `CAUGHT_ERROR E "H" catcher 1 {"a":1,"e":{"Error":"E","Cause":"why"}}`},
		{`"Catch": [{"ErrorEquals": ["Other"], "Next": "O"}]`, 0, `FAILED E ""`},
	}
	for _, test := range tests {
		in := inspected(t, "{"+sqsTask+", "+test.fields+`, "End": true}`, `{"a":1}`, state.InspectionInput{Mock: failure("E"), Retries: test.retries})
		if got := describe(in); got != test.want {
			t.Errorf("%s: %s, want %s", test.fields, got, test.want)
		}
	}
}

// TestInspectTolerance: failed iterations count if the Map says how many it
// tolerates, whatever the mock says.
func TestInspectTolerance(t *testing.T) {
	tests := []struct {
		fields string
		failed int
		want   string // the error, "" for none
	}{
		{"", 2, ""},
		{`"ToleratedFailureCount": 2,`, 2, ""},
		{`"ToleratedFailureCount": 1,`, 2, "States.ExceedToleratedFailureThreshold"},
		{`"ToleratedFailureCountPath": "$.n",`, 2, "States.ExceedToleratedFailureThreshold"},
		{`"ToleratedFailurePercentage": 66.5,`, 2, "States.ExceedToleratedFailureThreshold"},
		{`"ToleratedFailurePercentage": 67,`, 2, ""},
		{`"ToleratedFailurePercentagePath": "$.n",`, 1, "States.ExceedToleratedFailureThreshold"},
		{`"ToleratedFailurePercentagePath": "$.v",`, 0, "States.Runtime"},
	}
	for _, test := range tests {
		definition := `{"Type": "Map", "ItemsPath": "$.v", ` + test.fields + ` "End": true, "ItemProcessor": {
			"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
			"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
		in := inspected(t, definition, `{"v":[1,2,3],"n":1}`, state.InspectionInput{Mock: result("[1,1,1]"), FailedIterations: test.failed})
		if got := in.Failure.Name(); got != test.want {
			t.Errorf("%s with %d failures: %q, want %q", test.fields, test.failed, got, test.want)
		}
	}
}

func TestInspectItemReader(t *testing.T) {
	definition := `{"Type": "Map", "End": true, "MaxConcurrency": 3,
		"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Key.$": "$.x"}, "ReaderConfig": {"InputType": "JSON", "ItemsPointer": "/all"}},
		"ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"b.$": "$.x"}},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
			"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	in := inspected(t, definition, `{"x":0}`, state.InspectionInput{Mock: result("[]"), Items: jsonvalue.MustParse(`{"all":[1,2,3]}`)})
	want := []string{
		`inputPath {"x":0}`, "itemsPointer [1,2,3]",
		`itemBatcher [{"BatchInput":{"b":0},"Items":["1","2"]},{"BatchInput":{"b":0},"Items":["3"]}]`,
		"resultSelector []", "resultPath []",
	}
	if diff := cmp.Diff(want, stagesOf(in)); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	if in.MaxConcurrency == nil || *in.MaxConcurrency != 3 {
		t.Errorf("MaxConcurrency %v, want 3", in.MaxConcurrency)
	}
	in = inspected(t, definition, `{"x":0}`, state.InspectionInput{Mock: result("[]"), Items: jsonvalue.MustParse(`{"all":{"k":1}}`)})
	if got := in.At(state.AfterItemBatcher).String(); got != `[{"BatchInput":{"b":0},"Items":["{\"Key\":\"k\",\"Value\":1}"]}]` {
		t.Errorf("members of an object: batches %s", got)
	}
	in = inspected(t, definition, `{"x":0}`, state.InspectionInput{Mock: result("[]"), Items: jsonvalue.MustParse(`{}`)})
	if in.Failure.Name() != "States.ItemReaderFailed" {
		t.Errorf("nothing to iterate over: %v, want States.ItemReaderFailed", in.Failure)
	}
	in = inspected(t, definition, "{}", state.InspectionInput{Mock: result("[]")})
	if in.Failure.Name() != "States.Runtime" {
		t.Errorf("parameters that fail: %v, want States.Runtime", in.Failure)
	}
}

// TestInspectIterations: their number is that of the batches, or of the items.
func TestInspectIterations(t *testing.T) {
	reader := `"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b"},
		"ReaderConfig": {"InputType": "JSON", "MaxItems": 3}}, `
	tests := []struct {
		fields string
		items  string // what the reader reads
		want   string
	}{
		{"", "", "4"},
		{`"ItemBatcher": {"MaxItemsPerBatch": 3}, `, "", "2"},
		{reader, "[1,2,3,4,5]", "3"},
		{reader + `"ItemBatcher": {"MaxItemsPerBatch": 2}, `, "[1,2,3,4,5]", "2"},
		{reader, "[1,2]", "2"},
		{reader, `{"a":1,"b":2}`, "2"},
		{reader, `{"a":1,"b":2,"c":3,"d":4}`, "3"},
		{reader, "7", "unknown"},
		{reader, "", "unknown"},
		{`"ItemSelector": {"x.$": "$.none"}, `, "", "unknown"},
	}
	for _, test := range tests {
		definition := `{"Type": "Map", "End": true, ` + test.fields + `"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
			"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
		given := state.InspectionInput{Mock: result("[]")}
		if test.items != "" {
			given.Items = jsonvalue.MustParse(test.items)
		}
		in, got := inspected(t, definition, "[1,2,3,4]", given), "unknown"
		if in.Iterations != nil {
			got = fmt.Sprint(*in.Iterations)
		}
		if got != test.want {
			t.Errorf("%s of %q: %s iterations, want %s", test.fields, test.items, got, test.want)
		}
	}
}

// TestInspectShowsNoMoreThanThis: a small input can make any amount of inputs.
func TestInspectShowsNoMoreThanThis(t *testing.T) {
	definition := `{"Type": "Map", "End": true, "ItemSelector": {"all.$": "$"}, "ItemBatcher": {"MaxItemsPerBatch": 2},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	for n, shown := range map[int]bool{2: true, 3_000: false} {
		in := inspected(t, definition, "["+strings.Repeat("1,", n-1)+"1]", state.InspectionInput{Mock: result("[]")})
		for _, stage := range []state.Stage{state.AfterItemSelector, state.AfterItemBatcher} {
			if got := in.At(stage).Exists(); got != shown {
				t.Errorf("%d items: stage %v shown %v, want %v", n, stageNames[stage], got, shown)
			}
		}
		if in.Iterations == nil || *in.Iterations != n/2 {
			t.Errorf("%d items: %v iterations, want half as many", n, in.Iterations)
		}
	}
}

func TestInspectBatchesByBytes(t *testing.T) {
	definition := `{"Type": "Map", "End": true, "ItemBatcher": {"MaxInputBytesPerBatch": 22},
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
			"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	in := inspected(t, definition, `["aaa","bbb","c"]`, state.InspectionInput{Mock: result("[]")})
	want := `[{"Items":["\"aaa\""]},{"Items":["\"bbb\"","\"c\""]}]`
	if got := in.At(state.AfterItemBatcher).String(); got != want {
		t.Errorf("batches %s, want %s", got, want)
	}
}

// TestInspectContext: the context object is that of an execution of its own, or
// what the test gives, with the item of a Map added to it.
func TestInspectContext(t *testing.T) {
	pass := `{"Type": "Pass", "InputPath": "$$", "End": true}`
	config := state.Config{Name: "N", Identity: state.Identity{Machine: "M", Role: "R"}}
	want := `{"Execution":{"Id":"arn:aws:states:us-east-1:000000000000:express:M:N","Input":1,"Name":"N",` +
		`"RoleArn":"R","StartTime":"2025-01-02T03:04:05.000Z"},` +
		`"StateMachine":{"Id":"arn:aws:states:us-east-1:000000000000:stateMachine:M","Name":"M"},` +
		`"State":{"Name":"StateName","EnteredTime":"2025-01-02T03:04:05.000Z"}}`
	if got := inspected(t, pass, "1", state.InspectionInput{Config: config}).Output.String(); got != want {
		t.Errorf("context object\n%s\nwant\n%s", got, want)
	}
	if got := inspected(t, `{"Type": "Pass", "InputPath": "$$.Execution.RoleArn", "End": true}`, "1", state.InspectionInput{}).Output.String(); got != "null" {
		t.Errorf("without a role: %s, want null", got)
	}
	m, problems := state.Parse("", []byte(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$$.State.Name", "End": true}}}`))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if in, err := state.Inspect(m, "A", state.InspectionInput{}); err != nil || in.Output.String() != `"StateName"` {
		t.Errorf("name of a state of a machine: %v, error %v; want StateName", in, err)
	}
	selector := `{"Type": "Map", "End": true, "ItemSelector": {"c.$": "$$"}, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}}`
	in := inspected(t, selector, "[7]", state.InspectionInput{Mock: result("[1]"), Context: jsonvalue.MustParse(`{"Map":1,"State":{}}`)})
	want = `[{"c":{"State":{},"Map":{"Item":{"Index":0,"Value":7,"Source":"STATE_DATA"}}}}]`
	if got := in.At(state.AfterItemSelector).String(); got != want {
		t.Errorf("item's context object %s, want %s", got, want)
	}
}

func TestInspectVariables(t *testing.T) {
	definition := `{"Type": "Pass", "Assign": {"x.$": "$y", "z": 3}, "End": true}`
	given := []jsonvalue.Member{{Name: "x", Value: jsonvalue.OfInt(1)}, {Name: "y", Value: jsonvalue.OfInt(2)}}
	in := inspected(t, definition, "{}", state.InspectionInput{Variables: given})
	if got := jsonvalue.OfObject(in.Variables).String(); got != `{"x":2,"y":2,"z":3}` {
		t.Errorf("variables %s", got)
	}
	if given[0].Value.String() != "1" {
		t.Error("the caller's variables were changed")
	}
}

// TestInspectCauses: there is no event that a cause could name.
func TestInspectCauses(t *testing.T) {
	in := inspected(t, `{"Type": "Pass", "InputPath": "$.a", "End": true}`, "{}", state.InspectionInput{})
	if cause := *in.Failure.Cause; strings.Contains(cause, "entered") || !strings.HasPrefix(cause, "Invalid path '$.a'") {
		t.Errorf("cause %q", cause)
	}
}

func TestInspectTime(t *testing.T) {
	for text, want := range map[string]string{
		`"Seconds": 299`: "SUCCEEDED ", `"Seconds": 301`: "FAILED States.Timeout", `"Timestamp": "2000-01-01T00:00:00Z"`: "SUCCEEDED ",
	} {
		in := inspected(t, `{"Type": "Wait", "End": true, `+text+`}`, "{}", state.InspectionInput{})
		if got := string(in.Status) + " " + in.Failure.Name(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestInspectRefuses(t *testing.T) {
	m := parse(t, `{"StartAt": "T", "States": {
		"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "P"},
		"P": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}]}}}`)
	long := jsonvalue.OfString(strings.Repeat("x", 300_000))
	for name, test := range map[string]state.InspectionInput{"T": {}, "P": {}, "none": {}, "B": {Input: long}} {
		if _, err := state.Inspect(m, name, test); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	interrupted := state.Config{Interrupt: func() bool { return true }}
	if _, err := state.Inspect(m, "B", state.InspectionInput{Config: interrupted}); !errors.Is(err, state.ErrInterrupted) {
		t.Errorf("interrupted: %v", err)
	}
}

// TestInspectionIsDriven: a state that is run by itself asks for its task and has
// neither events nor snapshots.
func TestInspectionIsDriven(t *testing.T) {
	m := parse(t, `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}}`)
	r, err := state.StartInspection(m, "T", state.InspectionInput{})
	if err != nil {
		t.Fatal(err)
	}
	var b state.Batch
	if _, err := r.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	if len(b.Effects) != 1 || len(b.Events) != 0 {
		t.Fatalf("%d effects and %d events, want 1 and 0", len(b.Effects), len(b.Events))
	}
	if _, err := r.Snapshot(); err == nil {
		t.Error("there is a snapshot")
	}
	task := b.Effects[0].(*state.RunTask)
	r.Done(r.Now(), task.ID, jsonvalue.OfInt(4), nil)
	if _, err := r.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	if in := r.Inspection(); in.Status != state.InspectionSucceeded || in.Output.String() != "4" {
		t.Errorf("%s %s", in.Status, in.Output)
	}
	run, err := state.Start(m, []byte("{}"), state.Config{})
	if err != nil || run.Inspection() != nil {
		t.Errorf("an execution has an inspection, or does not start: %v", err)
	}
}

func ExampleInspect() {
	m, problems := state.ParseState("", []byte(`{
		"Type": "Pass", "InputPath": "$.order", "Parameters": {"id.$": "$.id"}, "ResultPath": "$.picked", "Next": "Ship"
	}`), state.Options{})
	if err := problems.Err(); err != nil {
		panic(err)
	}
	in, err := state.Inspect(m, state.LoneState, state.InspectionInput{Input: jsonvalue.MustParse(`{"order": {"id": 7, "lines": 3}}`)})
	if err != nil {
		panic(err)
	}
	fmt.Println(in.Status, in.Next)
	fmt.Println(in.At(state.AfterInputPath))
	fmt.Println(in.At(state.AfterParameters))
	fmt.Println(in.Output)
	// Output:
	// SUCCEEDED Ship
	// {"id":7,"lines":3}
	// {"id":7}
	// {"order":{"id":7,"lines":3},"picked":{"id":7}}
}
