package state_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
)

// TestSpace: what all expressions of a definition compile to is bounded, and its excess is
// reported once.
func TestSpace(t *testing.T) {
	const refusal = "SCHEMA_VALIDATION_FAILED: The expressions of the definition take more than 100000 bytes when they are compiled. " +
		"Use fewer or simpler ones, regular expressions above all, or allow more with WithSpace at /States/A/"
	pass := func(fields string) string { return single(`"Type": "Pass", ` + fields) }
	query := func(fields string) string { return pass(`"QueryLanguage": "JSONata", ` + fields) }
	for _, test := range []struct{ name, definition, place string }{
		{"few paths", pass(`"Parameters": {` + rows(100, `"k%[1]d.$": "$.a%[1]d"`) + `}`), ""},
		{"many paths", pass(`"Parameters": {` + rows(1_000, `"k%[1]d.$": "$.a%[1]d"`) + `}`), "Parameters"},
		{"a path again and again", pass(`"Parameters": {` + rows(1_000, `"k%[1]d.$": "$.a"`) + `}`), ""},
		{"regular expressions", pass(`"Parameters": {` + rows(3, `"k%[1]d.$": "$[?(@ =~ /%[1]d(a{1,30}){1,30}/)]"`) + `}`), "Parameters"},
		{"one that is wrong in the end", pass(`"InputPath": "$[?(@.a.. && @ =~ /(a{1,30}){1,30}/)]", "OutputPath": "$.a"`), "InputPath"},
		{"one that only looks like a path", pass(`"Parameters": {"a": "$[?(@ =~ /(a{1,30}){1,30}/)]"}, "ResultPath": "$.a"`), "ResultPath"},
		{"a long repetition", pass(`"InputPath": "$[?(@ =~ /((a{1,100}){1,100}){1,100}/)]"`), ""},
		{"calls", pass(`"Parameters": {"a.$": "States.Array(` + strings.Repeat("1, ", 10_000) + `1)"}`), "Parameters"},
		{"few expressions", query(`"Output": ["{% 1 + 1 %}", "{% $match('a', /a/) %}"]`), ""},
		{"many tokens", query(`"Output": "{% [1` + strings.Repeat(", 1", 1_000) + `] %}"`), "Output"},
		{"JSONata's regular expressions", query(`"Output": "{% [1` + strings.Repeat(", /a{1,500}/", 5) + `] %}"`), "Output"},
		{"many expressions", query(`"Output": [` + rows(1_000, `"{%% %d %%}"`) + `]`), "Output"},
	} {
		_, list := state.ParseWith("", []byte(test.definition), state.Options{Space: 100_000})
		var told []string
		for _, d := range list.Errors() {
			if text := d.String(); strings.Contains(text, "when they are compiled") {
				told = append(told, text)
			}
		}
		switch {
		case test.place == "" && told != nil, test.place != "" && len(told) != 1:
			t.Errorf("%s: %v", test.name, told)
		case test.place != "" && !strings.Contains(told[0], refusal+test.place):
			t.Errorf("%s: %s", test.name, told[0])
		}
		if _, list := state.Parse("", []byte(test.definition)); strings.Contains(list.Error(), "when they are compiled") {
			t.Errorf("%s: refused by default: %v", test.name, list)
		}
	}
}
