package state

import (
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// Quantity is a whole number of the definition: fixed, where a path leads to, or
// what an expression gives.
type Quantity struct {
	set   bool
	fixed int64
	path  pathField
	query *query
	bounds
}

// bounds are the least and the greatest number that a field takes.
type bounds struct{ low, high int64 }

// quantity reads the field with that name, or, in JSONPath, the one that names a
// path instead.
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

// IsSet reports whether the definition gives the number, in whatever form.
func (q *Quantity) IsSet() bool { return q.set }

// Fixed returns the number. ok is false if it is not set, or if only an execution
// knows it.
func (q *Quantity) Fixed() (n int64, ok bool) {
	return q.fixed, q.set && !q.path.isSet() && q.query == nil
}

// integer evaluates an expression that has to give a whole number within bounds.
func (s *scope) integer(q *query, within bounds) (int64, error) {
	v, err := s.evalTo(q, jsonvalue.Number)
	if err != nil {
		return 0, err
	}
	n, ok := v.Int64()
	if !ok {
		return 0, s.queryFault(q, "returned an unexpected result type. Expected 'integer', but was 'number' for value: "+v.String())
	}
	if n < within.low || n > within.high {
		return 0, s.queryFault(q, fmt.Sprintf("returned a value that is not between %d and %d: %d", within.low, within.high, n))
	}
	return n, nil
}
