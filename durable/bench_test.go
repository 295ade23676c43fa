package durable_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// BenchmarkWake: an execution that waits is due, goes on, and ends.
func BenchmarkWake(b *testing.B) {
	ended := make(chan struct{}, 1_000)
	x, err := durable.New(durable.Memory(), durable.WithPoll(10*time.Millisecond))
	if err != nil {
		b.Fatal(err)
	}
	m, err := asl.MustParse(`{"StartAt": "W", "States": {"W": {"Type": "Wait", "TimestampPath": "$", "Next": "T"}, "T": {"Type": "Task", "Resource": "t", "End": true}}}`).With(
		asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) { ended <- struct{}{}; return nil, nil }))
	if err != nil {
		b.Fatal(err)
	}
	if err := x.Register(arnOf+"m", m); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	drained := make(chan error)
	go func() { drained <- x.Run(ctx) }()
	due := time.Now().Add(3*time.Second + time.Duration(b.N)*200*time.Microsecond).UTC()
	for i := range b.N {
		if _, err := x.Start(ctx, durable.Start{Machine: arnOf + "m", Name: fmt.Sprint("x", i), Input: fmt.Appendf(nil, "%q", due.Format(time.RFC3339Nano))}); err != nil {
			b.Fatal(err)
		}
	}
	time.Sleep(time.Until(due))
	b.ResetTimer()
	for range b.N {
		<-ended
	}
	b.StopTimer()
	stop()
	<-drained
}
