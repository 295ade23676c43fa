package jsonata

func (n *literalNode) eval(*evaluation, value, *frame) (value, error) { return n.value, nil }

func (n *arrayNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	var out *array  // the result so far
	var base *array // in the place of out, the array that is all of the result so far
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

func (n *objectNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	if n.literal && input.kind != kindArray {
		return n.direct(ev, input, f)
	}
	return ev.group(n.pairs, n.pos, input, f)
}

// direct makes an object whose keys are different string literals, from a single item.
func (n *objectNode) direct(ev *evaluation, input value, f *frame) (value, error) {
	o := newObject(len(n.pairs))
	for _, pair := range n.pairs {
		v, err := ev.eval(pair.value, input, f)
		if err != nil {
			return undefined, err
		}
		if !v.exists() {
			continue
		}
		if err := ev.set(o, pair.key.(*literalNode).value.text(), v); err != nil {
			return undefined, err
		}
	}
	return ofObject(o), nil
}
