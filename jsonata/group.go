package jsonata

// grouped is the items that have the same key.
type grouped struct {
	key  string
	pair int // which of the pairs made the key
	data value
}

// group makes an object of an item, or of the items of an array. Items with the same key
// become one member.
func (ev *evaluation) group(pairs []pair, pos int, input value, f *frame) (value, error) {
	tuples := input.isStream()
	w := flow{value: input, many: input.kind == kindArray}
	if w.many && w.length() == 0 && !tuples {
		w = flow{} // so that an object of literals comes out
	}
	groups, err := ev.groups(pairs, pos, w, tuples, f)
	if err != nil {
		return undefined, err
	}
	o := newObject(len(groups))
	order := groupOrder(groups)
	for i := range groups {
		g := &groups[i]
		if order != nil {
			g = &groups[order[i]]
		}
		context, scope := g.data, f
		if tuples {
			if context, scope, err = ev.merged(g.data, f); err != nil {
				return undefined, err
			}
		}
		v, err := ev.eval(pairs[g.pair].value, context, scope)
		if err != nil {
			return undefined, err
		}
		if !v.exists() {
			continue
		}
		if err := ev.set(o, g.key, v); err != nil {
			return undefined, err
		}
	}
	return ofObject(o), nil
}

// groupBytes is the memory of a group.
const groupBytes = 192

// stepsPerGroup is the number of steps that finding the group of an item takes.
const stepsPerGroup = 8

// groups evaluates the keys of all items.
func (ev *evaluation) groups(pairs []pair, pos int, w flow, tuples bool, f *frame) ([]grouped, error) {
	if err := ev.spend(stepsPerGroup * w.length()); err != nil {
		return nil, err
	}
	var groups []grouped
	index := make(map[string]int, min(w.length(), maxHint))
	for i := range w.length() {
		item := w.item(i)
		context, scope := item, f
		if tuples {
			context, scope = item.get("@"), ev.tupleFrame(f, item)
		}
		for p, pair := range pairs {
			key, err := ev.eval(pair.key, context, scope)
			if err != nil {
				return nil, err
			}
			if !key.exists() {
				continue
			}
			if key.kind != kindString {
				return nil, place(newError("T1003", key), pos, "")
			}
			if err := ev.spendOn(key.size()); err != nil {
				return nil, err
			}
			name := key.text()
			at, ok := index[name]
			if !ok {
				if err := ev.allocate(groupBytes); err != nil {
					return nil, err
				}
				index[name] = len(groups)
				groups = append(groups, grouped{name, p, item})
				continue
			}
			g := &groups[at]
			if g.pair != p {
				return nil, place(newError("D1009", key), pos, "")
			}
			if g.data, err = ev.appended(g.data, item); err != nil {
				return nil, err
			}
		}
	}
	return groups, nil
}

// groupOrder returns the order in which JavaScript iterates over the groups, or nil if
// it is the order in which they were found.
func groupOrder(groups []grouped) []int {
	for i := range groups {
		if isIndex(groups[i].key) {
			return orderOf(len(groups), func(i int) string { return groups[i].key })
		}
	}
	return nil
}

// merged merges the tuples of a group into one: the context holds their items, and
// each variable of the scope the values that it has in them.
func (ev *evaluation) merged(data value, f *frame) (context value, scope *frame, err error) {
	o := newObject(4)
	w := flow{value: data, many: data.kind == kindArray}
	for i := range w.length() {
		tuple := w.item(i)
		for j := range tuple.members() {
			name, v := tuple.member(j)
			if k := o.find(name); k >= 0 {
				if v, err = ev.appended(o.members[k].value, v); err != nil {
					return undefined, nil, err
				}
			}
			if err := ev.set(o, name, v); err != nil {
				return undefined, nil, err
			}
		}
	}
	scope = ev.newFrame(f)
	for _, m := range o.members {
		if m.name != "@" {
			scope.bind(m.name, m.value)
		}
	}
	return ofObject(o).get("@"), scope, nil
}
