package asl_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/jsonpath/gval"
)

func ExampleWithFilters() {
	machine, err := asl.Parse([]byte(`{
		"StartAt": "Large",
		"States": {"Large": {"Type": "Pass", "InputPath": "$.orders[?(@.price * @.qty > 100)].id", "End": true}}
	}`), asl.WithFilters(gval.Filters()))
	if err != nil {
		log.Fatal(err)
	}
	result, err := machine.Execute(context.Background(), []byte(`{"orders": [{"id": "a", "price": 30, "qty": 4}, {"id": "b", "price": 99, "qty": 1}]}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	// Output: ["a"]
}

// Every field that takes a path with filters takes the language; the default is
// the service's.
func TestWithFilters(t *testing.T) {
	const path = `$.orders[?(twice(@.n) - 1 > $.limit && !(@.id == 'b'))].id`
	filters := gval.Filters(gval.Function("twice", func(args ...any) (any, error) {
		n, ok := args[0].(float64)
		if !ok {
			return nil, errors.New("twice takes a number")
		}
		return n * 2, nil
	}))
	const input = `{"limit": 4, "orders": [{"id": "a", "n": 1}, {"id": "b", "n": 3}, {"id": "c", "n": 4}]}`
	for name, test := range map[string]struct{ state, output string }{
		"InputPath":  {`{"Type": "Pass", "InputPath": "PATH", "End": true}`, `["c"]`},
		"OutputPath": {`{"Type": "Pass", "OutputPath": "PATH", "End": true}`, `["c"]`},
		"Parameters": {`{"Type": "Pass", "Parameters": {"ids": {"all.$": "PATH"}}, "End": true}`, `{"ids":{"all":["c"]}}`},
		"intrinsic":  {`{"Type": "Pass", "Parameters": {"n.$": "States.ArrayLength(PATH)"}, "End": true}`, `{"n":1}`},
		"ItemsPath": {`{"Type": "Map", "ItemsPath": "PATH", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Pass",
			"Parameters": {"of.$": "$"}, "End": true}}}, "End": true}`, `[{"of":"c"}]`},
	} {
		definition := []byte(`{"StartAt": "A", "States": {"A": ` + strings.ReplaceAll(test.state, "PATH", path) + `}}`)
		machine, err := asl.Parse(definition, asl.WithFilters(filters))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		result, err := machine.Execute(t.Context(), []byte(input))
		if err != nil || string(result.Output) != test.output {
			t.Errorf("%s: %v, %v; want %s", name, result, err, test.output)
		}
		if _, err := machine.Execute(t.Context(), []byte(`{"limit": 4, "orders": [{"n": "x"}]}`)); !strings.Contains(fmt.Sprint(err), "twice takes a number") {
			t.Errorf("%s: a function that fails gives %v", name, err)
		}
		if plain, err := asl.Parse(definition); err == nil {
			if result, err := plain.Execute(t.Context(), []byte(input)); err == nil && string(result.Output) == test.output {
				t.Errorf("%s: the language is on by default", name)
			}
		}
	}
}

// A problem in an expression is reported at its place in the definition.
func TestWithFiltersProblem(t *testing.T) {
	definition := `{"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.a[?(@.b + )]", "End": true}}}`
	_, err := asl.Parse([]byte(definition), asl.WithFilters(gval.Filters()), asl.WithFile("a.json"))
	want := fmt.Sprintf("a.json:1:%d: ", strings.Index(definition, ")]")+1)
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
}
