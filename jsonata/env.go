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

// binding is a variable and its value.
type binding struct {
	name  string
	value value
}

// frame is a scope of variables. Names are compared one by one: a scope has few.
type frame struct {
	parent *frame
	vars   []binding
	room   [3]binding // for the first ones
}

// bind sets a variable in this scope.
func (f *frame) bind(name string, v value) {
	for i := range f.vars {
		if f.vars[i].name == name {
			f.vars[i].value = v
			return
		}
	}
	f.add(name, v)
}

// add sets a variable that the scope does not have.
func (f *frame) add(name string, v value) {
	if f.vars == nil {
		f.vars = f.room[:0]
	}
	f.vars = append(f.vars, binding{name, v})
}

// newFrame returns an empty scope inside another one.
func (ev *evaluation) newFrame(parent *frame) *frame {
	if n := len(ev.frames); n > 0 {
		f := ev.frames[n-1]
		ev.frames = ev.frames[:n-1]
		f.parent = parent
		return f
	}
	return &frame{parent: parent}
}

// release takes back a scope that nothing refers to any more.
func (ev *evaluation) release(f *frame) {
	clear(f.vars)
	f.vars = f.vars[:0]
	f.parent = nil
	ev.frames = append(ev.frames, f)
}

// lookup returns the variable with that name, undefined if there is none.
func (ev *evaluation) lookup(f *frame, name string, builtin value) value {
	for ; f != nil; f = f.parent {
		for i := range f.vars {
			if f.vars[i].name == name {
				return f.vars[i].value
			}
		}
	}
	if name == "$" {
		return ev.root
	}
	if ev.env.Lookup != nil {
		if v := ev.env.Lookup(name); v.Exists() {
			return fromJSON(v)
		}
	}
	return builtin
}
