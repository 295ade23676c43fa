package jsonpath_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonvalue"
)

func Example() {
	path := jsonpath.MustCompile("$.orders[?(@.total > 10)].id")
	ids, err := path.Query([]byte(`{"orders": [{"id": "a", "total": 12.5}, {"id": "b", "total": 3}]}`))
	fmt.Println(string(ids), err)
	// Output: ["a"] <nil>
}

func ExampleCompile() {
	_, err := jsonpath.Compile(`$.orders["id"]`)
	fmt.Println(err)
	// Output: invalid path "$.orders[\"id\"]" at offset 8: names in brackets take single quotes: ['a']
}

func ExamplePath_Eval() {
	document := jsonvalue.MustParse(`{"items": [{"price": 2}, {"price": 5.00}]}`)
	for _, text := range []string{"$.items[1].price", "$.items[*].price", "$.items[*].size", "$.size"} {
		v, err := jsonpath.MustCompile(text).Eval(document, nil)
		if missing := (*jsonpath.NotFoundError)(nil); errors.As(err, &missing) {
			fmt.Println("nothing there:", missing.Detail)
			continue
		}
		fmt.Println(v)
	}
	// Output:
	// 5.00
	// [2,5.00]
	// []
	// nothing there: No results for path: $['size']
}

func ExampleBudget() {
	budget := jsonpath.Budget{Nodes: 3}
	_, err := jsonpath.MustCompile("$..*").Eval(jsonvalue.MustParse(`[[1, 2], [3, 4]]`), &budget)
	fmt.Println(err)
	// Output: path "$..*" visits more than 3 values
}

func ExampleReference_Set() {
	reference, err := jsonpath.CompileReference("$.result.id")
	if err != nil {
		panic(err)
	}
	v, err := reference.Set(jsonvalue.MustParse(`{"input": true}`), jsonvalue.OfInt(7))
	fmt.Println(v, err)
	// Output: {"input":true,"result":{"id":7}} <nil>
}

func ExampleCompileTemplate() {
	template := jsonpath.CompileTemplate(
		jsonvalue.MustParse(`{"Name.$": "$.name", "Kind": "city", "Id.$": "$.id"}`),
		func(_, text string) (*jsonpath.Path, error) { return jsonpath.Compile(text) },
		func(pointer string, err error) { fmt.Println(pointer, err) },
	)
	input := jsonvalue.MustParse(`{"id": 1, "name": "Köln"}`)
	v, err := template.Eval(func(field string, p *jsonpath.Path) (jsonvalue.Value, error) {
		return p.Eval(input, nil)
	})
	fmt.Println(v, err)
	// Output: {"Kind":"city","Id":1,"Name":"Köln"} <nil>
}

func ExampleTemplate_Eval() {
	template := jsonpath.CompileTemplate(
		jsonvalue.MustParse(`{"greeting.$": "hello"}`),
		func(_, text string) (string, error) { return strings.ToUpper(text), nil },
		func(pointer string, err error) { fmt.Println(pointer, err) },
	)
	fmt.Println(template.Eval(func(field, text string) (jsonvalue.Value, error) {
		return jsonvalue.OfString(field + " " + text), nil
	}))
	// Output: {"greeting":"greeting.$ HELLO"} <nil>
}
