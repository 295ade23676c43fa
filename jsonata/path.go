package jsonata

// flow is the items that one step of a path hands to the next. A single item needs no
// array.
type flow struct {
	value value
	many  bool // value is an array of the items
	empty bool // there are no items
}

// flowOf returns the items of an array.
func flowOf(v value) flow {
	if v.kind != kindArray {
		return flow{empty: true} // JavaScript finds no items in other values
	}
	return flow{value: v, many: true, empty: v.length() == 0}
}

// length returns the number of items.
func (w *flow) length() int {
	if w.many {
		return w.value.length()
	}
	return 1
}

func (w *flow) item(i int) value {
	if w.many {
		return w.value.item(i)
	}
	return w.value
}

// collected returns the items as an array.
func (w *flow) collected() value {
	switch {
	case w.many:
		return w.value
	case w.empty:
		return ofArray(&array{flags: sequence, extent: extent{depth: 1}})
	}
	return ofArray(single(w.value))
}

func (n *pathNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	_, isVariable := n.steps[0].(*variableNode)
	w := flow{value: input, many: input.kind == kindArray && !isVariable}
	for i, step := range n.steps {
		m := step.head().mods
		last := i == len(n.steps)-1
		switch {
		case i == 0 && m != nil && m.cons:
			v, err := ev.eval(step, w.collected(), f)
			if err != nil {
				return undefined, err
			}
			if m.focus == "" {
				w = flowOf(v)
			}
			if m.tuple && !last {
				return n.tuples(ev, w, 1, f)
			}
		case m != nil && m.tuple:
			return n.tuples(ev, w, i, f)
		default:
			var err error
			if w, err = ev.step(step, w, f, last); err != nil {
				return undefined, err
			}
		}
		if w.empty {
			break
		}
	}
	return n.finish(ev, w, f)
}

// isPlain reports whether a path consists of names alone, after a variable or not.
func (n *pathNode) isPlain() bool {
	if n.mods != nil {
		return false
	}
	for i, step := range n.steps {
		if step.head().mods != nil {
			return false
		}
		_, isName := step.(*nameNode)
		_, isVariable := step.(*variableNode)
		if !isName && (!isVariable || i > 0) {
			return false
		}
	}
	return true
}

// walk evaluates a plain path. ok is false if there is an array on the way, or if the
// result is an array that has to be collapsed.
func (n *pathNode) walk(ev *evaluation, input value, f *frame) (v value, ok bool) {
	v = input
	steps := n.steps
	if first, isVariable := steps[0].(*variableNode); isVariable {
		v, steps = first.resolve(ev, input, f), steps[1:]
	}
	for _, step := range steps {
		switch v.kind {
		case kindObject:
			v = v.get(step.(*nameNode).name)
		case kindArray:
			return undefined, false
		default:
			return undefined, true
		}
	}
	return v, v.kind != kindArray || v.array() == nil
}

// finish returns the result of a path whose last step has the results w.
func (n *pathNode) finish(ev *evaluation, w flow, f *frame) (value, error) {
	v := w.value
	switch {
	case n.keepSingleton:
		v = w.collected()
		if a := v.array(); a != nil {
			if a.is(cons) {
				a = single(v)
			}
			v = ofArray(a.with(a.flags | keepSingleton))
		}
	case w.empty && !w.many:
		v = undefined
	}
	if n.mods != nil && n.mods.group != nil {
		if !n.keepSingleton {
			v = w.collected()
		}
		return ev.group(n.mods.group.pairs, n.mods.group.pos, v, f)
	}
	return v, nil
}

// step evaluates one step of a path for all items.
func (ev *evaluation) step(step node, w flow, f *frame, last bool) (flow, error) {
	m := step.head().mods
	switch step := step.(type) {
	case *sortNode:
		return ev.sortStep(step, w, f)
	case *nameNode:
		if m == nil {
			return ev.nameStep(step.name, w, last)
		}
	}
	c := collector{hint: min(w.length(), maxHint)}
	for i := range w.length() {
		if err := ev.spendOne(); err != nil {
			return flow{}, err
		}
		v, err := ev.eval(step, w.item(i), f)
		if err != nil {
			return flow{}, err
		}
		if m != nil {
			for _, s := range m.stages {
				if v, err = ev.filter(s.filter, v, f); err != nil {
					return flow{}, err
				}
			}
		}
		if err := c.add(ev, v); err != nil {
			return flow{}, err
		}
	}
	return c.flow(last), nil
}

// nameStep evaluates a step to a field for all items.
func (ev *evaluation) nameStep(name string, w flow, last bool) (flow, error) {
	if !w.many && w.value.kind != kindArray {
		v := undefined
		if w.value.kind == kindObject {
			v = w.value.get(name)
		}
		return oneResult(v, last), nil
	}
	n := w.length()
	if err := ev.spend(n); err != nil {
		return flow{}, err
	}
	c := collector{hint: n}
	for i := range n {
		v := w.item(i)
		switch v.kind {
		case kindObject:
			v = v.get(name)
		case kindArray:
			var err error
			if v, err = ev.field(v, name); err != nil {
				return flow{}, err
			}
		default:
			continue
		}
		if err := c.add(ev, v); err != nil {
			return flow{}, err
		}
	}
	return c.flow(last), nil
}

// oneResult returns the items that a step with one result hands on: those of the result
// if it is an array.
func oneResult(v value, last bool) flow {
	switch {
	case !v.exists():
		return flow{empty: true}
	case v.kind != kindArray:
		return flow{value: v}
	}
	a := v.array()
	switch {
	case last && (a == nil || !a.is(sequence)):
		return flow{value: v, many: true, empty: v.length() == 0} // the array as it is
	case a != nil && a.is(cons):
		return flow{value: v}
	case v.length() == 0:
		return flow{empty: true}
	case a != nil:
		v = ofArray(a.with(sequence))
	}
	return flow{value: v, many: true}
}

// field returns the field of an object, or the fields of all objects in an array.
func (ev *evaluation) field(v value, name string) (value, error) {
	switch v.kind {
	case kindObject:
		return v.get(name), nil
	case kindArray:
		out := &array{flags: sequence, extent: extent{depth: 1}}
		if err := ev.fields(out, v, name); err != nil {
			return undefined, err
		}
		return collapse(ofArray(out), false), nil
	}
	return undefined, nil
}

// fields appends the fields of an array's items to out.
func (ev *evaluation) fields(out *array, v value, name string) error {
	n := v.length()
	if err := ev.spend(n); err != nil {
		return err
	}
	for i := range n {
		item := v.item(i)
		if item.kind == kindArray {
			if err := ev.fields(out, item, name); err != nil {
				return err
			}
			continue
		}
		if item.kind != kindObject {
			continue
		}
		var err error
		switch field := item.get(name); field.kind {
		case kindUndefined:
		case kindArray:
			err = ev.pushAll(out, field)
		default:
			err = ev.push(out, field)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *nameNode) eval(ev *evaluation, input value, _ *frame) (value, error) {
	return ev.field(input, n.name)
}
