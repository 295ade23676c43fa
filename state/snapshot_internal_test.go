package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestSnapshotLeavesOutDefaults: the parts of the Config that a snapshot leaves out are
// restored as they were.
func TestSnapshotLeavesOutDefaults(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	m, problems := Parse("", []byte(`{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}`))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for _, cfg := range []Config{
		{},
		{Type: Express},
		{Type: Express, Name: "N", Limits: Limits{Events: 25_000, Duration: 365 * 24 * time.Hour}},
		{Type: Express, ARN: Identity{}.ExecutionARN("Execution")},
		{Name: "N"},
		{Name: "N", ARN: Identity{}.ExecutionARN("Execution")},
		{Limits: Unlimited},
		{Limits: Limits{Payload: 1_000, Assign: 2_000, Variables: 3_000, Events: 4_000, MapConcurrency: 5_000, PathNodes: 6_000, Duration: time.Second}},
		{Limits: Limits{Events: -1, Duration: 5 * time.Minute}},
		{Identity: Identity{Partition: "aws-cn", Account: "1"}},
		{Identity: Identity{Partition: "aws-cn", Account: "1", Role: Identity{}.OrDefault().Role}},
		{WaitScale: new(float64)},
		{Identity: Identity{Region: "r", Machine: "M", Role: "role", Version: "1", Alias: "live"}},
	} {
		cfg.Now = now
		r, err := Start(m, []byte(`{}`), cfg)
		if err != nil {
			t.Fatal(err)
		}
		text, err := r.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		restored, err := Restore(m, text, Config{})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		r.cfg.Seed = 0
		if diff := cmp.Diff(r.cfg, restored.cfg); diff != "" {
			t.Errorf("%+v: restored, the Config differs (-started +restored):\n%s", cfg, diff)
		}
	}
}
