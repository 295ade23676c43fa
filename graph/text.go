package graph

import (
	"strings"
	"unicode"
)

// font is a size and weight of text. Widths are estimates from above: which font a viewer
// has is not known.
type font struct {
	size  float64 // in pixels
	scale float64 // of the widths of a usual sans-serif font
}

var (
	nameFont    = font{size: 13, scale: 1.14}
	captionFont = font{size: 11, scale: 1.08}
	labelFont   = font{size: 11.5, scale: 1.08}
	titleFont   = font{size: 18, scale: 1.14}
	chipFont    = font{size: 10.5, scale: 1.14}
)

// narrow, wide: the widths of ASCII characters from the space on, in hundredths of the
// font's size.
var ascii = [...]uint8{
	28, 28, 36, 56, 56, 89, 67, 20, 33, 33, 39, 59, 28, 34, 28, 28, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 28, 28, 59, 59, 59, 56,
	102, 67, 67, 72, 72, 67, 61, 78, 72, 28, 50, 67, 56, 84, 72, 78, 67, 78, 72, 67, 61, 72, 67, 95, 67, 67, 61, 28, 28, 28, 47, 56,
	34, 56, 56, 50, 56, 56, 28, 56, 56, 23, 23, 50, 23, 84, 56, 56, 56, 56, 34, 50, 28, 56, 50, 72, 50, 50, 50, 34, 26, 34, 59,
}

// fullWidth are the ranges of characters that are as wide as they are high.
var fullWidth = &unicode.RangeTable{
	R16: []unicode.Range16{{0x1100, 0x115f, 1}, {0x2e80, 0xa4cf, 1}, {0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1}, {0xfe30, 0xfe6f, 1}, {0xff00, 0xff60, 1}},
	R32: []unicode.Range32{{0x1f000, 0x1faff, 1}, {0x20000, 0x3fffd, 1}},
}

// width returns how wide a text is at most.
func (f font) width(text string) float64 {
	sum := 0.0
	for _, r := range text {
		switch {
		case r >= ' ' && int(r-' ') < len(ascii):
			sum += float64(ascii[r-' ']) / 100
		case joins(r):
		case unicode.Is(fullWidth, r):
			sum += 1.1
		default:
			sum += 0.68
		}
	}
	return sum * f.size * f.scale
}

// joins reports whether a character belongs to the one before it.
func joins(r rune) bool {
	const joiner = '\u200d'
	return unicode.In(r, unicode.Mn, unicode.Me) || r == joiner || 0x1f3fb <= r && r <= 0x1f3ff
}

// visible returns a text in one line, without characters that a viewer would act upon:
// line breaks and other control characters are spaces, and characters that change the
// direction of the text around them are left out.
func visible(text string) string {
	line := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(line), " ")
}

const ellipsis = "…"

// wrap breaks a text into lines of a width, at spaces and after punctuation if it can,
// and cuts it after a number of lines.
func (f font) wrap(text string, width float64, lines int) []string {
	text = visible(text)
	var all []string
	for text != "" && len(all) < lines {
		n := f.fit(text, width)
		if n < len(text) && len(all) == lines-1 {
			all = append(all, f.cut(text, width))
			break
		}
		all = append(all, strings.TrimSpace(text[:n]))
		text = strings.TrimSpace(text[n:])
	}
	if all == nil {
		all = []string{""}
	}
	return all
}

// fit returns how many bytes of a text go into a line: up to a space, to other
// punctuation, or to the border of two words written as one.
func (f font) fit(text string, width float64) int {
	n := f.prefix(text, width)
	if n == len(text) || text[n] == ' ' {
		return n
	}
	space, border := 0, 0
	var last rune
	for i, r := range text {
		if i > n {
			break
		}
		switch {
		case r == ' ':
			space = i
		case strings.ContainsRune("-_/:,", last), unicode.IsUpper(r) && unicode.IsLower(last):
			border = i
		}
		last = r
	}
	switch {
	case space > n/3:
		return space
	case border > n/3:
		return border
	}
	return n
}

// prefix returns how many bytes of a text are no wider than width: at least one
// character, and none without those that belong to it.
func (f font) prefix(text string, width float64) int {
	sum, end := 0.0, 0
	var last rune
	for i, r := range text {
		sum += f.width(string(r))
		if !joins(r) && last != '\u200d' && i > 0 {
			end = i
		}
		if sum > width && end > 0 {
			return end
		}
		last = r
	}
	return len(text)
}

// cut returns a text in one line, with an ellipsis for what is left out.
func (f font) cut(text string, width float64) string {
	text = visible(text)
	if f.width(text) <= width {
		return text
	}
	return strings.TrimSpace(text[:f.prefix(text, width-f.width(ellipsis))]) + ellipsis
}
