package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"time"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

// The kinds of answers.
const (
	kindResult      = "result"
	kindUndefined   = "undefined"
	kindError       = "error"
	kindUnsupported = "unsupported" // a result that is not JSON
	kindPanic       = "panic"
)

// limitCode is the code of an answer that a limit was reached.
const limitCode = "limit"

// An answer is the result of a question.
type answer struct {
	Kind    string `json:"kind"`
	Text    string `json:"value"` // the value as JSON
	Code    string `json:"code"`  // "" if jsonata-js itself failed
	Message string `json:"message"`
}

// String returns the answer in short.
func (a answer) String() string {
	switch a.Kind {
	case kindResult, kindPanic:
		return a.Text
	case kindError:
		return "error " + a.Code + ": " + a.Message
	}
	return a.Kind
}

// class returns the class of the answer, which differences are counted by.
func (a answer) class() string {
	if a.Kind == kindError {
		return "error " + a.Code
	}
	return a.Kind
}

// here returns the answer of package jsonata. A panic is an answer, too, and always
// wrong.
func here(q question, now time.Time, profile jsonata.Profile) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{Kind: kindPanic, Text: fmt.Sprintf("%v\n%s", p, debug.Stack())}
		}
	}()
	x, err := jsonata.Compile(q.Expr, jsonata.WithProfile(profile))
	if err != nil {
		return failure(err)
	}
	var input jsonvalue.Value
	if q.Input != "" {
		if input, err = jsonvalue.ParseString(q.Input); err != nil {
			return failure(err)
		}
	}
	var bindings jsonvalue.Value
	if q.Bindings != "" {
		if bindings, err = jsonvalue.ParseString(q.Bindings); err != nil {
			return failure(err)
		}
	}
	v, err := x.Eval(context.Background(), input, jsonata.Env{
		Now:    now,
		Random: func() uint64 { return 1 << 63 }, // 0.5, as in the script
		Lookup: bindings.Get,
	})
	switch {
	case err != nil:
		return failure(err)
	case !v.Exists():
		return answer{Kind: kindUndefined}
	}
	return answer{Kind: kindResult, Text: string(v.JSON())}
}

// failure returns the answer for an error.
func failure(err error) answer {
	a := answer{Kind: kindError, Code: "none", Message: err.Error()}
	var e *jsonata.Error
	switch {
	case errors.Is(err, jsonata.ErrUnsupportedResult):
		return answer{Kind: kindUnsupported}
	case errors.As(err, &e):
		a.Code = e.Code
		if a.Code[0] == 'U' { // not a code of jsonata-js
			a.Code = limitCode
		}
	}
	return a
}

// same reports whether two answers are the same: the same value, in which numbers are
// compared by value, or the same error code. If jsonata-js itself failed, any error is
// the same.
func same(reference, here answer) bool {
	switch {
	case reference.Kind != here.Kind:
		return false
	case reference.Kind == kindError:
		return reference.Code == here.Code || reference.Code == ""
	case reference.Kind != kindResult:
		return true
	}
	var a, b any
	return json.Unmarshal([]byte(reference.Text), &a) == nil && json.Unmarshal([]byte(here.Text), &b) == nil &&
		reflect.DeepEqual(a, b)
}
