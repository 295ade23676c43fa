package jsonata

import (
	"strings"

	"github.com/goasl/goasl/jsonvalue"
)

// signature is the signature of a function.
type signature struct {
	params []param
	simple bool // no parameter takes several arguments
}

// param is a parameter of a signature.
type param struct {
	kind     byte   // the letter of the signature, or "(" for a choice
	accepts  string // the letters of the kinds that it accepts; m is undefined
	subtype  string // of the items of an array
	typed    bool   // there is a subtype, even if it is empty
	optional bool
	several  bool
	context  bool // the input takes the place of a missing argument
}

const (
	anyKind  = "asnblfom"
	jsonKind = "asnblom"
)

// parseSignature parses a signature with its angle brackets. It ignores the result type,
// which follows a colon.
func parseSignature(text string) (*signature, *Error) {
	s := &signature{simple: true}
	last := &param{} // the one to which a sign applies
	for i := 1; i < len(text) && text[i] != ':'; i++ {
		switch c := text[i]; c {
		case 's', 'n', 'b', 'l', 'o':
			last = s.add(c, string(c)+"m")
		case 'a', 'x':
			last = s.add(c, anyKind)
		case 'f':
			last = s.add(c, "f")
		case 'j':
			last = s.add(c, jsonKind)
		case '-':
			last.context, last.optional = true, true
		case '?':
			last.optional = true
		case '+':
			last.several, s.simple = true, false
		case '(':
			end := closing(text, i, '(', ')')
			choice := text[i+1 : end]
			if strings.Contains(choice, "<") {
				return nil, &Error{Code: "S0402", Offset: i, value: ofString(choice)}
			}
			last = s.add(c, choice+"m")
			i = end
		case '<':
			if last.kind != 'a' && last.kind != 'f' {
				return nil, &Error{Code: "S0401", Offset: i, value: ofString(string(last.kind))}
			}
			end := closing(text, i, '<', '>')
			last.subtype, last.typed = text[i+1:end], true
			i = end
		}
	}
	return s, nil
}

func (s *signature) add(kind byte, accepts string) *param {
	s.params = append(s.params, param{kind: kind, accepts: accepts})
	return &s.params[len(s.params)-1]
}

// closing returns the offset of the bracket that closes the one at i, or the end of the
// text if there is none.
func closing(text string, i int, open, end byte) int {
	for depth := 1; depth > 0; {
		if i++; i == len(text) {
			return i
		}
		switch text[i] {
		case end:
			depth--
		case open:
			depth++
		}
	}
	return i
}

// symbols are the letters of the kinds in signatures.
var symbols = [...]byte{
	kindUndefined: 'm', kindNull: 'l', kindBool: 'b', kindNumber: 'n', kindString: 's',
	kindArray: 'a', kindObject: 'o', kindFunction: 'f',
}

// jsonSymbols are the letters for the kinds of values from outside.
var jsonSymbols = [...]byte{
	jsonvalue.Null: 'l', jsonvalue.Bool: 'b', jsonvalue.Number: 'n', jsonvalue.String: 's',
	jsonvalue.Array: 'a', jsonvalue.Object: 'o',
}

// symbol returns the letter of the kind of a value.
func symbol(v value) byte { return symbols[v.kind] }

// takes reports whether a parameter accepts arguments of a kind.
func (p *param) takes(symbol byte) bool { return strings.IndexByte(p.accepts, symbol) >= 0 }

// validate returns the arguments for the function: the input takes the place of a missing
// one, and a value becomes an array where an array is expected.
func (s *signature) validate(ev *evaluation, args []value, input value) ([]value, error) {
	if s.fits(ev, args) {
		return args, nil
	}
	if err := ev.spend(len(s.params) * (len(args) + 1)); err != nil {
		return nil, err
	}
	counts := distribute(s.params, args, false)
	if counts == nil {
		return nil, s.mismatch(ev, args)
	}
	valid := make([]value, 0, len(s.params))
	next := 0
	for i := range s.params {
		p := &s.params[i]
		if counts[i] == 0 {
			if !p.context {
				// As in jsonata-js, the argument at this place, even if it is counted
				// for another parameter.
				valid = append(valid, arg(args, next))
				next++
				continue
			}
			if !p.takes(symbol(input)) {
				e := newError("T0411", input)
				e.index = next + 1
				return nil, e
			}
			valid = append(valid, input)
			continue
		}
		for range counts[i] {
			v, err := p.convert(ev, arg(args, next), next)
			if err != nil {
				return nil, err
			}
			valid = append(valid, v)
			next++
		}
	}
	return valid, nil
}

