package diag_test

import (
	"fmt"
	"testing"

	"github.com/goasl/goasl/diag"
)

func ExampleDiagnostic() {
	fmt.Println(diag.Diagnostic{
		Severity: diag.Error,
		Code:     "MISSING_TRANSITION_TARGET",
		Message:  "no such state: Pya",
		Location: "/States/Order/Next",
		File:     "shop.asl.json",
		Pos:      diag.Pos{Offset: 40, Line: 4, Column: 28},
		Hint:     `did you mean "Pay"?`,
	})
	// Output:
	// shop.asl.json:4:28: MISSING_TRANSITION_TARGET: no such state: Pya at /States/Order/Next (did you mean "Pay"?)
}

func TestDiagnosticString(t *testing.T) {
	at := diag.Pos{Offset: 9, Line: 2, Column: 3}
	for _, c := range []struct {
		name string
		d    diag.Diagnostic
		want string
	}{
		{"message only", diag.Diagnostic{Severity: diag.Error, Message: "bad"}, "bad"},
		{"no file", diag.Diagnostic{Severity: diag.Error, Message: "bad", Pos: at}, "2:3: bad"},
		{"no place", diag.Diagnostic{Severity: diag.Error, Message: "bad", File: "f"}, "f: bad"},
		{"root location", diag.Diagnostic{Severity: diag.Error, Code: "C", Message: "bad", Location: "/"}, "C: bad at /"},
		{"warning", diag.Diagnostic{Severity: diag.Warning, Code: "C", Message: "odd", File: "f", Pos: at}, "f:2:3: warning: C: odd"},
		{"severity not set", diag.Diagnostic{Message: "bad"}, "invalid severity: bad"},
		{"hint", diag.Diagnostic{Severity: diag.Error, Message: "bad", Hint: "try good"}, "bad (try good)"},
		{"one line", diag.Diagnostic{Severity: diag.Error, Message: "a\r\nb\x1b[2J\x7f\u202e\xff"}, "a␍␊b␛[2J␡��"},
	} {
		if got := c.d.String(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPosString(t *testing.T) {
	if got := (diag.Pos{}); got.IsValid() || got.String() != "-" {
		t.Errorf("zero Pos: valid %v, %q", got.IsValid(), got)
	}
	if got := (diag.Pos{Line: 1, Column: 1}); !got.IsValid() || got.String() != "1:1" {
		t.Errorf("first Pos: valid %v, %q", got.IsValid(), got)
	}
}

func TestSeverityString(t *testing.T) {
	for s, want := range map[diag.Severity]string{
		0: "invalid severity", diag.Error: "error", diag.Warning: "warning", 9: "invalid severity",
	} {
		if got := s.String(); got != want {
			t.Errorf("%d: got %q, want %q", s, got, want)
		}
	}
}
