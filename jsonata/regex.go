package jsonata

import (
	"io"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// pattern is a compiled regular expression.
type pattern struct {
	source string
	re     *regexp.Regexp

	// after finds the first match behind the first character of a text, so that an
	// assertion such as ^ or \b sees the character before the match. Its first group is
	// the match. It is nil if the pattern has no assertions.
	after *regexp.Regexp

	size int // parts, with repetitions written out
	work int // steps for each character of a text
}

// instructionsPerStep is the number of instructions of a compiled regular expression that
// count as one step. All of them may be tried at each character.
const instructionsPerStep = 8

// compilePattern compiles a regular expression in the syntax of JavaScript, of at most
// most parts. It calls take for the memory that it needs. The offset of an error counts
// from the beginning of source.
func compilePattern(source, flags string, most int, take func(bytes int)) (*pattern, *Error) {
	if len(source) > most {
		return nil, limitError("parts of a regular expression", most, 0)
	}
	take(len(source) * partBytes)
	for i := range flags {
		if strings.IndexByte(flags[:i], flags[i]) >= 0 {
			return nil, unsupportedPattern("the flag "+flags[i:i+1]+" is there twice", len(source)+1+i)
		}
	}
	t := &translation{source: source}
	if err := t.translate(); err != nil {
		return nil, err
	}
	text := t.b.String()
	if flags != "" {
		text = "(?" + flags + ")" + text
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, unsupportedPattern(reason(err), 0)
	}
	size := sizeOf(tree, most)
	if size > most {
		return nil, limitError("parts of a regular expression", most, 0)
	}
	take(size * partBytes)
	if t.asserts {
		take(size * partBytes)
	}
	p := &pattern{source: source, size: size, work: 1 + size/instructionsPerStep}
	if p.re, err = regexp.Compile(text); err == nil && t.asserts {
		p.after, err = regexp.Compile(`(?s:\A.)(?s:.*?)(` + text + ")")
	}
	if err != nil {
		return nil, unsupportedPattern(reason(err), 0)
	}
	return p, nil
}

// reason returns the part of an error of package regexp that says what is wrong.
func reason(err error) string {
	if e, ok := err.(*syntax.Error); ok {
		return string(e.Code)
	}
	return err.Error()
}

// sizeOf returns the number of parts of a regular expression with its repetitions
// written out, or one more than most.
func sizeOf(re *syntax.Regexp, most int) int {
	size := 1 + len(re.Rune)
	for _, sub := range re.Sub {
		size = min(size+sizeOf(sub, most), most+1)
	}
	if re.Op == syntax.OpRepeat {
		size = min(size*max(re.Min, re.Max, 1), most+1)
	}
	return size
}

// unsupportedPattern returns the error about a regular expression that cannot be
// compiled. jsonata-js has no code for it and throws JavaScript's own error.
func unsupportedPattern(reason string, offset int) *Error {
	return &Error{Code: "S0303", Message: "Unsupported regular expression: " + reason, Offset: offset}
}

// translation rewrites a regular expression of JavaScript for package regexp.
type translation struct {
	source  string
	pos     int
	b       strings.Builder
	asserts bool // there is an assertion about the character before
}

// The contents of JavaScript's classes, where package regexp has others.
const (
	spaces     = `\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`
	lineEnds   = `\n\r\x{2028}\x{2029}`
	allOrNever = `[^\x00-\x{10ffff}]`
)

func (t *translation) translate() *Error {
	for t.pos < len(t.source) {
		switch c := t.source[t.pos]; c {
		case '\\':
			if err := t.escape(false); err != nil {
				return err
			}
		case '[':
			if err := t.class(); err != nil {
				return err
			}
		case '.':
			t.b.WriteString("[^" + lineEnds + "]")
			t.pos++
		case '(':
			if err := t.group(); err != nil {
				return err
			}
		default:
			t.asserts = t.asserts || c == '^'
			t.b.WriteByte(c)
			t.pos++
		}
	}
	return nil
}

// group translates the beginning of a group.
func (t *translation) group() *Error {
	rest := t.source[t.pos:]
	for _, look := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if strings.HasPrefix(rest, look) {
			return unsupportedPattern("there is no "+look+") here, which looks ahead or behind", t.pos)
		}
	}
	if strings.HasPrefix(rest, "(?") && !strings.HasPrefix(rest, "(?:") && !strings.HasPrefix(rest, "(?<") {
		return unsupportedPattern("invalid group", t.pos)
	}
	t.b.WriteByte('(')
	t.pos++
	return nil
}

