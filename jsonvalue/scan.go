package jsonvalue

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// scanner checks a JSON text in one pass, finds whether it is canonical, and can
// rewrite it in this form. It does not recurse, so that a hostile text cannot exhaust
// the stack.
type scanner struct {
	text    string
	pos     int
	limits  Limits
	open    []byte // '{' or '[' of each container that is open
	deepest int    // the most containers that are not empty and were open at once

	purpose purpose
	names   names
	differs bool   // the text has spaces or escapes that are not in the canonical form
	twice   bool   // an object may have two members with the same name
	invalid bool   // a string is not valid UTF-8
	odd     bool   // a number may not be normal
	out     []byte // canonical form of text[:copied], nil if that is canonical
	copied  int
}

// purpose is what a scanner finds besides whether a text is JSON.
type purpose uint8

const (
	compare purpose = iota // whether it is canonical
	check                  // nothing
	rewrite                // its canonical form
)

// scanners are used again with the memory that they have allocated. Most texts are small: a
// new scanner was four fifths of the memory that reading 20 bytes allocated. Memory on the
// stack would escape.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

// newScanner returns a scanner, which is to be released.
func newScanner(text string, limits Limits) *scanner {
	s := scanners.Get().(*scanner)
	s.text, s.limits = text, limits.orDefault()
	return s
}

// release keeps the scanner for another text, unless a text has made it large. It must not
// be used any more; the texts that it has returned may be.
func (s *scanner) release() {
	const large = 1 << 10
	if cap(s.open) > large || cap(s.names.hashes) > large {
		return
	}
	*s = scanner{open: s.open[:0], names: names{hashes: s.names.hashes[:0], starts: s.names.starts[:0]}}
	scanners.Put(s)
}

// scan checks the text. The error is a *SyntaxError or a *LimitError.
func (s *scanner) scan() error {
	if most := s.limits.Bytes; len(s.text) > most {
		return &LimitError{Offset: most, Limit: most, What: "bytes"}
	}
	for {
		if err := s.value(); err != nil {
			return err
		}
		done, err := s.afterValue()
		if done || err != nil {
			return err
		}
	}
}

// isCanonical reports whether the scanned text is canonical.
func (s *scanner) isCanonical() bool { return !s.differs && !s.twice }

// canonical returns the canonical form of the text, in new memory.
func (s *scanner) canonical() string {
	text := s.compact()
	if s.twice {
		text = decodeAll(text).String()
	}
	return text
}

// compact returns the text without spaces and with canonical escapes, in new memory.
func (s *scanner) compact() string { return string(append(s.out, s.text[s.copied:]...)) }

// replace replaces text[from:to] by other in the canonical form.
func (s *scanner) replace(from, to int, other []byte) {
	s.differs = true
	if s.purpose != rewrite {
		return
	}
	if s.out == nil {
		s.out = make([]byte, 0, len(s.text))
	}
	s.out = append(s.out, s.text[s.copied:from]...)
	s.out = append(s.out, other...)
	s.copied = to
}

// value reads a scalar, or enters containers up to the first scalar or empty container.
func (s *scanner) value() error {
	for {
		s.space()
		if s.pos == len(s.text) {
			return s.fail("unexpected end of text, want a value")
		}
		switch c := s.text[s.pos]; c {
		case '{', '[':
			closed, err := s.enter(c)
			if closed || err != nil {
				return err
			}
		case '"':
			_, err := s.str()
			return err
		case 't':
			return s.literal("true")
		case 'f':
			return s.literal("false")
		case 'n':
			return s.literal("null")
		default:
			return s.number()
		}
	}
}

// enter reads the opening of a container up to its first value, or the whole of
// an empty one.
func (s *scanner) enter(c byte) (closed bool, err error) {
	if len(s.open) == s.limits.Depth {
		return false, &LimitError{Offset: s.pos, Limit: s.limits.Depth, What: "levels of nesting"}
	}
	s.open = append(s.open, c)
	s.pos++
	s.space()
	if s.pos < len(s.text) && s.text[s.pos] == c+2 { // '{'+2 is '}', '['+2 is ']'
		s.pos++
		s.open = s.open[:len(s.open)-1]
		return true, nil
	}
	s.deepest = max(s.deepest, len(s.open))
	if c == '[' {
		return false, nil
	}
	s.names.open()
	return false, s.name()
}

