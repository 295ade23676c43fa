package jsonata

import (
	"context"
	"sync"

	"github.com/goasl/goasl/jsonvalue"
)

// evaluation is the state of one evaluation.
type evaluation struct {
	profile Profile
	limits  *Limits
	root    value // $$

	ctx context.Context
	env Env

	steps, memory int // left of the limits
	poll          int // the number of steps left at which interrupts are checked next
	depth, calls  int

	top    frame
	frames []*frame  // free, for newFrame
	stack  []value   // arguments of the calls in progress
	spare  *tailCall // free, for leave
	site   site      // of the built-in function that runs
	random splitMix
}

// site is where a built-in function is called.
type site struct {
	input value
	frame *frame
}

var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

// pollEvery is the number of steps between two checks for an interrupt.
const pollEvery = 1000

// evaluate evaluates the expression. It returns ErrInterrupted itself for ctx, too.
func (x *Expr) evaluate(ctx context.Context, input jsonvalue.Value, env Env) (jsonvalue.Value, error) {
	ev := evaluations.Get().(*evaluation)
	ev.profile, ev.limits = x.config.profile, &x.config.limits
	ev.ctx, ev.env = ctx, env
	steps, memory := ev.limits.Steps, ev.limits.Memory
	if b := env.Budget; b != nil {
		steps, memory = min(steps, b.Steps), min(memory, b.Memory)
	}
	ev.steps, ev.memory = steps, memory
	ev.poll = max(ev.steps-pollEvery, 0)
	ev.root = fromJSON(input)
	result, err := ev.run(x.root)
	if b := env.Budget; b != nil {
		b.Steps -= steps - max(ev.steps, 0)
		b.Memory -= memory - max(ev.memory, 0)
	}
	ev.reset()
	return result, err
}

// reset makes ev ready for another evaluation and drops all references. It clears only
// what was used, because most evaluations are short.
func (ev *evaluation) reset() {
	ev.ctx, ev.env, ev.root = nil, Env{}, undefined
	ev.depth, ev.calls, ev.random = 0, 0, splitMix{}
	if ev.site.frame != nil {
		ev.site = site{}
	}
	if ev.spare != nil {
		ev.spare = nil
	}
	if ev.top.vars != nil {
		clear(ev.top.vars)
		ev.top.vars = nil
	}
	if len(ev.stack) > 0 { // an error has ended a call
		clear(ev.stack)
		ev.stack = ev.stack[:0]
	}
	if len(ev.frames) > mostKept {
		ev.frames = ev.frames[:mostKept:mostKept]
	}
	if cap(ev.stack) <= mostKept {
		evaluations.Put(ev)
	}
}

// mostKept bounds the frames and the stack that are kept for the next evaluation.
const mostKept = 256

func (ev *evaluation) run(root node) (jsonvalue.Value, error) {
	input := ev.root
	if input.kind == kindArray {
		// The input is one value, not a sequence of its items.
		input = ofArray(newArray([]value{input}, sequence|wrapper))
	}
	if ev.ctx.Err() != nil {
		return jsonvalue.Value{}, ErrInterrupted
	}
	result, err := ev.eval(root, input, &ev.top)
	if err == nil {
		var v jsonvalue.Value
		if v, err = ev.result(result); err == nil {
			return v, nil
		}
	}
	if e, ok := err.(*Error); ok {
		if v, err := ev.toJSON(e.value); err == nil {
			e.Value = v
		}
	}
	return jsonvalue.Value{}, finish(err)
}

