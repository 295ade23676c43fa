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

// Fprint writes the diagnostics of l, each followed by the line it points into
// and a caret under the place:
//
//	songs.asl.json:3:13: MISSING_TRANSITION_TARGET: no such state at /States/A/Next
//	    "Next": "C"
//	            ^
//
// Of a long line it shows what surrounds the caret, a tab is shown as spaces,
// and characters that would move a terminal's cursor are replaced by visible
// ones. The error is the first that w returned.
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

// columnOffset returns the byte offset of a column, the line's length if there
// are fewer. It counts as Source does.
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

// excerpt returns the part of line around the byte offset at, ready to be
// printed, and the column of at in it, from 0. Its work depends on what is
// shown, not on the line's length.
func excerpt(line string, at int) (text string, caret int) {
	start := back(line, at, excerptWidth/2)
	end := forward(line, start, excerptWidth)
	if end == len(line) {
		start = min(start, back(line, end, excerptWidth))
	}
	text = printable(strings.ReplaceAll(line[start:end], "\t", strings.Repeat(" ", tabWidth)))
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

// printable replaces what a terminal would act upon instead of showing it:
// control characters by their Unicode pictures, other invisible ones (such as
// those that turn the direction of writing) and invalid UTF-8 by U+FFFD. The
// number of runes stays the same.
func printable(s string) string {
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
