// Command payment shows Retry and Catch around a task that fails now and then:
// a bank that is busy is asked again, after 2 seconds, then after 6; a card that
// is declined leads to another state. It prints the events as they happen.
//
//	go run ./examples/payment
//	go run ./examples/payment stolen
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

//go:embed payment.asl.json
var definition string

type payment struct {
	Card   string `json:"card"`
	Amount int    `json:"amount"`
}

// busyError is an error with a name of its own: Retry and Catch find it by what
// its method ErrorName returns.
type busyError struct{ bank string }

func (e *busyError) Error() string     { return "the bank " + e.bank + " is busy" }
func (e *busyError) ErrorName() string { return "Bank.Busy" }

// charge fails twice before it succeeds; TaskInfo tells it which attempt it is.
func charge(ctx context.Context, p payment) (string, error) {
	if p.Card == "stolen" {
		return "", asl.NewError("Card.Declined", "it is on the list of stolen cards")
	}
	attempt := asl.TaskInfoFrom(ctx).Attempt
	if attempt < 2 {
		return "", &busyError{bank: "Eins"}
	}
	return fmt.Sprintf("%d charged at attempt %d", p.Amount, attempt+1), nil
}

// machine returns the machine with its tasks.
func machine() (*asl.Machine, error) {
	var mux asl.Mux
	mux.Lambda("charge", asl.Func(charge))
	return asl.MustParse(definition).With(asl.WithResolver(&mux))
}

func main() {
	p := payment{Card: "valid", Amount: 25}
	if len(os.Args) > 1 {
		p.Card = os.Args[1]
	}
	m, err := machine()
	if err != nil {
		log.Fatal(err)
	}
	watch := asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		log.Println(e.ID, e.Type)
	})
	output, err := asl.Call[json.RawMessage](context.Background(), m, p, watch)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(output))
}