// class translates a class in brackets.
func (t *translation) class() *Error {
	start := t.pos
	t.pos++
	if t.take("^]") {
		t.b.WriteString(`[\x00-\x{10ffff}]`)
		return nil
	}
	if t.take("]") {
		t.b.WriteString(allOrNever)
		return nil
	}
	t.b.WriteByte('[')
	if t.take("^") {
		t.b.WriteByte('^')
	}
	for t.pos < len(t.source) {
		switch c := t.source[t.pos]; c {
		case ']':
			t.b.WriteByte(']')
			t.pos++
			return nil
		case '\\':
			if err := t.escape(true); err != nil {
				return err
			}
		case '[':
			t.b.WriteString(`\[`)
			t.pos++
		default:
			t.b.WriteByte(c)
			t.pos++
		}
	}
	return unsupportedPattern("missing ]", start)
}

// take skips text if it comes, and reports whether it did.
func (t *translation) take(text string) bool {
	if !strings.HasPrefix(t.source[t.pos:], text) {
		return false
	}
	t.pos += len(text)
	return true
}

// escape translates an escape sequence.
func (t *translation) escape(inClass bool) *Error {
	start := t.pos
	t.pos++
	if t.pos == len(t.source) {
		return unsupportedPattern(`\ at the end`, start)
	}
	c := t.source[t.pos]
	t.pos++
	switch c {
	case 's':
		t.set(inClass, spaces, false)
	case 'S':
		if inClass {
			// A class cannot contain the complement of another class.
			t.b.WriteString(notSpaces)
		} else {
			t.set(false, spaces, true)
		}
	case 'd', 'D', 'w', 'W', 't', 'n', 'v', 'f', 'r':
		t.b.WriteString(t.source[start:t.pos])
	case 'b':
		if inClass {
			t.b.WriteString(`\x08`)
		} else {
			t.assert(`\b`)
		}
	case 'B':
		t.assert(`\B`)
	case 'u', 'x':
		t.hex(c)
	case '0':
		t.b.WriteString(`\x00`)
	case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k':
		return unsupportedPattern("references to groups", start)
	default:
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 {
			t.b.WriteByte(c)
		} else {
			t.b.WriteString(t.source[start:t.pos])
		}
	}
	return nil
}

// assert writes an assertion about the character before.
func (t *translation) assert(text string) {
	t.asserts = true
	t.b.WriteString(text)
}

// notSpaces is the complement of spaces as ranges.
const notSpaces = `\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}` +
	`\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}` +
	`\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`

// set writes a class of characters, or its complement.
func (t *translation) set(inClass bool, chars string, not bool) {
	switch {
	case inClass:
		t.b.WriteString(chars)
	case not:
		t.b.WriteString("[^" + chars + "]")
	default:
		t.b.WriteString("[" + chars + "]")
	}
}

// hex translates \uXXXX and \xXX. A letter without the digits means itself.
func (t *translation) hex(letter byte) {
	digits := 4
	if letter == 'x' {
		digits = 2
	}
	end := t.pos + digits
	if end > len(t.source) || strings.Trim(t.source[t.pos:end], "0123456789abcdefABCDEF") != "" {
		t.b.WriteByte(letter)
		return
	}
	t.b.WriteString(`\x{` + t.source[t.pos:end] + `}`)
	t.pos = end
}

// shortText is the length up to which a text is searched at once. A longer one is read
// character by character, so that the work is counted while it is done.
const shortText = 1 << 10

// search returns the byte offsets of the first match at or after from, and of its groups.
// The result is nil if there is no match.
func (p *pattern) search(ev *evaluation, text string, from int) ([]int, error) {
	re, start, skip := p.re, from, 0
	if from > 0 && p.after != nil {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		re, start, skip = p.after, from-size, 2
	}
	rest := text[start:]
	var places []int
	if len(rest) <= shortText {
		if err := ev.spend(1 + len(rest)*p.work/4); err != nil {
			return nil, err
		}
		places = re.FindStringSubmatchIndex(rest)
	} else {
		r := &countingReader{ev: ev, text: rest, work: p.work}
		places = re.FindReaderSubmatchIndex(r)
		if r.err != nil {
			return nil, r.err
		}
	}
	if places == nil {
		return nil, nil
	}
	places = places[skip:]
	for i := range places {
		if places[i] >= 0 {
			places[i] += start
		}
	}
	return places, nil
}

// countingReader reads a text and counts the steps for it.
type countingReader struct {
	ev   *evaluation
	text string
	work int
	err  error
}

// ReadRune returns the next character. The text seems to end when no steps are left.
func (r *countingReader) ReadRune() (c rune, size int, err error) {
	if r.err == nil {
		r.err = r.ev.spend(r.work)
	}
	if r.err != nil || r.text == "" {
		return 0, 0, io.EOF
	}
	c, size = utf8.DecodeRuneInString(r.text)
	r.text = r.text[size:]
	return c, size, nil
}
