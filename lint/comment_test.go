package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/lint"

	"github.com/google/go-cmp/cmp"
)

// TestComment: the Comment of a state switches checks off for that state.
func TestComment(t *testing.T) {
	const all = "/States/A VARIABLE_NEVER_READ, /States/A SECRET_IN_TEXT, /States/B SECRET_IN_TEXT"
	for comment, want := range map[string]string{
		"":                           all,
		"lint:ignore SECRET_IN_TEXT": "/States/A VARIABLE_NEVER_READ, /States/B SECRET_IN_TEXT",
		"A mock. lint:ignore SECRET_IN_TEXT,VARIABLE_NEVER_READ it is no secret": "/States/B SECRET_IN_TEXT",
		"lint:ignore SECRET_IN_TEXT lint:ignore VARIABLE_NEVER_READ":             "/States/B SECRET_IN_TEXT",
		"lint:ignore":                        all,
		"lint:ignore VARIABLE_NEVER_RED":     "/States/A/Comment UNKNOWN_CHECK (did you mean \"VARIABLE_NEVER_READ\"?), " + all,
		"lint:ignore X, VARIABLE_NEVER_READ": "/States/A/Comment UNKNOWN_CHECK, " + all,
	} {
		m := machine(t, "", fmt.Sprintf(`{"StartAt": "A", "States": {
			"A": {"Comment": %q, "Type": "Pass", "Assign": {"v": 1}, "Result": {"password": "x"}, "Next": "B"},
			"B": {"Type": "Pass", "Result": {"password": "x"}, "End": true}}}`, comment))
		var got []string
		for _, d := range lint.Run(m, lint.Options{}) {
			text := d.Location + " " + d.Code
			if d.Hint != "" {
				text += " (" + d.Hint + ")"
			}
			if d.Severity != diag.Warning {
				t.Errorf("%q: %+v", comment, d)
			}
			got = append(got, text)
		}
		if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", comment, diff)
		}
	}
}
