package jsonvalue_test

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestKinds(t *testing.T) {
	tests := []struct {
		v    jsonvalue.Value
		kind jsonvalue.Kind
		name string
	}{
		{jsonvalue.Value{}, jsonvalue.None, "none"},
		{jsonvalue.NullValue, jsonvalue.Null, "null"},
		{jsonvalue.True, jsonvalue.Bool, "boolean"},
		{jsonvalue.False, jsonvalue.Bool, "boolean"},
		{jsonvalue.MustParse("-1.5"), jsonvalue.Number, "number"},
		{jsonvalue.MustParse(`""`), jsonvalue.String, "string"},
		{jsonvalue.EmptyArray, jsonvalue.Array, "array"},
		{jsonvalue.EmptyObject, jsonvalue.Object, "object"},
		{jsonvalue.MustParse(`[{}]`), jsonvalue.Array, "array"},
		{jsonvalue.MustParse(`{"a":[]}`), jsonvalue.Object, "object"},
	}
	for _, tt := range tests {
		if got := tt.v.Kind(); got != tt.kind || got.String() != tt.name {
			t.Errorf("%s: got kind %s, want %s", tt.v, got, tt.name)
		}
		if got := tt.v.Exists(); got != (tt.kind != jsonvalue.None) {
			t.Errorf("%s: Exists is %t", tt.v, got)
		}
	}
}

// samples has one value of each kind.
func samples() []jsonvalue.Value {
	return []jsonvalue.Value{
		{},
		jsonvalue.NullValue,
		jsonvalue.True,
		jsonvalue.OfInt(7),
		jsonvalue.OfString("s"),
		jsonvalue.MustParse(`["x","y"]`),
		jsonvalue.MustParse(`{"a":1,"b":2}`),
	}
}

// Each method answers for kinds it is not meant for as if there were nothing.
func TestAccessorsOfOtherKinds(t *testing.T) {
	for _, v := range samples() {
		kind := v.Kind()
		if kind != jsonvalue.Array {
			if got := v.Index(0); got.Exists() {
				t.Errorf("%s: Index gives %s", kind, got)
			}
			for range v.Elements() {
				t.Errorf("%s has elements", kind)
			}
		}
		if kind != jsonvalue.Object {
			if got := v.Get("a"); got.Exists() {
				t.Errorf("%s: Get gives %s", kind, got)
			}
			if name, got := v.Member(0); name != "" || got.Exists() {
				t.Errorf("%s: Member gives %q, %s", kind, name, got)
			}
			for range v.Members() {
				t.Errorf("%s has members", kind)
			}
		}
		if kind != jsonvalue.Array && kind != jsonvalue.Object && v.Len() != 0 {
			t.Errorf("%s: Len is %d", kind, v.Len())
		}
		if kind != jsonvalue.String && v.Text() != "" {
			t.Errorf("%s: Text is %q", kind, v.Text())
		}
		if kind != jsonvalue.Number && v.Number() != "" {
			t.Errorf("%s: Number is %q", kind, v.Number())
		}
		if v.IsTrue() != (kind == jsonvalue.Bool) {
			t.Errorf("%s: IsTrue is %t", kind, v.IsTrue())
		}
	}
	if jsonvalue.False.IsTrue() || jsonvalue.MustParse("false").IsTrue() {
		t.Error("false is true")
	}
}

func TestArray(t *testing.T) {
	v := jsonvalue.MustParse(`[1,"two,]",[3,[4]],{"five":"}"},null,""]`)
	want := []string{`1`, `"two,]"`, `[3,[4]]`, `{"five":"}"}`, `null`, `""`}
	if v.Len() != len(want) {
		t.Fatalf("got %d elements, want %d", v.Len(), len(want))
	}
	for i, e := range v.Elements() {
		if e.String() != want[i] || v.Index(i) != e {
			t.Errorf("element %d: got %s and %s, want %s", i, e, v.Index(i), want[i])
		}
	}
	if v.Index(-1).Exists() || v.Index(len(want)).Exists() {
		t.Error("an index out of range gives a value")
	}
	for i := range v.Elements() {
		if i == 2 {
			break
		}
	}
}

func TestObject(t *testing.T) {
	v := jsonvalue.MustParse(`{"b":"}","a":{"b":[1,2]},"":3,"q\"\\\n":4,"é":[]}`)
	names := []string{"b", "a", "", "q\"\\\n", "é"}
	want := []string{`"}"`, `{"b":[1,2]}`, `3`, `4`, `[]`}
	if v.Len() != len(want) {
		t.Fatalf("got %d members, want %d", v.Len(), len(want))
	}
	i := 0
	for name, m := range v.Members() {
		if name != names[i] || m.String() != want[i] || v.Get(name) != m {
			t.Errorf("member %d: got %q: %s, want %q: %s", i, name, m, names[i], want[i])
		}
		if n, same := v.Member(i); n != name || same != m {
			t.Errorf("Member(%d) gives %q: %s", i, n, same)
		}
		i++
	}
	if v.Get("c").Exists() || v.Get("q").Exists() {
		t.Error("an absent member exists")
	}
	for _, i := range []int{-1, len(want)} {
		if name, m := v.Member(i); name != "" || m.Exists() {
			t.Errorf("Member(%d) gives %q: %s", i, name, m)
		}
	}
	for range v.Members() {
		break
	}
}

