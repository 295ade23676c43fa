package jsonata

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

// ErrInterrupted is the error of an evaluation that was ended from outside: by
// [Env.Interrupt], or by the context of [Expr.Eval].
var ErrInterrupted = errors.New("jsonata: interrupted")

// ErrUnsupportedResult is wrapped by the error of an evaluation whose result is a
// function, or an array or object that contains one. With profile [Latest] NaN and the
// infinities are such results, too; with [AWS] they become strings.
var ErrUnsupportedResult = errors.New("jsonata: the result is no JSON value")

// ErrLimit is wrapped by each *[Error] about a limit: errors.Is(err, ErrLimit) tells
// such an error from one of the expression itself. Its Code is U1001 for Calls, Depth
// and Steps of [Limits], as in the tests of jsonata-js, D2014 or D2015 for Sequence,
// and U1002 for the others.
var ErrLimit = errors.New("jsonata: limit exceeded")

// Error says what is wrong with an expression. [Compile] returns it for a source that
// is not an expression, and [Expr.Eval] for an evaluation that fails.
type Error struct {
	// Code is the error code of jsonata-js, such as "S0202" or "T2001". Codes that begin
	// with S are about the source, T about types, D about values, and U about limits.
	// Two exist only here: S0303, a regular expression that is not supported, and U1002,
	// see [ErrLimit].
	Code string

	// Message is what is wrong, without the code. Where jsonata-js has the same error, the
	// words are its own.
	Message string

	// Offset is where the token at fault begins, in bytes from the start of the source,
	// or -1 if that is not known.
	Offset int

	// Token is the operator, the function (without the $) or the other token at fault,
	// or "" if there is none.
	Token string

	// Value is the value at fault, or the zero Value if there is none or it is not JSON.
	Value jsonvalue.Value

	// What messages show besides these.
	token, value, value2 value
	index                int
	name                 string
	limit                bool
	placed               bool // Offset is known
}

// Error returns the Message.
func (e *Error) Error() string {
	if e.Message == "" {
		return e.message()
	}
	return e.Message
}

// Unwrap returns [ErrLimit] if a limit was reached, and nil otherwise.
func (e *Error) Unwrap() error {
	if e.limit {
		return ErrLimit
	}
	return nil
}

// newError returns an error about a value. Its place in the source is not known yet.
func newError(code string, v value) *Error { return &Error{Code: code, value: v} }

// limitError returns an error about a limit.
func limitError(what string, limit, offset int) *Error {
	return &Error{
		Code: "U1002", Message: fmt.Sprintf("More than %d %s", limit, what),
		Offset: offset, limit: true,
	}
}

// place sets where an error happened, unless that is known already.
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

// blame replaces the token of an error.
func blame(err error, token string) error {
	if e, ok := err.(*Error); ok {
		e.Token, e.token = token, ofString(token)
	}
	return err
}

// blameFunction sets the function at fault, unless the error has a token already.
func blameFunction(err error, name string) error {
	if e, ok := err.(*Error); ok && e.Token == "" {
		return blame(err, name)
	}
	return err
}

// finish fills in the fields of an error that users see.
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
