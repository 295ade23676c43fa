package state_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// rawText is a text as a caller may write it, and plainText what is made of it.
const (
	rawText   = " {\"b\": 1.0,\r\n\t\"a\" : [ \"\\u00e9\\/\" ], \"b\": { \"c\":[ 2.50 ]}}\n"
	plainText = `{"b":{"c":[2.50]},"a":["é/"]}`
)

// payloads are the inputs, outputs and parameters that a history tells of.
func payloads(t *testing.T, events []history.Event) (found []string) {
	t.Helper()
	for _, e := range events {
		details, err := jsonvalue.Parse(e.AppendJSON(nil))
		if err != nil {
			t.Fatal(err)
		}
		for name, d := range details.Members() {
			if !strings.HasSuffix(name, "EventDetails") {
				continue
			}
			for _, member := range []string{"input", "output", "parameters"} {
				if text := d.Get(member); text.Exists() {
					found = append(found, text.Text())
				}
			}
		}
	}
	return found
}

// Step Functions: a value that nothing changed is handed on as its text.
func TestTextIsHandedOn(t *testing.T) {
	const branch = `{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}`
	for name, definition := range map[string]string{
		"Pass":                  single(`"Type": "Pass"`),
		"Pass of the language":  jsonata(`"Type": "Pass"`),
		"Pass without a result": single(`"Type": "Pass", "Result": 1, "ResultPath": null`),
		"paths of the whole":    single(`"Type": "Pass", "InputPath": "$", "ResultPath": "$", "OutputPath": "$"`),
		"Assign":                single(`"Type": "Pass", "Assign": {"v.$": "$"}`),
		"Wait":                  single(`"Type": "Wait", "Seconds": 1`),
		"Succeed":               states(`"A": {"Type": "Succeed"}`),
		"Choice":                states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "B"}], "Default": "B"}, "B": {"Type": "Succeed"}`),
		"function":              task(lambda, ""),
		"activity":              task(activity, ""),
		"token":                 task(queue+".waitForTaskToken", ""),
		"result without a use":  task(lambda, `, "Parameters": {"x": 1}, "ResultPath": null`),
		"Parallel":              single(`"Type": "Parallel", "ResultPath": null, "Branches": [` + branch + `]`),
		"caught in a branch": states(`"A": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "F", "States": {"F": {"Type": "Fail"}}}],
			"Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "B"}]}, "B": {"Type": "Succeed"}`),
	} {
		t.Run(name, func(t *testing.T) {
			tr := run(t, definition, play{input: rawText})
			wantText(t, tr.outcome.Output, rawText)
			if name == "result without a use" || name == "Parallel" {
				return
			}
			for _, text := range payloads(t, tr.events) {
				if text != rawText {
					t.Errorf("an event has the text %q", text)
				}
			}
		})
	}
}

