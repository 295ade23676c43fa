package lint_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lint"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

func machine(t testing.TB, file, text string) *state.Machine {
	t.Helper()
	m, list := state.Parse(file, []byte(text))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return m
}

func codes(list diag.List) []string {
	var all []string
	for _, d := range list {
		all = append(all, d.Code)
	}
	return all
}

// TestExamples: each check finds something in its bad example, and nothing in
// the good one.
func TestExamples(t *testing.T) {
	for _, c := range lint.Checks() {
		t.Run(c.Code, func(t *testing.T) {
			if c.Doc == "" {
				t.Error("it says nothing")
			}
			for _, kind := range []string{"good", "bad"} {
				name := filepath.Join("testdata", c.Code+"."+kind+".asl.json")
				text, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				list := lint.Run(machine(t, name, string(text)), lint.Options{Only: []string{c.Code}})
				if found := len(list) > 0; found != (kind == "bad") {
					t.Errorf("the %s example: %v", kind, list)
				}
				for _, d := range list {
					if d.Code != c.Code || d.Severity != diag.Warning || !d.Pos.IsValid() || d.Location == "" || d.Message == "" || d.File != name {
						t.Errorf("%+v", d)
					}
				}
			}
		})
	}
}

func TestExamplesHaveChecks(t *testing.T) {
	files, err := filepath.Glob("testdata/*.asl.json")
	if err != nil || len(files) != 2*len(lint.Checks()) {
		t.Errorf("%d files for %d checks, %v", len(files), len(lint.Checks()), err)
	}
	if !slices.IsSortedFunc(lint.Checks(), func(a, b lint.Check) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the checks are not sorted")
	}
}

func TestOnAndOff(t *testing.T) {
	m := machine(t, "", `{"StartAt": "A", "States": {"A": {"Type": "Map", "Assign": {"v": 1}, "End": true,
		"Iterator": {"StartAt": "B", "States": {"B": {"Type": "Pass", "Result": {"password": "x"}, "End": true}}}}}}`)
	all := []string{"VARIABLE_NEVER_READ", "DEPRECATED_FIELD", "SECRET_IN_TEXT"}
	for _, test := range []struct {
		opts lint.Options
		want []string
	}{
		{lint.Options{}, all},
		{lint.Options{Off: []string{"SECRET_IN_TEXT"}}, all[:2]},
		{lint.Options{Only: []string{"SECRET_IN_TEXT", "DEPRECATED_FIELD"}, Off: []string{"DEPRECATED_FIELD"}}, all[2:]},
	} {
		if diff := cmp.Diff(test.want, codes(lint.Run(m, test.opts))); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test.opts, diff)
		}
	}
}

