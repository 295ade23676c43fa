package gval

import (
	"context"
	"errors"
	"strings"
	"text/scanner"
	"unicode"

	"github.com/PaesslerAG/gval"
	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

// parsePath returns a reader of paths that start from one of the values of a scope. The
// paths are those of package jsonpath; PaesslerAG's walk over Go maps, have no bounds, and
// need the whole item decoded.
func (d *dialect) parsePath(start func(jsonpath.Scope) jsonvalue.Value) func(context.Context, *gval.Parser) (gval.Evaluable, error) {
	return func(_ context.Context, p *gval.Parser) (gval.Evaluable, error) {
		text, err := pathText(p)
		if err != nil {
			return nil, err
		}
		path, err := jsonpath.CompileWith(text, d.compile)
		if err != nil {
			return nil, err
		}
		return func(_ context.Context, parameter any) (any, error) {
			s := parameter.(*scope)
			v, err := s.Follow(path, start(s.Scope))
			if missing := (*jsonpath.NotFoundError)(nil); errors.As(err, &missing) {
				return nil, nil
			}
			if err != nil || !path.Definite() && v.Len() == 0 {
				return nil, err
			}
			return s.decode(v, 0)
		}, nil
	}
}

// pathText reads the rest of a path whose first character the parser has read, and returns
// the path with a $ in the place of that character. The path ends where neither a bracket
// nor a dot with a name follows.
func pathText(p *gval.Parser) (string, error) {
	r := pathReader{parser: p}
	r.text.WriteByte('$')
	dotted := false
	for {
		switch c := p.Peek(); {
		case c == '[':
			if err := r.bracket(); err != nil {
				return "", err
			}
			dotted = false
		case c == '.':
			r.next()
			dotted = true
		case dotted && c == '*':
			r.next()
			dotted = false
		case dotted && isNameRune(c):
			r.name()
			dotted = false
		default:
			return r.text.String(), nil
		}
	}
}

func isNameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// pathReader reads a path from a parser, character by character.
type pathReader struct {
	parser *gval.Parser
	text   strings.Builder
}

func (r *pathReader) next() rune {
	c := r.parser.Next()
	if c != scanner.EOF {
		r.text.WriteRune(c)
	}
	return c
}

func (r *pathReader) name() {
	for isNameRune(r.parser.Peek()) {
		r.next()
	}
}

// bracket reads a bracket up to its end; quotes hide brackets.
func (r *pathReader) bracket() error {
	r.next()
	if c := r.parser.Peek(); c == '"' || c == '`' {
		return errors.New("names in brackets take single quotes: ['a']")
	}
	for depth, quote := 1, rune(0); depth > 0; {
		switch c := r.next(); {
		case c == scanner.EOF:
			return errors.New("the bracket is not closed")
		case quote != 0:
			if c == '\\' && quote != '`' {
				r.next()
			} else if c == quote {
				quote = 0
			}
		case c == '"', c == '\'', c == '`':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			depth--
		}
	}
	return nil
}
