package jsonata

func (n *sortNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	return ev.sortBy(n, input, f)
}

// sortStep evaluates a sort that is a step of a path.
func (ev *evaluation) sortStep(step *sortNode, w flow, f *frame) (flow, error) {
	items := w.collected()
	if items.array() == nil && items.length() == 1 {
		items = ofArray(single(items.item(0))) // a sequence, which collapses to its one item
	}
	v, err := ev.sortBy(step, items, f)
	if err != nil {
		return flow{}, err
	}
	if m := step.mods; m != nil {
		for _, s := range m.stages {
			if v, err = ev.filter(s.filter, v, f); err != nil {
				return flow{}, err
			}
		}
	}
	return flowOf(v), nil
}

// sortKeys has the values of the terms of a [sortNode] for each item. A value is
// evaluated when it is first needed.
type sortKeys struct {
	ev    *evaluation
	step  *sortNode
	items value
	frame *frame
	keys  []value
	known []bool
}

// sortBy returns the items of an array in the order of the terms.
func (ev *evaluation) sortBy(step *sortNode, items value, f *frame) (value, error) {
	n := items.length()
	if n <= 1 {
		return items, nil
	}
	size := n * len(step.terms)
	if err := ev.allocate(size * (itemBytes + 1)); err != nil {
		return undefined, err
	}
	k := &sortKeys{
		ev: ev, step: step, items: items, frame: f,
		keys: make([]value, size), known: make([]bool, size),
	}
	return ev.sorted(items, k.after)
}

// key returns the value of a term for an item.
func (k *sortKeys) key(item, term int) (value, error) {
	at := item*len(k.step.terms) + term
	if k.known[at] {
		return k.keys[at], nil
	}
	context, scope := k.items.item(item), k.frame
	if k.items.isStream() {
		scope = k.ev.tupleFrame(k.frame, context)
		context = context.get("@")
	}
	v, err := k.ev.eval(k.step.terms[term].expr, context, scope)
	switch v.kind { // a value from outside is read once
	case kindNumber:
		v = number(v.float())
	case kindString:
		v = ofString(v.text())
	}
	k.keys[at], k.known[at] = v, true
	return v, err
}

// after reports whether item i has to come after item j.
func (k *sortKeys) after(i, j int) (bool, error) {
	for t, term := range k.step.terms {
		a, err := k.key(i, t)
		if err != nil {
			return false, err
		}
		b, err := k.key(j, t)
		if err != nil {
			return false, err
		}
		order, err := k.compare(a, b)
		if err != nil {
			return false, place(err, k.step.pos, "")
		}
		if order == 0 {
			continue
		}
		// An item without a key comes last in either direction.
		if term.descending && a.exists() && b.exists() {
			order = -order
		}
		return order > 0, nil
	}
	return false, nil
}

// compare returns the order of two keys, like cmp.Compare.
func (k *sortKeys) compare(a, b value) (int, error) {
	switch {
	case !a.exists() && !b.exists():
		return 0, nil
	case !a.exists():
		return 1, nil
	case !b.exists():
		return -1, nil
	case !isComparable(a):
		return 0, newError("T2008", a)
	case !isComparable(b):
		return 0, newError("T2008", b)
	case a.kind != b.kind:
		e := newError("T2007", a)
		e.value2 = b
		return 0, e
	case a.kind == kindString:
		return compareUnits(a.text(), b.text()), k.ev.spend(1 + min(a.size(), b.size())/bytesOfStep)
	}
	x, y := a.float(), b.float()
	switch {
	case x < y:
		return -1, nil
	case x == y:
		return 0, nil
	}
	return 1, nil
}

// sorted returns the items of an array in order. after reports whether item i has to come
// after item j. The sort is stable.
func (ev *evaluation) sorted(items value, after func(i, j int) (bool, error)) (value, error) {
	n := items.length()
	if err := ev.allocate(2 * n * itemBytes); err != nil {
		return undefined, err
	}
	order, spare := make([]int, n), make([]int, n)
	for i := range order {
		order[i] = i
	}
	if err := ev.mergeSort(order, spare, after); err != nil {
		return undefined, err
	}
	out := make([]value, n)
	for i, at := range order {
		out[i] = items.item(at)
	}
	return ofArray(newArray(out, 0)), nil
}

// mergeSort sorts the indexes in order. It makes the same comparisons in the same order as
// jsonata-js, so that the same error comes first.
func (ev *evaluation) mergeSort(order, spare []int, after func(i, j int) (bool, error)) error {
	if len(order) <= 1 {
		return nil
	}
	middle := len(order) / 2
	left, right := order[:middle], order[middle:]
	if err := ev.mergeSort(left, spare[:middle], after); err != nil {
		return err
	}
	if err := ev.mergeSort(right, spare[middle:], after); err != nil {
		return err
	}
	if err := ev.spend(len(order)); err != nil {
		return err
	}
	merged := spare[:0]
	for len(left) > 0 && len(right) > 0 {
		swap, err := after(left[0], right[0])
		if err != nil {
			return err
		}
		if swap {
			merged, right = append(merged, right[0]), right[1:]
		} else {
			merged, left = append(merged, left[0]), left[1:]
		}
	}
	merged = append(append(merged, left...), right...)
	copy(order, merged)
	return nil
}
