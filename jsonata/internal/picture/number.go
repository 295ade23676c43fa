package picture

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxFraction is the largest number of decimal places that JavaScript writes.
const maxFraction = 100

// A layout is what a sub-picture says about a number.
type layout struct {
	prefix, suffix string
	factor         float64 // 100 for percent, 1000 for per mille
	scale          int     // the digits before the decimal separator if there is an exponent
	minInteger     int
	minFraction    int
	maxFraction    int
	minExponent    int   // 0 if there is no exponent
	integerGroups  []int // the places between grouping and decimal separators
	interval       int   // their distance if it is always the same
	fractionGroups []int
	hasDecimal     bool
}

// FormatNumber writes f as the picture says, with the symbols that the options give
// by their names in XPath, as $formatNumber does. The error has one of the codes
// D3080 to D3093 if the picture breaks a rule of XPath, and D1001 if f is not finite
// or more than 100 decimal places are asked for.
func FormatNumber(f float64, picture string, options map[string]string) (string, error) {
	if len(picture) > maxPicture {
		return "", outOfRange(float64(len(picture)))
	}
	if nameOfNonFinite(f) != "" {
		return "", outOfRange(f)
	}
	s := newSymbols(options)
	halves := strings.SplitN(picture, s.pattern, 4)
	if len(halves) > 2 {
		return "", &Error{Code: "D3080"}
	}
	var layouts []*layout
	for _, half := range halves {
		p := s.divide(half)
		if err := s.check(p); err != nil {
			return "", err
		}
		layouts = append(layouts, s.layOut(p))
	}
	l := layouts[0]
	if f < 0 {
		l = layouts[len(layouts)-1]
		if len(layouts) == 1 {
			l.prefix = s.minus + l.prefix
		}
	}
	return s.format(f, l)
}

// layOut reads a sub-picture that is valid.
func (s *symbols) layOut(p *subPicture) *layout {
	l := &layout{
		prefix:      string(p.prefix),
		suffix:      string(p.suffix),
		factor:      s.factor(p.text),
		minInteger:  count(p.integer, s.isDigit),
		minFraction: count(p.fraction, s.isDigit),
		maxFraction: count(p.fraction, s.isPlace),
		minExponent: count(p.exponent, s.isDigit),
	}
	l.scale = l.minInteger
	l.hasDecimal, _ = contains(p.text, s.decimal)
	l.integerGroups = s.integerGroups(p.integer)
	l.interval = interval(l.integerGroups)
	l.fractionGroups = s.fractionGroups(p)
	if l.minInteger == 0 && l.maxFraction == 0 {
		if p.hasExponent {
			l.minFraction, l.maxFraction = 1, 1
		} else {
			l.minInteger = 1
		}
	}
	if hasOptional, _ := contains(p.integer, s.digit); hasOptional && l.minInteger == 0 && p.hasExponent {
		l.minInteger = 1
	}
	if l.minInteger == 0 && l.minFraction == 0 {
		l.minFraction = 1
	}
	return l
}

// factor returns what a number is multiplied with.
func (s *symbols) factor(text []rune) float64 {
	if hasPercent, _ := contains(text, s.percent); hasPercent {
		return 100
	}
	if hasPerMille, _ := contains(text, s.perMille); hasPerMille {
		return 1000
	}
	return 1
}

func count(text []rune, counts func(rune) bool) int {
	n := 0
	for _, r := range text {
		if counts(r) {
			n++
		}
	}
	return n
}

// integerGroups returns how many places are right of each grouping separator.
func (s *symbols) integerGroups(integer []rune) []int {
	var groups []int
	places := count(integer, s.isPlace)
	for _, r := range integer {
		if is(r, s.grouping) {
			groups = append(groups, places)
		}
		if s.isPlace(r) {
			places--
		}
	}
	return groups
}

