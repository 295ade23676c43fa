package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
)

// listen starts a service and returns its address, and the reviews that it asks
// for.
func listen() (server *httptest.Server, reviews <-chan review) {
	asked := make(chan review, 1)
	s, err := newService(context.Background(), func(r review) { asked <- r })
	if err != nil {
		log.Fatal(err)
	}
	return httptest.NewServer(s.routes()), asked
}

func send(r *http.Response, err error) (status int, location, body string) {
	if err != nil {
		log.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		log.Fatal(err)
	}
	return r.StatusCode, r.Header.Get("Location"), strings.TrimSpace(string(text))
}

func get(url string) string {
	_, _, body := send(http.Get(url))
	return body
}

func post(url, body string) (status int, location string) {
	status, location, _ = send(http.Post(url, "application/json", strings.NewReader(body)))
	return status, location
}

func Example() {
	server, _ := listen()
	defer server.Close()

	status, execution := post(server.URL+"/executions", `{"total": 20}`)
	fmt.Println(status)
	fmt.Println(get(server.URL + execution + "/result"))
	// Output:
	// 201
	// {"output":"on its way","status":"SUCCEEDED"}
}

func Example_review() {
	server, reviews := listen()
	defer server.Close()

	_, execution := post(server.URL+"/executions", `{"total": 250}`)
	r := <-reviews
	fmt.Println(r.Order.Total, get(server.URL+execution))

	answer, err := json.Marshal(map[string]any{"token": r.Token, "output": "fine"})
	if err != nil {
		log.Fatal(err)
	}
	status, _ := post(server.URL+execution+"/answer", string(answer))
	fmt.Println(status, get(server.URL+execution+"/result"))

	status, _ = post(server.URL+execution+"/answer", string(answer))
	fmt.Println(status)
	// Output:
	// 250 {"status":"RUNNING"}
	// 204 {"output":"on its way","status":"SUCCEEDED"}
	// 409
}

func Example_badRequest() {
	server, _ := listen()
	defer server.Close()

	status, _ := post(server.URL+"/executions", `{"total": `)
	fmt.Println(status)
	fmt.Println(get(server.URL + "/executions/nobody"))
	// Output:
	// 400
	// 404 page not found
}
