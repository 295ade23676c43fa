package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"
)

// rows returns n texts with the number of each, with commas between them.
func rows(n int, format string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestProblemsAreCapped: of many problems 100 are kept, and the number of the others is
// told.
func TestProblemsAreCapped(t *testing.T) {
	fields := func(n int) string { return single(`"Type": "Pass", "End": true, ` + rows(n, `"x%d": 1`)) }
	if _, list := state.Parse("", []byte(fields(100))); len(list) != 100 || list[99].Others != 0 {
		t.Errorf("of 100 problems %d are kept", len(list))
	}
	_, list := state.Parse("", []byte(fields(1_000)))
	if len(list) != 101 {
		t.Fatalf("of 1,000 problems %d are kept", len(list))
	}
	last := list[100]
	if last.Others != 900 || last.Severity != diag.Error || last.Message != "900 more problems are not listed; mend these first" {
		t.Errorf("the last one is %+v", last)
	}
	if got := list.Error(); !strings.HasSuffix(got, "\nand 990 more") {
		t.Errorf("the text ends with %q", got[len(got)-30:])
	}
}

// TestErrorsPushWarningsOut: an error is kept even if there were many warnings before it.
func TestErrorsPushWarningsOut(t *testing.T) {
	warnings := `"Parameters": {` + rows(200, `"x%d": "$.a"`) + `}`
	m, list := state.Parse("", []byte(single(`"Type": "Pass", `+warnings+`, "End": true`)))
	if m == nil || len(list) != 101 || list[100].Severity != diag.Warning || list[100].Others != 100 {
		t.Errorf("of 200 warnings %d are kept", len(list))
	}
	m, list = state.Parse("", []byte(single(`"Type": "Pass", `+warnings+`, "Coment": ""`)))
	errors := list.Errors()
	if m != nil || len(list) != 101 || len(errors) != 1 || errors[0].Hint != `did you mean "Comment"?` || list[100].Others != 101 {
		t.Errorf("of 200 warnings and an error %d are kept, and these errors: %v", len(list), errors)
	}
}

// TestHintOfADroppedProblem: a hint is not given to another problem.
func TestHintOfADroppedProblem(t *testing.T) {
	_, list := state.Parse("", []byte(single(`"Type": "Pass", "End": true, `+rows(100, `"Parameters%d": 1`)+`, "Neext": 1`)))
	for _, d := range list {
		if strings.Contains(d.Hint, "Next") {
			t.Errorf("the hint for another problem: %v", d)
		}
	}
}

// TestLongNamesInProblems: a problem does not repeat megabytes of the definition.
func TestLongNamesInProblems(t *testing.T) {
	name := strings.Repeat("né", 1<<19)
	for _, definition := range []string{
		states(`"` + name + `": {"Type": "Choice", "Choices": [` + strings.Repeat("1, ", 1_000) + `1]}`),
		single(`"Type": "Pass", "End": true, "` + name + `": 1`),
		single(`"Type": "Pass", "QueryLanguage": "JSONata", "End": true, "Output": {"` + name + `": {"a": "{% a %}"}}`),
	} {
		_, list := state.Parse("", []byte(definition))
		for _, d := range list {
			if len(d.Location) > 600 || len(d.Message) > 10_010 || len(list.Error()) > 20_000 {
				t.Errorf("a location of %d bytes, a message of %d, a text of %d", len(d.Location), len(d.Message), len(list.Error()))
			}
		}
		if list == nil {
			t.Errorf("no problem is found in %.50s", definition)
		}
	}
}
