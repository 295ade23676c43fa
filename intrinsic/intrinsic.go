// Package intrinsic has the intrinsic functions of the States Language, which payload
// templates call in states whose query language is JSONPath:
//
//	"greeting.$": "States.Format('Welcome to {}, {}', $.place, $$.Execution.Name)"
//
// [Parse] compiles such a call, and [Call.Eval] evaluates it. The package does not evaluate
// paths: [Call.Paths] lists the path arguments, and the caller of Eval supplies their values
// by [Env].Path.
//
// The functions behave as Step Functions was observed to behave. Where nothing was
// observed, they follow the developer guide of AWS, and then the States Language
// specification.
package intrinsic

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// Is reports whether text begins with "States.", as calls of intrinsic functions do and
// paths do not. [Parse] may still refuse it.
func Is(text string) bool { return strings.HasPrefix(text, namespace) }

const namespace = "States."

// Names returns the names of all intrinsic functions in alphabetical order, "States.Array"
// first. The caller owns the slice.
func Names() []string {
	names := make([]string, len(functions))
	for i := range functions {
		names[i] = functions[i].name
	}
	return names
}

// Call is a compiled call of an intrinsic function, with the calls nested in it. [Parse]
// makes one. It is immutable and safe for concurrent use.
type Call struct {
	text  string
	root  *call
	paths []PathArg
}

// PathArg is an argument that is a path: into the input of the state ($), the context
// object ($$), or a variable ($name).
type PathArg struct {
	Text     string // the path as it is written in the call
	Offset   int    // where the path begins, in bytes from the start of the call
	Function string // the function whose argument it is, such as "States.ArrayLength"
	Index    int    // which of that function's arguments it is, from 0
}

// Paths returns the path arguments in source order, including those of nested calls. Their
// indexes are the arguments of [Env].Path. The caller owns the slice.
func (c *Call) Paths() []PathArg { return slices.Clone(c.paths) }

// Arg is an argument of a call, for tools: a nested call, a path, or a literal.
type Arg struct {
	Call    *Call  // nil if it is no call
	Path    string // as it is written, "" if it is no path
	Literal jsonvalue.Value
}

// Function returns the name of the function that is called, such as "States.ArrayLength".
func (c *Call) Function() string {
	if c.root == nil {
		return ""
	}
	return c.root.fn.name
}

// Args returns the arguments. A nested call has the paths of the whole. The caller owns the
// slice.
func (c *Call) Args() []Arg {
	if c.root == nil {
		return nil
	}
	args := make([]Arg, len(c.root.args))
	for i, a := range c.root.args {
		switch a.kind {
		case callArgument:
			args[i].Call = &Call{text: c.text, root: a.call, paths: c.paths}
		case pathArgument:
			args[i].Path = c.paths[a.path].Text
		default:
			args[i].Literal = a.literal
		}
	}
	return args
}

// Check returns a *[SyntaxError] if the call, or one nested in it, has a number of arguments
// with which it always fails, nil otherwise.
func (c *Call) Check() error {
	if c.root == nil {
		return errors.New("intrinsic: Check of a Call that Parse did not return")
	}
	return c.root.check(c.text)
}

// String returns the text that the call was compiled from.
func (c *Call) String() string { return c.text }

// Env is what an evaluation takes from outside.
type Env struct {
	// Path returns the value of the path argument with index i in [Call.Paths]. The zero
	// Value counts as null. Path is called once for each argument, in source order, until
	// there is an error. It may be nil if the call has no path arguments.
	Path func(i int) (jsonvalue.Value, error)

	// Random supplies 64 uniformly distributed bits at a time for States.UUID, and for
	// States.MathRandom without a seed. It may be nil if the call uses neither.
	Random interface{ Uint64() uint64 }

	// Bytes bounds the JSON text of the result of each function, including nested ones. If
	// it is not positive, the bound is 1 MiB, four times the size of a state's output.
	Bytes int

	// Budget bounds what the functions do together with other work of the caller. It may
	// be nil.
	Budget Budget
}

// Budget counts the work of functions while it is done. A step is about the time of
// looking at one value, or at 64 bytes of a text. The bytes are those of the results of
// all functions, nested ones included, and of long rows of values in between.
type Budget interface {
	// Spend is called before work is done: at least once for each function, and in a
	// function once in some thousand steps, or for some ten thousand bytes. An error ends
	// the evaluation, which returns it unchanged.
	Spend(steps, bytes int) error
}

const defaultBytes = 4 * 256 << 10

// Eval evaluates the call. The error is an *[Error] if a function fails, and an error of
// env.Path is returned unchanged. Other errors are mistakes of the caller: a function of env
// is nil that the call needs, or the Call was not made by Parse.
//
// Several goroutines may call Eval at once, with the same env only if its functions are safe
// for concurrent use.
func (c *Call) Eval(env Env) (jsonvalue.Value, error) {
	if c.root == nil {
		return jsonvalue.Value{}, errors.New("intrinsic: Eval of a Call that Parse did not return")
	}
	if env.Bytes <= 0 {
		env.Bytes = defaultBytes
	}
	return c.root.eval(&env)
}

// Error says why an intrinsic function has failed.
type Error struct {
	// Name is the name of the error: "States.Runtime", or "States.DataLimitExceeded" if a
	// result is larger than [Env].Bytes. Step Functions: it is not States.IntrinsicFailure,
	// which the States Language has for this.
	Name string

	// Function is the name of the function, such as "States.Format".
	Function string

	// Msg says what is wrong in the words of Step Functions, which are part of the Cause of
	// the state's failure.
	Msg string

	// Detail says more of it, "" if there is no more to say.
	Detail string
}

const (
	runtimeError      = "States.Runtime"
	dataLimitExceeded = "States.DataLimitExceeded"
)

// Error returns Msg and Detail.
func (e *Error) Error() string {
	if e.Detail == "" {
		return e.Msg
	}
	return e.Msg + ": " + e.Detail
}

// SyntaxError says why a text is not a call of an intrinsic function.
type SyntaxError struct {
	Text   string // the whole text
	Offset int    // where the problem is, in bytes from the start of Text
	Msg    string // what the problem is
}

// Error returns a message with the offset.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("invalid intrinsic function at offset %d: %s", e.Offset, e.Msg)
}
