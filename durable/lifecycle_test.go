package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

const waitThenTask = `{"StartAt": "W", "States": {
	"W": {"Type": "Wait", "Seconds": 3600, "Next": "T"},
	"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}`

// TestLifecycle: an execution that waits is a row, goes on when it is due, and its history is
// that of an execution in memory.
func TestLifecycle(t *testing.T) {
	for name, opts := range map[string][]durable.Option{"derived": nil, "stored": {durable.WithStoredHistory()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := machine(t, waitThenTask, asl.WithTask("T", echo))
				var awake, commits atomic.Int64
				opts := append(opts, durable.WithMetrics(durable.Metrics{
					Awake: func(n int) { awake.Store(int64(n)) }, Committed: func(n, _ int, _ time.Duration) { commits.Add(int64(n)) },
				}))
				s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": m}, opts...)
				arn := s.begin("m", "one", `{"a": 1}`)
				if d := s.after(time.Minute, arn); d.Status != asl.Running || awake.Load() != 0 || commits.Load() != 1 {
					t.Errorf("it is %s after %d commits, and %d executions are in memory", d.Status, commits.Load(), awake.Load())
				}
				d := s.ends(time.Hour, arn, asl.Succeeded, `{"a": 1}`)
				if took := d.Ended.Sub(d.Started); took < time.Hour || took > time.Hour+time.Second {
					t.Errorf("it took %v", took)
				}
				checkHistory(t, s, arn, 9)
			})
		})
	}
}

// checkHistory reads a history, whole and by pages.
func checkHistory(t *testing.T, s *service, arn string, want int) {
	t.Helper()
	events, next, err := s.History(t.Context(), arn, durable.HistoryPage{})
	if err != nil || next != 0 || len(events) != want {
		t.Fatalf("%d events, next %d, %v", len(events), next, err)
	}
	for i, e := range events {
		if e.ID != int64(i+1) {
			t.Errorf("event %d has the ID %d", i+1, e.ID)
		}
	}
	if all, _, err := s.History(t.Context(), arn, durable.HistoryPage{Max: -1}); err != nil || len(all) != want {
		t.Errorf("with a Max below 0: %d events, %v", len(all), err)
	}
	for _, reverse := range []bool{false, true} {
		var ids []int64
		for page := (durable.HistoryPage{Reverse: reverse, Max: 4}); ; {
			events, next, err := s.History(t.Context(), arn, page)
			if err != nil || len(events) > 4 {
				t.Fatalf("a page of %d events: %v", len(events), err)
			}
			for _, e := range events {
				ids = append(ids, e.ID)
			}
			if page.From = next; next == 0 {
				break
			}
		}
		for i, id := range ids {
			if reverse {
				i = want - 1 - i
			}
			if id != int64(i+1) {
				t.Fatalf("reverse %v: the pages have the events %v", reverse, ids)
			}
		}
		if len(ids) != want {
			t.Errorf("reverse %v: the pages have %d events, want %d", reverse, len(ids), want)
		}
	}
}

// TestStartIsIdempotent: a start with the name and the input of an execution that runs returns
// it, and any other one is refused.
func TestStartIsIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := machine(t, waitThenTask, asl.WithTask("T", echo))
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": m})
		arn := s.begin("m", "one", `{"a": 1}`)
		time.Sleep(time.Second)
		start := durable.Start{Machine: arnOf + "m", Name: "one", Input: []byte(`{"a":1}`)}
		if d, err := s.Start(t.Context(), start); err != nil || d.ARN != arn {
			t.Errorf("the same once more: %v", err)
		}
		start.Input = []byte(`{"a": 2}`)
		if _, err := s.Start(t.Context(), start); !errors.Is(err, durable.ErrExecutionAlreadyExists) {
			t.Errorf("with another input: %v", err)
		}
		s.ends(2*time.Hour, arn, asl.Succeeded, `{"a": 1}`)
		start.Input = []byte(`{"a": 1}`)
		if _, err := s.Start(t.Context(), start); !errors.Is(err, durable.ErrExecutionAlreadyExists) {
			t.Errorf("after its end: %v", err)
		}
		for want, wrong := range map[error]durable.Start{
			durable.ErrStateMachineDoesNotExist: {Machine: arnOf + "other"},
			durable.ErrInvalidName:              {Machine: arnOf + "m", Name: "a b"},
			durable.ErrInvalidExecutionInput:    {Machine: arnOf + "m", Input: []byte("{")},
		} {
			if _, err := s.Start(t.Context(), wrong); !errors.Is(err, want) {
				t.Errorf("%+v: %v, want %v", wrong, err, want)
			}
		}
	})
}

