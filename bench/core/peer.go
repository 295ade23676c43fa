package main

import (
	"errors"
	"runtime"
	"time"
)

// A peer can do orders. This library is one, too.
type peer interface {
	// title is the heading of the peer's columns.
	title() string
	// version is the version that is measured.
	version() string
	// allocates reports whether the allocations can be counted.
	allocates() bool
	// prepare does everything that comes before the work itself, and does the order
	// once. It returns a runner, which does the order again, and the output in JSON.
	prepare(o order) (runner, string, error)
}

// errForeign is the error of a peer that does no such work.
var errForeign = errors.New("the peer does no such work")

// A runner does an order a number of times.
type runner func(count int) (sample, error)

// A sample is the time and the memory of all runs together. A peer that cannot count
// allocations leaves them 0.
type sample struct {
	time        time.Duration
	allocations uint64
	bytes       uint64 // allocated bytes
}

// measured returns a runner for work in Go. It collects the garbage of other works
// first.
func measured(once func() error) runner {
	return func(count int) (sample, error) {
		return observed(func() error {
			for range count {
				if err := once(); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// observed does work and returns its time and memory.
func observed(work func() error) (sample, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	err := work()
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)
	return sample{elapsed, after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc}, err
}
