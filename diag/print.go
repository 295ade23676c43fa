package diag

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	indent       = "    "
	excerptWidth = 110 // columns of source shown at most, cut marks aside
	tabWidth     = 4   // columns a tab takes in an excerpt
	cutMark      = "…"
)

// Fprint writes the diagnostics of l to w, each followed by its line of the source and a caret
// under the place:
//
//	songs.asl.json:3:13: MISSING_TRANSITION_TARGET: no such state at /States/A/Next
//	    "Next": "C"
//	            ^
//
// It cuts a long line around the caret, writes a tab as spaces, and replaces characters that
// would move the cursor of a terminal by visible ones. It stops at the first error of w and
// returns that.
func Fprint(w io.Writer, l List) error {
	for _, d := range l {
		text := d.String() + "\n"
		if d.Pos.IsValid() && d.Line != "" {
			line, caret := excerpt(d.Line, columnOffset(d.Line, d.Pos.Column))
			text += indent + line + "\n" + indent + strings.Repeat(" ", caret) + "^\n"
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}

// columnOffset returns the byte offset of a column, or the length of the line if it has
// fewer columns. It counts like [Source].
func columnOffset(line string, column int) int {
	n := 0
	for i := range len(line) {
		if utf8.RuneStart(line[i]) {
			if n++; n >= column {
				return i
			}
		}
	}
	return len(line)
}

// excerpt returns the printable part of line around the byte offset at, and the column of at
// in it, counted from 0. Its work depends on the length of the part, not of the line.
func excerpt(line string, at int) (text string, caret int) {
	start := back(line, at, excerptWidth/2)
	end := forward(line, start, excerptWidth)
	if end == len(line) {
		start = min(start, back(line, end, excerptWidth))
	}
	text = Printable(strings.ReplaceAll(line[start:end], "\t", strings.Repeat(" ", tabWidth)))
	for _, r := range line[start:at] {
		caret += width(r)
	}
	if start > 0 {
		text = cutMark + text
		caret++
	}
	if end < len(line) {
		text += cutMark
	}
	return text, caret
}

// back returns the lowest offset from which line[offset:at] fits into columns.
func back(line string, at, columns int) int {
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(line[:at])
		if columns -= width(r); columns < 0 {
			break
		}
		at -= size
	}
	return at
}

// forward returns the highest offset up to which line[at:offset] fits into columns.
func forward(line string, at, columns int) int {
	for at < len(line) {
		r, size := utf8.DecodeRuneInString(line[at:])
		if columns -= width(r); columns < 0 {
			break
		}
		at += size
	}
	return at
}

func width(r rune) int {
	if r == '\t' {
		return tabWidth
	}
	return 1
}

// Printable replaces the characters that a terminal would not show: control characters by
// their Unicode pictures, and other invisible characters, such as those that change the
// direction of writing, and invalid UTF-8 by U+FFFD. The number of runes stays the same.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x20:
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case !unicode.IsGraphic(r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
