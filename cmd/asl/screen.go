package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/goasl/goasl/diag"

	"golang.org/x/term"
)

// screen is a place for text, which may be a terminal.
type screen struct {
	io.Writer
	colour bool
	width  int // of the terminal in columns, 0 if it is none
}

// newScreen finds out what w is. There are colours on terminals only, and not if NO_COLOR
// is set (https://no-color.org).
func newScreen(w io.Writer) screen {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return screen{Writer: w}
	}
	s := screen{Writer: w, width: 80}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		s.width = width
	}
	kind := os.Getenv("TERM")
	s.colour = os.Getenv("NO_COLOR") == "" && kind != "dumb"
	return s
}

// colour is the code of a colour in a terminal.
type colour string

const (
	red    colour = "31"
	green  colour = "32"
	yellow colour = "33"
	grey   colour = "90"
	bold   colour = "1"
)

// paint colours a text, if the screen has colours.
func (s screen) paint(c colour, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// line writes a line.
func (s screen) line(parts ...string) {
	fmt.Fprintln(s, strings.TrimRight(strings.Join(parts, ""), " "))
}

// printableLines is [diag.Printable] for a text of several lines.
func printableLines(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = diag.Printable(strings.ReplaceAll(line, "\t", "    "))
	}
	return strings.Join(lines, "\n")
}

// printableJSON escapes what could do harm in a terminal, and is allowed in the strings of
// a JSON text. The value stays the same.
func printableJSON(text []byte) string {
	var b strings.Builder
	for _, r := range string(text) {
		if r >= 0x7f && r <= 0xffff && !unicode.IsGraphic(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// compact puts a JSON text on one line, without spaces between its parts.
func compact(text []byte) []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil { // cannot be: the engine has written it
		return text
	}
	return b.Bytes()
}
