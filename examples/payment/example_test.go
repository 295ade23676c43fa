package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// testMachine is the machine of the program with options of the test's.
func testMachine(opts ...asl.Option) *asl.Machine {
	m, err := machine()
	if err != nil {
		log.Fatal(err)
	}
	if m, err = m.With(opts...); err != nil {
		log.Fatal(err)
	}
	return m
}

// The delays of Retry pass on a virtual clock.
func Example() {
	start := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	m := testMachine(asl.WithClock(asl.NewVirtualClock(start)))

	result, err := m.Execute(context.Background(), []byte(`{"card": "valid", "amount": 25}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Output))
	fmt.Println(result.Ended.Sub(result.Started))
	// Output:
	// {"card":"valid","amount":25,"receipt":"25 charged at attempt 3"}
	// 8s
}

func Example_declined() {
	m := testMachine()

	result, err := m.Execute(context.Background(), []byte(`{"card": "stolen", "amount": 25}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Path())
	fmt.Println(string(result.Output))
	// Output:
	// [Charge Tell the customer]
	// {"message":"Card stolen was declined: it is on the list of stolen cards"}
}

// WithTask puts another task in the place of one: here a bank that never
// answers, which the state's timeout ends, five times in all.
func Example_timeout() {
	silent := func(ctx context.Context, _ struct{}) (string, error) {
		err := asl.TaskInfoFrom(ctx).Sleep(ctx, time.Hour)
		return "", err
	}
	start := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	m := testMachine(asl.WithClock(asl.NewVirtualClock(start)), asl.WithTask("Charge", asl.Func(silent)))

	result, err := m.Execute(context.Background(), []byte(`{"card": "valid", "amount": 25}`))
	fmt.Println(result.Status, errors.Is(err, asl.ErrTimeout))
	for _, e := range result.History() {
		if e.Type == history.TypeLambdaFunctionTimedOut {
			fmt.Println(e.Timestamp.Sub(start))
		}
	}
	// Output:
	// FAILED true
	// 30s
	// 1m2s
	// 1m38s
	// 2m26s
	// 3m50s
}

// Check finds the Task states that would find no task.
func TestEveryResourceHasATask(t *testing.T) {
	if err := testMachine().Check().Err(); err != nil {
		t.Error(err)
	}
}
