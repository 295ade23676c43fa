// Command invoice shows a workflow in JSONata: expressions between {% and %}
// read the state's input and result through $states and variables by their
// names, and compute what paths and intrinsic functions cannot.
//
//	go run ./examples/invoice
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"

	"github.com/goasl/goasl/asl"
)

//go:embed invoice.asl.json
var definition string

type order struct {
	Customer string `json:"customer"`
	Lines    []line `json:"lines"`
}

type line struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

type article struct {
	SKU string `json:"sku"`
}

var prices = map[string]float64{"lamp": 49.5, "chair": 30}

func price(_ context.Context, a article) (float64, error) {
	p, ok := prices[a.SKU]
	if !ok {
		return 0, &asl.Error{Name: "UnknownArticle", Cause: "there is no price for " + a.SKU}
	}
	return p, nil
}

func invoice(ctx context.Context, o order) (json.RawMessage, error) {
	var mux asl.Mux
	mux.Lambda("price", asl.Func(price))
	machine, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
	if err != nil {
		return nil, err
	}
	return asl.Call[json.RawMessage](ctx, machine, o)
}

func main() {
	text, err := invoice(context.Background(), order{
		Customer: "Ada",
		Lines:    []line{{SKU: "lamp", Quantity: 2}, {SKU: "chair", Quantity: 1}, {SKU: "sofa", Quantity: 1}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
