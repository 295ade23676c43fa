package lambda_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/lambda"

	"github.com/google/go-cmp/cmp"
)

// records is a slog.Handler that keeps what it is told.
type records struct {
	mu    sync.Mutex
	lines []string // messages with their attributes; of a request ID, the length
	told  func(line string)
	attrs []slog.Attr
	to    *records // where the lines go; nil for itself
}

func (r *records) Enabled(context.Context, slog.Level) bool { return true }

func (r *records) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &records{attrs: append(slices.Clone(r.attrs), attrs...), to: r}
}

func (r *records) WithGroup(string) slog.Handler { return r }

func (r *records) Handle(_ context.Context, record slog.Record) error {
	line := record.Message
	add := func(a slog.Attr) bool {
		if a.Key == "request" {
			a.Value = slog.StringValue(fmt.Sprintf("%d characters", len(a.Value.String())))
		}
		line += " " + a.String()
		return true
	}
	for _, a := range r.attrs {
		add(a)
	}
	record.Attrs(add)
	for r.to != nil {
		r = r.to
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
	if r.told != nil {
		r.told(line)
	}
	return nil
}

func (r *records) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lines)
}

// What a handler prints comes to the logger before the invocation is over, and not into the
// answer.
func TestOutput(t *testing.T) {
	var log records
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.prints")}, lambda.WithLogger(slog.New(&log)))
	if out, err := call(t, r, "f", `{}`); err != nil || out != `"printed"` {
		t.Errorf("output %s, error %v", out, err)
	}
	got := log.all()
	for i, line := range got {
		if strings.HasPrefix(line, "[WARNING]\t") {
			got[i] = "[WARNING] " + line[strings.LastIndex(line, "\t")+1:]
		}
	}
	slices.Sort(got) // a line of the standard error may overtake one of the standard output
	want := []string{
		"[WARNING] to the logger function=f request=36 characters",
		"no line feed function=f request=36 characters",
		"to stderr function=f request=36 characters",
		"to stdout function=f request=36 characters",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// Nothing is lost of a long output, and a line that is too long comes in pieces.
func TestLongOutput(t *testing.T) {
	var log records
	r := newRuntime(t, []lambda.Function{pythonFunction(t, "cases.prints_much")}, lambda.WithLogger(slog.New(&log)))
	if _, err := call(t, r, "f", `{}`); err != nil {
		t.Fatal(err)
	}
	lines, xs := 0, 0
	for _, line := range log.all() {
		text, ok := strings.CutSuffix(line, " function=f request=36 characters")
		if !ok {
			t.Fatalf("the record %.100s has other attributes", line)
		}
		if n := strings.Count(text, "x"); n > 0 {
			xs += n
			continue
		}
		if text != fmt.Sprint("line ", lines) {
			t.Fatalf("line %.100s, want line %d", text, lines)
		}
		lines++
	}
	if lines != 20_000 || xs != 600_000 {
		t.Errorf("%d lines, and %d of 600000 characters of the last one", lines, xs)
	}
}

// The stack of an error is in the log, and what is printed while a module is loaded belongs
// to no request.
func TestErrorOutput(t *testing.T) {
	var log records
	f := pythonFunction(t, "raising.f")
	r := newRuntime(t, []lambda.Function{f}, lambda.WithLogger(slog.New(&log)))
	if _, err := call(t, r, "f", `{}`); err == nil {
		t.Fatal("no error")
	}
	got := log.all()
	if len(got) < 3 || got[0] != "[ERROR] ValueError: at import function=f" || got[1] != "Traceback (most recent call last): function=f" {
		t.Errorf("records %q", got)
	}
}
