// Package jackson says what Jackson 2.10, the JSON reader of Step Functions, reports
// of a text that is not JSON.
//
// Step Functions: one message was recorded, "Unrecognized token 'not': …". The others
// are worded as Jackson 2.10 words them.
package jackson

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// parser reads a text as far as Jackson does, which stops at the first problem. It
// goes over the text once, without recursion.
type parser struct {
	text string
	pos  int // behind the last character that was taken
	open []container

	problem string // what is wrong, once it is known
	at      int    // the place that Jackson names
}

// container is an object or an array that is not closed yet.
type container struct {
	kind byte // '{' or '['
	pos  int
}

// What Jackson says it expected.
const (
	expectedToken = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	expectedValue = "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	expectedDigit = "expected digit (0-9) to follow minus sign, for valid numeric value"
)

// The bounds on what Jackson repeats of a text.
const (
	maxSnippet = 500 // of the source, in UTF-16 units
	maxToken   = 256 // of a token that it does not know
)

// Explain returns Jackson's message about a text that is not JSON, and the place
// that it names, in its form: [Source: (String)"…"; line: 1, column: 4]. ok is false
// if Jackson reports nothing: it stops after the first value, and so takes a text
// that goes on behind it. Explain is safe for concurrent use.
func Explain(text string) (message, place string, ok bool) {
	p := parser{text: text}
	p.document()
	if p.problem == "" {
		return "", "", false
	}
	return p.problem, p.source(p.at, 1), true
}

// Place names a place of a text in Jackson's form: [Source: (String)"…"; line: 1, column: 4]
// for the fourth character of the first line. pos is its offset in bytes. Place is safe for
// concurrent use.
func Place(text string, pos int) string {
	p := parser{text: text}
	return p.source(min(max(pos, 0), len(text)), 1)
}

// source names a place, as "[Source: (String)"…"; line: 1, column: 4]". first is the
// number of the first column.
func (p *parser) source(pos, first int) string {
	snippet, rest := p.text, 0
	if units := utf16.Encode([]rune(clipUnits(p.text))); len(units) > maxSnippet {
		snippet = string(utf16.Decode(units[:maxSnippet]))
		rest = unitCount(p.text) - maxSnippet
	}
	var b strings.Builder
	b.WriteString(`[Source: (String)"` + snippet + `"`)
	if rest > 0 {
		fmt.Fprintf(&b, "[truncated %d chars]", rest)
	}
	line, column := p.place(pos)
	fmt.Fprintf(&b, "; line: %d, column: %d]", line, column+first)
	return b.String()
}

// clipUnits returns the beginning of a text that is long enough for a snippet.
func clipUnits(text string) string {
	return text[:min(len(text), (maxSnippet+1)*utf8.UTFMax)]
}

