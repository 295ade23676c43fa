package jsonata

// transformer is the function that a [transformNode] is.
type transformer struct {
	node  *transformNode
	frame *frame
}

var transformSignature, _ = parseSignature("<(oa):o>")

func (n *transformNode) eval(_ *evaluation, _ value, f *frame) (value, error) {
	return ofFunction(&transformer{n, f}), nil
}

func (*transformer) arity() int { return 1 }

func (t *transformer) call(ev *evaluation, args []value, input value, f *frame) (value, error) {
	args, err := transformSignature.validate(ev, args, input)
	if err != nil {
		return undefined, err
	}
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	result, err := t.copied(ev, v, f)
	if err != nil {
		return undefined, err
	}
	matches, err := ev.eval(t.node.pattern, result, t.frame)
	if err != nil || !matches.exists() {
		return result, err
	}
	w := flow{value: matches, many: matches.kind == kindArray}
	for i := range w.length() {
		if err := t.change(ev, w.item(i)); err != nil {
			return undefined, err
		}
	}
	// The changes have made depths and sizes wrong; a copy has the right ones.
	return ev.copy(result, false)
}

// copied returns the copy that is to be changed. It is made by $clone, which may be a
// function of the expression.
func (t *transformer) copied(ev *evaluation, v value, f *frame) (value, error) {
	clone := ev.lookup(t.frame, "clone", builtin("clone", ev.profile))
	if clone.kind != kindFunction {
		return undefined, place(newError("T2013", undefined), t.node.pos, "")
	}
	base := len(ev.stack)
	ev.stack = append(ev.stack, v)
	result, err := ev.apply(clone, ev.stack[base:], null(), f)
	if err != nil {
		return undefined, err
	}
	ev.stack = ev.stack[:base]
	if _, isNative := clone.ref.(*native); isNative {
		return result, nil
	}
	return ev.clone(result)
}

// change applies the update and the deletions to a part of the copy.
func (t *transformer) change(ev *evaluation, v value) error {
	o, isObject := v.ref.(*object)
	update, err := ev.eval(t.node.update, v, t.frame)
	if err != nil {
		return err
	}
	if update.exists() {
		if update.kind != kindObject {
			return place(newError("T2011", update), t.node.update.head().pos, "")
		}
		// The update may contain the object that it is merged into.
		if update, err = ev.copy(update, false); err != nil {
			return err
		}
		if isObject {
			if err := ev.extend(o, update); err != nil {
				return err
			}
		}
	}
	if t.node.delete == nil {
		return nil
	}
	deletions, err := ev.eval(t.node.delete, v, t.frame)
	if err != nil || !deletions.exists() {
		return err
	}
	names := asArray(deletions)
	if !areStrings(names) {
		return place(newError("T2012", deletions), t.node.delete.head().pos, "")
	}
	if !isObject {
		return nil
	}
	if err := ev.spend(names.length() + len(o.members)); err != nil {
		return err
	}
	doomed := make(map[string]bool, min(names.length(), maxHint))
	for i := range names.length() {
		doomed[names.item(i).text()] = true
	}
	o.remove(doomed)
	return nil
}
