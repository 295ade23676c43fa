// Command checkout reserves a thing, gives the customer an hour to think again, and sends it.
// Here the hour passes at once. Its tests are those of docs/migration.md: each does with this
// library what is done with another tool.
//
//	go run ./examples/checkout
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/goasl/goasl/asl"
)

//go:embed checkout.asl.json
var definition string

type order struct {
	Order string `json:"order"`
}

type reservation struct {
	Shelf string `json:"shelf"`
}

func reserve(context.Context, order) (reservation, error) {
	return reservation{Shelf: "B-12"}, nil
}

// send stands for the queue of parcels. It gets what the service would get.
func send(_ context.Context, message json.RawMessage) (json.RawMessage, error) {
	fmt.Println("sends", string(message))
	return json.RawMessage(`{"MessageId": "m-1"}`), nil
}

func main() {
	var mux asl.Mux
	mux.Lambda("reserve", asl.Func(reserve))
	mux.Handle("arn:aws:states:::sqs:sendMessage", send)
	output, err := asl.Call[json.RawMessage](context.Background(), asl.MustParse(definition), order{"o-1"},
		asl.WithResolver(&mux), asl.WithClock(asl.NewVirtualClock(time.Now())))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
}
