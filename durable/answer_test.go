package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// callback sends its token to who reads it.
const callback = `{"StartAt": "T", "States": {"T": {"Type": "Task", "End": true, "HeartbeatSeconds": 600,
	"Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
	"Parameters": {"FunctionName": "f", "Payload": {"token.$": "$$.Task.Token"}}}}}`

// callbacks returns a machine of callback, and what receives its tokens.
func callbacks(t *testing.T) (*asl.Machine, chan string) {
	t.Helper()
	tokens := make(chan string, 10)
	send := func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		var call struct{ Payload struct{ Token string } }
		err := json.Unmarshal(in, &call)
		tokens <- call.Payload.Token
		return nil, err
	}
	return machine(t, callback, asl.WithTask("T", send)), tokens
}

// TestAnswers: answers by token from a process that drives nothing. The errors of wrong ones
// are told apart.
func TestAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		m, tokens := callbacks(t)
		machines := map[string]*asl.Machine{"m": m}
		s := serve(t, store, machines)
		other, err := durable.New(store)
		if err != nil {
			t.Fatal(err)
		}
		arn := s.begin("m", "one", `{}`)
		token := <-tokens
		time.Sleep(5 * time.Second)

		forged := []byte(token)
		forged[3] ^= 1
		for what, err := range map[string]error{
			"forged": other.SendTaskSuccess(t.Context(), string(forged), []byte(`1`)), "none": other.SendTaskHeartbeat(t.Context(), "x"),
		} {
			if !errors.Is(err, durable.ErrInvalidToken) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := other.SendTaskSuccess(t.Context(), token, []byte(`{`)); !errors.Is(err, durable.ErrInvalidOutput) {
			t.Errorf("an output that is no JSON: %v", err)
		}
		if err := other.SendTaskSuccess(t.Context(), token, []byte(`{"b": 1}`)); err != nil {
			t.Errorf("the answer: %v", err)
		}
		if err := other.SendTaskFailure(t.Context(), token, named("E")); !errors.Is(err, durable.ErrTaskTimedOut) {
			t.Errorf("a second answer before the first one is read: %v", err)
		}
		s.ends(time.Second, arn, asl.Succeeded, `{"b": 1}`)
		if err := s.SendTaskHeartbeat(t.Context(), token); !errors.Is(err, durable.ErrTaskTimedOut) {
			t.Errorf("after the end: %v", err)
		}
		if _, err := s.Delete(t.Context(), durable.Filter{}, 10); err != nil {
			t.Fatal(err)
		}
		if err := s.SendTaskHeartbeat(t.Context(), token); !errors.Is(err, durable.ErrTaskDoesNotExist) {
			t.Errorf("after the execution was deleted: %v", err)
		}
	})
}

// TestHeartbeats: a heartbeat counts although the execution is not in memory, and its lack
// ends the task.
func TestHeartbeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, tokens := callbacks(t)
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": m})
		arn := s.begin("m", "one", `{}`)
		token := <-tokens
		for range 5 {
			time.Sleep(9 * time.Minute)
			if err := s.SendTaskHeartbeat(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		if d := s.after(9*time.Minute, arn); d.Status != asl.Running {
			t.Errorf("with heartbeats it is %s", d.Status)
		}
		d := s.after(2*time.Minute, arn)
		if d.Status != asl.Failed || d.Failure.Name() != "States.Timeout" {
			t.Errorf("without heartbeats it is %s", d.Status)
		}
	})
}

// named returns a failure without a cause.
func named(name string) *state.Failure { return &state.Failure{Error: &name} }

// TestStop: an execution that waits is aborted, and one that has ended stays as it is.
func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, _ := callbacks(t)
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": m})
		arn := s.begin("m", "one", `{}`)
		time.Sleep(time.Minute)
		for range 2 {
			if err := s.Stop(t.Context(), arn, state.NewFailure("E", "why")); err != nil {
				t.Fatal(err)
			}
		}
		d := s.ends(time.Second, arn, asl.Aborted, "")
		if d.Failure.Name() != "E" || *d.Failure.Cause != "why" {
			t.Errorf("it was aborted with %+v", d.Failure)
		}
		if err := s.Stop(t.Context(), arn, named("F")); err != nil {
			t.Error(err)
		}
		if d = s.after(time.Second, arn); d.Failure.Name() != "E" {
			t.Error("it was aborted twice")
		}
		if err := s.Stop(t.Context(), arn+"x", nil); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Errorf("one that does not exist: %v", err)
		}
	})
}

// TestRedrive: an execution that has failed goes on at the state that has failed.
func TestRedrive(t *testing.T) {
	for name, opts := range map[string][]durable.Option{"derived": nil, "stored": {durable.WithStoredHistory()}} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { testRedrive(t, opts) }) })
	}
}

