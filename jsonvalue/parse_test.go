package jsonvalue_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestCompactGivesCanonicalText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"null", `null`, `null`},
		{"true", `true`, `true`},
		{"false", `false`, `false`},
		{"empty string", `""`, `""`},
		{"empty object", `{}`, `{}`},
		{"empty array", `[]`, `[]`},
		{"order of members", `{"b":1,"a":2,"":3}`, `{"b":1,"a":2,"":3}`},
		{"text of numbers", `[0,-0,0.0,1.50,1e2,1E+2,12345678901234567890,-0.0e-00]`, `[0,-0,0.0,1.50,1e2,1E+2,12345678901234567890,-0.0e-00]`},
		{"white space", " {\t\"a b\" :\r\n[ 1 , 2 ] , \"c\" : { } , \"d\":[ ]\n} ", `{"a b":[1,2],"c":{},"d":[]}`},
		{"white space in a string", `" a\tb "`, `" a\tb "`},
		{"short escapes", `"\"\\\/\b\f\n\r\t"`, `"\"\\/\b\f\n\r\t"`},
		{"control characters", `"\u0000\u001f\u001F\u000a\u0022\u005C\u007f"`, `"\u0000\u001F\u001F\n\"\\` + "\x7f\""},
		{"escapes that need none", `"\u0041\u00e9\u20ac\u2028"`, "\"Aé€\u2028\""},
		{"surrogate pair", `"\ud83d\uDE00"`, `"😀"`},
		{"high surrogate alone", `"\ud83d"`, `"�"`},
		{"low surrogate alone", `"x\ude00y"`, `"x�y"`},
		{"high surrogate before a character", `"\ud83d\u0041"`, `"�A"`},
		{"two high surrogates", `"\ud83d\ud83d\ude00"`, `"�😀"`},
		{"surrogates the wrong way round", `"\ude00\ud83d"`, `"��"`},
		{"no HTML escaping", `"<a href='&'>"`, `"<a href='&'>"`},
		{"HTML escapes are undone", `"\u003ca\u003e\u0026"`, `"<a>&"`},
		{"invalid UTF-8", "\"a\xffb\"", `"a�b"`},
		{"invalid UTF-8 in a row", "\"\xff\xfe\xe2\x82\"", `"����"`},
		{"invalid UTF-8 and an escape", "\"\xff\\n\xe2\x82\\u0041\"", `"�\n��A"`},
		{"U+FFFD itself", `"�"`, `"�"`},
		{"surrogate encoded as UTF-8", "\"\xed\xa0\x80\"", `"���"`},
		{"duplicate", `{"a":1,"b":2,"a":3}`, `{"a":3,"b":2}`},
		{"duplicate three times", `{"a":1,"a":{"x":[]},"b":0,"a":null}`, `{"a":null,"b":0}`},
		{"duplicate by an escape", `{"a":1,"\u0061":2}`, `{"a":2}`},
		{"duplicate by invalid UTF-8", "{\"\xff\":1,\"\\ud800\":2}", `{"�":2}`},
		{"duplicate inside", `[1,{"x":[{"k":1,"k":2}]},{}]`, `[1,{"x":[{"k":2}]},{}]`},
		{"duplicate in and around", `{"a":{"b":1,"b":2},"c":{"d":1,"d":2},"a":{"b":3,"b":4}}`, `{"a":{"b":4},"c":{"d":2}}`},
		{"same name on two levels", `{"a":{"a":{"a":1}}}`, `{"a":{"a":{"a":1}}}`},
		{"names that differ in case", `{"a":1,"A":2}`, `{"a":1,"A":2}`},
		{"duplicate and white space", `{ "a" : 1 , "a" : [ 2 ] }`, `{"a":[2]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := jsonvalue.Parse([]byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if got := v.Compact().String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			checkValue(t, v)
			checkMeaning(t, tt.in, v)
		})
	}
}

func TestParseReportsTheErrorsPlace(t *testing.T) {
	tests := []struct {
		in     string
		offset int
		msg    string
	}{
		{``, 0, "unexpected end of text, want a value"},
		{" \n", 2, "unexpected end of text, want a value"},
		{`{} x`, 3, "unexpected 'x' after the value"},
		{`1 2`, 2, "unexpected '2' after the value"},
		{`[1,]`, 3, "unexpected ']', want a value"},
		{`[,1]`, 1, "unexpected ',', want a value"},
		{`[1 2]`, 3, "unexpected '2', want ',' or ']'"},
		{`[1`, 2, "unexpected end of text, want ',' or ']'"},
		{`[1}`, 2, "unexpected '}', want ',' or ']'"},
		{`[`, 1, "unexpected end of text, want a value"},
		{`{`, 1, "unexpected end of text, want a member name in double quotes"},
		{`{a:1}`, 1, "unexpected 'a', want a member name in double quotes"},
		{`{"a":1,}`, 7, "unexpected '}', want a member name in double quotes"},
		{`{"a" 1}`, 5, "unexpected '1', want ':' after the member name"},
		{`{"a":}`, 5, "unexpected '}', want a value"},
		{`{"a":1]`, 6, "unexpected ']', want ',' or '}'"},
		{`{"a":1`, 6, "unexpected end of text, want ',' or '}'"},
		{`tru`, 0, "unexpected 't', want a value"},
		{`nul!`, 0, "unexpected 'n', want a value"},
		{`NaN`, 0, "unexpected 'N', want a value"},
		{`+1`, 0, "unexpected '+', want a value"},
		{`.5`, 0, "unexpected '.', want a value"},
		{`[01]`, 1, "invalid number"},
		{`-`, 0, "invalid number"},
		{`[1.]`, 1, "invalid number"},
		{`1e`, 0, "invalid number"},
		{`1e+`, 0, "invalid number"},
		{`"a`, 2, "unexpected end of text in a string"},
		{`"\`, 1, "invalid escape in a string"},
		{`"\x"`, 1, "invalid escape in a string"},
		{`"\u12G4"`, 1, "invalid escape in a string"},
		{`"\u12`, 1, "invalid escape in a string"},
		{`{"\x":1}`, 2, "invalid escape in a string"},
		{"\"a\nb\"", 2, "control character in a string, must be escaped"},
		{"\"\x00\"", 1, "control character in a string, must be escaped"},
		{`'a'`, 0, `unexpected '\'', want a value`},
		{"\ufeff{}", 0, `unexpected '\ufeff', want a value`},
		{"[1]\x00", 3, `unexpected '\x00' after the value`},
		{"[1]\v", 3, `unexpected '\v' after the value`},
	}
	for _, tt := range tests {
		_, err := jsonvalue.Parse([]byte(tt.in))
		want := &jsonvalue.SyntaxError{Offset: tt.offset, Msg: tt.msg}
		var got *jsonvalue.SyntaxError
		if !errors.As(err, &got) || *got != *want {
			t.Errorf("Parse(%q): got %v, want %v", tt.in, err, want)
		}
		if json.Valid([]byte(tt.in)) {
			t.Errorf("encoding/json accepts %q", tt.in)
		}
		if err := jsonvalue.Check(tt.in, jsonvalue.Limits{}); !errors.As(err, &got) || *got != *want {
			t.Errorf("Check(%q): got %v, want %v", tt.in, err, want)
		}
	}
}

func TestErrorsSayWhatAndWhere(t *testing.T) {
	_, err := jsonvalue.ParseString(`{"a":}`)
	if want := "invalid JSON at offset 5: unexpected '}', want a value"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = jsonvalue.ParseWithin([]byte(`[[1]]`), jsonvalue.Limits{Depth: 1})
	if want := "JSON text exceeds 1 levels of nesting at offset 1"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestParseKeepsToLimits(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	tests := []struct {
		name   string
		text   string
		limits jsonvalue.Limits
		want   *jsonvalue.LimitError
	}{
		{"default depth", nested(10_000), jsonvalue.Limits{}, nil},
		{"beyond the default depth", nested(10_001), jsonvalue.Limits{}, &jsonvalue.LimitError{Offset: 10_000, Limit: 10_000, What: "levels of nesting"}},
		{"100,000 levels", nested(100_000), jsonvalue.Limits{}, &jsonvalue.LimitError{Offset: 10_000, Limit: 10_000, What: "levels of nesting"}},
		{"100,000 levels when allowed", nested(100_000), jsonvalue.Limits{Depth: 100_000}, nil},
		{"depth of objects", `{"a":{"b":{}}}`, jsonvalue.Limits{Depth: 2}, &jsonvalue.LimitError{Offset: 10, Limit: 2, What: "levels of nesting"}},
		{"depth side by side", `[[],[],{},{}]`, jsonvalue.Limits{Depth: 2}, nil},
		{"scalar at depth", `[1]`, jsonvalue.Limits{Depth: 1}, nil},
		{"bytes", `"1234"`, jsonvalue.Limits{Bytes: 6}, nil},
		{"beyond the bytes", `"12345"`, jsonvalue.Limits{Bytes: 6}, &jsonvalue.LimitError{Offset: 6, Limit: 6, What: "bytes"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := jsonvalue.ParseWithin([]byte(tt.text), tt.limits)
			checked := jsonvalue.Check(tt.text, tt.limits)
			if tt.want == nil {
				if err != nil || checked != nil {
					t.Errorf("got %v, and %v from Check, want no error", err, checked)
				}
				return
			}
			var got *jsonvalue.LimitError
			if !errors.As(err, &got) || *got != *tt.want {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if !errors.As(checked, &got) || *got != *tt.want {
				t.Errorf("Check: got %v, want %v", checked, tt.want)
			}
		})
	}
}

// allocated returns the bytes that f allocates: the least of a few calls, because
// the runtime counts what it allocates for itself at the same time, too.
func allocated(f func()) uint64 {
	least := uint64(math.MaxUint64)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	return least
}

func TestParseRefusesWithoutCopying(t *testing.T) {
	var limit *jsonvalue.LimitError
	for _, unit := range []string{"[", `{"a":`} {
		text := bytes.Repeat([]byte(unit), 50_000_000/len(unit))
		var err error
		got := allocated(func() { _, err = jsonvalue.Parse(text) })
		if !errors.As(err, &limit) || limit.What != "levels of nesting" {
			t.Errorf("%s: got error %v, want a LimitError", unit, err)
		}
		if got > 1<<20 {
			t.Errorf("%s: allocated %d bytes", unit, got)
		}
	}
	long := bytes.Repeat([]byte(" "), 50_000_000)
	var err error
	got := allocated(func() { _, err = jsonvalue.ParseWithin(long, jsonvalue.Limits{Bytes: 1000}) })
	if !errors.As(err, &limit) || limit.What != "bytes" || got > 1000 {
		t.Errorf("got error %v after allocating %d bytes", err, got)
	}
}

func TestCheckAllocatesLittle(t *testing.T) {
	text := manyMembers(100_000, func(i int) string { return `\u0061 ` + strconv.Itoa(i) })
	if got := allocated(func() {
		if err := jsonvalue.Check(text, jsonvalue.Limits{}); err != nil {
			t.Error(err)
		}
	}); got > 1000 {
		t.Errorf("allocated %d bytes", got)
	}
}

// manyMembers returns the text of an object with n members.
func manyMembers(n int, name func(i int) string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + name(i) + `":` + strconv.Itoa(i))
	}
	b.WriteByte('}')
	return b.String()
}

func TestAMillionMembers(t *testing.T) {
	const n = 1_000_000
	v := jsonvalue.MustParse(manyMembers(n, func(int) string { return "same" }))
	if got, want := v.Compact().String(), `{"same":999999}`; got != want {
		t.Errorf("duplicates: got %s, want %s", v.Preview(40), want)
	}
	text := manyMembers(n, func(i int) string { return strconv.Itoa(i) })
	v = jsonvalue.MustParse(text)
	if v.String() != text {
		t.Error("a canonical text changed")
	}
	if got, ok := v.Get("765432").Int64(); v.Len() != n || !ok || got != 765432 {
		t.Errorf("got %d of %d members", got, v.Len())
	}
	v = jsonvalue.MustParse(manyMembers(n, func(i int) string { return strconv.Itoa(i % 1000) }))
	if got, ok := v.Get("432").Int64(); v.Len() != 1000 || !ok || got != 999432 {
		t.Errorf("got %d of %d members", got, v.Len())
	}
}

func TestParseCopies(t *testing.T) {
	text := []byte(`{"a":["b"]}`)
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	clear(text)
	if got, want := v.String(), `{"a":["b"]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMustParsePanics(t *testing.T) {
	defer func() {
		if got, want := recover(), "jsonvalue.MustParse: invalid JSON at offset 0: unexpected 'x', want a value"; got != want {
			t.Errorf("got %v, want %v", got, want)
		}
	}()
	jsonvalue.MustParse("x")
}

// TestDefinitions reads definitions that people published.
func TestDefinitions(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "definitions")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no corpus of definitions beside the repository")
	}
	valid := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if agrees(t, text) {
			valid++
		}
		return nil
	})
	if err != nil || valid == 0 {
		t.Errorf("read %d texts, error %v", valid, err)
	}
}
