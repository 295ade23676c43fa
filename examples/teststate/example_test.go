package main

import (
	"testing"

	"github.com/goasl/goasl/sfnapi"
)

func Example() {
	main()
	// Output:
	// called with {"FunctionName":"charge","Payload":{"id":7,"amount":12}}
	// charged: SUCCEEDED -> Notify {"order":{"id":7,"amount":12},"charge":{"receipt":"r-1"}}
	// Bank.Busy after 0 retries: RETRIABLE ""
	// Bank.Busy after 2 retries: FAILED ""
	// Card.Declined after 0 retries: CAUGHT_ERROR "Apologize"
	// Card.Declined after 2 retries: CAUGHT_ERROR "Apologize"
	// Bug after 0 retries: FAILED ""
	// Bug after 2 retries: FAILED ""
	// Mock result schema validation error: Field 'MessageId' must be a string
}

// The bank is given more time with each retry.
func TestBackoff(t *testing.T) {
	for retries, want := range []int{2, 4} {
		r, err := test("Charge", &sfnapi.MockInput{ErrorOutput: &sfnapi.MockErrorOutput{Error: "Bank.Busy"}}, retries)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.InspectionData.ErrorDetails.RetryBackoffIntervalSeconds; got == nil || *got != want {
			t.Errorf("after %d retries: %v seconds, want %d", retries, got, want)
		}
	}
}
