package state_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// every has a state of each type.
const every = `{"Comment": "all", "Version": "1.0", "TimeoutSeconds": 60, "StartAt": "Task", "States": {
	"Task": {"Type": "Task", "Comment": "t", "Resource": "arn:aws:lambda:us-east-1:1:function:f", "Parameters": {"a.$": "$.a"}, "TimeoutSeconds": 9, "HeartbeatSeconds": 3,
		"Retry": [
			{"ErrorEquals": ["A", "B"]},
			{"ErrorEquals": ["States.Timeout"], "IntervalSeconds": 2, "MaxAttempts": 0, "BackoffRate": 1.5, "MaxDelaySeconds": 9, "JitterStrategy": "FULL"},
			{"ErrorEquals": ["C"], "JitterStrategy": "NONE"}],
		"Catch": [{"ErrorEquals": ["D"], "Next": "Fail"}], "Next": "Pass"},
	"Pass": {"Type": "Pass", "Result": {"b": 1}, "Next": "Wait"},
	"Wait": {"Type": "Wait", "Seconds": 0, "Next": "Until"},
	"Until": {"Type": "Wait", "Timestamp": "2026-01-02T04:04:05+01:00", "Next": "Choice"},
	"Choice": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "Fail"}], "Default": "Parallel"},
	"Fail": {"Type": "Fail", "Error": "", "Cause": "c"},
	"Parallel": {"Type": "Parallel", "Next": "Map", "Branches": [
		{"StartAt": "In", "States": {"In": {"Type": "Succeed"}}},
		{"Comment": "second", "StartAt": "Other", "States": {"Other": {"Type": "Succeed"}}}]},
	"Map": {"Type": "Map", "MaxConcurrency": 7, "Next": "Succeed", "ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Succeed"}}}},
	"Succeed": {"Type": "Succeed"}}}`

func TestParseFields(t *testing.T) {
	m := parse(t, every)
	if m.Comment != "all" || m.Version != "1.0" || m.TimeoutSeconds != 60 || m.StartAt != "Task" || len(m.States) != 9 {
		t.Errorf("the machine's fields: %q %q %d %q, %d states", m.Comment, m.Version, m.TimeoutSeconds, m.StartAt, len(m.States))
	}
	task := m.State("Task").(*state.Task)
	if task.Comment != "t" || task.Resource != "arn:aws:lambda:us-east-1:1:function:f" || task.Parameters.String() != `{"a.$":"$.a"}` ||
		!fixed(task.Timeout, 9) || !fixed(task.Heartbeat, 3) || task.Next != "Pass" || task.End {
		t.Errorf("the Task's fields: %+v", task)
	}
	if got := task.ResourcePos(); got.Line != 2 || got.Column != 55 {
		t.Errorf("Resource is at %s, want 2:55", got)
	}
	retry := []*state.Retrier{
		{ErrorEquals: []string{"A", "B"}, Interval: time.Second, MaxAttempts: 3, BackoffRate: 2},
		{ErrorEquals: []string{"States.Timeout"}, Interval: 2 * time.Second, MaxAttempts: 0, BackoffRate: 1.5, MaxDelay: 9 * time.Second, FullJitter: true},
		{ErrorEquals: []string{"C"}, Interval: time.Second, MaxAttempts: 3, BackoffRate: 2},
	}
	if diff := gocmp.Diff(retry, task.Retry); diff != "" {
		t.Errorf("Retry (-want +got):\n%s", diff)
	}
	if c := task.Catch; len(c) != 1 || c[0].Next != "Fail" || fmt.Sprint(c[0].ErrorEquals) != "[D]" {
		t.Errorf("Catch: %+v", c)
	}
	if pass := m.State("Pass").(*state.Pass); pass.Result.String() != `{"b":1}` {
		t.Errorf("Result is %s", pass.Result)
	}
	if wait := m.State("Wait").(*state.Wait); !fixed(wait.Seconds, 0) {
		t.Errorf("Seconds is %+v", wait.Seconds)
	}
	if until := m.State("Until").(*state.Wait); until.Seconds.IsSet() || !until.Timestamp.Equal(epoch) {
		t.Errorf("Seconds is %+v, Timestamp %s", until.Seconds, until.Timestamp)
	}
	if choice := m.State("Choice").(*state.Choice); choice.Default != "Parallel" || len(choice.Choices) != 1 || choice.Choices[0].Next != "Fail" {
		t.Errorf("the Choice's fields: %+v", choice)
	}
	if fail := m.State("Fail").(*state.Fail); fail.Error == nil || *fail.Error != "" || *fail.Cause != "c" {
		t.Errorf("the Fail's fields: %+v", fail)
	}
	if p := m.State("Parallel").(*state.Parallel); len(p.Branches) != 2 || p.Branches[0].StartAt != "In" || p.Branches[1].Comment != "second" {
		t.Errorf("the Parallel's fields: %+v", p)
	}
	if mp := m.State("Map").(*state.Map); !fixed(mp.MaxConcurrency, 7) || mp.Distributed || mp.Processor.StartAt != "Item" {
		t.Errorf("the Map's fields: %+v", mp)
	}
	if m.State("none") != nil {
		t.Error("there is a state none")
	}
}

