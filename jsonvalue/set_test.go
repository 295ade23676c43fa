package jsonvalue_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
	"github.com/google/go-cmp/cmp"
)

// steps makes a path of member names and indices.
func steps(path ...any) []jsonvalue.Step {
	var out []jsonvalue.Step
	for _, p := range path {
		if i, ok := p.(int); ok {
			out = append(out, jsonvalue.Step{Index: i, IsIndex: true})
		} else {
			out = append(out, jsonvalue.Step{Name: p.(string)})
		}
	}
	return out
}

func TestSet(t *testing.T) {
	x := jsonvalue.MustParse(`{"x":[1]}`)
	tests := []struct {
		name, in string
		path     []jsonvalue.Step
		want     string
	}{
		{"the root", `{"a":1}`, nil, `{"x":[1]}`},
		{"a member", `{"a":1,"b":2}`, steps("a"), `{"a":{"x":[1]},"b":2}`},
		{"the last member", `{"a":1,"b":2}`, steps("b"), `{"a":1,"b":{"x":[1]}}`},
		{"a new member", `{"a":1}`, steps("b"), `{"a":1,"b":{"x":[1]}}`},
		{"a member of an empty object", `{}`, steps("a"), `{"a":{"x":[1]}}`},
		{"an element", `[1,2,3]`, steps(1), `[1,{"x":[1]},3]`},
		{"deep", `{"a":[{"b":[0]}],"c":{}}`, steps("a", 0, "b", 0), `{"a":[{"b":[{"x":[1]}]}],"c":{}}`},
		{"missing objects", `{"a":{}}`, steps("a", "b", "c"), `{"a":{"b":{"c":{"x":[1]}}}}`},
		{"missing objects at the root", `{"a":1}`, steps("b", "c"), `{"a":1,"b":{"c":{"x":[1]}}}`},
		{"a container", `{"a":{"b":{"c":1}}}`, steps("a", "b"), `{"a":{"b":{"x":[1]}}}`},
		{"the empty name", `{"":0}`, steps(""), `{"":{"x":[1]}}`},
		{"a name with a dot", `{"a":{"b":1}}`, steps("a.b"), `{"a":{"b":1},"a.b":{"x":[1]}}`},
		{"a name with escapes", `{"\n":{}}`, steps("\n", "\""), `{"\n":{"\"":{"x":[1]}}}`},
		{"an invalid name", `{"a":1}`, steps("\xff"), `{"a":1,"�":{"x":[1]}}`},
		{"an invalid name that is there", `{"�":1,"a":1}`, steps("\xff"), `{"�":{"x":[1]},"a":1}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, v := range []jsonvalue.Value{jsonvalue.MustParse(tt.in), rebuild(jsonvalue.MustParse(tt.in))} {
				got, err := v.Set(tt.path, x)
				if v.String() != tt.in {
					t.Errorf("the original became %s", v)
				}
				if err != nil || got.String() != tt.want {
					t.Errorf("got %s, error %v, want %s", got, err, tt.want)
				}
				checkValue(t, v)
				checkValue(t, got)
			}
		})
	}
}

func TestSetNone(t *testing.T) {
	v := jsonvalue.MustParse(`{"a":[1]}`)
	for _, tt := range []struct {
		path []jsonvalue.Step
		want string
	}{
		{steps("a"), `{"a":null}`},
		{steps("a", 0), `{"a":[null]}`},
		{steps("b", "c"), `{"a":[1],"b":{"c":null}}`},
		{nil, ``},
	} {
		got, err := v.Set(tt.path, jsonvalue.Value{})
		if err != nil || got.String() != tt.want || got.Exists() != (tt.want != "") {
			t.Errorf("got %s, error %v, want %s", got, err, tt.want)
		}
		if got.Exists() {
			checkValue(t, got)
		}
	}
}

func TestSetErrors(t *testing.T) {
	tests := []struct {
		in   string
		path []jsonvalue.Step
		at   int // number of steps up to the one that fails
		kind jsonvalue.Kind
		msg  string
	}{
		{`{"a":1}`, steps("a", "b", "c"), 2, jsonvalue.Number, `cannot set $['a']['b'] in a value of type number`},
		{`{"a":null}`, steps("a", "b"), 2, jsonvalue.Null, `cannot set $['a']['b'] in a value of type null`},
		{`"s"`, steps("a"), 1, jsonvalue.String, `cannot set $['a'] in a value of type string`},
		{`[1]`, steps("a"), 1, jsonvalue.Array, `cannot set $['a'] in a value of type array`},
		{`{"0":1}`, steps(0), 1, jsonvalue.Object, `cannot set $[0] in a value of type object`},
		{`[1]`, steps(1), 1, jsonvalue.Array, `cannot set $[1]: the array has no such element`},
		{`[1]`, steps(-1), 1, jsonvalue.Array, `cannot set $[-1]: the array has no such element`},
		{`{}`, steps("a", 0), 2, jsonvalue.Object, `cannot set $['a'][0] in a value of type object`},
		{`true`, steps("a\nb"), 1, jsonvalue.Bool, `cannot set $['a\nb'] in a value of type boolean`},
		{``, steps("a"), 1, jsonvalue.None, `cannot set $['a'] in a value of type none`},
	}
	for _, tt := range tests {
		var v jsonvalue.Value
		if tt.in != "" {
			v = jsonvalue.MustParse(tt.in)
		}
		got, err := v.Set(tt.path, jsonvalue.True)
		var failed *jsonvalue.SetError
		if !errors.As(err, &failed) || got.Exists() {
			t.Errorf("%s: got %s, error %v", tt.in, got, err)
			continue
		}
		want := &jsonvalue.SetError{At: tt.path[:tt.at], Kind: tt.kind}
		if diff := cmp.Diff(want, failed); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if err.Error() != tt.msg {
			t.Errorf("got message %s, want %s", err, tt.msg)
		}
	}
}

// What is not on the path is the same value on both sides, not a copy.
func TestSetShares(t *testing.T) {
	v := jsonvalue.MustParse(`{"a":{"b":[{},{"c":1},{}],"d":{}},"e":{"f":[]}}`)
	set, err := v.Set(steps("a", "b", 1, "c"), jsonvalue.True)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range [][]jsonvalue.Step{steps("e"), steps("a", "d"), steps("a", "b", 0), steps("a", "b", 2)} {
		if at(v, path) != at(set, path) {
			t.Errorf("%v was copied", path)
		}
	}
	for _, path := range [][]jsonvalue.Step{nil, steps("a"), steps("a", "b"), steps("a", "b", 1)} {
		if at(v, path) == at(set, path) {
			t.Errorf("%v was changed in place", path)
		}
	}
}

func at(v jsonvalue.Value, path []jsonvalue.Step) jsonvalue.Value {
	for _, s := range path {
		if s.IsIndex {
			v = v.Index(s.Index)
		} else {
			v = v.Get(s.Name)
		}
	}
	return v
}

// Setting members of a large object, where a map finds them, one after another.
func TestSetInALargeObject(t *testing.T) {
	v := jsonvalue.EmptyObject
	for i := range 200 {
		before, text := v, v.String()
		var err error
		if v, err = v.Set(steps(fmt.Sprint("m", i)), jsonvalue.OfInt(int64(i))); err != nil {
			t.Fatal(err)
		}
		if v, err = v.Set(steps(fmt.Sprint("m", i/2)), jsonvalue.OfString("again")); err != nil {
			t.Fatal(err)
		}
		if v.Len() != i+1 || v.Size() != len(v.String()) || before.String() != text {
			t.Fatalf("after %d: %d members, size %d of %d", i, v.Len(), v.Size(), len(v.String()))
		}
	}
	if got := v.Get("m99").Text() + v.Get("m100").Number(); got != "again100" {
		t.Errorf("got %s", got)
	}
	checkValue(t, v)
}

func TestSetErrorKeepsItsPath(t *testing.T) {
	path := steps("a", "b")
	_, err := jsonvalue.MustParse(`{"a":1}`).Set(path, jsonvalue.True)
	path[0].Name = "changed"
	if err == nil || !strings.Contains(err.Error(), "$['a']['b']") {
		t.Errorf("got %v", err)
	}
}
