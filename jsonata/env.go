package jsonata

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Env is what an evaluation takes from outside, besides its input. The zero Env has no
// variables, the time 1970-01-01T00:00:00Z, and the same random numbers in each
// evaluation.
//
// [Expr.Eval] calls the functions of its Env one at a time, in the goroutine of its
// caller, and never after it has returned. They need to be safe for concurrent use only
// if several goroutines evaluate with the same Env at once.
type Env struct {
	// Lookup returns the value of the variable with that name, which has no $, or the
	// zero Value if there is no such variable. It is called whenever the expression
	// uses a name that it has not bound itself, and before the built-in functions are
	// searched: a variable named sum hides $sum. It may be nil.
	Lookup func(name string) jsonvalue.Value

	// Now is the time that $now and $millis return. The zero Time stands for
	// 1970-01-01T00:00:00Z.
	Now time.Time

	// Random returns 64 uniformly distributed bits for $random, $shuffle and $uuid. If
	// it is nil, each evaluation gets the same sequence, that of SplitMix64 from 0.
	Random func() uint64

	// Interrupt is called after every 1,000 steps. The evaluation ends with
	// [ErrInterrupted] once it returns true. It may be nil.
	Interrupt func() bool

	// Budget bounds this evaluation and others together, besides its own [Limits]. It
	// may be nil. Two evaluations must not use one Budget at once.
	Budget *Budget
}

// Budget is what is left for a number of evaluations. Each of them takes from it what it
// needs, and fails as at the limit of the same name if too little is left.
type Budget struct {
	Steps  int // as in [Limits]
	Memory int // bytes, as in [Limits]; those of results are among them
}
