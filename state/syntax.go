package state

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
)

// node is a value of the definition's text with its place in it.
type node struct {
	name    string // the member's name, "" in an array
	namePos int    // offset of that name
	pos     int    // offset of the value
	tape    *tape
	at      int32 // its token
}

// root reads a text that has been checked.
func root(text string) node {
	t := newTape(text)
	return node{pos: int(t.tokens[0].pos), tape: t}
}

func (n node) token() *token { return &n.tape.tokens[n.at] }

func (n node) kind() jsonvalue.Kind {
	if n.tape == nil {
		return jsonvalue.Null
	}
	return n.token().kind
}

// raw is the value's text.
func (n node) raw() string {
	t := n.token()
	return n.tape.text[t.pos:t.end]
}

// text is the content of a string, "" of what is none.
func (n node) text() string {
	if n.kind() != jsonvalue.String {
		return ""
	}
	return n.tape.content(n.at)
}

func (n node) isTrue() bool { return n.kind() == jsonvalue.Bool && n.raw() == "true" }

// children are the members of an object or the elements of an array in order.
func (n node) children() []node { return n.appendChildren(nil) }

// appendChildren appends the children to room, which may be used again once they
// have been looked at.
func (n node) appendChildren(room []node) []node {
	if n.tape == nil {
		return room
	}
	count := int(n.token().count)
	object := n.token().kind == jsonvalue.Object
	kids := slices.Grow(room, count)
	at := n.at + 1
	for range count {
		kids = append(kids, node{tape: n.tape})
		kid := &kids[len(kids)-1]
		if object {
			kid.name, kid.namePos = n.tape.content(at), int(n.tape.tokens[at].pos)
			at++
		}
		t := &n.tape.tokens[at]
		if kid.at, kid.pos = at, int(t.pos); !object {
			kid.namePos = kid.pos
		}
		at = t.next
	}
	return kids
}

// inside returns the offset in the definition of a place inside a string, given
// as an offset into its content.
func (n node) inside(offset int) int {
	raw := n.raw()
	at, read := len(`"`), 0
	for at < len(raw)-1 && read < offset {
		width, bytes := 1, 1
		if raw[at] == '\\' {
			width, bytes = escaped(raw[at:])
		}
		at, read = at+width, read+bytes
	}
	return n.pos + at
}

// escaped returns how long the escape at the beginning of raw is, and how many
// bytes it stands for.
func escaped(raw string) (width, bytes int) {
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

// end is the offset of the value's last character.
func (n node) end() int { return int(n.token().end) - 1 }

func (n node) isEmptyArray() bool { return n.kind() == jsonvalue.Array && n.token().count == 0 }

// value is the node as a value of its own.
func (n node) value() jsonvalue.Value {
	switch n.kind() {
	case jsonvalue.String:
		return jsonvalue.OfString(n.text())
	case jsonvalue.Number:
		return jsonvalue.OfNumber(n.raw())
	case jsonvalue.Bool:
		return jsonvalue.OfBool(n.isTrue())
	case jsonvalue.Null:
		return jsonvalue.NullValue
	}
	v, err := jsonvalue.ParseString(n.raw())
	if err != nil { // cannot be: the text was checked as a whole
		return jsonvalue.NullValue
	}
	return v
}

// find returns the node that a JSON Pointer (RFC 6901) leads to, or the nearest one
// above it.
func (n node) find(pointer string) node {
	unescape := strings.NewReplacer("~1", "/", "~0", "~")
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = unescape.Replace(step)
		found := false
		for i, kid := range n.children() {
			if kid.name == step || (kid.name == "" && step == itoa(i)) {
				n, found = kid, true
				break
			}
		}
		if !found {
			return n
		}
	}
	return n
}
