package compare

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bindings has the text that each placeholder of a case stands for. The zero value is
// ready to use.
type Bindings struct {
	text  map[string]string
	order []string // names in the order in which they were bound
}

func (b *Bindings) bind(name, text string) {
	if b.text == nil {
		b.text = make(map[string]string)
	}
	b.text[name] = text
	b.order = append(b.order, name)
}

// mark and rollback undo the bindings of a failed attempt to match.
func (b *Bindings) mark() int { return len(b.order) }

func (b *Bindings) rollback(mark int) {
	for _, name := range b.order[mark:] {
		delete(b.text, name)
	}
	b.order = b.order[:mark]
}

// Match reports whether text matches a recorded string. Each placeholder in it is a
// wildcard for one or more characters, and always for the same text. A match binds the
// placeholders that had no text yet.
func (b *Bindings) Match(recorded, text string) bool {
	pieces := split(recorded)
	if len(pieces) == 1 && !pieces[0].wildcard {
		return recorded == text
	}
	mark := b.mark()
	if b.match(pieces, text) {
		return true
	}
	b.rollback(mark)
	return false
}

// Expand replaces bound placeholders by their texts.
func (b *Bindings) Expand(recorded string) string {
	pieces := split(recorded)
	var out strings.Builder
	for _, p := range pieces {
		if text, ok := b.text[p.text]; ok && p.wildcard {
			out.WriteString(text)
		} else {
			out.WriteString(p.text)
		}
	}
	return out.String()
}

// match tries the shortest text for a wildcard first.
func (b *Bindings) match(pieces []piece, text string) bool {
	if len(pieces) == 0 {
		return text == ""
	}
	first, rest := pieces[0], pieces[1:]
	if !first.wildcard {
		tail, ok := strings.CutPrefix(text, first.text)
		return ok && b.match(rest, tail)
	}
	if bound, ok := b.text[first.text]; ok {
		tail, ok := strings.CutPrefix(text, bound)
		return ok && b.match(rest, tail)
	}
	if len(rest) == 0 {
		b.bind(first.text, text)
		return text != ""
	}
	for end := next(text, 0, rest[0]); end > 0; end = next(text, end, rest[0]) {
		mark := b.mark()
		b.bind(first.text, text[:end])
		if b.match(rest, text[end:]) {
			return true
		}
		b.rollback(mark)
	}
	return false
}

// next returns where a wildcard that reached up to end in text may end next: at the
// next character, or at the next place where a literal follows. It returns -1 if there
// is none.
func next(text string, end int, follows piece) int {
	_, size := utf8.DecodeRuneInString(text[end:])
	if size == 0 {
		return -1
	}
	end += size
	if follows.wildcard {
		return end
	}
	at := strings.Index(text[end:], follows.text)
	if at < 0 {
		return -1
	}
	return end + at
}

// piece is a literal or a wildcard in a recorded string.
type piece struct {
	text     string // of a wildcard: with its angle brackets
	wildcard bool
}

// placeholder is "<name>" or "<name:N>". Sometimes the recorder has replaced a part of
// a name that it had put in before: "<<task_token>:1>".
var placeholder = regexp.MustCompile(`<(?:[A-Za-z_][\w.-]*|<[A-Za-z_][\w.-]*(?::[^<>\s"]*)?>)(?::[^<>\s"]*)?>`)

// split divides a recorded string at its placeholders.
func split(recorded string) []piece {
	if !strings.Contains(recorded, "<") {
		return []piece{{text: recorded}}
	}
	var pieces []piece
	at := 0
	for _, span := range placeholder.FindAllStringIndex(recorded, -1) {
		if span[0] > at {
			pieces = append(pieces, piece{text: recorded[at:span[0]]})
		}
		pieces = append(pieces, piece{text: recorded[span[0]:span[1]], wildcard: true})
		at = span[1]
	}
	if at < len(recorded) || len(pieces) == 0 {
		pieces = append(pieces, piece{text: recorded[at:]})
	}
	return pieces
}

// looksLikeTime matches the beginning of a string that the recorder may have replaced
// by one of timeLiterals.
var looksLikeTime = regexp.MustCompile(`^\d{1,4}-\d{1,2}-\d{1,4}`)

func isTimeLiteral(s string) bool {
	return s == "timestamp" || s == "datetime" || s == "date"
}