// unitCount returns the length of a text in UTF-16 units.
func unitCount(text string) int {
	n := 0
	for _, r := range text {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// place returns the line, from 1, and the column, from 0 and in UTF-16 units.
func (p *parser) place(pos int) (line, column int) {
	before := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(p.text[:pos])
	return strings.Count(before, "\n") + 1, unitCount(before[strings.LastIndexByte(before, '\n')+1:])
}

// fail notes a problem at the present place, and returns false.
func (p *parser) fail(format string, args ...any) bool {
	p.problem, p.at = fmt.Sprintf(format, args...), p.pos
	return false
}

// unexpected reports the character that was taken last.
func (p *parser) unexpected(r rune, what string) bool {
	return p.fail("Unexpected character (%s): %s", describe(r), what)
}

func describe(r rune) string {
	switch {
	case r < 0x20 || r >= 0x7f && r < 0xa0:
		return fmt.Sprintf("(CTRL-CHAR, code %d)", r)
	case r > 0xff:
		return fmt.Sprintf("'%c' (code %d / 0x%x)", r, r, r)
	}
	return fmt.Sprintf("'%c' (code %d)", r, r)
}

// next takes the next character that is not white space. ok is false at the end, and
// after a problem.
func (p *parser) next() (r rune, ok bool) {
	for p.pos < len(p.text) {
		switch r = p.take(); r {
		case ' ', '\t', '\n', '\r':
			continue
		}
		if r < 0x20 {
			return 0, p.fail("Illegal character (%s): only regular white space (\\r, \\n, \\t) is allowed between tokens", describe(r))
		}
		return r, true
	}
	return 0, false
}

func (p *parser) take() rune {
	r, size := utf8.DecodeRuneInString(p.text[p.pos:])
	p.pos += size
	return r
}

// document reads the first value, or up to the first problem.
func (p *parser) document() {
	r, ok := p.next()
	for ok {
		if r, ok = p.value(r); !ok {
			return
		}
		if len(p.open) == 0 {
			return
		}
	}
}

// value reads a value that begins with r, and what follows up to the next value,
// whose first character it returns. ok is false at the end and after a problem. Of
// an object or an array it reads the beginning.
func (p *parser) value(r rune) (next rune, ok bool) {
	switch {
	case r == '{' || r == '[':
		p.open = append(p.open, container{byte(r), p.pos - 1})
		return p.item(true)
	case r == ']' && len(p.open) == 0 || r == '}' && len(p.open) == 0:
		return 0, p.mismatch(r)
	case !p.scalar(r):
		return 0, false
	}
	return p.item(false)
}

// item goes on after a value, or, if first is set, after the beginning of a
// container.
func (p *parser) item(first bool) (next rune, ok bool) {
	for len(p.open) > 0 {
		top := p.open[len(p.open)-1]
		r, ok := p.next()
		switch {
		case !ok:
			return 0, p.ended(": expected close marker for %s (start marker at %s)", top.name(), p.source(top.pos, 1))
		case r == '}' || r == ']':
			if r != top.closer() {
				return 0, p.mismatch(r)
			}
			p.open = p.open[:len(p.open)-1]
			first = false
			continue
		}
		if !first {
			if r != ',' {
				return 0, p.unexpected(r, "was expecting comma to separate "+top.name()+" entries")
			}
			if r, ok = p.next(); !ok {
				return 0, p.ended(" within/between %s entries", top.name())
			}
		}
		if top.kind == '[' {
			return r, true
		}
		return p.member(r)
	}
	return 0, true
}

// member reads a name and its colon, and returns the first character of the value.
func (p *parser) member(r rune) (next rune, ok bool) {
	if r != '"' {
		return 0, p.unexpected(r, "was expecting double-quote to start field name")
	}
	if !p.quoted("name", " in field name") {
		return 0, false
	}
	r, ok = p.next()
	if ok && r != ':' {
		return 0, p.unexpected(r, "was expecting a colon to separate field name and value")
	}
	if ok {
		r, ok = p.next()
	}
	if !ok {
		return 0, p.ended(" within/between Object entries")
	}
	return r, true
}

// ended reports that the text ends too early, unless a problem is known already.
func (p *parser) ended(format string, args ...any) bool {
	if p.problem != "" {
		return false
	}
	return p.fail("Unexpected end-of-input"+format, args...)
}

func (c container) name() string {
	if c.kind == '[' {
		return "Array"
	}
	return "Object"
}

func (c container) closer() rune {
	if c.kind == '[' {
		return ']'
	}
	return '}'
}

func (p *parser) mismatch(r rune) bool {
	name, closer, start := "root", '}', p.source(0, 0)
	if n := len(p.open); n > 0 {
		top := p.open[n-1]
		name, closer, start = top.name(), top.closer(), p.source(top.pos, 1)
	} else if r == '}' {
		closer = ']'
	}
	return p.fail("Unexpected close marker '%c': expected '%c' (for %s starting at %s)", r, closer, name, start)
}

// scalar reads a string, a number or a word.
func (p *parser) scalar(r rune) bool {
	switch {
	case r == '"':
		return p.quoted("string value", ": was expecting closing quote for a string value")
	case r == '-' || r == '+' || r >= '0' && r <= '9':
		return p.number(r)
	case isIdentifier(r):
		return p.word()
	}
	return p.unexpected(r, expectedValue)
}

// isIdentifier reports whether an identifier of Java can begin with r.
func isIdentifier(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) }

// word reads null, true or false.
func (p *parser) word() bool {
	start := p.pos - 1
	for start > 0 && !utf8.RuneStart(p.text[start]) {
		start--
	}
	for p.pos < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.pos:])
		if !isIdentifier(r) && !unicode.IsDigit(r) {
			break
		}
		p.pos += size
		if unitCount(p.text[start:p.pos]) >= maxToken {
			return p.fail("Unrecognized token '%s...': %s", p.text[start:p.pos], expectedToken)
		}
	}
	switch word := p.text[start:p.pos]; word {
	case "null", "true", "false":
		return true
	case "NaN", "Infinity":
		return p.fail("Non-standard token '%s': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow", word)
	default:
		return p.fail("Unrecognized token '%s': %s", word, expectedToken)
	}
}

// quoted reads the rest of a string. what and end are Jackson's words for it.
func (p *parser) quoted(what, end string) bool {
	for p.pos < len(p.text) {
		switch r := p.take(); {
		case r == '"':
			return true
		case r == '\\':
			if !p.escape() {
				return false
			}
		case r < 0x20:
			return p.fail("Illegal unquoted character (%s): has to be escaped using backslash to be included in %s", describe(r), what)
		}
	}
	return p.ended("%s", end)
}

func (p *parser) escape() bool {
	if p.pos == len(p.text) {
		return p.ended(" in character escape sequence")
	}
	r := p.take()
	if r != 'u' {
		if !strings.ContainsRune(`"\/bfnrt`, r) {
			return p.fail("Unrecognized character escape %s", describe(r))
		}
		return true
	}
	for range 4 {
		if p.pos == len(p.text) {
			return p.ended(" in character escape sequence")
		}
		if r := p.take(); !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return p.unexpected(r, "expected a hex-digit for character escape sequence")
		}
	}
	return true
}

// number reads the rest of a number.
func (p *parser) number(r rune) bool {
	digits := func() int {
		start := p.pos
		for p.pos < len(p.text) && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
			p.pos++
		}
		return p.pos - start
	}
	bad := func(why string) bool {
		if p.pos == len(p.text) {
			return p.ended(" in a Number value")
		}
		return p.fail("Unexpected character (%s) in numeric value: %s", describe(p.take()), why)
	}
	peek := func() byte {
		if p.pos == len(p.text) {
			return 0
		}
		return p.text[p.pos]
	}
	switch {
	case r == '+' || r == '-' && (peek() < '0' || peek() > '9'):
		return bad(expectedDigit)
	case r == '-':
		r = p.take()
	}
	if r == '0' && peek() >= '0' && peek() <= '9' {
		return p.fail("Invalid numeric value: Leading zeroes not allowed")
	}
	digits()
	if peek() == '.' {
		if p.pos++; digits() == 0 {
			return bad("Decimal point not followed by a digit")
		}
	}
	if c := peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := peek(); c == '+' || c == '-' {
			p.pos++
		}
		if digits() == 0 {
			return bad("Exponent indicator not followed by a digit")
		}
	}
	return true
}
