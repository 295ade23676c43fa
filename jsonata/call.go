package jsonata

// tailCall is a call that a lambda returns in the place of its result.
type tailCall struct {
	call  *callNode
	input value
	frame *frame
	scope *frame // of the lambda, if it may be released once the arguments are evaluated
}

// leave returns a call for the caller of a lambda to perform.
func (ev *evaluation) leave(n *callNode, input value, f *frame) value {
	t := ev.spare
	if t == nil {
		t = new(tailCall)
	}
	ev.spare = nil
	*t = tailCall{call: n, input: input, frame: f}
	return value{kind: kindTail, ref: t}
}

func (n *callNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	if n.tail {
		return ev.leave(n, input, f), nil
	}
	return n.perform(ev, input, f, nil)
}

// perform calls the function. first is an argument before the others, nil if there
// is none.
func (n *callNode) perform(ev *evaluation, input value, f *frame, first *value) (value, error) {
	fn, err := ev.callee(n.callee, "T1005", n.pos, input, f)
	if err != nil {
		return undefined, err
	}
	base := len(ev.stack)
	if first != nil {
		ev.stack = append(ev.stack, *first)
	}
	for _, arg := range n.args {
		v, err := ev.eval(arg, input, f)
		if err != nil {
			return undefined, err
		}
		ev.stack = append(ev.stack, v)
	}
	v, err := ev.apply(fn, ev.stack[base:], input, f)
	if err != nil {
		return undefined, place(err, n.pos, calleeName(n.callee))
	}
	clear(ev.stack[base:])
	ev.stack = ev.stack[:base]
	return v, nil
}

// callee evaluates the function of a call. The error, if there is one, suggests a
// function of that name whose $ was forgotten.
func (ev *evaluation) callee(n node, code string, pos int, input value, f *frame) (value, error) {
	fn, err := ev.eval(n, input, f)
	if err != nil || fn.exists() {
		return fn, err
	}
	path, ok := n.(*pathNode)
	if !ok {
		return fn, nil
	}
	name, ok := path.steps[0].(*nameNode)
	if !ok {
		return fn, nil
	}
	if forgotten := ev.lookup(f, name.name, builtin(name.name, ev.profile)); isTruthy(forgotten) {
		e := newError(code, undefined)
		return fn, place(e, pos, name.name)
	}
	return fn, nil
}

// calleeName returns the name of a called function for errors.
func calleeName(n node) string {
	if path, ok := n.(*pathNode); ok {
		n = path.steps[0]
	}
	switch n := n.(type) {
	case *variableNode:
		return n.name
	case *nameNode:
		return n.name
	case *callNode, *partialNode:
		return "("
	}
	return ""
}

// apply calls a function, and performs the tail calls that it returns.
func (ev *evaluation) apply(fn value, args []value, input value, f *frame) (value, error) {
	if ev.calls++; ev.calls > ev.limits.Calls {
		return undefined, ev.tooDeep()
	}
	if err := ev.spendOne(); err != nil {
		return undefined, err
	}
	v, err := ev.invoke(fn, args, input, f)
	for err == nil && v.kind == kindTail {
		if err = ev.spend(2); err == nil {
			t := v.ref.(*tailCall)
			left := *t
			ev.spare = t
			v, err = ev.perform(&left, input, f)
		}
	}
	ev.calls--
	return v, err
}

// perform performs a tail call that a lambda has returned.
func (ev *evaluation) perform(t *tailCall, input value, f *frame) (value, error) {
	fn, err := ev.eval(t.call.callee, t.input, t.frame)
	if err != nil {
		return undefined, err
	}
	base := len(ev.stack)
	for _, arg := range t.call.args {
		v, err := ev.eval(arg, t.input, t.frame)
		if err != nil {
			return undefined, err
		}
		ev.stack = append(ev.stack, v)
	}
	if t.scope != nil {
		ev.release(t.scope)
	}
	v, err := ev.invoke(fn, ev.stack[base:], input, f)
	if err != nil {
		return undefined, place(err, t.call.pos, calleeName(t.call.callee))
	}
	clear(ev.stack[base:])
	ev.stack = ev.stack[:base]
	return v, nil
}

// invoke calls a function. The function must not keep args after it has returned.
func (ev *evaluation) invoke(fn value, args []value, input value, f *frame) (value, error) {
	switch c := fn.ref.(type) {
	case *closure:
		if c.lambda.signature != nil {
			var err error
			if args, err = c.lambda.signature.validate(ev, args, input); err != nil {
				return undefined, err
			}
		}
		return c.run(ev, args)
	case *native:
		return c.call(ev, args, input, f)
	case callable:
		return c.call(ev, args, input, f)
	}
	return undefined, newError("T1006", undefined)
}

func (n *applyNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	left, err := ev.eval(n.left, input, f)
	if err != nil {
		return undefined, err
	}
	if call, ok := n.right.(*callNode); ok {
		return ev.applyCall(call, left, input, f)
	}
	fn, err := ev.eval(n.right, input, f)
	if err != nil {
		return undefined, err
	}
	if fn.kind != kindFunction {
		return undefined, place(newError("T2006", fn), n.pos, "")
	}
	if left.kind == kindFunction {
		return ofFunction(&chain{left, fn}), ev.allocate(2 * functionBytes)
	}
	base := len(ev.stack)
	ev.stack = append(ev.stack, left)
	v, err := ev.apply(fn, ev.stack[base:], null(), f)
	if err != nil {
		return undefined, err
	}
	ev.stack = ev.stack[:base]
	return v, nil
}

// applyCall performs x ~> f(y): the left side is the first argument.
func (ev *evaluation) applyCall(n *callNode, left, input value, f *frame) (value, error) {
	return n.perform(ev, input, f, &left)
}

func (n *partialNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	if err := ev.allocate(functionBytes + len(n.args)*itemBytes); err != nil {
		return undefined, err
	}
	args := make([]value, len(n.args))
	holes := 0
	for i, arg := range n.args {
		if arg == nil {
			holes++
			continue
		}
		var err error
		if args[i], err = ev.eval(arg, input, f); err != nil {
			return undefined, err
		}
	}
	fn, err := ev.callee(n.callee, "T1007", n.pos, input, f)
	if err != nil {
		return undefined, err
	}
	if fn.kind != kindFunction {
		return undefined, place(newError("T1008", undefined), n.pos, calleeName(n.callee))
	}
	return ofFunction(&partial{fn: fn, node: n, args: args, holes: holes}), nil
}
