package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"sync/atomic"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

const orderARN = "arn:aws:states:us-east-1:123456789012:stateMachine:order"

// order is a machine of one task, ship.
const order = `{"StartAt": "Ship", "States": {"Ship": {"Type": "Task", "Resource": "ship", "End": true}}}`

func shipped(context.Context, json.RawMessage) (json.RawMessage, error) {
	return json.RawMessage(`"shipped"`), nil
}

// orders returns the machine of a definition, with the task ship.
func orders(definition string, ship asl.TaskFunc) *asl.Machine {
	var mux asl.Mux
	mux.Handle("ship", ship)
	m, err := asl.MustParse(definition).With(asl.WithResolver(&mux))
	if err != nil {
		log.Fatal(err)
	}
	return m
}

// running returns an Executor that runs until stop is called.
func running(store durable.Store, opts ...durable.Option) (x *durable.Executor, stop func()) {
	x, err := durable.New(store, opts...)
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	drained := make(chan error)
	go func() { drained <- x.Run(ctx) }()
	return x, func() {
		cancel()
		if err := <-drained; err != nil {
			log.Fatal(err)
		}
	}
}

// ended waits for the end of an execution and prints what it is.
func ended(x durable.Client, arn string) {
	for {
		d, err := x.Describe(context.Background(), arn)
		if err != nil {
			log.Fatal(err)
		}
		if d.Status != asl.Running {
			fmt.Printf("%s %s%s\n", d.Status, d.Output, d.Failure.Name())
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// A machine is registered whenever it is there, also while Run runs.
func Example_register() {
	x, stop := running(durable.Memory())
	defer stop()
	ctx := context.Background()
	start := durable.Start{Machine: orderARN, Name: "order-17", Input: []byte(`{"total": 20}`)}
	_, err := x.Start(ctx, start)
	fmt.Println(err)

	if err := x.Register(orderARN, orders(order, shipped)); err != nil {
		log.Fatal(err)
	}
	d, err := x.Start(ctx, start)
	if err != nil {
		log.Fatal(err)
	}
	ended(x, d.ARN)

	_, err = x.Start(ctx, start)
	fmt.Println(errors.Is(err, durable.ErrExecutionAlreadyExists))
	// Output:
	// StateMachineDoesNotExist: State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:order'
	// SUCCEEDED "shipped"
	// true
}

// What has failed is redriven when its cause is mended.
func Example_redrive() {
	x, stop := running(durable.Memory())
	defer stop()
	var works atomic.Bool
	machine := orders(order, func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		if !works.Load() {
			return nil, asl.NewError("Carrier.Down", "no route")
		}
		return shipped(ctx, in)
	})
	if err := x.Register(orderARN, machine); err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	d, err := x.Start(ctx, durable.Start{Machine: orderARN, Name: "order-17"})
	if err != nil {
		log.Fatal(err)
	}
	ended(x, d.ARN)

	works.Store(true)
	failed, _, err := x.List(ctx, durable.Filter{Machine: orderARN, Status: asl.Failed})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range failed {
		if _, err := x.Redrive(ctx, e.ARN, ""); err != nil {
			log.Fatal(err)
		}
	}
	for now := d; now.RedriveCount == 0; { // until it goes on
		again, err := x.Describe(ctx, d.ARN)
		if err != nil {
			log.Fatal(err)
		}
		now = again.Description
	}
	ended(x, d.ARN)
	// Output:
	// FAILED Carrier.Down
	// SUCCEEDED "shipped"
}

// packThenShip is what order was before a deploy: its state Pack is in the new one no more.
const packThenShip = `{"StartAt": "Pack", "States": {
	"Pack": {"Type": "Wait", "Seconds": 2, "Next": "Ship"},
	"Ship": {"Type": "Task", "Resource": "ship", "End": true}}}`

// An execution ends by the definition that it began with, and with the tasks of now.
func Example_deploy() {
	store := durable.Memory()
	before, stop := running(store)
	if err := before.Register(orderARN, orders(packThenShip, shipped)); err != nil {
		log.Fatal(err)
	}
	d, err := before.Start(context.Background(), durable.Start{Machine: orderARN, Name: "order-17"})
	if err != nil {
		log.Fatal(err)
	}
	stop()

	now, stop := running(store)
	defer stop()
	if err := now.Register(orderARN, orders(order, shipped)); err != nil {
		log.Fatal(err)
	}
	ended(now, d.ARN)
	text, err := now.Definition(context.Background(), d.ARN)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text) == packThenShip)
	// Output:
	// SUCCEEDED "shipped"
	// true
}

// aesSeal seals with AES-GCM and a nonce of its own for each text.
type aesSeal struct{ cipher.AEAD }

func newSeal(key []byte) (aesSeal, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return aesSeal{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return aesSeal{aead}, err
}

func (s aesSeal) Seal(plain []byte) ([]byte, error) {
	return s.AEAD.Seal(nil, nil, plain, nil), nil
}

func (s aesSeal) Open(sealed []byte) ([]byte, error) {
	return s.AEAD.Open(nil, nil, sealed, nil)
}

// watched are the options of a service that somebody operates.
func watched(key []byte) ([]durable.Option, error) {
	seal, err := newSeal(key)
	if err != nil {
		return nil, err
	}
	return []durable.Option{
		durable.WithSeal(seal),
		durable.WithRetention(90 * 24 * time.Hour),
		durable.WithMetrics(durable.Metrics{
			Awake:     func(n int) { /* set a gauge */ },
			Claimed:   func(n int, lag time.Duration) { /* observe the lag */ },
			Committed: func(n, bytes int, took time.Duration) { /* observe the time */ },
			Stalled:   func(arn, reason string) { log.Printf("%s cannot go on: %s", arn, reason) },
			Failed:    func(err error) { log.Print(err) },
		}),
	}, nil
}

// What another key has sealed is not read.
func Example_watched() {
	key := make([]byte, 32)
	rand.Read(key)
	opts, err := watched(key)
	if err != nil {
		log.Fatal(err)
	}
	store := durable.Memory()
	x, stop := running(store, opts...)
	defer stop()
	if err := x.Register(orderARN, orders(order, shipped)); err != nil {
		log.Fatal(err)
	}
	d, err := x.Start(context.Background(), durable.Start{Machine: orderARN, Name: "order-17"})
	if err != nil {
		log.Fatal(err)
	}
	ended(x, d.ARN)
	_, err = durable.New(store)
	fmt.Println("without the key:", err)

	n, err := x.Delete(context.Background(), durable.Filter{Machine: orderARN, Status: asl.Succeeded}, 1_000)
	fmt.Println("deleted:", n, err)
	// Output:
	// SUCCEEDED "shipped"
	// without the key: durable: New: the secret of the task tokens cannot be read; if it is sealed, the option WithSeal is missing
	// deleted: 1 <nil>
}
