package jsonata

func (n *negationNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.operand, input, f)
	if err != nil || !v.exists() {
		return undefined, err
	}
	isNumber, err := v.isNumber()
	if err == nil && !isNumber {
		err = newError("D1002", v)
	}
	if err != nil {
		return undefined, place(err, n.pos, "-")
	}
	return number(-v.float()), nil
}

func (n *literalNode) eval(*evaluation, value, *frame) (value, error) { return n.value, nil }

func (n *variableNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	return n.resolve(ev, input, f), nil
}

// resolve returns what the variable stands for.
func (n *variableNode) resolve(ev *evaluation, input value, f *frame) value {
	v := input
	if n.name != "" {
		v = ev.lookup(f, n.name, n.builtin)
	} else if a := input.array(); a != nil && a.is(wrapper) {
		return a.item(0)
	}
	if v.kind == kindArray {
		return collapse(v, false)
	}
	return v
}

func (n *arrayNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	var out *array  // what is being built
	var base *array // the items so far, which belong to another array
	for _, item := range n.items {
		v, err := ev.eval(item, input, f)
		if err != nil {
			return undefined, err
		}
		_, nested := item.(*arrayNode) // an array in an array stays one
		isArray := v.kind == kindArray && !nested
		switch {
		case !v.exists():
			continue
		case isArray && out == nil && base == nil && v.array() != nil:
			base = v.array()
			continue
		case out == nil && base != nil:
			out, err = ev.extensibleArray(ofArray(base))
		case out == nil:
			out = &array{items: make([]value, 0, len(n.items)), extent: extent{depth: 1}}
		}
		if err == nil && isArray {
			err = ev.pushAll(out, v)
		} else if err == nil {
			err = ev.push(out, v)
		}
		if err != nil {
			return undefined, err
		}
	}
	switch {
	case out == nil && base == nil:
		out = &array{extent: extent{depth: 1}}
	case out == nil:
		out = base.with(0)
	case out.used != nil:
		*out.used = len(out.items)
	}
	if n.mods != nil && n.mods.cons {
		out = out.with(cons)
	}
	return ofArray(out), nil
}

func (n *blockNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	if len(n.expressions) == 0 {
		return undefined, nil
	}
	scope := f
	if n.binds {
		scope = ev.newFrame(f)
	}
	for _, e := range n.expressions[:len(n.expressions)-1] {
		if _, err := ev.eval(e, input, scope); err != nil {
			return undefined, err
		}
	}
	return ev.eval(n.expressions[len(n.expressions)-1], input, scope)
}

func (n *conditionNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.condition, input, f)
	if err != nil {
		return undefined, err
	}
	holds, err := ev.holds(v)
	switch {
	case err != nil:
		return undefined, place(err, n.pos, "")
	case holds:
		return ev.eval(n.then, input, f)
	case n.otherwise != nil:
		return ev.eval(n.otherwise, input, f)
	}
	return undefined, nil
}

func (n *defaultNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.left, input, f)
	if err != nil {
		return undefined, err
	}
	holds := v.exists()
	if n.ifFalse {
		if holds, err = ev.holds(v); err != nil {
			return undefined, place(err, n.pos, "")
		}
	}
	if holds {
		return v, nil
	}
	return ev.eval(n.right, input, f)
}

func (n *bindNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.value, input, f)
	if err != nil {
		return undefined, err
	}
	f.bind(n.name, v)
	return v, nil
}
