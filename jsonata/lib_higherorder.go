package jsonata

// higherOrderFunctions are the functions that call a function for the items of an array.
var higherOrderFunctions = []definition{
	{"map", 2, "<af>", runMap},
	{"filter", 2, "<af>", runFilter},
	{"single", 2, "<af?>", runSingle},
	{"reduce", 3, "<afj?:j>", runReduce},
}

// call calls a function from a built-in function.
func (ev *evaluation) call(fn value, args ...value) (value, error) {
	f := ev.site.frame
	base := len(ev.stack)
	ev.stack = append(ev.stack, args...)
	v, err := ev.apply(fn, ev.stack[base:], null(), f)
	if err != nil {
		return undefined, err
	}
	ev.stack = ev.stack[:base]
	ev.site.frame = f
	return v, nil
}

// callback is call with as many of the arguments as the function takes, at least one.
func (ev *evaluation) callback(fn value, args ...value) (value, error) {
	c, ok := fn.ref.(callable)
	if !ok {
		return undefined, newError("T1006", undefined)
	}
	return ev.call(fn, args[:min(len(args), max(1, c.arity()))]...)
}

func runMap(ev *evaluation, args []value) (value, error) {
	v, f := arg(args, 0), arg(args, 1)
	if !v.exists() {
		return undefined, nil
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	if err := ev.grow(out, v.length()); err != nil {
		return undefined, err
	}
	for i := range v.length() {
		r, err := ev.callback(f, v.item(i), number(float64(i)), v)
		if err != nil {
			return undefined, err
		}
		if !r.exists() {
			continue
		}
		if err := ev.push(out, r); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

func runFilter(ev *evaluation, args []value) (value, error) {
	v, f := arg(args, 0), arg(args, 1)
	if !v.exists() {
		return undefined, nil
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	for i := range v.length() {
		holds, err := ev.holdsFor(f, v, i)
		if err != nil {
			return undefined, err
		}
		if !holds {
			continue
		}
		if err := ev.push(out, v.item(i)); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

// holdsFor calls a function for the item i of an array, and reports whether the result
// counts as true.
func (ev *evaluation) holdsFor(f, v value, i int) (bool, error) {
	r, err := ev.callback(f, v.item(i), number(float64(i)), v)
	if err != nil {
		return false, err
	}
	return ev.holds(r)
}

func runSingle(ev *evaluation, args []value) (value, error) {
	v, f := arg(args, 0), arg(args, 1)
	if !v.exists() {
		return undefined, nil
	}
	found := -1
	for i := range v.length() {
		if f.exists() {
			holds, err := ev.holdsFor(f, v, i)
			if err != nil {
				return undefined, err
			}
			if !holds {
				continue
			}
		}
		if found >= 0 {
			return undefined, newError("D3138", undefined)
		}
		found = i
	}
	if found < 0 {
		return undefined, newError("D3139", undefined)
	}
	return v.item(found), nil
}

func runReduce(ev *evaluation, args []value) (value, error) {
	v, f, total := arg(args, 0), arg(args, 1), arg(args, 2)
	if !v.exists() {
		return undefined, nil
	}
	c, ok := f.ref.(callable)
	if !ok || c.arity() < 2 {
		return undefined, newError("D3050", undefined)
	}
	i := 0
	if !total.exists() && v.length() > 0 {
		total, i = v.item(0), 1
	}
	for ; i < v.length(); i++ {
		var err error
		if total, err = ev.callback(f, total, v.item(i), number(float64(i)), v); err != nil {
			return undefined, err
		}
	}
	return total, nil
}
