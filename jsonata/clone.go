package jsonata

// clone returns the value that results from writing v as JSON and reading that text:
// functions become empty strings, and numbers have 15 digits. The result shares no
// array or object with v.
func (ev *evaluation) clone(v value) (value, error) {
	if a := v.array(); a != nil && a.is(wrapper) {
		v = a.item(0)
	}
	return ev.copy(v, true)
}

// copy returns a deep copy of an array or object, and any other value as it is. With
// asJSON, values become what JSON can hold.
func (ev *evaluation) copy(v value, asJSON bool) (value, error) {
	switch v.kind {
	case kindArray:
		out := &array{extent: extent{depth: 1}}
		for i := range v.length() {
			item, err := ev.copy(v.item(i), asJSON)
			if err != nil {
				return undefined, err
			}
			if asJSON && !item.exists() {
				item = null()
			}
			if err := ev.push(out, item); err != nil {
				return undefined, err
			}
		}
		return ofArray(out), ev.spend(v.length())
	case kindObject:
		o := newObject(v.members())
		for i := range v.members() {
			name, m := v.member(i)
			m, err := ev.copy(m, asJSON)
			if err != nil {
				return undefined, err
			}
			if asJSON && !m.exists() {
				continue
			}
			if err := ev.set(o, name, m); err != nil {
				return undefined, err
			}
		}
		return ofObject(o), ev.spend(v.members())
	case kindNumber:
		if asJSON {
			return ev.cloneNumber(v)
		}
	case kindFunction:
		if asJSON {
			return ofString(""), nil
		}
	}
	return v, nil
}

func (ev *evaluation) cloneNumber(v value) (value, error) {
	isNumber, err := v.isNumber()
	switch f := v.float(); {
	case err != nil:
		return undefined, err
	case !isNumber:
		return null(), nil
	case isInteger(f) && (ev.profile != AWS || f < 1e15 && f > -1e15), rounded(f) == f:
		return v, nil
	default:
		return number(rounded(f)), nil
	}
}
