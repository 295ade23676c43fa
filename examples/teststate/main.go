// Command teststate shows TestState: single states of a workflow run with mocked
// results and errors, and where each leads.
//
//	go run ./examples/teststate
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log"

	"github.com/goasl/goasl/awsshapes"
	"github.com/goasl/goasl/sfnapi"
)

//go:embed order.asl.json
var definition string

// test runs one state of the workflow with an order.
func test(state string, mock *sfnapi.MockInput, retries int) (*sfnapi.TestStateOutput, error) {
	return sfnapi.TestState(context.Background(), sfnapi.TestStateInput{
		Definition:         definition,
		StateName:          state,
		Input:              `{"order": {"id": 7, "amount": 12}}`,
		InspectionLevel:    sfnapi.InspectionLevelDebug,
		Mock:               mock,
		MockChecker:        awsshapes.Checker{Parsed: true}, // the Payload of a function is JSON
		StateConfiguration: &sfnapi.TestStateConfiguration{RetrierRetryCount: &retries},
	})
}

func run() error {
	// What the function is called with, and what is made of its answer.
	charged, err := test("Charge", &sfnapi.MockInput{Result: `{"Payload": {"receipt": "r-1"}, "StatusCode": 200}`}, 0)
	if err != nil {
		return err
	}
	fmt.Println("called with", charged.InspectionData.AfterParameters)
	fmt.Println("charged:", charged.Status, "->", charged.NextState, charged.Output)

	// Errors, at the first attempt and after two retries.
	for _, name := range []string{"Bank.Busy", "Card.Declined", "Bug"} {
		for _, retries := range []int{0, 2} {
			r, err := test("Charge", &sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: name}}, retries)
			if err != nil {
				return err
			}
			fmt.Printf("%s after %d retries: %s %q\n", name, retries, r.Status, r.NextState)
		}
	}

	// A mock that the service would never answer.
	_, err = test("Notify", &sfnapi.MockInput{Result: `{"MessageId": 1}`}, 0)
	var refused *sfnapi.Exception
	if !errors.As(err, &refused) {
		return fmt.Errorf("want an exception, not %v", err)
	}
	fmt.Println(refused.Message)
	return nil
}

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
