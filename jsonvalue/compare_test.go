package jsonvalue_test

import (
	"fmt"
	"testing"

	"github.com/goasl/goasl/jsonvalue"
)

func TestEqual(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{``, ``, true},
		{``, `null`, false},
		{`null`, `null`, true},
		{`null`, `false`, false},
		{`true`, `true`, true},
		{`true`, `false`, false},
		{`1`, `1.0`, true},
		{`1`, `10e-1`, true},
		{`-0`, `0.00e5`, true},
		{`1`, `2`, false},
		{`1`, `"1"`, false},
		{`12345678901234567890`, `12345678901234567891`, false},
		{`"a"`, `"\u0061"`, true},
		{`"a"`, `"A"`, false},
		{`"e\u0301"`, `"é"`, false},
		{`[]`, `{}`, false},
		{`[]`, `[ ]`, true},
		{`[1,2]`, `[1.0,2e0]`, true},
		{`[1,2]`, `[2,1]`, false},
		{`[1]`, `[1,1]`, false},
		{`[[1],[2]]`, `[[1],[3]]`, false},
		{`[1,[2,{"a":3}]]`, `[1,[2,{"a":3.0}]]`, true},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true},
		{`{"a":1,"b":2}`, `{"a":1}`, false},
		{`{"a":1}`, `{"b":1}`, false},
		{`{"a":1,"b":null}`, `{"a":1,"c":null}`, false},
		{`{"a":{"b":[1,{"c":2,"d":3}]}}`, `{"a":{"b":[1,{"d":3,"c":2}]}}`, true},
		{`{"a":{"b":[1,{"c":2,"d":3}]}}`, `{"a":{"b":[1,{"d":2,"c":3}]}}`, false},
	}
	parse := func(text string) jsonvalue.Value {
		if text == "" {
			return jsonvalue.Value{}
		}
		return jsonvalue.MustParse(text)
	}
	for _, tt := range tests {
		a, b := parse(tt.a), parse(tt.b)
		for _, a := range []jsonvalue.Value{a, rebuild(a)} {
			for _, b := range []jsonvalue.Value{b, rebuild(b)} {
				if jsonvalue.Equal(a, b) != tt.want || jsonvalue.Equal(b, a) != tt.want {
					t.Errorf("%s and %s: want %t", tt.a, tt.b, tt.want)
				}
			}
		}
		if !jsonvalue.Equal(a, a) || !jsonvalue.Equal(b, parse(tt.b)) {
			t.Errorf("%s or %s is not equal to itself", tt.a, tt.b)
		}
	}
}

func TestEqualOfLargeObjects(t *testing.T) {
	const n = 1000
	a := jsonvalue.MustParse(manyMembers(n, func(i int) string { return fmt.Sprint(i) }))
	var members []jsonvalue.Member
	for i := range n {
		name, v := a.Member(n - 1 - i)
		members = append(members, jsonvalue.Member{Name: name, Value: v})
	}
	b := jsonvalue.OfObject(members)
	if !jsonvalue.Equal(a, b) {
		t.Error("the order of members counts")
	}
	c, err := b.Set([]jsonvalue.Step{{Name: "500"}}, jsonvalue.True)
	if err != nil || jsonvalue.Equal(a, c) {
		t.Errorf("a member that differs does not count; error %v", err)
	}
}
