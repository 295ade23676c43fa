package jsonata

// A tuple is an object. Its member "@" is the item, and the others are the variables that
// earlier steps have bound.

// tuples evaluates the steps of a path from n.steps[at] on, the first one that binds
// something, over a stream of tuples.
func (n *pathNode) tuples(ev *evaluation, w flow, at int, f *frame) (value, error) {
	var tuples value
	for _, step := range n.steps[at:] {
		var err error
		if tuples, err = ev.tupleStep(step, w, tuples, f); err != nil {
			return undefined, err
		}
	}
	if n.tuple && (n.mods == nil || n.mods.group == nil) {
		return tuples, nil
	}
	if n.mods != nil && n.mods.group != nil {
		return ev.group(n.mods.group.pairs, n.mods.group.pos, tuples, f)
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	for i := range tuples.length() {
		if err := ev.spendOne(); err != nil {
			return undefined, err
		}
		if err := ev.push(out, tuples.item(i).get("@")); err != nil {
			return undefined, err
		}
	}
	if n.keepSingleton {
		out.flags |= keepSingleton
	}
	return ofArray(out), nil
}

// tupleFrame returns a scope with the variables of a tuple.
func (ev *evaluation) tupleFrame(f *frame, tuple value) *frame {
	inner := ev.newFrame(f)
	for i := range tuple.members() {
		name, v := tuple.member(i)
		inner.bind(name, v)
	}
	return inner
}

// tupleStep evaluates a step for all tuples. If tuples is undefined, the tuples are made
// of the items of w.
func (ev *evaluation) tupleStep(step node, w flow, tuples value, f *frame) (value, error) {
	m := step.head().mods
	if m == nil {
		m = &modifiers{}
	}
	var out *array
	var err error
	if sort, ok := step.(*sortNode); ok {
		out, err = ev.sortTuples(sort, m, w, tuples, f)
	} else {
		out = &array{flags: sequence | stream, extent: extent{depth: 1}}
		n := tuples.length()
		if !tuples.exists() {
			n = w.length()
		}
		for i := 0; i < n && err == nil; i++ {
			if err = ev.spendOne(); err != nil {
				break
			}
			if tuples.exists() {
				err = ev.bindStep(out, step, m, tuples.item(i), f)
			} else {
				err = ev.bindStep(out, step, m, newTuple(w.item(i)), f)
			}
		}
	}
	if err != nil {
		return undefined, err
	}
	return ev.stages(m.stages, ofArray(out), f)
}

// newTuple returns the tuple of an item.
func newTuple(item value) value {
	t := newObject(2)
	t.set("@", item)
	return ofObject(t)
}

// bindStep evaluates a step for one tuple and appends the resulting tuples to out.
func (ev *evaluation) bindStep(out *array, step node, m *modifiers, tuple value, f *frame) error {
	item := tuple.get("@")
	scope := ev.tupleFrame(f, tuple)
	v, err := ev.eval(step, item, scope)
	if err != nil {
		return err
	}
	if _, isName := step.(*nameNode); isName {
		ev.release(scope)
	}
	if !v.exists() {
		return nil
	}
	results := flow{value: v, many: v.kind == kindArray}
	for i := range results.length() {
		if err := ev.spendOne(); err != nil {
			return err
		}
		t := newObject(tuple.members() + 2)
		if err := ev.extend(t, tuple); err != nil {
			return err
		}
		result := results.item(i)
		if v.isStream() {
			err = ev.extend(t, result)
		} else {
			if m.focus != "" {
				err = ev.set(t, m.focus, result)
			} else {
				err = ev.set(t, "@", result)
			}
			if m.index != "" {
				t.set(m.index, number(float64(i)))
			}
			if m.ancestor != nil {
				t.set(m.ancestor.label, item)
			}
		}
		if err == nil {
			err = ev.push(out, ofObject(t))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stages applies the stages of a step to tuples.
func (ev *evaluation) stages(stages []*stage, tuples value, f *frame) (value, error) {
	for _, s := range stages {
		if s.filter != nil {
			var err error
			if tuples, err = ev.filter(s.filter, tuples, f); err != nil {
				return undefined, err
			}
			continue
		}
		out := &array{flags: tuples.array().flags, extent: extent{depth: 1}}
		for i := range tuples.length() {
			if err := ev.spendOne(); err != nil {
				return undefined, err
			}
			t := newObject(4)
			if err := ev.extend(t, tuples.item(i)); err != nil {
				return undefined, err
			}
			t.set(s.index, number(float64(i)))
			if err := ev.push(out, ofObject(t)); err != nil {
				return undefined, err
			}
		}
		tuples = ofArray(out)
	}
	return tuples, nil
}

// sortTuples sorts tuples. If tuples is undefined, it sorts the items of w and makes
// tuples of them.
func (ev *evaluation) sortTuples(step *sortNode, m *modifiers, w flow, tuples value, f *frame) (*array, error) {
	if tuples.exists() {
		sorted, err := ev.sortBy(step, tuples, f)
		return sorted.array(), err
	}
	sorted, err := ev.sortBy(step, w.collected(), f)
	if err != nil {
		return nil, err
	}
	out := &array{flags: sequence | stream, extent: extent{depth: 1}}
	for i := range sorted.length() {
		if err := ev.spendOne(); err != nil {
			return nil, err
		}
		t := newTuple(sorted.item(i))
		if m.index != "" {
			t.ref.(*object).set(m.index, number(float64(i)))
		}
		if err := ev.push(out, t); err != nil {
			return nil, err
		}
	}
	return out, nil
}
