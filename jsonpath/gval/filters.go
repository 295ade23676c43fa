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

// Option adds something to the language of [Filters].
type Option func(*dialect) error

// Function gives expressions a function. Its arguments are nil for null, or of
// the types bool, float64, int64 (for integers beyond 2⁵³ only), string, []any and
// map[string]any, and belong to it; its result is of these types, too. What it
// returns as an error fails the path, and so does a panic.
//
// It has to be safe for concurrent use, and to give the same result for the same
// arguments each time: executions are repeated after a crash. How long it takes is
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

// Filters returns the compiler that [jsonpath.CompileWith] and asl.WithFilters
// take. It is safe for concurrent use. If an option is wrong, it compiles nothing
// and gives that error.
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
	names    map[string]bool // that have a meaning
	err      error           // what is wrong with the options
}

const (
	maxText      = 4 << 10 // bytes of an expression, which gval reads recursively
	bytesPerNode = 8       // of an expression, that take about as long as visiting a value
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

// protect turns a panic, of gval's or of a function's, into an error.
func protect(err *error) {
	if reason := recover(); reason != nil {
		*err = fmt.Errorf("gval: panic: %.100s", fmt.Sprint(reason))
	}
}

// truth says what counts as true: what is there and not false.
func truth(v any) bool { return v != nil && v != false }
