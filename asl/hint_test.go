package asl_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/diag"
)

// TestHintForOtherTexts: what is no definition, but holds one, is refused with a word on
// where the definition is.
func TestHintForOtherTexts(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Comment: a machine\nStartAt: A\n", "github.com/goasl/goasl/yaml"},
		{"# orders\nStartAt: A\n", "github.com/goasl/goasl/yaml"},
		{`{"Fn::Join": ["", ["{", "}"]]}`, "WithSubstitutions"},
		{`{"Fn::Sub": "{}"}`, "WithSubstitutions"},
		{`{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine"}}}`, "DefinitionString"},
		{`{"resource": {"aws_sfn_state_machine": {}}}`, "aws_sfn_state_machine"},
		{`{"stateMachineArn": "arn:aws:states:…", "definition": "{}"}`, "its member definition"},
		{`{"Resources": {}, "StartAt": "A"}`, ""},
		{`{"Comment": "nothing"}`, ""},
		{`{"StartAt": `, ""},
		{`nothing`, ""},
		{``, ""},
	} {
		_, err := asl.Parse([]byte(test.text))
		var list diag.List
		if !errors.As(err, &list) {
			t.Fatalf("%s: %v", test.text, err)
		}
		if got := list[0].Hint; (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: the hint is %q, want one with %q", test.text, got, test.want)
		}
	}
}

func TestParseFileOfYAML(t *testing.T) {
	name := filepath.Join(t.TempDir(), "order.asl.yaml")
	if err := os.WriteFile(name, []byte("Version: '1.0'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := asl.ParseFile(name); err == nil || !strings.Contains(err.Error(), "github.com/goasl/goasl/yaml") {
		t.Errorf("the error is %v", err)
	}
}

// TestByteOrderMark: some editors write one. Step Functions: the text is refused.
func TestByteOrderMark(t *testing.T) {
	const definition = "\uFEFF" + `{"StartAt": "A", "States": {"A": {"Type": "Succed"}}}`
	if _, err := asl.Parse([]byte(strings.Replace(definition, "Succed", "Succeed", 1))); err != nil {
		t.Error(err)
	}
	var list diag.List
	if _, err := asl.Parse([]byte(definition)); !errors.As(err, &list) || len(list) != 1 || list[0].Pos.Column != 43 {
		t.Errorf("the problem is %+v", list)
	}
	_, err := asl.Parse([]byte(definition), asl.Strict())
	if err == nil || !strings.Contains(err.Error(), "INVALID_JSON_DESCRIPTION") || !strings.Contains(err.Error(), "remove the byte order mark") {
		t.Errorf("the error is %v", err)
	}
}
