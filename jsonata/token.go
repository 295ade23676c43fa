package jsonata

// tokenKind is what a token is.
type tokenKind uint8

const (
	endToken      tokenKind = iota // of the source
	nameToken                      // a field, bare or in backquotes
	variableToken                  // text is without the $
	operatorToken
	stringToken
	numberToken
	valueToken // true, false, null
	regexToken // text is the pattern, flags follow
)

// token is a token of a source. Its text is the name, the operator, or the content of a
// string.
type token struct {
	kind  tokenKind
	text  string
	flags string // of a regular expression
	num   float64
	pos   int // offset in bytes
}

// is reports whether the token is the operator op.
func (t *token) is(op string) bool { return t.kind == operatorToken && t.text == op }

// power returns how strongly an operator binds its left operand. A token with power 0
// ends an expression.
func (t *token) power() int {
	if t.kind != operatorToken {
		return 0
	}
	switch t.text {
	case "[", "(", "@", "#":
		return 80
	case ".":
		return 75
	case "{":
		return 70
	case "*", "/", "%":
		return 60
	case "+", "-", "&":
		return 50
	case "=", "<", ">", "^", "!=", "<=", ">=", "~>", "in", "?:", "??":
		return 40
	case "and":
		return 30
	case "or":
		return 25
	case "?":
		return 20
	case ":=":
		return 10
	}
	return 0
}
