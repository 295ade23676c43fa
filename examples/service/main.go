// Command service shows a machine inside an HTTP service. A request starts an
// execution, others ask how it is, and another one answers a task that waits for
// a person.
//
//	go run ./examples/service
//	curl -d '{"total": 250}' localhost:8080/executions
//
// It logs what to call next.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
)

func main() {
	// This context governs the executions: that of a request would end them with
	// the request.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	s, err := newService(ctx, func(r review) {
		log.Printf(`an order of %d needs a review: curl -d '{"token": %q, "output": "fine"}' localhost:8080/executions/%s/answer`,
			r.Order.Total, r.Token, r.Execution)
	})
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: "localhost:8080", Handler: s.routes()}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	log.Print("listening on ", server.Addr)
	log.Print(server.ListenAndServe())
}
