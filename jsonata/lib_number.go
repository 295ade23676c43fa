package jsonata

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/goasl/goasl/jsonata/internal/picture"
	"github.com/goasl/goasl/jsonvalue"
)

// numberFunctions are the functions of numbers.
var numberFunctions = []definition{
	{"sum", 1, "<a<n>:n>", runSum},
	{"max", 1, "<a<n>:n>", runMax},
	{"min", 1, "<a<n>:n>", runMin},
	{"average", 1, "<a<n>:n>", runAverage},
	{"number", 1, "<(nsb)-:n>", runNumber},
	{"abs", 1, "<n-:n>", runAbs},
	{"floor", 1, "<n-:n>", runFloor},
	{"ceil", 1, "<n-:n>", runCeil},
	{"round", 2, "<n-n?:n>", runRound},
	{"sqrt", 1, "<n-:n>", runSqrt},
	{"power", 2, "<n-n:n>", runPower},
	{"random", 0, "<:n>", runRandom},
	{"formatNumber", 3, "<n-so?:s>", runFormatNumber},
	{"formatBase", 2, "<n-n?:s>", runFormatBase},
	{"formatInteger", 2, "<n-s:s>", runFormatInteger},
	{"parseInteger", 2, "<s-s:n>", runParseInteger},
}

// fold combines the numbers of an array by f. The result is undefined if it is empty.
func (ev *evaluation) fold(args []value, f func(x, y float64) float64) (value, error) {
	v := arg(args, 0)
	n := v.length()
	if n == 0 {
		return undefined, nil
	}
	total := v.item(0).float()
	for i := 1; i < n; i++ {
		total = f(total, v.item(i).float())
	}
	return number(total), ev.spend(n)
}

// total returns the sum of an array of numbers.
func (ev *evaluation) total(v value) (float64, error) {
	total := 0.0
	if j, ok := v.ref.(jsonvalue.Value); ok {
		for _, e := range j.Elements() {
			total += parseFloat(e.Number())
		}
		return total, ev.spend(j.Len())
	}
	n := v.length()
	for i := range n {
		total += v.item(i).float()
	}
	return total, ev.spend(n)
}

func runSum(ev *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	total, err := ev.total(args[0])
	return number(total), err
}

func runMax(ev *evaluation, args []value) (value, error) { return ev.fold(args, math.Max) }

func runMin(ev *evaluation, args []value) (value, error) { return ev.fold(args, math.Min) }

func runAverage(ev *evaluation, args []value) (value, error) {
	n := arg(args, 0).length()
	if n == 0 {
		return undefined, nil
	}
	total, err := ev.total(args[0])
	return number(total / float64(n)), err
}

// The texts that $number reads. The expressions are compiled when they are needed, so
// that a program starts sooner.
var (
	decimalNumber = lazily(`^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$`)
	otherBase     = lazily(`^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)$`)
)

func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

func runNumber(_ *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	switch v.kind {
	case kindUndefined, kindNumber:
		return v, nil
	case kindBool:
		return number(v.num), nil
	case kindString:
		s := v.text()
		if decimalNumber().MatchString(s) {
			if f := parseSlowly(s); !math.IsInf(f, 0) {
				return number(f), nil
			}
		} else if otherBase().MatchString(s) {
			return number(parseBase(strings.Trim(s, " \t\n\r\v\f"))), nil
		}
	}
	return undefined, newError("D3030", v)
}

// parseBase reads a number in base 16, 8 or 2. The result is NaN if s is not one.
func parseBase(s string) float64 {
	bases := map[byte]int{'x': 16, 'X': 16, 'o': 8, 'O': 8, 'b': 2, 'B': 2}
	if len(s) < 3 || s[0] != '0' || bases[s[1]] == 0 {
		return math.NaN()
	}
	base := bases[s[1]]
	if n, err := strconv.ParseUint(s[2:], base, 53); err == nil {
		return float64(n)
	}
	f := 0.0
	for _, c := range s[2:] {
		digit, err := strconv.ParseUint(string(c), base, 8)
		if err != nil {
			return math.NaN()
		}
		f = f*float64(base) + float64(digit)
	}
	return f
}

// mapNumber applies f to the first argument, a number or undefined.
func mapNumber(args []value, f func(float64) float64) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	return number(f(args[0].float())), nil
}

func runAbs(_ *evaluation, args []value) (value, error)   { return mapNumber(args, math.Abs) }
func runFloor(_ *evaluation, args []value) (value, error) { return mapNumber(args, math.Floor) }
func runCeil(_ *evaluation, args []value) (value, error)  { return mapNumber(args, math.Ceil) }

func runRound(_ *evaluation, args []value) (value, error) {
	precision := 0.0
	if v := arg(args, 1); v.exists() {
		precision = v.float()
	}
	return mapNumber(args, func(f float64) float64 { return picture.Round(f, precision) })
}

func runSqrt(_ *evaluation, args []value) (value, error) {
	if v := arg(args, 0); v.exists() && v.float() < 0 {
		return undefined, newError("D3060", v)
	}
	return mapNumber(args, math.Sqrt)
}

func runPower(_ *evaluation, args []value) (value, error) {
	base, exponent := arg(args, 0), arg(args, 1)
	if !base.exists() {
		return undefined, nil
	}
	r := math.NaN()
	if exponent.exists() {
		r = power(base.float(), exponent.float())
	}
	if math.IsInf(r, 0) || r != r {
		e := newError("D3061", base)
		e.value2 = exponent
		return undefined, e
	}
	return number(r), nil
}

func runRandom(ev *evaluation, _ []value) (value, error) {
	return number(ev.uniform()), nil
}

// pictureError turns an error of package picture into one of this package.
func pictureError(err error) error {
	e, ok := err.(*picture.Error)
	if !ok {
		return err
	}
	switch v := e.Value.(type) {
	case string:
		return newError(e.Code, ofString(v))
	case float64:
		return newError(e.Code, number(v))
	}
	return newError(e.Code, undefined)
}

// written turns the result of a function of package picture into one of this package.
func (ev *evaluation) written(s string, err error) (value, error) {
	if err != nil {
		return undefined, pictureError(err)
	}
	return ev.newString(s)
}

func runFormatNumber(ev *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	options := map[string]string{}
	given := arg(args, 2)
	for i := range given.members() {
		name, v := given.member(i)
		s, err := ev.toText(v)
		if err != nil {
			return undefined, err
		}
		if err := ev.spend(len(s)); err != nil {
			return undefined, err
		}
		options[name] = s
	}
	if err := ev.spend(arg(args, 1).size()); err != nil {
		return undefined, err
	}
	return ev.written(picture.FormatNumber(args[0].float(), arg(args, 1).text(), options))
}

func runFormatBase(ev *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	radix := 10.0
	if v := arg(args, 1); v.exists() {
		radix = v.float()
	}
	return ev.written(picture.FormatBase(args[0].float(), radix))
}

func runFormatInteger(ev *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	if err := ev.spend(arg(args, 1).size()); err != nil {
		return undefined, err
	}
	return ev.written(picture.FormatInteger(args[0].float(), arg(args, 1).text()))
}

func runParseInteger(_ *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	f, err := picture.ParseInteger(args[0].text(), arg(args, 1).text())
	if err != nil {
		return undefined, pictureError(err)
	}
	return number(f), nil
}
