package state_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/state"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestUnfilledStructure: wherever a placeholder stands for what decides how the definition is
// read, the execution fails in one way when it gets there.
func TestUnfilledStructure(t *testing.T) {
	const after = `"A": {"Type": "Pass", "Next": "B"}, `
	for _, test := range []struct{ name, definition, at string }{
		{"Type", states(after + `"B": {"Type": "${T}", "End": true, "Branches": 1}`), "/States/B/Type"},
		{"Type in a branch", single(`"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "${T}"}}}]`), "/States/A/Branches[0]/States/B/Type"},
		{"a state", states(after + `"B": "${B}"`), "/States/B"},
		{"QueryLanguage of a state", states(after + `"B": {"Type": "Wait", "QueryLanguage": "${Q}", "SecondsPath": "$.x", "Output": 1, "End": true}`), "/States/B/QueryLanguage"},
		{"QueryLanguage", `{"QueryLanguage": "${Q}", "StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {}, "Output": 1, "End": true}}}`, "/QueryLanguage"},
		{"StartAt", `{"StartAt": "${S}", "States": {"A": {"Type": "Succeed"}, "B": {"Type": "Pass", "Next": "A"}}}`, "/StartAt"},
		{"a long StartAt", `{"StartAt": "${` + strings.Repeat("x", 80) + `}", "States": {"A": {"Type": "Succeed"}}}`, "/StartAt"},
		{"StartAt of a branch", single(`"Type": "Parallel", "Branches": [{"StartAt": "${S}", "States": {"B": {"Type": "Succeed"}}}]`), "/States/A/Branches[0]/StartAt"},
		{"StartAt of a processor", single(`"Type": "Map", "ItemProcessor": {"StartAt": "${S}", "States": {"B": {"Type": "Succeed"}}}`), "/States/A/ItemProcessor/StartAt"},
		{"States", `{"StartAt": "A", "States": "${States}"}`, "/States"},
		{"States of a branch", single(`"Type": "Parallel", "Branches": [{"StartAt": "B", "States": "${States}"}]`), "/States/A/Branches[0]/States"},
		{"Version", `{"Version": "${V}", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`, "/Version"},
		{"TimeoutSeconds", `{"TimeoutSeconds": "${T}", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`, "/TimeoutSeconds"},
		{"Branches", single(`"Type": "Parallel", "Branches": "${Branches}"`), "/States/A/Branches"},
		{"a branch", single(`"Type": "Parallel", "Branches": ["${Branch}"]`), "/States/A/Branches[0]"},
		{"ItemProcessor", single(`"Type": "Map", "ItemProcessor": "${P}"`), "/States/A/ItemProcessor"},
		{"ProcessorConfig", single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": "${P}", "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), "/States/A/ItemProcessor/ProcessorConfig"},
		{"Mode", single(`"Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "${M}"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}`), "/States/A/ItemProcessor/ProcessorConfig/Mode"},
		{"Choices", states(`"A": {"Type": "Choice", "Choices": "${C}"}, "B": {"Type": "Succeed"}`), "/States/A/Choices"},
		{"a rule", states(`"A": {"Type": "Choice", "Choices": ["${Rule}"]}, "B": {"Type": "Succeed"}`), "/States/A/Choices[0]"},
		{"an operand", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": "${N}", "Next": "B"}]}, "B": {"Type": "Succeed"}`), "/States/A/Choices[0]/NumericEquals"},
		{"Retry", single(`"Type": "Task", "Resource": "r", "Retry": "${R}"`), "/States/A/Retry"},
		{"Catch", states(`"A": {"Type": "Task", "Resource": "r", "Catch": "${C}", "End": true}, "B": {"Type": "Succeed"}`), "/States/A/Catch"},
		{"ErrorEquals", single(`"Type": "Task", "Resource": "r", "Retry": [{"ErrorEquals": "${E}"}]`), "/States/A/Retry[0]/ErrorEquals"},
		{"Assign", single(`"Type": "Pass", "Assign": "${A}"`), "/States/A/Assign"},
		{"Credentials", single(`"Type": "Task", "Resource": "r", "Credentials": "${C}"`), "/States/A/Credentials"},
		{"End", states(`"A": {"Type": "Pass", "End": "${E}"}`), "/States/A/End"},
		{"Next", states(`"A": {"Type": "Pass", "Next": "${N}"}, "B": {"Type": "Succeed"}`), "/States/A/Next"},
		{"Default", states(`"A": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "B"}], "Default": "${D}"}, "B": {"Type": "Succeed"}`), "/States/A/Default"},
		{"a template of States.Format", single(`"Type": "Pass", "Parameters": {"u.$": "States.Format('s3://${Bucket}/{}', $.key)"}`), "/States/A/Parameters"},
		{"a cause from States.Format", states(`"A": {"Type": "Fail", "CausePath": "States.Format('in ${Region}')"}`), "/States/A/CausePath"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, list := state.Parse("", []byte(test.definition))
			if list != nil {
				t.Fatal(list)
			}
			for _, s := range m.All() {
				m.NodeOf(s).Pos()
			}
			wantFailure(t, run(t, test.definition, play{}), "States.Runtime", "The value of "+test.at+" holds a placeholder that nothing was put in the place of.")
		})
	}
}

