package jsonata

// binding is a variable and its value.
type binding struct {
	name  string
	value value
}

// frame is a scope of variables. Names are compared one by one: a scope has few.
type frame struct {
	parent *frame
	vars   []binding
	room   [3]binding // for the first ones
}

// bind sets a variable in this scope.
func (f *frame) bind(name string, v value) {
	for i := range f.vars {
		if f.vars[i].name == name {
			f.vars[i].value = v
			return
		}
	}
	f.add(name, v)
}

// add sets a variable that the scope does not have.
func (f *frame) add(name string, v value) {
	if f.vars == nil {
		f.vars = f.room[:0]
	}
	f.vars = append(f.vars, binding{name, v})
}

// newFrame returns an empty scope inside another one.
func (ev *evaluation) newFrame(parent *frame) *frame {
	if n := len(ev.frames); n > 0 {
		f := ev.frames[n-1]
		ev.frames = ev.frames[:n-1]
		f.parent = parent
		return f
	}
	ev.owe(0, frameBytes)
	return &frame{parent: parent}
}

// frameBytes is the memory of a scope.
const frameBytes = 176

// release takes back a scope that nothing refers to any more.
func (ev *evaluation) release(f *frame) {
	clear(f.vars)
	f.vars = f.vars[:0]
	f.parent = nil
	ev.frames = append(ev.frames, f)
}

// varsOfStep is the number of variables that are compared with a name in one step.
const varsOfStep = 16

// lookup returns the variable with that name, undefined if there is none.
func (ev *evaluation) lookup(f *frame, name string, builtin value) value {
	for ; f != nil; f = f.parent {
		if len(f.vars) > varsOfStep {
			ev.owe(len(f.vars)/varsOfStep, 0)
		}
		for i := range f.vars {
			if f.vars[i].name == name {
				return f.vars[i].value
			}
		}
	}
	if name == "$" {
		return ev.root
	}
	if ev.env.Lookup != nil {
		if v := ev.env.Lookup(name); v.Exists() {
			return fromJSON(v)
		}
	}
	return builtin
}

func (n *variableNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	return n.resolve(ev, input, f), nil
}

// resolve returns what the variable stands for.
func (n *variableNode) resolve(ev *evaluation, input value, f *frame) value {
	v := input
	if n.name != "" {
		v = ev.lookup(f, n.name, n.builtin)
	} else if a := input.array(); a != nil && a.is(wrapper) {
		return a.item(0)
	}
	if v.kind == kindArray {
		return collapse(v, false)
	}
	return v
}

func (n *bindNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.value, input, f)
	if err != nil {
		return undefined, err
	}
	f.bind(n.name, v)
	ev.owe(len(f.vars)/varsOfStep, 0)
	return v, nil
}
