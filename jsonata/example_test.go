package jsonata_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/jsonata"
	"github.com/goasl/goasl/jsonvalue"
)

func Example() {
	x, err := jsonata.Compile(`orders[total > $least].{"id": id, "total": $formatNumber(total, "#,##0.00")}`)
	if err != nil {
		panic(err)
	}
	input := jsonvalue.MustParse(`{"orders":[{"id":1,"total":5},{"id":2,"total":1234.5}]}`)
	v, err := x.Eval(context.Background(), input, map[string]jsonvalue.Value{"least": jsonvalue.OfInt(10)})
	if err != nil {
		panic(err)
	}
	fmt.Println(v)
	// Output: {"id":2,"total":"1,234.50"}
}

func ExampleCompile() {
	_, err := jsonata.Compile(`name & (first`)
	var e *jsonata.Error
	if errors.As(err, &e) {
		fmt.Printf("%s at %d: %s\n", e.Code, e.Offset, e.Message)
	}
	// Output: S0203 at 13: Expected ")" before end of expression
}

func ExampleExpr_Eval() {
	x := jsonata.MustCompile(`missing`)
	v, err := x.Eval(context.Background(), jsonvalue.MustParse(`{"present":null}`), nil)
	fmt.Println(v.Exists(), err)
	// Output: false <nil>
}

func ExampleExpr_EvalEnv() {
	x := jsonata.MustCompile(`$states.input.name & " at " & $now()`, jsonata.WithProfile(jsonata.AWS))
	states := jsonvalue.MustParse(`{"input":{"name":"Ada"}}`)
	v, err := x.EvalEnv(&jsonata.Env{
		Lookup: func(name string) (jsonvalue.Value, bool) { return states, name == "states" },
		Now:    time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC),
	}, jsonvalue.Value{})
	fmt.Println(v, err)
	// Output: "Ada at 2024-01-02T03:04:05.000Z" <nil>
}

func ExampleExpr_References() {
	refs := jsonata.MustCompile(`($x := $states.input.a; $x + $total + phone)`).References()
	for _, r := range refs.Variables {
		fmt.Println("variable", r.Name, r.Path, r.Pos)
	}
	for _, r := range refs.Input {
		fmt.Println("input", r.Name, r.Pos)
	}
	// Output:
	// variable states [input a] 7
	// variable total [] 29
	// input phone 38
}

func ExampleWithLimits() {
	x := jsonata.MustCompile(`$join([1..1000].$string())`, jsonata.WithLimits(jsonata.Limits{Steps: 100}))
	_, err := x.EvalEnv(nil, jsonvalue.Value{})
	fmt.Println(errors.Is(err, jsonata.ErrLimit))
	// Output: true
}
