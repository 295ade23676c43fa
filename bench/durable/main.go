// Command durable measures chains of tasks that are stored in SQLite, and what DBOS Transact takes
// for the same. Each measurement is in a process of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// chains are what is measured: executions that run side by side, each with so many tasks in a row.
type chains struct{ executions, tasks int }

// peer runs chains to their ends, with a file in a directory, and returns how long that took.
type peer struct {
	name string
	run  func(ctx context.Context, dir string, c chains) (time.Duration, error)
}

var peers = []peer{{"goasl", runGoasl}, {"DBOS", runDBOSSynced}, {"DBOS, not synced", runDBOS}}

func main() {
	log.SetFlags(0)
	var c chains
	flag.IntVar(&c.executions, "executions", 500, "how many executions run side by side")
	flag.IntVar(&c.tasks, "tasks", 10, "how many tasks each has")
	rounds := flag.Int("rounds", 3, "how often each is measured; the median counts")
	only := flag.String("peer", "", "measure this one here, once, and print its time in nanoseconds")
	flag.Parse()
	if err := run(os.Stdout, c, *rounds, *only); err != nil {
		log.Fatal(err)
	}
}

func run(out io.Writer, c chains, rounds int, only string) error {
	if c.executions <= 0 || c.tasks <= 0 || rounds <= 0 {
		return errors.New("durable: the flags must be positive")
	}
	if only != "" {
		return runHere(out, c, only)
	}
	fmt.Fprintf(out, "%-18s %10s %14s\n", "", "tasks/s", "CPU of a task")
	for _, p := range peers {
		var all []measured
		for range rounds {
			m, err := measure(p.name, c)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			all = append(all, m)
		}
		slices.SortFunc(all, func(a, b measured) int { return int(a.wall - b.wall) })
		median, n := all[len(all)/2], time.Duration(c.executions*c.tasks)
		fmt.Fprintf(out, "%-18s %10.0f %14v\n", p.name, float64(n)/median.wall.Seconds(), (median.cpu / n).Round(time.Microsecond))
	}
	return nil
}

func runHere(out io.Writer, c chains, name string) error {
	i := slices.IndexFunc(peers, func(p peer) bool { return p.name == name })
	if i < 0 {
		return fmt.Errorf("durable: there is no peer %q", name)
	}
	dir, err := os.MkdirTemp("", "durable")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	took, err := peers[i].run(context.Background(), dir, c)
	if err == nil {
		_, err = fmt.Fprintln(out, took.Nanoseconds())
	}
	return err
}

// measured is the time that chains took, and that of the processor for their whole process.
type measured struct{ wall, cpu time.Duration }

func measure(name string, c chains) (m measured, err error) {
	exe, err := os.Executable()
	if err != nil {
		return m, err
	}
	cmd := exec.Command(exe, "-peer", name, "-executions", fmt.Sprint(c.executions), "-tasks", fmt.Sprint(c.tasks))
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err == nil {
		_, err = fmt.Sscan(string(text), &m.wall)
	}
	if err != nil {
		return m, fmt.Errorf("%w: %s", err, text)
	}
	m.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return m, nil
}

// fileIn is the file of a peer.
func fileIn(dir string) string { return filepath.Join(dir, "store.db") }
