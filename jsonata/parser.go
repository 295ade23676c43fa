package jsonata

import (
	"github.com/goasl/goasl/jsonvalue"
)

// parser is a top-down operator precedence parser. Its methods panic with an
// *[Error], which parse recovers.
type parser struct {
	lexer
	tok    token // the one to come
	limits Limits
	depth  int

	// later is an error that shows only if the rest of the source has none: it is
	// about the meaning of what was read.
	later *Error

	parents int  // number of parent operators read
	binds   bool // a variable is set in the scope that is being read
}

// maxHeight bounds the levels of a tree, of which a chain of operators has one for
// each operator: what walks over a tree recurses.
const maxHeight = 10_000

// parse parses a source.
func parse(source string, c config) (root Node, err error) {
	if len(source) > c.limits.Source {
		return nil, limitError("bytes of an expression", c.limits.Source, c.limits.Source)
	}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			e.placed = true
			root, err = nil, e
		}
	}()
	p := &parser{lexer: lexer{source: source, profile: c.profile}, limits: c.limits}
	p.advance(false)
	root = p.expression(0)
	if p.tok.kind != endToken {
		panic(p.tokenError("S0201", &p.tok))
	}
	if p.later != nil {
		panic(p.later)
	}
	if _, isParent := root.(*Parent); isParent || len(root.at().seeking) > 0 {
		panic(&Error{Code: "S0217", Offset: root.Pos()})
	}
	Walk(root, func(n Node) bool {
		if path, ok := n.(*Path); ok {
			path.plain = path.isPlain()
		}
		return true
	})
	return root, nil
}

// tokenError returns an error about a token.
func (p *parser) tokenError(code string, t *token) *Error {
	e := &Error{Code: code, Offset: t.pos, Token: t.text}
	switch t.kind {
	case numberToken:
		e.token = number(t.num)
	case valueToken:
		e.token = fromJSON(jsonvalue.MustParse(t.text))
	default:
		e.token = ofString(t.text)
	}
	return e
}

// fail keeps the first error about what the source means.
func (p *parser) fail(e *Error) {
	if p.later == nil {
		p.later = e
	}
}

// advance goes on to the next token. An operator may stand there if infix is true.
func (p *parser) advance(infix bool) {
	p.tok = p.next(infix)
	if p.tok.is("!") || p.tok.is("~") {
		panic(p.tokenError("S0204", &p.tok))
	}
}

// expect goes over an operator that has to come.
func (p *parser) expect(op string, infix bool) {
	if !p.tok.is(op) {
		code := "S0202"
		if p.tok.kind == endToken {
			code = "S0203"
		}
		e := p.tokenError(code, &p.tok)
		e.value = ofString(op)
		panic(e)
	}
	p.advance(infix)
}

// accept goes over the operator op if it comes.
func (p *parser) accept(op string) bool {
	if !p.tok.is(op) {
		return false
	}
	p.advance(false)
	return true
}

// expression parses what binds its operators more strongly than power.
func (p *parser) expression(power int) Node {
	if p.depth++; p.depth > p.limits.Nesting {
		panic(limitError("levels of an expression", p.limits.Nesting, p.tok.pos))
	}
	t := p.tok
	p.advance(true)
	left := p.prefix(t)
	for power < p.tok.power() {
		t := p.tok
		p.advance(false)
		left = p.infix(left, t)
		if left.at().height > maxHeight {
			panic(limitError("operators in a row", maxHeight, t.pos))
		}
	}
	p.depth--
	return left
}

// prefix parses what begins with the token t.
func (p *parser) prefix(t token) Node {
	n := node{pos: t.pos}
	switch t.kind {
	case nameToken:
		return p.name(t)
	case variableToken:
		return p.variable(t)
	case stringToken:
		return p.literal(t, ofString(t.text))
	case numberToken:
		return p.literal(t, number(t.num))
	case valueToken:
		return p.literal(t, fromJSON(jsonvalue.MustParse(t.text)))
	case regexToken:
		return p.regex(t)
	case endToken:
		p.fail(p.tokenError("S0207", &t))
		return &Block{node: n}
	}
	switch t.text {
	case "and", "or", "in":
		return p.name(t)
	case "-":
		return p.negation(t)
	case "*":
		return &Wildcard{n}
	case "**":
		return &Descendant{n}
	case "%":
		p.parents++
		return &Parent{n, &ancestor{label: parentLabel(p.parents - 1), level: 1}}
	case "(":
		return p.block(t)
	case "[":
		return p.array(t)
	case "{":
		return p.object(t)
	case "|":
		return p.transform(t)
	}
	panic(p.tokenError("S0211", &t))
}

