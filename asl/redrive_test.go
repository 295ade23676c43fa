package asl_test

import (
	"context"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// TestDriveRedrivenMapRun: a Run that was redriven is driven, but for the executions of its
// Map Runs, which only a driver that keeps them can redrive.
func TestDriveRedrivenMapRun(t *testing.T) {
	m, err := asl.Parse([]byte(`{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor":
		{"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	run := newRun(t, m, `[1]`)
	for _, want := range []string{"States.ExceedToleratedFailureThreshold", "States.Runtime"} {
		x, err := m.Drive(context.Background(), run, asl.WithClock(asl.NewVirtualClock(epoch)))
		if err != nil {
			t.Fatal(err)
		}
		result, err := x.Wait(context.Background())
		if result.Error == nil || result.Error.Name != want {
			t.Fatalf("%+v, %v, want %s", result.Error, err, want)
		}
		snapshot, err := run.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		if run, err = state.Restore(m.Definition(), snapshot, state.Config{Log: new(state.Log)}); err != nil {
			t.Fatal(err)
		}
		if _, err := run.Redrive(run.Now(), ""); err != nil {
			t.Fatal(err)
		}
	}
}
