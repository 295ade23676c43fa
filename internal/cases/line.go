package cases

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// lines returns a history as text, one event in a line, with the time that passes
// between events.
func lines(events []history.Event) string {
	var b strings.Builder
	var last time.Time
	for i, e := range events {
		now := e.Timestamp.Truncate(time.Millisecond)
		if i > 0 && !now.Equal(last) {
			fmt.Fprintf(&b, "%s later:\n", short(now.Sub(last)))
		}
		last = now
		fmt.Fprintf(&b, "%d <- %d %s%s\n", e.ID, e.PreviousEventID, e.Type, details(e))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// short returns a duration without units at the end that are 0.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// details returns the details of an event as text, in the order of the API.
func details(e history.Event) string {
	if e.Details == nil {
		return ""
	}
	v, err := jsonvalue.Parse(e.AppendDetails(nil))
	if err != nil {
		return " UNREADABLE: " + err.Error()
	}
	var b strings.Builder
	for name, member := range v.Members() {
		if payload, ok := strings.CutSuffix(name, "Details"); ok && v.Get(payload).Exists() && isWhole(member) {
			continue // every payload has it
		}
		fmt.Fprintf(&b, " %s=%s", name, detail(name, member))
	}
	for _, name := range payloads {
		if v.Get(name).Exists() && !v.Get(name+"Details").Exists() && name != "parameters" {
			fmt.Fprintf(&b, " %sDetails=none", name)
		}
	}
	return b.String()
}

// payloads are the details that are JSON text.
var payloads = []string{"input", "output", "parameters", "assignedVariables"}

// isWhole reports whether a payload was not truncated.
func isWhole(details jsonvalue.Value) bool { return details.String() == `{"truncated":false}` }

func detail(name string, v jsonvalue.Value) string {
	switch {
	case name == "assignedVariables":
		var texts []string
		for name, text := range v.Members() {
			texts = append(texts, jsonvalue.OfString(name).String()+":"+text.Text())
		}
		return "{" + strings.Join(texts, ",") + "}"
	case v.Kind() != jsonvalue.String:
		return v.String()
	case slices.Contains(payloads, name):
		return payload(v.Text())
	case name == "cause":
		return quote(v.Text())
	}
	return word(v.Text())
}

// payload leaves JSON text as it is, but for one with line breaks, which would break
// the line.
func payload(text string) string {
	if strings.ContainsAny(text, "\r\n") {
		return strconv.Quote(text)
	}
	return text
}

var plain = regexp.MustCompile(`^[\w.:/+-]+$`)

// word returns a word as it is, and other text in quotes.
func word(s string) string {
	if plain.MatchString(s) {
		return s
	}
	return quote(s)
}

// quote returns text in the quotes that make it easier to read.
func quote(s string) string {
	if strings.ContainsAny(s, "\"\\") && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// failure returns an error as text.
func failure(name, cause *string) string {
	var b strings.Builder
	if name != nil {
		b.WriteString(" error=" + word(*name))
	}
	if cause != nil {
		b.WriteString(" cause=" + quote(*cause))
	}
	return b.String()
}

// masked replaces task tokens, which are not known beforehand, by <token 1>, <token 2>
// … in the order in which they appear.
func (r *Record) masked(tokens []string) {
	tokens = slices.DeleteFunc(slices.Clone(tokens), func(token string) bool { return token == "" || !strings.Contains(r.History, token) })
	slices.SortFunc(tokens, func(a, b string) int { return strings.Index(r.History, a) - strings.Index(r.History, b) })
	for i, token := range tokens {
		mask := fmt.Sprintf("<token %d>", i+1)
		r.History = strings.ReplaceAll(r.History, token, mask)
		r.End = strings.ReplaceAll(r.End, token, mask)
		for name, text := range r.Children {
			r.Children[name] = strings.ReplaceAll(text, token, mask)
		}
	}
}
