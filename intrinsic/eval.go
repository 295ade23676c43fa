package intrinsic

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/goasl/goasl/jsonvalue"
)

// call is a function with its arguments.
type call struct {
	fn       *function
	offset   int // of its name
	args     []argument
	template *template // of States.Format, if its first argument is a literal
}

// argument is one of three things: a nested call, a path, or a literal.
type argument struct {
	kind    argumentKind
	call    *call
	path    int // position in Call.paths
	literal jsonvalue.Value
}

type argumentKind uint8

const (
	literalArgument argumentKind = iota
	pathArgument
	callArgument
)

// eval evaluates the arguments, then the function. It recurses for nested calls, whose
// depth the parser has bounded.
func (c *call) eval(env *Env) (jsonvalue.Value, error) {
	args := make([]jsonvalue.Value, len(c.args))
	for i := range c.args {
		v, err := c.args[i].eval(env)
		if err != nil {
			return jsonvalue.Value{}, err
		}
		args[i] = v
	}
	f := &frame{call: c, env: env, args: args}
	if problem := c.fn.arity(len(args)); problem != "" {
		return jsonvalue.Value{}, f.invalid("%s", problem)
	}
	read := 0
	for _, v := range args {
		read += v.Size()
	}
	f.steps = 1 + read/bytesOfStep
	if err := f.handOver(); err != nil {
		return jsonvalue.Value{}, err
	}
	v, err := c.fn.eval(f)
	if err != nil {
		return jsonvalue.Value{}, err
	}
	if v.Size() > env.Bytes {
		return jsonvalue.Value{}, f.tooLarge()
	}
	f.bytes += v.Size()
	return v, f.handOver()
}

const (
	bytesOfStep = 64 // of a text that is read in one step
	bytesOfItem = 64 // of memory for one item of a row of values
)

// spend takes work from the budget before it is done. Small pieces are handed to it
// together.
func (f *frame) spend(steps, bytes int) error {
	f.steps += steps
	f.bytes += bytes
	if f.steps < mostSteps && f.bytes < mostBytes {
		return nil
	}
	return f.handOver()
}

// The steps and bytes that a function may take before the budget knows of them.
const (
	mostSteps = 1 << 10
	mostBytes = 1 << 16
)

// handOver hands the steps and bytes that were taken to the budget.
func (f *frame) handOver() error {
	steps, bytes := f.steps, f.bytes
	f.steps, f.bytes = 0, 0
	if f.env.Budget == nil {
		return nil
	}
	return f.env.Budget.Spend(steps, bytes)
}

// check looks for a wrong number of arguments. It recurses for nested calls.
func (c *call) check(text string) error {
	if problem := c.fn.arity(len(c.args)); problem != "" {
		return &SyntaxError{Text: text, Offset: c.offset, Msg: problem}
	}
	for i := range c.args {
		if nested := c.args[i].call; nested != nil {
			if err := nested.check(text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *argument) eval(env *Env) (jsonvalue.Value, error) {
	switch a.kind {
	case callArgument:
		return a.call.eval(env)
	case pathArgument:
		if env.Path == nil {
			return jsonvalue.Value{}, errors.New("intrinsic: Env.Path is nil")
		}
		v, err := env.Path(a.path)
		if err == nil && !v.Exists() {
			v = jsonvalue.NullValue
		}
		return v.Compact(), err
	}
	return a.literal, nil
}

// frame is a function's view of its call.
type frame struct {
	call *call
	env  *Env
	args []jsonvalue.Value

	steps, bytes int // taken, and not handed to the budget yet
}

// invalid returns a failure for arguments of a wrong number or with a wrong value.
func (f *frame) invalid(format string, a ...any) error {
	name := f.call.fn.name
	return &Error{Name: runtimeError, Function: name, Msg: "Invalid arguments in " + name, Detail: fmt.Sprintf(format, a...)}
}

// want returns the failure for argument i, which must be something else.
func (f *frame) want(i int, what string) error {
	return f.invalid("the %s argument must be %s, but was %s", ordinals[i], what, f.args[i].Preview(previewBytes))
}

// tooLarge returns the failure for a result larger than Env.Bytes.
func (f *frame) tooLarge() error {
	return &Error{
		Name:     dataLimitExceeded,
		Function: f.call.fn.name,
		Msg:      fmt.Sprintf("The result of %s exceeds %d bytes.", f.call.fn.name, f.env.Bytes),
	}
}

const previewBytes = 30 // of a value in a message

var ordinals = [...]string{"first", "second", "third"}

// array returns argument i, which must be an array.
func (f *frame) array(i int) (jsonvalue.Value, error) {
	if f.args[i].Kind() != jsonvalue.Array {
		return jsonvalue.Value{}, f.want(i, "an array")
	}
	return f.args[i], nil
}

// object returns argument i, which must be an object.
func (f *frame) object(i int) (jsonvalue.Value, error) {
	if f.args[i].Kind() != jsonvalue.Object {
		return jsonvalue.Value{}, f.want(i, "an object")
	}
	return f.args[i], nil
}

// text returns the content of argument i, which must be a string.
func (f *frame) text(i int) (string, error) {
	if f.args[i].Kind() != jsonvalue.String {
		return "", f.want(i, "a string")
	}
	return f.args[i].Text(), nil
}

// integer returns argument i, which must be a number, rounded to an integer as
// Step Functions does: half towards positive infinity, and to the nearest int64
// if it is beyond that range.
func (f *frame) integer(i int) (int64, error) {
	v := f.args[i]
	if v.Kind() != jsonvalue.Number {
		return 0, f.want(i, "an integer")
	}
	if n, ok := v.Int64(); ok {
		return n, nil
	}
	x, _ := strconv.ParseFloat(v.Number(), 64) // an infinity if it is out of range
	return javaRound(x), nil
}
