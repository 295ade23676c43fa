package state_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/goasl/goasl/state"
)

// fieldsOf has the fields of each type of state, as the service was measured to take them,
// but for those of all types.
var fieldsOf = map[string]string{
	"Pass": "InputPath OutputPath Result ResultPath Parameters Output Assign Next End",
	"Task": "InputPath OutputPath ResultPath Parameters Arguments Output Assign Resource Credentials ResultSelector Retry Catch " +
		"TimeoutSeconds TimeoutSecondsPath HeartbeatSeconds HeartbeatSecondsPath Next End",
	"Wait":     "InputPath OutputPath Output Assign Seconds Timestamp SecondsPath TimestampPath Next End",
	"Parallel": "InputPath OutputPath ResultPath Parameters Arguments Output Assign ResultSelector Retry Catch Branches Next End",
	"Map": "InputPath OutputPath ResultPath Parameters Output Assign ResultSelector Retry Catch ItemProcessor Iterator ItemsPath Items ItemSelector " +
		"ItemReader ItemBatcher ResultWriter MaxConcurrency MaxConcurrencyPath ToleratedFailurePercentage ToleratedFailurePercentagePath " +
		"ToleratedFailureCount ToleratedFailureCountPath Label Next End",
	"Choice":  "InputPath OutputPath Output Assign Choices Default",
	"Succeed": "InputPath OutputPath Output",
	"Fail":    "Error Cause ErrorPath CausePath",
}

// TestFieldsOfStates: a field of another type of state is not supported, in the language that
// has it; each type takes its own.
func TestFieldsOfStates(t *testing.T) {
	known := map[string]bool{}
	for _, fields := range fieldsOf {
		for field := range strings.FieldsSeq(fields) {
			known[field] = true
		}
	}
	for kind, fields := range fieldsOf {
		own := strings.Fields(fields)
		for _, field := range slices.Sorted(maps.Keys(known)) {
			language := "JSONPath"
			if slices.Contains([]string{"Arguments", "Output", "Items"}, field) {
				language = "JSONata"
			}
			definition := `{"StartAt": "A", "States": {"A": {"Type": "` + kind + `", "QueryLanguage": "` + language + `", "Comment": "c", "` + field + `": null}}}`
			_, list := state.Parse("", []byte(definition))
			refused := strings.Contains(strings.Join(texts(list), "\n"), "Field '"+field+"' is not supported at /States/A")
			if refused == slices.Contains(own, field) {
				t.Errorf("%s of a %s state is refused: %v", field, kind, refused)
			}
		}
	}
}
