package asl_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
)

// Errors of options say where these were read.
func TestWithOrigin(t *testing.T) {
	m := asl.MustParse(`{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "a", "End": true}}}`)
	task := func(context.Context, json.RawMessage) (json.RawMessage, error) { return json.RawMessage(`1`), nil }
	for _, test := range []struct {
		option asl.Option
		want   string
	}{
		{asl.WithOrigin("tasks.json", asl.WithTask("B", task)), `tasks.json: asl: WithTask("B")`},
		{asl.WithOrigin("tasks.json", asl.WithTask("A", nil)), `tasks.json: asl: WithTask("A")`},
		{asl.WithOptions(asl.WithOrigin("tasks.json"), asl.WithTask("B", task)), `asl: WithTask("B")`},
		{asl.WithOptions(asl.WithOrigin("tasks.json", asl.WithTask("B", task)), asl.WithTask("B", task)), `asl: WithTask("B")`},
	} {
		if _, err := m.With(test.option); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("error %v, want %s", err, test.want)
		}
	}
	if result, err := m.Execute(context.Background(), []byte(`{}`), asl.WithOrigin("tasks.json", asl.WithTask("A", task))); err != nil || string(result.Output) != "1" {
		t.Errorf("%v, %v", result, err)
	}
}
