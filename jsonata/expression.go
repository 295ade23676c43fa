package jsonata

func (n *Negation) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.Operand, input, f)
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

func (n *Literal) eval(*evaluation, value, *frame) (value, error) { return n.value, nil }

func (n *Variable) eval(ev *evaluation, input value, f *frame) (value, error) {
	return n.resolve(ev, input, f), nil
}

// resolve returns what the variable stands for.
func (n *Variable) resolve(ev *evaluation, input value, f *frame) value {
	v := input
	if n.Name != "" {
		v = ev.lookup(f, n.Name, n.builtin)
	} else if a := input.array(); a != nil && a.is(wrapper) {
		return a.item(0)
	}
	if v.kind == kindArray {
		return collapse(v, false)
	}
	return v
}

func (n *Array) eval(ev *evaluation, input value, f *frame) (value, error) {
	var out *array  // what is being built
	var base *array // the items so far, which belong to another array
	for _, item := range n.Items {
		v, err := ev.eval(item, input, f)
		if err != nil {
			return undefined, err
		}
		_, nested := item.(*Array) // an array in an array stays one
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
			out = &array{items: make([]value, 0, len(n.Items)), extent: extent{depth: 1}}
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

func (n *Block) eval(ev *evaluation, input value, f *frame) (value, error) {
	if len(n.Expressions) == 0 {
		return undefined, nil
	}
	scope := f
	if n.binds {
		scope = ev.newFrame(f)
	}
	for _, e := range n.Expressions[:len(n.Expressions)-1] {
		if _, err := ev.eval(e, input, scope); err != nil {
			return undefined, err
		}
	}
	return ev.eval(n.Expressions[len(n.Expressions)-1], input, scope)
}

func (n *Condition) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.If, input, f)
	if err != nil {
		return undefined, err
	}
	holds, err := ev.holds(v)
	switch {
	case err != nil:
		return undefined, place(err, n.pos, "")
	case holds:
		return ev.eval(n.Then, input, f)
	case n.Else != nil:
		return ev.eval(n.Else, input, f)
	}
	return undefined, nil
}

func (n *Default) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.Left, input, f)
	if err != nil {
		return undefined, err
	}
	holds := v.exists()
	if n.Op == "?:" {
		if holds, err = ev.holds(v); err != nil {
			return undefined, place(err, n.pos, "")
		}
	}
	if holds {
		return v, nil
	}
	return ev.eval(n.Right, input, f)
}

func (n *Bind) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.Value, input, f)
	if err != nil {
		return undefined, err
	}
	f.bind(n.Name, v)
	return v, nil
}
