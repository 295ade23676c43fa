package asl_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/goasl/goasl/asl"
)

func ExampleError() {
	err := asl.Errorf("Stock.Unavailable", "SKU %s: %w", "A-17", sql.ErrNoRows)

	fmt.Println(err)
	fmt.Println(err.Name, "|", err.Cause)
	fmt.Println(errors.Is(err, sql.ErrNoRows))
	fmt.Println(errors.Is(err, &asl.Error{Name: "Stock.Unavailable"}))
	fmt.Println(errors.Is(err, asl.ErrTimeout))
	// Output:
	// Stock.Unavailable: SKU A-17: sql: no rows in result set
	// Stock.Unavailable | SKU A-17: sql: no rows in result set
	// true
	// true
	// false
}

func TestErrorAbsentIsNotEmpty(t *testing.T) {
	tests := []struct {
		name                string
		err                 *asl.Error
		hasName, hasCause   bool
		message, errorNamed string
	}{
		{"nil", nil, false, false, "no error, in a nil *asl.Error: a task that succeeds returns a plain nil", ""},
		{"zero", &asl.Error{}, false, false, "an error without name and cause", ""},
		{"name only", &asl.Error{Name: "A"}, true, false, "A", "A"},
		{"cause only", &asl.Error{Cause: "c"}, false, true, "c", ""},
		{"both", &asl.Error{Name: "A", Cause: "c"}, true, true, "A: c", "A"},
		{"both empty", asl.NewError("", ""), true, true, "an error without name and cause", ""},
		{"empty cause", asl.NewError("A", ""), true, true, "A", "A"},
		{"empty name", asl.NewError("", "c"), true, true, "c", ""},
		{"formatted empty cause", asl.Errorf("A", ""), true, true, "A", "A"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.err.HasName(); got != test.hasName {
				t.Errorf("HasName() = %v", got)
			}
			if got := test.err.HasCause(); got != test.hasCause {
				t.Errorf("HasCause() = %v", got)
			}
			if got := test.err.Error(); got != test.message {
				t.Errorf("Error() = %q, want %q", got, test.message)
			}
			if got := test.err.ErrorName(); got != test.errorNamed {
				t.Errorf("ErrorName() = %q, want %q", got, test.errorNamed)
			}
			if got := test.err.Unwrap(); test.err == nil && got != nil {
				t.Errorf("Unwrap() = %v", got)
			}
		})
	}
}

func TestErrorIs(t *testing.T) {
	timeout := asl.NewError("States.Timeout", "after 3 s")
	tests := []struct {
		name        string
		err, target error
		want        bool
	}{
		{"by name", timeout, asl.ErrTimeout, true},
		{"wrapped", fmt.Errorf("charge: %w", timeout), asl.ErrTimeout, true},
		{"inside another error", asl.Errorf("A", "%w", timeout), asl.ErrTimeout, true},
		{"other name", timeout, asl.ErrTaskFailed, false},
		{"heartbeat is another name", asl.ErrHeartbeatTimeout, asl.ErrTimeout, false},
		{"target with a cause", timeout, asl.NewError("States.Timeout", "after 3 s"), false},
		{"target with an empty cause", timeout, asl.NewError("States.Timeout", ""), false},
		{"identical", timeout, timeout, true},
		{"no names", asl.NewError("", "x"), &asl.Error{}, false},
		{"nil error", (*asl.Error)(nil), asl.ErrTimeout, false},
		{"nil target", timeout, (*asl.Error)(nil), false},
		{"other type", timeout, sql.ErrNoRows, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := errors.Is(test.err, test.target); got != test.want {
				t.Errorf("errors.Is(%v, %v) = %v", test.err, test.target, got)
			}
		})
	}
}

func TestErrorfWrapsEachOperand(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	err := asl.Errorf("A", "%w and %w", first, second)
	if !errors.Is(err, first) || !errors.Is(err, second) {
		t.Errorf("%v wraps %v and %v: want both", err, errors.Is(err, first), errors.Is(err, second))
	}
	if want := "first and second"; err.Cause != want {
		t.Errorf("Cause = %q, want %q", err.Cause, want)
	}
}

func TestStatesLanguageErrors(t *testing.T) {
	for name, err := range map[string]*asl.Error{
		"BranchFailed": asl.ErrBranchFailed, "DataLimitExceeded": asl.ErrDataLimitExceeded,
		"ExceedToleratedFailureThreshold": asl.ErrExceedToleratedFailureThreshold, "HeartbeatTimeout": asl.ErrHeartbeatTimeout,
		"IntrinsicFailure": asl.ErrIntrinsicFailure, "ItemReaderFailed": asl.ErrItemReaderFailed, "NoChoiceMatched": asl.ErrNoChoiceMatched,
		"ParameterPathFailure": asl.ErrParameterPathFailure, "Permissions": asl.ErrPermissions, "QueryEvaluationError": asl.ErrQueryEvaluationError,
		"ReferencePathConflict": asl.ErrReferencePathConflict, "ResultPathMatchFailure": asl.ErrResultPathMatchFailure, "ResultWriterFailed": asl.ErrResultWriterFailed,
		"Runtime": asl.ErrRuntime, "TaskFailed": asl.ErrTaskFailed, "Timeout": asl.ErrTimeout,
	} {
		if want := "States." + name; err.Name != want || err.HasCause() {
			t.Errorf("got %q with cause %v, want %q without", err.Name, err.HasCause(), want)
		}
	}
}
