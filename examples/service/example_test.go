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

// listen starts a service and returns its server, and the reviews that it asks for.
func listen() (s *service, server *httptest.Server, reviews <-chan review) {
	asked := make(chan review, 1)
	s, err := newService(func(r review) { asked <- r })
	if err != nil {
		log.Fatal(err)
	}
	return s, httptest.NewServer(s.routes()), asked
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
	_, server, _ := listen()
	defer server.Close()

	status, execution := post(server.URL+"/executions", `{"total": 20}`)
	fmt.Println(status)
	fmt.Println(get(server.URL + execution + "/result"))
	// Output:
	// 201
	// {"output":"on its way","status":"SUCCEEDED"}
}

func Example_review() {
	_, server, reviews := listen()
	defer server.Close()

	_, execution := post(server.URL+"/executions", `{"total": 250}`)
	r := <-reviews
	fmt.Println(r.Order.Total, get(server.URL+execution))

	answer, err := json.Marshal(map[string]any{"token": r.Token, "output": "fine"})
	if err != nil {
		log.Fatal(err)
	}
	status, _ := post(server.URL+"/answers", string(answer))
	fmt.Println(status, get(server.URL+execution+"/result"))

	status, _ = post(server.URL+"/answers", string(answer))
	fmt.Println(status)
	// Output:
	// 250 {"status":"RUNNING"}
	// 204 {"output":"on its way","status":"SUCCEEDED"}
	// 409
}

// While the service is drained answers are taken, and nothing new is started.
func Example_drain() {
	s, server, reviews := listen()
	defer server.Close()

	_, execution := post(server.URL+"/executions", `{"total": 250}`)
	r := <-reviews
	drained := make(chan int)
	go func() { drained <- len(s.drain(context.Background())) }()
	status := http.StatusCreated
	for status == http.StatusCreated { // until that has begun
		status, _ = post(server.URL+"/executions", `{"total": 20}`)
	}
	fmt.Println(status)
	post(server.URL+"/answers", `{"token": "`+r.Token+`", "output": "fine"}`)
	fmt.Println(<-drained)
	fmt.Println(get(server.URL + execution))
	// Output:
	// 503
	// 0
	// {"status":"SUCCEEDED"}
}

// What is not over in time is stopped where it is.
func Example_interrupted() {
	s, server, reviews := listen()
	defer server.Close()

	_, execution := post(server.URL+"/executions", `{"total": 250}`)
	<-reviews
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, x := range s.drain(ctx) {
		fmt.Println(x.Status(), "/executions/"+x.Name() == execution)
	}
	fmt.Println(get(server.URL + execution + "/result"))
	// Output:
	// RUNNING true
	// {"error":"asl: the execution was stopped: context canceled","status":"RUNNING"}
}

func Example_badRequest() {
	_, server, _ := listen()
	defer server.Close()

	status, _ := post(server.URL+"/executions", `{"total": `)
	fmt.Println(status)
	fmt.Println(get(server.URL + "/executions/nobody"))
	// Output:
	// 400
	// 404 page not found
}
