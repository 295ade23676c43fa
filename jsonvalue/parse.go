package jsonvalue

import (
	"fmt"
	"strings"
	"unsafe"
)

// Limits bound what [ParseWithin] and [Check] accept. A field that is 0 stands
// for its default.
type Limits struct {
	Bytes int // length of the text; default 256 MiB
	Depth int // nesting of arrays and objects; default 10,000, as in encoding/json
}

const (
	defaultBytes = 256 << 20
	defaultDepth = 10_000
)

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = defaultBytes
	}
	if l.Depth <= 0 {
		l.Depth = defaultDepth
	}
	return l
}

// SyntaxError says where a text stops being JSON.
type SyntaxError struct {
	Offset int    // bytes before the error
	Msg    string // what is wrong there
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid JSON at offset %d: %s", e.Offset, e.Msg)
}

// LimitError says that a text is too long or too deep.
type LimitError struct {
	Offset int    // where the limit was passed
	Limit  int    // its value
	What   string // "bytes" or "levels of nesting"
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("JSON text exceeds %d %s at offset %d", e.Limit, e.What, e.Offset)
}

// Parse reads one JSON text of at most the default [Limits]. It copies text, so
// that the caller may go on to change it. The error is a *[SyntaxError] or a
// *[LimitError]. What is accepted, and what it means, is as in encoding/json.
func Parse(text []byte) (Value, error) { return ParseWithin(text, Limits{}) }

// ParseWithin is [Parse] with limits of the caller's.
func ParseWithin(text []byte, limits Limits) (Value, error) {
	// The scanner gets a view of the bytes, to read only and not to keep, so that
	// a text is copied once, and a text that is refused not at all.
	view := unsafe.String(unsafe.SliceData(text), len(text))
	return parse(view, limits, strings.Clone)
}

// ParseString is [Parse] for a string, which it keeps instead of copying.
func ParseString(text string) (Value, error) {
	return parse(text, Limits{}, func(text string) string { return text })
}

// MustParse is [ParseString] for constants and tests. It panics if text is not JSON.
func MustParse(text string) Value {
	v, err := ParseString(text)
	if err != nil {
		panic("jsonvalue.MustParse: " + err.Error())
	}
	return v
}

// Check reports whether text is JSON within the limits, as a *[SyntaxError] or
// *[LimitError] if not. It goes over the text once, without recursion, and
// allocates little, whatever the text: a reader that recurses may follow it.
func Check(text string, limits Limits) error {
	s := newScanner(text, limits)
	defer s.release()
	s.checkOnly = true
	return s.scan()
}

// parse keeps what keep makes of a text that is canonical already.
func parse(text string, limits Limits, keep func(string) string) (Value, error) {
	s := newScanner(text, limits)
	defer s.release()
	if err := s.scan(); err != nil {
		return Value{}, err
	}
	if s.isCanonical() {
		text = keep(text)
	} else {
		text = s.canonical()
	}
	return Value{newNode(text, s.deepest)}, nil
}
