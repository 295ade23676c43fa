package asl

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// throttled is an error that names itself.
type throttled struct{ name string }

func (e throttled) Error() string     { return "slow down" }
func (e throttled) ErrorName() string { return e.name }

// fragile panics as a nil pointer.
type fragile struct{ text string }

func (e *fragile) Error() string { return e.text }

func text(s string) *string { return &s }

func TestTaskError(t *testing.T) {
	tests := []struct {
		name                 string
		err                  error
		errorName            *string
		cause, causeOfLambda *string
	}{
		{"plain", io.ErrUnexpectedEOF, text("States.TaskFailed"), text("unexpected EOF"),
			text(`{"errorMessage":"unexpected EOF","errorType":"States.TaskFailed"}`)},
		{"own", NewError("A", "c"), text("A"), text("c"), text("c")},
		{"own, wrapped", fmt.Errorf("more: %w", NewError("A", "c")), text("A"), text("c"), text("c")},
		{"own, empty", NewError("", ""), text(""), text(""), text("")},
		{"own without cause", &Error{Name: "A"}, text("A"), nil, text(`{"errorMessage":"A","errorType":"A"}`)},
		{"own without cause, wrapped", fmt.Errorf("order 7: %w", ErrTimeout), text("States.Timeout"), text("order 7: States.Timeout"),
			text(`{"errorMessage":"order 7: States.Timeout","errorType":"States.Timeout"}`)},
		{"own without name", &Error{Cause: "c"}, nil, text("c"), text("c")},
		{"own without anything", &Error{}, nil, nil, text(`{"errorMessage":"an error without name and cause"}`)},
		{"named", throttled{"Api.Throttled"}, text("Api.Throttled"), text("slow down"),
			text(`{"errorMessage":"slow down","errorType":"Api.Throttled"}`)},
		{"named, wrapped", fmt.Errorf("call: %w", throttled{"Api.Throttled"}), text("Api.Throttled"), text("call: slow down"),
			text(`{"errorMessage":"call: slow down","errorType":"Api.Throttled"}`)},
		{"named by nothing", throttled{""}, text("States.TaskFailed"), text("slow down"),
			text(`{"errorMessage":"slow down","errorType":"States.TaskFailed"}`)},
		{"own behind named", errors.Join(throttled{"B"}, NewError("A", "c")), text("A"), text("c"), text("c")},
		{"no HTML escapes", errors.New(`<a> & "b"`), text("States.TaskFailed"), text(`<a> & "b"`),
			text(`{"errorMessage":"<a> & \"b\"","errorType":"States.TaskFailed"}`)},
		{"nil own", (*Error)(nil), text("States.TaskFailed"),
			text("no error, in a nil *asl.Error: a task that succeeds returns a plain nil"),
			text(`{"errorMessage":"no error, in a nil *asl.Error: a task that succeeds returns a plain nil","errorType":"States.TaskFailed"}`)},
		{"nil pointer", (*fragile)(nil), text("States.TaskFailed"),
			text("The task returned an error whose methods panic. Return a plain nil for success, not a nil pointer."),
			text("The task returned an error whose methods panic. Return a plain nil for success, not a nil pointer.")},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			name, cause := taskError(test.err, false)
			if diff := cmp.Diff([]*string{test.errorName, test.cause}, []*string{name, cause}); diff != "" {
				t.Errorf("name and cause (-want +got):\n%s", diff)
			}
			name, cause = taskError(test.err, true)
			if diff := cmp.Diff([]*string{test.errorName, test.causeOfLambda}, []*string{name, cause}); diff != "" {
				t.Errorf("name and cause for Lambda (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTaskErrorIsBounded(t *testing.T) {
	name, cause := taskError(NewError(strings.Repeat("é", 300), strings.Repeat("é", 40000)), false)
	if want := strings.Repeat("é", maxName); *name != want {
		t.Errorf("the name has %d bytes, want %d", len(*name), len(want))
	}
	if want := strings.Repeat("é", maxCause); *cause != want {
		t.Errorf("the cause has %d bytes, want %d", len(*cause), len(want))
	}
	within := strings.Repeat("é", maxName)
	if name, _ = taskError(&Error{Name: within}, false); *name != within {
		t.Errorf("a name of %d characters is cut to %d bytes", maxName, len(*name))
	}
	if _, cause = taskError(errors.New(strings.Repeat("x", 40000)), false); len(*cause) != maxCause {
		t.Errorf("the cause of a Go error has %d bytes, want %d", len(*cause), maxCause)
	}
}

func TestLambdaPayloadStaysJSON(t *testing.T) {
	for _, unit := range []string{"x", "é", `"`, "\x01", "\xff"} {
		_, cause := taskError(errors.New(strings.Repeat(unit, 40000)), true)
		if n := utf8.RuneCountInString(*cause); n > maxCause || n < maxCause-6 {
			t.Errorf("%q: the payload has %d characters, want %d or just below", unit, n, maxCause)
		}
		var payload struct{ ErrorMessage, ErrorType string }
		if err := json.Unmarshal([]byte(*cause), &payload); err != nil {
			t.Errorf("%q: %v", unit, err)
		}
		if payload.ErrorType != "States.TaskFailed" {
			t.Errorf("%q: errorType is %q", unit, payload.ErrorType)
		}
	}
}

func TestNewErrorKeepsWhatItWraps(t *testing.T) {
	err := newError(text("A"), nil, io.EOF)
	if err.Name != "A" || err.HasCause() || !errors.Is(err, io.EOF) {
		t.Errorf("got %q, has cause: %v, wraps io.EOF: %v", err.Name, err.HasCause(), errors.Is(err, io.EOF))
	}
	if err = newError(nil, text(""), nil); err.HasName() || !err.HasCause() {
		t.Errorf("has name: %v, has cause: %v; want only an empty cause", err.HasName(), err.HasCause())
	}
}
