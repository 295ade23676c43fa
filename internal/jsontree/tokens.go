package jsontree

import (
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// tokens is a text with all its values in a row, read once.
//
// Measured on definitions: to read one level at a time instead, as often as a value is
// nested, takes four times as long.
type tokens struct {
	text string
	all  []token
}

// token is a value, or the name of a member. The name stands before the value.
type token struct {
	pos, end int32 // of its text
	next     int32 // the first token after this one and those inside it
	count    int32 // of members or elements
	kind     jsonvalue.Kind
	escaped  bool // a string that has escapes, or may not be valid UTF-8
}

// tokenise reads a text that jsonvalue.Check accepts.
func tokenise(text string) *tokens {
	t := &tokens{text: text, all: make([]token, 0, len(text)/16+1)}
	var open []int32 // the objects and arrays around the next token
	for i := 0; i < len(text); {
		t.grow(i)
		switch c := text[i]; c {
		case ' ', '\t', '\n', '\r', ',', ':':
			i++
			continue
		case '}', ']':
			i++
			top := &t.all[open[len(open)-1]]
			top.end, top.next = int32(i), int32(len(t.all))
			if top.kind == jsonvalue.Object {
				top.count /= 2
			}
			open = open[:len(open)-1]
			continue
		case '{', '[':
			t.count(open)
			open = append(open, int32(len(t.all)))
			kind := jsonvalue.Object
			if c == '[' {
				kind = jsonvalue.Array
			}
			t.all = append(t.all, token{pos: int32(i), kind: kind})
			i++
		default:
			t.count(open)
			i = t.scalar(i)
		}
	}
	return t
}

// grow makes room for a token at i. If there is none it takes the rest of the text to be
// as dense as what was read, so that a long text is not copied often.
func (t *tokens) grow(i int) {
	if len(t.all) == cap(t.all) {
		t.all = slices.Grow(t.all, int(float64(len(t.all))*float64(len(t.text)-i)/float64(i+1)*1.05)+1)
	}
}

// count counts the next token for the object or array that it is in.
func (t *tokens) count(open []int32) {
	if n := len(open); n > 0 {
		t.all[open[n-1]].count++
	}
}

// scalar reads the scalar that begins at i and returns where it ends.
func (t *tokens) scalar(i int) (end int) {
	s := token{pos: int32(i), next: int32(len(t.all) + 1)}
	switch t.text[i] {
	case '"':
		s.kind = jsonvalue.String
		for i++; t.text[i] != '"'; i++ {
			switch c := t.text[i]; {
			case c == '\\':
				i++
				s.escaped = true
			case c >= 0x80:
				s.escaped = true
			}
		}
		i++
	case 't', 'f':
		s.kind = jsonvalue.Bool
	case 'n':
		s.kind = jsonvalue.Null
	default:
		s.kind = jsonvalue.Number
	}
	if s.kind != jsonvalue.String {
		for i < len(t.text) && strings.IndexByte(" \t\n\r,]}", t.text[i]) < 0 {
			i++
		}
	}
	s.end = int32(i)
	t.all = append(t.all, s)
	return i
}

// content returns the content of the string that has the number at.
func (t *tokens) content(at int32) string {
	s := &t.all[at]
	raw := t.text[s.pos:s.end]
	if s.escaped {
		return jsonvalue.Unquote(raw)
	}
	return raw[1 : len(raw)-1]
}
