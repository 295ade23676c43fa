package sfnapi_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
)

// TestClient: a response looks as if it came over the network, and a context that has ended is
// an error as there.
func TestClient(t *testing.T) {
	client := service(t).Client()
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://states.us-east-1.amazonaws.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.Status != "400 Bad Request" || response.Header.Get("X-Amzn-Requestid") == "" || response.Request != request {
		t.Errorf("got %+v", response)
	}
	cancel()
	if response, err := client.Do(request); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", response, err)
	}
}
