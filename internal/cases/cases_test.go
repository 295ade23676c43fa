package cases_test

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/internal/cases"
	"github.com/goasl/goasl/state/statetest"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what happens into the cases as what they expect")

const folder = "../../testdata/cases"

func TestCases(t *testing.T) {
	found := 0
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}
		name, ok := strings.CutSuffix(filepath.ToSlash(path), ".txt")
		if !ok || strings.Count(name, "/") != 1 {
			t.Errorf("%s is no case: cases are called TOPIC/NAME.txt", path)
			return nil
		}
		found++
		t.Run(name, func(t *testing.T) { testFile(t, file) })
		return nil
	})
	if err != nil || found == 0 {
		t.Fatalf("%d cases, %v", found, err)
	}
}

func testFile(t *testing.T, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	read := cases.Read
	if *update {
		read = cases.ReadUnfinished
	}
	c, err := read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	got := play(t, c)
	if *update {
		if err := os.WriteFile(file, []byte(c.Text(got)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(c.Want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(c.Text(c.Want), string(text)); diff != "" {
		t.Errorf("the file is not in the usual form; -update brings it there (-usual +file):\n%s", diff)
	}
}

// play plays a case in all ways, which must agree.
func play(t *testing.T, c *cases.Case) cases.Record {
	t.Helper()
	stepped, err := c.Step(statetest.FromSnapshots)
	if err != nil {
		t.Fatalf("on the step machine, rebuilt from its snapshots: %v", err)
	}
	straight, err := c.Step(statetest.FromJournal)
	if err != nil {
		t.Fatalf("on the step machine, rebuilt from its journal: %v", err)
	}
	if diff := cmp.Diff(straight.Record, stepped.Record); diff != "" {
		t.Fatalf("rebuilt from its snapshots, the step machine does otherwise (-straight +rebuilt):\n%s", diff)
	}
	resume(t, c, stepped.Record)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	driven, err := c.Drive(ctx, stepped)
	if err != nil {
		t.Fatalf("with package asl: %v", err)
	}
	if diff := cmp.Diff(stepped.Record, driven); diff != "" {
		t.Fatalf("package asl and the step machine do not agree (-step machine +asl):\n%s", diff)
	}
	return driven
}

// resume resumes the executions of a case from each of their checkpoints.
func resume(t *testing.T, c *cases.Case, want cases.Record) {
	n := 0
	for rebuild := range statetest.Checkpoints() {
		resumed, err := c.Step(rebuild)
		if err != nil {
			t.Fatalf("on the step machine, resumed from checkpoint %d: %v", n, err)
		}
		if diff := cmp.Diff(want, resumed.Record); diff != "" {
			t.Fatalf("resumed from checkpoint %d, the step machine does otherwise (-straight +resumed):\n%s", n, diff)
		}
		n++
	}
}
