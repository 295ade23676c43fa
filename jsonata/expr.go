package jsonata

import (
	"context"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// Expr is a compiled expression. It is immutable and safe for concurrent use.
type Expr struct {
	source string
	root   node
	config config
}

// Compile parses and compiles source. The error is an *[Error] with the position
// in source.
func Compile(source string, opts ...Option) (*Expr, error) {
	x := &Expr{source: source, config: newConfig(opts)}
	root, err := parse(source, x.config)
	if err != nil {
		return nil, finish(err)
	}
	x.root = root
	return x, nil
}

// MustCompile is [Compile] for constants and tests. It panics if source does not
// compile.
func MustCompile(source string, opts ...Option) *Expr {
	x, err := Compile(source, opts...)
	if err != nil {
		panic("jsonata.MustCompile: " + err.Error())
	}
	return x
}

// String returns the source.
func (x *Expr) String() string { return x.source }

// Eval evaluates the expression over input, with the variables vars (named
// without the $). The zero Value stands for undefined, as input and as result.
// Once ctx is done evaluation ends, and the error wraps ctx.Err(). An error of
// the expression is an *[Error]. Time and random numbers are those of the zero
// [Env].
func (x *Expr) Eval(ctx context.Context, input jsonvalue.Value, vars map[string]jsonvalue.Value) (jsonvalue.Value, error) {
	v, err := x.evaluate(nil, ctx, vars, input)
	if err == ErrInterrupted {
		err = fmt.Errorf("%w: %w", err, ctx.Err())
	}
	return v, err
}

// EvalEnv evaluates the expression over input in an environment, which may be
// nil. The zero Value stands for undefined. The error is an *[Error],
// [ErrInterrupted], or wraps [ErrUnsupportedResult].
func (x *Expr) EvalEnv(env *Env, input jsonvalue.Value) (jsonvalue.Value, error) {
	return x.evaluate(env, nil, nil, input)
}
