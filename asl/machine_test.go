package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
)

const songs = `{
  "StartAt": "song",
  "States": {
    "song": {
      "Type": "Task",
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:find-song",
      "Next": "lyrics"
    },
    "lyrics": {
      "Type": "Task",
      "Resource": "arn:aws:lambda:us-east-1:123456789012:function:find-lyrics",
      "End": true
    }
  }
}`

type (
	singer struct {
		Name string `json:"name"`
	}
	song struct {
		Song string `json:"song"`
	}
	lyrics struct {
		Lyrics string `json:"lyrics"`
	}
)

func songsMux() *asl.Mux {
	var mux asl.Mux
	mux.Lambda("find-song", asl.Func(func(_ context.Context, in singer) (song, error) {
		return song{"the song of " + in.Name}, nil
	}))
	mux.Lambda("find-lyrics", asl.Func(func(_ context.Context, in song) (lyrics, error) {
		return lyrics{"la la, " + in.Song}, nil
	}))
	return &mux
}

// machine parses a definition and adds options.
func machine(t testing.TB, definition string, opts ...asl.Option) *asl.Machine {
	t.Helper()
	m, err := asl.Parse([]byte(definition))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.With(opts...); err != nil {
		t.Fatal(err)
	}
	return m
}

// only is a machine with one state, which is named A and ends it.
func only(fields string) string {
	return `{"StartAt": "A", "States": {"A": {` + fields + `, "End": true}}}`
}

// task is a machine with one Task state, which has these fields too.
func task(fields string) string { return only(`"Type": "Task", "Resource": "work"` + fields) }

// work is the option that makes f the task of the resource "work".
func work(f asl.TaskFunc) asl.Option {
	var mux asl.Mux
	mux.Handle("work", f)
	return asl.WithResolver(&mux)
}

