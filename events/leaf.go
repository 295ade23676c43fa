package events

import (
	"math"
	"net/netip"
	"strconv"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/jsonvalue"
)

// leaf has what a value may be. One of it is enough.
type leaf struct {
	absent   bool // it may be missing
	texts    map[string]bool
	literals map[string]bool // numbers as they are written, true, false and null
	numbers  map[float64]bool
	tests    []test
}

// A test is an operator with its operand.
type test func(s scalar) bool

// scalar is a value of an event that is neither an object nor an array.
type scalar struct {
	kind jsonvalue.Kind
	text string // a string's content; of other values what is written
}

func scalarOf(v jsonvalue.Value) scalar {
	if v.Kind() == jsonvalue.String {
		return scalar{jsonvalue.String, v.Text()}
	}
	return scalar{v.Kind(), v.String()}
}

// number returns the value of a number.
func (s scalar) number() (f float64, ok bool) {
	if s.kind != jsonvalue.Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(s.text, 64)
	return f, err == nil
}

// maxExact is the size from which different integers are the same float64.
const maxExact = 1 << 53

// parseLeaf reads what a value may be.
func parseLeaf(n jsontree.Node) (*leaf, error) {
	if n.Len() == 0 {
		return nil, wrongAfter(n, "Empty arrays are not allowed")
	}
	l := &leaf{texts: map[string]bool{}, literals: map[string]bool{}, numbers: map[float64]bool{}}
	for _, e := range n.All() {
		switch e.Kind() {
		case jsonvalue.Object:
			if err := l.operator(e); err != nil {
				return nil, err
			}
		case jsonvalue.Array:
			return nil, wrongAt(e, "Match value must be String, number, true, false, or null")
		case jsonvalue.String:
			l.addText(e.Text())
		default:
			l.addLiteral(scalar{e.Kind(), e.Raw()})
		}
	}
	return l, nil
}

// addText adds a string. EventBridge: one that is an IP address stands for this address, however
// it is written.
func (l *leaf) addText(text string) {
	l.texts[text] = true
	if ip, ok := parseIP(text); ok {
		l.tests = append(l.tests, func(s scalar) bool {
			other, ok := s.ip()
			return ok && ip == other
		})
	}
}

// addLiteral adds a number, true, false or null. A number matches as it is written, and by its
// value.
func (l *leaf) addLiteral(s scalar) {
	l.literals[s.text] = true
	if f, ok := s.number(); ok && math.Abs(f) < maxExact {
		l.numbers[f] = true
	}
}

// matches reports whether a value, or any element of an array, is what the leaf wants.
func (l *leaf) matches(v jsonvalue.Value) bool {
	for e := range elements(v) {
		if e.Kind() != jsonvalue.Object && l.matchesScalar(scalarOf(e)) {
			return true
		}
	}
	return false
}

func (l *leaf) matchesScalar(s scalar) bool {
	if s.kind == jsonvalue.String && l.texts[s.text] || s.kind != jsonvalue.String && l.literals[s.text] {
		return true
	}
	if f, ok := s.number(); ok && l.numbers[f] {
		return true
	}
	for _, t := range l.tests {
		if t(s) {
			return true
		}
	}
	return false
}

// ip returns the IP address that a string is.
func (s scalar) ip() (ip netip.Addr, ok bool) {
	if s.kind != jsonvalue.String {
		return ip, false
	}
	return parseIP(s.text)
}

// maxIP is the length of the longest text of an IP address.
const maxIP = len("0000:0000:0000:0000:0000:0000:000.000.000.000")

func parseIP(text string) (ip netip.Addr, ok bool) {
	if len(text) > maxIP {
		return ip, false
	}
	ip, err := netip.ParseAddr(text)
	return ip.Unmap(), err == nil && ip.Zone() == ""
}
