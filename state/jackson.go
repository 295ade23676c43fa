package state

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// jackson reads a text that is no JSON as far as Jackson does, the reader that
// the service uses, and says what that says of it. It goes over the text once,
// without recursion.
// Step Functions: measured once, "Unrecognized token 'not': …"; the rest is as
// Jackson 2.10 words it.
type jackson struct {
	text string
	pos  int // behind the last character that was taken
	open []mark

	problem string // what is wrong, once it is known
	at      int    // the place that Jackson names
}

// mark is a container that is open.
type mark struct {
	kind byte // '{' or '['
	pos  int
}

// The words for what may stand where a value is expected, and what is expected
// elsewhere.
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

// jacksonError returns what Jackson says of a text that is no JSON, and where it
// says that the error is. ok is false if it would find no fault.
func jacksonError(text string) (message, location string, ok bool) {
	j := jackson{text: text}
	j.document()
	if j.problem == "" {
		return "", "", false
	}
	return j.problem, j.source(j.at, 1), true
}

// source names a place, as "[Source: (String)"…"; line: 1, column: 4]".
func (j *jackson) source(pos, first int) string {
	snippet, rest := j.text, 0
	if units := utf16.Encode([]rune(clipUnits(j.text))); len(units) > maxSnippet {
		snippet = string(utf16.Decode(units[:maxSnippet]))
		rest = unitCount(j.text) - maxSnippet
	}
	var b strings.Builder
	b.WriteString(`[Source: (String)"` + snippet + `"`)
	if rest > 0 {
		fmt.Fprintf(&b, "[truncated %d chars]", rest)
	}
	line, column := j.place(pos)
	fmt.Fprintf(&b, "; line: %d, column: %d]", line, column+first)
	return b.String()
}

// clipUnits keeps a long text from being encoded as a whole.
func clipUnits(text string) string {
	return text[:min(len(text), (maxSnippet+1)*utf8.UTFMax)]
}

