package jsonata

import "math"

// filter returns the sequence of those items of v for which the predicate is true, or
// whose positions it returns.
func (ev *evaluation) filter(predicate node, v value, f *frame) (value, error) {
	tuples := v.isStream()
	flags := sequence
	if tuples {
		flags |= stream
	}
	w := flow{value: v, many: v.kind == kindArray}
	if lit, ok := predicate.(*literalNode); ok && lit.value.kind == kindNumber {
		return ev.pick(w, lit.value.float(), flags)
	}
	n := w.length()
	out := &array{flags: flags, extent: extent{depth: 1}}
	for i := range n {
		if err := ev.spendOne(); err != nil {
			return undefined, err
		}
		item := w.item(i)
		context, scope := item, f
		if tuples {
			context, scope = item.get("@"), ev.tupleFrame(f, item)
		}
		r, err := ev.eval(predicate, context, scope)
		if err != nil {
			return undefined, err
		}
		times, err := ev.matches(r, i, n)
		if err != nil {
			return undefined, err
		}
		for range times {
			if err := ev.push(out, item); err != nil {
				return undefined, err
			}
		}
	}
	return ofArray(out), nil
}

// pick returns the item at a position. A negative position counts from the end.
func (ev *evaluation) pick(w flow, position float64, flags arrayFlags) (value, error) {
	out := &array{flags: flags, extent: extent{depth: 1}}
	i := index(position, w.length())
	if i < 0 {
		return ofArray(out), nil
	}
	item := w.item(i)
	if item.kind == kindArray {
		return item, nil
	}
	if !item.exists() {
		return ofArray(out), nil
	}
	return ofArray(out), ev.push(out, item)
}

// index returns the index of a position among n items, -1 if there is no such item.
func index(position float64, n int) int {
	position = math.Floor(position)
	if position < 0 {
		position += float64(n)
	}
	if position >= 0 && position < float64(n) {
		return int(position)
	}
	return -1
}

// matches returns how often item i of n is in the result of a filter whose predicate
// returned r for it.
func (ev *evaluation) matches(r value, i, n int) (times int, err error) {
	switch r.kind {
	case kindBool:
		return int(r.num), nil
	case kindNumber:
		if err := ev.spendOnScalars(r, undefined); err != nil {
			return 0, err
		}
		if isNumber, err := r.isNumber(); err != nil || !isNumber {
			return 0, err
		}
		if index(r.float(), n) == i {
			return 1, nil
		}
		return 0, nil
	case kindArray:
		numbers, err := ev.areNumbers(r)
		if err != nil {
			return 0, err
		}
		if numbers {
			for j := range r.length() {
				if index(r.item(j).float(), n) == i {
					times++
				}
			}
			return times, ev.spend(r.length())
		}
	}
	holds, err := ev.truth(r)
	if holds.isTrue() {
		times = 1
	}
	return times, err
}

// areNumbers reports whether all items of an array are numbers.
func (ev *evaluation) areNumbers(v value) (bool, error) {
	n := v.length()
	for i := range n {
		isNumber, err := v.item(i).isNumber()
		if err != nil || !isNumber {
			return false, err
		}
	}
	return true, ev.spend(n)
}

// areStrings reports whether all items of an array are strings.
func areStrings(v value) bool {
	for i := range v.length() {
		if v.item(i).kind != kindString {
			return false
		}
	}
	return true
}
