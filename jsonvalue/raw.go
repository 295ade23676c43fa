package jsonvalue

import (
	"math"
	"strings"
)

// Compact returns the same value with its compact text: without spaces, with no member
// twice, and with the escapes that Step Functions writes. The texts of numbers stay as they
// are.
func (v Value) Compact() Value {
	if v.n == nil {
		return v
	}
	return Value{v.n.compact()}
}

// IsRaw reports whether the text of the value is not the compact one.
func (v Value) IsRaw() bool { return v.n != nil && v.n.raw }

// newRaw returns the node of a text that is not canonical, with at most depth levels of
// nesting.
func newRaw(text string, depth int, odd bool) *node {
	first := strings.TrimLeft(text, " \t\n\r")[0]
	return &node{kind: kindOf(first), raw: true, odd: odd, depth: int32(depth), text: text}
}

// compact returns the canonical node of n, which is n itself unless it is raw. If two
// goroutines make it at the same time, their results are equal and the first one is
// kept.
func (n *node) compact() *node {
	if n.raw {
		return n.compactOfRaw()
	}
	return n
}

// compactOfRaw is apart so that compact, which most values pass often, is inlined.
func (n *node) compactOfRaw() *node {
	if n.known() == nil {
		n.makeCompact()
	}
	return n.known()
}

// known returns the canonical node of a raw node, nil if it was not made yet.
func (n *node) known() *node {
	if l := n.level.Load(); l != nil {
		return l.compact.Load()
	}
	return nil
}

// makeCompact makes the canonical node of a raw node. For an array from OfTexts it first
// makes those of the arrays from OfTexts inside it.
func (n *node) makeCompact() {
	open := append(make([]*node, 0, 8), n)
	for len(open) > 0 {
		top := open[len(open)-1]
		if top.known() == nil {
			inner := len(open)
			if open = top.unknown(open); len(open) > inner {
				continue
			}
			top.level.CompareAndSwap(nil, new(level))
			top.level.Load().compact.CompareAndSwap(nil, top.canonical())
		}
		open = open[:len(open)-1]
	}
}

// unknown appends the arrays from OfTexts among the elements of n, if n is one itself.
// It leaves out those whose canonical nodes were made before.
func (n *node) unknown(open []*node) []*node {
	if n.text != "" {
		return open
	}
	for _, e := range n.level.Load().elems {
		if e.n.raw && e.n.text == "" && e.n.known() == nil {
			open = append(open, e.n)
		}
	}
	return open
}

// canonical returns a new node with the canonical text of a raw node.
func (n *node) canonical() *node {
	if n.text == "" {
		return OfArray(append([]Value(nil), n.level.Load().elems...)).n
	}
	s := newScanner(n.text, Limits{Bytes: math.MaxInt, Depth: math.MaxInt})
	defer s.release()
	s.purpose = rewrite
	_ = s.scan() // it was scanned before
	c := newNode(s.canonical(), int(n.depth))
	c.odd = n.odd
	return c
}

// RepeatsName reports whether the text that v was read from has an object with two members
// of the same name.
func (v Value) RepeatsName() bool {
	if !v.IsRaw() || v.n.text == "" {
		return false
	}
	s := newScanner(v.n.text, Limits{Bytes: math.MaxInt, Depth: math.MaxInt})
	defer s.release()
	s.purpose = rewrite
	_ = s.scan() // it was scanned before
	if !s.twice {
		return false
	}
	text := s.compact() // has each member
	return decodeAll(text).n.size() < len(text)
}
