package state_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// problems are what Parse finds, one a line:
// "3:15: SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/A/Seconds".
func problems(definition string) []string {
	_, list := state.Parse("", []byte(definition))
	return texts(list)
}

func texts(list diag.List) []string {
	var out []string
	for _, d := range list {
		out = append(out, d.String())
	}
	return out
}

// wantProblems compares the problems of a definition with lines that say
// "CODE: message at location (hint)". A line that ends with "…" is the beginning
// of one. The places of the problems are marked in the definition by "‸".
func wantProblems(t *testing.T, definition, want string) {
	t.Helper()
	definition, places := unmark(definition)
	var wanted []string
	if want != "" {
		wanted = unindent(want)
	}
	for i := range min(len(wanted), len(places)) {
		wanted[i] = places[i] + wanted[i]
	}
	got := problems(definition)
	for i := range min(len(got), len(wanted)) {
		if begin, more := strings.CutSuffix(wanted[i], "…"); more && strings.HasPrefix(got[i], begin) {
			got[i] = wanted[i]
		}
	}
	if diff := gocmp.Diff(wanted, got); diff != "" {
		t.Errorf("the problems differ (-want +got):\n%s%s", diff, definition)
	}
}

// TestParseReportsEverythingAtOnce has one mistake in every line but the last
// ones.
func TestParseReportsEverythingAtOnce(t *testing.T) {
	wantProblems(t, `{
  "StartAt": ‸"Frist",
  ‸"Commment": "",
  "States": {
    "First": ‸{
      "Type": "Task",
      "InputPath": "$.a‸[",
      "TimeoutSeconds": ‸0,
      "Next": ‸"Sceond"
    },
    "Second": {"Type": "Wait", "Seconds": 1, ‸"Timestamp": ‸"tomorrow", "End": true},
    "Third": {"Type": ‸"Chioce"},
    "Fourth": ‸{"Type": "Pass"},
    "Fifth": ‸[]
  }
}`, `
		MISSING_TRANSITION_TARGET: Missing 'Next' target: Frist at /StartAt (did you mean "First"?)
		SCHEMA_VALIDATION_FAILED: Field 'Commment' is not supported at / (did you mean "Comment"?)
		SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/First
		SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/First/InputPath (invalid path "$.a[" at offset 3: …
		SCHEMA_VALIDATION_FAILED: Minimum value is 1 at /States/First/TimeoutSeconds
		MISSING_TRANSITION_TARGET: Missing 'Next' target: Sceond at /States/First/Next (did you mean "Second"?)
		SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/Second
		SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/Second/Timestamp
		SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/Third/Type (did you mean "Choice"?)
		SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/Fourth
		SCHEMA_VALIDATION_FAILED: Expected value of type Object at /States/Fifth (found array)`)
}

func TestParseNotADefinition(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", `1:1: SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object`},
		{"only spaces", " \n ", `1:1: SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object`},
		{"no JSON", "not a definition", `1:1: INVALID_JSON_DESCRIPTION: Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`},
		{"an array", "\n []", `2:2: SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object`},
		{"a string", `"x"`, `1:1: SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object`},
		{"null", `null`, `1:1: SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object`},
		{"truncated", "{\n \"StartAt\": \"A", `2:15: INVALID_JSON_DESCRIPTION: `},
		{"a comma too many", "{\n \"StartAt\": \"A\",}", `2:17: INVALID_JSON_DESCRIPTION: `},
		{"something behind it", `{} {}`, `1:4: INVALID_JSON_DESCRIPTION: invalid JSON at offset 3: `}, // Jackson stops before it
		{"{}", `{}`, `1:1: SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := problems(test.text)
			if len(got) != 1 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("got %q, want one that begins with %q", got, test.want)
			}
		})
	}
}

// TestParseNotJSON: the service names the place in the words of its JSON reader.
func TestParseNotJSON(t *testing.T) {
	_, list := state.Parse("", []byte("not a definition"))
	const want = `[Source: (String)"not a definition"; line: 1, column: 4]`
	if len(list) != 1 || list[0].Location != want {
		t.Errorf("got %+v, want the location %s", list, want)
	}
}

func TestParseShowsTheFile(t *testing.T) {
	_, list := state.Parse("songs.asl.json", []byte(`{"States": {"A": {"Type": "Succeed"}}}`))
	const want = `songs.asl.json:1:1: SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /`
	if len(list) != 1 || list[0].String() != want {
		t.Errorf("got %v, want %s", list, want)
	}
	if line := list[0].Line; line != `{"States": {"A": {"Type": "Succeed"}}}` {
		t.Errorf("the line for the caret is %q", line)
	}
}

// unmark takes the marks out of a definition and returns their places.
func unmark(definition string) (text string, places []string) {
	line, column := 1, 1
	for _, r := range definition {
		switch r {
		case '‸':
			places = append(places, fmt.Sprintf("%d:%d: ", line, column))
			continue
		case '\n':
			line, column = line+1, 0
		}
		column++
		text += string(r)
	}
	return text, places
}