func TestUnknownCodes(t *testing.T) {
	m := machine(t, "", `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"password": "x"}, "End": true}}}`)
	list := lint.Run(m, lint.Options{Only: []string{"SECRET_IN_TXT"}, Off: []string{"NOTHING"}})
	var got []string
	for _, d := range list {
		if d.Severity != diag.Error || d.Code != "UNKNOWN_CHECK" || !d.Pos.IsValid() {
			t.Errorf("%+v", d)
		}
		got = append(got, d.Message+" "+d.Hint)
	}
	want := []string{
		`No check has the code "SECRET_IN_TXT", which Options.Only names. did you mean "SECRET_IN_TEXT"?`,
		`No check has the code "NOTHING", which Options.Off names. `,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// locations are what one check finds, as "location: message".
func locations(t *testing.T, code, definition string) []string {
	t.Helper()
	var all []string
	for _, d := range lint.Run(machine(t, "", definition), lint.Options{Only: []string{code}, Type: state.Express}) {
		all = append(all, d.Location+": "+d.Message)
	}
	return all
}

func TestFindings(t *testing.T) {
	const end = `"Z": {"Type": "Succeed"}`
	states := func(s string) string { return `{"StartAt": "A", "States": {` + s + `, ` + end + `}}` }
	for _, test := range []struct{ name, code, definition, want string }{
		{"activity", "CALLBACK_WITHOUT_TIMEOUT", states(`"A": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:1:activity:a", "Next": "Z"}`), "/States/A/Resource: the task has neither TimeoutSeconds nor HeartbeatSeconds"},
		{"timeout", "CALLBACK_WITHOUT_TIMEOUT", states(`"A": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:1:activity:a", "TimeoutSecondsPath": "$.t", "Next": "Z"}`), ""},
		{"behind true", "CHOICE_NEVER_CHOSEN", states(`"A": {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": true, "Next": "Z"}, {"Condition": "{% $x %}", "Next": "Z"}]}`), "/States/A/Choices[1]: the rule 0 always holds"},
		{"false", "CHOICE_NEVER_CHOSEN", states(`"A": {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": "{% false %}", "Next": "Z"}], "Default": "Z"}`), "/States/A/Choices[0]: the condition never holds"},
		{"Default behind true", "STATE_NEVER_REACHED", states(`"A": {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": true, "Next": "Z"}], "Default": "B"}, "B": {"Type": "Succeed"}`), "/States/B: no rule that can be chosen leads to the state B"},
		{"Catch of errors named before", "ERROR_NEVER_MATCHED", states(`"A": {"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": ["E"]}], "Catch": [{"ErrorEquals": ["D", "E"], "Next": "Z"}, {"ErrorEquals": ["E", "F"], "Next": "Z"}, {"ErrorEquals": ["F", "D"], "Next": "Z"}], "Next": "Z"}`), "/States/A/Catch[2]: elements before it take all its errors"},
		{"Wait in EXPRESS", "EXPRESS_WAIT_TOO_LONG", states(`"A": {"Type": "Wait", "Seconds": 301, "Next": "Z"}`), "/States/A/Seconds: the state waits for more than five minutes"},
		{"Wait inside EXPRESS", "EXPRESS_WAIT_TOO_LONG", states(`"A": {"Type": "Parallel", "Next": "Z", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 301, "End": true}}}]}`), "/States/A/Branches[0]/States/B/Seconds: the state waits for more than five minutes"},
		{"Parameters of a Map", "DEPRECATED_FIELD", states(`"A": {"Type": "Map", "Parameters": {}, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "Next": "Z"}`), "/States/A/Parameters: Parameters is now ItemSelector"},
		{"an access key", "SECRET_IN_TEXT", states(`"A": {"Type": "Pass", "Comment": "use AKIAIOSFODNN7EXAMPLE", "Next": "Z"}`), "/States/A: the text looks like a key"},
		{"where the secret is", "SECRET_IN_TEXT", states(`"A": {"Type": "Pass", "Result": {"password": "arn:aws:secretsmanager:x", "apiKey": "${Key}", "secret": ""}, "Next": "Z"}`), ""},
		{"never assigned", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}`), "/States/A: the variable v may have no value here"},
		{"own assignment", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Pass", "Assign": {"v.$": "$v"}, "Next": "Z"}`), "/States/A: the variable v may have no value here"},
		{"a catcher skips it", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Task", "Resource": "r", "Assign": {"v": 1}, "Catch": [{"ErrorEquals": ["E"], "Next": "B"}], "Next": "B"}, "B": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}`), "/States/B: the variable v may have no value here"},
		{"all rules assign", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": true, "Assign": {"v": 1}, "Next": "B"}], "Assign": {"v": 2}, "Default": "B"}, "B": {"Type": "Pass", "InputPath": "$v", "Next": "B2"}, "B2": {"Type": "Choice", "Choices": [{"Variable": "$.b", "IsPresent": true, "Next": "B"}], "Default": "Z"}`), ""},
		{"inside a branch", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "P"}, "P": {"Type": "Parallel", "Next": "Z", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "InputPath": "$v", "End": true}}}]}`), ""},
		{"inside a distributed Map", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "M"}, "M": {"Type": "Map", "Next": "Z", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B", "States": {"B": {"Type": "Pass", "InputPath": "$v", "End": true}}}}`), "/States/M/ItemProcessor/States/B: the variable v may have no value here"},
		{"tested first", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $exists($v) ? $v : 0 %}", "Next": "B"}, "B": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $v ? $w : $v %}", "Next": "Z"}`), "/States/B: the variable v may have no value here\n/States/B: the variable w may have no value here"},
		{"behind a condition", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": "{% $exists($v) and $v.n > 1 %}", "Output": "{% $v %}", "Next": "B"}], "Default": "C"}, "B": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}, "C": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}`), "/States/C: the variable v may have no value here"},
		{"behind a Default", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": "{% $not($exists($v)) %}", "Next": "Z"}, {"Condition": "{% $v = 1 %}", "Next": "Z"}], "Default": "C"}, "C": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}`), ""},
		{"behind IsPresent", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$v", "IsPresent": false, "Next": "B"}, {"Variable": "$v.n", "NumericEqualsPath": "$v.m", "Next": "C"}], "Default": "C"}, "B": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}, "C": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}`), "/States/B: the variable v may have no value here"},
		{"one of two tests", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Choice", "Choices": [{"Or": [{"Variable": "$v", "IsPresent": true}, {"Variable": "$.x", "IsPresent": true}], "Next": "B"}], "Default": "Z"}, "B": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}`), "/States/B: the variable v may have no value here"},
		{"both tests", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.x", "IsPresent": true}, {"Not": {"Variable": "$v", "IsPresent": false}}], "Next": "B"}], "Default": "Z"}, "B": {"Type": "Pass", "InputPath": "$v", "Next": "Z"}`), ""},
		{"a function's name", "VARIABLE_NOT_ASSIGNED", states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% [$count($map([1], $string)), $count] %}", "Assign": {"count": 1}, "Next": "Z"}`), "/States/A: the variable count may have no value here"},
		{"read under a function's name", "VARIABLE_NEVER_READ", states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Assign": {"error": 1, "count": 1}, "Next": "B"}, "B": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $error.Cause & $count([1]) %}", "Next": "Z"}`), "/States/A: the variable count is never read"},
		{"read beside a placeholder", "VARIABLE_NEVER_READ", states(`"A": {"Type": "Pass", "QueryLanguage": "JSONata", "Assign": {"size": 1, "siz": 1}, "Next": "B"}, "B": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $size ? $size : ${Default} %}", "Next": "Z"}`), "/States/A: the variable siz is never read"},
		{"tested is read", "VARIABLE_NEVER_READ", states(`"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$v", "IsPresent": true, "Next": "Z"}], "Default": "Z"}`), ""},
		{"set by ResultPath", "PATH_WITHOUT_VALUE", states(`"A": {"Type": "Pass", "Result": {"a": 1}, "Next": "B"}, "B": {"Type": "Task", "Resource": "r", "ResultPath": "$.b.c", "Next": "C"}, "C": {"Type": "Wait", "SecondsPath": "$.b.d", "Next": "Z"}`), "/States/C/SecondsPath: there is nothing at $.b.d"},
		{"one way has it", "PATH_WITHOUT_VALUE", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "B"}], "Default": "C"}, "B": {"Type": "Pass", "Result": {"b": 1}, "Next": "D"}, "C": {"Type": "Pass", "Result": {"c": 1}, "Next": "D"}, "D": {"Type": "Pass", "Parameters": {"b.$": "$.b", "d.$": "$.d"}, "Next": "Z"}`), "/States/D/Parameters: there is nothing at $.d"},
		{"in a rule", "PATH_WITHOUT_VALUE", states(`"A": {"Type": "Pass", "Parameters": {"a.$": "$.a"}, "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$.b", "NumericEquals": 1, "Next": "Z"}], "Default": "Z"}`), "/States/B/Choices[0]/Variable: there is nothing at $.b"},
		{"asked for", "PATH_WITHOUT_VALUE", states(`"A": {"Type": "Pass", "Result": {}, "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$.b", "IsPresent": true, "Next": "Z"}], "Default": "Z"}`), ""},
		{"the error", "PATH_WITHOUT_VALUE", states(`"A": {"Type": "Pass", "Result": {}, "Next": "B"}, "B": {"Type": "Task", "Resource": "r", "ResultPath": null, "Catch": [{"ErrorEquals": ["E"], "Next": "C"}], "Next": "C"}, "C": {"Type": "Pass", "InputPath": "$.Cause", "Next": "Z"}`), ""},
		{"set too deep to follow", "PATH_WITHOUT_VALUE", states(`"A": {"Type": "Pass", "Result": {"a": 1}, "Next": "B"}, "B": {"Type": "Pass", "Result": {"b": 1}, "ResultPath": "$` + strings.Repeat(".x", 25) + `", "Next": "C"}, "C": {"Type": "Wait", "SecondsPath": "$.a", "Next": "Z"}`), ""},
		{"a loop", "PATH_WITHOUT_VALUE", states(`"A": {"Type": "Pass", "ResultPath": "$.in", "Next": "B"}, "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": true, "Next": "A"}], "Default": "Z"}`), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(locations(t, test.code, test.definition), "\n"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestManyStates: the order of states in the text does not matter, and neither
// they nor variables and members are too many to go over.
func TestManyStates(t *testing.T) {
	const n = 2000
	states := []string{`"First": {"Type": "Pass", "Result": {}, "Next": "S0"}`}
	for i := range n {
		states = append(states, fmt.Sprintf(`"S%d": {"Type": "Pass", "Result": 1, "ResultPath": "$.m%d", "Assign": {"v%d": 1}, "Next": "S%d"}`, i, i, i, i+1))
	}
	states = append(states, fmt.Sprintf(`"S%d": {"Type": "Pass", "Parameters": {"a.$": "$v0", "b.$": "$v%d", "c.$": "$v%d", "d.$": "$.other"}, "Next": "Last"}`, n, n-1, n),
		fmt.Sprintf(`"Last": {"Type": "Pass", "Assign": {"v%d": 1}, "End": true}`, n))
	for _, backwards := range []bool{false, true} {
		if backwards {
			slices.Reverse(states)
		}
		definition := `{"StartAt": "First", "States": {` + strings.Join(states, ",") + `}}`
		want := []string{fmt.Sprintf("/States/S%d: the variable v%d may have no value here", n, n)}
		if diff := cmp.Diff(want, locations(t, "VARIABLE_NOT_ASSIGNED", definition)); diff != "" {
			t.Errorf("variables, backwards %v (-want +got):\n%s", backwards, diff)
		}
		// There are more members than are kept in mind.
		if got := locations(t, "PATH_WITHOUT_VALUE", definition); got != nil {
			t.Errorf("paths, backwards %v: %q", backwards, got)
		}
	}
}

// TestPublishedDefinitions: no check fails on what people write.
func TestPublishedDefinitions(t *testing.T) {
	files, err := filepath.Glob("../../shared/definitions/*.json")
	if err != nil || len(files) == 0 {
		t.Skip("no definitions beside the repository")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, list := state.Parse(file, text)
		if list.Err() != nil {
			continue
		}
		for _, d := range lint.Run(m, lint.Options{}) {
			if !d.Pos.IsValid() || d.Pos.Offset > len(text) {
				t.Errorf("%+v", d)
			}
		}
	}
}

// FuzzRun: no check fails on a definition that was accepted, and all that is found
// is a warning with a place in it.
func FuzzRun(f *testing.F) {
	files, err := filepath.Glob("testdata/*.asl.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, list := state.Parse("", text)
		if list.Err() != nil {
			return
		}
		found := lint.Run(m, lint.Options{})
		for _, d := range found {
			if d.Severity != diag.Warning || !d.Pos.IsValid() || d.Pos.Offset > len(text) {
				t.Errorf("%+v", d)
			}
		}
		if err := errors.Join(lint.SARIF(io.Discard, found), lint.Annotations(io.Discard, found)); err != nil {
			t.Error(err)
		}
	})
}

func Example() {
	m := asl.MustParse(`{
  "StartAt": "Pay",
  "States": {
    "Pay": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true}
  }
}`, asl.WithFile("pay.asl.json"))
	for _, d := range lint.Run(m, lint.Options{}) {
		fmt.Println(d)
	}
	// Output:
	// pay.asl.json:4:41: warning: CALLBACK_WITHOUT_TIMEOUT: the task has neither TimeoutSeconds nor HeartbeatSeconds at /States/Pay/Resource
}

// TestLongChain: a flow may have as many states as a definition has room for. What is known
// goes along all of them.
func TestLongChain(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"StartAt": "s0", "States": {`)
	const n = 50_000
	for i := range n {
		fmt.Fprintf(&b, `"s%d": {"Type": "Pass", "Result": {}, "Next": "s%d"},`, i, i+1)
	}
	fmt.Fprintf(&b, `"s%d": {"Type": "Pass", "InputPath": "$.missing", "End": true}}}`, n)
	m, list := state.Parse("", []byte(b.String()))
	if m == nil {
		t.Fatal(list)
	}
	got := lint.Run(m, lint.Options{})
	if len(got) != 1 || got[0].Code != "PATH_WITHOUT_VALUE" {
		t.Errorf("the findings are %v", got)
	}
}
