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
	variables := jsonvalue.MustParse(`{"least":10}`)
	v, err := x.Eval(context.Background(), input, jsonata.Env{Lookup: variables.Get})
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

// The zero Value is undefined. It is not null, which is a value.
func ExampleExpr_Eval() {
	input := jsonvalue.MustParse(`{"present":null}`)
	for _, source := range []string{`missing`, `present`} {
		v, err := jsonata.MustCompile(source).Eval(context.Background(), input, jsonata.Env{})
		fmt.Println(source, v.Exists(), v, err)
	}
	// Output:
	// missing false  <nil>
	// present true null <nil>
}

func ExampleExpr_Eval_errors() {
	x := jsonata.MustCompile(`1 + name`)
	_, err := x.Eval(context.Background(), jsonvalue.MustParse(`{"name":"Ada"}`), jsonata.Env{})
	var e *jsonata.Error
	if errors.As(err, &e) {
		fmt.Printf("%s at %d: %s: %v\n", e.Code, e.Offset, e.Message, e.Value)
	}
	// Output: T2002 at 2: The right side of the "+" operator must evaluate to a number: "Ada"
}

func ExampleEnv() {
	x := jsonata.MustCompile(`$states.input.name & " at " & $now()`, jsonata.WithProfile(jsonata.AWS))
	variables := jsonvalue.MustParse(`{"states":{"input":{"name":"Ada"}}}`)
	v, err := x.Eval(context.Background(), jsonvalue.Value{}, jsonata.Env{
		Lookup: variables.Get,
		Now:    time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC),
	})
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
	_, err := x.Eval(context.Background(), jsonvalue.Value{}, jsonata.Env{})
	fmt.Println(errors.Is(err, jsonata.ErrLimit))
	// Output: true
}

func ExampleWithProfile() {
	for _, p := range []jsonata.Profile{jsonata.Latest, jsonata.AWS} {
		x := jsonata.MustCompile(`$partition([1..5], 2)`, jsonata.WithProfile(p))
		fmt.Println(x.Eval(context.Background(), jsonvalue.Value{}, jsonata.Env{}))
	}
	// Output:
	//  Attempted to invoke a non-function
	// [[1,2],[3,4],[5]] <nil>
}
