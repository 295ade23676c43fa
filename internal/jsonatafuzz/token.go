package main

import (
	"regexp"
	"strings"
)

// A tokenKind says what a token can be replaced by.
type tokenKind int

const (
	operator tokenKind = iota
	number
	text // a string
	name // of a field, and words such as and
	variable
	regex
	opening
	closing
)

// A token is a part of an expression that mutations do not divide.
type token struct {
	kind tokenKind
	text string
}

// tokenForms match a token of each kind at the start of a source. White space and
// comments before a token are not part of it.
var tokenForms = []struct {
	kind tokenKind
	form *regexp.Regexp
}{
	{number, regexp.MustCompile(`^[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?`)},
	{text, regexp.MustCompile(`^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`)},
	{name, regexp.MustCompile("^(?:`[^`]*`|[\\pL_][\\pL\\pN_]*)")},
	{variable, regexp.MustCompile(`^\$(?:\$|[\pL_][\pL\pN_]*)?`)},
	{opening, regexp.MustCompile(`^[(\[{]`)},
	{closing, regexp.MustCompile(`^[)\]}]`)},
	{operator, regexp.MustCompile(`^(?:~>|:=|!=|<=|>=|\.\.|\*\*|\?\?|\?:|.)`)},
}

var (
	blank     = regexp.MustCompile(`^(?:\s+|/\*(?s:.*?)\*/)+`)
	regexForm = regexp.MustCompile(`^/(?:[^/\\\n]|\\.)+/[im]*`)
)

// tokenize splits a source. A character that begins no token of the language is a token
// by itself.
func tokenize(source string) []token {
	var tokens []token
	for {
		source = source[len(blank.FindString(source)):]
		if source == "" {
			return tokens
		}
		t := next(source, tokens)
		tokens = append(tokens, t)
		source = source[len(t.text):]
	}
}

// next returns the token at the start of a source. before are the tokens before it.
func next(source string, before []token) token {
	if source[0] == '/' && !endsOperand(before) {
		if form := regexForm.FindString(source); form != "" {
			return token{regex, form}
		}
	}
	for _, f := range tokenForms {
		if form := f.form.FindString(source); form != "" {
			return token{f.kind, form}
		}
	}
	return token{operator, source[:1]}
}

// endsOperand reports whether a slash after the tokens is a division.
func endsOperand(tokens []token) bool {
	if len(tokens) == 0 {
		return false
	}
	switch tokens[len(tokens)-1].kind {
	case operator, opening:
		return false
	}
	return true
}

// join returns the source of tokens, with blanks where two of them would become another
// token.
func join(tokens []token) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 && !isBracket(t) && !isBracket(tokens[i-1]) {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}

func isBracket(t token) bool { return t.kind == opening || t.kind == closing }

// operand returns the end of the operand that begins at i: a literal, a name, a
// variable, a call, or an expression in brackets. It returns i if none begins there.
func operand(tokens []token, i int) int {
	if i >= len(tokens) {
		return i
	}
	switch tokens[i].kind {
	case operator, closing:
		return i
	case opening:
		return closingOf(tokens, i)
	}
	end := i + 1
	for end < len(tokens) && tokens[end].text == "(" && (tokens[i].kind == variable || tokens[i].kind == name) {
		end = closingOf(tokens, end)
	}
	return end
}

// closingOf returns the end of the brackets that open at i, i+1 if they are not closed.
func closingOf(tokens []token, i int) int {
	depth := 0
	for j := i; j < len(tokens); j++ {
		switch tokens[j].kind {
		case opening:
			depth++
		case closing:
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return i + 1
}
