package asl_test

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
)

func TestWaitScale(t *testing.T) {
	m, err := asl.Parse([]byte(`{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": true}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for scale, want := range map[float64]time.Duration{0: 0, 0.5: 30 * time.Minute, 1: time.Hour, 2: 2 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			if _, err := m.Execute(t.Context(), []byte(`{}`), asl.WithWaitScale(scale)); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took != want {
				t.Errorf("scale %v: it took %v, want %v", scale, took, want)
			}
		})
	}
	for _, wrong := range []float64{-1, math.NaN()} {
		if _, err := m.With(asl.WithWaitScale(wrong)); err == nil {
			t.Errorf("the scale %v is accepted", wrong)
		}
	}
}