// TestKeptPlaceholders: where a text is passed on as it is, a placeholder is a text.
func TestKeptPlaceholders(t *testing.T) {
	wantOutput(t, run(t, single(`"Type": "Pass", "Parameters": {"a.$": "States.Array('${A}')", "b": "${B}"}`), play{}), `{"b":"${B}","a":["${A}"]}`)
}

func TestPlaceholderWarnings(t *testing.T) {
	definition, places := unmark(single(`"Type": "Task", "Resource": "‸${FnArn}", "Comment": "${Name} ‸${Region} $${"`))
	m, list := substituted(definition, map[string]string{"FnArm": "arn", "Name": "${FnArn}"})
	if m == nil {
		t.Fatal(list)
	}
	want := []string{
		"1:1: warning: SUBSTITUTION_NOT_USED: The definition has no placeholder ${FnArm}, for which a value was given",
		places[0] + "warning: PLACEHOLDER_WITHOUT_VALUE: The placeholder ${FnArn} has no value",
		places[1] + "warning: PLACEHOLDER_WITHOUT_VALUE: The placeholder ${Region} has no value",
	}
	if diff := gocmp.Diff(want, texts(list)); diff != "" {
		t.Errorf("the warnings differ (-want +got):\n%s", diff)
	}
	if _, list := substituted(definition, nil); list != nil {
		t.Errorf("without values: %v", list)
	}
}

// TestSubstitutionNames: names have any signs. In a string of JSON they may be escaped.
func TestSubstitutionNames(t *testing.T) {
	m, list := substituted(single(`"Type": "Task", "Resource": "${aws_lambda.f[0].arn} ${a.b[\"k\"]} ${a.b["k"]}", "Parameters": ${jsonencode({ x = "}" })}, "Comment": "${Über-1}"`),
		map[string]string{`aws_lambda.f[0].arn`: "arn", `a.b["k"]`: "1", `jsonencode({ x = "}" })`: `{"x": "}"}`, "Über-1": "2"})
	if list != nil {
		t.Fatal(list)
	}
	task := m.State("A").(*state.Task)
	if task.Resource != "arn 1 1" || task.Parameters.String() != `{"x":"}"}` || task.Comment != "2" {
		t.Errorf("Resource %q, Parameters %s, Comment %q", task.Resource, task.Parameters, task.Comment)
	}
}

// TestUnquotedPlaceholder: a problem with the JSON says where values are given.
func TestUnquotedPlaceholder(t *testing.T) {
	_, list := state.Parse("", []byte(single(`"Type": "Wait", "Seconds": ${Seconds}`)))
	const hint = "the placeholder ${Seconds} has no value: give it one with WithSubstitutions"
	if len(list) != 1 || list[0].Code != "INVALID_JSON_DESCRIPTION" || list[0].Hint != hint {
		t.Errorf("%+v", list)
	}
	if _, list = state.Parse("", []byte(`{"a": $x}`)); len(list) != 1 || list[0].Hint != "" {
		t.Errorf("no placeholder: %+v", list)
	}
}

func TestNullComments(t *testing.T) {
	wantProblems(t, `{"Comment": null, "StartAt": "A", "States": {"A": {"Type": "Succeed", "Comment": null}}}`, ``)
}

func TestPlaceholder(t *testing.T) {
	for text, want := range map[string]string{
		"a ${b} ${c}": "b", "${a.b[0]}": "a.b[0]", `${f("x", 1)}`: `f("x", 1)`, "${!Literal}": "!Literal", "${AWS::Region}": "AWS::Region", "$${x}": "x",
		"": "", "${}": "", "${ }": "", "${a": "", "${a\nb}": "", "${'a'}": "", "${$x}": "", "${{a}}": "", "$ {a}": "", "{a}": "",
	} {
		if name, ok := state.Placeholder(text); name != want || ok != (want != "") {
			t.Errorf("%q: %q, %v, want %q", text, name, ok, want)
		}
	}
	if _, ok := state.Placeholder(strings.Repeat("${", 100_000)); ok {
		t.Error("found one")
	}
}