// TestVersions: executions tell the version or the alias that they were started with, and are
// found by it.
func TestVersions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, other := machine(t, waitThenTask), machine(t, `{"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": 2, "End": true}}}`)
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": m, "m:2": other, "m:live": other})
		versioned := s.begin("m:2", "one", `{}`)
		d, err := s.Start(t.Context(), durable.Start{Machine: arnOf + "m:2", Name: "two", Alias: "live"})
		if err != nil || d.Identity.AliasARN() != arnOf+"m:live" || d.Identity.VersionARN() != arnOf+"m:2" {
			t.Errorf("%+v, %v", d.Identity, err)
		}
		if d := s.after(0, s.begin("m:live", "zero", `{}`)); d.Identity.AliasARN() != arnOf+"m:live" || d.Identity.VersionARN() != "" {
			t.Errorf("%+v", d.Identity)
		}
		s.begin("m", "three", `{}`)
		s.ends(time.Second, versioned, asl.Succeeded, `2`)
		for want, f := range map[string]durable.Filter{
			"one": {Version: "2", Max: 1, After: ""}, "zero": {Alias: "live"}, "three": {Machine: arnOf + "m", Status: asl.Running},
		} {
			page, _, err := s.List(t.Context(), f)
			if err != nil || len(page) == 0 || page[len(page)-1].Name != want {
				t.Fatalf("%+v: %+v, %v", f, page, err)
			}
			last, arns := page[len(page)-1], map[string]string{"one": arnOf + "m:2 ", "zero": " " + arnOf + "m:live", "three": " "}
			if got := last.VersionARN() + " " + last.AliasARN(); got != arns[want] {
				t.Errorf("%s is of %q", want, got)
			}
		}
		s.Unregister(arnOf + "m:2")
		if _, err := s.Start(t.Context(), durable.Start{Machine: arnOf + "m:2"}); !errors.Is(err, durable.ErrStateMachineDoesNotExist) {
			t.Error(err)
		}
		for _, wrong := range []string{"", "m", arnOf, arnOf + "a b", "arn:aws:states:us-east-1:123456789012:activity:m"} {
			if err := s.Register(wrong, m); err == nil {
				t.Errorf("%q is registered", wrong)
			}
		}
	})
}

// TestOptionsOfAliases: an execution has the options of what it was started of, also after it was
// out of memory and after the machine was replaced.
func TestOptionsOfAliases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers := func(definition, text string) *asl.Machine {
			return machine(t, definition, asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) {
				return json.RawMessage(text), nil
			}))
		}
		const changed = `{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "f", "End": true}}}`
		store := durable.Memory()
		first := serve(t, store, map[string]*asl.Machine{"m": answers(waitThenTask, `0`), "m:2": answers(waitThenTask, `2`), "m:live": answers(waitThenTask, `3`)})
		plain, versioned, aliased := first.begin("m", "plain", `{}`), first.begin("m:2", "versioned", `{}`), first.begin("m:live", "aliased", `{}`)
		first.after(time.Second, plain)
		first.stop()
		second := serve(t, store, map[string]*asl.Machine{"m": answers(changed, `4`), "m:2": answers(waitThenTask, `5`), "m:live": answers(changed, `6`)})
		second.ends(2*time.Hour, plain, asl.Succeeded, `4`)
		second.ends(0, versioned, asl.Succeeded, `5`)
		second.ends(0, aliased, asl.Succeeded, `6`)
	})
}

// TestPages: pages of a list have each execution once, the newest first.
func TestPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, waitThenTask)})
		var want []string
		for _, name := range []string{"c", "a", "d", "b", "e"} {
			want = append([]string{name}, want...)
			s.begin("m", name, `{}`)
			time.Sleep(time.Second)
		}
		if all, _, err := s.List(t.Context(), durable.Filter{Max: -1}); err != nil || len(all) != len(want) {
			t.Errorf("with a Max below 0: %d, %v", len(all), err)
		}
		var got []string
		for f := (durable.Filter{Max: 2}); ; {
			page, next, err := s.List(t.Context(), f)
			if err != nil || len(page) > 2 {
				t.Fatalf("%d, %v", len(page), err)
			}
			for _, e := range page {
				got = append(got, e.Name)
			}
			if f.After = next; next == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the pages have %v, want %v", got, want)
		}
	})
}
