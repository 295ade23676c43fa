package clients

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/internal/awsclient"
	"github.com/goasl/goasl/sfnapi"
)

const (
	account = "123456789012"
	role    = "arn:aws:iam::" + account + ":role/machine"
)

// A life is the same for each client.
func TestLives(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(*observed) (awsclient.Client, error)
	}{
		{"Go SDK in the process", func(o *observed) (awsclient.Client, error) { return goSDK{http: o.client()}, nil }},
		{goName, func(*observed) (awsclient.Client, error) { return goSDK{}, nil }},
		{boto3Name, func(*observed) (awsclient.Client, error) { return awsclient.Boto3() }},
		{nodeName, func(*observed) (awsclient.Client, error) { return awsclient.Node(".") }},
		{cliName, func(*observed) (awsclient.Client, error) { return awsclient.CLI() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			all := lives(t)
			for _, name := range slices.Sorted(maps.Keys(all)) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					service := observe(newLivingService(t))
					client, err := c.open(service)
					if errors.Is(err, awsclient.ErrMissing) {
						t.Skip(err)
					}
					if err != nil {
						t.Fatal(err)
					}
					live(t, c.name, client, service, all[name])
					if err := client.Close(); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
}

// live takes the steps of a life.
func live(t *testing.T, name string, client awsclient.Client, service *observed, steps []step) {
	server := httptest.NewServer(service)
	defer server.Close()
	known := variables{"account": account, "role": role}
	for i, s := range steps {
		before := service.calls(s.Call)
		if err := take(client, server.URL, known, s); err != nil {
			t.Fatalf("step %d, %s: %v", i+1, s.Call, err)
		}
		if n := service.calls(s.Call) - before; s.Pages && n < 2 {
			t.Errorf("step %d, %s: the paginator made %d calls", i+1, s.Call, n)
		}
		if s.Fails == "" {
			checked.add(name, s.Call)
		}
	}
	for _, problem := range service.problems() {
		t.Error(problem)
	}
}

// patience is for how long a step is taken again.
const patience = 30 * time.Second

// take takes a step.
func take(client awsclient.Client, endpoint string, known variables, s step) error {
	body, err := known.request(s)
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		a, err := client.Call(awsclient.Request{Endpoint: endpoint, Region: "us-east-1", Operation: s.Call, Body: body, Pages: s.Pages})
		if err != nil {
			return err
		}
		if err = known.check(s, a); err == nil || !s.Until || time.Now().After(deadline) {
			return err
		}
	}
}

// check compares an answer with what a step wants.
func (v variables) check(s step, a awsclient.Answer) error {
	if s.Fails == "" && a.Exception == nil {
		return v.compare(s, a.Body)
	}
	if a.Exception == nil {
		return fmt.Errorf("the answer is %s, want %s", a.Body, s.Fails)
	}
	e := *a.Exception
	message := v.expand(s.Message)
	if e.Code != s.Fails || message != "" && message != e.Message {
		return fmt.Errorf("%s: %q, want %s: %q", e.Code, e.Message, s.Fails, message)
	}
	if !e.Typed {
		return fmt.Errorf("%s has no type", e.Code)
	}
	return nil
}

// newLivingService returns a service that runs executions.
func newLivingService(t *testing.T) *sfnapi.Service {
	t.Helper()
	identity := asl.Identity{Account: account}
	x, err := durable.New(durable.Memory())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- x.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	var mux asl.Mux
	echo := func(_ context.Context, input json.RawMessage) (json.RawMessage, error) { return input, nil }
	mux.Handle("arn:*:lambda:*:*:function:echo", echo)
	mux.Handle("arn:*:states:::lambda:invoke", echo)
	s, err := sfnapi.New(x, sfnapi.WithIdentity(identity), sfnapi.WithMachineOptions(asl.WithResolver(&mux)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
