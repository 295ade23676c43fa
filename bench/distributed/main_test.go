package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
	if err := work(peer, dir, new(strings.Builder)); err != nil {
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

func TestUnknownPeer(t *testing.T) {
	if err := work("other", t.TempDir(), new(strings.Builder)); err == nil || !strings.Contains(err.Error(), `"other"`) {
		t.Errorf("error %v", err)
	}
}
