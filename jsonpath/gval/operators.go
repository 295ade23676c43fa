package gval

import (
	"context"
	"math"
	"math/big"

	"github.com/PaesslerAG/gval"
)

// operators replace the operators of gval that do not know null, or integers that a float64
// cannot hold exactly.
var operators = gval.NewLanguage(
	arithmetic("+"), arithmetic("-"), arithmetic("*"), arithmetic("/"), arithmetic("%"), arithmetic("**"),
	gval.PrefixOperator("-", negative),

	comparison("<", func(order int) bool { return order < 0 }),
	comparison("<=", func(order int) bool { return order <= 0 }),
	comparison(">", func(order int) bool { return order > 0 }),
	comparison(">=", func(order int) bool { return order >= 0 }),
	equality("==", true),
	equality("!=", false),
	membership("in"),
	match("=~", true),
	match("!~", false),

	logic("&&", false),
	logic("||", true),
	gval.PrefixOperator("!", func(_ context.Context, v any) (any, error) { return !truth(v), nil }),
)

// binary is an operator that is applied to the values of both sides.
func binary(name string, apply func(x, y any) (any, error)) gval.Language {
	return gval.InfixEvalOperator(name, func(a, b gval.Evaluable) (gval.Evaluable, error) {
		return func(c context.Context, parameter any) (any, error) {
			x, err := a(c, parameter)
			if err != nil {
				return nil, err
			}
			y, err := b(c, parameter)
			if err != nil {
				return nil, err
			}
			return apply(x, y)
		}, nil
	})
}

func arithmetic(name string) gval.Language {
	compute := plain(name)
	return binary(name, func(x, y any) (any, error) {
		if x == nil || y == nil {
			return nil, nil
		}
		return compute(x, y)
	})
}

func comparison(name string, holds func(order int) bool) gval.Language {
	compare := plain(name)
	return binary(name, func(x, y any) (any, error) {
		if x == nil || y == nil {
			return false, nil
		}
		if order, ok := compareIntegers(x, y); ok {
			return holds(order), nil
		}
		return compare(x, y)
	})
}

func equality(name string, equal bool) gval.Language {
	compare := plain(name)
	return binary(name, func(x, y any) (any, error) {
		if x == nil || y == nil {
			return (x == nil && y == nil) == equal, nil
		}
		if order, ok := compareIntegers(x, y); ok {
			return (order == 0) == equal, nil
		}
		return compare(x, y)
	})
}

func membership(name string) gval.Language {
	find := plain(name)
	return binary(name, func(x, y any) (any, error) {
		if y == nil {
			return false, nil
		}
		return find(x, y)
	})
}

// logic is an operator that does not evaluate its right side if the truth of its left side
// decides.
func logic(name string, decided bool) gval.Language {
	return gval.InfixEvalOperator(name, func(a, b gval.Evaluable) (gval.Evaluable, error) {
		return func(c context.Context, parameter any) (any, error) {
			v, err := a(c, parameter)
			if err == nil && truth(v) != decided {
				v, err = b(c, parameter)
			}
			return truth(v), err
		}, nil
	})
}

func negative(_ context.Context, v any) (any, error) {
	if i, ok := v.(int64); ok && i != math.MinInt64 {
		return integer(-i), nil
	}
	if v == nil {
		return nil, nil
	}
	return subtract(0.0, v)
}

var subtract = plain("-")

// pair is the two sides of an operator of gval.
type pair struct{ left, right any }

// plain returns an operator of gval as a function.
func plain(operator string) func(x, y any) (any, error) {
	side := func(name rune, of func(pair) any) gval.Language {
		return gval.PrefixExtension(name, func(context.Context, *gval.Parser) (gval.Evaluable, error) {
			return func(_ context.Context, parameter any) (any, error) { return of(parameter.(pair)), nil }, nil
		})
	}
	language := gval.Full(
		side('@', func(p pair) any { return p.left }),
		side('$', func(p pair) any { return p.right }),
	)
	eval, err := language.NewEvaluable("@ " + operator + " $")
	return func(x, y any) (any, error) {
		if err != nil {
			return nil, err
		}
		return eval(context.Background(), pair{x, y})
	}
}

// compareIntegers compares two numbers of which at least one is an int64. ok is false for
// others, which gval compares.
func compareIntegers(x, y any) (order int, ok bool) {
	_, left := x.(int64)
	_, right := y.(int64)
	if !left && !right {
		return 0, false
	}
	a, b := exact(x), exact(y)
	if a == nil || b == nil {
		return 0, false
	}
	return a.Cmp(b), true
}

// exact returns a number without rounding it, and nil for other values.
func exact(x any) *big.Float {
	switch x := x.(type) {
	case int64:
		return new(big.Float).SetInt64(x)
	case float64:
		if !math.IsNaN(x) {
			return big.NewFloat(x)
		}
	}
	return nil
}