// What a state makes is compact, and so is what it takes out of a value.
func TestTextOfWhatIsMade(t *testing.T) {
	const pass = `"Type": "Pass", `
	evaluated := strings.Replace(plainText, "2.50", "2.5", 1) // numbers are written anew
	const processor = `"ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}}`
	for name, test := range map[string]struct{ definition, want string }{
		"InputPath":        {single(pass + `"InputPath": "$.b"`), `{"c":[2.50]}`},
		"OutputPath":       {single(pass + `"OutputPath": "$.b"`), `{"c":[2.50]}`},
		"Parameters":       {single(pass + `"Parameters": {"x.$": "$"}`), `{"x":` + plainText + `}`},
		"fixed Parameters": {single(pass + `"Parameters": { "x" : [ 1.0 ] }`), `{"x":[1.0]}`},
		"Result":           {single(pass + `"Result": { "x" : [ 1.0, "\u00e9" ] }`), `{"x":[1.0,"é"]}`},
		"ResultPath":       {single(pass + `"Result": 1, "ResultPath": "$.r"`), strings.TrimSuffix(plainText, "}") + `,"r":1}`},
		"result in its place": {
			task(lambda, `, "ResultPath": "$.r"`), strings.TrimSuffix(plainText, "}") + `,"r":` + plainText + `}`,
		},
		"ResultSelector":    {task(lambda, `, "ResultSelector": {"x.$": "$"}`), `{"x":` + plainText + `}`},
		"answer of service": {task(queue, ""), plainText},
		"intrinsic function": {
			single(pass + `"Parameters": {"x.$": "States.JsonToString($)"}`), jsonvalue.OfObject([]jsonvalue.Member{{Name: "x", Value: jsonvalue.OfString(plainText)}}).String(),
		},
		"parsed text": {single(pass + `"Parameters": {"x.$": "States.StringToJson('[ 1 ]')"}`), `{"x":[1]}`},
		"variable":    {states(`"A": {"Type": "Pass", "Assign": {"v.$": "$"}, "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$v", "End": true}`), plainText},
		"context": {
			single(pass + `"InputPath": "$$.Execution.Input"`), plainText,
		},
		"expression":      {jsonata(pass + `"Output": "{% $states.input %}"`), evaluated},
		"object with one": {jsonata(pass + `"Output": {"x": "{% $states.input %}"}`), `{"x":` + evaluated + `}`},
		"fixed Output":    {jsonata(pass + `"Output": { "x" : [ 1.0 ] }`), `{"x":[1.0]}`},
		"Arguments":       {jsonata(`"Type": "Task", "Resource": "f", "Arguments": "{% $states.input %}"`), evaluated},
		"items":           {single(`"Type": "Map", "ItemsPath": "$.b.c", ` + processor), `[2.50]`},
		"item":            {single(`"Type": "Map", "ItemsPath": "$.a", "ItemSelector": {"x.$": "$$.Map.Item.Value"}, ` + processor), `[{"x":"é/"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			wantText(t, run(t, test.definition, play{input: rawText}).outcome.Output, test.want)
		})
	}
}

// The array that a Parallel or a Map gives has the texts of its parts.
func TestTextOfResults(t *testing.T) {
	const branches = `"Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}},
		{"StartAt": "C", "States": {"C": {"Type": "Pass", "Result": [ 1 ], "End": true}}}]`
	for name, test := range map[string]struct{ definition, want string }{
		"Parallel": {single(`"Type": "Parallel", ` + branches), `[` + rawText + `,[1]]`},
		"Parallel in a Parallel": {
			single(`"Type": "Parallel", "Branches": [{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, ` + branches + `}}}]`),
			`[[` + rawText + `,[1]]]`,
		},
		"Map":            {single(`"Type": "Map", "ItemsPath": "$.a", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "f", "End": true}}}`), `[` + rawText + `]`},
		"a part of them": {single(`"Type": "Parallel", "OutputPath": "$[0]", ` + branches), plainText},
		"selected":       {single(`"Type": "Parallel", "ResultSelector": {"x.$": "$"}, ` + branches), `{"x":[` + plainText + `,[1]]}`},
		"placed":         {single(`"Type": "Parallel", "ResultPath": "$.r", ` + branches), strings.TrimSuffix(plainText, "}") + `,"r":[` + plainText + `,[1]]}`},
	} {
		t.Run(name, func(t *testing.T) {
			wantText(t, run(t, test.definition, play{input: rawText, tasks: map[string][]reply{"B": {gives(rawText)}}}).outcome.Output, test.want)
		})
	}
}

func TestTextInCauses(t *testing.T) {
	for _, test := range []struct{ fields, cause string }{
		{`"Parameters": {"x.$": "$.n"}`, "The JSONPath '$.n' specified for the field 'x.$' could not be found in the input '" + rawText + "'"},
		{`"Parameters": {"x.$": "States.Array($.n)"}`, "The function 'States.Array($.n)' had the following error: The JsonPath argument for the field '$.n' could not be found in the input '" + rawText + "'"},
		{`"InputPath": "$.b", "Parameters": {"x.$": "$.n"}`, `The JSONPath '$.n' specified for the field 'x.$' could not be found in the input '{"c":[2.50]}'`},
	} {
		wantFailure(t, run(t, single(`"Type": "Pass", `+test.fields), play{input: rawText}), "States.Runtime", test.cause)
	}
}

// Limits count the text that is handed on.
func TestLimitsCountTheText(t *testing.T) {
	cfg := state.Config{Limits: state.Limits{Payload: 20}}
	answers := func(text string) play { return play{cfg: cfg, tasks: map[string][]reply{"A": {gives(text)}}} }
	short, long := `["`+strings.Repeat("x", 14)+`"]`, `["`+strings.Repeat("x", 14)+`"  ] `
	wantText(t, run(t, task(lambda, ""), answers(short)).outcome.Output, short)
	if got := run(t, task(lambda, ""), answers(long)).outcome; got.Failure.Name() != "States.DataLimitExceeded" {
		t.Errorf("the outcome is %+v", got)
	}
	wantText(t, run(t, task(queue, ""), answers(long)).outcome.Output, short)

	if _, err := state.Start(parse(t, task(lambda, "")), []byte(long), cfg); err == nil {
		t.Error("the input is not too long")
	}
}

// A snapshot that is kept inside other JSON keeps the texts.
func TestSnapshotsKeepTexts(t *testing.T) {
	d := begin(t, single(`"Type": "Parallel", "Branches": [`+taskBranch("P")+`,`+taskBranch("Q")+`]`), rawText, state.Config{})
	d.step()
	d.r.Done(epoch, 1, jsonvalue.MustParse(rawText+" "), nil)
	d.step()
	text, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r, err := state.Restore(d.r.Machine(), jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.MustParse(string(text))}).Index(0).JSON(), state.Config{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.Snapshot()
	if err != nil || string(again) != string(text) {
		t.Errorf("%v\ntaken  %s\nagain  %s", err, text, again)
	}
	r.Done(epoch, 2, jsonvalue.True, nil)
	var b state.Batch
	if _, err := r.Step(&b, 0); err != nil {
		t.Fatal(err)
	}
	wantText(t, r.Outcome().Output, "["+rawText+" ,true]")
	description, err := jsonvalue.Parse(r.Describe().AppendJSON(nil))
	if err != nil || description.Get("input").Text() != rawText || description.Get("output").Text() != "["+rawText+" ,true]" {
		t.Errorf("%v: described as %s", err, description)
	}
	change, err := jsonvalue.Parse(r.Describe().AppendStatusChange(nil, "id"))
	if err != nil || change.Get("detail").Get("input").Text() != rawText {
		t.Errorf("%v: EventBridge is told %s", err, change)
	}
}

func wantText(t *testing.T, got jsonvalue.Value, want string) {
	t.Helper()
	if got.String() != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
}
