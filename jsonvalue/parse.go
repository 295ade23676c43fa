package jsonvalue

import (
	"fmt"
	"math"
	"strings"
	"unsafe"
)

// Limits bound the texts that [ParseWithin] and [Check] accept. A field that is zero or
// negative stands for its default.
type Limits struct {
	Bytes int // length of the text in bytes; the default is 256 MiB
	Depth int // arrays and objects inside one another; the default is 10,000, as in encoding/json
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

// SyntaxError says why a text is not JSON.
type SyntaxError struct {
	Offset int    // where the problem is, in bytes from the start of the text
	Msg    string // what the problem is
}

// Error returns the message with the offset.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid JSON at offset %d: %s", e.Offset, e.Msg)
}

// LimitError says that a text is longer or deeper than its [Limits] allow.
type LimitError struct {
	Offset int    // where the limit is passed, in bytes from the start of the text
	Limit  int    // the value of the limit
	What   string // the unit of the limit: "bytes" or "levels of nesting"
}

// Error returns a message with the limit and the offset.
func (e *LimitError) Error() string {
	return fmt.Sprintf("JSON text exceeds %d %s at offset %d", e.Limit, e.What, e.Offset)
}

// Parse reads a text that consists of one JSON value, within the default [Limits]. It
// accepts the same texts as encoding/json. The error is a *[SyntaxError] or a *[LimitError].
// The Value has a copy of text, spaces around the value included, in which bytes that are
// not UTF-8 have become U+FFFD.
func Parse(text []byte) (Value, error) { return ParseWithin(text, Limits{}) }

// ParseWithin is [Parse] with other limits.
func ParseWithin(text []byte, limits Limits) (Value, error) {
	// The scanner reads the bytes without a copy and does not keep them. A text is copied
	// once, and a text that is refused not at all.
	view := unsafe.String(unsafe.SliceData(text), len(text))
	return parse(view, limits, strings.Clone)
}

// ParseString is [Parse] for a string. The Value may refer to text, which saves a copy.
func ParseString(text string) (Value, error) {
	return parse(text, Limits{}, func(text string) string { return text })
}

// MustParse is [ParseString] for texts that are known to be right, such as constants. It
// panics if text is not JSON.
func MustParse(text string) Value {
	v, err := ParseString(text)
	if err != nil {
		panic("jsonvalue.MustParse: " + err.Error())
	}
	return v
}

// Check returns nil if text is one JSON value within limits, and otherwise a *[SyntaxError]
// or a *[LimitError]. It does not recurse and allocates little. After it, a text can be read
// by a function that recurses over arrays and objects.
func Check(text string, limits Limits) error {
	s := newScanner(text, limits)
	defer s.release()
	s.purpose = check
	return s.scan()
}

// parse reads a text. The value refers to keep(text).
func parse(text string, limits Limits, keep func(string) string) (Value, error) {
	s := newScanner(text, limits)
	defer s.release()
	if err := s.scan(); err != nil {
		return Value{}, err
	}
	switch {
	case s.isCanonical():
		n := newNode(keep(text), s.deepest)
		n.odd = s.odd
		return Value{n}, nil
	case s.invalid: // the text may become longer than the limit
		return parse(validUTF8(text), Limits{Bytes: math.MaxInt, Depth: limits.Depth}, func(text string) string { return text })
	}
	return Value{newRaw(keep(text), s.deepest, s.odd)}, nil
}
