package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goasl/goasl/diag"
	"github.com/goasl/goasl/history"
)

// A visit of a state is shown in a line: mark, name, time and details.

// mark is the sign of how a visit ended.
type mark struct {
	text   string
	colour colour
}

var (
	succeeded = mark{"✓", green}
	caught    = mark{"!", yellow} // it failed, and a catcher took the error
	failed    = mark{"✗", red}
	aborted   = mark{"–", grey}
	running   = mark{"…", grey}
)

func markOf(v *history.Visit) mark {
	switch v.Outcome() {
	case history.Succeeded:
		if failureOf(v) != nil {
			return caught
		}
		return succeeded
	case history.Failed, history.TimedOut:
		return failed
	case history.Aborted:
		return aborted
	}
	return running
}

// failureOf is the error of the last attempt, nil if it has none.
func failureOf(v *history.Visit) *history.Failure {
	if n := len(v.Attempts); n > 0 {
		return v.Attempts[n-1].Failure
	}
	return nil
}

// depth is the number of states around a visit.
func depth(v *history.Visit) int {
	n := 0
	for v.Thread.Outer != nil {
		v = v.Thread.Outer
		n++
	}
	return n
}

// nameOf shows a state below the states around it, with the index of its branch or
// iteration.
func nameOf(v *history.Visit) string {
	name := diag.Printable(v.Name)
	if n := depth(v); n > 0 {
		return fmt.Sprintf("%s[%d] %s", strings.Repeat("  ", n), v.Thread.Index, name)
	}
	return name
}

// took is the time from when the state was entered to its last event, or to the end of the
// execution if it was not left.
func took(v *history.Visit, end time.Time) time.Duration {
	if !v.Exited.Timestamp.IsZero() {
		end = v.Exited.Timestamp
	}
	return end.Sub(v.Entered.Timestamp)
}

// detail says what the name does not: how many items, branches and attempts there were,
// and the error.
func detail(v *history.Visit) string {
	var parts []string
	if n := len(v.Attempts); n > 0 {
		if threads := len(v.Attempts[n-1].Threads); threads > 0 {
			parts = append(parts, count(threads, threadNoun(v)))
		}
		if n > 1 {
			parts = append(parts, count(n, "attempt"))
		}
	}
	failure := failureOf(v)
	if failure != nil {
		text := "failed"
		if failure.Error != nil {
			text = preview(*failure.Error)
		}
		if v.Outcome() == history.Succeeded {
			text += ", caught"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func threadNoun(v *history.Visit) string {
	if v.Type == "Map" {
		return "item"
	}
	return "branch"
}

func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "ch"):
		return fmt.Sprintf("%d %ses", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// preview is the beginning of a text from outside, on one line.
func preview(text string) string {
	const most = 80
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return diag.Printable(text)
}

// pad fills a text up with spaces to a number of columns.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(text)))
}

// padLeft is pad with the spaces before the text.
func padLeft(text string, columns int) string {
	return strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(text))) + text
}
