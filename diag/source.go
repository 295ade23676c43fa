package diag

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// runeBlock is the distance in bytes between two known rune counts of a Source. A definition
// may be a single line of a megabyte, so columns are not counted from the start of a line.
const runeBlock = 512

// Source is a named text in which the line and column of an offset can be found, in time
// O(log n). It is immutable and safe for concurrent use.
//
// A line ends with "\n" or "\r\n". The text need not be valid UTF-8: a byte that cannot start
// a rune belongs to the column before it.
type Source struct {
	file  string
	text  string
	once  sync.Once // for lines and runes, which a text without problems does not need
	lines []int     // offset of each line's first byte
	runes []int     // runes before each multiple of runeBlock
}

// NewSource returns a Source with a copy of text. file is the name of the text in
// diagnostics, which may be "".
func NewSource(file string, text []byte) *Source {
	return &Source{file: file, text: string(text)}
}

// index finds the lines and counts the runes.
func (s *Source) index() {
	s.lines = make([]int, 1, 1+strings.Count(s.text, "\n"))
	for at := 0; ; {
		i := strings.IndexByte(s.text[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		s.lines = append(s.lines, at)
	}
	s.runes = make([]int, 0, len(s.text)/runeBlock+1)
	n := 0
	for at := 0; at < len(s.text); at += runeBlock {
		s.runes = append(s.runes, n)
		n += runeStarts(s.text[at:min(at+runeBlock, len(s.text))])
	}
}

// runeStarts counts the bytes that may start a rune.
func runeStarts(text string) (n int) {
	for i := range len(text) {
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return n
}

// File returns the name that was given to [NewSource].
func (s *Source) File() string { return s.file }

// Text returns the whole text.
func (s *Source) Text() string { return s.text }

// Pos returns the place of an offset in bytes. An offset outside of the text counts as its
// nearer end, and one inside a rune as the start of the rune.
func (s *Source) Pos(offset int) Pos {
	s.once.Do(s.index)
	offset = s.clamp(offset)
	line := sort.SearchInts(s.lines, offset+1)
	column := s.runesBefore(offset) - s.runesBefore(s.lines[line-1]) + 1
	return Pos{Offset: offset, Line: line, Column: column}
}

// Offset returns the offset in bytes of a line and a column, both counted from 1, as [Source.Pos]
// has them. A column after the end of its line counts as that end, and a line that there is not
// as the end of the text.
func (s *Source) Offset(line, column int) int {
	s.once.Do(s.index)
	if line < 1 || line > len(s.lines) {
		return len(s.text)
	}
	at, end := s.lines[line-1], len(s.text)
	if line < len(s.lines) {
		end = s.lines[line] - 1
	}
	before := s.runesBefore(at) + max(column-1, 0)
	at = max(at, runeBlock*(sort.SearchInts(s.runes, before+1)-1))
	for more := before - s.runesBefore(at); at < end; at++ {
		if !utf8.RuneStart(s.text[at]) {
			continue
		}
		if more == 0 {
			break
		}
		more--
	}
	return min(at, end)
}

// Line returns the text of line n, counted from 1, without the end of the line. It returns ""
// if there is no such line.
func (s *Source) Line(n int) string {
	s.once.Do(s.index)
	if n < 1 || n > len(s.lines) {
		return ""
	}
	if n == len(s.lines) {
		return s.text[s.lines[n-1]:]
	}
	return strings.TrimSuffix(s.text[s.lines[n-1]:s.lines[n]-1], "\r")
}

// At returns d with File, Pos and Line set for an offset in bytes, which is treated as by
// [Source.Pos].
func (s *Source) At(offset int, d Diagnostic) Diagnostic {
	d.File = s.file
	d.Pos = s.Pos(offset)
	d.Line = s.Line(d.Pos.Line)
	return d
}

func (s *Source) clamp(offset int) int {
	offset = max(offset, 0)
	if offset >= len(s.text) {
		return len(s.text)
	}
	for start := offset; start >= 0 && offset-start < utf8.UTFMax; start-- {
		if utf8.RuneStart(s.text[start]) {
			return start
		}
	}
	return offset
}

// runesBefore counts the runes that start before offset.
func (s *Source) runesBefore(offset int) int {
	block := min(offset/runeBlock, len(s.runes)-1)
	if block < 0 {
		return 0
	}
	return s.runes[block] + runeStarts(s.text[block*runeBlock:offset])
}
