package gval

import (
	"fmt"
	"math"
	"strconv"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// scope is the parameter with which gval evaluates an expression.
type scope struct {
	jsonpath.Scope
	length int // of the expression
}

const (
	maxDepth       = 1000 // levels of a value that gets into an expression; reflect and fmt recurse over them
	workPerNode    = 1024 // bytes times operators that take about as long as visiting a value
	maxExactFloats = 1 << 53
)

// decode turns a value into a Go value for gval. Each value costs 1. A text costs more, as
// each operator of the expression may go over all of it.
func (s *scope) decode(v jsonvalue.Value, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("a value of more than %d levels cannot be used in an expression", maxDepth)
	}
	cost := int64(1)
	if v.Kind() == jsonvalue.String || v.Kind() == jsonvalue.Number {
		cost += int64(v.Size()) * int64(s.length) / workPerNode
	}
	if err := s.spend(cost); err != nil {
		return nil, err
	}
	switch v.Kind() {
	case jsonvalue.Bool:
		return v.IsTrue(), nil
	case jsonvalue.Number:
		return number(v), nil
	case jsonvalue.String:
		return v.Text(), nil
	case jsonvalue.Array:
		return s.decodeArray(v, depth)
	case jsonvalue.Object:
		return s.decodeObject(v, depth)
	}
	return nil, nil
}

func (s *scope) decodeArray(v jsonvalue.Value, depth int) (any, error) {
	array := make([]any, v.Len())
	for i, element := range v.Elements() {
		var err error
		if array[i], err = s.decode(element, depth+1); err != nil {
			return nil, err
		}
	}
	return array, nil
}

func (s *scope) decodeObject(v jsonvalue.Value, depth int) (any, error) {
	object := make(map[string]any, v.Len())
	for name, member := range v.Members() {
		if err := s.spend(int64(len(name)) * int64(s.length) / workPerNode); err != nil {
			return nil, err
		}
		var err error
		if object[name], err = s.decode(member, depth+1); err != nil {
			return nil, err
		}
	}
	return object, nil
}

// spend is Spend for a cost that may overflow an int.
func (s *scope) spend(cost int64) error { return s.Spend(int(min(cost, math.MaxInt32))) }

// number returns a number as a float64, or as an int64 if only that holds it exactly.
func number(v jsonvalue.Value) any {
	if i, ok := v.Int64(); ok {
		return integer(i)
	}
	f, _ := strconv.ParseFloat(v.Number(), 64) // beyond the range it is an infinity, which compares as it should
	return f
}

func integer(i int64) any {
	if -maxExactFloats <= i && i <= maxExactFloats {
		return float64(i)
	}
	return i
}
