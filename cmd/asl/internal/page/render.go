package page

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/graph"
	"github.com/goasl/goasl/sfnapi"
)

//go:embed static template
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"took": took, "moment": instant, "lower": strings.ToLower, "count": count[int64], "size": count[int],
	"class": classOf, "words": words, "pretty": pretty, "query": query, "dict": dict,
	"machineURL": machineURL, "executionURL": executionURL, "mapRunURL": mapRunURL,
}).ParseFS(files, "template/*.html"))

// words are those for the status of an execution.
func words(s asl.Status) string { return strings.ToLower(strings.ReplaceAll(string(s), "_", " ")) }

// dict returns pairs of names and values, for a template that needs several.
func dict(pairs ...any) map[string]any {
	all := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[textOf(pairs[i])] = pairs[i+1]
	}
	return all
}

// static answers with the script, or with the style sheets: that of the page, and that of
// pictures.
func static(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	if r.PathValue("file") == "picture.css" {
		http.ServeContent(w, r, "picture.css", time.Time{}, strings.NewReader(graph.Style))
		return
	}
	below, err := fs.Sub(files, "static")
	if err != nil { // it is embedded
		panic(err)
	}
	http.ServeFileFS(w, r, below, r.PathValue("file"))
}

// render answers with a page, or with parts of it: those of the form value "part".
func render(w http.ResponseWriter, r *http.Request, status int, name string, data any) error {
	var b bytes.Buffer // so that a failure leaves no half of a page
	parts := r.URL.Query()["part"]
	if len(parts) == 0 || status != http.StatusOK {
		parts = []string{"page"}
	}
	for _, part := range parts {
		t := templates.Lookup(name + "-" + part)
		if t == nil {
			return &problem{status: http.StatusNotFound, text: "There is no part of that name."}
		}
		if err := t.Execute(&b, data); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) // the browser may have gone
	return nil
}

// problem is an error for the person at the browser.
type problem struct {
	status int
	text   string
}

func (p *problem) Error() string { return p.text }

// fail answers with an error.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, text := statusOf(err)
	data := struct{ Title, Text string }{http.StatusText(status), text}
	if status == http.StatusNotFound && strings.Contains(r.URL.Path, ":express:") {
		data.Text += ". Executions of EXPRESS machines are kept in memory only, if at all."
	}
	if err := render(w, r, status, "error", data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// statusOf returns the status and the text of an error.
func statusOf(err error) (status int, text string) {
	var mine *problem
	var refused *asl.Error
	var exception *sfnapi.Exception
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &mine):
		return mine.status, mine.text
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, "The form is too large."
	case errors.Is(err, durable.ErrExecutionDoesNotExist), errors.Is(err, durable.ErrResourceNotFound):
		return http.StatusNotFound, err.Error()
	case errors.As(err, &refused):
		return http.StatusBadRequest, refused.Name + ": " + refused.Cause
	case errors.As(err, &exception) && strings.HasSuffix(exception.Code, "DoesNotExist"):
		return http.StatusNotFound, exception.Error()
	case errors.As(err, &exception):
		return http.StatusBadRequest, exception.Error()
	}
	return http.StatusInternalServerError, err.Error()
}

func machineURL(arn string) string   { return "/machines/" + url.PathEscape(arn) }
func executionURL(arn string) string { return "/executions/" + url.PathEscape(arn) }
func mapRunURL(arn string) string    { return "/mapruns/" + url.PathEscape(arn) }

// instant returns a time for people, in UTC, as the API has it.
func instant(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04:05.000 UTC")
}

// units are those of durations, largest first.
var units = []struct {
	length time.Duration
	name   string
}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}

// took returns a duration for people: its two largest units.
func took(d time.Duration) string {
	switch {
	case d < 0:
		return "–"
	case d < time.Second:
		return strconv.FormatInt(d.Round(time.Millisecond).Milliseconds(), 10) + " ms"
	case d < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) + " s"
	}
	var text []string
	for _, u := range units {
		if n := d / u.length; n > 0 || len(text) == 1 {
			text = append(text, count(int64(n))+" "+u.name)
			d -= n * u.length
		}
		if len(text) == 2 {
			break
		}
	}
	return strings.Join(text, " ")
}

// count returns a number with commas between its thousands.
func count[N int | int64](n N) string {
	text := strconv.FormatInt(int64(n), 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
