package jsonata

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// lexer splits a source into tokens. It panics with an *[Error].
type lexer struct {
	source  string
	pos     int
	profile Profile
}

const space = " \t\n\r\v"

// next returns the next token. A slash begins a regular expression unless an
// operator is expected there.
func (l *lexer) next(operator bool) token {
	l.skip()
	start := l.pos
	if start == len(l.source) {
		return token{kind: endToken, text: "(end)", pos: start}
	}
	c := l.source[start]
	if c == '/' && !operator {
		return l.regex()
	}
	if op := l.operatorAt(start); op != "" {
		l.pos += len(op)
		return token{kind: operatorToken, text: op, pos: start}
	}
	switch {
	case c == '"' || c == '\'':
		return l.string(c)
	case c >= '0' && c <= '9':
		return l.number()
	case c == '`':
		return l.quotedName()
	}
	return l.name()
}

// skip skips white space and comments.
func (l *lexer) skip() {
	for l.pos < len(l.source) {
		switch {
		case strings.IndexByte(space, l.source[l.pos]) >= 0:
			l.pos++
		case strings.HasPrefix(l.source[l.pos:], "/*"):
			end := strings.Index(l.source[l.pos+2:], "*/")
			if end < 0 {
				panic(&Error{Code: "S0106", Offset: l.pos})
			}
			l.pos += end + 4
		default:
			return
		}
	}
}

// operatorAt returns the operator at i, "" if there is none.
func (l *lexer) operatorAt(i int) string {
	if i+1 < len(l.source) {
		switch two := l.source[i : i+2]; two {
		case "..", ":=", "!=", ">=", "<=", "**", "~>":
			return two
		case "?:", "??":
			if l.profile != AWS { // these came with JSONata 2.1
				return two
			}
		}
	}
	if isOperator[l.source[i]] {
		return l.source[i : i+1]
	}
	return ""
}

// isOperator has the bytes that are operators or the beginning of one.
var isOperator = func() (t [256]bool) {
	for _, c := range []byte(".[]{}(),@#;:?+-*/%|=<>^&!~") {
		t[c] = true
	}
	return t
}()

// string reads a string literal in quotes.
func (l *lexer) string(quote byte) token {
	start := l.pos
	stop := string([]byte{quote, '\\'})
	var text []byte
	for i := start + 1; ; {
		n := strings.IndexAny(l.source[i:], stop)
		if n < 0 {
			panic(&Error{Code: "S0101", Offset: start})
		}
		plain := l.source[i : i+n]
		i += n
		if l.source[i] == quote {
			l.pos = i + 1
			if text == nil {
				return token{kind: stringToken, text: plain, pos: start}
			}
			return token{kind: stringToken, text: string(append(text, plain...)), pos: start}
		}
		text, i = l.escape(append(text, plain...), i+1)
	}
}

// escape appends the character of the escape sequence whose letter is at i, and returns
// the end of the sequence.
func (l *lexer) escape(text []byte, i int) ([]byte, int) {
	if i == len(l.source) {
		panic(&Error{Code: "S0103", Offset: i})
	}
	switch c := l.source[i]; c {
	case '"', '\\', '/':
		return append(text, c), i + 1
	case 'b':
		return append(text, '\b'), i + 1
	case 'f':
		return append(text, '\f'), i + 1
	case 'n':
		return append(text, '\n'), i + 1
	case 'r':
		return append(text, '\r'), i + 1
	case 't':
		return append(text, '\t'), i + 1
	case 'u':
		end := min(i+5, len(l.source))
		unit, err := strconv.ParseUint(l.source[i+1:end], 16, 16)
		if err != nil {
			panic(&Error{Code: "S0104", Offset: i})
		}
		return appendUnit(text, uint16(unit)), end
	}
	_, n := utf8.DecodeRuneInString(l.source[i:])
	panic(&Error{Code: "S0103", Offset: i, Token: l.source[i : i+n], token: ofString(l.source[i : i+n])})
}

// number reads a number literal.
func (l *lexer) number() token {
	start, i := l.pos, l.pos
	if l.source[i] == '0' {
		i++
	} else {
		i = digits(l.source, i)
	}
	if end := digits(l.source, i+1); i < len(l.source) && l.source[i] == '.' && end > i+1 {
		i = end
	}
	if i < len(l.source) && (l.source[i] == 'e' || l.source[i] == 'E') {
		j := i + 1
		if j < len(l.source) && (l.source[j] == '+' || l.source[j] == '-') {
			j++
		}
		if end := digits(l.source, j); end > j {
			i = end
		}
	}
	l.pos = i
	f, _ := strconv.ParseFloat(l.source[start:i], 64)
	if math.IsInf(f, 0) {
		panic(&Error{Code: "S0102", Offset: start, Token: l.source[start:i], token: ofString(l.source[start:i])})
	}
	return token{kind: numberToken, text: l.source[start:i], num: f, pos: start}
}

// digits returns the end of the digits from i on.
func digits(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

// quotedName reads a name in backquotes.
func (l *lexer) quotedName() token {
	start := l.pos
	n := strings.IndexByte(l.source[start+1:], '`')
	if n < 0 {
		panic(&Error{Code: "S0105", Offset: start})
	}
	l.pos = start + n + 2
	return token{kind: nameToken, text: l.source[start+1 : start+1+n], pos: start}
}

// name reads a name or a variable, which ends before an operator or a space.
func (l *lexer) name() token {
	start := l.pos
	for l.pos < len(l.source) && !endsName[l.source[l.pos]] {
		l.pos++
	}
	text := l.source[start:l.pos]
	if text[0] == '$' {
		return token{kind: variableToken, text: text[1:], pos: start}
	}
	switch text {
	case "and", "or", "in":
		return token{kind: operatorToken, text: text, pos: start}
	case "true", "false", "null":
		return token{kind: valueToken, text: text, pos: start}
	}
	return token{kind: nameToken, text: text, pos: start}
}

// endsName has the bytes that end a bare name.
var endsName = func() (t [256]bool) {
	t = isOperator
	for _, c := range []byte(space) {
		t[c] = true
	}
	return t
}()

// regex reads a regular expression between slashes and its flags.
func (l *lexer) regex() token {
	start := l.pos
	depth := 0
	escaped := false
	for i := start + 1; i < len(l.source); i++ {
		c := l.source[i]
		if c == '/' && depth == 0 && !escaped {
			if i == start+1 {
				panic(&Error{Code: "S0301", Offset: start})
			}
			l.pos = i + 1
			for l.pos < len(l.source) && (l.source[l.pos] == 'i' || l.source[l.pos] == 'm') {
				l.pos++
			}
			return token{kind: regexToken, text: l.source[start+1 : i], flags: l.source[i+1 : l.pos], pos: start}
		}
		if l.source[i-1] != '\\' {
			switch c {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth--
			}
		}
		escaped = c == '\\' && !escaped
	}
	panic(&Error{Code: "S0302", Offset: start})
}
