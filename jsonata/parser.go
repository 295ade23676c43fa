package jsonata

import "github.com/goasl/goasl/jsonvalue"

// parser is a top-down operator precedence parser. Its methods panic with an
// *[Error], which parse recovers.
type parser struct {
	lexer
	tok    token // the next one
	limits Limits
	space  *int // bytes that compiled sources may still take
	depth  int

	// later is the first error about the meaning of the source. It is reported only if
	// the rest of the source has no syntax error.
	later *Error

	parents int  // number of parent operators read
	binds   bool // the scope that is being read sets a variable
}

// maxHeight bounds the levels of a tree, because functions that walk over it recurse. A
// chain of operators has a level for each operator.
const maxHeight = 10_000

// parse parses a source.
func parse(source string, c config) (root node, err error) {
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
	if c.space == nil {
		space := defaultSpace
		c.space = &space
	}
	p := &parser{lexer: lexer{source: source, profile: c.profile}, limits: c.limits, space: c.space}
	p.advance(false)
	root = p.expression(0)
	if p.tok.kind != endToken {
		panic(p.tokenError("S0201", &p.tok))
	}
	if p.later != nil {
		panic(p.later)
	}
	if _, isParent := root.(*parentNode); isParent || len(root.head().seeking) > 0 {
		panic(&Error{Code: "S0217", Offset: root.head().pos})
	}
	walk(root, func(n node) bool {
		if path, ok := n.(*pathNode); ok {
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

// fail keeps the first error about the meaning of the source.
func (p *parser) fail(e *Error) {
	if p.later == nil {
		p.later = e
	}
}

// advance reads the next token. With infix, an operator may be there, and a slash is one.
func (p *parser) advance(infix bool) {
	p.tok = p.next(infix)
	p.take(tokenBytes)
	if p.tok.is("!") || p.tok.is("~") {
		panic(p.tokenError("S0204", &p.tok))
	}
}

// What parts of a compiled source take, in bytes, about.
const (
	tokenBytes = 128
	partBytes  = 64 // of a regular expression
)

// take takes memory for the next token.
func (p *parser) take(bytes int) {
	if *p.space -= bytes; *p.space < 0 {
		*p.space = 0
		panic(&Error{Code: "U1002", Message: "There is no memory left for compiled expressions", Offset: p.tok.pos, limit: true})
	}
}

// expect skips the operator op, or panics if another token comes.
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

// accept skips the operator op if it comes, and reports whether it did.
func (p *parser) accept(op string) bool {
	if !p.tok.is(op) {
		return false
	}
	p.advance(false)
	return true
}

// expression parses an expression up to an operator that binds no more strongly than
// power.
func (p *parser) expression(power int) node {
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
		if left.head().height > maxHeight {
			panic(limitError("operators in a row", maxHeight, t.pos))
		}
	}
	p.depth--
	return left
}

// prefix parses the operand that begins with the token t.
func (p *parser) prefix(t token) node {
	n := header{pos: t.pos}
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
		return &blockNode{header: n}
	}
	switch t.text {
	case "and", "or", "in":
		return p.name(t)
	case "-":
		return p.negation(t)
	case "*":
		return &wildcardNode{n}
	case "**":
		return &descendantNode{n}
	case "%":
		p.parents++
		return &parentNode{n, &ancestor{label: parentLabel(p.parents - 1), level: 1}}
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

// variable parses a variable.
func (p *parser) variable(t token) node {
	if t.text == "eval" {
		p.binds = true // an expression evaluated by $eval may set variables here
	}
	return &variableNode{header: header{pos: t.pos}, name: t.text, builtin: builtin(t.text, p.profile)}
}

// name parses a bare name, which is a path of one step.
func (p *parser) name(t token) node {
	return &pathNode{header: header{pos: t.pos}, steps: []node{&nameNode{header{pos: t.pos}, t.text}}}
}

func (p *parser) literal(t token, v value) node {
	return &literalNode{header: header{pos: t.pos}, value: v}
}

func (p *parser) regex(t token) node {
	pattern, err := compilePattern(t.text, t.flags, p.limits.Regex, p.take)
	if err != nil {
		err.Offset += t.pos + len("/")
		p.fail(err)
	}
	return &regexNode{header: header{pos: t.pos}, pattern: pattern}
}

// negation parses a unary minus. It makes a literal number negative.
func (p *parser) negation(t token) node {
	operand := p.expression(70)
	if lit, ok := operand.(*literalNode); ok && lit.value.kind == kindNumber {
		lit.value.num = -lit.value.num
		return lit
	}
	n := &negationNode{header: header{pos: t.pos}, operand: operand}
	n.inherit(operand)
	return n
}

// block parses a parenthesis.
func (p *parser) block(t token) node {
	n := &blockNode{header: header{pos: t.pos}}
	outer := p.binds
	p.binds = false
	for !p.tok.is(")") {
		e := p.expression(0)
		n.inherit(e)
		if isCons(e) {
			n.modify().cons = true
		}
		n.expressions = append(n.expressions, e)
		if !p.accept(";") {
			break
		}
	}
	n.binds, p.binds = p.binds, outer
	p.expect(")", true)
	return n
}

// isCons reports whether an expression in a parenthesis makes the parenthesis count as
// an array constructor at the beginning of a path.
func isCons(n node) bool {
	if path, ok := n.(*pathNode); ok {
		n = path.steps[0]
	}
	m := n.head().mods
	return m != nil && m.cons
}

// array parses an array constructor, in which alone the operator .. may be used.
func (p *parser) array(t token) node {
	n := &arrayNode{header: header{pos: t.pos}}
	for more := !p.tok.is("]"); more; more = p.accept(",") {
		item := p.expression(0)
		if op := p.tok; p.accept("..") {
			item = p.binary(op, item, p.expression(0))
		}
		n.inherit(item)
		n.items = append(n.items, item)
	}
	p.expect("]", true)
	return n
}

// object parses an object constructor.
func (p *parser) object(t token) node {
	n := &objectNode{header: header{pos: t.pos}, pairs: p.pairs()}
	for _, pair := range n.pairs {
		n.inherit(pair.key, pair.value)
	}
	n.literal = haveOwnLiterals(n.pairs)
	return n
}

// haveOwnLiterals reports whether the keys are string literals, no two the same.
func haveOwnLiterals(pairs []pair) bool {
	seen := make(map[string]bool, len(pairs))
	for _, pair := range pairs {
		lit, ok := pair.key.(*literalNode)
		if !ok || lit.mods != nil || lit.value.kind != kindString || seen[lit.value.text()] {
			return false
		}
		seen[lit.value.text()] = true
	}
	return true
}

// pairs parses the pairs up to the closing brace.
func (p *parser) pairs() []pair {
	var pairs []pair
	for more := !p.tok.is("}"); more; more = p.accept(",") {
		key := p.expression(0)
		p.expect(":", false)
		pairs = append(pairs, pair{key, p.expression(0)})
	}
	p.expect("}", true)
	return pairs
}

// transform parses |pattern|update,delete|.
func (p *parser) transform(t token) node {
	n := &transformNode{header: header{pos: t.pos}}
	n.pattern = p.expression(0)
	p.expect("|", false)
	n.update = p.expression(0)
	if p.accept(",") {
		n.delete = p.expression(0)
		n.cover(n.delete)
	}
	p.expect("|", false)
	n.cover(n.pattern, n.update)
	return n
}