func testRedrive(t *testing.T, opts []durable.Option) {
	t.Helper()

	works := false
	m := machine(t, waitThenTask, asl.WithTask("T", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		if !works {
			return nil, asl.NewError("Broken", "")
		}
		return in, nil
	}))
	s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": m}, opts...)
	arn := s.begin("m", "one", `1`)
	if _, err := s.Redrive(t.Context(), arn, ""); !errors.Is(err, durable.ErrExecutionNotRedrivable) {
		t.Errorf("while it runs: %v", err)
	}
	if d := s.after(2*time.Hour, arn); d.Status != asl.Failed {
		t.Fatalf("it is %s", d.Status)
	}
	works = true
	date, err := s.Redrive(t.Context(), arn, "token")
	if err != nil {
		t.Fatal(err)
	}
	d := s.ends(time.Second, arn, asl.Succeeded, `1`)
	if d.RedriveCount != 1 || !d.RedriveDate.Equal(date) {
		t.Errorf("it was redriven %d times, at %v, not %v", d.RedriveCount, d.RedriveDate, date)
	}
	if again, err := s.Redrive(t.Context(), arn, "token"); err != nil || !again.Equal(date) {
		t.Errorf("the same token once more: %v, %v", again, err)
	}
	page, _, err := s.List(t.Context(), durable.Filter{})
	if err != nil || len(page) != 1 || page[0].RedriveCount != 1 || page[0].Status != asl.Succeeded {
		t.Errorf("the list has %+v, %v", page, err)
	}
	events, _, err := s.History(t.Context(), arn, durable.HistoryPage{})
	redriven := 0
	for _, e := range events {
		if e.Type == history.TypeExecutionRedriven {
			redriven++
		}
	}
	checkGaps(t, s, arn)
	if err != nil || redriven != 1 {
		t.Errorf("%d events of %d are ExecutionRedriven: %v", redriven, len(events), err)
	}
}

// TestStopBeforeRedrive: an abort that came when the execution had ended does not abort it
// after a redrive.
func TestStopBeforeRedrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		m := machine(t, `{"StartAt": "F", "States": {"F": {"Type": "Task", "Resource": "f", "End": true}}}`, asl.WithTask("F",
			func(context.Context, json.RawMessage) (json.RawMessage, error) {
				time.Sleep(time.Second)
				return nil, asl.NewError("E", "")
			}))
		machines := map[string]*asl.Machine{"m": m}
		first := serve(t, store, machines)
		arn := first.begin("m", "one", `{}`)
		time.Sleep(time.Minute)
		first.stop()
		for _, in := range []state.Input{{Kind: state.InputAbort, Failure: &state.Failure{}}, {Kind: state.InputRedrive, ID: 1, Now: time.Now()}} {
			if err := store.Post(t.Context(), arn, durable.Post{Text: in.AppendJSON(nil)}); err != nil {
				t.Fatal(err)
			}
		}
		second := serve(t, store, machines)
		if d := second.after(time.Minute, arn); d.Status != asl.Failed || d.RedriveCount != 1 {
			t.Errorf("it is %s, and was redriven %d times", d.Status, d.RedriveCount)
		}
	})
}

// snapshots is a Store that counts the snapshots that are committed.
type snapshots struct {
	durable.Store
	n atomic.Int64
}

func (s *snapshots) Commit(ctx context.Context, all ...durable.Commit) ([]error, error) {
	for _, c := range all {
		if c.Snapshot != nil {
			s.n.Add(1)
		}
	}
	return s.Store.Commit(ctx, all...)
}

// TestManyAnswers: an execution that waits for many answers is not restored anew for each, neither to
// check them, but when there is a new snapshot, nor to take them.
func TestManyAnswers(t *testing.T) {
	const answers = 200
	synctest.Test(t, func(t *testing.T) {
		store := &snapshots{Store: durable.Memory()}
		var handed submissions
		definition := strings.Replace(callback, `"T": {`, `"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {"T": {`, 1) + `}}}`
		definition = strings.Replace(definition, `"StartAt": "T"`, `"StartAt": "M"`, 1)
		var claims atomic.Int64
		s := serve(t, store, map[string]*asl.Machine{"m": machine(t, definition, asl.WithTask("T", handed.task))},
			durable.WithMetrics(durable.Metrics{Claimed: func(n int, _ time.Duration) { claims.Add(int64(n)) }}))
		arn := s.begin("m", "one", "["+strings.Repeat("0,", answers-1)+"0]")
		time.Sleep(5 * time.Second)
		for done := 0; done < answers; time.Sleep(time.Second) {
			for _, token := range handed.sent()[done:] { // 40 are awaited at a time
				if err := s.SendTaskSuccess(t.Context(), token, []byte(`1`)); err != nil {
					t.Fatal(err)
				}
				done++
			}
		}
		s.ends(10*time.Second, arn, asl.Succeeded, "["+strings.Repeat("1,", answers-1)+"1]")
		if n, new := s.Restores(), store.n.Load(); n > 1+new || new > 2 {
			t.Errorf("it was restored %d times to check %d answers, with %d new snapshots", n, answers, new)
		}
		if n := claims.Load(); n > 30 {
			t.Errorf("it was claimed %d times", n)
		}
	})
}

// TestAnswersOfMany: of the executions that were looked at last none is restored anew.
func TestAnswersOfMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var handed submissions
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, callback, asl.WithTask("T", handed.task))})
		for range 9 {
			s.begin("m", "", `{}`)
		}
		time.Sleep(time.Minute)
		tokens := handed.sent()
		for _, token := range append(tokens, tokens[1:]...) {
			if err := s.SendTaskHeartbeat(t.Context(), token); err != nil {
				t.Fatal(err)
			}
		}
		if n := s.Restores(); n != 9 {
			t.Errorf("they were restored %d times", n)
		}
	})
}
