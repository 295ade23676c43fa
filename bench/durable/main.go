// Command durable has the parts of bench that measure executions in SQLite, beside what DBOS
// Transact and go-workflows take for the same: chains of tasks, and executions that wait. Each
// measurement is in a process of its own.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/goasl/goasl/bench/part"
)

func main() {
	part.Main(part.Parts{"durable": measureChains, "waiting": measureWaiting}, children)
}

var children = part.Children{
	"chains": child(func(p peer, dir string, n int) ([]float64, error) { return p.chains(context.Background(), dir, n) }),
	"wait":   child(func(p peer, dir string, n int) ([]float64, error) { return p.footprint(context.Background(), dir, n) }),
}

// child returns a child that is told a peer and a number of executions.
func child(run func(p peer, dir string, n int) ([]float64, error)) func(args []string) error {
	return func(args []string) error {
		if len(args) != 2 {
			return fmt.Errorf("%q; want a peer and a number", args)
		}
		n, err := strconv.Atoi(args[1])
		if err != nil || n < 1 {
			return fmt.Errorf("%q; want a number", args[1])
		}
		start := engines[args[0]]
		if start == nil {
			return fmt.Errorf("there is no peer %q", args[0])
		}
		dir, err := os.MkdirTemp("", "durable")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		values, err := run(peer{start}, dir, n)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(values)
	}
}

// versions are those of the peers.
func versions() []string {
	return []string{
		part.Module("DBOS Transact", "github.com/dbos-inc/dbos-transact-golang") + ", with SQLite",
		part.Module("go-workflows", "github.com/cschleiden/go-workflows") + ", with SQLite",
	}
}

// tasks is how many tasks each execution of a chain has.
const tasks = 10

func measureChains(s part.Settings) (*part.Report, error) {
	t := part.Table{
		Title: fmt.Sprintf("chains of %d tasks", tasks), Scale: "executions",
		Peers:    []string{inSQLite, dbosSynced, dbosUnsynced, goWorkflows},
		Measures: []part.Measure{{Name: "tasks", Unit: part.PerSecond}, {Name: "processor's time of a task", Unit: part.Nanoseconds}},
	}
	return report(s, t, "task", "chains", min(3, s.Rounds), []size{{10, 4}, {100, 4}, {s.Some(1_000, 200), 4}, {s.Some(10_000, 300), 1}})
}

func measureWaiting(s part.Settings) (*part.Report, error) {
	t := part.Table{
		Title: "executions that wait", Scale: "executions",
		Peers:    []string{inMemory, inSQLite, inProcess, dbosUnsynced, goWorkflows},
		Measures: []part.Measure{{Name: "memory", Unit: part.Bytes}, {Name: "file", Unit: part.Bytes}},
	}
	return report(s, t, "execution", "wait", 1, []size{{1_000, 5}, {s.Some(10_000, 2_000), 5}, {s.Some(100_000, 3_000), 3}})
}

// A size is a number of executions, and how many of the peers are measured with it.
type size struct{ executions, peers int }

// report makes a table with a row for each size. Its values are of one of something.
func report(s part.Settings, t part.Table, of, child string, rounds int, sizes []size) (*part.Report, error) {
	for _, z := range sizes {
		r := part.Row{Name: part.Grouped(z.executions), Of: of, Number: z.executions}
		if !s.Selected.MatchString(r.Name) {
			continue
		}
		figures, err := part.Turns(rounds, t.Peers[:z.peers], func(peer string) (values []float64, err error) {
			return values, part.Run(&values, child, peer, fmt.Sprint(z.executions))
		})
		if err != nil {
			return nil, err
		}
		r.Figures = append(figures, make([]part.Figure, len(t.Peers)-z.peers)...)
		t.Rows = append(t.Rows, r)
	}
	return &part.Report{Versions: versions(), Tables: []part.Table{t}}, nil
}

// fileIn is the file of a peer.
func fileIn(dir string) string { return filepath.Join(dir, "store.db") }