// Objects of all sizes, so that they are on both sides of where a map is used.
func TestGetInObjectsOfAllSizes(t *testing.T) {
	for n := range 150 {
		v := jsonvalue.MustParse(manyMembers(n, func(i int) string { return fmt.Sprint("name", i) }))
		members := make([]jsonvalue.Member, n)
		for i := range members {
			members[i].Name, members[i].Value = v.Member(i)
		}
		for _, v := range []jsonvalue.Value{v, jsonvalue.OfObject(members)} {
			for i := range n {
				if got := v.Get(fmt.Sprint("name", i)); got.Number() != fmt.Sprint(i) {
					t.Fatalf("%d members: member %d is %s", n, i, got)
				}
			}
			if got := v.Get(fmt.Sprint("name", n)); got.Exists() {
				t.Fatalf("%d members: got one more", n)
			}
		}
	}
}

func TestText(t *testing.T) {
	tests := []struct{ in, want string }{
		{`""`, ""},
		{`"plain"`, "plain"},
		{`"\"\\\/\b\f\n\r\t\u0001"`, "\"\\/\b\f\n\r\t\x01"},
		{`"a\nb\nc"`, "a\nb\nc"},
		{`"\ud83d\ude00 é"`, "😀 é"},
	}
	for _, tt := range tests {
		if got := jsonvalue.MustParse(tt.in).Text(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

// A level that is decoded already is read without allocating, and a value held
// as text is encoded without.
func TestReadingAllocatesNothing(t *testing.T) {
	v := jsonvalue.MustParse(document(10_000))
	many := jsonvalue.MustParse(manyMembers(100, func(i int) string { return fmt.Sprint(i) }))
	built := jsonvalue.OfArray([]jsonvalue.Value{v, many})
	buf := make([]byte, 0, 20_000)
	path := func() bool { return v.Get("orders").Index(3).Get("sku").Text() == "AB-00021" }
	sum := func() (n int) {
		for _, e := range v.Get("orders").Elements() {
			for name := range e.Members() {
				n += len(name)
			}
		}
		return n
	}
	if !path() || !many.Get("99").Exists() || sum() == 0 {
		t.Fatal("the document is not as expected")
	}
	tests := []struct {
		name string
		f    func()
	}{
		{"Get and Index", func() { path() }},
		{"Get of many", func() { many.Get("98") }},
		{"iterators", func() { sum() }},
		{"Append of a parsed value", func() { buf = v.Append(buf[:0]) }},
		{"Append of a built value", func() { buf = built.Append(buf[:0]) }},
		{"String of a parsed value", func() { _ = v.String() }},
		{"Size", func() { built.Size() }},
		{"Int64", func() { many.Get("98").Int64() }},
		{"Equal of what is the same", func() { jsonvalue.Equal(built, built) }},
	}
	for _, tt := range tests {
		if got := testing.AllocsPerRun(100, tt.f); got != 0 {
			t.Errorf("%s: %v allocations", tt.name, got)
		}
	}
}

// What nobody looks into costs the same whatever is in it: the copy of its text
// and its node. It is the least of some calls that counts, because with the race
// detector a scanner that could be used again is not always found.
func TestParsingAllocatesNoMoreForMore(t *testing.T) {
	buf := make([]byte, 0, 20_000)
	for _, text := range []string{`"a"`, `{"a":1,"b":["x","y"]}`, document(10_000)} {
		in := []byte(text)
		got := math.Inf(1)
		for range 50 {
			got = min(got, testing.AllocsPerRun(1, func() {
				v, err := jsonvalue.Parse(in)
				if err != nil {
					t.Fatal(err)
				}
				buf = v.Append(buf[:0])
			}))
		}
		if got > 2 {
			t.Errorf("%d bytes: %v allocations", len(text), got)
		}
	}
}

// Goroutines that look into a fresh value at once see the same values.
func TestConcurrentReaders(t *testing.T) {
	deep := strings.Repeat(`{"a":[`, 50) + strings.Repeat(`]}`, 50)
	texts := []string{
		document(10_000),
		manyMembers(200, func(i int) string { return fmt.Sprint(i) }),
		`[` + deep + `,{"b":` + deep + `}]`,
	}
	for range 20 {
		for _, text := range texts {
			v := jsonvalue.MustParse(text)
			const readers = 8
			first := make([]jsonvalue.Value, readers)
			var wg sync.WaitGroup
			for i := range readers {
				wg.Go(func() {
					if v.Kind() == jsonvalue.Array {
						first[i] = v.Index(0)
					} else {
						name, _ := v.Member(0)
						first[i] = v.Get(name)
					}
					if got := rebuild(v).String(); got != text {
						t.Errorf("a reader sees %.100s", got)
					}
				})
			}
			wg.Wait()
			for i := range first {
				if first[i] != first[0] || !first[i].Exists() {
					t.Fatal("readers got different values")
				}
			}
		}
	}
}

func TestDepth(t *testing.T) {
	deep := jsonvalue.MustParse(`[{"a": [1]}, 2]`)
	for _, test := range []struct {
		v    jsonvalue.Value
		want int
	}{
		{jsonvalue.Value{}, 0}, {jsonvalue.True, 0}, {jsonvalue.EmptyArray, 0}, {jsonvalue.MustParse(`[1]`), 1}, {deep, 3},
		{jsonvalue.OfArray([]jsonvalue.Value{deep}), 4},
	} {
		if got := test.v.Depth(); got < test.want || got > test.want+1 {
			t.Errorf("%s is %d deep, want %d", test.v, got, test.want)
		}
	}
}
