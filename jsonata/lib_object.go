package jsonata

// objectFunctions are the functions of objects.
var objectFunctions = []definition{
	{"keys", 1, "<x-:a<s>>", runKeys},
	{"lookup", 2, "<x-s:x>", runLookup},
	{"spread", 1, "<x-:a<o>>", runSpread},
	{"merge", 1, "<a<o>:o>", runMerge},
	{"each", 2, "<o-f:a>", runEach},
	{"sift", 2, "<o-f?:o>", runSift},
	{"clone", 1, "<(oa)-:o>", runClone},
}

func runKeys(ev *evaluation, args []value) (value, error) {
	names := newObject(0)
	if err := ev.names(names, arg(args, 0)); err != nil {
		return undefined, err
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	err := ev.each(ofObject(names), func(name string, _ value) error { return ev.push(out, ofString(name)) })
	return ofArray(out), err
}

// names collects the member names of an object, or of all objects in an array.
func (ev *evaluation) names(names *object, v value) error {
	switch v.kind {
	case kindObject:
		return ev.each(v, func(name string, _ value) error { return ev.set(names, name, boolean(true)) })
	case kindArray:
		n := v.length()
		if err := ev.spend(n); err != nil {
			return err
		}
		for i := range n {
			if err := ev.names(names, v.item(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func runLookup(ev *evaluation, args []value) (value, error) {
	v, key := arg(args, 0), searchText(arg(args, 1))
	if v.kind != kindArray {
		return ev.field(v, key)
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	err := ev.fields(out, v, key)
	return ofArray(out), err
}

func runSpread(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	switch v.kind {
	case kindObject:
		out := &array{flags: sequence, extent: extent{depth: 1}}
		err := ev.spread(out, v)
		return ofArray(out), err
	case kindArray:
		out := &array{extent: extent{depth: 1}}
		if v.length() == 0 {
			out.flags = sequence
		}
		err := ev.spread(out, v)
		return ofArray(out), err
	}
	return v, nil
}

// spread appends one object for each member of v, or of each object in the array v.
func (ev *evaluation) spread(out *array, v value) error {
	switch v.kind {
	case kindObject:
		return ev.each(v, func(name string, m value) error {
			single, err := ev.object(member{name, m})
			if err != nil {
				return err
			}
			return ev.push(out, single)
		})
	case kindArray:
		n := v.length()
		if err := ev.spend(n); err != nil {
			return err
		}
		for i := range n {
			if err := ev.spread(out, v.item(i)); err != nil {
				return err
			}
		}
		return nil
	case kindUndefined:
		return nil
	}
	return ev.push(out, v)
}

func runMerge(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	if v.length() == 0 {
		return ofObject(newObject(0)), nil
	}
	o, err := ev.extensibleObject(v.item(0))
	for i := 1; i < v.length() && err == nil; i++ {
		item := v.item(i)
		if err = ev.spend(item.members() + 1); err == nil {
			err = ev.extend(o, item)
		}
	}
	if err != nil {
		return undefined, err
	}
	*o.used = len(o.members)
	return ofObject(o), nil
}

func runEach(ev *evaluation, args []value) (value, error) {
	v, f := arg(args, 0), arg(args, 1)
	out := &array{flags: sequence, extent: extent{depth: 1}}
	err := ev.each(v, func(name string, m value) error {
		r, err := ev.callback(f, m, ofString(name), v)
		if err != nil || !r.exists() {
			return err
		}
		return ev.push(out, r)
	})
	return ofArray(out), err
}

func runSift(ev *evaluation, args []value) (value, error) {
	v, f := arg(args, 0), arg(args, 1)
	o := newObject(0)
	err := ev.each(v, func(name string, m value) error {
		r, err := ev.callback(f, m, ofString(name), v)
		if err != nil {
			return err
		}
		holds, err := ev.holds(r)
		if err != nil || !holds {
			return err
		}
		return ev.set(o, name, m)
	})
	if len(o.members) == 0 {
		return undefined, err
	}
	return ofObject(o), err
}

func runClone(ev *evaluation, args []value) (value, error) { return ev.clone(arg(args, 0)) }
