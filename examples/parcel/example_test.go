package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/goasl/goasl/asl"
)

// A virtual clock jumps over the Wait state: the test takes no time, although
// the parcel waits for a day.
func Example() {
	monday := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	clock := asl.NewVirtualClock(monday)

	r, err := deliver(context.Background(), parcel{Speed: "standard", SecondsToVan: 24 * 60 * 60}, asl.WithClock(clock))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Sent)
	// Output: 2026-01-06 09:00:00 +0000 UTC
}

func Example_express() {
	monday := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	clock := asl.NewVirtualClock(monday)

	r, err := deliver(context.Background(), parcel{Speed: "express", SecondsToVan: 24 * 60 * 60}, asl.WithClock(clock))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Sent)
	// Output: 2026-01-05 09:00:00 +0000 UTC
}
