package jsonata

import (
	"time"

	"github.com/goasl/goasl/jsonvalue"
)

// Env is what an evaluation takes from outside. The zero Env works. One Env may
// serve several evaluations, one after the other.
type Env struct {
	// Lookup returns the variable with that name, without the $. It is asked for
	// names that the expression does not bind, before the functions of the language.
	// It may be nil.
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
	if v, ok := ev.outer(name); ok {
		return fromJSON(v)
	}
	return builtin
}

// outer returns a variable from outside.
func (ev *evaluation) outer(name string) (jsonvalue.Value, bool) {
	if ev.vars != nil {
		v, ok := ev.vars[name]
		return v, ok
	}
	if ev.env != nil && ev.env.Lookup != nil {
		return ev.env.Lookup(name)
	}
	return jsonvalue.Value{}, false
}
