package jsonvalue

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"
)

// decodedLevels counts the nodes of v whose level is decoded.
func decodedLevels(v Value) int {
	l := v.n.level.Load()
	if l == nil {
		return 0
	}
	count := 1
	for _, e := range l.elems {
		count += decodedLevels(e)
	}
	for _, m := range l.members {
		count += decodedLevels(m.Value)
	}
	return count
}

func TestValuesAreDecodedLevelByLevel(t *testing.T) {
	v := MustParse(`{"a":{"b":{"c":[1]}},"d":[[2],[3]]}`)
	steps := []struct {
		what string
		look func()
		want int
	}{
		{"nothing", func() {}, 0},
		{"encoding", func() { v.Append(nil); v.Clone(); v.Preview(3); v.Size() }, 0},
		{"comparing with the same text", func() { Equal(v, MustParse(v.String())) }, 0},
		{"a member", func() { v.Get("a") }, 1},
		{"the member's length", func() { v.Get("a").Len() }, 2},
		{"the other member's element", func() { v.Get("d").Index(1) }, 3},
		{"wrapping", func() { OfArray([]Value{v, v.Get("a").Get("b")}).Append(nil) }, 3},
		{"setting", func() { _, _ = v.Set([]Step{{Name: "d"}, {Index: 0, IsIndex: true}}, True) }, 3},
	}
	for _, s := range steps {
		s.look()
		if got := decodedLevels(v); got != s.want {
			t.Errorf("after %s: %d levels are decoded, want %d", s.what, got, s.want)
		}
	}
}

func TestDeepTextsAreDecodedAsAWhole(t *testing.T) {
	for _, depth := range []int{lazyDepth, lazyDepth + 1} {
		v := MustParse(strings.Repeat("[", depth) + "1" + strings.Repeat("]", depth))
		v.Index(0)
		want := 1
		if depth > lazyDepth {
			want = depth
		}
		if got := decodedLevels(v); got != want {
			t.Errorf("depth %d: %d levels are decoded, want %d", depth, got, want)
		}
	}
}

func TestDecodeAllAgreesWithDecode(t *testing.T) {
	for _, text := range []string{
		`1`, `"a"`, `null`, `[]`, `{}`, `[[]]`, `{"a":{}}`,
		`[1,"]",[],{},[[2,{"a\n":[3]}],"\\"],{"x":"}","y":{"z":null}},-1.5e3]`,
	} {
		whole, lazy := decodeAll(text), MustParse(text)
		if a, b := outline(whole), outline(lazy); a != b {
			t.Errorf("%s: decoded as a whole %s, level by level %s", text, a, b)
		}
	}
}

// outline writes all that there is to see of v.
func outline(v Value) string {
	s := fmt.Sprintf("%s %d %s", v.Kind(), v.Size(), v)
	for i, e := range v.Elements() {
		s += fmt.Sprintf(" %d:(%s)", i, outline(e))
	}
	for name, m := range v.Members() {
		s += fmt.Sprintf(" %q:(%s)", name, outline(m))
	}
	return s
}

func TestOnlyWhatHasDuplicatesIsBuiltAnew(t *testing.T) {
	v := decodeAll(`{"a":[1,2],"b":{"x":1,"x":2}}`)
	if v.n.text != "" || v.Get("b").n.text != "" {
		t.Error("an object with duplicates kept its text")
	}
	if got := v.Get("a").n.text; got != `[1,2]` {
		t.Errorf("an array without lost its text: %q", got)
	}
}

// within reports whether part lies in the memory of whole.
func within(part, whole string) bool {
	p, w := uintptr(unsafe.Pointer(unsafe.StringData(part))), uintptr(unsafe.Pointer(unsafe.StringData(whole)))
	return p >= w && p < w+uintptr(len(whole))
}

func TestCloneKeepsNoLargerText(t *testing.T) {
	doc := MustParse(`{"small":{"a":["b"]},"large":"` + strings.Repeat("x", 1000) + `"}`)
	small := doc.Get("small")
	if !within(small.n.text, doc.n.text) {
		t.Fatal("a member was copied")
	}
	clone := small.Clone()
	if within(clone.n.text, doc.n.text) || clone.n.level.Load() != nil {
		t.Error("the clone of a member shares memory with its document")
	}
	if !Equal(clone, small) || clone.String() != small.String() || clone.n.depth != small.n.depth {
		t.Errorf("got %s, want %s", clone, small)
	}
	built := OfArray([]Value{small, OfInt(1)}).Clone()
	if within(built.Index(0).n.text, doc.n.text) {
		t.Error("the clone of a built value shares memory with a document in it")
	}
	if v := (Value{}).Clone(); v.Exists() {
		t.Errorf("the clone of none is %s", v)
	}
}

func TestDepthIsABound(t *testing.T) {
	nested := MustParse(`[[[1]]]`)
	set := func(v Value, x Value) Value {
		out, err := v.Set([]Step{{Index: 0, IsIndex: true}}, x)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	tests := []struct {
		name string
		v    Value
		want int32
	}{
		{"scalar", MustParse("1"), 0},
		{"empty", MustParse("[ ]"), 0},
		{"flat", MustParse(`{"a":1}`), 1},
		{"parsed", nested, 3},
		{"element", nested.Index(0), 2},
		{"scalar in it", nested.Index(0).Index(0).Index(0), 0},
		{"built", OfArray([]Value{True, nested}), 4},
		{"member", OfObject([]Member{{"a", nested}, {"b", True}}), 4},
		{"set deeper", set(nested, OfArray([]Value{nested})), 5},
		{"set shallower", set(nested, True), 3},
		{"clone", OfArray([]Value{nested}).Clone(), 4},
	}
	for _, tt := range tests {
		if got := tt.v.n.depth; got != tt.want {
			t.Errorf("%s: got depth %d, want %d", tt.name, got, tt.want)
		}
	}
}

// Hashes only raise the suspicion that a name is there twice.
func TestCollidingHashesChangeNothing(t *testing.T) {
	text := `{"a":1,"b":[2,{"c":3}]}`
	s := newScanner(text, Limits{})
	if err := s.scan(); err != nil {
		t.Fatal(err)
	}
	s.twice = true
	if got := s.canonical(); got != text {
		t.Errorf("got %s, want %s", got, text)
	}
}

func TestNamesFindsDuplicates(t *testing.T) {
	var n names
	n.open()
	n.add("a")
	n.open()
	n.add("a")
	n.add("b")
	if n.close() {
		t.Error("a name of the outer object counts in the inner one")
	}
	n.add("b")
	n.open()
	n.add("x")
	n.add("y")
	n.add("x")
	if !n.close() {
		t.Error("a duplicate was not found")
	}
	if n.close() {
		t.Error("names of the inner object count in the outer one")
	}
}
