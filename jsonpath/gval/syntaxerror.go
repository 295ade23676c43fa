package gval

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/jsonpath"
)

// syntaxError turns an error of gval about text into one with an offset. gval has the place
// in its message only, which consists of "parsing error: ", text, a tab, the place of the
// last token unless that was a path, " - ", the place after it, and what is wrong.
func syntaxError(text string, err error) error {
	reason := err
	if inner := errors.Unwrap(err); inner != nil {
		reason = inner
	}
	var line, column, endLine, endColumn int
	places, _ := strings.CutPrefix(err.Error(), "parsing error: "+text+"\t")
	if n, _ := fmt.Sscanf(places, ":%d:%d - %d:%d ", &line, &column, &endLine, &endColumn); n < 4 {
		fmt.Sscanf(places, " - %d:%d ", &line, &column)
	}
	at := offset(text, line, column)
	if path := (*jsonpath.SyntaxError)(nil); errors.As(reason, &path) {
		return &jsonpath.SyntaxError{Text: text, Offset: at - len(path.Text) + path.Offset, Msg: path.Msg}
	}
	return &jsonpath.SyntaxError{Text: text, Offset: at, Msg: reason.Error()}
}

// offset returns the byte offset of a line and a column in characters, both from 1.
func offset(text string, line, column int) int {
	for i, r := range text {
		if line <= 1 && column <= 1 {
			return i
		}
		switch {
		case r == '\n':
			line--
		case line == 1:
			column--
		}
	}
	return len(text)
}
