package main

import (
	"context"
	"fmt"
	"log"
)

func Example() {
	for _, lines := range [][]line{
		{{SKU: "lamp", Quantity: 2}, {SKU: "chair", Quantity: 1}},
		{{SKU: "chair", Quantity: 1}, {SKU: "sofa", Quantity: 3}},
	} {
		text, err := invoice(context.Background(), order{Customer: "Ada", Lines: lines})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(text))
	}
	// Output:
	// {"to":"ADA","lines":["2 × lamp = 99","1 × chair = 30"],"missing":[],"total":"116.10"}
	// {"to":"ADA","lines":"1 × chair = 30","missing":["sofa"],"total":"30.00"}
}