// eval evaluates a node with its modifiers.
func (ev *evaluation) eval(n node, input value, f *frame) (value, error) {
	if ev.depth >= ev.limits.Depth {
		return undefined, ev.tooDeep()
	}
	// Nodes that take next to no time and no memory are not counted as steps.
	switch n := n.(type) {
	case *literalNode:
		if n.mods == nil {
			return n.value, nil
		}
	case *variableNode:
		if n.mods == nil {
			return ev.read(n.resolve(ev, input, f)), nil
		}
	case *pathNode:
		if ev.depth+1 >= ev.limits.Depth { // a step is one level deeper
			return undefined, ev.tooDeep()
		}
		if n.plain {
			if v, ok := n.walk(ev, input, f); ok {
				return ev.read(v), nil
			}
		}
	}
	ev.depth++
	if err := ev.spendOne(); err != nil {
		return undefined, err
	}
	v, err := n.eval(ev, input, f)
	if err != nil || v.kind == kindTail {
		ev.depth--
		return v, err
	}
	if m := n.head().mods; m != nil {
		v, err = ev.modify(n, m, v, f)
	} else if v.kind == kindArray {
		v = collapse(v, false)
	}
	ev.depth--
	return v, err
}

// modify applies the modifiers of a node to its value.
func (ev *evaluation) modify(n node, m *modifiers, v value, f *frame) (value, error) {
	var err error
	for _, s := range m.predicates {
		if v, err = ev.filter(s.filter, v, f); err != nil {
			return undefined, err
		}
	}
	if m.group != nil {
		if _, isPath := n.(*pathNode); !isPath {
			if v, err = ev.group(m.group.pairs, m.group.pos, v, f); err != nil {
				return undefined, err
			}
		}
	}
	return collapse(v, m.keepArray), nil
}

// spendOne takes one step. It is small enough to be inlined in loops.
func (ev *evaluation) spendOne() error {
	if ev.steps--; ev.steps >= ev.poll {
		return nil
	}
	return ev.spend(0)
}

// spend takes n steps.
func (ev *evaluation) spend(n int) error {
	ev.steps -= n
	if ev.steps >= ev.poll {
		return nil
	}
	if ev.steps < 0 {
		return &Error{
			Code: "U1001", Message: "Expression evaluation timeout: Check for infinite loop", limit: true,
		}
	}
	ev.poll = max(ev.steps-pollEvery, 0)
	if ev.interrupted() {
		return ErrInterrupted
	}
	return nil
}

// bytesOfStep is the length of a text that is read in one step.
const bytesOfStep = 64

// spendOn takes the steps for going over a text of n bytes.
func (ev *evaluation) spendOn(n int) error {
	if n < bytesOfStep {
		return nil
	}
	return ev.spend(n / bytesOfStep)
}

// bytesOfDecoding is the length of a scalar from outside that is decoded in one step.
const bytesOfDecoding = 32

// read takes the steps for decoding a scalar from outside, and returns it. It is decoded
// anew each time that it is used.
func (ev *evaluation) read(v value) value {
	if v.kind <= kindString {
		if j, ok := v.ref.(jsonvalue.Value); ok {
			ev.owe(j.Size()/bytesOfDecoding, 0)
		}
	}
	return v
}

// owe takes steps and memory where there can be no error. The next spend or allocate sees
// it.
func (ev *evaluation) owe(steps, bytes int) {
	ev.steps -= steps
	ev.memory -= bytes
}

// allocate takes n bytes of memory.
func (ev *evaluation) allocate(n int) error {
	if ev.memory -= n; ev.memory < 0 {
		return limitError("bytes of memory", ev.limits.Memory, 0)
	}
	return nil
}

// newString returns s as a value, or an error if it is too long.
func (ev *evaluation) newString(s string) (value, error) {
	if len(s) > ev.limits.String {
		return undefined, limitError("bytes of a string", ev.limits.String, 0)
	}
	return ofString(s), ev.allocate(len(s))
}

// tooDeep returns the error of an endless recursion.
// Step Functions: there is one blank between the sentences, and no full stop after them.
func (ev *evaluation) tooDeep() error {
	const overflow = "Stack overflow error: Check for non-terminating recursive function."
	message := overflow + "  Consider rewriting as tail-recursive."
	if ev.profile == AWS {
		message = overflow + " Consider rewriting as tail-recursive"
	}
	return &Error{Code: "U1001", Message: message, limit: true}
}

// interrupted reports whether the caller wants the evaluation to end.
func (ev *evaluation) interrupted() bool {
	return ev.ctx.Err() != nil || ev.env.Interrupt != nil && ev.env.Interrupt()
}
