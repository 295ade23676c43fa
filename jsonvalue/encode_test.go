package jsonvalue_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
)

func TestNoneHasNoText(t *testing.T) {
	var v jsonvalue.Value
	if v.String() != "" || v.JSON() != nil || v.Size() != 0 || v.Preview(10) != "" || string(v.Append([]byte("x"))) != "x" {
		t.Error("none has a text")
	}
}

func TestJSONIsTheCallersOwn(t *testing.T) {
	v := jsonvalue.MustParse(`{"a":1}`)
	clear(v.JSON())
	if got := v.String(); got != `{"a":1}` {
		t.Errorf("got %s", got)
	}
}

func TestPreview(t *testing.T) {
	parsed := `{"a":"äöü","b":[1,2,3]}`
	tests := []struct {
		text string
		max  int
		want string
	}{
		{parsed, 100, parsed},
		{parsed, len(parsed), parsed},
		{parsed, len(parsed) - 1, `{"a":"äöü","b":[1,2…`},
		{parsed, 13, `{"a":"äö…`},
		{parsed, 12, `{"a":"ä…`},
		{parsed, 11, `{"a":"ä…`},
		{parsed, 10, `{"a":"…`},
		{parsed, 4, `{…`},
		{parsed, 3, `…`},
		{parsed, 2, ``},
		{parsed, 0, ``},
		{parsed, -100, ``},
		{parsed, math.MinInt, ``},
		{`"😀😀"`, 8, `"😀…`},
		{`"😀😀"`, 7, `"…`},
		{`12`, 2, `12`},
		{`null`, 3, `…`},
	}
	for _, tt := range tests {
		v := jsonvalue.MustParse(tt.text)
		for _, v := range []jsonvalue.Value{v, rebuild(v)} {
			if got := v.Preview(tt.max); got != tt.want {
				t.Errorf("%d bytes of %s: got %s, want %s", tt.max, tt.text, got, tt.want)
			}
		}
	}
}

// A preview is a beginning of the text, valid UTF-8, and as long as can be.
func TestPreviewOfAllLengths(t *testing.T) {
	v := jsonvalue.MustParse(`[{"näme":"välue","":{}},[["😀"],null,"\n"],1.5]`)
	for _, v := range []jsonvalue.Value{v, rebuild(v), jsonvalue.OfArray([]jsonvalue.Value{v, rebuild(v)})} {
		for max := range v.Size() + 3 {
			got := v.Preview(max)
			begin, cut := strings.CutSuffix(got, "…")
			if len(got) > max || cut != (max < v.Size() && max >= 3) || !strings.HasPrefix(v.String(), begin) || !utf8.ValidString(got) {
				t.Errorf("%d bytes of %s: got %s", max, v, got)
			}
			if cut && len(got) < max-3 {
				t.Errorf("%d bytes of %s: only %d", max, v, len(got))
			}
		}
	}
}

func TestPreviewEncodesNoMoreThanItShows(t *testing.T) {
	elems := make([]jsonvalue.Value, 1000)
	for i := range elems {
		elems[i] = jsonvalue.OfString(strings.Repeat("x", 1000))
	}
	v := jsonvalue.OfArray(elems)
	for _, v := range []jsonvalue.Value{v, v.Clone(), jsonvalue.OfArray([]jsonvalue.Value{v})} {
		if got := allocated(func() { v.Preview(30) }); got > 1000 {
			t.Errorf("allocated %d bytes", got)
		}
	}
}

// nested returns a value of depth levels, arrays and objects in turn, around
// inner, and its text.
func nested(depth int, inner jsonvalue.Value) (jsonvalue.Value, string) {
	text := strings.Repeat(`{"a":[`, depth/2) + inner.String() + strings.Repeat("]}", depth/2)
	for range depth / 2 {
		inner = jsonvalue.OfArray([]jsonvalue.Value{inner})
		inner = jsonvalue.OfObject([]jsonvalue.Member{{Name: "a", Value: inner}})
	}
	return inner, text
}