// fractionGroups returns how many places are left of each grouping separator.
// jsonata-js finds only the first one in the fraction; it looks for the others in the
// integer part, further on than that.
func (s *symbols) fractionGroups(p *subPicture) []int {
	var groups []int
	at := index(p.fraction, s.grouping)
	for at >= 0 && s.grouping != "" {
		groups = append(groups, count(p.fraction[:min(at, len(p.fraction))], s.isPlace))
		next := -1
		for i := at + 1; i < len(p.integer) && next < 0; i++ {
			if is(p.integer[i], s.grouping) {
				next = i
			}
		}
		at = next
	}
	return groups
}

// format writes f as the layout says.
func (s *symbols) format(f float64, l *layout) (string, error) {
	if l.maxFraction > maxFraction {
		return "", outOfRange(float64(l.maxFraction))
	}
	mantissa, exponent := f*l.factor, 0
	if nameOfNonFinite(mantissa) != "" {
		return "", outOfRange(mantissa)
	}
	if l.minExponent > 0 {
		mantissa, exponent = normalize(mantissa, l.scale)
	}
	text := s.digits(Round(mantissa, float64(l.maxFraction)), l)
	text = s.group(text, l)
	if at := index(text, s.decimal); !l.hasDecimal || at == len(text)-1 {
		text = text[:max(len(text)-1, 0)] // the separator, or the one digit that only an exponent has
	}
	var b strings.Builder
	b.WriteString(l.prefix)
	b.WriteString(string(text))
	if l.minExponent > 0 {
		b.WriteString(s.exponent)
		if exponent < 0 {
			b.WriteString(s.minus)
			exponent = -exponent
		}
		digits := strconv.Itoa(exponent)
		b.WriteString(string(s.inDigits(strings.Repeat("0", max(l.minExponent-len(digits), 0)) + digits)))
	}
	b.WriteString(l.suffix)
	return b.String(), nil
}

// normalize returns f as a mantissa with that many digits before the decimal point and
// an exponent of ten.
func normalize(f float64, digits int) (mantissa float64, exponent int) {
	if f == 0 {
		return 0, 0
	}
	least, most := math.Pow10(digits-1), math.Pow10(digits)
	for ; math.Abs(f) < least; exponent-- {
		f *= 10
	}
	for ; math.Abs(f) > most; exponent++ {
		f /= 10
	}
	return f, exponent
}

// digits returns the digits of f with the decimal separator, padded with zeros.
func (s *symbols) digits(f float64, l *layout) []rune {
	text := FormatFloat(math.Abs(f))
	if math.Abs(f) < 1e21 {
		text = string(appendRounded(nil, math.Abs(f), 'f', l.maxFraction))
	}
	integer, fraction, _ := strings.Cut(text, ".")
	integer, fraction = strings.TrimLeft(integer, "0"), strings.TrimRight(fraction, "0")
	if missing := l.minInteger - len(integer); missing > 0 {
		integer = strings.Repeat("0", missing) + integer
	}
	if missing := l.minFraction - len(fraction); missing > 0 {
		fraction += strings.Repeat("0", missing)
	}
	return slices.Concat(s.inDigits(integer), []rune(s.decimal), s.inDigits(fraction))
}

// inDigits replaces the digits from 0 to 9 by those of the picture.
func (s *symbols) inDigits(text string) []rune {
	digits := []rune(text)
	for i, r := range digits {
		if '0' <= r && r <= '9' {
			digits[i] = r - '0' + s.zero
		}
	}
	return digits
}

// group inserts the grouping separators.
func (s *symbols) group(text []rune, l *layout) []rune {
	point := index(text, s.decimal)
	if l.interval > 0 {
		for at := point - l.interval; at > 0; at -= l.interval {
			text = s.insertGrouping(text, at)
		}
	} else {
		for i, places := range l.integerGroups {
			at := point + i - places
			if at < 0 {
				at = max(at+len(text), 0) // jsonata-js counts from the end then
			}
			text = s.insertGrouping(text, at)
		}
	}
	point = index(text, s.decimal)
	for _, places := range l.fractionGroups {
		text = s.insertGrouping(text, min(point+places+1, len(text)))
	}
	return text
}

func (s *symbols) insertGrouping(text []rune, at int) []rune {
	return slices.Insert(text, at, []rune(s.grouping)...)
}
