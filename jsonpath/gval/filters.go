package gval

import (
	"context"
	"errors"
	"fmt"
	"text/scanner"
	"unicode"

	"github.com/PaesslerAG/gval"
	"github.com/goasl/goasl/jsonpath"
)

// Option adds something to the language of [Filters]. [Function] makes one.
type Option func(*dialect) error

// Function adds a function that expressions call by name. The name begins with a letter and
// has only letters, digits and _. A name that is taken already is an error of the compiler
// that [Filters] returns.
//
// Arguments and results of f are nil for null, or of the types bool, float64, string, []any
// and map[string]any, or int64 for an integer that a float64 cannot hold exactly. f may
// keep and change its arguments. An error or a panic of f fails the path.
//
// f has to be safe for concurrent use and to return the same result for the same arguments
// each time, because an execution may be repeated after a crash. The time that f takes is
// not bounded.
func Function(name string, f func(args ...any) (any, error)) Option {
	return func(d *dialect) error {
		switch {
		case !isIdentifier(name):
			return fmt.Errorf("Function(%q): a name begins with a letter and has letters, digits and _ only", name)
		case d.names[name]:
			return fmt.Errorf("Function(%q): the name is taken", name)
		case f == nil:
			return fmt.Errorf("Function(%q): the function is nil", name)
		}
		d.names[name] = true
		// gval calls functions of this form directly, all others in a goroutine.
		function := func(_ context.Context, args ...any) (any, error) { return f(args...) }
		d.language = gval.NewLanguage(d.language, gval.Function(name, function))
		return nil
	}
}

func isIdentifier(name string) bool {
	for i, r := range name {
		if !isNameRune(r) || i == 0 && !unicode.IsLetter(r) {
			return false
		}
	}
	return name != ""
}

// Filters returns a compiler of filters for [jsonpath.CompileWith] and asl.WithFilters. The
// compiler is safe for concurrent use. If one of the options is wrong, it returns that
// error for each filter.
func Filters(opts ...Option) jsonpath.FilterCompiler {
	d := &dialect{names: map[string]bool{"true": true, "false": true, "null": true, "in": true}}
	d.language = gval.NewLanguage(
		gval.Full(),
		gval.Constant("null", nil),
		gval.PrefixExtension(scanner.Int, parseInteger),
		gval.PrefixExtension(scanner.Char, parseText),
		gval.PrefixMetaPrefix(scanner.Ident, d.parseName),
		gval.PrefixExtension('@', d.parsePath(jsonpath.Scope.Item)),
		gval.PrefixExtension('$', d.parsePath(jsonpath.Scope.Root)),
		operators,
	)
	for _, o := range opts {
		if o == nil {
			d.err = errors.New("gval: an Option is nil")
		} else if err := o(d); err != nil {
			d.err = fmt.Errorf("gval: %w", err)
		}
		if d.err != nil {
			break
		}
	}
	return d.compile
}

// dialect is the language with its functions.
type dialect struct {
	language gval.Language
	names    map[string]bool // names of functions and keywords
	err      error           // of the options
}

const (
	maxText      = 4 << 10 // bytes of an expression, which gval reads recursively
	bytesPerNode = 8       // bytes of an expression that take about as long as visiting a value
)

// compile is the jsonpath.FilterCompiler.
func (d *dialect) compile(text string) (filter jsonpath.FilterFunc, err error) {
	defer protect(&err)
	switch {
	case d.err != nil:
		return nil, d.err
	case len(text) > maxText:
		return nil, &jsonpath.SyntaxError{Text: text, Offset: maxText, Msg: fmt.Sprintf("an expression is limited to %d bytes", maxText)}
	}
	eval, err := d.language.NewEvaluable(text)
	if err != nil {
		return nil, syntaxError(text, err)
	}
	cost := 1 + len(text)/bytesPerNode
	return func(s jsonpath.Scope) (ok bool, err error) {
		defer protect(&err)
		if err := s.Spend(cost); err != nil {
			return false, err
		}
		v, err := eval(context.Background(), &scope{Scope: s, length: len(text)})
		return err == nil && truth(v), err
	}, nil
}

// protect turns a panic of gval or of a function into an error.
func protect(err *error) {
	if reason := recover(); reason != nil {
		*err = fmt.Errorf("gval: panic: %.100s", fmt.Sprint(reason))
	}
}

// truth reports whether a value counts as true.
func truth(v any) bool { return v != nil && v != false }