// afterValue reads the closing brackets after a value, and then a comma or the end of the
// text.
func (s *scanner) afterValue() (done bool, err error) {
	for {
		s.space()
		if len(s.open) == 0 {
			if s.pos < len(s.text) {
				return false, s.fail("unexpected " + s.here() + " after the value")
			}
			return true, nil
		}
		c := s.open[len(s.open)-1]
		if s.pos == len(s.text) {
			return false, s.fail(fmt.Sprintf("unexpected end of text, want ',' or '%c'", c+2))
		}
		switch s.text[s.pos] {
		case c + 2:
			s.pos++
			s.open = s.open[:len(s.open)-1]
			if c == '{' && s.names.close() {
				s.twice = true
			}
		case ',':
			s.pos++
			if c == '{' {
				s.space()
				return false, s.name()
			}
			return false, nil
		default:
			return false, s.fail(fmt.Sprintf("unexpected %s, want ',' or '%c'", s.here(), c+2))
		}
	}
}

// name reads a member's name and its colon.
func (s *scanner) name() error {
	if s.pos == len(s.text) || s.text[s.pos] != '"' {
		return s.fail("unexpected " + s.here() + ", want a member name in double quotes")
	}
	name, err := s.str()
	if err != nil {
		return err
	}
	if s.wantsNames() {
		s.names.add(name)
	}
	s.space()
	if s.pos == len(s.text) || s.text[s.pos] != ':' {
		return s.fail("unexpected " + s.here() + ", want ':' after the member name")
	}
	s.pos++
	return nil
}

// wantsNames reports whether names that an object has twice matter. If a text differs
// from its canonical form, its names are compared in that form.
func (s *scanner) wantsNames() bool {
	return s.purpose == rewrite || s.purpose == compare && !s.differs
}

func (s *scanner) space() {
	if s.pos < len(s.text) && s.text[s.pos] <= ' ' {
		s.skipSpace()
	}
}

func (s *scanner) skipSpace() {
	start := s.pos
	for s.pos < len(s.text) && isSpace(s.text[s.pos]) {
		s.pos++
	}
	if s.pos > start {
		s.replace(start, s.pos, nil)
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// str reads a string and returns its content, between the quotes, which is canonical if the
// scanner rewrites the text.
func (s *scanner) str() (string, error) {
	text, start := s.text, s.pos+1
	plain := true // whether the string is canonical
	for i := plainEnd(text, start); i < len(text); i = plainEnd(text, i) {
		switch c := text[i]; {
		case c == '"':
			s.pos = i + 1
			if plain {
				return text[start:i], nil
			}
			return s.rewrite(start, i), nil
		case c == '\\':
			n := escapeLen(text[i:])
			if n == 0 {
				s.pos = i
				return "", s.fail("invalid escape in a string")
			}
			plain = plain && canonicalEscape(text[i:i+n])
			i += n
		case c < 0x20:
			s.pos = i
			return "", s.fail("control character in a string, must be escaped")
		default:
			r, n := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && n == 1 {
				plain, s.invalid = false, true
			}
			i += n
		}
	}
	s.pos = len(text)
	return "", s.fail("unexpected end of text in a string")
}

// rewrite puts the string whose content is text[start:end] into canonical form, if that
// is the purpose, and returns its content.
func (s *scanner) rewrite(start, end int) string {
	if s.purpose != rewrite {
		s.differs = true
		return s.text[start:end]
	}
	quoted := AppendString(nil, unescape(s.text[start:end]))
	s.replace(start-1, end+1, quoted)
	return string(quoted[1 : len(quoted)-1])
}

func (s *scanner) literal(word string) error {
	if !strings.HasPrefix(s.text[s.pos:], word) {
		return s.fail("unexpected " + s.here() + ", want a value")
	}
	s.pos += len(word)
	return nil
}

func (s *scanner) number() error {
	c := s.text[s.pos]
	if c != '-' && !isDigit(c) {
		return s.fail("unexpected " + s.here() + ", want a value")
	}
	end := scanNumber(s.text, s.pos)
	if end < 0 {
		return s.fail("invalid number")
	}
	s.odd = s.odd || !isNormal(s.text[s.pos:end])
	s.pos = end
	return nil
}

func (s *scanner) fail(msg string) error { return &SyntaxError{Offset: s.pos, Msg: msg} }

// here describes the character at the current position.
func (s *scanner) here() string {
	if s.pos == len(s.text) {
		return "end of text"
	}
	r, _ := utf8.DecodeRuneInString(s.text[s.pos:])
	return fmt.Sprintf("%q", r)
}
