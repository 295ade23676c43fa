package jsonpath

import (
	"errors"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// A FilterCompiler compiles the filters of paths in another language than
// Jayway's, which [CompileWith] takes. text is what stands between the question
// mark and the bracket that closes, with the parentheses and without the blanks
// around. An offset of a *[SyntaxError] that it returns counts from there.
type FilterCompiler func(text string) (FilterFunc, error)

// A FilterFunc is a compiled filter. It reports whether an item satisfies it. It
// has to be safe for concurrent use and to give the same answer each time.
//
// A *[NotFoundError] means that the item does not satisfy the filter. Any other
// error fails the path: a *[BudgetError] and [ErrInterrupted] as they are, the
// rest as an *[EvalError].
type FilterFunc func(s Scope) (bool, error)

// Scope is what a [FilterFunc] sees, for the time of one call.
type Scope struct {
	item, root jsonvalue.Value
	path       string
	budget     *Budget
}

// Item returns the value that the filter decides on, which paths call @.
func (s Scope) Item() jsonvalue.Value { return s.item }

// Root returns the value that the whole path started from, which paths call $.
func (s Scope) Root() jsonvalue.Value { return s.root }

// Follow evaluates a path over from, whatever the path's own [Root] is. Filters
// in it have the Root of this scope, and it adds to the same [Budget]. The errors
// are those of [Path.Eval].
func (s Scope) Follow(p *Path, from jsonvalue.Value) (jsonvalue.Value, error) {
	return p.eval(from, s.root, s.budget)
}

// Spend adds to the cost of the evaluation: 1 for each value visited, and for
// what takes as long. The error is a *[BudgetError] or [ErrInterrupted].
func (s Scope) Spend(cost int) error {
	if s.budget == nil {
		return nil
	}
	return s.budget.spend(s.path, max(0, cost))
}

// CompileWith is [Compile] with the filters in a language of the caller's; all
// else of a path stays as it is. nil stands for Jayway's language.
//
// In such a filter, quotes hide brackets: the three of Go (" ' `), in which a
// backslash hides the next character.
func CompileWith(text string, filters FilterCompiler) (*Path, error) {
	p, err := compile(text, place{filters: filters})
	if err == nil {
		return p, nil
	}
	if e := (*SyntaxError)(nil); errors.As(err, &e) {
		e.Text = text
	}
	return nil, err
}

// isExpression reports whether the bracket at the start of s is a filter for a
// FilterCompiler.
func isExpression(s string) bool {
	return strings.HasPrefix(strings.TrimLeftFunc(s[1:], isBlank), "?")
}

// parseExpression reads the filter that begins s and says how long it is.
func parseExpression(s span, filters FilterCompiler) (n int, next *step, err error) {
	n = expressionLen(s.text)
	if n == 0 {
		return 0, nil, s.errorf(0, "the bracket of the filter is not closed")
	}
	body := s.sub(1, n-1).trim()
	body = body.sub(1, len(body.text)).trim()
	expression, err := filters(body.text)
	if err != nil {
		e := (*SyntaxError)(nil)
		if errors.As(err, &e) {
			return 0, nil, body.errorf(min(max(0, e.Offset), len(body.text)), "%s", e.Msg)
		}
		return 0, nil, body.errorf(0, "%s", err)
	}
	return n, &step{kind: filtered, filter: &filter{expression: expression, cost: 1}}, nil
}

// expressionLen returns the length of the bracket at the start of s, in which
// quotes hide brackets; 0 if it is not closed.
func expressionLen(s string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == '\\' && quote != '`' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"', c == '\'', c == '`':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// accepts calls the filter for an item and sorts its errors.
func (f FilterFunc) accepts(e *evaluation, item jsonvalue.Value) (bool, error) {
	ok, err := f(Scope{item: item, root: e.root, path: e.path, budget: e.budget})
	if err == nil {
		return ok, nil
	}
	var missing *NotFoundError
	var exhausted *BudgetError
	switch {
	case errors.As(err, &missing):
		return false, nil
	case errors.As(err, &exhausted), errors.Is(err, ErrInterrupted):
		return false, err
	}
	return false, &EvalError{Path: e.path, Detail: cut(err.Error(), maxDetail), Err: err}
}
