package main

import (
	"context"
	"fmt"
	"log"
)

func Example() {
	list, err := labels(context.Background(), order{
		Customer: "C-8",
		Lines:    []line{{"cup", 4}, {"plate", 4}, {"bowl", 2}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, label := range list {
		fmt.Println(label)
	}
	// Output:
	// C-8/1: 4 × cup
	// C-8/2: 4 × plate
	// C-8/3: 2 × bowl
}

func Example_empty() {
	list, err := labels(context.Background(), order{Customer: "C-8", Lines: []line{}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(list))
	// Output: 0
}
