package state

import (
	"errors"

	"github.com/goasl/goasl/internal/jsontree"
	"github.com/goasl/goasl/intrinsic"
	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonpath"
)

// defaultSpace is how many bytes the compiled expressions of a definition may take. A
// definition of 1 MiB, the most that AWS takes, needs less than a third of it, but for
// regular expressions with huge repetitions.
const defaultSpace = 192 << 20

// callBytes is about what each byte of a call of an intrinsic function takes when it is
// compiled.
const callBytes = 16

// errSpace says that the compiled expressions take more than they may. No further
// expression is compiled then.
var errSpace = errors.New("there is no memory left for compiled expressions")

// outOfSpace reports the error of an expression if it is errSpace: once for the
// definition.
func (p *parser) outOfSpace(n jsontree.Node, location string, err error) bool {
	if err != errSpace {
		return false
	}
	if !p.spaceless {
		p.spaceless = true
		p.report(n.Pos, codeSchema, location, "The expressions of the definition take more than %d bytes when they are compiled. "+
			"Use fewer or simpler ones, regular expressions above all, or allow more with WithSpace", p.opts.Space)
	}
	return true
}

// compilePath compiles a path, or returns the one that was compiled of the same text.
// It notes the variable that the path reads.
func (p *parser) compilePath(text string) (path *jsonpath.Path, err error) {
	path, ok := p.paths[text]
	if !ok {
		if p.space <= 0 {
			return nil, errSpace
		}
		if path, err = (jsonpath.Compiler{Filters: p.opts.Filters, Space: &p.space}).Compile(text); err != nil {
			return nil, p.spaceOr(err)
		}
		p.paths[text] = path
	}
	if path.Root() == jsonpath.Variable {
		p.reads(path.Variable())
	}
	return path, nil
}

// spaceOr returns errSpace if no memory is left, else err.
func (p *parser) spaceOr(err error) error {
	if p.space <= 0 {
		return errSpace
	}
	return err
}

// compileExpr compiles a path or a call.
func (p *parser) compileExpr(text string) (*expr, error) {
	if !intrinsic.Is(text) {
		path, err := p.compilePath(text)
		if err != nil {
			return nil, err
		}
		return &expr{text: text, path: path}, nil
	}
	if p.space -= min(p.space, callBytes*len(text)); p.space <= 0 {
		return nil, errSpace
	}
	call, err := intrinsic.Parse(text)
	if err != nil {
		return nil, err
	}
	x := &expr{text: text, call: call}
	for _, arg := range call.Paths() {
		path, err := p.compilePath(arg.Text)
		if err != nil {
			return nil, err
		}
		x.args = append(x.args, path)
	}
	return x, nil
}

// compileQuery compiles an expression, or returns the one that was compiled of the same
// text.
func (p *parser) compileQuery(text string) (*jsonata.Expr, error) {
	if expr, ok := p.queries[text]; ok {
		return expr, nil
	}
	if p.space <= 0 {
		return nil, errSpace
	}
	expr, err := jsonata.Compile(text, jsonata.WithProfile(jsonata.AWS), jsonata.WithSpace(&p.space))
	if err != nil {
		return nil, p.spaceOr(err)
	}
	p.queries[text] = expr
	return expr, nil
}
