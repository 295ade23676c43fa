package jsonata

import (
	"math"
	"strings"
)

// operator is what a [binaryNode] does.
type operator uint8

const (
	opAdd operator = iota
	opSubtract
	opMultiply
	opDivide
	opModulo
	opEqual
	opNotEqual
	opLess
	opLessOrEqual
	opGreater
	opGreaterOrEqual
	opConcat
	opRange
	opIn
	opAnd
	opOr
)

var operators = map[string]operator{
	"+": opAdd, "-": opSubtract, "*": opMultiply, "/": opDivide, "%": opModulo,
	"=": opEqual, "!=": opNotEqual,
	"<": opLess, "<=": opLessOrEqual, ">": opGreater, ">=": opGreaterOrEqual,
	"&": opConcat, "..": opRange, "in": opIn, "and": opAnd, "or": opOr,
}

func (n *binaryNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	left, err := ev.eval(n.left, input, f)
	if err != nil {
		return undefined, err
	}
	if n.op >= opAnd {
		return n.logical(ev, left, input, f)
	}
	right, err := ev.eval(n.right, input, f)
	if err != nil {
		return undefined, err
	}
	v, err := ev.operate(n.op, left, right)
	if err != nil {
		return undefined, place(err, n.pos, n.symbol)
	}
	return v, nil
}

// logical evaluates and and or. It evaluates the right operand only if it has to.
func (n *binaryNode) logical(ev *evaluation, left, input value, f *frame) (value, error) {
	holds, err := ev.holds(left)
	if err != nil {
		return undefined, place(err, n.pos, n.symbol)
	}
	if holds == (n.op == opOr) {
		return boolean(holds), nil
	}
	right, err := ev.eval(n.right, input, f)
	if err != nil {
		return undefined, blame(err, n.symbol)
	}
	if holds, err = ev.holds(right); err != nil {
		return undefined, place(err, n.pos, n.symbol)
	}
	return boolean(holds), nil
}

func (ev *evaluation) operate(op operator, left, right value) (value, error) {
	switch op {
	case opEqual, opNotEqual:
		if !left.exists() || !right.exists() {
			return boolean(false), nil
		}
		same, err := ev.equal(left, right)
		return boolean(same == (op == opEqual)), err
	case opLess, opLessOrEqual, opGreater, opGreaterOrEqual:
		return ev.compare(op, left, right)
	case opConcat:
		return ev.join(left, right)
	case opRange:
		return ev.span(left, right)
	case opIn:
		return ev.in(left, right)
	}
	if err := ev.spendOnScalars(left, right); err != nil {
		return undefined, err
	}
	return arithmetic(op, left, right)
}

// spendOnScalars takes the steps for reading two scalars. The text of a string or a number
// from outside is read anew each time.
func (ev *evaluation) spendOnScalars(a, b value) error {
	if a.ref == nil && b.ref == nil {
		return nil
	}
	return ev.spendOn(a.size() + b.size())
}

func arithmetic(op operator, left, right value) (value, error) {
	if left.exists() {
		if isNumber, err := left.isNumber(); err != nil {
			return undefined, err
		} else if !isNumber {
			return undefined, newError("T2001", left)
		}
	}
	if right.exists() {
		if isNumber, err := right.isNumber(); err != nil {
			return undefined, err
		} else if !isNumber {
			return undefined, newError("T2002", right)
		}
	}
	if !left.exists() || !right.exists() {
		return undefined, nil
	}
	x, y := left.float(), right.float()
	switch op {
	case opAdd:
		return number(x + y), nil
	case opSubtract:
		return number(x - y), nil
	case opMultiply:
		return number(x * y), nil
	case opDivide:
		return number(x / y), nil
	}
	return number(math.Mod(x, y)), nil
}

// compare orders two numbers or two strings.
func (ev *evaluation) compare(op operator, left, right value) (value, error) {
	if !isComparable(left) {
		return undefined, newError("T2010", left)
	}
	if !isComparable(right) {
		if left.exists() {
			return undefined, newError("T2010", right)
		}
		return undefined, newError("T2010", left)
	}
	if !left.exists() || !right.exists() {
		return undefined, nil
	}
	if left.kind != right.kind {
		e := newError("T2009", left)
		e.value2 = right
		return undefined, e
	}
	if err := ev.spendOnScalars(left, right); err != nil {
		return undefined, err
	}
	if left.kind == kindNumber {
		return boolean(ordered(op, left.float(), right.float())), nil
	}
	return boolean(ordered(op, float64(compareUnits(left.text(), right.text())), 0)), nil
}

func isComparable(v value) bool {
	return v.kind == kindNumber || v.kind == kindString || v.kind == kindUndefined
}

