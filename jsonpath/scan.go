package jsonpath

import "github.com/goasl/goasl/jsonvalue"

// open is a container whose children a scan visits.
type open struct {
	value jsonvalue.Value
	next  int // the child to visit next
}

// done reports whether every child was visited.
func (o *open) done() bool { return o.next == o.value.Len() }

// child returns the next child and its place.
func (o *open) child() (jsonvalue.Step, jsonvalue.Value) {
	n := o.next
	o.next++
	if o.value.Kind() == jsonvalue.Array {
		return jsonvalue.Step{Index: n, IsIndex: true}, o.value.Index(n)
	}
	name, member := o.value.Member(n)
	return jsonvalue.Step{Name: name}, member
}

// scan evaluates the steps from i on at v and at every container below it, each container
// before its children. It does not recurse, since values may be very deep: the containers
// around the current one are on stack.
func (e *evaluation) scan(i int, v jsonvalue.Value) error {
	if e.steps[i].kind == scan {
		return nil // Jayway finds nothing if two scans follow one another
	}
	base := len(e.trail)
	stack := make([]open, 0, 16)
	enter := func(v jsonvalue.Value) error {
		if v.Kind() != jsonvalue.Object && v.Kind() != jsonvalue.Array {
			return nil
		}
		stack = append(stack, open{value: v})
		return e.hit(i, v)
	}
	if err := enter(v); err != nil {
		return err
	}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		e.trail = e.trail[:base+len(stack)-1]
		if top.done() {
			stack = stack[:len(stack)-1]
			continue
		}
		place, child := top.child()
		if err := e.spend(1); err != nil {
			return err
		}
		e.trail = append(e.trail, place)
		if err := enter(child); err != nil {
			return err
		}
	}
	return nil
}

// hit evaluates the steps from i on at a container that a scan has reached, if step i
// applies to it. If the container is an array and step i is not the last one, Jayway goes
// on at every element, whatever step i selects.
func (e *evaluation) hit(i int, v jsonvalue.Value) error {
	ok, err := e.matches(&e.steps[i], v)
	if err != nil || !ok {
		return err
	}
	if v.Kind() == jsonvalue.Object || i == len(e.steps)-1 {
		return e.run(i, v)
	}
	for n, element := range v.Elements() {
		if err := e.descend(i+1, jsonvalue.Step{Index: n, IsIndex: true}, element); err != nil {
			return err
		}
	}
	return nil
}

// matches reports whether a scan applies the step to the container v.
func (e *evaluation) matches(s *step, v jsonvalue.Value) (bool, error) {
	switch s.kind {
	case wildcard:
		return true, nil
	case filtered:
		return s.filter.accepts(e, v)
	case property:
		return v.Get(s.name).Exists(), nil
	case properties:
		if err := e.spend(len(s.names)); err != nil {
			return false, err
		}
		for _, name := range s.names {
			if !v.Get(name).Exists() {
				return false, nil
			}
		}
		return v.Kind() == jsonvalue.Object, nil
	}
	return v.Kind() == jsonvalue.Array, nil
}
