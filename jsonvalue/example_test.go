package jsonvalue_test

import (
	"errors"
	"fmt"

	"github.com/goasl/goasl/jsonvalue"
)

func ExampleParse() {
	v, err := jsonvalue.Parse([]byte(`{ "id": 12345678901234567890, "price": 1.50, "tags": ["a", "b"] }`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v)
	fmt.Println(v.Compact())
	fmt.Println(v.Get("tags"))
	fmt.Println(v.Get("price").Number(), v.Get("tags").Index(1).Text(), v.Get("absent").Exists())
	// Output:
	// { "id": 12345678901234567890, "price": 1.50, "tags": ["a", "b"] }
	// {"id":12345678901234567890,"price":1.50,"tags":["a","b"]}
	// ["a","b"]
	// 1.50 b false
}

func ExampleParse_error() {
	_, err := jsonvalue.Parse([]byte(`{"a": tru}`))
	var syntax *jsonvalue.SyntaxError
	if errors.As(err, &syntax) {
		fmt.Println(syntax.Offset, syntax.Msg)
	}
	// Output: 6 unexpected 't', want a value
}

func ExampleParseWithin() {
	_, err := jsonvalue.ParseWithin([]byte(`[[[]]]`), jsonvalue.Limits{Depth: 2})
	fmt.Println(err)
	// Output: JSON text exceeds 2 levels of nesting at offset 2
}

func ExampleCheck() {
	fmt.Println(jsonvalue.Check(`{"a":1}`, jsonvalue.Limits{}))
	fmt.Println(jsonvalue.Check(`{"a":1,}`, jsonvalue.Limits{}))
	// Output:
	// <nil>
	// invalid JSON at offset 7: unexpected '}', want a member name in double quotes
}

func ExampleValue_Set() {
	v := jsonvalue.MustParse(`{"order":{"id":7}}`)
	path := []jsonvalue.Step{{Name: "order"}, {Name: "shipping"}, {Name: "done"}}
	set, err := v.Set(path, jsonvalue.True)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(set)
	fmt.Println(v)

	_, err = v.Set([]jsonvalue.Step{{Name: "order"}, {Name: "id"}, {Name: "x"}}, jsonvalue.True)
	fmt.Println(err)
	// Output:
	// {"order":{"id":7,"shipping":{"done":true}}}
	// {"order":{"id":7}}
	// cannot set $['order']['id']['x'] in a value of type number
}

func ExampleOfObject() {
	v := jsonvalue.OfObject([]jsonvalue.Member{
		{Name: "name", Value: jsonvalue.OfString("Ada")},
		{Name: "age", Value: jsonvalue.OfInt(36)},
		{Name: "name", Value: jsonvalue.OfString("Ada Lovelace")},
	})
	fmt.Println(v)
	// Output: {"name":"Ada Lovelace","age":36}
}

func ExampleOfArray() {
	fmt.Println(jsonvalue.OfArray([]jsonvalue.Value{jsonvalue.OfFloat(0.5), {}, jsonvalue.OfBool(true)}))
	// Output: [0.5,null,true]
}

func ExampleOfTexts() {
	parts := func() []jsonvalue.Value {
		return []jsonvalue.Value{jsonvalue.MustParse(`{"n": 1}`), jsonvalue.MustParse(`[2, 3]`)}
	}
	fmt.Println(jsonvalue.OfTexts(parts()))
	fmt.Println(jsonvalue.OfTexts(parts()).Index(1))
	fmt.Println(jsonvalue.OfArray(parts()))
	// Output:
	// [{"n": 1},[2, 3]]
	// [2,3]
	// [{"n":1},[2,3]]
}

func ExampleOfNumber() {
	fmt.Println(jsonvalue.OfNumber("1.00"), jsonvalue.OfNumber("one").Exists())
	// Output: 1.00 false
}

func ExampleEqual() {
	a := jsonvalue.MustParse(`{"n":1,"list":[true,null]}`)
	b := jsonvalue.MustParse(`{"list":[true,null],"n":1.0}`)
	fmt.Println(jsonvalue.Equal(a, b), a.String() == b.String())
	// Output: true false
}

func ExampleCompareNumbers() {
	fmt.Println(jsonvalue.CompareNumbers("9007199254740993", "9007199254740992"))
	fmt.Println(jsonvalue.CompareNumbers("1e2", "100.0"))
	// Output:
	// 1
	// 0
}

func ExampleValue_Members() {
	for name, m := range jsonvalue.MustParse(`{"b":1,"a":{"x":[2,3]}}`).Members() {
		fmt.Println(name, m.Kind(), m)
	}
	// Output:
	// b number 1
	// a object {"x":[2,3]}
}

func ExampleValue_Elements() {
	for i, e := range jsonvalue.MustParse(`["a",["b"]]`).Elements() {
		fmt.Println(i, e)
	}
	// Output:
	// 0 "a"
	// 1 ["b"]
}

func ExampleValue_Preview() {
	fmt.Println(jsonvalue.MustParse(`{"comment":"a long text that no message should hold as a whole"}`).Preview(30))
	// Output: {"comment":"a long text tha…
}

func ExampleValue_Int64() {
	i, ok := jsonvalue.MustParse("1.0e2").Int64()
	fmt.Println(i, ok)
	_, ok = jsonvalue.MustParse("1.5").Int64()
	fmt.Println(ok)
	// Output:
	// 100 true
	// false
}
