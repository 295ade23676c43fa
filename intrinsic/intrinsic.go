// Package intrinsic holds the intrinsic functions of the States Language, which
// states of the JSONPath query language call in payload templates:
//
//	"greeting.$": "States.Format('Welcome to {}, {}', $.place, $$.Execution.Name)"
//
// [Parse] compiles such a text. The package knows nothing of JSONPath: it finds
// where a path argument begins and ends, [Call.Paths] lists them, and whoever
// evaluates the call supplies their values by [Env].Path.
//
// The functions do what Step Functions was seen to do. Where nothing is known of
// that they follow AWS's developer guide, and after it the States Language
// specification.
package intrinsic

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Is reports whether text is meant as a call of an intrinsic function: whether
// it begins with "States.". It says nothing about whether [Parse] accepts it.
func Is(text string) bool { return strings.HasPrefix(text, namespace) }

const namespace = "States."

// Names returns the names of all functions, "States.Array" and so on, sorted.
func Names() []string {
	names := make([]string, len(functions))
	for i := range functions {
		names[i] = functions[i].name
	}
	return names
}

// A Call is a compiled call of an intrinsic function with the calls nested in
// it. [Parse] makes it. It is immutable and safe for concurrent use.
type Call struct {
	text  string
	root  *call
	paths []PathArg
}

// A PathArg is an argument that is a path: into the state's input ($), the
// context object ($$), or a variable ($name).
type PathArg struct {
	Text   string // the path as written
	Offset int    // where it begins in the text of the call, in bytes
}

// Paths returns the path arguments, those of nested calls too, in source order.
// Their positions in this list are what [Env].Path is called with.
func (c *Call) Paths() []PathArg { return slices.Clone(c.paths) }

// String returns the text that the call was parsed from.
func (c *Call) String() string { return c.text }

// Env is what a call is evaluated in.
type Env struct {
	// Path returns the value of path argument i of [Call.Paths]. It is called
	// once for each of them, in source order, until something fails. No value at
	// all (the zero Value) counts as null.
	Path func(i int) (jsonvalue.Value, error)

	// Random supplies the bits of States.UUID and States.MathRandom. It may be
	// nil if the call uses neither.
	Random interface{ Uint64() uint64 }

	// Bytes bounds the JSON text of the result of each function, nested ones
	// too. The default is 1 MiB, four times what a state may return.
	Bytes int
}

const defaultBytes = 4 * 256 << 10

// Eval evaluates the call. A function that fails gives an *[Error]; errors of
// env.Path come back unchanged. Eval may be called concurrently if env's
// functions may.
func (c *Call) Eval(env Env) (jsonvalue.Value, error) {
	if c.root == nil {
		return jsonvalue.Value{}, errors.New("intrinsic: Eval of a Call that Parse did not return")
	}
	if env.Bytes <= 0 {
		env.Bytes = defaultBytes
	}
	return c.root.eval(&env)
}

// Error is the failure of an intrinsic function.
type Error struct {
	Name     string // "States.IntrinsicFailure", or "States.DataLimitExceeded" if a result passes Env.Bytes
	Function string // "States.Format"
	Msg      string // what goes into the Cause of the state's failure
}

const (
	intrinsicFailure  = "States.IntrinsicFailure"
	dataLimitExceeded = "States.DataLimitExceeded"
)

func (e *Error) Error() string { return e.Msg }

// SyntaxError says where a text stops being a call of an intrinsic function.
type SyntaxError struct {
	Text   string // what was parsed
	Offset int    // where the problem is, in bytes
	Msg    string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid intrinsic function at offset %d: %s", e.Offset, e.Msg)
}