func TestMachineAll(t *testing.T) {
	var got []string
	for _, s := range parse(t, every).All() {
		got = append(got, fmt.Sprintf("%s %s %s %s", s.Pos(), s.Name(), s.Type(), s.Location()))
	}
	want := unindent(`
		2:10 Task Task /States/Task
		8:10 Pass Pass /States/Pass
		9:10 Wait Wait /States/Wait
		10:11 Until Wait /States/Until
		11:12 Choice Choice /States/Choice
		12:10 Fail Fail /States/Fail
		13:14 Parallel Parallel /States/Parallel
		14:38 In Succeed /States/Parallel/Branches[0]/States/In
		15:65 Other Succeed /States/Parallel/Branches[1]/States/Other
		16:9 Map Map /States/Map
		16:121 Item Succeed /States/Map/ItemProcessor/States/Item
		17:13 Succeed Succeed /States/Succeed`)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("the states differ (-want +got):\n%s", diff)
	}
}

func TestMachineHash(t *testing.T) {
	const definition = `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`
	hash := parse(t, definition).Hash()
	if len(hash) != 64 {
		t.Errorf("the hash is %q, want a SHA-256 in hex", hash)
	}
	if other := parse(t, "\n"+strings.ReplaceAll(definition, " ", "  ")).Hash(); other != hash {
		t.Error("spaces change the hash")
	}
	if other := parse(t, strings.ReplaceAll(definition, "Succeed", "Fail")).Hash(); other == hash {
		t.Error("another definition has the same hash")
	}
}

func TestMachineDiagnose(t *testing.T) {
	m, _ := state.Parse("f.json", []byte("{\n\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}"))
	got := m.Diagnose(m.State("A").Pos(), diag.Diagnostic{Severity: diag.Warning, Message: "odd"})
	if want := "f.json:2:33: warning: odd"; got.String() != want || !strings.HasPrefix(got.Line, `"StartAt"`) {
		t.Errorf("got %q with the line %q, want %q", got, got.Line, want)
	}
}

// large is a definition of n states in a row.
func large(n int) string {
	var b strings.Builder
	b.WriteString(`{"StartAt": "S0", "States": {`)
	for i := range n {
		fmt.Fprintf(&b, `"S%d": {"Type": "Pass", "Parameters": {"x.$": "$.x"}, "Next": "S%d"}, `, i, i+1)
	}
	fmt.Fprintf(&b, `"S%d": {"Type": "Succeed"}}}`, n)
	return b.String()
}

// TestParseIsLinear measures memory, which stands for the work: a definition of
// ten times the length must not take much more than ten times as much, whatever
// is wrong with it.
func TestParseIsLinear(t *testing.T) {
	list := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, test := range []struct {
		name       string
		n          int
		definition func(n int) string
	}{
		{"good states", 1_000, large},
		{"states with missing targets", 200, func(n int) string { return strings.ReplaceAll(large(n), `"Next": "S`, `"Next": "T`) }},
		{"unknown fields", 200, func(n int) string { return single(list(n, `"k%d": 0, `) + `"Type": "Pass"`) }},
		{"bad expressions", 200, func(n int) string {
			return single(`"Type": "Pass", "Parameters": {` + list(n, `"k%d.$": "bad", `) + `"z": 1}`)
		}},
		{"bad catchers", 200, func(n int) string {
			return single(`"Type": "Task", "Resource": "r", "Catch": [` + list(n, `{"ErrorEquals": [%d]}, `) + `0]`)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			cost := func(n int) uint64 {
				text := []byte(test.definition(n))
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				state.Parse("", text)
				runtime.ReadMemStats(&after)
				return after.TotalAlloc - before.TotalAlloc
			}
			if small, big := cost(test.n), cost(10*test.n); big > 15*small {
				t.Errorf("%d of them take %d bytes, %d take %d", test.n, small, 10*test.n, big)
			}
		})
	}
}

func TestParseBounds(t *testing.T) {
	nested := func(n int) string {
		return `{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true, "Result": ` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}}`
	}
	for _, test := range []struct{ name, text, want string }{
		{"900 levels", nested(900), ""},
		{"2,000 levels", nested(2_000), "INVALID_JSON_DESCRIPTION: "},
		{"100,000 levels", nested(100_000), "INVALID_JSON_DESCRIPTION: "},
		{"100,000 brackets", strings.Repeat("[", 100_000), "INVALID_JSON_DESCRIPTION: "},
		{"50 MB", strings.Repeat("[", 50<<20), "INVALID_JSON_DESCRIPTION: The definition has 52428800 bytes"},
		{"50 MB of spaces", strings.Repeat(" ", 50<<20), "INVALID_JSON_DESCRIPTION: The definition has 52428800 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := state.Parse("", []byte(test.text))
			switch {
			case test.want == "" && len(list) == 0:
			case len(list) != 1 || !strings.Contains(list[0].String(), test.want) || test.want == "":
				t.Errorf("got %.200v, want %q", list, test.want)
			case len(list[0].Message) > 1000:
				t.Errorf("the message has %d bytes", len(list[0].Message))
			}
		})
	}
}

// TestParseNestsDeep: states inside states, as deep as the text may be.
func TestParseNestsDeep(t *testing.T) {
	const levels = 150
	var b strings.Builder
	for i := range levels {
		fmt.Fprintf(&b, `{"StartAt": "S%d", "States": {"S%d": {"Type": "Map", "End": true, "ItemProcessor": `, i, i)
	}
	b.WriteString(`{"StartAt": "In", "States": {"In": {"Type": "Succeed"}}}`)
	b.WriteString(strings.Repeat(`}}}`, levels))
	m := parse(t, b.String())
	if n := len(m.All()); n != levels+1 {
		t.Errorf("there are %d states, want %d", n, levels+1)
	}
}

func fixed(q state.Quantity, want int64) bool {
	n, ok := q.Fixed()
	return ok && n == want
}
