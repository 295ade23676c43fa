package main

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
)

// A mutator makes questions from those of a suite.
type mutator struct {
	random   *rand.Rand
	suite    []question
	tokens   [][]token // of the expressions of the suite
	operands [][]token // all operands in them
}

// What mutations put into expressions.
var (
	binary    = strings.Fields(`+ - * / % & = != < <= > >= and or in .. ~> ?: ??`)
	structure = strings.Fields(`. ~> ? : ; , := ^ | @ # ** ! .. < - *`)
	literals  = []string{
		"0", "1", "2", "3", "-1", "0.5", "1.5", "10", "100", "1e3", "1e21", "1e-7", "9007199254740993", "true", "false", "null",
		`""`, `"a"`, `"b"`, `"foo"`, `"10"`, `"é😀"`, `"a b c"`, `","`, "[]", "[1]", "[1,2,3]", "[[1],[2]]", `["a","b"]`, "{}",
		`{"a":1}`, `[{"a":1,"b":2},{"a":3}]`, "nothing", "$", "$$", "foo", "a", "/a/", "/[a-z]+/i", "/(o)(.)/", "[1..3]", "$x",
		"function($v){$v}", "function($v,$i,$a){$i}", "$sum", "$string", `"[Y]-[M]-[D]"`, `"#,##0.00"`, "1521801216617",
	}
	functions = strings.Fields(`sum count max min average string substring substringBefore substringAfter lowercase
		uppercase length trim pad match contains replace split join formatNumber formatBase formatInteger parseInteger number
		floor ceil round abs sqrt power boolean not map zip filter single reduce sift keys lookup append exists spread merge
		reverse each error assert type sort distinct base64encode base64decode encodeUrlComponent encodeUrl
		decodeUrlComponent decodeUrl eval toMillis fromMillis clone now millis`)
	suffixes = []string{
		"[0]", "[-1]", "[]", "[1..2]", "[$ > 1]", "[a]", "[$.a = 1]", ".a", ".foo", ".*", ".**", ".%", ".$", ".(a)", ".[a]",
		`.{"k": $}`, "^(a)", "^(>$)", "{a: $}", `{"k": $}`, `{"k": $sum($)}`, "@$v", "#$i", "@$v.a", "#$i[$i=1]", "~> $sum", "~> $count()", "~> |$|{\"z\":1}|",
		"(1)", "(?)", "(?, 1)", "& \"x\"", "+ 1", "= 1", "< 2", "in [1,2]", "? 1 : 2", "; 1",
	}
	inputs = []string{
		"null", "0", "1.0", `""`, `"a"`, "[]", "{}", "[1,2,3]", `[[1,2],[3]]`, `{"a":[]}`, `[{"a":1},{"a":2}]`, "true", `[null]`, `{"a":{"b":[1,{"c":2}]}}`,
	}
)

func newMutator(seed uint64, suite []question) *mutator {
	m := &mutator{random: rand.New(rand.NewPCG(seed, 0)), suite: suite}
	for _, q := range suite {
		tokens := tokenize(q.Expr)
		m.tokens = append(m.tokens, tokens)
		for i := range tokens {
			if end := operand(tokens, i); end > i {
				m.operands = append(m.operands, tokens[i:end])
			}
		}
	}
	return m
}

func pick[T any](m *mutator, list []T) T { return list[m.random.IntN(len(list))] }

// next returns a question: one of the suite, mutated one to three times.
func (m *mutator) next() question {
	i := m.random.IntN(len(m.suite))
	q := m.suite[i]
	tokens := slices.Clone(m.tokens[i])
	for range 1 + m.random.IntN(3) {
		if m.random.IntN(4) == 0 {
			m.changeInput(&q)
			continue
		}
		if tokens = m.mutate(tokens); len(tokens) > 400 {
			break
		}
	}
	q.Expr = join(tokens)
	return q
}

// mutate changes an expression at one place.
func (m *mutator) mutate(tokens []token) []token {
	if len(tokens) == 0 {
		return m.operand()
	}
	at := m.random.IntN(len(tokens))
	switch end := operand(tokens, at); {
	case end > at:
		return m.mutateOperand(tokens, at, end)
	case slices.Contains(binary, tokens[at].text):
		return splice(tokens, at, at+1, token{operator, pick(m, binary)})
	case m.random.IntN(32) == 0:
		return splice(tokens, at, at+1) // a bracket, perhaps
	case tokens[at].kind == operator && m.random.IntN(12) == 0:
		return splice(tokens, at, at+1, token{operator, pick(m, structure)})
	}
	return m.mutate(tokens) // most of the structure stays
}