// execute runs m and fails the test if it does not succeed.
func execute(t testing.TB, m *asl.Machine, input string, opts ...asl.Option) *asl.Result {
	t.Helper()
	r, err := m.Execute(context.Background(), []byte(input), opts...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// types lists the types of events.
func types(events []history.Event) []history.Type {
	var types []history.Type
	for _, e := range events {
		types = append(types, e.Type)
	}
	return types
}

func TestExecute(t *testing.T) {
	noLeak(t)
	m := machine(t, songs, asl.WithResolver(songsMux()))
	before := time.Now()
	input := []byte(`{"name": "PSY"}`)
	r, err := m.Execute(context.Background(), input, asl.WithName("first"))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"lyrics":"la la, the song of PSY"}`; string(r.Output) != want {
		t.Errorf("output %s, want %s", r.Output, want)
	}
	if r.Status != asl.Succeeded || r.Error != nil || r.Name != "first" {
		t.Errorf("status %s, error %v, name %q", r.Status, r.Error, r.Name)
	}
	if want := "arn:aws:states:us-east-1:000000000000:execution:StateMachine:first"; r.ARN != want {
		t.Errorf("ARN %s, want %s", r.ARN, want)
	}
	if r.Started.Before(before) || r.Ended.Before(r.Started) || time.Now().Before(r.Ended) {
		t.Errorf("from %v to %v", r.Started, r.Ended)
	}
	if diff := cmp.Diff([]string{"song", "lyrics"}, r.Path()); diff != "" {
		t.Errorf("path (-want +got):\n%s", diff)
	}
	want := []history.Type{
		"ExecutionStarted",
		"TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited",
		"TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded", "TaskStateExited",
		"ExecutionSucceeded",
	}
	if diff := cmp.Diff(want, types(r.History())); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	var out lyrics
	if err := r.Decode(&out); err != nil || out.Lyrics != "la la, the song of PSY" {
		t.Errorf("decoded %v, %v", out, err)
	}
	if err := r.Decode(new(int)); err == nil {
		t.Error("an object was decoded into an int")
	}
	if got := execute(t, m, `{"name": "PSY"}`).Name; len(got) != 36 || got == execute(t, m, `{"name": "PSY"}`).Name {
		t.Errorf("default name %q, want a new UUID", got)
	}
}

func TestExecuteCopiesItsInput(t *testing.T) {
	input := []byte(`{"name": "PSY"}`)
	var seen string
	m := machine(t, task(""), work(func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		clear(input)
		seen = string(in)
		return in, nil
	}))
	r, err := m.Execute(context.Background(), input)
	if err != nil || seen != `{"name": "PSY"}` || string(r.Output) != seen {
		t.Errorf("the task saw %s, the output is %s, error %v", seen, r.Output, err)
	}
}

func TestExecuteThatCannotStart(t *testing.T) {
	noLeak(t)
	m := machine(t, only(`"Type": "Pass"`))
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for name, start := range map[string]func() (*asl.Result, error){
		"input": func() (*asl.Result, error) { return m.Execute(context.Background(), []byte(`{"a": `)) },
		"no input": func() (*asl.Result, error) {
			return m.Execute(context.Background(), nil)
		},
		"long input": func() (*asl.Result, error) {
			return m.Execute(context.Background(), []byte(`"`+strings.Repeat("x", 256<<10)+`"`))
		},
		"option": func() (*asl.Result, error) {
			return m.Execute(context.Background(), []byte(`{}`), asl.WithName(""))
		},
		"context": func() (*asl.Result, error) { return m.Execute(ended, []byte(`{}`)) },
	} {
		if r, err := start(); r != nil || err == nil || !strings.HasPrefix(err.Error(), "asl: ") {
			t.Errorf("%s: result %v, error %v; want only an error", name, r, err)
		}
	}
	if _, err := m.Start(ended, []byte(`{}`)); !errors.Is(err, context.Canceled) {
		t.Errorf("Start with an ended context: %v", err)
	}
}

func TestExecuteConcurrently(t *testing.T) {
	noLeak(t)
	m := machine(t, songs, asl.WithResolver(songsMux()))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var group sync.WaitGroup
	for i := range 100 {
		group.Go(func() {
			ctx := ctx
			if i%2 == 0 {
				ctx = context.Background() // tasks run inline
			}
			out, err := asl.Call[lyrics](ctx, m, singer{fmt.Sprint(i)})
			if want := fmt.Sprintf("la la, the song of %d", i); err != nil || out.Lyrics != want {
				t.Errorf("got %q, %v; want %q", out.Lyrics, err, want)
			}
		})
	}
	group.Wait()
}

func TestCall(t *testing.T) {
	m := machine(t, songs, asl.WithResolver(songsMux()))
	ctx := context.Background()
	if out, err := asl.Call[json.RawMessage](ctx, m, singer{"<PSY>"}); err != nil || string(out) != `{"lyrics":"la la, the song of <PSY>"}` {
		t.Errorf("got %s, %v", out, err)
	}
	if out, err := asl.Call[lyrics](ctx, m, make(chan int)); err == nil || out != (lyrics{}) {
		t.Errorf("an input that is no JSON: %v, %v", out, err)
	}
	if out, err := asl.Call[lyrics](ctx, m, 7); !errors.Is(err, asl.ErrInvalidInput) || out != (lyrics{}) {
		t.Errorf("an execution that fails: %v, %v", out, err)
	}
	if _, err := asl.Call[[]int](ctx, m, singer{"PSY"}); err == nil || !strings.Contains(err.Error(), "decoding the output") {
		t.Errorf("an output of another type: %v", err)
	}
}

func TestWithLeavesTheMachine(t *testing.T) {
	m := machine(t, songs)
	with := machine(t, songs, asl.WithResolver(songsMux()))
	if _, err := m.With(asl.WithResolver(songsMux())); err != nil {
		t.Fatal(err)
	}
	if len(m.Check()) == 0 || len(with.Check()) != 0 {
		t.Errorf("Check of the machine without a resolver %v, with one %v", m.Check(), with.Check())
	}
	if m.Definition() == nil || m.Definition().State("song") == nil || m.Warnings() != nil {
		t.Errorf("Definition() = %v, Warnings() = %v", m.Definition(), m.Warnings())
	}
}

func TestCheck(t *testing.T) {
	const definition = `{"StartAt": "A", "States": {
  "A": {"Type": "Task", "Resource": "known", "Next": "B"},
  "B": {"Type": "Map", "Next": "C", "ItemProcessor": {"StartAt": "Inner", "States": {
    "Inner": {"Type": "Task", "Resource": "unknown", "End": true}}}},
  "C": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "known"}, "Next": "D"},
  "D": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "lost"}, "Next": "E"},
  "E": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName.$": "$.f"}, "Next": "F"},
  "F": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Next": "G",
    "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:child"}},
  "G": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true,
    "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:1:stateMachine:stray"}}
}}`
	var mux asl.Mux
	mux.Handle("known", named("null"))
	mux.HandleMachine("child", machine(t, only(`"Type": "Pass"`)))
	m, err := asl.Parse([]byte(definition), asl.WithFile("m.json"))
	if err != nil {
		t.Fatal(err)
	}
	list := m.Check(asl.WithResolver(&mux))
	var got []string
	for _, d := range list {
		got = append(got, fmt.Sprintf("%s:%s %s %s", d.File, d.Pos, d.Code, d.Location))
		if d.Severity != diag.Error || !strings.Contains(d.Message, "no task for the") {
			t.Errorf("%v", d)
		}
	}
	want := []string{
		"m.json:4:43 INVALID_RESOURCE /States/B/ItemProcessor/States/Inner/Resource",
		"m.json:6:37 INVALID_RESOURCE /States/D/Resource",
		"m.json:10:37 INVALID_RESOURCE /States/G/Resource",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
	if list := m.Check(asl.WithName("")); len(list) != 1 || !strings.Contains(list[0].Message, "WithName") {
		t.Errorf("Check with a wrong option: %v", list)
	}
}

func TestUnknownResource(t *testing.T) {
	noLeak(t)
	for _, resource := range []string{
		"lost", "arn:aws:states:::sqs:sendMessage", "arn:aws:states:us-east-1:1:activity:lost",
		"arn:aws:states:::lambda:invoke", "arn:aws:states:::states:startExecution.sync",
	} {
		m := machine(t, `{"StartAt": "A", "States": {
			"A": {"Type": "Task", "Resource": "`+resource+`", "End": true,
				"Retry": [{"ErrorEquals": ["States.ALL"]}], "Catch": [
				{"ErrorEquals": ["States.Runtime"], "Next": "B"}, {"ErrorEquals": ["States.ALL"], "Next": "B"}]},
			"B": {"Type": "Pass", "End": true}}}`, asl.WithResolver(new(asl.Mux)))
		r, err := m.Execute(context.Background(), []byte(`{}`))
		if !errors.Is(err, asl.ErrRuntime) || !errors.Is(err, asl.ErrNoTask) || r.Status != asl.Failed {
			t.Errorf("%s: status %s, %v; want States.Runtime and ErrNoTask", resource, r.Status, err)
		}
		if diff := cmp.Diff([]string{"A"}, r.Path()); diff != "" {
			t.Errorf("%s: path (-want +got):\n%s", resource, diff)
		}
		if !strings.Contains(err.Error(), "The state 'A' cannot be run") || !strings.Contains(err.Error(), "register one") {
			t.Errorf("%s: %q does not say what to do", resource, err)
		}
	}
}

func TestParseFile(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.json"), filepath.Join(dir, "bad.json")
	for name, text := range map[string]string{good: songs, bad: "{\n  \"StartAt\": 1\n}"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if m, err := asl.ParseFile(good); m == nil || err != nil {
		t.Errorf("got %v, %v", m, err)
	}
	_, err := asl.ParseFile(bad)
	var list diag.List
	if !errors.As(err, &list) || list[0].File != bad || !list[0].Pos.IsValid() {
		t.Errorf("got %v, want a list with file and position", err)
	}
	if _, err = asl.ParseFile(filepath.Join(dir, "none.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want os.ErrNotExist", err)
	}
}

func TestParseOptions(t *testing.T) {
	m, err := asl.Parse([]byte(only(`"Type": "Pass", "Parameters": {"arn.$": "$$.Execution.Id"}`)), asl.WithType(asl.Express))
	if err != nil {
		t.Fatal(err)
	}
	if out := string(execute(t, m, `{}`).Output); !strings.Contains(out, ":express:StateMachine:") {
		t.Errorf("the ARN of an EXPRESS execution: %s", out)
	}
	if m, err := asl.Parse([]byte(only(waitForToken)), asl.WithType(asl.Express)); m != nil || err == nil || !strings.Contains(err.Error(), "Express state machine") {
		t.Errorf("a callback in an EXPRESS machine: %v, %v", m, err)
	}
	for _, opt := range []asl.ParseOption{asl.WithType("FAST"), nil} {
		if m, err := asl.Parse([]byte(songs), opt); m != nil || err == nil {
			t.Errorf("a wrong option: %v, %v", m, err)
		}
	}
	defer func() {
		if r := fmt.Sprint(recover()); !strings.Contains(r, "asl: MustParse: ") {
			t.Errorf("recovered %v", r)
		}
	}()
	asl.MustParse(`{}`)
}

func TestBadDefinitions(t *testing.T) {
	noLeak(t)
	tests := []struct {
		name, text, pos, message string
	}{
		{"empty", "", "1:1", "valid JSON object"},
		{"no JSON", "StartAt: A", "1:1", ""},
		{"truncated", `{"StartAt": "A", "States": {"A": `, "1:34", ""},
		{"trailing text", `{} {}`, "1:4", ""},
		{"array", `[]`, "1:1", "valid JSON object"},
		{"null", `null`, "1:1", "valid JSON object"},
		{"deep array", strings.Repeat("[", 100_000), "", "1000"},
		{"deep object", `{"StartAt": ` + strings.Repeat(`{"a":`, 100_000), "", "1000"},
		{"long", `{"Comment": "` + strings.Repeat("x", 50<<20) + `"}`, "", "bytes"},
		{"long and deep", strings.Repeat("[", 50<<20), "", "bytes"},
		{"not UTF-8", "{\"StartAt\": \"\xff\"}", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			m, err := asl.Parse([]byte(test.text))
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			var list diag.List
			if m != nil || !errors.As(err, &list) {
				t.Fatalf("got %v, %v; want a diag.List", m, err)
			}
			d := list[0]
			if !d.Pos.IsValid() || (test.pos != "" && d.Pos.String() != test.pos) {
				t.Errorf("position %v, want %s", d.Pos, test.pos)
			}
			if !strings.Contains(d.Message, test.message) || len(err.Error()) > 4096 {
				t.Errorf("%d bytes of message: %.200s; want %q", len(err.Error()), d.Message, test.message)
			}
		})
	}
}
