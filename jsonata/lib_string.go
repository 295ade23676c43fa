package jsonata

import (
	"math"
	"strings"
)

// stringFunctions are the functions of strings, except those that take regular
// expressions.
var stringFunctions = []definition{
	{"string", 1, "<x-b?:s>", runString},
	{"substring", 3, "<s-nn?:s>", runSubstring},
	{"substringBefore", 2, "<s-s:s>", runSubstringBefore},
	{"substringAfter", 2, "<s-s:s>", runSubstringAfter},
	{"lowercase", 1, "<s-:s>", runLowercase},
	{"uppercase", 1, "<s-:s>", runUppercase},
	{"length", 1, "<s-:n>", runLength},
	{"trim", 1, "<s-:s>", runTrim},
	{"pad", 3, "<s-ns?:s>", runPad},
	{"join", 2, "<a<s>s?:s>", runJoin},
}

func runString(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() || v.kind == kindString {
		return v, nil
	}
	s, err := ev.stringify(v, isTruthy(arg(args, 1)))
	if err != nil {
		return undefined, err
	}
	return ofString(s), nil
}

func runSubstring(ev *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	s := args[0].text()
	count := len(s)
	if !isASCII(s) {
		count = characters(s)
	}
	start, given := 0.0, arg(args, 1)
	if given.exists() {
		start = given.float()
	}
	if float64(count)+start < 0 {
		start = 0
	}
	end := math.Inf(1)
	if v := arg(args, 2); v.exists() {
		length := v.float()
		if length <= 0 || !given.exists() {
			return ofString(""), nil
		}
		if end = start + length; start < 0 {
			end += float64(count)
		}
	}
	from, to := sliceIndex(start, count), sliceIndex(end, count)
	if from >= to {
		return ofString(""), nil
	}
	if count == len(s) {
		return ofString(s[from:to]), nil
	}
	i := characterOffset(s, from)
	return ofString(s[i : i+characterOffset(s[i:], to-from)]), nil
}

// sliceIndex returns the index among n items to which JavaScript's slice converts f.
func sliceIndex(f float64, n int) int {
	f = math.Trunc(f)
	if f < 0 {
		f += float64(n)
	}
	return int(min(max(f, 0), float64(n)))
}

func runSubstringBefore(_ *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	before, _, found := strings.Cut(v.text(), searchText(arg(args, 1)))
	if !found {
		return v, nil
	}
	return ofString(before), nil
}

func runSubstringAfter(_ *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	_, after, found := strings.Cut(v.text(), searchText(arg(args, 1)))
	if !found {
		return v, nil
	}
	return ofString(after), nil
}

// searchText returns the string to search for. JavaScript searches for "undefined" if
// the argument is missing.
func searchText(v value) string {
	if !v.exists() {
		return "undefined"
	}
	return v.text()
}

func runLowercase(ev *evaluation, args []value) (value, error) {
	return ev.mapText(args, ev.lower)
}

func runUppercase(ev *evaluation, args []value) (value, error) {
	return ev.mapText(args, ev.upper)
}

// mapText applies f to the first argument, a string or undefined.
func (ev *evaluation) mapText(args []value, f func(string) (string, error)) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	s, err := f(args[0].text())
	if err != nil {
		return undefined, err
	}
	return ev.newString(s)
}

func runLength(_ *evaluation, args []value) (value, error) {
	if !arg(args, 0).exists() {
		return undefined, nil
	}
	return number(float64(characters(args[0].text()))), nil
}

func runTrim(ev *evaluation, args []value) (value, error) {
	return ev.mapText(args, func(s string) (string, error) {
		isSpace := func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }
		var b strings.Builder
		for word := range strings.FieldsFuncSeq(s, isSpace) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(word)
		}
		return b.String(), nil
	})
}

// padding is the largest number of characters by which $pad makes a text longer. Step
// Functions: more are too much memory, whatever the length of the text.
const padding = 256 << 10

func runPad(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	fill := arg(args, 2).text()
	if fill == "" {
		fill = " "
	}
	s, width := v.text(), math.Trunc(arg(args, 1).float())
	missing := math.Abs(width) - float64(characters(s))
	if !(missing > 0) {
		return v, nil
	}
	if ev.profile == AWS && missing > padding {
		return undefined, limitError("characters that are added", padding, 0)
	}
	count := characters(fill)
	if missing/float64(count)*float64(len(fill)) > float64(ev.limits.String) {
		return undefined, limitError("bytes of a string", ev.limits.String, 0)
	}
	whole, part := int(missing)/count, fill[:characterOffset(fill, int(missing)%count)]
	size := len(s) + whole*len(fill) + len(part)
	if size > ev.limits.String {
		return undefined, limitError("bytes of a string", ev.limits.String, 0)
	}
	if err := ev.allocate(2 * size); err != nil {
		return undefined, err
	}
	var b strings.Builder
	b.Grow(size)
	if width > 0 {
		b.WriteString(s)
	}
	b.WriteString(strings.Repeat(fill, whole))
	b.WriteString(part)
	if width < 0 {
		b.WriteString(s)
	}
	return ofString(b.String()), nil
}

func runJoin(ev *evaluation, args []value) (value, error) {
	items := arg(args, 0)
	if !items.exists() {
		return undefined, nil
	}
	separator := arg(args, 1).text()
	n := items.length()
	if err := ev.spend(n); err != nil {
		return undefined, err
	}
	size := 0
	for i := range n {
		size += items.item(i).size() + len(separator)
		if size > ev.limits.String {
			return undefined, limitError("bytes of a string", ev.limits.String, 0)
		}
	}
	if err := ev.allocate(size); err != nil {
		return undefined, err
	}
	var b strings.Builder
	b.Grow(size)
	for i := range n {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(items.item(i).text())
	}
	return ofString(b.String()), nil
}