func ordered(op operator, x, y float64) bool {
	switch op {
	case opLess:
		return x < y
	case opLessOrEqual:
		return x <= y
	case opGreater:
		return x > y
	}
	return x >= y
}

// join evaluates &.
func (ev *evaluation) join(left, right value) (value, error) {
	x, err := ev.toText(left)
	if err != nil {
		return undefined, err
	}
	y, err := ev.toText(right)
	if err != nil {
		return undefined, err
	}
	return ev.concat(left, x, y)
}

// toText returns v as $string does, "" if it is undefined.
func (ev *evaluation) toText(v value) (string, error) {
	switch v.kind {
	case kindUndefined:
		return "", nil
	case kindString:
		return v.text(), nil
	}
	return ev.stringify(v, false)
}

// maxRange is the largest number of items that the language allows in a range.
const maxRange = 1e7

// span evaluates the range operator.
func (ev *evaluation) span(left, right value) (value, error) {
	if left.exists() && (left.kind != kindNumber || !isInteger(left.float())) {
		return undefined, newError("T2003", left)
	}
	if right.exists() && (right.kind != kindNumber || !isInteger(right.float())) {
		return undefined, newError("T2004", right)
	}
	if !left.exists() || !right.exists() {
		return undefined, nil
	}
	from, to := left.float(), right.float()
	if from > to {
		return undefined, nil
	}
	if size := to - from + 1; size > min(maxRange, float64(ev.limits.Sequence)) {
		e := newError("D2014", number(size))
		if e.limit = true; ev.profile == AWS {
			e.Message = strings.Replace(e.message(), "1e7", "1e6", 1) // as JSONata 2.0 says
		}
		return undefined, e
	}
	return ofArray(newRange(from, int(to-from+1))), nil
}

// newRange returns the sequence of count integers that begins with from. It takes no
// memory for them.
func newRange(from float64, count int) *array {
	return &array{flags: sequence, extent: extent{depth: 1}, first: from, count: count}
}

// in reports whether a scalar is among the items of an array.
func (ev *evaluation) in(left, right value) (value, error) {
	if !left.exists() || !right.exists() {
		return boolean(false), nil
	}
	w := flow{value: right, many: right.kind == kindArray}
	n := w.length()
	if err := ev.spend(n); err != nil {
		return undefined, err
	}
	for i := range n {
		if same, err := ev.identical(left, w.item(i)); err != nil || same {
			return boolean(same), err
		}
	}
	return boolean(false), nil
}

// identical is JavaScript's ===: arrays and objects are identical to themselves only.
func (ev *evaluation) identical(a, b value) (bool, error) {
	if a.kind != b.kind {
		return false, nil
	}
	switch a.kind {
	case kindBool:
		return a.num == b.num, nil
	case kindNumber, kindString:
		err := ev.spendOnScalars(a, b)
		if a.kind == kindNumber {
			return a.float() == b.float(), err
		}
		return a.text() == b.text(), err
	case kindArray, kindObject, kindFunction:
		return a.ref == b.ref, nil
	}
	return true, nil
}

// equal reports whether values are equal, arrays and objects by their contents.
func (ev *evaluation) equal(a, b value) (bool, error) {
	if a.kind != b.kind {
		return false, nil
	}
	switch a.kind {
	case kindArray:
		return ev.equalItems(a, b)
	case kindObject:
		return ev.equalMembers(a, b)
	}
	return ev.identical(a, b)
}

func (ev *evaluation) equalItems(a, b value) (bool, error) {
	n := a.length()
	if n != b.length() {
		return false, nil
	}
	if err := ev.spend(n); err != nil {
		return false, err
	}
	for i := range n {
		if same, err := ev.equal(a.item(i), b.item(i)); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

func (ev *evaluation) equalMembers(a, b value) (bool, error) {
	n := a.members()
	if n != b.members() {
		return false, nil
	}
	if err := ev.spend(n); err != nil {
		return false, err
	}
	for i := range n {
		name, v := a.member(i)
		other := b.get(name)
		if !other.exists() {
			return false, nil
		}
		if same, err := ev.equal(v, other); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

func (n *negationNode) eval(ev *evaluation, input value, f *frame) (value, error) {
	v, err := ev.eval(n.operand, input, f)
	if err != nil || !v.exists() {
		return undefined, err
	}
	if err := ev.spendOnScalars(v, undefined); err != nil {
		return undefined, err
	}
	isNumber, err := v.isNumber()
	if err == nil && !isNumber {
		err = newError("D1002", v)
	}
	if err != nil {
		return undefined, place(err, n.pos, "-")
	}
	return number(-v.float()), nil
}
