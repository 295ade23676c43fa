package graph_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// texts draws a machine, and returns the texts in the picture, a line each.
func texts(t *testing.T, m graph.Machine, opts ...graph.Option) string {
	t.Helper()
	return "\n" + strings.Join(draw(t, m, opts...).texts, "\n") + "\n"
}

// Captions and labels say what states and transitions do.
func TestTexts(t *testing.T) {
	for definition, want := range map[string][]string{
		`"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken"`:    {"lambda:invoke.waitForTaskT…", "X: lambda:invoke.waitForTaskToken"},
		`"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject"`:              {"s3:getObject"},
		`"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:pay"`: {"lambda · pay"},
		`"Type": "Task", "Resource": "arn:aws:states:eu-west-1:123456789012:activity:cut"`: {"activity · cut"},
		`"Type": "Task", "Resource": "arn:x:y"`:                                            {"Task · arn:x:y"},
		`"Type": "Task", "Resource": "${Pay}"`:                                             {"Task · ${Pay}"},
		`"Type": "Wait", "Seconds": 5`:                                                     {"Wait · 5 s"},
		`"Type": "Wait", "SecondsPath": "$.later"`:                                         {"Wait · $.later"},
		`"Type": "Wait", "QueryLanguage": "JSONata", "Seconds": "{% $n * 2 %}"`:            {"Wait · $n * 2"},
		`"Type": "Pass"`: {"Pass"},
		`"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["A", "B"], "Next": "Z"}, {"ErrorEquals": ["A", "B", "C"], "Next": "Z"}]`:                                       {"Catch A, B", "Catch A and 2 others", "Catch A, B, C"},
		`"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}]`:                                                                        {"Parallel · 1 branch"},
		`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}`: {"Distributed Map"},
	} {
		m := asl.MustParse(`{"StartAt": "X", "States": {"X": {` + definition + `, "Next": "Z"}, "Z": {"Type": "Fail", "Error": "Broken"}}}`)
		all := texts(t, m)
		for _, text := range append(want, "Fail · Broken", "Z: Fail · Broken") {
			if !strings.Contains(all, "\n"+text+"\n") {
				t.Errorf("%s: there is no %q in\n%s", definition, text, all)
			}
		}
	}
}

func TestConditions(t *testing.T) {
	for rule, want := range map[string]string{
		`"Variable": "$.a", "StringEquals": "x"`:             `$.a = "x"`,
		`"Variable": "$.a", "NumericGreaterThanEquals": 1.0`: `$.a ≥ 1.0`,
		`"Variable": "$.a", "TimestampLessThanPath": "$.b"`:  `$.a < $.b`,
		`"Variable": "$.a", "StringMatches": "x*"`:           `$.a matches "x*"`,
		`"Variable": "$.a", "IsPresent": true`:               `$.a is present`,
		`"Variable": "$.a", "IsNull": false`:                 `$.a is not null`,
		`"Not": {"Variable": "$.a", "BooleanEquals": true}`:  `not $.a = true`,
		`"Or": [{"Variable": "$.a", "IsNull": true}, {"And": [{"Variable": "$.b", "IsNull": true}, {"Variable": "$.c", "IsNull": true}]}]`: `$.a is null or ($.b is null and $.c is null)`,
	} {
		m := asl.MustParse(`{"StartAt": "X", "States": {"X": {"Type": "Choice", "Choices": [{` + rule + `, "Next": "Z"}]}, "Z": {"Type": "Succeed"}}}`)
		if all := texts(t, m); !strings.Contains(all, "\n"+want+"\n") {
			t.Errorf("%s: there is no %q in\n%s", rule, want, all)
		}
	}
	m := asl.MustParse(`{"QueryLanguage": "JSONata", "StartAt": "X", "States": {"X": {"Type": "Choice", "Choices": [
		{"Condition": "{% $states.input.n > 1 %}", "Next": "Z"}, {"Condition": true, "Comment": "always", "Next": "Z"}]}, "Z": {"Type": "Succeed"}}}`)
	for _, want := range []string{"$states.input.n > 1", "always", "true"} {
		if all := texts(t, m); !strings.Contains(all, "\n"+want+"\n") {
			t.Errorf("there is no %q in\n%s", want, all)
		}
	}
}

// A target that is a placeholder may be any state: it is drawn as one that is not there.
func TestPlaceholders(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "${after}"}, "B": {"Type": "Succeed"}}}`)
	d := draw(t, m)
	if all := strings.Join(d.texts, "\n"); !strings.Contains(all, "${after}") || d.classes["transition-Next-0-A"] != "next" {
		t.Errorf("no placeholder in\n%s", all)
	}
	var out bytes.Buffer
	if err := graph.WriteMermaid(&out, m); err != nil || !strings.Contains(out.String(), `    s0 --> s2["#36;#123;after#125;"]`) {
		t.Errorf("error %v of\n%s", err, &out)
	}
}

// Nothing is marked without an execution or a coverage.
func TestNothingToMark(t *testing.T) {
	d := draw(t, doorbell, graph.WithExecution(history.NewTimeline()), graph.WithCoverage(nil))
	d.want(t, "no coverage", map[string]string{"state-Ring": "pass", "transition-Next-0-Ring": "next"})
	d = draw(t, doorbell, graph.WithCoverage(&graph.Coverage{}))
	d.want(t, "an empty coverage", map[string]string{"state-Ring": "pass", "transition-Next-0-Ring": "next"})
	d = draw(t, doorbell, graph.WithExecution(nil))
	d.want(t, "no timeline", map[string]string{"state-Ring": "idle", "transition-Next-0-Ring": "idle"})
}

// A page may have the style sheet in a file; then there is no style in the picture.
func TestWithoutStyle(t *testing.T) {
	g, err := graph.New(doorbell)
	if err != nil {
		t.Fatal(err)
	}
	var with, without bytes.Buffer
	if err := errors.Join(g.WriteSVG(&with), g.WriteSVG(&without, graph.WithoutStyle())); err != nil {
		t.Fatal(err)
	}
	if got := strings.Replace(with.String(), "<style>"+graph.Style+"</style>\n", "", 1); got != without.String() || strings.Contains(got, "style") {
		t.Errorf("without style:\n%s", &without)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestBrokenWriter(t *testing.T) {
	g, err := graph.New(doorbell)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.WriteSVG(brokenWriter{}); !errors.Is(err, errBroken) {
		t.Errorf("SVG: error %v", err)
	}
	if err := graph.WriteMermaid(brokenWriter{}, doorbell); !errors.Is(err, errBroken) {
		t.Errorf("Mermaid: error %v", err)
	}
}

// FuzzDraw: every definition that is accepted can be drawn, or is too large.
func FuzzDraw(f *testing.F) {
	text, err := os.ReadFile(order)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(text), twoWays, twoLines, doorbell.Definition().Text()} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, definition, title string) {
		m, list := state.Parse("", []byte(definition))
		if list.Err() != nil {
			return
		}
		g, err := graph.New(m)
		if errors.Is(err, graph.ErrTooLarge) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		draw(t, m, graph.WithTitle(title), graph.WithExecution(nil))
		var out bytes.Buffer
		if err := errors.Join(g.WriteSVG(&out), graph.WriteMermaid(&out, m, graph.WithTitle(title))); err != nil {
			t.Fatal(err)
		}
	})
}
