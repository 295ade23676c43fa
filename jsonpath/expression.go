package jsonpath

import (
	"errors"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// FilterCompiler compiles filters that are written in another language than Jayway's, for
// [CompileWith]. Of the filter [?(@.a > 1)] it gets the text (@.a > 1), without blanks
// around it. If it returns a *[SyntaxError], the Offset counts from the start of text.
type FilterCompiler func(text string) (FilterFunc, error)

// FilterFunc is a compiled filter. It reports whether an item, s.Item(), satisfies the
// filter. It has to be safe for concurrent use and to give the same answer for the same
// item each time.
//
// A *[NotFoundError] means that the item does not satisfy the filter. Any other error
// fails the path: [Path.Eval] returns a *[BudgetError] and [ErrInterrupted] unchanged, and
// any other error inside an *[EvalError].
type FilterFunc func(s Scope) (bool, error)

// Scope gives a [FilterFunc] its item and the means to evaluate paths. It must not be used
// after the call has returned.
type Scope struct {
	item, root jsonvalue.Value
	path       string
	budget     *Budget
}

// Item returns the value that the filter decides on, @ in Jayway's filters.
func (s Scope) Item() jsonvalue.Value { return s.item }

// Root returns the value that the whole path started from, $ in Jayway's filters.
func (s Scope) Root() jsonvalue.Value { return s.root }

// Follow evaluates a path over from, whatever the path's own [Root] is. Filters in the
// path have the same root as s, and its cost counts against the same [Budget]. It returns
// the errors of [Path.Eval].
func (s Scope) Follow(p *Path, from jsonvalue.Value) (jsonvalue.Value, error) {
	return p.eval(from, s.root, s.budget)
}

// Spend adds to the cost of the evaluation. A filter that does more than to follow paths
// should spend 1 for work that takes about as long as visiting a value. The error is a
// *[BudgetError] or [ErrInterrupted], which the filter should return.
func (s Scope) Spend(cost int) error {
	if s.budget == nil {
		return nil
	}
	return s.budget.spend(s.path, max(0, cost))
}

// CompileWith is [Compile] for paths whose filters are written in another language, which
// filters compiles. Nothing else of a path changes. With nil it is Compile.
//
// A filter ends with the bracket that closes it. Brackets inside quotes do not count; the
// quotes are " and ', in which a backslash escapes the next character, and `.
func CompileWith(text string, filters FilterCompiler) (*Path, error) {
	return Compiler{Filters: filters}.Compile(text)
}

// isExpression reports whether the bracket at the start of s is a filter for a
// FilterCompiler.
func isExpression(s string) bool {
	return strings.HasPrefix(strings.TrimLeftFunc(s[1:], isBlank), "?")
}

// parseExpression reads the filter that begins s and says how long it is.
func parseExpression(s span, where place) (n int, next *step, err error) {
	n = expressionLen(s.text)
	if n == 0 {
		return 0, nil, s.errorf(0, "the bracket of the filter is not closed")
	}
	body := s.sub(1, n-1).trim()
	body = body.sub(1, len(body.text)).trim()
	if err := where.spend(body, len(body.text)*expressionBytes); err != nil {
		return 0, nil, err
	}
	expression, err := where.filters(body.text)
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
