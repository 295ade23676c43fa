package picture

import (
	"math"
	"strings"
)

var (
	small = strings.Fields(`Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen
		Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen`)
	smallOrdinals = strings.Fields(`Zeroth First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth
		Eleventh Twelfth Thirteenth Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth`)
	tens   = strings.Fields("Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety")
	scales = []scale{{1e12, "Trillion"}, {1e9, "Billion"}, {1e6, "Million"}, {1e3, "Thousand"}}
)

// A scale is a word for a power of a thousand.
type scale struct {
	size float64
	word string
}

// A wordOf is a word with its number; the longer of two that begin alike comes later.
type wordOf struct {
	word   string
	number float64
}

// numberWords are the words of numbers in lower case, in the order in which a text
// is compared with them.
var numberWords = listWords()

// numberOf finds the number of a word in lower case.
var numberOf = indexWords(numberWords)

func listWords() []wordOf {
	var list []wordOf
	add := func(word string, number float64) {
		list = append(list, wordOf{strings.ToLower(word), number})
	}
	for i, word := range small {
		add(word, float64(i))
	}
	for i, word := range smallOrdinals {
		add(word, float64(i))
	}
	for i, word := range tens {
		add(word, float64(i+2)*10)
		add(ordinalOfTens(word), float64(i+2)*10)
	}
	add("Hundred", 100)
	add("Hundredth", 100)
	for i := len(scales) - 1; i >= 0; i-- {
		add(scales[i].word, scales[i].size)
		add(scales[i].word+"th", scales[i].size)
	}
	return list
}

func indexWords(list []wordOf) map[string]float64 {
	index := make(map[string]float64, len(list))
	for _, w := range list {
		index[w.word] = w.number
	}
	return index
}

// ordinalOfTens returns Twentieth for Twenty.
func ordinalOfTens(word string) string { return strings.TrimSuffix(word, "y") + "ieth" }

// inWords writes a finite integer that is not negative, each word with a capital.
func inWords(f float64, ordinal bool) string {
	var b strings.Builder
	writeWords(&b, f, "", ordinal)
	return b.String()
}

// writeWords writes f. Before it comes and, which is "" or " and ", or a comma if f
// is a hundred or more.
func writeWords(b *strings.Builder, f float64, and string, ordinal bool) {
	comma := strings.Replace(and, " and ", ", ", 1)
	switch {
	case f < 20 && ordinal:
		b.WriteString(and + smallOrdinals[int(f)])
	case f < 20:
		b.WriteString(and + small[int(f)])
	case f < 100:
		word, rest := tens[int(f)/10-2], int(f)%10
		if rest == 0 && ordinal {
			word = ordinalOfTens(word)
		}
		b.WriteString(and + word)
		if rest > 0 {
			b.WriteByte('-')
			writeWords(b, float64(rest), "", ordinal)
		}
	case f < 1000:
		b.WriteString(comma + small[int(f)/100] + " Hundred")
		writeRest(b, math.Mod(f, 100), ordinal)
	default:
		s := scaleOf(f)
		count := math.Floor(f / s.size)
		b.WriteString(comma)
		writeWords(b, count, "", false)
		b.WriteString(" " + s.word)
		writeRest(b, f-count*s.size, ordinal)
	}
}

func writeRest(b *strings.Builder, rest float64, ordinal bool) {
	switch {
	case rest > 0:
		writeWords(b, rest, " and ", ordinal)
	case ordinal:
		b.WriteString("th")
	}
}

// scaleOf returns the largest scale that is not above f, which is 1000 or more.
func scaleOf(f float64) scale {
	for _, s := range scales {
		if f >= s.size {
			return s
		}
	}
	return scales[len(scales)-1]
}

// fromWords reads what inWords writes, in lower case; NaN if a word is no number.
func fromWords(text string) float64 {
	// The sum of the numbers that are complete, and the one that may still be
	// multiplied: in "two thousand and one hundred" the hundred is not times 2001.
	sum, last := 0.0, 0.0
	for _, word := range splitWords(text) {
		number, ok := numberOf[word]
		switch {
		case !ok:
			return math.NaN()
		case number >= 100:
			last *= number
		case last >= 1000:
			sum, last = sum+last, number
		default:
			last += number
		}
	}
	return sum + last
}

// splitWords splits at ", ", " and ", white space, hyphens and backslashes.
func splitWords(text string) []string {
	var words []string
	var word strings.Builder
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		n := separatorLen(runes[i:])
		if n == 0 {
			word.WriteRune(runes[i])
			continue
		}
		words = append(words, word.String())
		word.Reset()
		i += n - 1
	}
	return append(words, word.String())
}

// separatorLen returns the length of the separator at the start of text, 0 if there
// is none.
func separatorLen(text []rune) int {
	switch {
	case len(text) > 1 && text[0] == ',' && isSpace(text[1]):
		return 2
	case len(text) > 4 && isSpace(text[0]) && string(text[1:4]) == "and" && isSpace(text[4]):
		return 5
	case isSpace(text[0]) || text[0] == '-' || text[0] == '\\':
		return 1
	}
	return 0
}

// isSpace reports whether JavaScript's \s matches r.
func isSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return 0x2000 <= r && r <= 0x200A
}