// check returns an error if an argument does not match the parameter in its place.
// Parameters that are arrays are not checked.
func (s *signature) check(args []value) error {
	for i := range min(len(args), len(s.params)) {
		if p := &s.params[i]; p.kind != 'a' && args[i].exists() && !p.takes(symbol(args[i])) {
			e := newError("T0410", args[i])
			e.index = i + 1
			return e
		}
	}
	return nil
}

// fits reports whether each argument matches the parameter in its place, so that the
// arguments can be used as they are.
func (s *signature) fits(ev *evaluation, args []value) bool {
	if !s.simple || len(args) > len(s.params) {
		return false
	}
	for i := range args {
		p := &s.params[i]
		if p.kind == 'x' {
			continue
		}
		c := symbol(args[i])
		if p.kind == 'a' {
			if c != 'a' || p.typed && !p.hasItems(ev, args[i]) {
				return false
			}
		} else if !p.takes(c) {
			return false
		}
	}
	for i := len(args); i < len(s.params); i++ {
		if p := &s.params[i]; !p.optional || p.context {
			return false
		}
	}
	return true
}

// itemsOfStep is the number of items whose kinds are looked at in one step.
const itemsOfStep = 8

// hasItems reports whether the items of an array are of the parameter's subtype.
func (p *param) hasItems(ev *evaluation, v value) bool {
	ev.owe(v.length()/itemsOfStep, 0)
	if j, ok := v.ref.(jsonvalue.Value); ok {
		for _, e := range j.Elements() {
			if p.subtype == "" || jsonSymbols[e.Kind()] != p.subtype[0] {
				return false
			}
		}
		return true
	}
	for i := range v.length() {
		if p.subtype == "" || symbol(v.item(i)) != p.subtype[0] {
			return false
		}
	}
	return true
}

// distribute returns how many arguments each parameter takes, as many as it can. It
// returns nil if the arguments do not match. With open, arguments may be left over.
func distribute(params []param, args []value, open bool) []int {
	n := len(args)
	width := n + 1
	// rest[i*width+j] tells whether params[i:] can take args[j:].
	rest := make([]bool, (len(params)+1)*width)
	for j := range width {
		rest[len(params)*width+j] = open || j == n
	}
	for i := len(params) - 1; i >= 0; i-- {
		p := &params[i]
		for j := n; j >= 0; j-- {
			after := (i + 1) * width
			takes := j < n && p.takes(symbol(args[j]))
			rest[i*width+j] = p.optional && rest[after+j] ||
				takes && (rest[after+j+1] || p.several && rest[i*width+j+1])
		}
	}
	if !rest[0] {
		return nil
	}
	counts := make([]int, len(params))
	j := 0
	for i := range params {
		p := &params[i]
		for k := 1; j+k <= n && (k == 1 || p.several) && p.takes(symbol(args[j+k-1])); k++ {
			if rest[(i+1)*width+j+k] {
				counts[i] = k
			}
		}
		j += counts[i]
	}
	return counts
}

// mismatch returns the error about the first argument that does not match.
func (s *signature) mismatch(ev *evaluation, args []value) error {
	good := 0
	for n := range s.params {
		if err := ev.spend((n + 1) * (len(args) + 1)); err != nil {
			return err
		}
		counts := distribute(s.params[:n+1], args, true)
		if counts == nil {
			break
		}
		good = 0
		for _, k := range counts {
			good += k
		}
	}
	e := newError("T0410", arg(args, good))
	e.index = good + 1
	return e
}

// plurals are the names of kinds in the message about the items of an array.
var plurals = map[string]string{
	"a": "arrays", "b": "booleans", "f": "functions", "n": "numbers", "o": "objects", "s": "strings",
}

// convert returns an argument in the form that a parameter expects, or an error.
func (p *param) convert(ev *evaluation, v value, at int) (value, error) {
	if p.kind != 'a' || !v.exists() {
		return v, nil
	}
	ok := true
	if p.typed {
		if v.kind == kindArray {
			ok = p.hasItems(ev, v)
		} else {
			ok = p.subtype == string(symbol(v))
		}
	}
	if !ok {
		e := newError("T0412", v)
		e.index, e.name = at+1, plurals[p.subtype]
		return undefined, e
	}
	if v.kind != kindArray {
		return ofArray(newArray([]value{v}, 0)), nil
	}
	return v, nil
}
