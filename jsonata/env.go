package jsonata

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Env is what an evaluation takes from outside. The zero Env works. One Env may
// serve several evaluations; it is used only by the goroutine that evaluates.
type Env struct {
	// Lookup returns the variable with that name, without the $. It is asked for
	// names that the expression itself does not bind, before the functions of the
	// language. It may be nil.
	Lookup func(name string) (jsonvalue.Value, bool)

	// Now is what $now and $millis tell, the same during one evaluation. The zero
	// Time stands for 1970-01-01T00:00:00Z: no clock is read.
	Now time.Time

	// Random returns uniformly distributed bits for $random, $shuffle and $uuid.
	// If it is nil, each evaluation sees the same sequence, that of SplitMix64
	// from 0.
	Random func() uint64

	// Interrupt is asked now and then whether the evaluation is to end, with
	// [ErrInterrupted]. It may be nil.
	Interrupt func() bool
}