// Values can be built deeper than any text is read, and must not exhaust the
// stack.
func TestDeepBuiltValues(t *testing.T) {
	const depth = 1_000_000
	v, text := nested(depth, jsonvalue.OfInt(1))
	same, _ := nested(depth, jsonvalue.OfNumber("1.0"))
	if v.Size() != len(text) {
		t.Errorf("got size %d, want %d", v.Size(), len(text))
	}
	if got := string(v.Append(nil)); got != text {
		t.Error("Append gives another text")
	}
	if !jsonvalue.Equal(v, same) {
		t.Error("values are equal and Equal says no")
	}
	if got, want := v.Preview(12), `{"a":[{"a…`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := len(v.Preview(len(text) - 1)); got != len(text)-1 {
		t.Errorf("got a preview of %d bytes", got)
	}
}

// Looking into a deep text takes time in proportion to its length.
func TestDeepTexts(t *testing.T) {
	const depth = 200_000
	built, text := nested(depth, jsonvalue.OfInt(1))
	other, _ := nested(depth, jsonvalue.OfInt(2))
	parsed, err := jsonvalue.ParseWithin([]byte(text), jsonvalue.Limits{Depth: depth})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []jsonvalue.Value{parsed, built.Clone()} {
		if v.String() != text || !jsonvalue.Equal(v, built) || jsonvalue.Equal(v, other) {
			t.Error("the value is not what it should be")
		}
		inner := v
		path := make([]jsonvalue.Step, depth)
		for i := range path {
			if i%2 == 0 {
				path[i].Name, inner = "a", inner.Get("a")
			} else {
				path[i].IsIndex, inner = true, inner.Index(0)
			}
		}
		if inner.String() != "1" {
			t.Errorf("inside is %s", inner.Preview(20))
		}
		if set, err := v.Set(path, jsonvalue.OfInt(2)); err != nil || !jsonvalue.Equal(set, other) {
			t.Errorf("Set gives %s, error %v", set.Preview(20), err)
		}
	}

	twice := strings.ReplaceAll(text, `{"a"`, `{"a":0,"a"`)
	folded, err := jsonvalue.ParseWithin([]byte(twice), jsonvalue.Limits{Depth: depth})
	if err != nil || folded.String() != twice || folded.Compact().String() != text {
		t.Errorf("with duplicates: got %s, error %v", folded.Preview(20), err)
	}
}

// A value that holds another one twice, which does the same, and so on, has a
// text of any length.
func TestSizeDoesNotOverflow(t *testing.T) {
	v := jsonvalue.OfString("x")
	for range 200 {
		size := v.Size()
		v = jsonvalue.OfObject([]jsonvalue.Member{
			{Name: "a", Value: v},
			{Name: "b", Value: jsonvalue.OfArray([]jsonvalue.Value{v, v})},
		})
		if v.Size() < size || v.Size() < 0 {
			t.Fatalf("the size went from %d to %d", size, v.Size())
		}
	}
	if v.Size() < math.MaxInt/8 {
		t.Errorf("got size %d", v.Size())
	}
	if got, want := v.Preview(20), `{"a":{"a":{"a":{"…`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	set, err := v.Set([]jsonvalue.Step{{Name: "a"}}, jsonvalue.True)
	if err != nil || set.Size() != v.Size() {
		t.Errorf("got size %d, error %v", set.Size(), err)
	}
	set, err = set.Set([]jsonvalue.Step{{Name: "b"}}, jsonvalue.True)
	if err != nil || set.Size() != len(`{"a":true,"b":true}`) {
		t.Errorf("got size %d, error %v", set.Size(), err)
	}
	checkValue(t, set)
}

func TestIsText(t *testing.T) {
	v := jsonvalue.MustParse(`{"a": [1, "x"]}`)
	built := jsonvalue.OfArray([]jsonvalue.Value{v})
	for _, test := range []struct {
		v    jsonvalue.Value
		text string
		want bool
	}{
		{v, `{"a": [1, "x"]}`, true},
		{v, `{"a":[1,"x"]}`, false},
		{v.Compact(), `{"a":[1,"x"]}`, true},
		{v, `{"a":[1,"y"]}`, false},
		{v, ``, false},
		{jsonvalue.Value{}, ``, false},
		{built, built.String(), false}, // it is not held as text
		{built, ``, false},
	} {
		if got := test.v.IsText([]byte(test.text)); got != test.want {
			t.Errorf("%s is the text %s: %v", test.v, test.text, got)
		}
	}
}
