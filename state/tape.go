package state

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// tape is a definition's text with all its values in a row, read once: going
// into an object again costs nothing then, however deep it is.
// Reading one level at a time instead goes over a text as often as it is deep,
// which took four times as long.
type tape struct {
	text   string
	tokens []token
}

// token is a value, or the name of a member, which stands before its value.
type token struct {
	pos, end int32 // of its text
	next     int32 // the first token behind it and what is in it
	count    int32 // of members or elements
	kind     jsonvalue.Kind
	escaped  bool // a string has escapes, or is not valid UTF-8
}

// newTape reads a text that has been checked, and so is JSON.
func newTape(text string) *tape {
	t := &tape{text: text, tokens: make([]token, 0, len(text)/16+1)}
	var room [32]int32
	open := room[:0]
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case ' ', '\t', '\n', '\r', ',', ':':
			i++
			continue
		case '}', ']':
			i++
			top := &t.tokens[open[len(open)-1]]
			top.end, top.next = int32(i), int32(len(t.tokens))
			if top.kind == jsonvalue.Object {
				top.count /= 2
			}
			open = open[:len(open)-1]
			continue
		case '{', '[':
			t.count(open)
			open = append(open, int32(len(t.tokens)))
			kind := jsonvalue.Object
			if c == '[' {
				kind = jsonvalue.Array
			}
			t.tokens = append(t.tokens, token{pos: int32(i), kind: kind})
			i++
		default:
			t.count(open)
			i = t.scalar(i)
		}
	}
	return t
}

// count counts a value or a name for the container that it is in.
func (t *tape) count(open []int32) {
	if n := len(open); n > 0 {
		t.tokens[open[n-1]].count++
	}
}

// scalar reads the scalar that begins at i and returns its end.
func (t *tape) scalar(i int) (end int) {
	s := token{pos: int32(i), next: int32(len(t.tokens) + 1)}
	switch t.text[i] {
	case '"':
		s.kind = jsonvalue.String
		for i++; t.text[i] != '"'; i++ {
			switch c := t.text[i]; {
			case c == '\\':
				i++
				s.escaped = true
			case c >= 0x80:
				s.escaped = true // perhaps: reading it as a value will tell
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
	t.tokens = append(t.tokens, s)
	return i
}

// content returns the content of a string.
func (t *tape) content(at int32) string {
	s := &t.tokens[at]
	raw := t.text[s.pos:s.end]
	if s.escaped {
		return jsonvalue.Unquote(raw)
	}
	return raw[1 : len(raw)-1]
}
