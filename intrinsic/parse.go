package intrinsic

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/jsonvalue"
)

// Limits of Parse. The depth is that of AWS. A whole definition has no more bytes, and a
// thousand calls are far more than any known definition has in a field.
const (
	maxLength = 1 << 20 // bytes of a text
	maxNested = 10      // calls inside one another, including the outermost
	maxCalls  = 1000    // calls in a text
)

// Parse compiles the text of a call, such as States.ArrayLength($.items). The error is a
// *[SyntaxError]. It refuses unknown functions, escapes other than \' \{ \} \\ in strings,
// and more than ten calls inside one another.
//
// Parse finds where path arguments begin and end, and does not check that they are paths.
// Step Functions: the number and the types of arguments are checked when the call is
// evaluated; [Call.Check] tells of a wrong number before.
func Parse(text string) (*Call, error) {
	p := &parser{text: text}
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	return &Call{text: text, root: root, paths: p.paths}, nil
}

// parser reads a text from left to right. It recurses for nested calls.
type parser struct {
	text   string
	pos    int
	nested int
	calls  int
	paths  []PathArg
}

func (p *parser) parse() (*call, error) {
	if len(p.text) > maxLength {
		return nil, p.fail(maxLength, "the text has more than %d bytes", maxLength)
	}
	root, err := p.call()
	if err != nil {
		return nil, err
	}
	p.space()
	if p.pos < len(p.text) {
		return nil, p.fail(p.pos, "unexpected %s after the call", p.here())
	}
	return root, nil
}

// call reads Name(argument, …).
func (p *parser) call() (*call, error) {
	start := p.pos
	fn, err := p.function()
	if err != nil {
		return nil, err
	}
	p.calls++
	p.nested++
	defer func() { p.nested-- }()
	switch {
	case p.nested > maxNested:
		return nil, p.fail(start, "more than %d nested calls", maxNested)
	case p.calls > maxCalls:
		return nil, p.fail(start, "more than %d calls", maxCalls)
	}
	c := &call{fn: fn, offset: start}
	if err := p.arguments(c); err != nil {
		return nil, err
	}
	return c, nil
}

// function reads a function's name and the parenthesis after it.
func (p *parser) function() (*function, error) {
	start := p.pos
	name := p.word()
	if name == "" {
		return nil, p.fail(start, "unexpected %s, want a function such as %s", p.here(), nameFormat)
	}
	fn := lookup(name)
	if fn == nil {
		msg := "unknown function " + shorten(name)
		if known := diag.Suggest(name, Names()); known != "" {
			msg += ", did you mean " + known + "?"
		}
		return nil, p.fail(start, "%s", msg)
	}
	if !p.skip('(') {
		return nil, p.fail(p.pos, "unexpected %s, want '(' after %s", p.here(), name)
	}
	return fn, nil
}

// arguments reads the arguments and the closing parenthesis.
func (p *parser) arguments(c *call) error {
	p.space()
	if p.skip(')') {
		return nil
	}
	for {
		p.space()
		if err := p.argument(c); err != nil {
			return err
		}
		p.space()
		switch {
		case p.skip(','):
		case p.skip(')'):
			return nil
		default:
			return p.fail(p.pos, "unexpected %s, want ',' or ')'", p.here())
		}
	}
}

func (p *parser) argument(c *call) error {
	var a argument
	var err error
	switch ch := p.peek(); {
	case ch == '\'':
		var raw string
		if a.literal, raw, err = p.str(); err == nil && c.fn.name == nameFormat && len(c.args) == 0 {
			c.template = parseTemplate(raw)
		}
	case ch == '$':
		a, err = p.path(c)
	case ch == '-' || ch >= '0' && ch <= '9':
		a.literal, err = p.number()
	case isWord(ch):
		a, err = p.wordArgument()
	case ch == '"':
		err = p.fail(p.pos, "unexpected '\"', strings are written in single quotes")
	default:
		err = p.fail(p.pos, "unexpected %s, want a string, a number, true, false, null, a path or a function", p.here())
	}
	c.args = append(c.args, a)
	return err
}

// wordArgument reads true, false, null, or a nested call.
func (p *parser) wordArgument() (argument, error) {
	start := p.pos
	switch p.word() {
	case "true":
		return argument{literal: jsonvalue.True}, nil
	case "false":
		return argument{literal: jsonvalue.False}, nil
	case "null":
		return argument{literal: jsonvalue.NullValue}, nil
	}
	p.pos = start
	nested, err := p.call()
	return argument{kind: callArgument, call: nested}, err
}

func (p *parser) number() (jsonvalue.Value, error) {
	start := p.pos
	for p.pos < len(p.text) && strings.IndexByte("+-.0123456789Ee", p.text[p.pos]) >= 0 {
		p.pos++
	}
	text := p.text[start:p.pos]
	v := jsonvalue.OfNumber(text)
	if !v.Exists() {
		return v, p.fail(start, "invalid number %s", shorten(text))
	}
	return v, nil
}

// str reads a string in single quotes. raw is its text with the escapes kept.
func (p *parser) str() (v jsonvalue.Value, raw string, err error) {
	start := p.pos
	var content strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		c := p.text[p.pos]
		if c == '\'' {
			p.pos++
			return jsonvalue.OfString(content.String()), p.text[start+1 : p.pos-1], nil
		}
		if c == '\\' {
			p.pos++
			if c = p.peek(); !isReserved(c) {
				return v, "", p.fail(p.pos-1, `illegal escape, only \' \{ \} and \\ are allowed`)
			}
		}
		content.WriteByte(c)
	}
	return v, "", p.fail(start, "the string is not closed, want a single quote at its end")
}

// word reads a name of letters, digits, dots and underscores, which may be empty.
func (p *parser) word() string {
	start := p.pos
	for p.pos < len(p.text) && isWord(p.text[p.pos]) {
		p.pos++
	}
	return p.text[start:p.pos]
}

func isWord(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '.' || c == '_'
}

// peek returns the byte at the current position, 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// skip skips c if it comes next, and reports whether it did.
func (p *parser) skip(c byte) bool {
	if p.pos == len(p.text) || p.text[p.pos] != c {
		return false
	}
	p.pos++
	return true
}

func (p *parser) space() {
	for p.pos < len(p.text) && isSpace(p.text[p.pos]) {
		p.pos++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func (p *parser) fail(offset int, format string, a ...any) error {
	return &SyntaxError{Text: p.text, Offset: offset, Msg: fmt.Sprintf(format, a...)}
}

// here describes the character at the current position.
func (p *parser) here() string {
	if p.pos >= len(p.text) {
		return "end of text"
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.pos:])
	return fmt.Sprintf("%q", r)
}

// shorten bounds a piece of the text in a message. The piece is ASCII.
func shorten(s string) string {
	if len(s) <= previewBytes {
		return s
	}
	return s[:previewBytes] + "…"
}
