package temporal_test

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/sfnapi"
	"github.com/goasl/goasl/temporal"
)

// order returns a machine with its functions, as for package asl.
func order() (*asl.Machine, error) {
	var mux asl.Mux
	mux.Lambda("charge", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })
	return asl.MustParse(`{"StartAt": "Charge", "States": {"Charge": {"Type": "Task",
	  "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge", "End": true}}}`).With(asl.WithResolver(&mux))
}

// A worker drives executions and calls their tasks, in as many processes as there are.
func ExampleRegister() {
	cluster, err := client.Dial(client.Options{}) // localhost:7233, as of temporal server start-dev
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	machine, err := order()
	if err != nil {
		log.Fatal(err)
	}
	w := worker.New(cluster, "orders", worker.Options{})
	machines := map[string]*asl.Machine{"arn:aws:states:us-east-1:123456789012:stateMachine:order": machine}
	if err := temporal.Register(w, machines); err != nil {
		log.Fatal(err)
	}
	if err := w.Run(worker.InterruptCh()); err != nil {
		log.Fatal(err)
	}
}

// Any process starts executions and waits for them.
func ExampleNewClient() {
	cluster, err := client.Dial(client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:order"
	machine, err := order()
	if err != nil {
		log.Fatal(err)
	}
	executions, err := temporal.NewClient(cluster, "orders", map[string]*asl.Machine{arn: machine})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	started, err := executions.Start(ctx, durable.Start{Machine: arn, Name: "order-1", Input: []byte(`{"amount": 7}`)})
	if err != nil {
		log.Fatal(err)
	}
	ended, err := executions.Wait(ctx, started.ARN)
	if err != nil {
		log.Fatal(err)
	}
	log.Println(ended.Status, ended.Output)
}

// The API of Step Functions over a cluster: what is created through it runs in this worker, and in
// those of other processes that have [temporal.WithResolver].
func ExampleClient_Work() {
	cluster, err := client.Dial(client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer cluster.Close()
	var mux asl.Mux
	mux.Lambda("charge", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil })

	objects := durable.Memory() // or sqlitestore.Open, so that machines outlive the process
	executions, err := temporal.NewClient(cluster, "orders", nil, temporal.WithObjects(objects))
	if err != nil {
		log.Fatal(err)
	}
	service, err := sfnapi.New(executions, sfnapi.WithMachineOptions(asl.WithResolver(&mux)))
	if err != nil {
		log.Fatal(err)
	}
	w := worker.New(cluster, "orders", worker.Options{})
	if err := executions.Work(w); err != nil {
		log.Fatal(err)
	}
	if err := w.Start(); err != nil {
		log.Fatal(err)
	}
	defer w.Stop()
	server := &http.Server{Addr: "127.0.0.1:8083", Handler: service.Handler(), ReadHeaderTimeout: 10 * time.Second}
	if err := server.ListenAndServe(); err != nil {
		log.Fatal(err)
	}
}
