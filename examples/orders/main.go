// Command orders shows a Map state: it runs its states once for each line of an
// order. ItemSelector makes what each run gets, of the line and of the order
// around it; MaxConcurrency says how many run at a time. The results come in the
// order of the lines, whichever is done first.
//
//	go run ./examples/orders
package main

import (
	"context"
	_ "embed"
	"fmt"
	"log"

	"github.com/goasl/goasl/asl"
)

//go:embed orders.asl.json
var definition string

type order struct {
	Customer string `json:"customer"`
	Lines    []line `json:"lines"`
}

type line struct {
	Article string `json:"article"`
	Count   int    `json:"count"`
}

// box is what ItemSelector makes for each line.
type box struct {
	Customer string `json:"customer"`
	Number   int    `json:"number"`
	Line     line   `json:"line"`
}

// pack is called by two goroutines at a time, as MaxConcurrency is 2.
func pack(_ context.Context, b box) (string, error) {
	return fmt.Sprintf("%s/%d: %d × %s", b.Customer, b.Number+1, b.Line.Count, b.Line.Article), nil
}

func labels(ctx context.Context, o order) ([]string, error) {
	var mux asl.Mux
	mux.Lambda("pack", asl.Func(pack))
	machine, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
	if err != nil {
		return nil, err
	}
	return asl.Call[[]string](ctx, machine, o)
}

func main() {
	list, err := labels(context.Background(), order{
		Customer: "C-17",
		Lines:    []line{{"pencil", 12}, {"eraser", 3}, {"ruler", 1}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, label := range list {
		fmt.Println(label)
	}
}
