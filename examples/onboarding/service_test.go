package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/durable"
)

// output is a buffer that several goroutines write to.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// TestDriveFails: who waits for an onboarding learns that nothing drives it.
func TestDriveFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := newService(durable.Memory(), "", &output{})
		if err != nil {
			t.Fatal(err)
		}
		broken := errors.New("no worker")
		s.drive = func(context.Context) error { return broken }
		within, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		begun := time.Now()
		if err := s.onboard(within, "ada"); !errors.Is(err, broken) || time.Since(begun) > time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// TestDrain: a service that is told to terminate in the middle of a task gives its lease back:
// the next one goes on at once, and begins the task with the same key.
func TestDrain(t *testing.T) {
	t.Parallel()
	mails := mailbox(t.TempDir())
	synctest.Test(t, func(t *testing.T) {
		store, out := durable.Memory(), &output{}
		start := func() *service {
			s, err := newService(store, mails, out, durable.WithLease(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond) // the task takes 300
		defer stop()
		if err := start().onboard(ctx, "ada"); err != nil {
			t.Fatal(err)
		}
		next := start()
		time.AfterFunc(10*time.Second, func() {
			if err := next.confirm(t.Context(), "ada"); err != nil {
				t.Error(err)
			}
		})
		within, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begun := time.Now()
		if err := next.onboard(within, "ada"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("it took %v: the lease was not given back", took)
		}
		text := out.text.String()
		if n := strings.Count(text, "Create account: an account for ada (attempt 0, key "+identity.ExecutionARN("ada")+"#1)"); n != 2 {
			t.Errorf("the task began %d times, want 2:\n%s", n, text)
		}
		if !strings.Contains(text, "drained") || !strings.Contains(text, "\nSUCCEEDED ") {
			t.Errorf("no drain or no end:\n%s", text)
		}
	})
}
