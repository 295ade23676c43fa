package jsonpath

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// operators in the order in which Jayway looks for them. The first one that occurs
// anywhere in a criterion, even in a string, splits the criterion.
var operators = []struct {
	text string
	op   operator
}{
	{"==", equal}, {">=", atLeast}, {"<=", atMost}, {"!=", notEqual}, {"<", less}, {">", greater}, {"=~", matching},
}

// parseFilter reads the bracket s with a question mark at mark.
//
// Jayway 2.0.0 cuts the text at && and ||, even in strings, and drops parentheses around
// the pieces, so that they do not group. && binds tighter than ||.
func parseFilter(s span, mark int, where place) (*step, error) {
	begin := strings.LastIndexByte(s.text[:mark], '[')
	body, err := filterBody(s.sub(begin, len(s.text)))
	if err != nil {
		return nil, err
	}
	pieces := splitLogic(body)
	if len(pieces)%2 == 0 {
		return nil, body.errorf(0, "&& or || without a criterion on each side")
	}
	f := &filter{groups: [][]criterion{nil}}
	for i := len(pieces) - 1; i >= 0; i-- {
		piece := pieces[i].trim()
		if isOperator := i%2 == 1; isOperator != (piece.text == "&&" || piece.text == "||") {
			return nil, piece.errorf(0, "&& or || without a criterion on each side")
		}
		switch piece.text {
		case "&&":
		case "||":
			f.groups = append(f.groups, nil)
		default:
			if err := where.spend(piece, criterionBytes); err != nil {
				return nil, err
			}
			c, err := parseCriterion(piece, where)
			if err != nil {
				return nil, err
			}
			group := &f.groups[len(f.groups)-1]
			*group = append(*group, c)
			f.cost += 1 + c.left.cost() + c.right.cost()
		}
	}
	return &step{kind: filtered, filter: f}, nil
}

// filterBody finds the closing bracket of the filter and returns the text between the outer
// parentheses.
func filterBody(s span) (span, error) {
	end, ok := filterEnd(s.text)
	if !ok {
		return s, s.errorf(0, "the brackets of the filter are not balanced")
	}
	body := s.sub(1, end-1).trim()
	if !strings.HasPrefix(body.text, "?") {
		return s, body.errorf(0, "[?(…)] expected")
	}
	body = body.sub(1, len(body.text)).trim()
	if len(body.text) < 2 || body.text[0] != '(' || body.text[len(body.text)-1] != ')' {
		return s, body.errorf(0, "a filter stands in parentheses: [?(…)]")
	}
	return body.sub(1, len(body.text)-1).trim(), nil
}

// filterEnd returns the end of the filter at the start of s, which is after the first
// closing bracket outside of quotes and parentheses.
func filterEnd(s string) (end int, ok bool) {
	square, round, quoted := 0, 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\'':
			if i == 0 || s[i-1] != '\\' {
				quoted = !quoted
			}
		case quoted:
		case c == '(':
			round++
		case c == ')':
			round--
		case c == '[':
			square++
		case c == ']':
			square--
			if round == 0 {
				return i + 1, square == 0
			}
		}
	}
	return 0, false
}

// splitLogic cuts s before and after each && and ||.
func splitLogic(s span) []span {
	isLogic := func(i int) bool {
		return i >= 0 && i+2 <= len(s.text) && (s.text[i:i+2] == "&&" || s.text[i:i+2] == "||")
	}
	var pieces []span
	start := 0
	for i := 1; i < len(s.text); i++ {
		if isLogic(i) || isLogic(i-2) {
			pieces = append(pieces, s.sub(start, i))
			start = i
		}
	}
	return append(pieces, s.sub(start, len(s.text)))
}

func parseCriterion(s span, where place) (criterion, error) {
	left := strings.TrimLeft(s.text, "[?( ")
	s = s.sub(len(s.text)-len(left), len(s.text))
	s = s.sub(0, len(strings.TrimRight(s.text, ") ")))
	if s.text == "" {
		return criterion{}, s.errorf(0, "an empty criterion")
	}
	for _, o := range operators {
		if i := strings.Index(s.text, o.text); i >= 0 {
			return parseComparison(s.sub(0, i).trim(), o.op, s.sub(i+len(o.text), len(s.text)).trim(), where)
		}
	}
	op := exists
	if strings.HasPrefix(s.text, "!@") {
		op = absent
	}
	operand, err := parseOperand(s, where)
	if err == nil && !operand.isPath {
		return criterion{}, s.errorf(0, "a comparison, @… or !@… expected")
	}
	operand.rooted = false // Jayway 2.0.0: existence is tested at the item even for a path that begins with $
	return criterion{op: op, left: operand}, err
}

