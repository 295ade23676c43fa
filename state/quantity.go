package state

import (
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// Quantity is a whole number of the definition: fixed, or computed by a path or an
// expression.
type Quantity struct {
	set   bool
	fixed int64
	path  pathField
	query *query
	bounds
}

// bounds are the least and the greatest number that a field takes.
type bounds struct{ low, high int64 }

// quantity reads the field with that name, or, in JSONPath, the field name+"Path".
func (o *object) quantity(name string, within bounds) Quantity {
	q := Quantity{bounds: within, set: o.has(name) || o.has(name+"Path")}
	if n, ok := o.peek(name); ok {
		if q.query, ok = o.query(n, name); ok {
			o.take(name)
			return q
		}
	}
	q.fixed = o.integer(name, within.low, within.high, 0)
	q.path = o.referencePath(name + "Path")
	return q
}

// IsSet reports whether the definition has the field, fixed or computed.
func (q *Quantity) IsSet() bool { return q.set }

// Fixed returns the number if it is fixed. ok is false if it is computed or not set.
func (q *Quantity) Fixed() (n int64, ok bool) {
	return q.fixed, q.set && !q.path.isSet() && q.query == nil
}

// integer evaluates an expression that must give a whole number within bounds.
func (s *scope) integer(q *query, within bounds) (int64, error) {
	v, err := s.evalTo(q, jsonvalue.Number)
	if err != nil {
		return 0, err
	}
	n, ok := v.Int64()
	if !ok {
		return 0, s.queryFault(q, "returned an unexpected result type. Expected 'integer', but was 'number' for value: "+quoted(v))
	}
	if n < within.low || n > within.high {
		return 0, s.queryFault(q, fmt.Sprintf("returned a value that is not between %d and %d: %d", within.low, within.high, n))
	}
	return n, nil
}

// quantity evaluates a Quantity. If a path leads to the number, it returns the value at
// the path as v instead of n, unchecked: the message for a wrong one differs by field.
func (s *scope) quantity(q *Quantity) (n int64, v jsonvalue.Value, err error) {
	switch {
	case q.query != nil:
		n, err = s.integer(q.query, q.bounds)
	case !q.path.isSet():
		n = q.fixed
	default:
		if v, err = s.read(q.path.path); err != nil {
			err = s.pathError(q.path.path, err)
		}
	}
	return n, v, err
}

// natural evaluates a Quantity of a Map, which is the field with that name.
func (s *scope) natural(q *Quantity, name string) (int64, error) {
	n, err := s.anyInteger(q, name+"Path")
	if err == nil && n < 0 {
		err = s.f.runtimeFault(name + " cannot be negative.")
	}
	return n, err
}

// anyInteger evaluates a Quantity of a Map that may be out of bounds if a path leads to
// it.
// Step Functions: the number may also be written in a string.
func (s *scope) anyInteger(q *Quantity, pathName string) (int64, error) {
	n, v, err := s.quantity(q)
	if err != nil || !v.Exists() {
		return n, err
	}
	number := v
	if v.Kind() == jsonvalue.String {
		number = jsonvalue.OfNumber(v.Text())
	}
	n, ok := number.Int64()
	if !ok {
		err = s.f.runtimeFault("The " + pathName + " field refers to value \"" + plain(v) + "\" which is not a valid integer: " + q.path.text)
	}
	return n, err
}

// whole evaluates a Quantity such as TimeoutSeconds. pathName is the name of its Path
// field.
func (s *scope) whole(q *Quantity, pathName string) (int64, error) {
	n, v, err := s.quantity(q)
	if err != nil || !v.Exists() {
		return n, err
	}
	n, ok := v.Int64()
	if !ok || n < q.low || n > q.high {
		return 0, s.f.runtimeFault("The " + pathName + " field refers to value \"" + plain(v) + "\" which is not a valid positive integer: " + q.path.text)
	}
	return n, nil
}
