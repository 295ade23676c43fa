package jsonpath

import "errors"

// Compiler compiles paths. The zero Compiler does what [Compile] does. It must not be used
// by two goroutines at once if it has a Space.
type Compiler struct {
	Filters FilterCompiler // of filters in another language; see [CompileWith]

	// Space is how many bytes of memory the compiled paths may still take, about.
	// Compile subtracts what a path takes, and what it would have taken if it is
	// refused; when nothing is left every path is refused. Without Space each path may
	// take 64 MiB.
	//
	// A step takes 90 bytes, a criterion of a filter 200, and each instruction of
	// a regular expression 64: [?(@ =~ /(a{1,30}){1,30}/)] takes 120,000.
	Space *int
}

// defaultSpace is how many bytes a path may take by itself.
const defaultSpace = 64 << 20

// Compile compiles a path. The error is a *[SyntaxError].
func (c Compiler) Compile(text string) (*Path, error) {
	space := defaultSpace
	if c.Space == nil {
		c.Space = &space
	}
	p, err := compile(text, place{filters: c.Filters, space: c.Space})
	if err == nil {
		return p, nil
	}
	if e := (*SyntaxError)(nil); errors.As(err, &e) {
		e.Text = text
	}
	return nil, err
}

// What parts of a compiled path take, in bytes, about.
const (
	pathBytes        = 80
	stepBytes        = 90
	nameBytes        = 16 // of one of several
	criterionBytes   = 200
	instructionBytes = 64  // of a regular expression
	expressionBytes  = 100 // for each byte of a filter in another language
)

// spend takes memory for a part of the path that is written at s.
func (w *place) spend(s span, bytes int) error {
	if *w.space -= bytes; *w.space < 0 {
		*w.space = 0
		return s.errorf(0, "there is no memory left for compiled paths")
	}
	return nil
}
