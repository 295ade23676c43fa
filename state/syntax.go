package state

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"

	"github.com/tidwall/gjson"
)

// node is a value of the definition's text with its place in it. Its members
// are read one level at a time, when somebody asks.
type node struct {
	name    string // the member's name, "" in an array
	namePos int    // offset of that name
	pos     int    // offset of the value
	result  gjson.Result
}

// root reads the outermost value of a text that has been checked.
func root(text string) node {
	r := gjson.Parse(text)
	return node{pos: r.Index, result: r}
}

func (n node) kind() jsonvalue.Kind {
	switch {
	case n.result.IsObject():
		return jsonvalue.Object
	case n.result.IsArray():
		return jsonvalue.Array
	}
	switch n.result.Type {
	case gjson.String:
		return jsonvalue.String
	case gjson.Number:
		return jsonvalue.Number
	case gjson.True, gjson.False:
		return jsonvalue.Bool
	}
	return jsonvalue.Null
}

// text is the content of a string.
func (n node) text() string { return n.result.Str }

// children are the members of an object or the elements of an array in order.
func (n node) children() []node {
	var kids []node
	object := n.result.IsObject()
	n.result.ForEach(func(key, value gjson.Result) bool {
		kid := node{pos: value.Index, namePos: value.Index, result: value}
		if object {
			kid.name, kid.namePos = key.Str, key.Index
		}
		kids = append(kids, kid)
		return true
	})
	return kids
}

// inside returns the offset in the definition of a place inside a string, given
// as an offset into its content.
func (n node) inside(offset int) int {
	raw := n.result.Raw
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
func (n node) end() int { return n.pos + len(n.result.Raw) - 1 }

func (n node) isEmptyArray() bool { return n.kind() == jsonvalue.Array && len(n.children()) == 0 }

// value is the node as a value of its own.
func (n node) value() jsonvalue.Value {
	v, err := jsonvalue.ParseString(n.result.Raw)
	if err != nil { // cannot be: the text was checked as a whole
		return jsonvalue.NullValue
	}
	return v
}

// at finds the node that a JSON Pointer (RFC 6901) leads to, or the nearest one
// above it.
func (n node) at(pointer string) node {
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
