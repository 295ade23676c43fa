// Command service shows a machine inside an HTTP service. A request starts an
// execution, others ask how it is, and another one answers a task that waits for
// a person. When it is interrupted, or told to terminate as containers are, it starts
// nothing new, executions have some time to come to their end, and it says which ones
// have not.
//
//	go run ./examples/service
//	curl -d '{"total": 250}' localhost:8080/executions
//
// It logs what to call next.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
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
	ended, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		log.Print("listening on ", server.Addr)
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
	}()
	<-ended.Done()
	shutDown(s, server, 10*time.Second)
}

// shutDown drains the service, which takes answers meanwhile, and closes the server when
// the requests that it has are answered.
func shutDown(s *service, server *http.Server, limit time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for _, x := range s.drain(ctx) {
		log.Printf("unfinished: %s", x.ARN())
	}
	ctx, cancel = context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		log.Print(err)
	}
}
