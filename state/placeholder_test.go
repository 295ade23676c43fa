package state_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"
)

// TestParsePlaceholders: a value that holds one is not checked, what is around
// it is.
func TestParsePlaceholders(t *testing.T) {
	for _, test := range []struct{ name, definition, want string }{
		{"a number", single(`"Type": "Wait", "Seconds": "${Seconds}"`), ``},
		{"a number with a bound", single(`"Type": "Task", "Resource": "r", "TimeoutSeconds": "${T}", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": "${N}", "BackoffRate": "${B}", "JitterStrategy": "${J}"}]`), ``},
		{"a path", single(`"Type": "Pass", "InputPath": "${Path}", "ResultPath": "$.${x}[*]", "Parameters": {"a.$": "${b}"}`), ``},
		{"a timestamp", single(`"Type": "Wait", "Timestamp": "${When}"`), ``},
		{"a target", states(`"A": {"Type": "Pass", "Next": "${Next}"}, "B": {"Type": "Succeed"}`), ``},
		{"Terraform's names", single(`"Type": "Wait", "Seconds": "${aws_x.y-z}"`), ``},
		{"an expression of Terraform", single(`"Type": "Wait", "Seconds": "${ lookup(local.a[\"b\"], 1) }"`), ``},
		{"a list", single(`"Type": "Parallel", "Branches": "${Branches}"`), ``},
		{"a field", single(`"Type": "Pass", ‸"${Field}": 1`), `SCHEMA_VALIDATION_FAILED: Field '${Field}' is not supported at /States/A`},
		{"a start", `{"StartAt": "${Start}", "States": {"A": {"Type": "Succeed"}}}`, ``},
		{"a text of JSONata", `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% ‸x & '${' & 'y}' %}", "End": true}}}`,
			`UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'x' at the top level is not supported. at /States/A/Output`},
		{"a dollar in braces", single(`"Type": "Wait", "Seconds": ‸"$ {x}"`), `SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/A/Seconds (found string)`},
		{"not closed", single(`"Type": "Wait", "Seconds": ‸"${x"`), `SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/A/Seconds (found string)`},
		{"no name", single(`"Type": "Wait", "Seconds": ‸"${}"`), `SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/A/Seconds (found string)`},
	} {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.definition, test.want) })
	}
}

// TestUnfilledPlaceholder: a state whose value is not known cannot run.
func TestUnfilledPlaceholder(t *testing.T) {
	tr := run(t, states(`"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": "${Seconds}", "End": true}`), play{})
	wantFailure(t, tr, "States.Runtime", "The value of /States/B/Seconds holds a placeholder that nothing was put in the place of.")
	tr = run(t, states(`"A": {"Type": "Pass", "Next": "${Next}"}, "B": {"Type": "Succeed"}`), play{})
	wantFailure(t, tr, "States.Runtime", "The value of /States/A/Next holds a placeholder that nothing was put in the place of.")
	wantOutput(t, run(t, single(`"Type": "Pass", "Result": "${Kept}"`), play{}), `"${Kept}"`)
}

func substituted(definition string, values map[string]string) (*state.Machine, diag.List) {
	return state.ParseWith("", []byte(definition), state.Options{Substitutions: values})
}

func TestSubstitutions(t *testing.T) {
	m, list := substituted(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:${P}:${R}", "TimeoutSeconds": ${T}, "Comment": "\"${Q}\"", "End": true}}}`,
		map[string]string{"P": "aws", "R": "x", "T": "7", "Q": "a\"b\\"})
	if list != nil {
		t.Fatal(list)
	}
	task := m.State("A").(*state.Task)
	if n, _ := task.Timeout.Fixed(); task.Resource != "arn:aws:x" || n != 7 || task.Comment != `"a"b\"` {
		t.Errorf("Resource %q, TimeoutSeconds %d, Comment %q", task.Resource, n, task.Comment)
	}
}

// TestSubstitutionsKeepPlaces: the places of problems are those of the text as
// it was written.
func TestSubstitutionsKeepPlaces(t *testing.T) {
	definition, places := unmark(`{"Comment": "${Long}", "StartAt": "A", "States": {
		"A": {"Type": "Wait", "Seconds": ‸${Seconds}, "Comment": "${Long}${Unknown}${Long}", ‸"Comments": "", "Next": ‸"${Next}"}, ‸"B": {"Type": "Succeed"}}}`)
	_, list := substituted(definition, map[string]string{"Long": strings.Repeat("long\n", 100), "Seconds": "-1", "Next": "C"})
	list = list.Errors()
	for i, want := range []string{"Minimum value is 0", "Field 'Comments'", "Missing 'Next' target: C", `State "B"`} {
		if i >= len(list) || !strings.HasPrefix(list[i].Message, want) || list[i].Pos.String()+": " != places[i] {
			t.Fatalf("problem %d is not %s%q:\n%v", i, places[i], want, list)
		}
	}
}

// TestSource: problems and places are those of the text that a definition was
// made from.
func TestSource(t *testing.T) {
	definition := `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"r","End":true,"x":${x}}}}`
	written := "StartAt A\nA Task r\n\tx"
	origin := func(offset int) int {
		switch {
		case offset >= strings.Index(definition, `"x"`):
			return strings.Index(written, "x")
		case offset >= strings.Index(definition, `"r"`):
			return strings.Index(written, "r\n")
		}
		return 0
	}
	opts := state.Options{Substitutions: map[string]string{"x": "12345"}, Source: &state.Source{Text: []byte(written), Origin: origin}}
	_, list := state.ParseWith("a.txt", []byte(definition), opts)
	const want = "a.txt:3:2: SCHEMA_VALIDATION_FAILED: Field 'x' is not supported at /States/A"
	if len(list) != 1 || list[0].String() != want || list[0].Line != "\tx" {
		t.Errorf("got %v, want %s", list, want)
	}
	m, list := state.ParseWith("", []byte(strings.Replace(definition, `,"x":${x}`, "", 1)), opts)
	if list.Errors() != nil {
		t.Fatal(list)
	}
	task := m.State("A").(*state.Task)
	if task.ResourcePos().String() != "2:8" || m.NodeOf(task).Get("Resource").Pos() != task.ResourcePos() {
		t.Errorf("the resource is at %v and %v", task.ResourcePos(), m.NodeOf(task).Get("Resource").Pos())
	}
}

// TestSubstitutionsAreBounded: the text with the values is not built if it is too long.
func TestSubstitutionsAreBounded(t *testing.T) {
	const refusal = "1:1: INVALID_JSON_DESCRIPTION: With the values of its placeholders the definition has more than 16777216 bytes, which are the most that are read"
	value := map[string]string{"a": strings.Repeat("x", 1<<20)}
	for _, test := range []struct {
		name, text string
		fits       bool
	}{
		{"15 MiB", single(`"Type": "Pass", "Comment": "` + strings.Repeat("${a}", 15) + `"`), true},
		{"16 MiB", single(`"Type": "Pass", "Comment": "` + strings.Repeat("${a}", 16) + `"`), false},
		{"too long at the end", single(`"Type": "Pass", "Comment": "` + strings.Repeat("${a}", 15) + strings.Repeat("y", 1<<20) + `"`), false},
		{"too long when it is escaped", single(`"Type": "Pass", "Comment": "` + strings.Repeat("${n}", 3) + `"`), false},
		{"a terabyte", strings.Repeat("${a}", 1<<20), false},
	} {
		value["n"] = strings.Repeat("\n", 3<<20)
		_, list := substituted(test.text, value)
		if got := texts(list.Errors()); test.fits != (got == nil) || !test.fits && got[0] != refusal {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
