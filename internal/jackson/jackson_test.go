package jackson_test

import (
	"strings"
	"testing"

	"github.com/goasl/goasl/internal/jackson"
)

func TestExplain(t *testing.T) {
	const (
		token = `: was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
		value = `: expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
		comma = `: was expecting comma to separate Object entries`
		name  = `: was expecting double-quote to start field name`
		digit = ` in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value`
	)
	for _, test := range []struct {
		text, message string
		line, column  string
	}{
		{`not a definition`, `Unrecognized token 'not'` + token, "1", "4"}, // recorded
		{`{"a": tru}`, `Unrecognized token 'tru'` + token, "1", "10"},
		{`{"a": truely}`, `Unrecognized token 'truely'` + token, "1", "13"},
		{`{"a": NaN}`, `Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`, "1", "10"},
		{strings.Repeat("x", 300), `Unrecognized token '` + strings.Repeat("x", 256) + `...'` + token, "1", "257"},
		{`{"a": 1,}`, `Unexpected character ('}' (code 125))` + name, "1", "10"},
		{`{a: 1}`, `Unexpected character ('a' (code 97))` + name, "1", "3"},
		{"{\n \"a\": 1\n \"b\": 2}", `Unexpected character ('"' (code 34))` + comma, "3", "3"},
		{"{\r\n\"a\" 1}", `Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value`, "2", "6"},
		{`{"a": [1 2]}`, `Unexpected character ('2' (code 50)): was expecting comma to separate Array entries`, "1", "11"},
		{`{"a": [1,]}`, `Unexpected character (']' (code 93))` + value, "1", "11"},
		{`{"a": 'x'}`, `Unexpected character (''' (code 39))` + value, "1", "8"},
		{`{"a": “x”}`, `Unexpected character ('“' (code 8220 / 0x201c))` + value, "1", "8"},
		{`{"é€😀": @}`, `Unexpected character ('@' (code 64))` + value, "1", "11"},
		{`{"a": -x}`, `Unexpected character ('x' (code 120))` + digit, "1", "9"},
		{`{"a": +1}`, `Unexpected character ('1' (code 49))` + digit, "1", "9"},
		{`{"a": 01}`, `Invalid numeric value: Leading zeroes not allowed`, "1", "8"},
		{`{"a": 1.}`, `Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit`, "1", "10"},
		{`{"a": 1e}`, `Unexpected character ('}' (code 125)) in numeric value: Exponent indicator not followed by a digit`, "1", "10"},
		{"{\"a\": \"x\ny\"}", `Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value`, "2", "1"},
		{"{\"a\tb\": 1}", `Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in name`, "1", "5"},
		{`{"a": "\$"}`, `Unrecognized character escape '$' (code 36)`, "1", "10"},
		{`{"a": "\u12x4"}`, `Unexpected character ('x' (code 120)): expected a hex-digit for character escape sequence`, "1", "13"},
		{`{"a": 1]`, `Unexpected close marker ']': expected '}' (for Object starting at [Source: (String)"{"a": 1]"; line: 1, column: 1])`, "1", "9"},
		{`[1}`, `Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)"[1}"; line: 1, column: 1])`, "1", "4"},
		{`}`, `Unexpected close marker '}': expected ']' (for root starting at [Source: (String)"}"; line: 1, column: 0])`, "1", "2"},
		{`{"a": {}`, `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"a": {}"; line: 1, column: 1])`, "1", "9"},
		{`[`, `Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"["; line: 1, column: 1])`, "1", "2"},
		{`{"a": 1,`, `Unexpected end-of-input within/between Object entries`, "1", "9"},
		{`{"a"`, `Unexpected end-of-input within/between Object entries`, "1", "5"},
		{`{"a`, `Unexpected end-of-input in field name`, "1", "4"},
		{`{"a": "x`, `Unexpected end-of-input: was expecting closing quote for a string value`, "1", "9"},
		{`{"a": "\`, `Unexpected end-of-input in character escape sequence`, "1", "9"},
		{`{"a": "\u1`, `Unexpected end-of-input in character escape sequence`, "1", "11"},
		{"\x01{}", "Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens", "1", "2"},
	} {
		message, place, ok := jackson.Explain(test.text)
		if !ok || message != test.message {
			t.Errorf("%q\n got %s\nwant %s", test.text, message, test.message)
		}
		want := `[Source: (String)"` + test.text + `"; line: ` + test.line + `, column: ` + test.column + `]`
		if place != want {
			t.Errorf("%q is at\n     %s\nwant %s", test.text, place, want)
		}
	}
}

// TestExplainLongText: of a long text the first 500 units are shown.
func TestExplainLongText(t *testing.T) {
	text := `{"a": "` + strings.Repeat("😀", 300) + `" x`
	want := `[Source: (String)"{"a": "` + strings.Repeat("😀", 246) + "\ufffd" + `"[truncated 110 chars]; line: 1, column: 611]`
	if _, place, _ := jackson.Explain(text); place != want {
		t.Errorf("got %v\nwant %s", place, want)
	}
}

// TestExplainNothing: Jackson stops after the first value.
func TestExplainNothing(t *testing.T) {
	for _, text := range []string{`{"a": [1, -2.5e+3, "\u00e9\n", null, true]}`, `{} x`, ` `} {
		if message, _, ok := jackson.Explain(text); ok {
			t.Errorf("%q: %s", text, message)
		}
	}
}

func TestPlace(t *testing.T) {
	const text = "{\n \"é\": 1}"
	for pos, want := range map[int]string{
		-1: `line: 1, column: 1]`, 1: `line: 1, column: 2]`, 3: `line: 2, column: 2]`, 6: `line: 2, column: 4]`, 99: `line: 2, column: 9]`,
	} {
		if got := jackson.Place(text, pos); got != `[Source: (String)"`+text+`"; `+want {
			t.Errorf("%d: %s, want %s", pos, got, want)
		}
	}
}
