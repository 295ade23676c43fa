package page

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"

	"github.com/goasl/goasl/asl"
)

// Logbook is [Logs] in memory. It takes the lines from the logger of the functions, whose
// records have the Key of the call as "task", as those of package lambda do. The oldest calls
// are forgotten when all take too much memory. The zero Logbook is empty. It is safe for
// concurrent use.
type Logbook struct {
	mu    sync.Mutex
	byKey map[string]*loggedCall
	of    map[string][]*loggedCall // by the ARNs of executions
	all   []*loggedCall            // the oldest one first
	size  int
}

// loggedCall is a call with what it has printed.
type loggedCall struct {
	Call
	key   string
	lines []Line
	size  int
}

// The bytes that a Logbook keeps, those of a call and a line beside their text, and the most
// of the text of a line.
const (
	maxLogbook = 32 << 20
	callSize   = 256
	lineSize   = 64
	maxLine    = 8 << 10
)

// Middleware is the [asl.Middleware] that notes the calls of tasks.
func (b *Logbook) Middleware(next asl.TaskFunc) asl.TaskFunc {
	return func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
		if info := asl.TaskInfoFrom(ctx); info != nil {
			b.begin(info.Key, Call{
				Execution: info.Execution.ARN(), State: info.State, Items: info.Items, Attempt: info.Attempt, From: info.Now(),
			})
		}
		return next(ctx, input)
	}
}

// begin notes a call. One that is made again, after its process was killed, goes on.
func (b *Logbook) begin(key string, c Call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.byKey == nil {
		b.byKey, b.of = map[string]*loggedCall{}, map[string][]*loggedCall{}
	}
	if b.byKey[key] != nil {
		return
	}
	one := &loggedCall{Call: c, key: key}
	b.byKey[key] = one
	b.of[c.Execution] = append(b.of[c.Execution], one)
	b.all = append(b.all, one)
	b.grow(one, callSize)
}

// add notes a line of a call. Of many lines those count that come first.
func (b *Logbook) add(key string, l Line) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.byKey[key]
	if one == nil || len(one.lines) >= maxLogged {
		return
	}
	l.Text = l.Text[:min(len(l.Text), maxLine)]
	one.lines = append(one.lines, l)
	b.grow(one, lineSize+len(l.Text))
}

// grow makes room for what was added to a call. b.mu must be held.
func (b *Logbook) grow(one *loggedCall, by int) {
	one.size += by
	b.size += by
	for b.size > maxLogbook && len(b.all) > 0 {
		oldest := b.all[0]
		b.all, b.size = b.all[1:], b.size-oldest.size
		delete(b.byKey, oldest.key)
		if rest := b.of[oldest.Execution][1:]; len(rest) > 0 {
			b.of[oldest.Execution] = rest
		} else {
			delete(b.of, oldest.Execution)
		}
	}
}

// Lines implements [Logs].
func (b *Logbook) Lines(_ context.Context, c Call) []Line {
	b.mu.Lock()
	defer b.mu.Unlock()
	var lines []Line
	for _, one := range b.of[c.Execution] {
		isTime := !one.From.Before(c.From) && (c.To.IsZero() || !one.From.After(c.To))
		if isTime && one.State == c.State && one.Attempt == c.Attempt && slices.Equal(one.Items, c.Items) {
			lines = append(lines, one.lines...)
		}
	}
	return lines
}

// Handler returns a [slog.Handler] that notes the lines of calls, and gives all to another
// one.
func (b *Logbook) Handler(next slog.Handler) slog.Handler { return &logHandler{next, b} }

// logHandler is that of a Logbook.
type logHandler struct {
	slog.Handler
	book *Logbook
}

// Enabled reports true: what is printed counts, whatever is logged elsewhere.
func (h *logHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h *logHandler) Handle(ctx context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "task" {
			h.book.add(a.Value.String(), Line{Time: r.Time, Text: r.Message})
		}
		return a.Key != "task"
	})
	if !h.Handler.Enabled(ctx, r.Level) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &logHandler{h.Handler.WithAttrs(attrs), h.book}
}

func (h *logHandler) WithGroup(name string) slog.Handler {
	return &logHandler{h.Handler.WithGroup(name), h.book}
}
