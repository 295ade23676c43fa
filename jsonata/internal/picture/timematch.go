package picture

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxAttempts bounds how often a text is compared with a part of a picture.
const maxAttempts = 1 << 14

// A matcher finds the parts of a picture in a text. Each part takes as much as it
// can, and gives back what the parts behind it need, as in a regular expression.
type matcher struct {
	text     string
	parts    []timePart
	texts    []string       // of the parts
	failed   map[place]bool // where a part and all behind it are known not to be
	attempts int
}

// A place is a part at an offset: at its beginning, or between two of its words.
type place struct {
	part, offset int
	between      bool
}

// match returns the text of each part, nil if the text is of another form. The error
// is D1001 if the text is too long or it takes too long to find out.
func match(parts []timePart, text string) ([]string, error) {
	if len(text) > maxPicture {
		return nil, outOfRange(float64(len(text)))
	}
	m := matcher{text: text, parts: parts, texts: make([]string, len(parts)), failed: map[place]bool{}}
	found := m.from(0, 0)
	if m.attempts > maxAttempts {
		return nil, outOfRange(float64(len(text)))
	}
	if !found {
		return nil, nil
	}
	return m.texts, nil
}

// from finds the parts from i on in the text from offset on.
func (m *matcher) from(i, offset int) bool {
	if i == len(m.parts) {
		return offset == len(m.text)
	}
	return m.try(place{part: i, offset: offset}, func() bool {
		return m.ends(i, offset, func(end int) bool {
			m.texts[i] = m.text[offset:end]
			return m.from(i+1, end)
		})
	})
}

// try calls f for a place, and remembers if that fails.
func (m *matcher) try(p place, f func() bool) bool {
	if m.attempts++; m.attempts > maxAttempts || m.failed[p] {
		return false
	}
	if f() {
		return true
	}
	m.failed[p] = true
	return false
}

// ends calls next with each place where part i, which begins at start, can end, the
// preferred ones first, until next returns true.
func (m *matcher) ends(i, start int, next func(end int) bool) bool {
	p, text := &m.parts[i], m.text[start:]
	switch {
	case p.component == 0:
		n := foldedPrefix(text, p.literal)
		return n >= 0 && next(start+n)
	case p.isZone():
		return p.zoneEnds(text, start, next)
	case p.component == 'f':
		return someOf(start, run(text, digits), next)
	case p.integer == nil || p.integer.style == letters:
		return someOf(start, run(text, alphabet), next)
	case p.integer.style == roman:
		return someOf(start, run(text, "mdclxviMDCLXVI"), next)
	case p.integer.style == words:
		return m.wordEnds(i, start, next)
	}
	return p.decimalEnds(text, start, next)
}

// decimalEnds is ends for digits, of which there are as many as the part says, and
// for what an ordinal has behind them.
func (p *timePart) decimalEnds(text string, start int, next func(end int) bool) bool {
	afterSuffix := func(end int) bool {
		if !p.integer.ordinal {
			return next(end)
		}
		for _, suffix := range []string{"th", "st", "nd", "rd"} {
			if n := foldedPrefix(text[end-start:], suffix); n >= 0 {
				return next(end + n)
			}
		}
		return false
	}
	n := run(text, digits)
	if p.digits < 1 || p.digits != p.digits {
		return someOf(start, n, afterSuffix)
	}
	return float64(n) >= p.digits && afterSuffix(start+int(p.digits))
}

// zoneEnds is ends for a timezone: a sign and digits, and the separator and digits if
// the picture has one separator.
func (p *timePart) zoneEnds(text string, start int, next func(end int) bool) bool {
	at := 0
	if p.component == 'z' {
		if at = foldedPrefix(text, "GMT"); at < 0 {
			return false
		}
	}
	if at == len(text) || text[at] != '+' && text[at] != '-' {
		return false
	}
	at++
	n := run(text[at:], digits)
	if p.integer.interval == 0 || n == 0 {
		return someOf(start+at, n, next)
	}
	at += n
	n = foldedPrefix(text[at:], string(p.integer.separators[0].sign))
	return n >= 0 && someOf(start+at+n, run(text[at+n:], digits), next)
}

// wordEnds is ends for numbers in words.
func (m *matcher) wordEnds(i, start int, next func(end int) bool) bool {
	isWord := func(n int) bool {
		return n > 0 && m.try(place{i, start + n, true}, func() bool {
			return m.wordEnds(i, start+n, next) || next(start+n)
		})
	}
	text := m.text[start:]
	for _, w := range numberWords {
		if isWord(foldedPrefix(text, w.word)) {
			return true
		}
	}
	return isWord(foldedPrefix(text, "and")) || isWord(run(text[:min(1, len(text))], "-, "))
}

const (
	digits   = "0123456789"
	alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// run returns how many characters of the set text begins with.
func run(text, set string) int {
	for i := range len(text) {
		if strings.IndexByte(set, text[i]) < 0 {
			return i
		}
	}
	return len(text)
}

// someOf calls next with the ends of n characters at start, n-1, and so on down to
// one.
func someOf(start, n int, next func(end int) bool) bool {
	for ; n > 0; n-- {
		if next(start + n) {
			return true
		}
	}
	return false
}

// foldedPrefix returns the length of prefix at the start of text, whatever the case,
// -1 if text begins with something else.
func foldedPrefix(text, prefix string) int {
	n := 0
	for _, want := range prefix {
		r, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || upperCase(r) != upperCase(want) {
			return -1
		}
		n += size
	}
	return n
}

// upperCase returns the upper case of r. A letter of ASCII is that of no other
// character, as in the regular expressions of JavaScript.
func upperCase(r rune) rune {
	if u := unicode.ToUpper(r); r <= unicode.MaxASCII || u > unicode.MaxASCII {
		return u
	}
	return r
}
