package jsonata

import (
	"math"
	"strconv"
	"strings"
)

// regexFunctions are the functions of strings that take a regular expression.
var regexFunctions = []definition{
	{"match", 3, "<s-f<s:o>n?:a<o>>", runMatch},
	{"contains", 2, "<s-(sf):b>", runContains},
	{"replace", 4, "<s-(sf)(sf)n?:s>", runReplace},
	{"split", 3, "<s-(sf)n?:a<s>>", runSplit},
}

func runContains(ev *evaluation, args []value) (value, error) {
	v, token := arg(args, 0), arg(args, 1)
	if !v.exists() || !token.exists() {
		return undefined, nil
	}
	if token.kind == kindString {
		return boolean(strings.Contains(v.text(), token.text())), nil
	}
	found, err := ev.search(token, v.text())
	return boolean(found != nil), err
}

// limitArg returns an argument that bounds a count. A negative one is an error.
func limitArg(v value, code string) (limit float64, err error) {
	if !v.exists() {
		return math.Inf(1), nil
	}
	if limit = v.float(); limit < 0 {
		return 0, newError(code, v)
	}
	return limit, nil
}

func runMatch(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	limit, err := limitArg(arg(args, 2), "D3040")
	if err != nil {
		return undefined, err
	}
	out := &array{flags: sequence, extent: extent{depth: 1}}
	if limit <= 0 {
		return ofArray(out), nil
	}
	text := v.text()
	found, err := ev.search(arg(args, 1), text)
	for count := 0.0; err == nil && found != nil && count < limit; count++ {
		var groups, item value
		if groups, err = found.groups(ev); err != nil {
			break
		}
		item, err = ev.object(
			member{"match", found.text()}, member{"index", found.index()}, member{"groups", groups})
		if err != nil {
			break
		}
		if err = ev.push(out, item); err != nil {
			break
		}
		found, err = found.next(ev, text)
	}
	return ofArray(out), err
}

func runSplit(ev *evaluation, args []value) (value, error) {
	v := arg(args, 0)
	if !v.exists() {
		return undefined, nil
	}
	limit, err := limitArg(arg(args, 2), "D3020")
	if err != nil {
		return undefined, err
	}
	out := &array{extent: extent{depth: 1}}
	if limit <= 0 {
		return ofArray(out), nil
	}
	text, separator := v.text(), arg(args, 1)
	if separator.kind == kindString {
		return ev.splitByText(out, separator, text, math.Trunc(limit))
	}
	return ev.splitByPattern(out, separator, text, limit)
}

// splitByText splits at each occurrence of the separator, or after each code unit if the
// separator is empty.
func (ev *evaluation) splitByText(out *array, separator value, text string, limit float64) (value, error) {
	sep := separator.text()
	if sep == "" {
		err := ev.splitUnits(out, text, limit)
		return ofArray(out), err
	}
	for more := true; more && float64(len(out.items)) < limit; {
		if err := ev.spendOne(); err != nil {
			return undefined, err
		}
		var part string
		part, text, more = strings.Cut(text, sep)
		if err := ev.push(out, ofString(part)); err != nil {
			return undefined, err
		}
	}
	return ofArray(out), nil
}

// splitUnits splits after each code unit.
func (ev *evaluation) splitUnits(out *array, text string, limit float64) error {
	for text != "" && float64(len(out.items)) < limit {
		if err := ev.spendOne(); err != nil {
			return err
		}
		r, size := decode(text)
		unit := text[:size]
		if r >= astral {
			unit = string(appendUnit(nil, uint16(firstUnit(r))))
		}
		if err := ev.push(out, ofString(unit)); err != nil {
			return err
		}
		if r >= astral && float64(len(out.items)) < limit {
			low := appendUnit(nil, uint16(lowSurrogate+(r-astral)&0x3FF))
			if err := ev.push(out, ofString(string(low))); err != nil {
				return err
			}
		}
		text = text[size:]
	}
	return nil
}

func (ev *evaluation) splitByPattern(out *array, separator value, text string, limit float64) (value, error) {
	start, count := 0, 0.0
	found, err := ev.search(separator, text)
	for ; err == nil && found != nil && count < limit; count++ {
		if err = ev.push(out, ofString(text[min(start, found.start):max(start, found.start)])); err != nil {
			break
		}
		start = found.end
		found, err = found.next(ev, text)
	}
	if err == nil && count < limit {
		err = ev.push(out, ofString(text[start:]))
	}
	return ofArray(out), err
}

