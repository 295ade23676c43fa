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
