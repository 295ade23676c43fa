package jsonata

func (n *wildcardNode) eval(ev *evaluation, input value, _ *frame) (value, error) {
	out := &array{flags: sequence, extent: extent{depth: 1}}
	if a := input.array(); a != nil && a.is(wrapper) && a.length() > 0 {
		input = a.item(0)
	}
	each := func(_ string, v value) error {
		if v.kind == kindArray {
			// JavaScript's concat makes a plain array of the sequence.
			out.flags = 0
			return ev.flatten(out, v)
		}
		return ev.push(out, v)
	}
	var err error
	switch input.kind {
	case kindObject:
		err = ev.each(input, each)
	case kindArray:
		for i := 0; i < input.length() && err == nil; i++ {
			err = each("", input.item(i))
		}
	}
	return ofArray(out), err
}

// flatten appends the items of an array to out, and those of arrays in it.
func (ev *evaluation) flatten(out *array, v value) error {
	if v.kind != kindArray {
		return ev.push(out, v)
	}
	n := v.length()
	if err := ev.spend(n); err != nil {
		return err
	}
	for i := range n {
		if err := ev.flatten(out, v.item(i)); err != nil {
			return err
		}
	}
	return nil
}

func (n *descendantNode) eval(ev *evaluation, input value, _ *frame) (value, error) {
	if !input.exists() {
		return undefined, nil
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	err := ev.descend(out, input)
	return ofArray(out), err
}

// descend appends v and all values inside v to out, except arrays.
func (ev *evaluation) descend(out *array, v value) error {
	switch v.kind {
	case kindArray:
		n := v.length()
		if err := ev.spend(n); err != nil {
			return err
		}
		for i := range n {
			if err := ev.descend(out, v.item(i)); err != nil {
				return err
			}
		}
		return nil
	case kindObject:
		if err := ev.push(out, v); err != nil {
			return err
		}
		return ev.each(v, func(_ string, m value) error { return ev.descend(out, m) })
	}
	return ev.push(out, v)
}

func (n *parentNode) eval(ev *evaluation, _ value, f *frame) (value, error) {
	return ev.lookup(f, n.slot.label, undefined), nil
}
