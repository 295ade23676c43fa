package asltest

import (
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/replay"
)

// FromHistory returns a test of a machine whose Task states answer as in a recorded
// execution, with its delays, on a clock that begins at its start. It is for a test of
// one's own, with another input or other assertions; [Replay] compares everything. Mock
// replaces what was recorded for a state.
//
// What has no mock is logged: a state with a result that the export does not have, and one
// that the machine does not have any more.
func FromHistory(t testing.TB, m *asl.Machine, events []history.Event, opts ...asl.Option) *Test {
	t.Helper()
	answers, err := replay.Answers(events)
	if err != nil {
		t.Fatalf("asltest: FromHistory: %v", err)
	}
	x := New(t, m, append([]asl.Option{asl.WithClock(asl.NewVirtualClock(events[0].Timestamp))}, opts...)...)
	var names []string
	responses := map[string][]Response{}
	unknown := map[string]string{}
	for _, a := range answers {
		if responses[a.State] == nil {
			names = append(names, a.State)
		}
		responses[a.State] = append(responses[a.State], responseOf(a))
		if a.Reason != "" {
			unknown[a.State] = a.Reason
		}
	}
	for _, name := range names {
		switch s := x.def.State(name); {
		case unknown[name] != "":
			t.Logf("asltest: FromHistory: state %s has no mock: %s", name, unknown[name])
		case s == nil || s.Type() != "Task":
			t.Logf("asltest: FromHistory: the machine has no Task state %s%s", name, meant(name, x.def, "Task"))
		default:
			x.Mock(name, responses[name]...)
			x.mocks[name].recorded = true
		}
	}
	return x
}

// responseOf is the response to a recorded call.
func responseOf(a replay.Answer) Response {
	r := Hang()
	switch {
	case a.Failure != nil:
		r = Fail(text(a.Failure.Error), text(a.Failure.Cause))
	case !a.Silent && a.Reason == "":
		r = Return(a.Output.String())
	}
	r = r.After(a.After)
	r.beat = a.Beat
	if a.Submitted.Exists() {
		r = r.Submit(a.Submitted.String())
	}
	if a.Callback && !a.Silent {
		r = Callback(0, r)
	}
	if len(a.Items) > 0 {
		r = r.OnItem(a.Items...)
	}
	return r
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
