package main

import (
	"context"
	"fmt"
	"log"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/events"
)

// The machine is started with the event. Two functions in Go stand for the handlers.
func Example() {
	type picture struct {
		Format        string `json:"format"`
		Width, Height int
	}
	var mux asl.Mux
	mux.Lambda("inspect", asl.Func(func(context.Context, any) (picture, error) { return picture{"PNG", 3, 2}, nil }))
	mux.Lambda("caption", asl.Func(func(_ context.Context, in struct {
		Key     string
		Picture picture
	}) (string, error) {
		return in.Key + " is a " + in.Picture.Format, nil
	}))
	output, err := run(&mux, events.ObjectCreated(events.Object{Bucket: "inbox", Key: "cat.png", Size: 70}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
	// Output: "cat.png is a PNG"
}
