package jsonata

import (
	"errors"

	"github.com/goasl/goasl/jsonvalue"
)

// ErrInterrupted is the error of an evaluation that [Env.Interrupt] ended.
var ErrInterrupted = errors.New("jsonata: interrupted")

// ErrUnsupportedResult is wrapped by the error of an evaluation whose result is
// no JSON value: a function, a number that is not finite, or a value that holds
// one of these.
var ErrUnsupportedResult = errors.New("jsonata: the result is no JSON value")

// Error is what is wrong with an expression, found by [Compile] or by an
// evaluation.
type Error struct {
	Code    string // of jsonata-js, such as "S0202" or "T2001"
	Message string // as jsonata-js words it
	Offset  int    // where the token at fault begins, in bytes; -1 if that is not known
	Token   string // the token or the function at fault, "" if there is none
	Value   jsonvalue.Value
}

// Error returns the message as jsonata-js words it, without the code.
func (e *Error) Error() string { return e.Message }
