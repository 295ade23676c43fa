package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/goasl/goasl/asl"
)

// begin starts an execution and returns it with the question that it asks.
func begin(opts ...asl.Option) (*asl.Execution, question) {
	questions := make(chan question, 1)
	m, err := machine(func(q question) { questions <- q })
	if err != nil {
		log.Fatal(err)
	}
	x, err := m.Start(context.Background(), []byte(`{"title": "Go and states"}`), opts...)
	if err != nil {
		log.Fatal(err)
	}
	return x, <-questions
}

func Example() {
	x, q := begin()
	if err := answer(x, q.Token, decision{Approved: true}); err != nil {
		log.Fatal(err)
	}
	result, err := x.Wait(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	// Output: "published: Go and states"
}

func Example_rejected() {
	x, q := begin()
	if err := answer(x, q.Token, decision{Reason: "too long"}); err != nil {
		log.Fatal(err)
	}
	_, err := x.Wait(context.Background())
	fmt.Println(err)
	// Output: Article.Rejected: too long
}

// A task that waits for its token holds a virtual clock. Advance moves it.
func Example_expired() {
	clock := asl.NewVirtualClock(time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC))
	x, q := begin(asl.WithClock(clock))
	clock.Advance(24 * time.Hour)

	_, err := x.Wait(context.Background())
	fmt.Println(err)
	fmt.Println(answer(x, q.Token, decision{Approved: true}))
	// Output:
	// Article.Expired: No editor answered within a day.
	// asl: no task waits for this token
}
