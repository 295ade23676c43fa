package jsonata

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// ErrInterrupted is the error of an evaluation that [Env.Interrupt] or the context
// of [Expr.Eval] has ended.
var ErrInterrupted = errors.New("jsonata: interrupted")

// ErrUnsupportedResult is wrapped by the error of an evaluation whose result is
// no JSON value: a function, a number that is not finite, or a value that holds
// one of these.
var ErrUnsupportedResult = errors.New("jsonata: the result is no JSON value")

// ErrLimit is wrapped by the *[Error] about a limit that was reached. The codes
// of these errors are U1001 for time and depth, as in the tests of jsonata-js, D2014
// and D2015 for sequences, and U1002 for the others.
var ErrLimit = errors.New("jsonata: limit exceeded")

// Error is what is wrong with an expression, found by [Compile] or by an
// evaluation.
type Error struct {
	Code    string          // of jsonata-js, such as "S0202" or "T2001"
	Message string          // as jsonata-js words it, without the code
	Offset  int             // where the token at fault begins, in bytes; -1 if that is not known
	Token   string          // the token, the operator or the function at fault, "" if there is none
	Value   jsonvalue.Value // the value at fault, if it is JSON

	// What messages show besides.
	token, value, value2 value
	index                int
	name                 string
	limit                bool
	placed               bool // Offset is known
}

// Error returns the message as jsonata-js words it, without the code.
func (e *Error) Error() string {
	if e.Message == "" {
		return e.message()
	}
	return e.Message
}

// Unwrap returns [ErrLimit] if a limit was reached.
func (e *Error) Unwrap() error {
	if e.limit {
		return ErrLimit
	}
	return nil
}

// newError returns an error about a value, whose place is not known yet.
func newError(code string, v value) *Error { return &Error{Code: code, value: v} }

// limitError returns an error about a limit.
func limitError(what string, limit, offset int) *Error {
	return &Error{
		Code: "U1002", Message: fmt.Sprintf("More than %d %s", limit, what),
		Offset: offset, limit: true,
	}
}

// place says where an error happened, unless something inside knew better.
func place(err error, offset int, token string) error {
	e, ok := err.(*Error)
	if !ok {
		return err
	}
	if !e.placed {
		e.Offset, e.placed = offset, true
	}
	if e.Token == "" && token != "" {
		e.Token = token
		e.token = ofString(token)
	}
	return e
}

// blame puts a token in the place of the one that an error has.
func blame(err error, token string) error {
	if e, ok := err.(*Error); ok {
		e.Token, e.token = token, ofString(token)
	}
	return err
}

// blameFunction names the function at fault, unless something inside knew better.
func blameFunction(err error, name string) error {
	if e, ok := err.(*Error); ok && e.Token == "" {
		return blame(err, name)
	}
	return err
}

// finish makes an error what users see.
func finish(err error) error {
	e, ok := err.(*Error)
	if !ok {
		return err
	}
	if !e.placed && e.Offset == 0 {
		e.Offset = -1
	}
	if e.Message == "" {
		e.Message = e.message()
	}
	if !e.Value.Exists() {
		e.Value, _ = e.value.json()
	}
	return e
}
