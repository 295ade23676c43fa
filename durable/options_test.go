package durable_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// TestRefusedOptions: what makes no sense is refused, and the error names the option.
func TestRefusedOptions(t *testing.T) {
	for name, option := range map[string]durable.Option{
		"WithOwner": durable.WithOwner(""), "WithLease": durable.WithLease(0), "WithPoll": durable.WithPoll(-1), "WithGrace": durable.WithGrace(-1),
		"WithSuspension": durable.WithSuspension(0), "WithRetention": durable.WithRetention(0), "WithMaxAwake": durable.WithMaxAwake(0),
		"WithSeal": durable.WithSeal(nil), "WithClock": durable.WithClock(nil), "WithLogger": durable.WithLogger(nil),
		"WithExpressInMemory": durable.WithExpressInMemory(0), "an option is nil": nil,
	} {
		if _, err := durable.New(durable.Memory(), option); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := durable.New(nil); err == nil {
		t.Error("New takes no store")
	}
}

// claims notes who claims, and fails.
type claims struct {
	durable.Store
	owner string
}

func (c *claims) Claim(_ context.Context, claim durable.Claim) ([]durable.Claimed, error) {
	c.owner = claim.Owner
	return nil, errors.New("the disk is on fire")
}

// TestOwner: a process claims under its name, and logs that the store fails.
func TestOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		store := &claims{Store: durable.Memory()}
		s := serve(t, store, map[string]*asl.Machine{"m": machine(t, waitThenTask)},
			durable.WithOwner("the second"), durable.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		time.Sleep(time.Second)
		s.stop()
		if store.owner != "the second" || !strings.Contains(log.String(), "the disk is on fire") {
			t.Errorf("claimed by %q; logged: %s", store.owner, log.String())
		}
	})
}

// TestClock: executions begin at the time of the clock.
func TestClock(t *testing.T) {
	at := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	x, err := durable.New(durable.Memory(), durable.WithClock(asl.NewVirtualClock(at)))
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Register(arnOf+"m", machine(t, waitThenTask)); err != nil {
		t.Fatal(err)
	}
	if d, err := x.Start(t.Context(), durable.Start{Machine: arnOf + "m"}); err != nil || !d.Started.Equal(at) {
		t.Errorf("it began at %v, %v", d.Started, err)
	}
}
