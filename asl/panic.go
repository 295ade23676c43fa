package asl

import (
	"fmt"
	"runtime"
)

// PanicError is in the chain of the error of an execution if that ended because a
// task, a resolver, a middleware or an observer has panicked: errors.As finds it.
// Nothing of it is in the history. Its Value and Stack are not to be modified.
type PanicError struct {
	Value any    // what panic was called with
	Stack []byte // of the goroutine, as [runtime/debug.Stack] writes it
}

// Error returns the value of the panic, as little of it as says something: it may
// hold a payload.
func (e *PanicError) Error() string { return "panic: " + panicText(e.Value) }

func panicText(problem any) string {
	if err, ok := problem.(runtime.Error); ok {
		return err.Error()
	}
	return cut(fmt.Sprint(problem), 30)
}
