package gval_test

import (
	"fmt"
	"log"
	"math"

	"github.com/goasl/goasl/jsonpath"
	"github.com/goasl/goasl/jsonpath/gval"
)

func ExampleFilters() {
	path, err := jsonpath.CompileWith("$.orders[?(@.price * @.qty > 100)].id", gval.Filters())
	if err != nil {
		log.Fatal(err)
	}
	ids, err := path.Query([]byte(`{"orders": [
		{"id": "a", "price": 30, "qty": 4},
		{"id": "b", "price": 99.5, "qty": 1},
		{"id": "c", "price": 200}
	]}`))
	fmt.Println(string(ids), err)
	// Output: ["a"] <nil>
}

// A function of the program's own finds the places within 100 kilometres.
func ExampleFunction() {
	distance := func(args ...any) (any, error) {
		var km [4]float64
		for i := range km {
			ok := i < len(args)
			if ok {
				km[i], ok = args[i].(float64)
			}
			if !ok {
				return nil, fmt.Errorf("distance takes four numbers")
			}
		}
		return math.Hypot(km[0]-km[2], km[1]-km[3]), nil
	}
	filters := gval.Filters(gval.Function("distance", distance))
	path, err := jsonpath.CompileWith("$.places[?(distance(@.x, @.y, $.x, $.y) < 100)].name", filters)
	if err != nil {
		log.Fatal(err)
	}
	names, err := path.Query([]byte(`{"x": 10, "y": 20, "places": [
		{"name": "harbour", "x": 60, "y": 90},
		{"name": "airport", "x": 150, "y": 20}
	]}`))
	fmt.Println(string(names), err)
	// Output: ["harbour"] <nil>
}
