package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/goasl/goasl/bench/part"
)

// An engine is a peer that has started with a file in a directory.
type engine interface {
	// chain starts an execution with ten tasks in a row, which get and return an order, and
	// returns the order when it has ended.
	chain(ctx context.Context, in order) (order, error)
	// sleep starts an execution that waits for longer than anything here.
	sleep(ctx context.Context, i int) error
	// asleep reports whether so many executions wait.
	asleep(n int) bool
	// stop ends it when chains were run.
	stop() error
}

// An order is what tasks get and return.
type order struct {
	Order int `json:"order"`
}

// The peers.
const (
	inSQLite     = "goasl, SQLite"
	inMemory     = "goasl, memory"
	inProcess    = "goasl, no store"
	dbosSynced   = "DBOS"
	dbosUnsynced = "DBOS, not synced"
	goWorkflows  = "go-workflows"
)

// engines start the peers.
var engines = map[string]func(ctx context.Context, dir string) (engine, error){
	inSQLite:     startSQLite,
	inMemory:     startMemory,
	inProcess:    startProcess,
	dbosSynced:   startDBOSSynced,
	dbosUnsynced: startDBOS,
	goWorkflows:  startGoWorkflows,
}

// A peer can be started.
type peer struct {
	start func(ctx context.Context, dir string) (engine, error)
}

// chains runs executions side by side. It returns how many tasks there were in a second, and the
// processor's time of one, in nanoseconds.
func (p peer) chains(ctx context.Context, dir string, n int) (values []float64, err error) {
	e, err := p.start(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.stop()) }()
	began := part.Begin()
	err = sideBySide(n, n, func(i int) error {
		out, err := e.chain(ctx, order{i})
		if err == nil && out.Order != i {
			err = fmt.Errorf("it ends with %d, not with %d", out.Order, i)
		}
		return err
	})
	wall, cpu := began.End()
	all := float64(n * tasks)
	return []float64{all / wall * 1e9, cpu / all}, err
}

// warm is the number of executions that wait before anything is measured.
const warm = 100

// footprint has executions wait. It returns the memory of the process and the size of the file
// that one of them takes, in bytes.
func (p peer) footprint(ctx context.Context, dir string, n int) ([]float64, error) {
	e, err := p.start(ctx, dir)
	if err != nil {
		return nil, err
	}
	var memory, file [2]float64
	for i, up := range []int{warm, warm + n} {
		from := i * warm
		err := sideBySide(up-from, 64, func(i int) error { return e.sleep(ctx, from+i) })
		if err != nil {
			return nil, err
		}
		for deadline := time.Now().Add(time.Minute); !e.asleep(up); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				return nil, fmt.Errorf("%d executions do not come to rest", up)
			}
		}
		time.Sleep(time.Second) // what is written later
		if memory[i], err = part.Resident(); err != nil {
			return nil, err
		}
		file[i] = sizeOf(dir)
	}
	each := []float64{max(0, memory[1]-memory[0]) / float64(n)}
	if file[1] > 0 {
		each = append(each, (file[1]-file[0])/float64(n))
	}
	return each, nil // the process ends without waiting for them
}

// sizeOf returns the size of all files in a directory, in bytes.
func sizeOf(dir string) (sum float64) {
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, file := range files {
		if info, err := os.Stat(file); err == nil { // a log may be gone
			sum += float64(info.Size())
		}
	}
	return sum
}

// sideBySide calls do with the numbers up to n, so many at once.
func sideBySide(n, atOnce int, do func(i int) error) error {
	errs := make([]error, atOnce)
	var all sync.WaitGroup
	for w := range atOnce {
		all.Go(func() {
			for i := w; i < n && errs[w] == nil; i += atOnce {
				errs[w] = do(i)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
