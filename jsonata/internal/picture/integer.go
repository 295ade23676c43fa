package picture

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Limits far above what anybody writes: the length of a picture in bytes, the number
// of digits that a width modifier asks for, and a number in Roman numerals.
const (
	maxPicture = 1 << 12
	maxWidth   = 1000
	maxRoman   = 1e7
	maxInteger = 1 << 16 // bytes of a text that is read
)

// A style is how an integer is written.
type style int

const (
	decimal  style = iota
	letters        // as the columns of a spreadsheet
	roman          // in Roman numerals
	words          // in English words
	sequence       // another sequence of XPath, such as Greek letters: not supported
)

// A letterCase is how letters are written.
type letterCase int

const (
	lower letterCase = iota
	upper
	title
)

// An integerPicture is a picture for an integer.
type integerPicture struct {
	style   style
	letters letterCase
	ordinal bool   // 1st, first
	token   string // the picture without its modifier

	// Of decimals only.
	zero       rune
	mandatory  float64     // the least number of digits; NaN for other styles
	optional   int         // the number of signs for digits that need not be there
	separators []separator // from the right to the left
	interval   int         // the distance of the separators if it is the same for all
}

// A separator is a sign in a decimal, position digits away from its end.
type separator struct {
	position int
	sign     rune
}

// zeroDigits are the zeros of the families of decimal digits.
var zeroDigits = []rune{
	0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
	0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
	0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
}

// zeroOf returns the zero of the family of a digit.
func zeroOf(r rune) (zero rune, isDigit bool) {
	i, exact := slices.BinarySearch(zeroDigits, r)
	switch {
	case exact:
		return r, true
	case i > 0 && r <= zeroDigits[i-1]+9:
		return zeroDigits[i-1], true
	}
	return 0, false
}

// parseIntegerPicture reads a picture. The error is D3131 if its digits are of
// several families.
func parseIntegerPicture(picture string) (*integerPicture, error) {
	p := &integerPicture{token: picture, mandatory: math.NaN()}
	if semicolon := strings.LastIndexByte(picture, ';'); semicolon >= 0 {
		p.token = picture[:semicolon]
		p.ordinal = strings.HasPrefix(picture[semicolon+1:], "o")
	}
	switch p.token {
	case "A", "a":
		p.style = letters
	case "I", "i":
		p.style = roman
	case "W", "w", "Ww":
		p.style = words
	default:
		return p, p.parseSigns()
	}
	switch {
	case p.token == "Ww":
		p.letters = title
	case unicode.IsUpper(rune(p.token[0])):
		p.letters = upper
	}
	return p, nil
}

func (p *integerPicture) parseSigns() error {
	if len(p.token) > maxPicture {
		return outOfRange(float64(len(p.token)))
	}
	digits, position := 0, 0
	signs := []rune(p.token)
	for i := len(signs) - 1; i >= 0; i-- {
		zero, isDigit := zeroOf(signs[i])
		switch {
		case isDigit && digits > 0 && zero != p.zero:
			return &Error{Code: "D3131"}
		case isDigit:
			p.zero = zero
			digits++
			position++
		case signs[i] == '#':
			p.optional++
			position++
		default:
			p.separators = append(p.separators, separator{position, signs[i]})
		}
	}
	if digits == 0 {
		p.style, p.separators = sequence, nil
		return nil
	}
	p.mandatory = float64(digits)
	p.interval = p.findInterval()
	return nil
}

// findInterval returns the distance of the separators if they are one sign and stand
// at each multiple of it, 0 otherwise.
func (p *integerPicture) findInterval() int {
	positions := make([]int, len(p.separators))
	for i, s := range p.separators {
		if s.sign != p.separators[0].sign {
			return 0
		}
		positions[i] = s.position
	}
	return interval(positions)
}

// interval returns the number of which the positions are the first multiples, in any
// order, 0 if there is none.
func interval(positions []int) int {
	factor := 0
	for _, position := range positions {
		factor = gcd(factor, position)
	}
	for i := range positions {
		if !slices.Contains(positions, (i+1)*factor) {
			return 0
		}
	}
	return factor
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// FormatInteger writes f, rounded down, as the picture says: decimals, letters,
// Roman numerals or words, as ordinals if the picture ends in ";o". The error is
// D3130 for a sequence that is not supported, D3131 if the digits of the picture are
// of several families, D1001 if f cannot be written so.
func FormatInteger(f float64, picture string) (string, error) {
	p, err := parseIntegerPicture(picture)
	if err != nil {
		return "", err
	}
	return p.format(math.Floor(f))
}

// ParseInteger reads s as the picture says, as $parseInteger does. It does not check
// s: the result is NaN if there is no number. The error is D3130 or D3131 as for
// FormatInteger, and D3131 if the digits are of another family than the picture's.
func ParseInteger(s, picture string) (float64, error) {
	if len(s) > maxInteger {
		return 0, outOfRange(float64(len(s)))
	}
	p, err := parseIntegerPicture(picture)
	if err != nil {
		return 0, err
	}
	if p.style == sequence {
		return 0, p.unsupported()
	}
	return p.parse(s)
}

func (p *integerPicture) unsupported() *Error { return &Error{Code: "D3130", Value: p.token} }

// format writes an integer or NaN.
func (p *integerPicture) format(f float64) (string, error) {
	text, err := p.formatPositive(math.Abs(f))
	if err == nil && f < 0 {
		text = "-" + text
	}
	return text, err
}

func (p *integerPicture) formatPositive(f float64) (string, error) {
	switch p.style {
	case letters:
		if math.IsInf(f, 1) {
			return "", outOfRange(f)
		}
		return inLetters(f, p.firstLetter()), nil
	case roman:
		if f >= maxRoman {
			return "", outOfRange(f)
		}
		if f != f {
			return "", nil
		}
		return p.inCase(inRoman(f)), nil
	case words:
		if nameOfNonFinite(f) != "" {
			return "", outOfRange(f)
		}
		return p.inCase(inWords(f, p.ordinal)), nil
	case sequence:
		return "", p.unsupported()
	}
	return p.formatDecimal(f)
}

func (p *integerPicture) inCase(text string) string {
	switch p.letters {
	case upper:
		return strings.ToUpper(text)
	case lower:
		return strings.ToLower(text)
	}
	return text
}

// firstLetter returns the letter for 1.
func (p *integerPicture) firstLetter() byte {
	if p.letters == upper {
		return 'A'
	}
	return 'a'
}

// parse reads what format writes. The sign is not read but of decimals.
func (p *integerPicture) parse(s string) (float64, error) {
	switch p.style {
	case letters:
		return fromLetters(s, p.firstLetter()), nil
	case roman:
		if p.letters == lower {
			s = strings.ToUpper(s)
		}
		return fromRoman(s), nil
	case words:
		return fromWords(strings.ToLower(s)), nil
	}
	return p.parseDecimal(s)
}
