package jsonata

// truth returns v as a boolean, undefined if it is.
func (ev *evaluation) truth(v value) (value, error) {
	switch v.kind {
	case kindUndefined:
		return undefined, nil
	case kindBool:
		return v, nil
	case kindString:
		return boolean(!v.isEmpty()), nil
	case kindNumber:
		if err := ev.spendOnScalars(v, undefined); err != nil {
			return undefined, err
		}
		isNumber, err := v.isNumber()
		return boolean(isNumber && v.float() != 0), err
	case kindObject:
		return boolean(v.members() > 0), nil
	case kindArray:
		n := v.length()
		if n == 1 {
			return ev.truth(v.item(0))
		}
		if err := ev.spend(n); err != nil {
			return undefined, err
		}
		for i := range n {
			t, err := ev.truth(v.item(i))
			if err != nil || t.isTrue() {
				return t, err
			}
		}
		return boolean(false), nil
	}
	return boolean(false), nil
}

// holds reports whether v counts as true.
func (ev *evaluation) holds(v value) (bool, error) {
	t, err := ev.truth(v)
	return t.isTrue(), err
}

// isTruthy is whether JavaScript takes a value for true.
func isTruthy(v value) bool {
	switch v.kind {
	case kindUndefined, kindNull:
		return false
	case kindBool:
		return v.num != 0
	case kindNumber:
		f := v.float()
		return f != 0 && f == f
	case kindString:
		return !v.isEmpty()
	}
	return true
}