func runReplace(ev *evaluation, args []value) (value, error) {
	v, pattern := arg(args, 0), arg(args, 1)
	if !v.exists() {
		return undefined, nil
	}
	if pattern.kind == kindString && pattern.text() == "" {
		return undefined, newError("D3010", pattern)
	}
	limit, err := limitArg(arg(args, 3), "D3011")
	if err != nil {
		return undefined, err
	}
	if limit <= 0 {
		return v, nil
	}
	r := &replacing{ev: ev, text: v.text(), by: arg(args, 2), limit: limit}
	if pattern.kind == kindString {
		err = r.string(pattern.text())
	} else {
		err = r.pattern(pattern)
	}
	if err != nil {
		return undefined, err
	}
	return ev.newString(r.b.String())
}

// replacing is a call of $replace.
type replacing struct {
	ev    *evaluation
	text  string
	by    value
	limit float64
	b     strings.Builder
}

// write appends to the result. It fails if the result becomes too long.
func (r *replacing) write(s string) error {
	if r.b.Len()+len(s) > r.ev.limits.String {
		return limitError("bytes of a string", r.ev.limits.String, 0)
	}
	r.b.WriteString(s)
	return r.ev.spendOne()
}

// string replaces the occurrences of a string.
func (r *replacing) string(old string) error {
	by := searchText(r.by)
	rest := r.text
	for count := 0.0; count < r.limit; count++ {
		before, after, found := strings.Cut(rest, old)
		if !found {
			break
		}
		if err := r.write(before); err != nil {
			return err
		}
		if err := r.write(by); err != nil {
			return err
		}
		rest = after
	}
	return r.write(rest)
}

// pattern replaces the matches of a regular expression.
func (r *replacing) pattern(pattern value) error {
	position := 0
	found, err := r.ev.search(pattern, r.text)
	for count := 0.0; err == nil && found != nil && count < r.limit; count++ {
		if err = r.write(r.text[min(position, found.start):max(position, found.start)]); err != nil {
			break
		}
		if err = r.replace(found); err != nil {
			break
		}
		position = min(found.start+len(found.text().text()), len(r.text))
		found, err = found.next(r.ev, r.text)
	}
	if err != nil {
		return err
	}
	return r.write(r.text[position:])
}

// replace writes what replaces an occurrence.
func (r *replacing) replace(found *occurrence) error {
	switch r.by.kind {
	case kindString:
		return r.expand(found)
	case kindFunction:
		v, err := found.toValue(r.ev)
		if err != nil {
			return err
		}
		if v, err = r.ev.callback(r.by, v); err != nil {
			return err
		}
		if v = collapse(v, false); v.kind != kindString {
			return newError("D3012", v)
		}
		return r.write(v.text())
	}
	return newError("D3012", r.by)
}

// expand writes the template that replaces an occurrence: with the match for $0, its groups
// for $1 and so on, and a dollar for $$. A number has as many digits as there can be groups.
func (r *replacing) expand(found *occurrence) error {
	groups, err := found.groups(r.ev)
	if err != nil {
		return err
	}
	if err := r.ev.spendOn(r.by.size()); err != nil {
		return err
	}
	template, match := r.by.text(), found.text().text()
	for {
		before, after, more := strings.Cut(template, "$")
		if err := r.write(before); err != nil || !more {
			return err
		}
		text := "$"
		switch {
		case strings.HasPrefix(after, "$"):
			template = after[1:]
		case strings.HasPrefix(after, "0"):
			text, template = match, after[1:]
		default:
			text, template = groupText(after, groups)
		}
		if err := r.write(text); err != nil {
			return err
		}
	}
}

// groupText returns the text of the group whose number the template begins with, and what
// follows it. Without a number the text is a dollar.
func groupText(template string, groups value) (text, rest string) {
	count := groups.length()
	most := len(strconv.Itoa(count))
	n, ok := leadingInt(template, most)
	if ok && most > 1 && n > count {
		n, ok = leadingInt(template, most-1)
	}
	if !ok {
		return "$", template
	}
	if n >= 1 && n <= count {
		text = groups.item(n - 1).text()
	}
	return text, template[min(len(strconv.Itoa(n)), len(template)):]
}

// leadingInt returns the number at the beginning of s, of no more than most digits.
func leadingInt(s string, most int) (int, bool) {
	n, err := strconv.Atoi(s[:digits(s[:min(most, len(s))], 0)])
	return n, err == nil
}
