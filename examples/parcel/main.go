// Command parcel shows a Choice and a Wait state: an express parcel is sent at
// once, any other one when the next van leaves, two seconds from now.
//
//	go run ./examples/parcel
//	go run ./examples/parcel express
package main

import (
	"context"
	_ "embed"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/goasl/goasl/asl"
)

//go:embed parcel.asl.json
var definition string

type parcel struct {
	Speed        string `json:"speed"`
	SecondsToVan int    `json:"secondsToVan"`
}

type receipt struct {
	Sent time.Time `json:"sent"`
}

// send is the task behind the state "Send". It asks the execution for the time,
// which is that of the execution's clock: a test may have a clock of its own.
func send(ctx context.Context, _ parcel) (receipt, error) {
	return receipt{Sent: asl.TaskInfoFrom(ctx).Now()}, nil
}

// deliver runs the machine for one parcel. The options are for tests.
func deliver(ctx context.Context, p parcel, opts ...asl.Option) (receipt, error) {
	var mux asl.Mux
	mux.Lambda("send", asl.Func(send))
	machine, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
	if err != nil {
		return receipt{}, err
	}
	return asl.Call[receipt](ctx, machine, p, opts...)
}

func main() {
	p := parcel{Speed: "standard", SecondsToVan: 2}
	if len(os.Args) > 1 {
		p.Speed = os.Args[1]
	}
	start := time.Now()
	r, err := deliver(context.Background(), p)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("sent after %v\n", r.Sent.Sub(start).Round(time.Second))
}
