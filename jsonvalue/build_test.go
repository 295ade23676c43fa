package jsonvalue_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestBuildScalars(t *testing.T) {
	tests := []struct {
		v    jsonvalue.Value
		kind jsonvalue.Kind
		want string
	}{
		{jsonvalue.OfBool(true), jsonvalue.Bool, `true`},
		{jsonvalue.OfBool(false), jsonvalue.Bool, `false`},
		{jsonvalue.OfInt(0), jsonvalue.Number, `0`},
		{jsonvalue.OfInt(math.MinInt64), jsonvalue.Number, `-9223372036854775808`},
		{jsonvalue.OfNumber("1.0"), jsonvalue.Number, `1.0`},
		{jsonvalue.OfNumber("-0E+00"), jsonvalue.Number, `-0E+00`},
		{jsonvalue.OfString(""), jsonvalue.String, `""`},
		{jsonvalue.OfString("a b"), jsonvalue.String, `"a b"`},
		{jsonvalue.OfString("é<&>\u2028\x7f"), jsonvalue.String, "\"é<&>\u2028\x7f\""},
		{jsonvalue.OfString("\"\\/\b\f\n\r\t\x00\x1f"), jsonvalue.String, `"\"\\/\b\f\n\r\t\u0000\u001F"`},
		{jsonvalue.OfString("a\xff\xfeb\xe2\x82"), jsonvalue.String, `"a��b��"`},
	}
	for _, tt := range tests {
		if got := tt.v.String(); got != tt.want || tt.v.Kind() != tt.kind {
			t.Errorf("got %s of kind %s, want %s of kind %s", got, tt.v.Kind(), tt.want, tt.kind)
		}
		checkValue(t, tt.v)
	}
}

func TestOfNumberRefusesWhatIsNoNumber(t *testing.T) {
	for _, text := range []string{"", "-", "+1", "01", "1.", ".1", "1e", "1e+", "0x1", " 1", "1 ", "1,", "NaN", "Infinity", "-a", "1_000"} {
		if v := jsonvalue.OfNumber(text); v.Exists() {
			t.Errorf("%q gives %s", text, v)
		}
	}
}

func TestOfFloatWritesAsEncodingJSON(t *testing.T) {
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1.5, 0.1, 1e-6, 9.99e-7, 1e-9, 1.5e-10, 123456789012, 1e20, 1e21, -1e21, 1e100, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Pi} {
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		v := jsonvalue.OfFloat(f)
		if v.String() != string(want) {
			t.Errorf("got %s, want %s", v, want)
		}
		if back, ok := v.Float64(); !ok || back != f {
			t.Errorf("%s reads back as %v", v, back)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if v := jsonvalue.OfFloat(f); v.Exists() {
			t.Errorf("%v gives %s", f, v)
		}
	}
}

func TestOfArray(t *testing.T) {
	parsed := jsonvalue.MustParse(`{"a":[1]}`)
	tests := []struct {
		elems []jsonvalue.Value
		want  string
	}{
		{nil, `[]`},
		{[]jsonvalue.Value{jsonvalue.OfInt(1)}, `[1]`},
		{[]jsonvalue.Value{{}, parsed, parsed.Get("a")}, `[null,{"a":[1]},[1]]`},
		{[]jsonvalue.Value{jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.True}), jsonvalue.EmptyArray, jsonvalue.EmptyObject}, `[[true],[],{}]`},
	}
	for _, tt := range tests {
		v := jsonvalue.OfArray(tt.elems)
		if got := v.String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
		checkValue(t, v)
	}
}

func TestOfObject(t *testing.T) {
	one, two := jsonvalue.OfInt(1), jsonvalue.OfInt(2)
	many := make([]jsonvalue.Member, 300)
	for i := range many {
		many[i] = jsonvalue.Member{Name: strings.Repeat("n", 1+i%100), Value: jsonvalue.OfInt(int64(i))}
	}
	tests := []struct {
		name    string
		members []jsonvalue.Member
		want    string
	}{
		{"empty", nil, `{}`},
		{"order", []jsonvalue.Member{{Name: "b", Value: one}, {Name: "a", Value: two}}, `{"b":1,"a":2}`},
		{"none", []jsonvalue.Member{{Name: "a"}}, `{"a":null}`},
		{"escapes", []jsonvalue.Member{{Name: "\"\n\x01é", Value: one}}, `{"\"\n\u0001é":1}`},
		{"duplicates", []jsonvalue.Member{{Name: "a", Value: one}, {Name: "b", Value: one}, {Name: "a", Value: two}}, `{"a":2,"b":1}`},
		{"duplicates by invalid UTF-8", []jsonvalue.Member{{Name: "\xff", Value: one}, {Name: "\xfe", Value: two}}, `{"�":2}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := jsonvalue.OfObject(tt.members)
			if got := v.String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			checkValue(t, v)
		})
	}
	v := jsonvalue.OfObject(many)
	if name, m := v.Member(9); v.Len() != 100 || name != "nnnnnnnnnn" || m.Number() != "209" {
		t.Errorf("of 300 members with 100 names: got %d, member 9 is %q: %s", v.Len(), name, m)
	}
	checkValue(t, v)
}

func TestUnquote(t *testing.T) {
	for text, want := range map[string]string{
		`""`: "", `"plain"`: "plain", `"ä€😀"`: "ä€😀", `"\"\\\/\b\f\n\r\t"`: "\"\\/\b\f\n\r\t",
		`"\u0041\ud83d\ude00\ud83d"`: "A😀\ufffd", "\"a\xffb\"": "a\ufffdb",
	} {
		if got := jsonvalue.Unquote(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
		if parsed := jsonvalue.MustParse(text).Text(); parsed != want {
			t.Errorf("%s: Parse gives %q", text, parsed)
		}
	}
}
