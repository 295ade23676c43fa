package jsonpath

import (
	"errors"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// evaluation is one run of a path over a value. It recurses over the path's
// steps, never over the depth of the value.
type evaluation struct {
	path   string
	steps  []step
	root   jsonvalue.Value // the value of $ in filters
	budget *Budget
	trail  []jsonvalue.Step // the current place, for messages
	found  []jsonvalue.Value
	quiet  int // number of wildcards around the current place that ignore errSkip
}

// errSkip takes the place of a NotFoundError that will be ignored, whose text would be
// made for nothing.
var errSkip = errors.New("skip")

// run evaluates the steps from i on at v.
func (e *evaluation) run(i int, v jsonvalue.Value) error {
	mark := len(e.trail)
	err := e.follow(i, v)
	e.trail = e.trail[:mark]
	return err
}

// descend is run for a child of the current value.
func (e *evaluation) descend(i int, to jsonvalue.Step, child jsonvalue.Value) error {
	if err := e.spend(1); err != nil {
		return err
	}
	if i == len(e.steps) {
		e.found = append(e.found, child)
		return nil
	}
	mark := len(e.trail)
	e.trail = append(e.trail, to)
	err := e.follow(i, child)
	e.trail = e.trail[:mark]
	return err
}

// follow evaluates definite steps in a loop, and leaves the first other step and the rest
// to fan. It does not restore the trail.
func (e *evaluation) follow(i int, v jsonvalue.Value) error {
	for ; i < len(e.steps); i++ {
		s := &e.steps[i]
		if !s.definite() {
			return e.fan(i, v)
		}
		if err := e.spend(1 + len(s.names)); err != nil {
			return err
		}
		leaf := i == len(e.steps)-1
		next, f := s.child(v, leaf)
		switch {
		case f == missing && !leaf && !s.strict:
			return nil
		case f != none:
			return e.fail(i, v, f)
		}
		e.trail = append(e.trail, s.crumb(v))
		v = next
	}
	e.found = append(e.found, v)
	return nil
}

// crumb is what a definite step adds to the trail.
func (s *step) crumb(v jsonvalue.Value) jsonvalue.Step {
	if s.kind == index || s.kind == last {
		return jsonvalue.Step{Index: s.position(v), IsIndex: true}
	}
	return jsonvalue.Step{Name: s.name}
}

// fan evaluates a step that may lead to several values.
func (e *evaluation) fan(i int, v jsonvalue.Value) error {
	if err := e.spend(1); err != nil {
		return err
	}
	s := &e.steps[i]
	switch s.kind {
	case wildcard:
		return e.all(i, v)
	case scan:
		return e.scan(i+1, v)
	case filtered:
		return e.filter(i, v)
	}
	if f := arrayFault(v); f != none {
		return e.fail(i, v, f)
	}
	if s.kind == union {
		for _, n := range s.nums {
			if err := e.element(i, v, n); err != nil {
				return err
			}
		}
		return nil
	}
	from, to := s.bounds(v.Len())
	for n := from; n < to; n++ {
		if err := e.element(i, v, n); err != nil {
			return err
		}
	}
	return nil
}

// element goes on at one element of an array.
func (e *evaluation) element(i int, array jsonvalue.Value, n int) error {
	child := array.Index(n)
	to := jsonvalue.Step{Index: n, IsIndex: true}
	if !child.Exists() {
		if e.quiet > 0 {
			return errSkip
		}
		e.trail = append(e.trail, to)
		return e.notFound("Index out of bounds when evaluating path ", "")
	}
	return e.descend(i+1, to, child)
}

// all goes on at every member or element. Below an array, it ignores steps that find
// nothing.
func (e *evaluation) all(i int, v jsonvalue.Value) error {
	if v.Kind() == jsonvalue.Object {
		for name, member := range v.Members() {
			if err := e.descend(i+1, jsonvalue.Step{Name: name}, member); err != nil {
				return err
			}
		}
		return nil
	}
	e.quiet++
	defer func() { e.quiet-- }()
	for n, element := range v.Elements() {
		err := e.descend(i+1, jsonvalue.Step{Index: n, IsIndex: true}, element)
		if err != nil && err != errSkip {
			return err
		}
	}
	return nil
}

// filter goes on at the elements of an array that satisfy the filter, or at an object if it
// satisfies the filter.
func (e *evaluation) filter(i int, v jsonvalue.Value) error {
	f := e.steps[i].filter
	switch v.Kind() {
	case jsonvalue.Object:
		ok, err := f.accepts(e, v)
		if err != nil || !ok {
			return err
		}
		return e.run(i+1, v)
	case jsonvalue.Array:
		for n, element := range v.Elements() {
			ok, err := f.accepts(e, element)
			if err == nil && ok {
				err = e.descend(i+1, jsonvalue.Step{Index: n, IsIndex: true}, element)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	return e.fail(i, v, notContainer)
}

func (e *evaluation) spend(cost int) error { return e.budget.spend(e.path, cost) }

// fail makes the error of step i at v.
func (e *evaluation) fail(i int, v jsonvalue.Value, f fault) error {
	if f.invalid() {
		return e.invalid(e.describe(i, v, f))
	}
	if e.quiet > 0 {
		return errSkip
	}
	s := &e.steps[i]
	switch f {
	case notObject:
		return e.notFound("Property "+string(s.append(nil))+" not found in path ", "")
	case isNull:
		return e.notFound("The path ", " is null")
	}
	e.trail = append(e.trail, s.crumb(v))
	switch {
	case f == outOfRange:
		return e.notFound("Index out of bounds when evaluating path ", "")
	case i == len(e.steps)-1:
		return e.notFound("No results for path: ", "")
	}
	return e.notFound("Missing property in path ", "")
}

// describe returns the text of an [EvalError].
func (e *evaluation) describe(i int, v jsonvalue.Value, f fault) []byte {
	if f == notLeaf {
		text := appendTrail([]byte("Multi properties can only be used as path leafs: "), e.trail)
		return e.steps[i].append(text)
	}
	text := []byte("Filter: ")
	for j := i; j < len(e.steps) && len(text) < maxDetail; j++ {
		text = e.steps[j].append(text)
	}
	if f == notContainer {
		text = append(text, " can not be applied to primitives. Current context is: "...)
	} else {
		text = append(text, " can only be applied to arrays. Current context is: "...)
	}
	return appendJava(text, v, maxDetail)
}

// notFound returns a [NotFoundError] with the current place.
func (e *evaluation) notFound(before, after string) error {
	detail := string(appendTrail([]byte(before), e.trail)) + after
	return &NotFoundError{Path: e.path, Detail: cut(detail, maxDetail)}
}

func (e *evaluation) invalid(detail []byte) error {
	return &EvalError{Path: e.path, Detail: cut(string(detail), maxDetail)}
}

// appendTrail appends a trail as Jayway writes a path: $['a'][0].
func appendTrail(dst []byte, trail []jsonvalue.Step) []byte {
	dst = append(dst, '$')
	for _, s := range trail {
		if len(dst) > maxDetail {
			break
		}
		if s.IsIndex {
			dst = append(strconv.AppendInt(append(dst, '['), int64(s.Index), 10), ']')
		} else {
			dst = appendName(dst, s.Name)
		}
	}
	return dst
}
