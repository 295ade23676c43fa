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

// Eval evaluates the expression over input, which is what $ and $$ stand for. The
// zero Value is undefined, both as input and as result; null is jsonvalue.NullValue.
//
// The error is one of these:
//
//   - an *[Error], if the expression fails or reaches a limit;
//   - an error that wraps [ErrUnsupportedResult];
//   - an error that wraps [ErrInterrupted] and ctx.Err(), if ctx is done;
//   - [ErrInterrupted], if [Env.Interrupt] has returned true.
//
// Eval may be called by several goroutines at once.
func (x *Expr) Eval(ctx context.Context, input jsonvalue.Value, env Env) (jsonvalue.Value, error) {
	v, err := x.evaluate(ctx, input, env)
	if err == ErrInterrupted && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", err, ctx.Err())
	}
	return v, err
}
