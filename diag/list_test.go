package diag_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/diag"
)

func ExampleList_Err() {
	check := func(found diag.List) error { return found.Err() }

	fmt.Println(check(diag.List{{Severity: diag.Warning, Message: "state is never reached"}}))
	fmt.Println(check(diag.List{{Severity: diag.Error, Message: "StartAt is missing"}}))
	// Output:
	// <nil>
	// StartAt is missing
}

func TestErrIsUntypedNil(t *testing.T) {
	for _, l := range []diag.List{nil, {}, {{Severity: diag.Warning}}} {
		if err := l.Err(); err != nil {
			t.Errorf("%v: got %#v, want nil", l, err)
		}
	}
}

func TestErrKeepsWarnings(t *testing.T) {
	l := diag.List{{Severity: diag.Warning, Message: "odd"}, {Severity: diag.Error, Message: "bad"}}
	var got diag.List
	if !errors.As(fmt.Errorf("parse: %w", l.Err()), &got) || len(got) != 2 {
		t.Fatalf("errors.As gives %v", got)
	}
	if got.Error() != "bad" {
		t.Errorf("text %q, want the error only", got.Error())
	}
}

func TestErrCountsUnsetSeverity(t *testing.T) {
	l := diag.List{{Message: "bad"}}
	if l.Err() == nil || len(l.Errors()) != 1 || len(l.Warnings()) != 0 {
		t.Error("a diagnostic without severity must count as an error")
	}
}

func TestListErrorIsBounded(t *testing.T) {
	var l diag.List
	for i := range 10 {
		l = append(l, diag.Diagnostic{Severity: diag.Error, Message: fmt.Sprint("e", i)})
	}
	if got := l.Error(); strings.Count(got, "\n") != 9 || !strings.HasSuffix(got, "\ne9") {
		t.Errorf("ten errors: %q", got)
	}
	l = append(l, l[:3]...)
	if got := l.Error(); strings.Count(got, "\n") != 10 || !strings.HasSuffix(got, "\ne9\nand 3 more") {
		t.Errorf("thirteen errors: %q", got)
	}
	l = append(l, diag.Diagnostic{Severity: diag.Error, Message: "7 more", Others: 7})
	if got := l.Error(); !strings.HasSuffix(got, "\ne9\nand 10 more") {
		t.Errorf("thirteen errors and one that stands for seven: %q", got)
	}
}

func TestListErrorWithoutErrors(t *testing.T) {
	if got := (diag.List{}).Error(); got != "no problems" {
		t.Errorf("empty: %q", got)
	}
	if got := (diag.List{{Severity: diag.Warning, Message: "odd"}}).Error(); got != "warning: odd" {
		t.Errorf("warnings only: %q", got)
	}
}

func TestSort(t *testing.T) {
	at := func(file string, line, column int, message string) diag.Diagnostic {
		return diag.Diagnostic{File: file, Pos: diag.Pos{Line: line, Column: column}, Message: message}
	}
	l := diag.List{
		at("b", 1, 1, "b"), at("a", 2, 1, "third"), at("a", 1, 9, "first"),
		at("a", 2, 1, "fourth"), {File: "a", Message: "no place"}, at("a", 1, 10, "second"),
	}
	l.Sort()
	var got []string
	for _, d := range l {
		got = append(got, d.Message)
	}
	want := []string{"no place", "first", "second", "third", "fourth", "b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsAndWarnings(t *testing.T) {
	l := diag.List{
		{Severity: diag.Error, Message: "1"}, {Severity: diag.Warning, Message: "2"},
		{Severity: diag.Error, Message: "3"}, {Severity: diag.Warning, Message: "4"},
	}
	if diff := cmp.Diff(diag.List{l[0], l[2]}, l.Errors()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(diag.List{l[1], l[3]}, l.Warnings()); diff != "" {
		t.Error(diff)
	}
}
