package page

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// payload is data that a page shows: its beginning, and where all of it is.
type payload struct {
	Title string
	Text  string
	Size  int    // in bytes
	URL   string // of the whole text, "" if Text is all of it
}

// The most that a page shows of a payload at once.
const (
	maxText  = 4_000 // bytes
	maxLines = 60
)

// newPayload returns a payload whose whole text is at a URL.
func newPayload(title string, v jsonvalue.Value, all string) payload {
	return newText(title, v.String(), all)
}

func newText(title, text, all string) payload {
	p := payload{Title: title, Size: len(text)}
	shown := pretty(text)
	if p.Text = beginning(shown); p.Text != shown {
		p.URL = all
	}
	return p
}

// beginning returns the beginning of a long text.
func beginning(text string) string {
	end := min(len(text), maxText)
	for end > 0 && end < len(text) && !utf8.RuneStart(text[end]) {
		end--
	}
	lines := 0
	for i := range end {
		if text[i] != '\n' {
			continue
		}
		if lines++; lines == maxLines {
			return text[:i]
		}
	}
	return text[:end]
}

// What is deeper stays as it is: each line would begin with more spaces than it has text.
const maxIndented = 20

// pretty returns a text in lines if it is JSON that is not too deep.
func pretty(text string) string {
	v, err := jsonvalue.ParseString(text)
	if err != nil || v.Depth() > maxIndented {
		return text
	}
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}

// preview returns the beginning of a text, for a line.
func preview(text string) string {
	const most = 100
	for i := range text {
		if i >= most {
			return text[:i] + "…"
		}
	}
	return text
}

// payload answers with the whole text of a payload.
func (h *Handler) payload(w http.ResponseWriter, r *http.Request) error {
	p, err := h.executionPage(r)
	if err != nil {
		return err
	}
	text, ok := p.text(r.URL.Query())
	if !ok {
		return &problem{http.StatusNotFound, "There is no such payload."}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, text) // the browser may have gone
	return nil
}

// text returns the text that a query asks for.
func (p *executionPage) text(q url.Values) (text string, ok bool) {
	if stage := q.Get("stage"); stage != "" {
		v := p.stageOf(stage)
		return pretty(v.String()), v.Exists()
	}
	id, err := strconv.ParseInt(q.Get("event"), 10, 64)
	if err != nil || id < 1 || id > p.Last {
		return "", false
	}
	e := p.all[id-1]
	name := q.Get("variable")
	switch exited, isExit := e.Details.(*history.StateExited); {
	case q.Has("whole"):
		return pretty(string(e.AppendJSON(nil))), true
	case q.Has("cause"):
		if f := e.Failure(); f != nil && f.Cause != nil {
			return pretty(*f.Cause), true
		}
	case isExit && name != "":
		for _, v := range exited.AssignedVariables {
			if v.Name == name {
				return pretty(v.Value.String()), true
			}
		}
	default:
		return pretty(e.Payload().String()), e.Payload().Exists()
	}
	return "", false
}

// payloadURL returns where the text of an event's payload is.
func (p *executionPage) payloadURL(event int64, pairs ...string) string {
	pairs = append([]string{"event", strconv.FormatInt(event, 10)}, pairs...)
	return executionURL(p.ARN) + "/payload" + query(pairs...)
}

// ofEvent returns the payload of an event; ok is false if it has none.
func (p *executionPage) ofEvent(title string, e history.Event) (one payload, ok bool) {
	v := e.Payload()
	return newPayload(title, v, p.payloadURL(e.ID)), v.Exists()
}

// failure is an error that a page shows.
type failure struct {
	Error string
	Cause *payload // nil for none
}

// failureOf returns the failure that an event reports.
func (p *executionPage) failureOf(why *history.Failure, event int64) *failure {
	if why == nil {
		return nil
	}
	f := &failure{}
	if why.Error != nil {
		f.Error = *why.Error
	}
	if why.Cause != nil && strings.TrimSpace(*why.Cause) != "" {
		cause := newText("Cause", *why.Cause, p.payloadURL(event, "cause", "1"))
		f.Cause = &cause
	}
	return f
}
