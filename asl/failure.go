package asl

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/state"
)

// failure returns the failure that a caller gives. An empty name or cause is absent. The
// error says that one of them is too long.
//
// Step Functions: the text is that of a ValidationException.
func failure(name, cause string) (*state.Failure, error) {
	var problems []string
	field := func(path, text string, most int) *string {
		if utf8.RuneCountInString(text) > most {
			problems = append(problems, fmt.Sprintf(
				"Value at '%s' failed to satisfy constraint: Member must have length less than or equal to %d", path, most))
		}
		if text == "" {
			return nil
		}
		return &text
	}
	why := &state.Failure{Error: field("error", name, maxName), Cause: field("cause", cause, maxCause)}
	switch len(problems) {
	case 0:
		return why, nil
	case 1:
		return nil, fmt.Errorf("1 validation error detected: %s", problems[0])
	}
	return nil, fmt.Errorf("%d validation errors detected: %s", len(problems), strings.Join(problems, "; "))
}
