package picture

import (
	"math"
	"strings"
	"unicode/utf16"
)

// numerals are the Roman numerals and what may be in place of four of them.
var numerals = []struct {
	number float64
	text   string
}{
	{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"},
	{10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"},
}

// inRoman writes an integer that is not negative in Roman numerals in lower case.
func inRoman(f float64) string {
	var b strings.Builder
	for _, n := range numerals {
		count := math.Floor(f / n.number)
		b.WriteString(strings.Repeat(n.text, int(count)))
		f -= count * n.number
	}
	return b.String()
}

// fromRoman reads Roman numerals in upper case; NaN if there is another character.
func fromRoman(text string) float64 {
	number, largest := 0.0, 1.0
	for i := len(text) - 1; i >= 0; i-- {
		at := strings.IndexByte("IVXLCDM", text[i])
		if at < 0 {
			return math.NaN()
		}
		value := [...]float64{1, 5, 10, 50, 100, 500, 1000}[at]
		if value < largest {
			number -= value
			continue
		}
		number, largest = number+value, value
	}
	return number
}

// inLetters writes a finite integer as the columns of a spreadsheet are called: a
// to z, aa to az, and so on. Zero has no letters.
func inLetters(f float64, a byte) string {
	var letters []byte
	for f > 0 {
		letters = append(letters, a+byte(math.Mod(f-1, 26)))
		f = math.Floor((f - 1) / 26)
	}
	for i, j := 0, len(letters)-1; i < j; i, j = i+1, j-1 {
		letters[i], letters[j] = letters[j], letters[i]
	}
	return string(letters)
}

// fromLetters reads what inLetters writes. Other characters count as if the alphabet
// went on in both directions.
func fromLetters(text string, a byte) float64 {
	units := utf16.Encode([]rune(text))
	number := 0.0
	for i := range units {
		number += float64(int(units[len(units)-1-i])-int(a)+1) * math.Pow(26, float64(i))
	}
	return number
}
