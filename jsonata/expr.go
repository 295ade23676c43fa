package jsonata

import (
	"context"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// Expr is a compiled expression. It is immutable and safe for concurrent use.
// [Compile] makes one; the zero Expr is of no use.
type Expr struct {
	source string
	root   node
	config config
}

// Compile compiles the source of an expression: the text alone, without the {% and %}
// that enclose it in a state of Step Functions. Options choose the version of the
// language and the limits.
//
// The error is always an *[Error], and its Offset is known. Compile may be called by
// several goroutines at once.
func Compile(source string, opts ...Option) (*Expr, error) {
	c := newConfig(opts)
	root, err := parse(source, c)
	if err != nil {
		return nil, finish(err)
	}
	c.space = nil
	return &Expr{source: source, root: root, config: c}, nil
}

// MustCompile is [Compile] for sources that are known to be right, such as constants.
// It panics if source does not compile.
func MustCompile(source string, opts ...Option) *Expr {
	x, err := Compile(source, opts...)
	if err != nil {
		panic("jsonata.MustCompile: " + err.Error())
	}
	return x
}

// String returns the source that the expression was compiled from.
func (x *Expr) String() string { return x.source }

// Eval evaluates the expression over input, to which $ and $$ refer, and returns its
// result. The zero Value is undefined, as an input and as a result; undefined is not an
// error.
//
// If there is an error, the result is the zero Value and the error is one of these:
//
//   - an *[Error], if the expression fails or reaches a limit;
//   - an error that wraps [ErrUnsupportedResult], if the result cannot be JSON;
//   - an error that wraps both [ErrInterrupted] and ctx.Err(), if ctx is done, which is
//     checked at the start and after every 1,000 steps;
//   - [ErrInterrupted], if [Env.Interrupt] has returned true.
//
// Several goroutines may call Eval at once.
func (x *Expr) Eval(ctx context.Context, input jsonvalue.Value, env Env) (jsonvalue.Value, error) {
	v, err := x.evaluate(ctx, input, env)
	if err == ErrInterrupted && ctx.Err() != nil {
		err = fmt.Errorf("%w: %w", err, ctx.Err())
	}
	return v, err
}
