// Command subscription renews a subscription. The days that its state machine
// waits pass at once, on a virtual clock. Its tests are those of docs/testing.md:
// mocks, coverage, golden histories, a mock file, exploration.
//
//	go run ./examples/subscription
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

//go:embed subscription.asl.json
var definition []byte

// machine returns the state machine, without tasks.
func machine() (*asl.Machine, error) {
	return asl.Parse(definition, asl.WithFile("subscription.asl.json"))
}

type seat struct {
	Seat string `json:"seat"`
}

// tasks returns the functions behind the machine's resources.
func tasks() *asl.Mux {
	var mux asl.Mux
	mux.Lambda("charge", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return json.RawMessage(`"r-1"`), nil
	})
	mux.Lambda("renew", asl.Func(func(_ context.Context, s seat) (string, error) {
		return s.Seat + " renewed", nil
	}))
	mux.Handle("send-mail", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		return in, nil
	})
	return &mux
}

func main() {
	m, err := machine()
	if err != nil {
		log.Fatal(err)
	}
	input := []byte(`{"customer": "Ada", "card": "c-1", "plan": "team", "seats": ["Ada", "Bob"]}`)
	result, err := m.Execute(context.Background(), input, asl.WithResolver(tasks()), asl.WithClock(asl.NewVirtualClock(time.Now())))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	fmt.Println("after", result.Ended.Sub(result.Started))
}
