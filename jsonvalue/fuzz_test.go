package jsonvalue_test

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/tidwall/gjson"
)

// FuzzParse holds Parse against encoding/json: the same texts, the same meaning.
// gjson, which recurses, may follow a Check.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		``, `null`, ` {"a" : [1, 2.50, -0e+1], "b":{} } `, `{"a":1,"a":{"b":2,"b":[3]}}`, `["\u00e9\ud83d\ude00\ud83d\/\u001f\u0000"]`,
		"\"\xff\xe2\x82\"", `[[[[[]]]]]`, `{"":{"":{"":0}}}`, `[1,]`, `{"a"}`, `01`, `"\x"`, "\"\x01\"", "\ufeff1", `tru`, `1e`, `{"a":1,"\u0061":2}`,
		`{"c":{"x":1},"c":{"y":[{"z":1,"z":2}]}}`, strings.Repeat("[", 70) + "{}" + strings.Repeat("]", 70), document(300),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		valid := agrees(t, text)
		if jsonvalue.Check(string(text), jsonvalue.Limits{}) == nil && gjson.ValidBytes(text) != valid {
			t.Errorf("gjson.Valid says %t of %q", !valid, text)
		}
	})
}

// FuzzSet sets a place in a value, and holds the result against the same done
// with maps and slices.
func FuzzSet(f *testing.F) {
	f.Add(`{"a":{"b":[1,2]}}`, "a/b/#1", `{"x":1}`)
	f.Add(`{"a":1,"a":{}}`, "a/n/m", `null`)
	f.Add(`[[],[{"k":"v"}]]`, "#1/#0/k", `"w"`)
	f.Add(`{}`, "\xff/", `[]`)
	f.Add(`{"a":1}`, "a/b", `2`)
	f.Add(`[1]`, "#1", `2`)
	f.Add(`1`, "", `2`)
	f.Fuzz(func(t *testing.T, in, slashed, what string) {
		v, err := jsonvalue.ParseString(in)
		if err != nil {
			return
		}
		x, err := jsonvalue.ParseString(what)
		if err != nil {
			return
		}
		path := slashedPath(slashed)
		text := v.String()
		got, err := v.Set(path, x)
		if v.String() != text {
			t.Fatalf("the original changed from %s to %s", text, v)
		}
		want, ok := setPlain(plain(v), path, plain(x))
		if ok != (err == nil) {
			t.Fatalf("setting %v in %s: error %v", path, v, err)
		}
		if !ok {
			_ = err.Error()
			return
		}
		checkValue(t, got)
		wanted, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if !jsonvalue.Equal(got, jsonvalue.MustParse(string(wanted))) {
			t.Fatalf("setting %v in %s: got %s, want %s", path, v, got, wanted)
		}
		if back := at(got, path); !jsonvalue.Equal(back, x) {
			t.Fatalf("set %s, got back %s", x, back)
		}
	})
}

// slashedPath makes steps of "name/#index/name".
func slashedPath(slashed string) []jsonvalue.Step {
	if slashed == "" {
		return nil
	}
	var path []jsonvalue.Step
	for _, part := range strings.Split(slashed, "/") {
		if digits, ok := strings.CutPrefix(part, "#"); ok {
			if i, err := strconv.Atoi(digits); err == nil {
				path = append(path, jsonvalue.Step{Index: i, IsIndex: true})
				continue
			}
		}
		path = append(path, jsonvalue.Step{Name: strings.ToValidUTF8(part, "?")})
	}
	return path
}

// setPlain is Set for what encoding/json decodes. It changes v.
func setPlain(v any, path []jsonvalue.Step, x any) (any, bool) {
	if len(path) == 0 {
		return x, true
	}
	step, rest := path[0], path[1:]
	switch v := v.(type) {
	case []any:
		if !step.IsIndex || step.Index < 0 || step.Index >= len(v) {
			return nil, false
		}
		e, ok := setPlain(v[step.Index], rest, x)
		v[step.Index] = e
		return v, ok
	case map[string]any:
		if step.IsIndex {
			return nil, false
		}
		m, there := v[step.Name]
		if !there {
			m = map[string]any{}
		}
		m, ok := setPlain(m, rest, x)
		v[step.Name] = m
		return v, ok
	}
	return nil, false
}

// FuzzCompareNumbers holds CompareNumbers against fractions of big integers, and
// Int64 with it. Exponents are bounded there, because a fraction writes them out.
func FuzzCompareNumbers(f *testing.F) {
	for _, seed := range []string{"0", "-0.0", "1", "1.0", "-1.5e3", "0.001e-2", "10E+1", "12345678901234567890", "9223372036854775807", "-9223372036854775808.0", "1e999"} {
		f.Add(seed, "1")
		f.Add("1e1", seed)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		va, vb := jsonvalue.OfNumber(a), jsonvalue.OfNumber(b)
		if va.Exists() != (json.Valid([]byte(a)) && strings.Trim(a, "-0123456789+.eE") == "") {
			t.Fatalf("OfNumber(%q) gives %s", a, va)
		}
		if !va.Exists() || !vb.Exists() {
			return
		}
		got := jsonvalue.CompareNumbers(a, b)
		if jsonvalue.CompareNumbers(b, a) != -got || jsonvalue.CompareNumbers(a, a) != 0 {
			t.Fatalf("%s and %s have no order", a, b)
		}
		if jsonvalue.Equal(va, vb) != (got == 0) {
			t.Fatalf("Equal and CompareNumbers differ over %s and %s", a, b)
		}
		x, y := fraction(a), fraction(b)
		if x == nil || y == nil {
			return
		}
		if want := x.Cmp(y); got != want {
			t.Fatalf("%s and %s: got %d, want %d", a, b, got, want)
		}
		i, ok := va.Int64()
		if want := x.IsInt() && x.Num().IsInt64(); ok != want || ok && x.Num().Int64() != i {
			t.Fatalf("Int64 of %s gives %d, %t", a, i, ok)
		}
	})
}

// fraction returns the number as a fraction, nil if its exponent is beyond 1,000.
func fraction(text string) *big.Rat {
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if n, err := strconv.Atoi(text[i+1:]); err != nil || n < -1000 || n > 1000 {
			return nil
		}
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return r
}

// FuzzOfString holds strings that are built against encoding/json.
func FuzzOfString(f *testing.F) {
	for _, seed := range []string{"", "plain", "é\u2028<&>", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "\xff\xfe\xe2\x82", "😀"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := jsonvalue.OfString(s)
		checkValue(t, v)
		var back string
		if err := json.Unmarshal(v.JSON(), &back); err != nil || back != v.Text() || back != string([]rune(s)) {
			t.Fatalf("%q: encoding/json reads %q, Text gives %q, error %v", s, back, v.Text(), err)
		}
		object := jsonvalue.OfObject([]jsonvalue.Member{{Name: s, Value: v}})
		checkValue(t, object)
		if name, m := object.Member(0); name != back || object.Get(back) != m {
			t.Fatalf("%q: the member's name is %q", s, name)
		}
	})
}
