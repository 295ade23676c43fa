// Command service shows a machine inside an HTTP service. A request starts an
// execution, others ask how it is, and another one answers a task that waits for
// a person. When it is interrupted, executions have some time to come to their end.
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
	"time"
)

func main() {
	s, err := newService(func(r review) {
		log.Printf(`an order of %d needs a review: curl -d '{"token": %q, "output": "fine"}' localhost:8080/answers`,
			r.Order.Total, r.Token)
	})
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: "localhost:8080", Handler: s.routes()}
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(interrupted, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.drain(ctx); err != nil {
			log.Print(err)
		}
		_ = server.Close() // it has taken answers until now
	})
	log.Print("listening on ", server.Addr)
	log.Print(server.ListenAndServe())
}
