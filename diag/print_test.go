package diag_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/goasl/goasl/diag"
)

func ExampleFprint() {
	text := "{\n  \"StartAt\": \"Pya\",\n  \"States\": {\"Pay\": {\"Type\": \"Succeed\"}}\n}\n"
	src := diag.NewSource("shop.asl.json", []byte(text))
	found := diag.List{src.At(strings.Index(text, `"Pya"`), diag.Diagnostic{
		Severity: diag.Error,
		Code:     "MISSING_TRANSITION_TARGET",
		Message:  "no such state: Pya",
		Location: "/StartAt",
		Hint:     `did you mean "Pay"?`,
	})}
	_ = diag.Fprint(os.Stdout, found)
	// Output:
	// shop.asl.json:2:14: MISSING_TRANSITION_TARGET: no such state: Pya at /StartAt (did you mean "Pay"?)
	//       "StartAt": "Pya",
	//                  ^
}

// printed returns what Fprint shows of a line with a caret under its column.
func printed(t *testing.T, line string, column int) (text, caret string) {
	t.Helper()
	var b strings.Builder
	d := diag.Diagnostic{Severity: diag.Error, Message: "m", Pos: diag.Pos{Line: 1, Column: column}, Line: line}
	if err := diag.Fprint(&b, diag.List{d}); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(b.String(), "\n")
	if len(rows) != 4 || rows[3] != "" {
		t.Fatalf("want header, line and caret, got %q", rows)
	}
	return strings.TrimPrefix(rows[1], "    "), strings.TrimPrefix(rows[2], "    ")
}

func TestCaret(t *testing.T) {
	for _, c := range []struct {
		name, line string
		column     int
		text, want string
	}{
		{"start", "abc", 1, "abc", "^"},
		{"middle", "abc", 3, "abc", "  ^"},
		{"after the end", "abc", 4, "abc", "   ^"},
		{"far outside", "abc", 400, "abc", "   ^"},
		{"no column", "abc", 0, "abc", "^"},
		{"negative column", "abc", -7, "abc", "^"},
		{"after tabs", "\t\tabc", 3, "        abc", "        ^"},
		{"tab after the caret", "a\tb", 1, "a    b", "^"},
		{"runes", "é日x", 3, "é日x", "  ^"},
		{"control characters", "a\x00\x1b[1mb", 7, "a␀␛[1mb", "      ^"},
		{"invalid UTF-8", "a\xe6b", 3, "a�b", "  ^"},
		{"writing direction", "a\u202eb", 3, "a�b", "  ^"},
		{"line separator", "a\u2028b", 3, "a�b", "  ^"},
	} {
		text, caret := printed(t, c.line, c.column)
		if text != c.text || caret != c.want {
			t.Errorf("%s:\ngot  %q\n     %q\nwant %q\n     %q", c.name, text, caret, c.text, c.want)
		}
	}
}

func TestLongLineIsWindowed(t *testing.T) {
	line := strings.Repeat("é", 500_000) + "X" + strings.Repeat("日", 500_000)
	for _, c := range []struct {
		name      string
		column    int
		under     rune // what the caret points at
		cutBefore bool
		cutAfter  bool
	}{
		{"start", 1, 'é', false, true},
		{"middle", 500_001, 'X', true, true},
		{"last", 1_000_001, '日', true, false},
	} {
		text, caret := printed(t, line, c.column)
		if n := utf8.RuneCountInString(text); n > 112 || n < 110 {
			t.Errorf("%s: window of %d columns", c.name, n)
		}
		if under := []rune(text)[len(caret)-1]; under != c.under {
			t.Errorf("%s: caret under %q, want %q", c.name, under, c.under)
		}
		if strings.HasPrefix(text, "…") != c.cutBefore || strings.HasSuffix(text, "…") != c.cutAfter {
			t.Errorf("%s: cut marks of %q", c.name, text)
		}
	}
}

func TestLineThatFitsIsWhole(t *testing.T) {
	line := strings.Repeat("a", 109) + "b"
	for _, column := range []int{1, 50, 56, 57, 110} {
		if text, caret := printed(t, line, column); text != line || len(caret) != column {
			t.Errorf("column %d: %q, caret %d", column, text, len(caret))
		}
	}
}

func TestWindowCountsTabs(t *testing.T) {
	text, caret := printed(t, strings.Repeat("\t", 1000)+"X"+strings.Repeat("\t", 1000), 1001)
	if n := utf8.RuneCountInString(text); n > 112 {
		t.Errorf("window of %d columns", n)
	}
	if under := []rune(text)[len(caret)-1]; under != 'X' {
		t.Errorf("caret under %q", under)
	}
}

func TestFprintWithoutLine(t *testing.T) {
	var b strings.Builder
	l := diag.List{
		{Severity: diag.Error, Message: "no place", Line: "text"},
		{Severity: diag.Warning, Message: "no line", Pos: diag.Pos{Line: 3, Column: 1}},
	}
	if err := diag.Fprint(&b, l); err != nil {
		t.Fatal(err)
	}
	if want := "no place\n3:1: warning: no line\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestFprintReturnsWriteError(t *testing.T) {
	full := errors.New("disk full")
	if err := diag.Fprint(failingWriter{full}, diag.List{{Message: "m"}}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if err := diag.Fprint(failingWriter{full}, nil); err != nil {
		t.Errorf("nothing to write: %v", err)
	}
}

// checkPrinted prints d and looks for what a terminal would act upon.
func checkPrinted(t *testing.T, d diag.Diagnostic) {
	t.Helper()
	var b strings.Builder
	if err := diag.Fprint(&b, diag.List{d}); err != nil {
		t.Fatal(err)
	}
	for _, row := range strings.Split(b.String(), "\n") {
		if n := utf8.RuneCountInString(row); n > 120 {
			t.Errorf("row of %d columns: %q", n, row)
		}
		for _, r := range row {
			if !unicode.IsGraphic(r) {
				t.Errorf("%U in %q", r, row)
			}
		}
	}
}

func FuzzFprint(f *testing.F) {
	f.Add("line", 3, 1)
	f.Add("\x1b\x00\t\xff", -1, -9)
	f.Add(strings.Repeat("\t日", 200), 100, 1)
	f.Fuzz(func(t *testing.T, line string, column, number int) {
		checkPrinted(t, diag.Diagnostic{Message: "m", Pos: diag.Pos{Line: number, Column: column}, Line: strings.ReplaceAll(line, "\n", "")})
	})
}

func TestPrintable(t *testing.T) {
	const text = "a\x1b[2Jb\n\u202ec\xffd\u0085é\x7f"
	if got, want := diag.Printable(text), "a␛[2Jb␊\uFFFDc\uFFFDd\uFFFDé␡"; got != want {
		t.Errorf("Printable(%q) = %q, want %q", text, got, want)
	}
}