func parseComparison(left span, op operator, right span, where place) (criterion, error) {
	c := criterion{op: op}
	var err error
	if c.left, err = parseOperand(left, where); err != nil {
		return c, err
	}
	if strings.HasPrefix(right.text, "!@") {
		return c, right.errorf(0, "'!' only negates a test for existence: [?(!@.a)]")
	}
	if c.right, err = parseOperand(right, where); err != nil {
		return c, err
	}
	if c.left.pattern != nil && c.right.pattern != nil {
		return c, right.errorf(0, "a regular expression on both sides")
	}
	return c, nil
}

// parseOperand reads one side of a criterion: a path, a string in single
// quotes, a regular expression between slashes, or anything else, which is a
// literal as it stands.
func parseOperand(s span, where place) (operand, error) {
	text := s.text
	switch {
	case strings.HasPrefix(text, "!@"):
		return parseOperandPath(s.sub(1, len(text)), where)
	case strings.HasPrefix(text, "@"), strings.HasPrefix(text, "$"):
		return parseOperandPath(s, where)
	case strings.HasPrefix(text, "'") && strings.HasSuffix(text, "'"):
		if len(text) == 1 {
			return operand{}, s.errorf(0, "the string is not closed")
		}
		text = text[1 : len(text)-1]
	case strings.HasPrefix(text, "/") && (strings.HasSuffix(text, "/") || strings.HasSuffix(text, "/i")):
		return parsePattern(s, where)
	}
	return operand{literal: jsonvalue.OfString(text)}, nil
}

func parseOperandPath(s span, where place) (operand, error) {
	rest := s.sub(1, len(s.text))
	if rest.text != "" && rest.text[0] != '.' && rest.text[0] != '[' {
		return operand{}, rest.errorf(0, "'.' or '[' expected; a path in a filter begins with '@' or '$'")
	}
	where.inFilter = true
	steps, err := parseSteps(rest, where)
	if err != nil {
		return operand{}, err
	}
	if i := slices.IndexFunc(steps, func(s step) bool { return !s.definite() }); i >= 0 {
		return operand{}, span{at: steps[i].at}.errorf(0, notDefinite)
	}
	return operand{isPath: true, rooted: s.text[0] == '$', path: steps}, nil
}

const (
	maxPattern = 1 << 10 // bytes of a regular expression
	maxProgram = 10_000  // instructions it compiles to, which counted repetitions multiply
)

// parsePattern compiles a regular expression between slashes. An i after them makes it
// ignore case.
func parsePattern(s span, where place) (operand, error) {
	end := strings.LastIndexByte(s.text, '/')
	if end == 0 {
		return operand{}, s.errorf(0, "the regular expression is not closed")
	}
	source := s.sub(1, end)
	flags := ""
	if strings.HasSuffix(s.text, "i") {
		flags = "(?i)"
	}
	if len(source.text) > maxPattern {
		return operand{}, source.errorf(maxPattern, "a regular expression is limited to %d bytes", maxPattern)
	}
	if err := where.spend(source, len(source.text)*instructionBytes+unicodeClasses(source.text)*unicodeBytes); err != nil {
		return operand{}, err
	}
	parsed, err := syntax.Parse(source.text, syntax.Perl)
	if err != nil {
		return operand{}, source.errorf(0, "%s (regular expressions are RE2's: no back-references, no look-around)", err)
	}
	if partsOf(parsed) > partsPerInstruction*maxProgram {
		return operand{}, source.errorf(0, "the regular expression is too large")
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(program.Inst) > maxProgram {
		return operand{}, source.errorf(0, "the regular expression is too large")
	}
	if err := where.spend(source, len(program.Inst)*instructionBytes); err != nil {
		return operand{}, err
	}
	pattern, err := regexp.Compile(`\A(?:` + flags + source.text + `)\z`)
	if err != nil {
		return operand{}, source.errorf(0, "%s", err)
	}
	return operand{pattern: pattern, size: len(program.Inst)}, nil
}

// unicodeBytes is about what a class of Unicode takes, such as \pL.
const unicodeBytes = 8 << 10

// unicodeClasses counts the classes of Unicode in a regular expression.
func unicodeClasses(source string) int {
	return strings.Count(source, `\p`) + strings.Count(source, `\P`)
}

// partsPerInstruction is more parts of a regular expression than one instruction stands
// for.
const partsPerInstruction = 4

// partsOf returns the number of parts of a regular expression with its repetitions
// written out, up to a bound that is too large.
func partsOf(re *syntax.Regexp) int {
	const most = partsPerInstruction*maxProgram + 1
	parts := 1
	for _, sub := range re.Sub {
		parts = min(parts+partsOf(sub), most)
	}
	if re.Op == syntax.OpRepeat {
		parts = min(parts*max(re.Min, re.Max, 1), most)
	}
	return parts
}
