package jsonata

// callable is a function that an expression can call.
type callable interface {
	// arity is the number of arguments that functions such as $map pass to it.
	arity() int

	// call calls the function. The result may be a tail call, of kindTail.
	call(ev *evaluation, args []value, input value, f *frame) (value, error)
}

// native is a built-in function.
type native struct {
	name      string
	params    int // arity
	signature *signature
	run       func(ev *evaluation, args []value) (value, error)
}

func (n *native) arity() int { return n.params }

func (n *native) call(ev *evaluation, args []value, input value, f *frame) (value, error) {
	args, err := n.signature.validate(ev, args, input)
	if err != nil {
		return undefined, err
	}
	return n.perform(ev, args, input, f)
}

// perform calls the function with arguments that are valid.
func (n *native) perform(ev *evaluation, args []value, input value, f *frame) (value, error) {
	for i := range args {
		if args[i].kind <= kindString {
			if err := ev.spendOn(args[i].size()); err != nil {
				return undefined, err
			}
		}
	}
	ev.site = site{input, f}
	return n.run(ev, args)
}

// arg returns argument i, or undefined if there are fewer.
func arg(args []value, i int) value {
	if i < len(args) {
		return args[i]
	}
	return undefined
}

// closure is a lambda with the scope and the input in which it was evaluated.
type closure struct {
	lambda *lambdaNode
	input  value
	frame  *frame
}

// functionBytes is the memory of a function that an expression makes.
const functionBytes = 64

func (n *lambdaNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	if err := ev.allocate(functionBytes); err != nil {
		return undefined, err
	}
	return ofFunction(&closure{lambda: n, input: input, frame: f}), nil
}

func (c *closure) arity() int { return len(c.lambda.params) }

func (c *closure) call(ev *evaluation, args []value, input value, f *frame) (value, error) {
	return ev.invoke(ofFunction(c), args, input, f)
}

// run evaluates the body with arguments that are valid.
func (c *closure) run(ev *evaluation, args []value) (value, error) {
	scope := ev.newFrame(c.frame)
	for i, p := range c.lambda.params {
		scope.bind(p.name, arg(args, i))
	}
	v, err := ev.eval(c.lambda.body, c.input, scope)
	switch {
	case err != nil || c.lambda.captures:
	case v.kind == kindTail:
		v.ref.(*tailCall).scope = scope
	default:
		ev.release(scope)
	}
	return v, err
}

// partial is a function with some of its arguments.
type partial struct {
	fn    value
	node  *partialNode
	args  []value
	holes int
}

func (p *partial) arity() int { return p.holes }

func (p *partial) call(ev *evaluation, args []value, input value, f *frame) (value, error) {
	base := len(ev.stack)
	next := 0
	for i, a := range p.args {
		if p.node.args[i] == nil {
			a = arg(args, next)
			next++
		}
		ev.stack = append(ev.stack, a)
	}
	v, err := p.invoke(ev, ev.stack[base:], f)
	ev.stack = ev.stack[:base]
	return v, err
}

// invoke calls the function with all of its arguments. Unlike a direct call it wraps no
// argument into an array, whatever the signature says.
func (p *partial) invoke(ev *evaluation, args []value, f *frame) (value, error) {
	switch c := p.fn.ref.(type) {
	case *closure:
		return c.run(ev, args)
	case *native:
		if err := c.signature.check(args); err != nil {
			return undefined, err
		}
		return c.perform(ev, args, undefined, f)
	}
	return ev.invoke(p.fn, args, undefined, f)
}

// chain is f ~> g: g of the result of f. In jsonata-js it is function($x){ $g($f($x)) },
// in which the call of f, and its argument, are levels of their own.
type chain struct{ first, second value }

func (c *chain) arity() int { return 1 }

func (c *chain) call(ev *evaluation, args []value, _ value, f *frame) (value, error) {
	base := len(ev.stack)
	ev.stack = append(ev.stack, arg(args, 0))
	if ev.depth++; ev.depth >= ev.limits.Depth {
		return undefined, ev.tooDeep()
	}
	v, err := ev.apply(c.first, ev.stack[base:], null(), f)
	if err != nil {
		return undefined, blameFunction(err, "f")
	}
	ev.depth--
	ev.stack = append(ev.stack[:base], collapse(v, false))
	v, err = ev.apply(c.second, ev.stack[base:], null(), f)
	ev.stack = ev.stack[:base]
	return v, blameFunction(err, "g")
}