// mutateOperand changes the operand from at to end. A replacement for a step of a path
// is in brackets: otherwise it would often not be a step.
func (m *mutator) mutateOperand(tokens []token, at, end int) []token {
	old := slices.Clone(tokens[at:end])
	isStep := at > 0 && tokens[at-1].text == "."
	replace := func(others []token) []token {
		if isStep && m.random.IntN(4) > 0 {
			others = inBrackets("(", others, ")")
		}
		return splice(tokens, at, end, others...)
	}
	switch m.random.IntN(10) {
	case 0, 1:
		return replace(tokenize(pick(m, literals)))
	case 2, 3:
		return replace(m.operand())
	case 4, 5:
		return replace(m.wrap(old))
	case 6, 7:
		if tokens[at].kind == variable && end > at+1 && m.random.IntN(2) == 0 {
			return splice(tokens, at, at+1, token{variable, "$" + pick(m, functions)})
		}
		return splice(tokens, at, end, append(old, tokenize(pick(m, suffixes))...)...)
	case 8:
		operation := []token{{operator, pick(m, binary)}}
		if m.random.IntN(2) == 0 {
			return replace(slices.Concat(old, operation, m.operand()))
		}
		return replace(slices.Concat(m.operand(), operation, old))
	default:
		if m.random.IntN(6) > 0 {
			return m.mutate(tokens)
		}
		return splice(tokens, at, end)
	}
}

func inBrackets(open string, tokens []token, end string) []token {
	return slices.Concat([]token{{opening, open}}, tokens, []token{{closing, end}})
}

// operand returns an operand of the suite, or a literal.
func (m *mutator) operand() []token {
	if m.random.IntN(4) == 0 {
		return tokenize(pick(m, literals))
	}
	for range 10 {
		if o := pick(m, m.operands); len(o) < 40 {
			return slices.Clone(o)
		}
	}
	return tokenize(pick(m, literals))
}

// wrap makes an operand the argument of a call, or puts it into brackets.
func (m *mutator) wrap(o []token) []token {
	switch m.random.IntN(6) {
	case 0:
		return inBrackets("[", o, "]")
	case 1:
		return inBrackets("(", o, ")")
	case 2:
		return inBrackets("{", slices.Concat(tokenize(`"k":`), o), "}")
	}
	call := []token{{variable, "$" + pick(m, functions)}, {opening, "("}}
	arguments := [][]token{o}
	for m.random.IntN(2) == 0 && len(arguments) < 4 {
		arguments = append(arguments, m.operand())
	}
	m.random.Shuffle(len(arguments), func(i, j int) { arguments[i], arguments[j] = arguments[j], arguments[i] })
	for i, a := range arguments {
		if i > 0 {
			call = append(call, token{operator, ","})
		}
		call = append(call, a...)
	}
	return append(call, token{closing, ")"})
}

// splice returns tokens with others in place of those from i to j.
func splice(tokens []token, i, j int, others ...token) []token {
	return slices.Concat(tokens[:i], others, tokens[j:])
}

// changeInput takes another input, or changes one value in it.
func (m *mutator) changeInput(q *question) {
	switch m.random.IntN(4) {
	case 0:
		q.Input = pick(m, inputs)
	case 1:
		q.Input = pick(m, m.suite).Input
	default:
		var v any
		if json.Unmarshal([]byte(q.Input), &v) != nil {
			return
		}
		if text, err := json.Marshal(m.changeValue(v)); err == nil {
			q.Input = string(text)
		}
	}
}

// changeValue changes one value somewhere in v: to another value, to an array of it,
// or, if it is an array, to its first element.
func (m *mutator) changeValue(v any) any {
	if m.random.IntN(8) == 0 {
		return []any{v}
	}
	switch v := v.(type) {
	case []any:
		if len(v) > 1 && m.random.IntN(3) == 0 {
			return v[:1]
		}
		if len(v) > 0 && m.random.IntN(5) > 0 {
			i := m.random.IntN(len(v))
			v[i] = m.changeValue(v[i])
			return v
		}
	case map[string]any:
		if len(v) > 0 && m.random.IntN(5) > 0 {
			keys := make([]string, 0, len(v))
			for key := range v {
				keys = append(keys, key)
			}
			slices.Sort(keys)
			key := pick(m, keys)
			v[key] = m.changeValue(v[key])
			return v
		}
	}
	return json.RawMessage(pick(m, inputs))
}
