package jsonvalue_test

import (
	"math"
	"sync"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

const rawText = " {\"b\" :\t[1.0, \"\\u00e9\\/\"],\r\n \"a\": { } , \"b\": [ 2 ]}\n"

func TestTextStaysAsItCame(t *testing.T) {
	v := jsonvalue.MustParse(rawText)
	checkValue(t, v)
	read, err := jsonvalue.Parse([]byte(rawText))
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]jsonvalue.Value{
		"parsed":    v,
		"from text": read,
		"cloned":    v.Clone(),
		"set":       set(t, jsonvalue.EmptyObject, nil, v),
	} {
		if got.String() != rawText || got.Size() != len(rawText) || !got.IsRaw() {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestPartsAndWhatIsMadeIsCompact(t *testing.T) {
	raw := jsonvalue.MustParse(rawText)
	const compact = `{"b":[2],"a":{}}`
	tests := []struct {
		name string
		v    jsonvalue.Value
		want string
	}{
		{"compact", raw.Compact(), compact},
		{"member", jsonvalue.MustParse(`{"a": {"b": 1}}`).Get("a"), `{"b":1}`},
		{"element", jsonvalue.MustParse(`[1, [2, 3]]`).Index(1), `[2,3]`},
		{"array", jsonvalue.OfArray([]jsonvalue.Value{raw}), "[" + compact + "]"},
		{"object", jsonvalue.OfObject([]jsonvalue.Member{{Name: "x", Value: raw}}), `{"x":` + compact + "}"},
		{"set", set(t, raw, []jsonvalue.Step{{Name: "c"}}, raw), `{"b":[2],"a":{},"c":` + compact + "}"},
		{"element of texts", jsonvalue.OfTexts([]jsonvalue.Value{raw}).Index(0), compact},
		{"texts", jsonvalue.OfTexts([]jsonvalue.Value{raw, jsonvalue.True}).Compact(), "[" + compact + ",true]"},
	}
	for _, tt := range tests {
		if got := tt.v.String(); got != tt.want || tt.v.IsRaw() {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
		checkValue(t, tt.v)
	}
}

func TestRawScalars(t *testing.T) {
	parse := jsonvalue.MustParse
	if v := parse(" 1.0\n"); v.Number() != "1.0" || v.String() != " 1.0\n" {
		t.Errorf("the number is %q, its text %q", v.Number(), v)
	}
	if i, ok := parse(" 1.0 ").Int64(); i != 1 || !ok {
		t.Errorf("the integer is %d, %v", i, ok)
	}
	if f, ok := parse(" 1.5 ").Float64(); f != 1.5 || !ok {
		t.Errorf("the float is %v, %v", f, ok)
	}
	if v := parse(`"\u00e9\/"`); v.Text() != "é/" || v.Kind() != jsonvalue.String {
		t.Errorf("the string is %q", v.Text())
	}
	if !parse(" true ").IsTrue() || parse(" false ").IsTrue() || parse("\nnull").Kind() != jsonvalue.Null {
		t.Error("the literals are read otherwise")
	}
	if v := parse("[ ]"); v.Len() != 0 || v.String() != "[ ]" || v.Compact().String() != "[]" {
		t.Errorf("the empty array is %q", v)
	}
}

func TestTextsThatAreCompactMakeNothingNew(t *testing.T) {
	v := jsonvalue.MustParse(`{"a":[1.0]}`)
	if v.Compact() != v || v.IsRaw() {
		t.Error("a compact value has a second one")
	}
	if array := jsonvalue.OfTexts([]jsonvalue.Value{v, {}}); array.IsRaw() || array.String() != `[{"a":[1.0]},null]` {
		t.Errorf("got %s", array)
	}
	if array := jsonvalue.OfTexts(nil); array != jsonvalue.EmptyArray {
		t.Errorf("got %s", array)
	}
}

// Texts inside one another are made compact without recursion, and one that is there many
// times once.
func TestDeepTextsOfTexts(t *testing.T) {
	v, inside := jsonvalue.MustParse("[ 1 ]"), "[1]"
	for range 200_000 {
		v = jsonvalue.OfTexts([]jsonvalue.Value{v})
	}
	if v = v.Index(0).Index(0); v.IsRaw() || v.Size() != 2*(200_000-2)+len(inside) {
		t.Errorf("got %s", v.Preview(40))
	}

	v = jsonvalue.MustParse("[ 1 ]")
	for range 200 {
		v = jsonvalue.OfTexts([]jsonvalue.Value{v, v})
	}
	if got := v.Preview(3); got != "…" || v.Index(1).Index(0).Kind() != jsonvalue.Array {
		t.Errorf("got %s", got)
	}
}

func TestEqualDoesNotLookAtTexts(t *testing.T) {
	raw, compact := jsonvalue.MustParse(rawText), jsonvalue.MustParse(`{"a":{},"b":[2.0]}`)
	if !jsonvalue.Equal(raw, compact) || !jsonvalue.Equal(compact, raw) || !jsonvalue.Equal(raw, jsonvalue.MustParse(rawText)) {
		t.Error("the texts count")
	}
	if jsonvalue.Equal(raw, jsonvalue.MustParse(`{ "a": { } }`)) || jsonvalue.Equal(jsonvalue.MustParse(` "a"`), jsonvalue.MustParse(`"b"`)) {
		t.Error("different values are equal")
	}
}

func TestRawValuesAreSafeForConcurrentUse(t *testing.T) {
	v := jsonvalue.OfTexts([]jsonvalue.Value{jsonvalue.MustParse(rawText), jsonvalue.MustParse("[ 1 ]")})
	got := make([]jsonvalue.Value, 8)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = v.Index(0).Get("b") })
	}
	wg.Wait()
	for _, b := range got {
		if b != got[0] || b.String() != "[2]" {
			t.Fatalf("got %s", b)
		}
	}
}

// A text that is only handed on is held once: in a node and a copy of it, as a compact one.
func TestTextsAreHeldOnce(t *testing.T) {
	for _, text := range []string{`{"a":"b"}`, `{"a": "b"}`} {
		read := []byte(text)
		got := math.Inf(1)
		for range 100 { // the least, as under the race detector a pool drops some of its items
			got = min(got, testing.AllocsPerRun(1, func() {
				if v, err := jsonvalue.Parse(read); err != nil || v.Size() != len(text) || v.String() != text {
					t.Fatal(v, err)
				}
			}))
		}
		if got != 2 {
			t.Errorf("%s takes %v allocations", text, got)
		}
	}
}

func set(t *testing.T, v jsonvalue.Value, path []jsonvalue.Step, x jsonvalue.Value) jsonvalue.Value {
	t.Helper()
	out, err := v.Set(path, x)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
