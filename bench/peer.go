package main

import (
	"errors"
	"runtime"
	"time"
)

// A peer can do orders, this library among them.
type peer interface {
	// title heads the peer's columns.
	title() string
	// version says what is measured.
	version() string
	// allocates reports whether the allocations can be counted.
	allocates() bool
	// prepare does all that comes before the work itself, does the order once, and
	// returns the output in JSON and what does the order again.
	prepare(o order) (runner, string, error)
}

// A runner does an order a number of times.
type runner func(count int) (sample, error)

// A sample is what that took in all. Peers that cannot count leave the
// allocations 0.
type sample struct {
	time        time.Duration
	allocations uint64
	bytes       uint64 // that were allocated
}

// errForeign says that a peer is not made for a kind of order.
var errForeign = errors.New("the peer does not do such work")

// measured returns a runner of what is written in Go. The garbage of others is
// collected beforehand.
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

// observed does something and returns what it took.
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
