package replay_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/cases"
	"github.com/goasl/goasl/internal/replay"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"
)

const (
	folder = "../../testdata/cases"
	ownARN = "arn:aws:states:us-east-1:000000000000:execution:StateMachine:" + cases.Name
)

// unreplayedCases are cases whose Map Runs have no answer.
var unreplayedCases = map[string]string{
	"distributed/batch-of-rows":       noItems,
	"distributed/files-athena":        noItems,
	"distributed/files-flatten":       noItems,
	"distributed/files-flatten-batch": noItems,
	"distributed/files-inventory":     noItems,
	"distributed/listing":             noItems,
	"distributed/listing-max-items":   noItems,
	"distributed/listing-siblings":    noItems,
	"distributed/selector-source":     noItems,
	"distributed/result-compact":      noResult,
	"distributed/writer-config-none":  noResult,
	"distributed/writer-config-only":  noResult,
	"distributed/writer-jsonata":      noResult,
	"distributed/writer-result-path":  noResult,
	"distributed/selector-fails":      noFailure,
	"redrive/map-run-output":          noResult,
	"redrive/map-run-reader":          noItems,
}

// TestCases replays the histories of this repository's own cases, but those with limits that
// the service does not have.
func TestCases(t *testing.T) {
	c := tally{unreplayed: unreplayedCases, listed: map[string]bool{}}
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		x, err := cases.Read(string(text))
		if err != nil {
			return err
		}
		if x.Type == state.Express || x.Limits != (state.Limits{Duration: -1}) {
			return nil
		}
		name, err := filepath.Rel(folder, file)
		c.count(t, strings.TrimSuffix(filepath.ToSlash(name), ".txt"), replayOwn(t, x))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c.check(t)
	t.Logf("%d of %d histories replay", c.replayed, c.all)
}

// TestCaseBeginnings: each beginning of a history replays, wherever it is cut.
func TestCaseBeginnings(t *testing.T) {
	for _, name := range []string{"parallel/retry-stops-iterations", "redrive/parallel-retry", "redrive/inline-map"} {
		text, err := os.ReadFile(filepath.Join(folder, name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		x, err := cases.Read(string(text))
		if err != nil {
			t.Fatal(err)
		}
		events := ownEvents(t, x)
		for n := 1; n <= len(events); n++ {
			if d := replayEvents(x.Definition, events[:n], ownOptions); d != "" {
				t.Errorf("%s, %d events: %s", name, n, d)
			}
		}
	}
}

var ownOptions = replay.Options{ARN: ownARN, Tolerance: time.Millisecond}

// replayOwn returns how the execution of a case differs from its replay, "" if it does not.
func replayOwn(t testing.TB, c *cases.Case) string {
	t.Helper()
	return replayEvents(c.Definition, ownEvents(t, c), ownOptions)
}

// ownEvents returns the history of the execution of a case.
func ownEvents(t testing.TB, c *cases.Case) []history.Event {
	t.Helper()
	played, err := c.Step(statetest.Never)
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for _, e := range played.Events {
		text = append(e.AppendJSON(text), '\n')
	}
	events, err := history.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return events
}
