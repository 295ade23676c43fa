package httptask

import (
	"fmt"
	"net/url"
	"strings"
)

// query is what a query or a form has: its pairs, escaped, in their order.
type query []pair

type pair struct{ key, value string }

// remove removes the pairs with a key, which is not escaped.
func (q *query) remove(key string) {
	key = escape(key)
	kept := (*q)[:0]
	for _, p := range *q {
		if p.key != key {
			kept = append(kept, p)
		}
	}
	*q = kept
}

// set gives a key one value, behind the others.
func (q *query) set(key, value string) {
	q.remove(key)
	q.add(key, value)
}

func (q *query) add(key, value string) { *q = append(*q, pair{escape(key), escape(value)}) }

func (q query) String() string {
	var b strings.Builder
	for i, p := range q {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.key + "=" + p.value)
	}
	return b.String()
}

// joinQueries returns a query as it is written, followed by another one.
func joinQueries(written, more string) string {
	written = escapeRest(written)
	if written != "" && more != "" {
		written += "&"
	}
	return written + more
}

// escape writes every byte that is not a letter, a digit or one of -._~ as %XX.
// Step Functions: a blank is %20 and not +; brackets and commas are escaped.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// escapeRest writes the bytes that cannot be in a query as %XX, and leaves what is escaped.
func escapeRest(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; c > ' ' && c < 0x7F && !strings.ContainsRune("\"#<>[\\]^`{|}", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
