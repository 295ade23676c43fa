// Command store is the part of bench that measures commits to the store in an SQLite file, beside
// transactions of SQLite that insert the same bytes into a table without indexes, and, for executions
// that wait, that replace them in a table with one. All of them are synced.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goasl/goasl/bench/part"
)

func main() { part.Main(part.Parts{"store": measure}, nil) }

// A work commits n times what has a size in bytes. The store and bare SQLite do it.
type work struct {
	name    string
	wakes   bool // executions that wait
	size    int
	writers int // who commit side by side
	atOnce  int // what is in one call, or in one transaction
	run     func(w work, s *target, n int) error
	bare    int // what bare SQLite has in one transaction
}

func works() []work {
	const record, snapshot = 250, 970 // of a task with its answer, and of an execution that waits
	return []work{
		{"commit, 1 writer", false, record, 1, 1, work.commit, 1},
		{"commit, 32 writers", false, record, 32, 1, work.commit, 32},
		{"commit, 32 in a call", false, record, 1, 32, work.commit, 32},
		{"wake, 256 in a call", true, snapshot, 1, 256, work.wake, 256},
	}
}

// The peers.
const (
	ours     = "goasl"
	inserts  = "bare SQLite"
	replaces = "bare SQLite, replacing"
)

func measure(s part.Settings) (*part.Report, error) {
	t := part.Table{
		Title: "store in SQLite", Peers: []string{ours, inserts, replaces},
		Measures: []part.Measure{{Name: "commits", Unit: part.PerSecond}, {Name: "processor's time", Unit: part.Nanoseconds}},
	}
	for _, w := range works() {
		if !s.Selected.MatchString(w.name) {
			continue
		}
		figures, err := part.Turns(min(3, s.Rounds), t.Peers, func(peer string) ([]float64, error) { return w.measure(peer, 5*s.Round) })
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, part.Row{Name: w.name, Figures: figures})
	}
	return &part.Report{Versions: []string{part.Module("modernc.org/sqlite", "modernc.org/sqlite")}, Tables: []part.Table{t}}, nil
}

// measure returns how often a peer commits in a second, and the processor's time of once; nothing
// if it does no such work. It does more and more until it takes as long as a round.
func (w work) measure(peer string, round time.Duration) ([]float64, error) {
	if peer == replaces && !w.wakes {
		return nil, nil
	}
	for n := max(w.writers*w.atOnce, 64); ; n *= 4 {
		wall, cpu, err := w.once(peer, n)
		if err != nil {
			return nil, err
		}
		if wall >= float64(round) {
			return []float64{float64(n) / wall * 1e9, cpu / float64(n)}, nil
		}
	}
}

// once commits n times to a new file.
func (w work) once(peer string, n int) (wall, cpu float64, err error) {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "store.db")
	switch peer {
	case inserts:
		return insert(file, w.size, w.bare, n)
	case replaces:
		return replace(file, w.size, w.bare, n)
	}
	t, err := open(file, w, n)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	began := part.Begin()
	err = w.run(w, t, n)
	wall, cpu = began.End()
	return wall, cpu, err
}

// commit commits records, each writer for its own executions.
func (w work) commit(t *target, n int) error {
	var all sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(n))
	errs := make([]error, w.writers)
	for i := range w.writers {
		rows := t.rows[i*w.atOnce : (i+1)*w.atOnce]
		all.Go(func() {
			for errs[i] == nil && left.Add(-int64(w.atOnce)) >= 0 {
				errs[i] = t.commit(rows, w.size)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// wake claims executions that are due, and commits each with a snapshot until it waits again.
func (w work) wake(t *target, n int) error {
	for n > 0 {
		rows, err := t.claim(w.atOnce)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fmt.Errorf("%d executions are not due", n)
		}
		if err := t.sleep(rows, w.size); err != nil {
			return err
		}
		n -= len(rows)
	}
	return nil
}
