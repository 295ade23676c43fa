package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// TestSuspension: an execution that only waits stops, says until when, and goes on where it was.
func TestSuspension(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token := ""
		var mux asl.Mux
		mux.Handle("arn:aws:states:::sqs:sendMessage", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			token = asl.TaskInfoFrom(ctx).Token()
			return json.RawMessage(`{}`), nil
		})
		m := machine(t, `{"StartAt": "Short", "States": {
			"Short": {"Type": "Wait", "Seconds": 1, "Next": "Long"}, "Long": {"Type": "Wait", "Seconds": 3600, "Next": "Callback"},
			"Callback": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}}}`,
			asl.WithResolver(&mux), asl.WithSuspension(time.Second))
		var s disk
		begun := time.Now()
		suspended := func(x *asl.Execution, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			if r, err := x.Wait(t.Context()); !errors.Is(err, asl.ErrSuspended) || r.Status != asl.Running {
				t.Fatalf("%s, %v", r.Status, err)
			}
		}
		suspended(m.Start(t.Context(), []byte(`{}`), asl.WithCheckpoint(s.save)))
		if want := begun.Add(3601 * time.Second); time.Since(begun) != time.Second || !s.last.Due.Equal(want) {
			t.Fatalf("suspended after %v until %v, want %v", time.Since(begun), s.last.Due, want)
		}
		time.Sleep(2 * time.Hour)
		suspended(m.Resume(t.Context(), s.saved, asl.WithCheckpoint(s.save)))
		if year := begun.AddDate(1, 0, -1); s.last.Due.Before(year) || token == "" { // then it times out
			t.Errorf("it waits for the token %q until %v", token, s.last.Due)
		}
		_, effect, _ := state.TokenOf(token)
		answer := state.Input{Kind: state.InputDone, ID: effect, Output: jsonvalue.OfString("answered")}
		x, err := m.Resume(t.Context(), s.saved, asl.WithInputs(answer, answer), asl.WithCheckpoint(s.save))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := x.Wait(t.Context()); err != nil || string(r.Output) != `"answered"` {
			t.Errorf("%s, %v", r.Output, err)
		}
		if last := s.events[len(s.events)-1]; int(last.ID) != len(s.events) {
			t.Errorf("there are %d events, the last one is %d", len(s.events), last.ID)
		}
	})
}

// TestTell: what comes from outside is told, and nothing else.
func TestTell(t *testing.T) {
	noLeak(t)
	m := machine(t, only(`"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"QueueUrl": "q", "MessageBody": "m"}`),
		asl.WithTask("A", nil0))
	stopped := state.Input{Kind: state.InputAbort, Failure: state.NewFailure("Enough", "")}
	for _, test := range []struct {
		in   state.Input
		want asl.Status
	}{
		{state.Input{Kind: state.InputDone, ID: 1, Output: jsonvalue.OfString("x")}, asl.Succeeded},
		{state.Input{Kind: state.InputDone, ID: 1, Failure: state.NewFailure("No", "")}, asl.Failed},
		{stopped, asl.Aborted},
	} {
		x, err := m.Start(t.Context(), []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range x.Events(t.Context()) { // an answer before that would come too early
			if err != nil {
				t.Fatal(err)
			}
			if e.Type == history.TypeTaskSubmitted || e.Type == history.TypeTaskStarted {
				break
			}
		}
		for _, e := range []state.Input{{Kind: state.InputHeartbeat, ID: 1}, {Kind: state.InputDone, ID: 99}, test.in} {
			if err := x.Tell(e); err != nil {
				t.Errorf("%s: %v", e.Kind, err)
			}
		}
		r, _ := x.Wait(t.Context())
		if r.Status != test.want {
			t.Errorf("%s after %s", r.Status, test.in.Kind)
		}
		if err := x.Tell(test.in); err == nil {
			t.Errorf("%s is told after the end", test.in.Kind)
		}
		if err := x.Tell(state.Input{Kind: state.InputAdvance}); err == nil || !strings.Contains(err.Error(), "advance") {
			t.Errorf("an advance: %v", err)
		}
	}
	if _, err := m.With(asl.WithInputs(state.Input{Kind: state.InputAdvance})); err == nil {
		t.Error("an advance is an option")
	}
}