func (p *parser) variable(t token) Node {
	if t.text == "eval" {
		p.binds = true // the expression that it evaluates may set variables here
	}
	return &Variable{node: node{pos: t.pos}, Name: t.text, builtin: builtin(t.text, p.profile)}
}

func (p *parser) name(t token) Node {
	return &Path{node: node{pos: t.pos}, Steps: []Node{&Name{node{pos: t.pos}, t.text}}}
}

func (p *parser) literal(t token, v value) Node {
	j, _ := v.json()
	return &Literal{node: node{pos: t.pos}, Value: j, value: v}
}

func (p *parser) regex(t token) Node {
	compiled, err := compilePattern(t.text, t.flags, p.limits.Regex)
	if err != nil {
		err.Offset += t.pos + len("/")
		p.fail(err)
	}
	return &Regex{node: node{pos: t.pos}, Pattern: t.text, Flags: t.flags, compiled: compiled}
}

// negation parses a unary minus. A number takes it in.
func (p *parser) negation(t token) Node {
	operand := p.expression(70)
	if lit, ok := operand.(*Literal); ok && lit.value.kind == kindNumber {
		lit.value.num = -lit.value.num
		lit.Value, _ = lit.value.json()
		return lit
	}
	n := &Negation{node: node{pos: t.pos}, Operand: operand}
	n.inherit(operand)
	return n
}

func (p *parser) block(t token) Node {
	n := &Block{node: node{pos: t.pos}}
	outer := p.binds
	p.binds = false
	for !p.tok.is(")") {
		e := p.expression(0)
		n.inherit(e)
		if isCons(e) {
			n.modify().cons = true
		}
		n.Expressions = append(n.Expressions, e)
		if !p.accept(";") {
			break
		}
	}
	n.binds, p.binds = p.binds, outer
	p.expect(")", true)
	return n
}

// isCons reports whether a part of a parenthesis makes it an array constructor at
// the beginning of a path.
func isCons(n Node) bool {
	if path, ok := n.(*Path); ok {
		n = path.Steps[0]
	}
	m := n.Modifiers()
	return m != nil && m.cons
}

func (p *parser) array(t token) Node {
	n := &Array{node: node{pos: t.pos}}
	for more := !p.tok.is("]"); more; more = p.accept(",") {
		item := p.expression(0)
		if op := p.tok; p.accept("..") {
			item = p.binary(op, item, p.expression(0))
		}
		n.inherit(item)
		n.Items = append(n.Items, item)
	}
	p.expect("]", true)
	return n
}

func (p *parser) object(t token) Node {
	n := &Object{node: node{pos: t.pos}, Pairs: p.pairs()}
	for _, pair := range n.Pairs {
		n.inherit(pair.Key, pair.Value)
	}
	n.literal = haveOwnLiterals(n.Pairs)
	return n
}

// haveOwnLiterals reports whether the keys are strings, each its own.
func haveOwnLiterals(pairs []Pair) bool {
	seen := make(map[string]bool, len(pairs))
	for _, pair := range pairs {
		lit, ok := pair.Key.(*Literal)
		if !ok || lit.mods != nil || lit.value.kind != kindString || seen[lit.value.text()] {
			return false
		}
		seen[lit.value.text()] = true
	}
	return true
}

// pairs parses the pairs up to the closing brace.
func (p *parser) pairs() []Pair {
	var pairs []Pair
	for more := !p.tok.is("}"); more; more = p.accept(",") {
		key := p.expression(0)
		p.expect(":", false)
		pairs = append(pairs, Pair{key, p.expression(0)})
	}
	p.expect("}", true)
	return pairs
}

func (p *parser) transform(t token) Node {
	n := &Transform{node: node{pos: t.pos}}
	n.Pattern = p.expression(0)
	p.expect("|", false)
	n.Update = p.expression(0)
	if p.accept(",") {
		n.Delete = p.expression(0)
		n.cover(n.Delete)
	}
	p.expect("|", false)
	n.cover(n.Pattern, n.Update)
	return n
}
