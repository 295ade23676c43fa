package jsonvalue

// Equal reports whether a and b are the same JSON value, whatever their texts are. Numbers
// are compared by their exact value, so that 1 and 1.0 are equal, and the order of members
// does not matter. None equals
// only none. For go-cmp, use cmp.Comparer(jsonvalue.Equal).
func Equal(a, b Value) bool {
	if a.n == nil || b.n == nil {
		return a.n == b.n
	}
	left := append(make([]pair, 0, 32), pair{a.n, b.n})
	for len(left) > 0 {
		p := left[len(left)-1]
		left = left[:len(left)-1]
		if p.same() {
			continue
		}
		var ok bool
		if left, ok = p.compare(left); !ok {
			return false
		}
	}
	return true
}

// pair is two values that Equal still has to compare.
type pair struct{ a, b *node }

// same reports whether the values are equal by a cheap test. It does not compare the texts
// of deep values, which would be done again on each level.
func (p pair) same() bool {
	return p.a == p.b || p.a.text != "" && p.a.depth <= lazyDepth && p.a.text == p.b.text
}

// compare compares two values except for their contents, and appends the pairs of their
// elements or members to left.
func (p pair) compare(left []pair) ([]pair, bool) {
	p = pair{p.a.compact(), p.b.compact()}
	if p.a.kind != p.b.kind {
		return left, false
	}
	switch p.a.kind {
	case Number:
		return left, CompareNumbers(p.a.text, p.b.text) == 0
	case Array:
		return compareArrays(p.a.decoded(), p.b.decoded(), left)
	case Object:
		return compareObjects(p.a.decoded(), p.b.decoded(), left)
	}
	return left, p.a.text == p.b.text
}

func compareArrays(a, b *level, left []pair) ([]pair, bool) {
	if len(a.elems) != len(b.elems) {
		return left, false
	}
	for i := range a.elems {
		left = append(left, pair{a.elems[i].n, b.elems[i].n})
	}
	return left, true
}

func compareObjects(a, b *level, left []pair) ([]pair, bool) {
	if len(a.members) != len(b.members) {
		return left, false
	}
	for i := range a.members {
		m := &a.members[i]
		j := b.find(m.Name)
		if j < 0 {
			return left, false
		}
		left = append(left, pair{m.Value.n, b.members[j].Value.n})
	}
	return left, true
}
