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

// TestResumeWithMocks: what a mock has returned is there again when an execution is resumed.
func TestResumeWithMocks(t *testing.T) {
	m := machine(t, `{"StartAt": "Soon", "States": {
		"Soon": {"Type": "Wait", "Seconds": 1, "Next": "M"},
		"M": {"Type": "Map", "Next": "Later", "ItemProcessor": {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "none", "End": true}}}},
		"Later": {"Type": "Wait", "Seconds": 1, "End": true}}}`,
		asl.WithMock("M", func(asl.Mocked) (json.RawMessage, error) { return json.RawMessage(`["mocked"]`), nil }))
	clock := asl.NewVirtualClock(epoch)
	var all []*disk
	s := disk{}
	execute(t, m, `[1]`, asl.WithClock(clock), asl.WithCheckpoint(func(ctx context.Context, c *asl.Checkpoint) error {
		err := s.save(ctx, c)
		all = append(all, s.copy())
		return err
	}))
	for i, s := range all {
		x, err := m.Resume(t.Context(), s.saved, virtual())
		if err != nil {
			t.Fatal(err)
		}
		if r, err := x.Wait(t.Context()); err != nil || string(r.Output) != `["mocked"]` {
			t.Errorf("resumed from checkpoint %d: %s, %v", i+1, r.Output, err)
		}
	}
}
