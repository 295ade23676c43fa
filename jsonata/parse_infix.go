package jsonata

// infix parses the right operand of the operator t and returns the operation.
func (p *parser) infix(left node, t token) node {
	switch t.text {
	case ".":
		return p.step(left, p.expression(75))
	case "[":
		return p.predicate(left, t)
	case "{":
		return p.group(left, t)
	case "(":
		return p.call(left, t)
	case "^":
		return p.sort(left, t)
	case "@":
		return p.focus(left, t)
	case "#":
		return p.index(left, t)
	case ":=":
		return p.bind(left, t)
	case "?":
		return p.condition(left, t)
	case "?:", "??":
		n := &defaultNode{header: header{pos: t.pos}, ifFalse: t.text == "?:", left: left}
		n.right = p.expression(0)
		n.inherit(left, n.right)
		return n
	case "~>":
		n := &applyNode{header: header{pos: t.pos}, left: left, right: p.expression(40)}
		n.cover(left, n.right)
		if keepsArray(left) || keepsArray(n.right) {
			n.modify().keepArray = true
		}
		return n
	}
	return p.binary(t, left, p.expression(t.power()))
}

func keepsArray(n node) bool { return n.head().mods != nil && n.head().mods.keepArray }

func (p *parser) binary(t token, left, right node) node {
	op := operators[t.text]
	n := &binaryNode{header: header{pos: t.pos}, symbol: t.text, op: op, left: left, right: right}
	n.inherit(left, right)
	return n
}

func (p *parser) condition(left node, t token) node {
	n := &conditionNode{header: header{pos: t.pos}, condition: left, then: p.expression(0)}
	n.inherit(left, n.then)
	if p.accept(":") {
		n.otherwise = p.expression(0)
		n.inherit(n.otherwise)
	}
	return n
}

func (p *parser) bind(left node, t token) node {
	v, ok := left.(*variableNode)
	if !ok || v.mods.isFiltered() {
		panic(&Error{Code: "S0212", Offset: left.head().pos})
	}
	n := &bindNode{header: header{pos: t.pos}, name: v.name, value: p.expression(9)} // right-associative
	n.inherit(n.value)
	p.binds = true
	return n
}

// isFiltered reports whether there are modifiers other than an empty predicate, [].
func (m *modifiers) isFiltered() bool {
	return m != nil &&
		(m.predicates != nil || m.stages != nil || m.group != nil || m.focus != "" || m.index != "")
}

// call parses the arguments of a call, and the rest of a lambda.
func (p *parser) call(left node, t token) node {
	var args []node
	var open []token
	for more := !p.tok.is(")"); more; more = p.accept(",") {
		if hole := p.tok; p.accept("?") {
			args, open = append(args, nil), append(open, hole)
		} else {
			args = append(args, p.expression(0))
		}
	}
	p.expect(")", true)
	if isLambda(left) {
		return p.lambda(t, args, open)
	}
	if open != nil {
		n := &partialNode{header: header{pos: t.pos}, callee: left, args: args}
		n.inherit(args...)
		n.cover(left)
		return n
	}
	n := &callNode{header: header{pos: t.pos}, callee: left, args: args}
	n.inherit(args...)
	n.cover(left)
	return n
}

// isLambda reports whether n is the keyword of a lambda: function or λ.
func isLambda(n node) bool {
	path, ok := n.(*pathNode)
	if !ok || len(path.steps) > 1 || path.mods.isFiltered() {
		return false
	}
	name, ok := path.steps[0].(*nameNode)
	return ok && !name.mods.isFiltered() && (name.name == "function" || name.name == "λ")
}

// lambda parses the signature and the body of a lambda. args are its parameters, nil
// for each of the holes, which are errors.
func (p *parser) lambda(t token, args []node, holes []token) node {
	n := &lambdaNode{header: header{pos: t.pos}}
	for i, arg := range args {
		v, ok := arg.(*variableNode)
		if !ok || v.mods.isFiltered() {
			e := &Error{Code: "S0208", value: number(float64(i + 1))}
			if arg == nil {
				e.Offset = holes[0].pos
			} else {
				e.Offset = arg.head().pos
			}
			panic(e)
		}
		n.params = append(n.params, v)
	}
	if p.tok.is("<") {
		p.signature(n)
	}
	p.expect("{", false)
	outer := p.binds
	n.body = p.expression(0)
	p.binds = outer
	p.expect("}", false)
	markTail(n.body)
	n.captures = captures(n.body)
	n.cover(n.body)
	return n
}

// signature parses the signature of a lambda.
func (p *parser) signature(n *lambdaNode) {
	start := p.tok.pos
	sig := "<"
	for depth := 1; depth > 0 && !p.tok.is("{") && p.tok.kind != endToken; {
		p.advance(false)
		switch {
		case p.tok.is(">"):
			depth--
		case p.tok.is("<"):
			depth++
		}
		sig += p.tok.text
	}
	p.expect(">", false)
	var err *Error
	if n.signature, err = parseSignature(sig); err != nil {
		err.Offset += start
		panic(err)
	}
}

// markTail marks the calls whose result is the result of a lambda with the body n. The
// caller of the lambda performs them, so that the stack does not grow.
func markTail(n node) {
	if m := n.head().mods; m != nil && m.predicates != nil {
		return
	}
	switch n := n.(type) {
	case *callNode:
		n.tail = true
	case *conditionNode:
		markTail(n.then)
		if n.otherwise != nil {
			markTail(n.otherwise)
		}
	case *defaultNode:
		markTail(n.right)
	case *blockNode:
		if len(n.expressions) > 0 {
			markTail(n.expressions[len(n.expressions)-1])
		}
	}
}

// captures reports whether the frame of a call may be referred to after the body has
// been evaluated.
func captures(body node) bool {
	found := false
	walk(body, func(n node) bool {
		switch n := n.(type) {
		case *lambdaNode, *partialNode, *transformNode, *applyNode:
			found = true
		case *callNode:
			if v, ok := n.callee.(*variableNode); ok && v.name == "eval" {
				found = true
			}
		}
		return !found
	})
	return found
}
