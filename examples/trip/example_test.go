package main

import (
	"context"
	"fmt"
	"log"
)

func Example() {
	t, err := plan(context.Background(), request{City: "Porto", Nights: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", t)
	// Output: {Airline:Air Porto Hotel:Hotel Porto Total:300}
}
