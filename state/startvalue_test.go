package state_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestStartWithAValue: the input is that value, with its text, and the same limit applies.
func TestStartWithAValue(t *testing.T) {
	m := parse(t, single(`"Type": "Pass", "End": true`))
	for _, test := range []struct {
		input jsonvalue.Value
		want  string
	}{
		{jsonvalue.MustParse(`{"a": 1}`), `{"a": 1}`},
		{jsonvalue.Value{}, `null`},
	} {
		r, err := state.StartWith(m, test.input, state.Config{Now: epoch})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Step(new(state.Batch), 0); err != nil || r.Outcome().Output.String() != test.want {
			t.Errorf("%s, %v; want %s", r.Outcome().Output, err, test.want)
		}
	}
	long := jsonvalue.OfString("too long")
	if _, err := state.StartWith(m, long, state.Config{Limits: state.Limits{Payload: 9}}); err == nil ||
		!strings.Contains(err.Error(), "the input has 10 bytes; at most 9 are allowed") {
		t.Errorf("%v", err)
	}
}
