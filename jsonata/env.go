package jsonata

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Env is what an evaluation takes from outside. The zero Env has no variables, the
// time 1970-01-01T00:00:00Z, and the same random numbers for each evaluation.
//
// [Expr.Eval] calls the functions of an Env in its own goroutine, and keeps none of
// them after it has returned. An Env that several goroutines use at once needs
// functions that are safe for concurrent use.
type Env struct {
	// Lookup returns the value of a variable whose name is given without the $, or
	// the zero Value if there is no such variable. It is called for each use of a name
	// that the expression has not bound itself, before the name is looked up among the
	// built-in functions. It may be nil.
	Lookup func(name string) jsonvalue.Value

	// Now is the time that $now and $millis return. The zero Time stands for
	// 1970-01-01T00:00:00Z: no clock is read.
	Now time.Time

	// Random returns 64 uniformly distributed bits for $random, $shuffle and $uuid. If
	// it is nil, each evaluation gets the same sequence, that of SplitMix64 from 0.
	Random func() uint64

	// Interrupt is called at the start and after every 1,000 steps. The evaluation
	// ends with [ErrInterrupted] once it returns true. It may be nil.
	Interrupt func() bool
}