func unitCount(text string) int {
	n := 0
	for _, r := range text {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// place returns the line, from 1, and the column, from 0 and in UTF-16 units.
func (j *jackson) place(pos int) (line, column int) {
	before := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(j.text[:pos])
	return strings.Count(before, "\n") + 1, unitCount(before[strings.LastIndexByte(before, '\n')+1:])
}

func (j *jackson) fail(format string, args ...any) bool {
	j.problem, j.at = fmt.Sprintf(format, args...), j.pos
	return false
}

// unexpected reports the character that was taken last.
func (j *jackson) unexpected(r rune, what string) bool {
	return j.fail("Unexpected character (%s): %s", describe(r), what)
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

// next takes the next character that is no space.
func (j *jackson) next() (r rune, ok bool) {
	for j.pos < len(j.text) {
		switch r = j.take(); r {
		case ' ', '\t', '\n', '\r':
			continue
		}
		if r < 0x20 {
			return 0, j.fail("Illegal character (%s): only regular white space (\\r, \\n, \\t) is allowed between tokens", describe(r))
		}
		return r, true
	}
	return 0, false
}

func (j *jackson) take() rune {
	r, size := utf8.DecodeRuneInString(j.text[j.pos:])
	j.pos += size
	return r
}

// document reads values and what is between them until something is wrong.
func (j *jackson) document() {
	r, ok := j.next()
	for ok {
		if r, ok = j.value(r); !ok {
			return
		}
		if len(j.open) == 0 {
			return
		}
	}
}

// value reads a value that begins with r, and then what leads to the next one,
// whose first character it returns. ok is false at the end and after a problem.
func (j *jackson) value(r rune) (next rune, ok bool) {
	switch {
	case r == '{' || r == '[':
		j.open = append(j.open, mark{byte(r), j.pos - 1})
		return j.item(true)
	case r == ']' && len(j.open) == 0 || r == '}' && len(j.open) == 0:
		return 0, j.mismatch(r)
	case !j.scalar(r):
		return 0, false
	}
	return j.item(false)
}

// item goes on behind a value, or behind the beginning of a container.
func (j *jackson) item(first bool) (next rune, ok bool) {
	for len(j.open) > 0 {
		top := j.open[len(j.open)-1]
		r, ok := j.next()
		switch {
		case !ok:
			return 0, j.ended(": expected close marker for %s (start marker at %s)", top.name(), j.source(top.pos, 1))
		case r == '}' || r == ']':
			if r != top.closer() {
				return 0, j.mismatch(r)
			}
			j.open = j.open[:len(j.open)-1]
			first = false
			continue
		}
		if !first {
			if r != ',' {
				return 0, j.unexpected(r, "was expecting comma to separate "+top.name()+" entries")
			}
			if r, ok = j.next(); !ok {
				return 0, j.ended(" within/between %s entries", top.name())
			}
		}
		if top.kind == '[' {
			return r, true
		}
		return j.member(r)
	}
	return 0, true
}

// member reads a name and the colon behind it, and returns the first character
// of the value.
func (j *jackson) member(r rune) (next rune, ok bool) {
	if r != '"' {
		return 0, j.unexpected(r, "was expecting double-quote to start field name")
	}
	if !j.quoted("name", " in field name") {
		return 0, false
	}
	r, ok = j.next()
	if ok && r != ':' {
		return 0, j.unexpected(r, "was expecting a colon to separate field name and value")
	}
	if ok {
		r, ok = j.next()
	}
	if !ok {
		return 0, j.ended(" within/between Object entries")
	}
	return r, true
}

// ended reports that the text stops too early, unless something else is wrong.
func (j *jackson) ended(format string, args ...any) bool {
	if j.problem != "" {
		return false
	}
	return j.fail("Unexpected end-of-input"+format, args...)
}

func (m mark) name() string {
	if m.kind == '[' {
		return "Array"
	}
	return "Object"
}

func (m mark) closer() rune {
	if m.kind == '[' {
		return ']'
	}
	return '}'
}

func (j *jackson) mismatch(r rune) bool {
	name, closer, start := "root", '}', j.source(0, 0)
	if n := len(j.open); n > 0 {
		top := j.open[n-1]
		name, closer, start = top.name(), top.closer(), j.source(top.pos, 1)
	} else if r == '}' {
		closer = ']'
	}
	return j.fail("Unexpected close marker '%c': expected '%c' (for %s starting at %s)", r, closer, name, start)
}

// scalar reads a string, a number or a word.
func (j *jackson) scalar(r rune) bool {
	switch {
	case r == '"':
		return j.quoted("string value", ": was expecting closing quote for a string value")
	case r == '-' || r == '+' || r >= '0' && r <= '9':
		return j.number(r)
	case isIdentifier(r):
		return j.word()
	}
	return j.unexpected(r, expectedValue)
}

// isIdentifier reports whether Java takes r into an identifier, digits aside.
func isIdentifier(r rune) bool { return r == '_' || r == '$' || unicode.IsLetter(r) }

// word reads null, true or false.
func (j *jackson) word() bool {
	start := j.pos - 1
	for start > 0 && !utf8.RuneStart(j.text[start]) {
		start--
	}
	for j.pos < len(j.text) {
		r, size := utf8.DecodeRuneInString(j.text[j.pos:])
		if !isIdentifier(r) && !unicode.IsDigit(r) {
			break
		}
		j.pos += size
		if unitCount(j.text[start:j.pos]) >= maxToken {
			return j.fail("Unrecognized token '%s...': %s", j.text[start:j.pos], expectedToken)
		}
	}
	switch word := j.text[start:j.pos]; word {
	case "null", "true", "false":
		return true
	case "NaN", "Infinity":
		return j.fail("Non-standard token '%s': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow", word)
	default:
		return j.fail("Unrecognized token '%s': %s", word, expectedToken)
	}
}

// quoted reads the rest of a string.
func (j *jackson) quoted(what, end string) bool {
	for j.pos < len(j.text) {
		switch r := j.take(); {
		case r == '"':
			return true
		case r == '\\':
			if !j.escape() {
				return false
			}
		case r < 0x20:
			return j.fail("Illegal unquoted character (%s): has to be escaped using backslash to be included in %s", describe(r), what)
		}
	}
	return j.ended("%s", end)
}

func (j *jackson) escape() bool {
	if j.pos == len(j.text) {
		return j.ended(" in character escape sequence")
	}
	r := j.take()
	if r != 'u' {
		if !strings.ContainsRune(`"\/bfnrt`, r) {
			return j.fail("Unrecognized character escape %s", describe(r))
		}
		return true
	}
	for range 4 {
		if j.pos == len(j.text) {
			return j.ended(" in character escape sequence")
		}
		if r := j.take(); !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return j.unexpected(r, "expected a hex-digit for character escape sequence")
		}
	}
	return true
}

// number reads the rest of a number.
func (j *jackson) number(r rune) bool {
	digits := func() int {
		start := j.pos
		for j.pos < len(j.text) && j.text[j.pos] >= '0' && j.text[j.pos] <= '9' {
			j.pos++
		}
		return j.pos - start
	}
	bad := func(why string) bool {
		if j.pos == len(j.text) {
			return j.ended(" in a Number value")
		}
		return j.fail("Unexpected character (%s) in numeric value: %s", describe(j.take()), why)
	}
	peek := func() byte {
		if j.pos == len(j.text) {
			return 0
		}
		return j.text[j.pos]
	}
	switch {
	case r == '+' || r == '-' && (peek() < '0' || peek() > '9'):
		return bad(expectedDigit)
	case r == '-':
		r = j.take()
	}
	if r == '0' && peek() >= '0' && peek() <= '9' {
		return j.fail("Invalid numeric value: Leading zeroes not allowed")
	}
	digits()
	if peek() == '.' {
		if j.pos++; digits() == 0 {
			return bad("Decimal point not followed by a digit")
		}
	}
	if c := peek(); c == 'e' || c == 'E' {
		j.pos++
		if c := peek(); c == '+' || c == '-' {
			j.pos++
		}
		if digits() == 0 {
			return bad("Exponent indicator not followed by a digit")
		}
	}
	return true
}
