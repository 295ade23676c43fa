package asl

import (
	"bytes"
	"errors"
	"runtime"
	"strconv"
)

// ErrWaitsForItself is the error of a call that would wait for an execution to go on while
// the execution waits for the caller: an observer, a sink or a logger that it calls.
var ErrWaitsForItself = errors.New("asl: an observer, or what else an execution calls, cannot wait for that execution, which waits for it to return")

// drivesHere notes that this goroutine drives the execution, if what it calls may wait for
// it. id is the result of goroutineID, or 0 if that is not known; drivesHere returns it.
func (d *driver) drivesHere(id int64) int64 {
	if id == 0 && (d.hasListeners || len(d.telemetry) > 0 || len(d.cfg.decisions) > 0 || len(d.cfg.mapRuns) > 0) {
		id = goroutineID()
	}
	d.goroutine.Store(id)
	return id
}

// isCaller reports whether the execution has called what runs now, and waits for it.
func (x *Execution) isCaller() bool {
	id := x.driver.goroutine.Load()
	return id != 0 && id == goroutineID()
}

// goroutineID returns the number of the goroutine that calls it. Go has no other way to
// find out whether a caller is an observer than the first words of the goroutine's stack:
// "goroutine 7 [running]:".
func goroutineID() int64 {
	var buffer [64]byte
	text := bytes.TrimPrefix(buffer[:runtime.Stack(buffer[:], false)], []byte("goroutine "))
	digits, _, _ := bytes.Cut(text, []byte(" "))
	id, _ := strconv.ParseInt(string(digits), 10, 64)
	return id
}
