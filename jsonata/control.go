package jsonata

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
