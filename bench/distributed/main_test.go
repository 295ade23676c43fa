package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) {
	if !children.Serve() {
		os.Exit(m.Run())
	}
}

// TestOnce: what a peer takes is measured in a process of its own.
func TestOnce(t *testing.T) {
	for peer := range peers {
		values, err := once(peer, 10)
		if err != nil || len(values) != 2 || values[0] <= 0 || values[1] < 1<<20 {
			t.Errorf("%s: %v, %v", peer, values, err)
		}
	}
	if _, err := once("other", 1); err == nil || !strings.Contains(err.Error(), `no peer "other"`) {
		t.Errorf("error %v", err)
	}
}

// TestPeersWriteTheSame: both peers write the same records, but for names and times.
func TestPeersWriteTheSame(t *testing.T) {
	ours, plain := written(t, "goasl"), written(t, "plain loop")
	if len(ours) != 3 {
		t.Errorf("%d records", len(ours))
	}
	if diff := cmp.Diff(ours, plain); diff != "" {
		t.Error(diff)
	}
}

// written returns what a peer writes for three rows.
func written(t *testing.T, peer string) (records []map[string]any) {
	t.Helper()
	dir := t.TempDir()
	if err := prepare(dir, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := work(peer, dir); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Join(dir, "out"), func(name string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Base(name) != "SUCCEEDED_0.json" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return json.Unmarshal(text, &records)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		for _, name := range []string{"ExecutionArn", "Name", "StartDate", "StopDate"} {
			if text, ok := r[name].(string); !ok || text == "" {
				t.Errorf("%s is %v", name, r[name])
			}
			delete(r, name)
		}
	}
	return records
}
