package jsonvalue_test

import (
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/google/go-cmp/cmp"
)

// agrees checks that Parse and encoding/json accept the same texts and read the
// same from them, and reports whether they accept this one.
func agrees(t *testing.T, text []byte) bool {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if valid := json.Valid(text); valid != (err == nil) {
		t.Fatalf("Parse(%.200q) gives error %v, json.Valid says %t", text, err, valid)
	}
	if checked := jsonvalue.Check(string(text), jsonvalue.Limits{}); (checked == nil) != (err == nil) {
		t.Fatalf("Check(%.200q) gives error %v, Parse %v", text, checked, err)
	}
	if err != nil {
		return false
	}
	if want := string(text); utf8.ValidString(want) && v.String() != want {
		t.Fatalf("%.200q is kept as %.200q", want, v)
	}
	checkValue(t, v)
	checkMeaning(t, string(text), v)
	return true
}

// checkValue checks what holds for every value that exists.
func checkValue(t *testing.T, v jsonvalue.Value) {
	t.Helper()
	text := v.String()
	if v.Size() != len(text) {
		t.Fatalf("Size is %d, the text's length %d: %.200s", v.Size(), len(text), text)
	}
	if got := string(v.Append([]byte("x"))); got != "x"+text {
		t.Fatalf("Append gives %.200s, String %.200s", got, text)
	}
	if got := string(v.JSON()); got != text {
		t.Fatalf("JSON gives %.200s, String %.200s", got, text)
	}
	if got := v.Clone().String(); got != text {
		t.Fatalf("the clone is %.200s, the value %.200s", got, text)
	}
	if got := v.Preview(len(text)); got != text {
		t.Fatalf("Preview gives %.200s, String %.200s", got, text)
	}
	again, err := jsonvalue.ParseWithin([]byte(text), jsonvalue.Limits{Depth: len(text) + 1})
	if err != nil {
		t.Fatalf("the value's text is refused: %v", err)
	}
	if again.String() != text {
		t.Fatalf("the value's text %.200s is read as %.200s", text, again)
	}
	if !jsonvalue.Equal(v, again) || !jsonvalue.Equal(again, v) {
		t.Fatalf("the value differs from what its text says: %.200s", text)
	}
	compact := v.Compact()
	if v.IsRaw() == (compact.String() == text) || compact.IsRaw() || !jsonvalue.Equal(v, compact) {
		t.Fatalf("compact, %.200s becomes %.200s", text, compact)
	}
	if built := rebuild(v); built.String() != compact.String() || built.Size() != compact.Size() || !jsonvalue.Equal(v, built) {
		t.Fatalf("built from its parts, %.200s becomes %.200s", text, built)
	}
}

// rebuild builds the value from its parts.
func rebuild(v jsonvalue.Value) jsonvalue.Value {
	switch v.Kind() {
	case jsonvalue.String:
		return jsonvalue.OfString(v.Text())
	case jsonvalue.Number:
		return jsonvalue.OfNumber(v.Number())
	case jsonvalue.Array:
		var elems []jsonvalue.Value
		for _, e := range v.Elements() {
			elems = append(elems, rebuild(e))
		}
		return jsonvalue.OfArray(elems)
	case jsonvalue.Object:
		var members []jsonvalue.Member
		for name, m := range v.Members() {
			members = append(members, jsonvalue.Member{Name: name, Value: rebuild(m)})
		}
		return jsonvalue.OfObject(members)
	}
	return v
}

// checkMeaning checks that v is what encoding/json reads from the text.
func checkMeaning(t *testing.T, text string, v jsonvalue.Value) {
	t.Helper()
	var want any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&want); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("more after the value: %v", err)
	}
	if got := plain(v); !reflect.DeepEqual(want, got) {
		t.Fatalf("encoding/json reads %.200q otherwise (-want +got):\n%s", text, cmp.Diff(want, got))
	}
}

// plain returns v as encoding/json decodes into an interface.
func plain(v jsonvalue.Value) any {
	switch v.Kind() {
	case jsonvalue.Bool:
		return v.IsTrue()
	case jsonvalue.Number:
		return json.Number(v.Number())
	case jsonvalue.String:
		return v.Text()
	case jsonvalue.Array:
		elems := make([]any, 0, v.Len())
		for _, e := range v.Elements() {
			elems = append(elems, plain(e))
		}
		return elems
	case jsonvalue.Object:
		members := make(map[string]any, v.Len())
		for name, m := range v.Members() {
			members[name] = plain(m)
		}
		return members
	}
	return nil
}
