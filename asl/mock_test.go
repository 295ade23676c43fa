package asl_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

const withParallel = `{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true,
	"Branches": [{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "t", "End": true}}}]}}}`

func TestWithMock(t *testing.T) {
	m := asl.MustParse(withParallel)
	gives := func(out string, err error) asl.Option {
		return asl.WithMock("P", func(of asl.Mocked) (json.RawMessage, error) {
			if of.State != "P" || string(of.Input) != `{"a":1}` {
				t.Errorf("it stands for %+v", of)
			}
			return json.RawMessage(out), err
		})
	}
	for _, test := range []struct {
		option asl.Option
		output string
		fails  string
	}{
		{gives(`[7]`, nil), `[7]`, ""},
		{gives(``, asl.NewError("Odd", "why")), "", "Odd: why"},
		{gives(`{`, nil), "", "The output of the mock is not JSON"},
		{asl.WithMock("T", func(asl.Mocked) (json.RawMessage, error) { return nil, nil }), "", `asl: WithMock("T"): the machine has no Map or Parallel state of that name`},
		{asl.WithMock("P", nil), "", `asl: WithMock("P"): the MockFunc is nil`},
	} {
		result, err := m.Execute(context.Background(), []byte(`{"a":1}`), test.option)
		switch {
		case test.fails != "":
			if err == nil || !strings.Contains(err.Error(), test.fails) {
				t.Errorf("it fails with %v, want %s", err, test.fails)
			}
		case err != nil || string(result.Output) != test.output:
			t.Errorf("%s, %v, want %s", result.Output, err, test.output)
		}
	}
}
