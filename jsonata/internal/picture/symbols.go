package picture

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// symbols are the signs of pictures for decimal numbers, by their names in XPath.
type symbols struct {
	decimal, grouping, exponent, minus, percent, perMille, digit, pattern string

	// zero is the first of ten digits; there are none if hasDigits is false.
	zero      rune
	hasDigits bool
}

// newSymbols returns the symbols with the given ones instead of the usual.
func newSymbols(options map[string]string) *symbols {
	get := func(name, usual string) string {
		if sign, ok := options[name]; ok {
			return strings.ToValidUTF8(sign, "\uFFFD") // as the picture is read
		}
		return usual
	}
	s := &symbols{
		decimal:  get("decimal-separator", "."),
		grouping: get("grouping-separator", ","),
		exponent: get("exponent-separator", "e"),
		minus:    get("minus-sign", "-"),
		percent:  get("percent", "%"),
		perMille: get("per-mille", "‰"),
		digit:    get("digit", "#"),
		pattern:  get("pattern-separator", ";"),
	}
	zero, size := utf8.DecodeRuneInString(get("zero-digit", "0"))
	s.zero, s.hasDigits = zero, size > 0
	return s
}

// isDigit reports whether r is one of the ten digits.
func (s *symbols) isDigit(r rune) bool {
	return s.hasDigits && s.zero <= r && r <= s.zero+9
}

// isPlace reports whether r stands for a digit, be it mandatory or optional.
func (s *symbols) isPlace(r rune) bool { return s.isDigit(r) || is(r, s.digit) }

// isActive reports whether r means something in a picture.
func (s *symbols) isActive(r rune) bool { return s.isCore(r) || is(r, s.exponent) }

// isCore reports whether r is an active sign that belongs to the number wherever it
// stands. The exponent separator may also be a letter of the text around it.
func (s *symbols) isCore(r rune) bool {
	return !is(r, s.exponent) &&
		(s.isPlace(r) || is(r, s.decimal) || is(r, s.grouping) || is(r, s.pattern))
}

// is reports whether sign is the one character r.
func is(r rune, sign string) bool {
	first, size := utf8.DecodeRuneInString(sign)
	return size > 0 && size == len(sign) && first == r
}

// A subPicture is the half of a picture for positive or for negative numbers.
type subPicture struct {
	text           []rune
	prefix, suffix []rune
	active         []rune // what is between them
	integer        []rune
	fraction       []rune
	mantissa       []rune
	exponent       []rune
	hasExponent    bool
}

// divide finds the parts of a sub-picture.
func (s *symbols) divide(picture string) *subPicture {
	p := &subPicture{text: []rune(picture)}
	p.active = p.text
	if first := slices.IndexFunc(p.text, s.isCore); first >= 0 {
		last := len(p.text) - 1
		for !s.isCore(p.text[last]) {
			last--
		}
		p.prefix, p.active, p.suffix = p.text[:first], p.text[first:last+1], p.text[last+1:]
	}
	p.mantissa = p.active
	at := index(p.text[len(p.prefix):], s.exponent)
	if at >= 0 {
		at += len(p.prefix)
	}
	if at >= 0 && at <= len(p.text)-len(p.suffix) {
		// jsonata-js counts from the start of the text, prefix and all.
		p.mantissa = p.active[:min(at, len(p.active))]
		p.exponent = p.active[min(at+1, len(p.active)):]
		p.hasExponent = true
	}
	p.integer = p.mantissa
	if at := index(p.mantissa, s.decimal); at >= 0 {
		p.integer, p.fraction = p.mantissa[:at], p.mantissa[min(at+1, len(p.mantissa)):]
	}
	return p
}

// index returns where sign is in text, -1 if it is not.
func index(text []rune, sign string) int {
	before, _, found := strings.Cut(string(text), sign)
	if !found {
		return -1
	}
	return utf8.RuneCountInString(before)
}

// contains reports whether sign is in text, and twice whether it is there again.
func contains(text []rune, sign string) (once, twice bool) {
	first, last := strings.Index(string(text), sign), strings.LastIndex(string(text), sign)
	return first >= 0, first != last
}

// check returns the error of a sub-picture. Of several the one with the highest code
// is returned, as by jsonata-js.
func (s *symbols) check(p *subPicture) error {
	hasPercent, twicePercent := contains(p.text, s.percent)
	hasPerMille, twicePerMille := contains(p.text, s.perMille)
	hasDecimal, twiceDecimal := contains(p.text, s.decimal)
	hasGap, _ := contains(p.text, s.grouping+s.grouping)
	besideDecimal, atEnd := s.misplacedGrouping(p, hasDecimal)
	notDigit := func(r rune) bool { return !s.isDigit(r) }
	notActive := func(r rune) bool { return !s.isActive(r) }
	for _, rule := range []struct {
		code   string
		broken bool
	}{
		{"D3093", p.hasExponent && (len(p.exponent) == 0 || slices.ContainsFunc(p.exponent, notDigit))},
		{"D3092", len(p.exponent) > 0 && (hasPercent || hasPerMille)},
		{"D3091", s.digitAfterOptional(p.fraction)},
		{"D3090", s.optionalAfterDigit(p.integer)},
		{"D3089", hasGap},
		{"D3088", atEnd},
		{"D3087", besideDecimal},
		{"D3086", slices.ContainsFunc(p.active, notActive)},
		{"D3085", !slices.ContainsFunc(p.mantissa, s.isPlace)},
		{"D3084", hasPercent && hasPerMille},
		{"D3083", twicePerMille},
		{"D3082", twicePercent},
		{"D3081", twiceDecimal},
	} {
		if rule.broken {
			return &Error{Code: rule.code}
		}
	}
	return nil
}

// misplacedGrouping reports whether a grouping separator stands beside the decimal
// separator or, if there is none, at the end of the integer part.
func (s *symbols) misplacedGrouping(p *subPicture, hasDecimal bool) (besideDecimal, atEnd bool) {
	if !hasDecimal {
		return false, len(p.integer) > 0 && is(p.integer[len(p.integer)-1], s.grouping)
	}
	at := index(p.text, s.decimal)
	return at > 0 && is(p.text[at-1], s.grouping) || at+1 < len(p.text) && is(p.text[at+1], s.grouping), false
}

// optionalAfterDigit reports whether a mandatory digit is before an optional one.
func (s *symbols) optionalAfterDigit(integer []rune) bool {
	at := index(integer, s.digit)
	return at >= 0 && slices.ContainsFunc(integer[:at], s.isDigit)
}

// digitAfterOptional reports whether a mandatory digit is behind the last optional
// one. If the sign for those is a digit itself, it counts as both.
func (s *symbols) digitAfterOptional(fraction []rune) bool {
	for i := len(fraction) - 1; i >= 0; i-- {
		if is(fraction[i], s.digit) {
			return slices.ContainsFunc(fraction[i:], s.isDigit)
		}
	}
	return false
}
