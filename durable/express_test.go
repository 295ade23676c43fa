package durable_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// TestExpress: EXPRESS executions are not stored, may have one name, and end when Run does.
func TestExpress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		express := asl.MustParse(`{"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "End": true}}}`, asl.WithType(asl.Express))
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"e": express, "m": machine(t, waitThenTask)})
		start := durable.Start{Machine: arnOf + "e", Name: "one", Input: []byte(`30`)}
		d, err := s.StartSync(t.Context(), start)
		if err != nil || d.Status != asl.Succeeded || d.Ended.Sub(d.Started) != 30*time.Second {
			t.Errorf("%s, %v", d.Status, err)
		}
		for range 2 {
			if d, err := s.Start(t.Context(), start); err != nil || d.Status != asl.Running {
				t.Errorf("%s, %v", d.Status, err)
			}
		}
		if page, _, err := s.List(t.Context(), durable.Filter{}); len(page) > 0 || err != nil {
			t.Errorf("%d are stored, %v", len(page), err)
		}
		if _, err := s.StartSync(t.Context(), durable.Start{Machine: arnOf + "m"}); !errors.Is(err, durable.ErrStateMachineTypeNotSupported) {
			t.Errorf("STANDARD: %v", err)
		}
		if _, err := s.StartSync(t.Context(), durable.Start{Machine: arnOf + "e", Input: []byte(`{`)}); !errors.Is(err, durable.ErrInvalidExecutionInput) {
			t.Errorf("no JSON: %v", err)
		}
		began := time.Now()
		s.stop()
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("the drain took %v", took)
		}
		if _, err := s.Start(t.Context(), start); !errors.Is(err, asl.ErrDraining) {
			t.Errorf("after the drain: %v", err)
		}
	})
}

// TestExpressInMemory looks at EXPRESS executions while there is room for them.
func TestExpressInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		express := asl.MustParse(`{"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "End": true}}}`, asl.WithType(asl.Express))
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"e": express}, durable.WithExpressInMemory(64<<10))
		start := func(seconds string) string {
			t.Helper()
			d, err := s.Start(t.Context(), durable.Start{Machine: arnOf + "e", Name: "x", Input: []byte(seconds)})
			if err != nil {
				t.Fatal(err)
			}
			return d.ARN
		}
		long := start("600")
		time.Sleep(time.Millisecond)
		short := start("1")
		synctest.Wait()
		for _, reverse := range []bool{false, true} {
			events, next, err := s.History(t.Context(), short, durable.HistoryPage{Max: 1, Reverse: reverse})
			if err != nil || len(events) != 1 || next == 0 {
				t.Errorf("%v, %d, %v", events, next, err)
			}
		}
		time.Sleep(2 * time.Second)
		if d, err := s.Describe(t.Context(), short); err != nil || d.Status != asl.Succeeded || d.Ended.Sub(d.Started) != time.Second {
			t.Errorf("%+v, %v", d, err)
		}
		if text, err := s.Definition(t.Context(), short); err != nil || string(text) != string(express.Definition().Text()) {
			t.Errorf("%s, %v", text, err)
		}
		page, next, err := s.List(t.Context(), durable.Filter{Machine: arnOf + "e", Max: 1})
		if err != nil || len(page) != 1 || page[0].ARN != short || page[0].Status != asl.Succeeded || next == "" {
			t.Errorf("%+v, %q, %v", page, next, err)
		}
		page, next, err = s.List(t.Context(), durable.Filter{Machine: arnOf + "e", Max: 1, After: next})
		if err != nil || len(page) != 1 || page[0].ARN != long || page[0].Status != asl.Running || next != "" {
			t.Errorf("%+v, %q, %v", page, next, err)
		}
		for range 30 { // which take all room
			start("0")
		}
		time.Sleep(time.Second)
		start("0")
		if _, err := s.Describe(t.Context(), short); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Errorf("one that is not kept any more: %v", err)
		}
		if err := s.Stop(t.Context(), long, named("E")); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if d, err := s.Describe(t.Context(), long); err != nil || d.Status != asl.Aborted || d.Failure.Cause != nil {
			t.Errorf("%+v, %v", d, err)
		}
		if _, _, err := s.List(t.Context(), durable.Filter{Machine: arnOf + "e", After: "made up"}); err == nil {
			t.Error("a made-up page: no error")
		}
	})
}
