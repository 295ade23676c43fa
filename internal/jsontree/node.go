// Package jsontree reads a JSON text as a tree of values that know their places in
// the text. Package jsonvalue has the same values without places.
package jsontree

import (
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
)

// Node is a value of a text with its place. Places are offsets in bytes from the
// beginning of the text. A Node is immutable and safe for concurrent use, and keeps the
// whole text alive. The zero Node is absent: its kind is [jsonvalue.None], and it has
// neither text nor children.
type Node struct {
	Name    string // the member's name, "" in an array and of the whole
	NamePos int    // where the name begins, with its quote; Pos if there is none
	Pos     int    // where the value begins

	tokens *tokens
	at     int32 // its token
}

// Parse reads a text. limits bound it as they bound [jsonvalue.Check], whose error
// Parse returns. It takes time and memory in proportion to the length of the text.
func Parse(text string, limits jsonvalue.Limits) (Node, error) {
	limits.Bytes = min(limits.Bytes, math.MaxInt32)
	if err := jsonvalue.Check(text, limits); err != nil {
		return Node{}, err
	}
	t := tokenise(text)
	pos := int(t.all[0].pos)
	return Node{NamePos: pos, Pos: pos, tokens: t}, nil
}

func (n Node) token() *token { return &n.tokens.all[n.at] }

// Kind returns the kind of the value.
func (n Node) Kind() jsonvalue.Kind {
	if n.tokens == nil {
		return jsonvalue.None
	}
	return n.token().kind
}

// Raw returns the value as it is written, "" of the zero Node.
func (n Node) Raw() string {
	if n.tokens == nil {
		return ""
	}
	t := n.token()
	return n.tokens.text[t.pos:t.end]
}

// End returns the place after the last character of the value.
func (n Node) End() int { return n.Pos + len(n.Raw()) }

// Text returns the content of a string, "" of another value.
func (n Node) Text() string {
	if n.Kind() != jsonvalue.String {
		return ""
	}
	return n.tokens.content(n.at)
}

// IsTrue reports whether the value is true.
func (n Node) IsTrue() bool { return n.Kind() == jsonvalue.Bool && n.Raw() == "true" }

// Len returns the number of members or elements, 0 of another value. Members with the
// same name all count.
func (n Node) Len() int {
	if n.tokens == nil {
		return 0
	}
	return int(n.token().count)
}

// Children returns the members of an object or the elements of an array in their
// order, those with the same name included.
func (n Node) Children() []Node { return n.AppendChildren(nil) }

// AppendChildren appends the children to dst.
func (n Node) AppendChildren(dst []Node) []Node {
	dst = slices.Grow(dst, n.Len())
	for _, child := range n.All() {
		dst = append(dst, child)
	}
	return dst
}

// All returns an iterator over the children, with their indexes, in order. It needs no
// memory for them.
func (n Node) All() iter.Seq2[int, Node] {
	return func(yield func(int, Node) bool) {
		count := n.Len()
		at := n.at + 1
		for i := range count {
			child := n.child(at)
			if at = child.token().next; !yield(i, child) {
				return
			}
		}
	}
}

// child returns the child that begins with the token at: that of a member is its name.
func (n Node) child(at int32) Node {
	start := int(n.tokens.all[at].pos)
	c := Node{NamePos: start, Pos: start, tokens: n.tokens, at: at}
	if n.token().kind == jsonvalue.Object {
		c.Name, c.at = n.tokens.content(at), at+1
		c.Pos = int(c.token().pos)
	}
	return c
}

// Get returns the last member of an object with that name, the zero Node if there is
// none.
func (n Node) Get(name string) (found Node) {
	if n.Kind() != jsonvalue.Object {
		return found
	}
	at := n.at + 1
	for range n.Len() {
		if n.tokens.content(at) == name {
			found = n.child(at)
		}
		at = n.tokens.all[at+1].next
	}
	return found
}

// Value returns the value without its place, and compact.
func (n Node) Value() jsonvalue.Value {
	switch n.Kind() {
	case jsonvalue.None:
		return jsonvalue.Value{}
	case jsonvalue.String:
		return jsonvalue.OfString(n.Text())
	case jsonvalue.Number:
		return jsonvalue.OfNumber(n.Raw())
	case jsonvalue.Bool:
		return jsonvalue.OfBool(n.IsTrue())
	case jsonvalue.Null:
		return jsonvalue.NullValue
	}
	v, err := jsonvalue.ParseString(n.Raw())
	if err != nil { // cannot be: the text was checked as a whole
		return jsonvalue.NullValue
	}
	return v.Compact()
}

// Find returns the node that a JSON Pointer (RFC 6901) leads to. Where the pointer
// leads nowhere, it returns the last node on the way.
func (n Node) Find(pointer string) Node {
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = unescape.Replace(step)
		found := false
		for i, child := range n.All() {
			if child.Name == step || (child.Name == "" && step == strconv.Itoa(i)) {
				n, found = child, true
				break
			}
		}
		if !found {
			return n
		}
	}
	return n
}

// Inside returns where the byte of a string's content that has this offset is written
// in the text. For an offset after the content it returns the place of the closing
// quote.
func (n Node) Inside(offset int) int {
	raw := n.Raw()
	at, read := len(`"`), 0
	for at < len(raw)-1 && read < offset {
		width, bytes := 1, 1
		if raw[at] == '\\' {
			width, bytes = escapeAt(raw[at:])
		}
		at, read = at+width, read+bytes
	}
	return n.Pos + at
}

// escapeAt returns how long the escape at the beginning of raw is, and how many bytes
// it stands for.
func escapeAt(raw string) (width, bytes int) {
	const one = len(`\u0000`)
	if raw[1] != 'u' || len(raw) < one {
		return 2, 1
	}
	code := func(s string) rune {
		n, _ := strconv.ParseUint(s[2:one], 16, 32)
		return rune(n)
	}
	r := code(raw)
	if utf16.IsSurrogate(r) {
		if rest := raw[one:]; len(rest) >= one && strings.HasPrefix(rest, `\u`) && utf16.DecodeRune(r, code(rest)) != utf8.RuneError {
			return 2 * one, utf8.UTFMax
		}
		r = utf8.RuneError
	}
	return one, utf8.RuneLen(r)
}
