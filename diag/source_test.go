package diag_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/diag"
)

func ExampleSource() {
	text := "{\n\t\"StartAt\": \"A\",\n\t\"States\": {}\n}\n"
	src := diag.NewSource("empty.asl.json", []byte(text))
	d := src.At(strings.Index(text, "{}"), diag.Diagnostic{Severity: diag.Error, Message: "no states"})
	fmt.Println(d.Pos)
	fmt.Println(d)
	// Output:
	// 3:12
	// empty.asl.json:3:12: no states
}

func TestSourcePos(t *testing.T) {
	for _, c := range []struct {
		name, text           string
		offset               int
		line, column, wantAt int
	}{
		{"empty", "", 0, 1, 1, 0},
		{"first byte", "ab", 0, 1, 1, 0},
		{"end without newline", "ab", 2, 1, 3, 2},
		{"before the text", "ab", -5, 1, 1, 0},
		{"past the end", "a\nbc", 99, 2, 3, 4},
		{"newline belongs to its line", "a\nb", 1, 1, 2, 1},
		{"second line", "a\nb", 2, 2, 1, 2},
		{"end after newline", "a\n", 2, 2, 1, 2},
		{"empty lines", "\n\n\nx", 3, 4, 1, 3},
		{"carriage return", "a\r\nb", 1, 1, 2, 1},
		{"line after it", "a\r\nb", 3, 2, 1, 3},
		{"lone carriage return ends no line", "a\rb", 2, 1, 3, 2},
		{"columns are runes", "é日😀x", 9, 1, 4, 9},
		{"inside a rune", "a😀b", 3, 1, 2, 1},
		{"stray continuation byte", "a\x80b", 2, 1, 2, 2},
		{"nothing but them", "\x80\x80\x80\x80\x80\x80", 5, 1, 1, 5},
		{"tab is one column", "\t\tx", 2, 1, 3, 2},
	} {
		got := diag.NewSource("", []byte(c.text)).Pos(c.offset)
		want := diag.Pos{Offset: c.wantAt, Line: c.line, Column: c.column}
		if got != want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, want)
		}
	}
}

func TestSourceLine(t *testing.T) {
	src := diag.NewSource("", []byte("a\r\n\nb\rc\nlast"))
	want := []string{"", "a", "", "b\rc", "last", "", ""}
	var got []string
	for n := range 7 {
		got = append(got, src.Line(n))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := diag.NewSource("", []byte("a\n")).Line(2); got != "" {
		t.Errorf("line after the last newline: %q", got)
	}
}

func TestSourceCopiesText(t *testing.T) {
	text := []byte("abc")
	src := diag.NewSource("f", text)
	copy(text, "\n\n\n")
	if src.Line(1) != "abc" || src.Pos(2).Line != 1 || src.File() != "f" {
		t.Error("the Source changed with the caller's bytes")
	}
}

// A column found through the blocks of a long line must be the one that
// counting gives.
func TestSourceLongLine(t *testing.T) {
	text := "x\n" + strings.Repeat("aé日😀", 1000) + "\nend"
	src := diag.NewSource("", []byte(text))
	for offset := 2; offset < len(text)-4; offset++ {
		if !utf8.RuneStart(text[offset]) {
			continue
		}
		want := diag.Pos{Offset: offset, Line: 2, Column: utf8.RuneCountInString(text[2:offset]) + 1}
		if got := src.Pos(offset); got != want {
			t.Fatalf("offset %d: got %+v, want %+v", offset, got, want)
		}
		if got := src.Offset(want.Line, want.Column); got != offset {
			t.Fatalf("%v: got offset %d, want %d", want, got, offset)
		}
	}
}

func TestSourceOffset(t *testing.T) {
	src := diag.NewSource("", []byte("aé\r\n\nb"))
	for _, test := range []struct{ line, column, want int }{
		{1, 1, 0}, {1, 2, 1}, {1, 3, 3}, {1, 4, 4}, {1, 99, 4}, {1, 0, 0}, {1, -5, 0},
		{2, 1, 5}, {2, 2, 5}, {3, 1, 6}, {3, 2, 7}, {3, 9, 7}, {4, 1, 7}, {0, 1, 7}, {-1, 1, 7},
	} {
		if got := src.Offset(test.line, test.column); got != test.want {
			t.Errorf("%d:%d: got %d, want %d", test.line, test.column, got, test.want)
		}
	}
	if got := diag.NewSource("", nil).Offset(1, 2); got != 0 {
		t.Errorf("in an empty text: %d", got)
	}
}

func BenchmarkSourcePos(b *testing.B) {
	src := diag.NewSource("", bytes.Repeat([]byte(`{"a":1,"b":"é"},`), 1<<16))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		src.Pos(i * 7919 % (1 << 20))
	}
}

func FuzzSource(f *testing.F) {
	f.Add([]byte("{\n\t\"a\": 1\r\n}"), 5)
	f.Add([]byte("\x80\xff\n日"), 3)
	f.Add([]byte(""), -1)
	f.Add(bytes.Repeat([]byte("\tlong "), 300), 1000)
	f.Add([]byte("a\x1b[31mb\u202e\u2028c"), math.MaxInt)
	f.Fuzz(func(t *testing.T, text []byte, offset int) {
		src := diag.NewSource("f", text)
		d := src.At(offset, diag.Diagnostic{Severity: diag.Error, Message: "m"})
		if !d.Pos.IsValid() || d.Pos.Column < 1 || d.Pos.Offset < 0 || d.Pos.Offset > len(text) {
			t.Fatalf("offset %d of %d: %+v", offset, len(text), d.Pos)
		}
		if d.Pos.Line > bytes.Count(text, []byte("\n"))+1 {
			t.Fatalf("line %d of %q", d.Pos.Line, text)
		}
		if offset >= 0 && offset < len(text) && utf8.Valid(text) {
			checkPlace(t, text, offset, d)
			if got := src.Offset(d.Pos.Line, d.Pos.Column); got != d.Pos.Offset {
				t.Fatalf("%+v is at %d", d.Pos, got)
			}
		}
		checkPrinted(t, d)
	})
}

// checkPlace finds the place again by looking at the whole text.
func checkPlace(t *testing.T, text []byte, offset int, d diag.Diagnostic) {
	t.Helper()
	for !utf8.RuneStart(text[offset]) {
		offset--
	}
	start := bytes.LastIndexByte(text[:offset], '\n') + 1
	want := diag.Pos{
		Offset: offset,
		Line:   bytes.Count(text[:offset], []byte("\n")) + 1,
		Column: utf8.RuneCount(text[start:offset]) + 1,
	}
	if d.Pos != want {
		t.Fatalf("got %+v, want %+v", d.Pos, want)
	}
	line, _, _ := bytes.Cut(text[start:], []byte("\n"))
	if d.Line != string(line) && d.Line+"\r" != string(line) {
		t.Fatalf("line %q, want %q", d.Line, line)
	}
}
