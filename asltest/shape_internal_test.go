package asltest

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"

	"github.com/google/go-cmp/cmp"
)

// What is looked for is not added: tasks that run at once look, and an input that
// is made later is not to depend on what tasks were called before.
func TestFindAddsNothing(t *testing.T) {
	s, paths := &shape{}, &dataflow{paths: map[string]*jsonpath.Path{}}
	known := s.at(paths.placeOf("$.a[0].b"))
	known.hint(jsonvalue.OfInt(7))
	for _, test := range []struct {
		path string
		want bool
	}{{"$.a[3].b", true}, {"$.a[0].c", false}, {"$.x.y[1]", false}, {"$.a.b", false}} {
		if found := s.find(paths.placeOf(test.path)); found == nil || (found == known) != test.want {
			t.Errorf("%s: %+v", test.path, found)
		}
	}
	if len(s.names) != 1 || len(s.members["a"].names) != 0 || len(known.names) != 0 {
		t.Errorf("the shape has grown: %+v", s)
	}
}

// What the definition reads is in the values that are made.
func TestShapes(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "P", "States": {
		"P": {"Type": "Pass", "Parameters": {"a.$": "$.order.id", "n.$": "States.MathAdd($.count, 1)", "h.$": "States.Hash($.text, 'MD5')", "j.$": "States.JsonMerge($.left, $.right, false)",
			"s.$": "States.StringToJson($.json)", "b.$": "States.Base64Decode($.code)", "fixed": "$.no"}, "ResultPath": "$.p", "Next": "W"},
		"W": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "M"},
		"M": {"Type": "Map", "ItemsPath": "$.lines", "ResultPath": null, "Next": "N", "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "InputPath": "$.sku", "End": true}}}},
		"N": {"Type": "Map", "ItemsPath": "$.others", "ItemSelector": {"x.$": "$$.Map.Item.Value.deep.x", "o.$": "$.order"}, "End": true,
			"ItemProcessor": {"StartAt": "J", "States": {"J": {"Type": "Pass", "InputPath": "$.x", "End": true}}}}}}`)
	s := dataflowOf(m.Definition()).input()
	r := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		v := s.generate(r)
		for _, name := range []string{"order", "count", "text", "left", "right", "json", "code", "seconds", "lines", "others"} {
			if !v.Get(name).Exists() {
				t.Fatalf("no %s in %s", name, v)
			}
		}
		for _, line := range v.Get("lines").Elements() {
			if !line.Get("sku").Exists() {
				t.Fatalf("no sku in %s", v)
			}
		}
		for _, other := range v.Get("others").Elements() {
			if !other.Get("deep").Get("x").Exists() {
				t.Fatalf("no deep.x in %s", v)
			}
		}
		if _, ok := v.Get("count").Int64(); !ok || v.Get("left").Kind() != jsonvalue.Object || v.Get("text").Kind() != jsonvalue.String {
			t.Fatalf("values of wrong kinds in %s", v)
		}
		if _, err := m.Execute(context.Background(), v.JSON(), asl.WithClock(asl.NewVirtualClock(Start))); err != nil {
			t.Fatalf("%s: %v", v, err)
		}
	}
}

func TestSmaller(t *testing.T) {
	var got []string
	for v := range smaller(jsonvalue.MustParse(`{"a":[1,"x",0,null],"b":{"c":true}}`)) {
		got = append(got, v.String())
	}
	want := []string{
		`{"b":{"c":true}}`, `{"a":[1,"x",0,null]}`,
		`{"a":["x",0,null],"b":{"c":true}}`, `{"a":[1,0,null],"b":{"c":true}}`, `{"a":[1,"x",null],"b":{"c":true}}`, `{"a":[1,"x",0],"b":{"c":true}}`,
		`{"a":[0,"x",0,null],"b":{"c":true}}`, `{"a":[1,"",0,null],"b":{"c":true}}`,
		`{"a":[1,"x",0,null],"b":{}}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("smaller values (-want +got):\n%s", diff)
	}
	for range smaller(jsonvalue.MustParse(`[[1]]`)) {
		break // who stops is not called again
	}
}

// An engine that fails is told from an execution that does, and from one that was
// given up.
func TestJudge(t *testing.T) {
	over, cancel := context.WithCancel(context.Background())
	cancel()
	crash := errors.New("panicked")
	tests := []struct {
		name string
		ctx  context.Context
		r    *asl.Result
		err  error
		want string
	}{
		{"success", context.Background(), &asl.Result{}, nil, ""},
		{"given up", over, &asl.Result{}, crash, ""},
		{"crash", context.Background(), &asl.Result{}, crash, "the engine crashed: panicked"},
		{"no start", context.Background(), nil, errors.New("the input is too long"), ""},
		{"crash before the start", context.Background(), nil, &asl.PanicError{Value: "no"}, "the engine crashed: panic: no"},
		{"failure", context.Background(), &asl.Result{Error: asl.NewError("Odd", "")}, crash, ""},
		{"mistake", context.Background(), &asl.Result{Error: asl.NewError("States.Runtime", "why")}, crash, "the machine fails with States.Runtime: why"},
	}
	for _, test := range tests {
		var f finding
		f.judge(test.ctx, nil, test.r, test.err)
		if f.problem != test.want {
			t.Errorf("%s: %q, want %q", test.name, f.problem, test.want)
		}
	}
}

// The errors to try are those that somebody expects, once each.
func TestExpected(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "Retry": [{"ErrorEquals": ["Outer", "States.Runtime"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S"}],
		"ItemProcessor": {"StartAt": "T", "States": {
			"T": {"Type": "Task", "Resource": "t", "TimeoutSeconds": 5, "Retry": [{"ErrorEquals": ["Inner", "States.Timeout"]}], "Next": "U"},
			"U": {"Type": "Task", "Resource": "u", "Retry": [{"ErrorEquals": ["States.Timeout", "Outer"]}], "End": true}}}}, "S": {"Type": "Succeed"}}}`)
	x, err := newExplorer(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	for state, want := range map[string]string{
		"T": "Inner, no answer in time, Outer, States.TaskFailed",
		"U": "States.Timeout, Outer, States.TaskFailed",
		"S": "",
	} {
		var got []string
		s := x.def.State(state)
		for _, name := range x.errors[s] {
			got = append(got, x.fail(s, name, nil).text)
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%s: %s, want %s", state, text, want)
		}
	}
}
