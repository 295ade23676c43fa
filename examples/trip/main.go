// Command trip shows a Parallel state: both branches get the same input, their
// tasks run at the same time, and the state's result is the array of both
// results, in the order of the branches. ResultSelector makes an object of it.
//
//	go run ./examples/trip Lisbon
package main

import (
	"context"
	_ "embed"
	"fmt"
	"log"
	"os"

	"github.com/goasl/goasl/asl"
)

//go:embed trip.asl.json
var definition string

type request struct {
	City   string `json:"city"`
	Nights int    `json:"nights"`
}

type offer struct {
	Name  string `json:"name"`
	Price int    `json:"price"`
}

type trip struct {
	Airline string `json:"airline"`
	Hotel   string `json:"hotel"`
	Total   int    `json:"total"`
}

func flight(_ context.Context, r request) (offer, error) {
	return offer{Name: "Air " + r.City, Price: 120}, nil
}

func hotel(_ context.Context, r request) (offer, error) {
	return offer{Name: "Hotel " + r.City, Price: 90 * r.Nights}, nil
}

func plan(ctx context.Context, r request) (trip, error) {
	var mux asl.Mux
	mux.Lambda("flight", asl.Func(flight))
	mux.Lambda("hotel", asl.Func(hotel))
	machine, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
	if err != nil {
		return trip{}, err
	}
	return asl.Call[trip](ctx, machine, r)
}

func main() {
	city := "Lisbon"
	if len(os.Args) > 1 {
		city = os.Args[1]
	}
	t, err := plan(context.Background(), request{City: city, Nights: 3})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s, %s: %d\n", t.Airline, t.Hotel, t.Total)
}
