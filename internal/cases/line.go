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

// lines prints a history, one event a line, and says between them how much time
// has passed.
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

// short prints a duration without the units that are 0 at its end.
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

// details prints what an event says beyond its type, in the order of the API.
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
			continue // is what there is beside every payload
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

// word leaves a word as it is, and quotes other text.
func word(s string) string {
	if plain.MatchString(s) {
		return s
	}
	return quote(s)
}

// quote puts text into the quotes in which it is easier to read.
func quote(s string) string {
	if strings.ContainsAny(s, "\"\\") && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

// failure prints an error as history does.
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

// masked puts <token 1>, <token 2> … in the place of task tokens, which nobody can
// know beforehand, in the order in which they appear.
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
