package gval

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"

	"github.com/PaesslerAG/gval"
)

const (
	maxProgram          = 10_000 // instructions of a regular expression, which counted repetitions multiply
	instructionsPerNode = 16     // that take about as long as visiting a value
)

// match is an operator that reports whether a text contains a match of a regular
// expression. gval would compile a computed expression again for each item.
func match(name string, found bool) gval.Language {
	return gval.InfixEvalOperator(name, func(a, b gval.Evaluable) (gval.Evaluable, error) {
		pattern, size, err := compilePattern(b)
		if err != nil {
			return nil, err
		}
		return func(c context.Context, parameter any) (any, error) {
			v, err := a(c, parameter)
			if err != nil || v == nil {
				return false, err
			}
			text := fmt.Sprint(v)
			if s, ok := parameter.(*scope); ok { // constants are matched once, without one
				if err := s.spend(int64(size) * int64(len(text)+1) / instructionsPerNode); err != nil {
					return nil, err
				}
			}
			return pattern.MatchString(text) == found, nil
		}, nil
	})
}

// compilePattern compiles a literal, and returns the number of its instructions.
func compilePattern(literal gval.Evaluable) (pattern *regexp.Regexp, size int, err error) {
	if !literal.IsConst() {
		return nil, 0, errors.New("a regular expression has to be a literal")
	}
	v, err := literal(context.Background(), nil)
	if err != nil {
		return nil, 0, err
	}
	text, ok := v.(string)
	if !ok {
		return nil, 0, errors.New("a regular expression has to be a text")
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, 0, err
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(program.Inst) > maxProgram {
		return nil, 0, errors.New("the regular expression is too large")
	}
	pattern, err = regexp.Compile(text)
	return pattern, len(program.Inst), err
}
