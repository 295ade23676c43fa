package jsonata

// infix parses what follows the operator t.
func (p *parser) infix(left Node, t token) Node {
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
		n := &Default{node: node{pos: t.pos}, Op: t.text, Left: left, Right: p.expression(0)}
		n.inherit(left, n.Right)
		return n
	case "~>":
		n := &Apply{node: node{pos: t.pos}, Left: left, Right: p.expression(40)}
		n.cover(left, n.Right)
		if keepsArray(left) || keepsArray(n.Right) {
			n.modify().KeepArray = true
		}
		return n
	}
	return p.binary(t, left, p.expression(t.power()))
}

func keepsArray(n Node) bool { return n.Modifiers() != nil && n.Modifiers().KeepArray }

func (p *parser) binary(t token, left, right Node) Node {
	n := &Binary{node: node{pos: t.pos}, Op: t.text, Left: left, Right: right, op: operators[t.text]}
	n.inherit(left, right)
	return n
}

func (p *parser) condition(left Node, t token) Node {
	n := &Condition{node: node{pos: t.pos}, If: left, Then: p.expression(0)}
	n.inherit(left, n.Then)
	if p.accept(":") {
		n.Else = p.expression(0)
		n.inherit(n.Else)
	}
	return n
}

func (p *parser) bind(left Node, t token) Node {
	v, ok := left.(*Variable)
	if !ok || v.mods.isFiltered() {
		panic(&Error{Code: "S0212", Offset: left.Pos()})
	}
	n := &Bind{node: node{pos: t.pos}, Name: v.Name, Value: p.expression(9)} // right-associative
	n.inherit(n.Value)
	p.binds = true
	return n
}

// isFiltered reports whether there is more than an empty predicate.
func (m *Modifiers) isFiltered() bool {
	return m != nil && (m.Predicates != nil || m.Stages != nil || m.Group != nil || m.Focus != "" || m.Index != "")
}

// call parses the arguments of a call, and the rest of a lambda.
func (p *parser) call(left Node, t token) Node {
	var args []Node
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
		n := &Partial{node: node{pos: t.pos}, Func: left, Args: args}
		n.inherit(args...)
		n.cover(left)
		return n
	}
	n := &Call{node: node{pos: t.pos}, Func: left, Args: args}
	n.inherit(args...)
	n.cover(left)
	return n
}

// isLambda reports whether n is the name that a lambda begins with.
func isLambda(n Node) bool {
	path, ok := n.(*Path)
	if !ok || len(path.Steps) > 1 || path.mods.isFiltered() {
		return false
	}
	name, ok := path.Steps[0].(*Name)
	return ok && !name.mods.isFiltered() && (name.Name == "function" || name.Name == "λ")
}

// lambda parses the signature and the body of a lambda. Holes among its
// parameters are errors.
func (p *parser) lambda(t token, args []Node, holes []token) Node {
	n := &Lambda{node: node{pos: t.pos}}
	for i, arg := range args {
		v, ok := arg.(*Variable)
		if !ok || v.mods.isFiltered() {
			e := &Error{Code: "S0208", value: number(float64(i + 1))}
			if arg == nil {
				e.Offset = holes[0].pos
			} else {
				e.Offset = arg.Pos()
			}
			panic(e)
		}
		n.Params = append(n.Params, v)
	}
	if p.tok.is("<") {
		p.signature(n)
	}
	p.expect("{", false)
	outer := p.binds
	n.Body = p.expression(0)
	p.binds = outer
	p.expect("}", false)
	markTail(n.Body)
	n.captures = captures(n.Body)
	n.cover(n.Body)
	return n
}

// signature parses the signature of a lambda.
func (p *parser) signature(n *Lambda) {
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
	n.Signature = sig
	var err *Error
	if n.signature, err = parseSignature(sig); err != nil {
		err.Offset += start
		panic(err)
	}
}

// markTail marks the calls whose result is the result of a lambda with this body.
// The caller of the lambda performs them, so that the stack does not grow.
func markTail(n Node) {
	if m := n.Modifiers(); m != nil && m.Predicates != nil {
		return
	}
	switch n := n.(type) {
	case *Call:
		n.tail = true
	case *Condition:
		markTail(n.Then)
		if n.Else != nil {
			markTail(n.Else)
		}
	case *Default:
		markTail(n.Right)
	case *Block:
		if len(n.Expressions) > 0 {
			markTail(n.Expressions[len(n.Expressions)-1])
		}
	}
}

// captures reports whether evaluating the body may leave something behind that
// refers to its frame.
func captures(body Node) bool {
	found := false
	Walk(body, func(n Node) bool {
		switch n := n.(type) {
		case *Lambda, *Partial, *Transform, *Apply:
			found = true
		case *Call:
			if v, ok := n.Func.(*Variable); ok && v.Name == "eval" {
				found = true
			}
		}
		return !found
	})
	return found
}
