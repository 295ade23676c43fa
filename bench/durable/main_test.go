package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goasl/goasl/bench/part"
)

func TestMain(m *testing.M) {
	if !children.Serve() {
		os.Exit(m.Run())
	}
}

// TestChains: each peer runs the same chains to their ends.
func TestChains(t *testing.T) {
	for name, start := range engines {
		if name == inProcess || name == inMemory {
			continue
		}
		values, err := peer{start}.chains(t.Context(), t.TempDir(), 3)
		if err != nil || len(values) != 2 || values[0] <= 0 {
			t.Errorf("%s: %v, %v", name, values, err)
		}
	}
}

// TestWaiting: executions of each peer wait, and those in a store have a file.
func TestWaiting(t *testing.T) {
	for name := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // most of the time they come to rest
			var values []float64
			err := part.Run(&values, "wait", name, "20") // as they still wait when it is done
			stored := name != inMemory && name != inProcess
			if err != nil || (len(values) == 2) != stored {
				t.Errorf("%v, %v", values, err)
			}
		})
	}
}

// TestReport: each size is measured in processes of their own, with as many peers as it has.
func TestReport(t *testing.T) {
	table := part.Table{Peers: []string{inSQLite, dbosUnsynced, goWorkflows}}
	s := part.Settings{Selected: regexp.MustCompile("^2|3$")}
	r, err := report(s, table, "task", "chains", 1, []size{{1, 1}, {2, 3}, {3, 1}})
	if err != nil || len(r.Tables[0].Rows) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	for i, row := range r.Tables[0].Rows {
		for j, f := range row.Figures {
			if measured := i == 0 || j == 0; (len(f.Values) == 2) != measured || f.Problem != "" {
				t.Errorf("%s, %s: %+v", row.Name, table.Peers[j], f)
			}
		}
	}
}

func TestUnknown(t *testing.T) {
	for _, args := range [][]string{{"none", "1"}, {inSQLite, "0"}, {inSQLite}} {
		if err := part.Run(new(any), "chains", args...); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
	if err := part.Run(new(any), "none"); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("error %v", err)
	}
}
