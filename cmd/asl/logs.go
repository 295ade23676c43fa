package main

import (
	"context"
	"log/slog"

	"github.com/goasl/goasl/diag"
)

// logs is a [slog.Handler] that writes what functions print, a line each with the name of
// the function before it.
type logs struct {
	console *console
	attrs   []slog.Attr
}

func newLogs(c *console) *slog.Logger { return slog.New(logs{console: c}) }

// Enabled implements [slog.Handler].
func (logs) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements [slog.Handler].
func (l logs) Handle(_ context.Context, r slog.Record) error {
	function, text := "", r.Message
	add := func(a slog.Attr) bool {
		switch {
		case a.Key == "function":
			function = a.Value.String()
		case r.Level > slog.LevelInfo: // else it is what a function prints
			text += " " + a.String()
		}
		return true
	}
	for _, a := range l.attrs {
		add(a)
	}
	r.Attrs(add)
	l.console.line(l.console.paint(grey, diag.Printable(function)+" │ "), diag.Printable(text))
	return nil
}

// WithAttrs implements [slog.Handler].
func (l logs) WithAttrs(attrs []slog.Attr) slog.Handler {
	l.attrs = append(l.attrs[:len(l.attrs):len(l.attrs)], attrs...)
	return l
}

// WithGroup implements [slog.Handler]. There are no groups.
func (l logs) WithGroup(string) slog.Handler { return l }
