package jsonpath

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// maxText bounds the text of a path. Everything that compiling costs, the
// nesting of steps included, is linear in it.
const maxText = 1 << 16

// span is a piece of a path's text and its place.
type span struct {
	text string
	at   int
}

func (s span) sub(from, to int) span { return span{s.text[from:to], s.at + from} }

// trim removes what Java's String.trim does.
func (s span) trim() span {
	right := strings.TrimRightFunc(s.text, isBlank)
	left := strings.TrimLeftFunc(right, isBlank)
	return span{left, s.at + len(right) - len(left)}
}

func isBlank(r rune) bool { return r <= ' ' }

// errorf makes an error at offset i of the span; Compile adds the path's text.
func (s span) errorf(i int, format string, args ...any) error {
	return &SyntaxError{Offset: s.at + i, Msg: fmt.Sprintf(format, args...)}
}

// splitRoot splits a path into its root and the rest.
func splitRoot(text string) (root Root, variable string, rest span, err error) {
	whole := span{text: text}
	if !strings.HasPrefix(text, "$") {
		return Input, "", whole, whole.errorf(0, "a path begins with '$'")
	}
	end := 1
	if strings.HasPrefix(text, "$$") {
		root, end = Context, 2
	} else if n := identifier(text[1:]); n > 0 {
		root, end = Variable, 1+n
		variable = text[1:end]
	}
	rest = whole.sub(end, len(strings.TrimRightFunc(text, isBlank)))
	if rest.text != "" && rest.text[0] != '.' && rest.text[0] != '[' {
		return root, variable, rest, rest.errorf(0, "'.' or '[' expected")
	}
	return root, variable, rest, nil
}

// identifier returns the length of the variable name at the start of s.
func identifier(s string) int {
	for i, r := range s {
		switch {
		case unicode.In(r, unicode.L, unicode.Nl, unicode.Other_ID_Start):
		case i > 0 && unicode.In(r, unicode.Nd, unicode.Mn, unicode.Mc, unicode.Pc, unicode.Other_ID_Continue):
		default:
			return i
		}
	}
	return len(s)
}

// IsVariableName reports whether a variable can have the name, whatever its length is.
// Step Functions: it is a Unicode identifier, which begins with a letter, not with "_".
func IsVariableName(name string) bool { return name != "" && identifier(name) == len(name) }

// place is where a path is written, and the language of its filters.
type place struct {
	inFilter bool
	filters  FilterCompiler // nil for Jayway's language
	space    *int           // bytes that compiled paths may still take
}

const notDefinite = "a path in a filter has to be definite"

// parseSteps reads what follows the root.
//
// Jayway 2.0.0 cuts the text at '.', '[' and ' ' and reads each piece on its own. This is
// why $['a']b and $.a.[0] are paths, and why a name after a dot may contain any other
// character.
func parseSteps(s span, where place) ([]step, error) {
	if strings.HasSuffix(s.text, "..") {
		return nil, s.errorf(len(s.text)-2, "a path cannot end with '..'")
	}
	var steps []step
	for i := 0; i < len(s.text); {
		piece := s.sub(i, len(s.text))
		n, next, err := parsePiece(piece, where)
		if err != nil {
			return nil, err
		}
		if next != nil {
			if err := where.spend(piece, stepBytes+len(next.names)*nameBytes); err != nil {
				return nil, err
			}
			next.at = piece.at
			steps = append(steps, *next)
		}
		i += n
	}
	markStrict(steps)
	return steps, nil
}

// parsePiece reads the step at the start of s and returns its length. A dot before a
// bracket is not a step.
func parsePiece(s span, where place) (n int, next *step, err error) {
	switch s.text[0] {
	case ' ':
		if where.inFilter {
			return 0, nil, s.errorf(0, "a space ends a path; the operators are == != < <= > >= =~")
		}
		return 0, nil, s.errorf(0, "a name with a space is written in brackets: ['a b']")
	case '$':
		return 0, nil, s.errorf(0, "'$' can only begin a path")
	case '[':
		if where.filters != nil && isExpression(s.text) {
			return parseExpression(s, where)
		}
		n = bracketLen(s.text)
		next, err = parseBracket(s.sub(0, n), where)
		return n, next, err
	case '*':
		return 1, &step{kind: wildcard}, nil
	case '.':
		return parseDot(s)
	}
	n = nameLen(s.text)
	next, err = parseName(s.sub(0, n))
	return n, next, err
}

func parseDot(s span) (n int, next *step, err error) {
	switch {
	case len(s.text) == 1:
		return 0, nil, s.errorf(1, "a name is missing after '.'")
	case s.text[1] == '.':
		return 2, &step{kind: scan}, nil
	}
	n = nameLen(s.text[1:])
	switch name := s.sub(1, 1+n); name.text {
	case "":
		return 1, nil, nil
	case "*":
		next = &step{kind: wildcard}
	default:
		next, err = parseName(name)
	}
	return 1 + n, next, err
}

// nameLen returns the length of the name at the start of s.
func nameLen(s string) int {
	if i := strings.IndexAny(s, ".[ "); i >= 0 {
		return i
	}
	return len(s)
}

