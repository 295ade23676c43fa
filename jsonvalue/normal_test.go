package jsonvalue_test

import (
	"math"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestNormalNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"1": "1", "1.0": "1", "-1.50": "-1.5", "1e2": "100", "1E+2": "100", "-0": "0", "-0.0": "0", "0e9": "0", "1e-400": "0",
		"9223372036854775807": "9223372036854775807", "-9223372036854775808": "-9223372036854775808",
		"9223372036854775808": "9.223372036854776E18", "123456789012345678901234567890": "1.2345678901234568E29",
		"1e18": "1000000000000000000", "1e19": "1.0E19", "0.001": "0.001", "0.0009": "9.0E-4", "-0.00012": "-1.2E-4",
		"9999999.5": "9999999.5", "12345678.5": "1.23456785E7", "3.3": "3.3", "0.1000000000000000055": "0.1", "0.3333333333333333": "0.3333333333333333",
		`{ "a" : [ 1.0 , "1.0" , {"1.0\"": 2e0, "é": -3} ] }`: `{"a":[1,"1.0",{"1.0\"":2,"é":-3}]}`,
		`[[],{},null,true,1.0]`:                               "[[],{},null,true,1]", `"1.0"`: `"1.0"`,
		strings.Repeat("[", 99) + "1.0" + strings.Repeat("]", 99): strings.Repeat("[", 99) + "1" + strings.Repeat("]", 99),
	} {
		v := jsonvalue.MustParse(text)
		got, ok := v.NormalNumbers()
		if got.String() != want || !ok {
			t.Errorf("%s is %s, %t, want %s", text, got, ok, want)
		}
		checkValue(t, got)
		if again, _ := got.NormalNumbers(); again != got {
			t.Errorf("%s was gone through again", got)
		}
	}
	for _, text := range []string{"1e400", "[1.5,-1e400]", "1" + strings.Repeat("0", 400)} {
		if got, ok := jsonvalue.MustParse(text).NormalNumbers(); ok || got.String() != text {
			t.Errorf("%.20s is %.20s, %t", text, got, ok)
		}
	}
	if got, ok := (jsonvalue.Value{}).NormalNumbers(); got.Exists() || !ok {
		t.Errorf("none is %s, %t", got, ok)
	}
}

// TestOddNumbers: however a value came about, it is known whether it has numbers that are
// not normal; and a value that has none is returned as it is.
func TestOddNumbers(t *testing.T) {
	odd, plain := jsonvalue.OfNumber("1.0"), jsonvalue.OfNumber("3.25")
	list := func(v ...jsonvalue.Value) jsonvalue.Value { return jsonvalue.OfArray(v) }
	set := func(text string, v jsonvalue.Value) jsonvalue.Value {
		changed, err := jsonvalue.MustParse(text).Set([]jsonvalue.Step{{Name: "a"}}, v)
		if err != nil {
			t.Fatal(err)
		}
		return changed
	}
	deep := jsonvalue.MustParse(strings.Repeat("[", 99) + `1.0,{"b":7}` + strings.Repeat("]", 99))
	for deep.Kind() == jsonvalue.Array && deep.Len() == 1 {
		deep = deep.Index(0)
	}
	for name, test := range map[string]struct {
		v    jsonvalue.Value
		want string // "" if it is returned as it is
	}{
		"array":                  {list(plain, odd), "[3.25,1]"},
		"plain array":            {list(plain, jsonvalue.OfInt(5)), ""},
		"object":                 {jsonvalue.OfObject([]jsonvalue.Member{{Name: "a", Value: list(odd)}}), `{"a":[1]}`},
		"set":                    {set(`{"b":1}`, odd), `{"b":1,"a":1}`},
		"set in odd":             {set(`{"b":1.0}`, plain), `{"b":1,"a":3.25}`},
		"set in plain":           {set(`{"b":1}`, plain), ""},
		"part of odd":            {jsonvalue.MustParse(`{"a":{"b":1.0}}`).Get("a"), `{"b":1}`},
		"number of odd":          {jsonvalue.MustParse(`{"a":{"b":1.0}}`).Get("a").Get("b"), "1"},
		"plain number of odd":    {jsonvalue.MustParse(`[1.0,2.5]`).Index(1), ""},
		"part of raw":            {jsonvalue.MustParse(`{"a": {"b": 1.0}}`).Get("a"), `{"b":1}`},
		"part of raw and plain":  {jsonvalue.MustParse(`{"a": {"b": 1}}`).Get("a"), ""},
		"part of deep":           {deep.Index(0), "1"},
		"plain part of deep":     {deep.Index(1), ""},
		"clone":                  {jsonvalue.MustParse(`[1.0]`).Clone(), "[1]"},
		"clone of raw":           {jsonvalue.MustParse(`[ 1.0 ]`).Clone(), "[1]"},
		"clone of plain":         {jsonvalue.MustParse(`[1]`).Clone(), ""},
		"float":                  {jsonvalue.OfFloat(1e21), "1.0E21"},
		"double":                 {jsonvalue.OfDouble(1e21), ""},
		"texts":                  {jsonvalue.OfTexts([]jsonvalue.Value{jsonvalue.MustParse(`[ 1.0 ]`), plain}), "[[1],3.25]"},
		"of a folded name":       {jsonvalue.MustParse(`{"a":1.0,"a":2,"b":1.50}`), `{"a":2,"b":1.5}`},
		"integers of 18 digits":  {jsonvalue.MustParse(`[-123456789012345678,0.125,1234567.5]`), ""},
		"normal, but not surely": {jsonvalue.MustParse(`[0.3333333333333333]`), "[0.3333333333333333]"},
	} {
		got, _ := test.v.NormalNumbers()
		if test.want == "" && got != test.v || test.want != "" && got.String() != test.want {
			t.Errorf("%s: %s is %s, want %s", name, test.v, got, test.want)
		}
	}
}

func TestOfDouble(t *testing.T) {
	for f, want := range map[float64]string{
		1: "1", -2.5: "-2.5", 1 << 60: "1152921504606846976", 1 << 63: "9.223372036854776E18", 1e-7: "1.0E-7", math.Copysign(0, -1): "0",
		math.Inf(1): "", math.NaN(): "",
	} {
		if got := jsonvalue.OfDouble(f).String(); got != want {
			t.Errorf("%v is %s, want %s", f, got, want)
		}
	}
	for f, want := range map[float64]string{0: "0.0", 1: "1.0", 1e7: "1.0E7", 0.0001: "1.0E-4", math.Inf(-1): "-Inf"} {
		if got := string(jsonvalue.AppendDouble(nil, f)); got != want {
			t.Errorf("%v is %s, want %s", f, got, want)
		}
	}
}

func TestRepeatsName(t *testing.T) {
	for text, want := range map[string]bool{
		`{"a":1,"a":2}`: true, `{"a": 1, "\u0061": 1}`: true, `[{"b":{"a":1,"b":2,"a":3}}]`: true,
		`{"a":{"a":1},"b":{"a":1}}`: false, `{ "a" : 1 , "b" : 2 }`: false, `[1, 1]`: false, `"a"`: false,
	} {
		if got := jsonvalue.MustParse(text).RepeatsName(); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
	if (jsonvalue.Value{}).RepeatsName() {
		t.Error("none has a name twice")
	}
}