// bracketLen returns the length of the bracket at the start of s. Brackets
// nest; quotes do not hide them.
func bracketLen(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// parseName reads a name that is not in brackets. Quotes have the same meaning as in
// brackets.
func parseName(s span) (*step, error) {
	if !strings.ContainsAny(s.text, "']") {
		return &step{kind: property, name: s.text}, nil
	}
	return parseQuoted(span{"'" + s.text + "']", s.at - 1})
}

// parseQuoted reads quoted names up to a closing bracket; s begins with the first quote.
// There are no escapes, text outside of quotes is ignored, and a closing bracket ends the
// list even inside quotes.
func parseQuoted(s span) (*step, error) {
	end := strings.IndexByte(s.text, ']')
	if end < 0 {
		return nil, s.errorf(len(s.text), "the bracket is not closed")
	}
	parts := strings.Split(s.text[:end], "'")
	var names []string
	for i := 1; i+1 < len(parts); i += 2 {
		names = append(names, parts[i])
	}
	if len(names) == 1 {
		return &step{kind: property, name: names[0]}, nil
	}
	return &step{kind: properties, names: names}, nil
}

// parseBracket reads a bracket. The first of the characters ? ' @ : - and digits decides
// what it is.
func parseBracket(s span, where place) (*step, error) {
	if s.text == "[*]" {
		return &step{kind: wildcard}, nil
	}
	i := strings.IndexAny(s.text, "?'0123456789:-@")
	if i < 0 {
		if strings.Contains(s.text, `"`) {
			return nil, s.errorf(0, "names in brackets take single quotes: ['a']")
		}
		return nil, s.errorf(0, "a quoted name, an index, a slice, '*' or a filter expected in brackets")
	}
	switch s.text[i] {
	case '?':
		if where.filters != nil {
			return nil, s.errorf(i, "[?(…)] expected")
		}
		if where.inFilter {
			return nil, s.errorf(i, notDefinite) // nested filters would take quadratic time
		}
		return parseFilter(s, i, where)
	case '\'':
		return parseQuoted(s.sub(i, len(s.text)))
	case '@':
		return parseLast(s.sub(i, len(s.text)))
	}
	return parseNumbers(s.sub(i, len(s.text)))
}

// parseLast reads @.length-1 or @.size()-1, with or without parentheses around it.
func parseLast(s span) (*step, error) {
	name := s.sub(min(2, len(s.text)), len(s.text))
	minus := strings.IndexByte(name.text, '-')
	if minus < 0 {
		return nil, s.errorf(0, "(@.length-1) expected")
	}
	function := strings.NewReplacer(" ", "", "(", "", ")", "").Replace(name.text[:minus])
	closing := strings.IndexByte(name.text[minus:], ')')
	if closing < 0 || function != "length" && function != "size" {
		return nil, s.errorf(0, "(@.length-1) expected")
	}
	n, err := parseInt(name.sub(minus, minus+closing))
	return &step{kind: last, nums: []int{n}}, err
}

// parseInt reads a number; spaces may stand anywhere in it.
func parseInt(s span) (int, error) {
	text := strings.ReplaceAll(s.text, " ", "")
	if text == "" {
		return 0, s.errorf(0, "an index is missing")
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, s.errorf(0, "%q is not an index", cut(text, maxQuoted))
	}
	return int(n), nil
}

// parseNumbers reads an index, a union or a slice; s begins at its first
// character. What follows the second number of a slice is ignored, a step such
// as [0:9:2] included.
func parseNumbers(s span) (*step, error) {
	p := numbers{span: s}
	if err := p.read(); err != nil {
		return nil, err
	}
	switch {
	case len(p.nums) == 1 && p.open == closed:
		return &step{kind: index, nums: p.nums}, nil
	case p.union:
		return &step{kind: union, nums: p.nums}, nil
	case p.open != closed:
		return &step{kind: slice, open: p.open, nums: p.nums[:1]}, nil
	}
	return &step{kind: slice, nums: p.nums[:2]}, nil
}

// numbers reads the inside of a bracket that begins with a number or a colon.
type numbers struct {
	span
	pos   int
	nums  []int
	union bool
	open  openEnd
}

func (p *numbers) read() error {
	for {
		item, err := p.number()
		if err != nil {
			return err
		}
		switch p.text[p.pos] {
		case ':':
			err = p.slice(item)
		case ',':
			p.union = true
			err = p.add(item)
		default:
			if item.text == "" {
				return nil
			}
			return p.add(item)
		}
		if err != nil || p.text[p.pos] == ']' {
			return err
		}
		p.pos++
	}
}

// slice reads the number after a colon; before is the one in front of it.
func (p *numbers) slice(before span) error {
	if before.text != "" {
		if err := p.add(before); err != nil {
			return err
		}
	}
	p.pos++
	after, err := p.number()
	switch {
	case err != nil:
		return err
	case before.text != "" && after.text == "":
		p.open = openRight
		return nil
	case before.text == "" && p.open == closed:
		p.open = openLeft
	}
	return p.add(after)
}

// number returns the digits, signs and spaces at the current position. It returns "" if
// there are only spaces.
func (p *numbers) number() (span, error) {
	start := p.pos
	for p.pos < len(p.text) && (isDigit(p.text[p.pos]) || p.text[p.pos] == '-' || p.text[p.pos] == ' ') {
		p.pos++
	}
	if p.pos == len(p.text) {
		return span{}, p.errorf(p.pos, "the bracket is not closed")
	}
	return p.sub(start, p.pos).trim(), nil
}

func (p *numbers) add(item span) error {
	n, err := parseInt(item)
	p.nums = append(p.nums, n)
	return err
}

// markStrict sets for each step whether a missing member is an error.
//
// It is one for Jayway 2.0.0 if the steps from the one before to the end of the path are
// definite: in $.items[*].a.b.c a missing b is an error, and a missing a is not.
func markStrict(steps []step) {
	definite := true
	for i := len(steps) - 1; i >= 0; i-- {
		definite = definite && steps[i].definite()
		if i+1 < len(steps) {
			steps[i+1].strict = definite
		}
	}
	if len(steps) > 0 {
		steps[0].strict = definite
	}
}

// isDefinite reports whether all steps are definite.
func isDefinite(steps []step) bool {
	return !slices.ContainsFunc(steps, func(s step) bool { return !s.definite() })
}
