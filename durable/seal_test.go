package durable_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// rotated seals by a rotation of the bytes.
type rotated struct{ by byte }

func (r rotated) Seal(plain []byte) ([]byte, error) {
	sealed := []byte{'S', r.by}
	for _, b := range plain {
		sealed = append(sealed, b+r.by)
	}
	return sealed, nil
}

func (r rotated) Open(sealed []byte) ([]byte, error) {
	if len(sealed) < 2 || sealed[0] != 'S' || sealed[1] != r.by {
		return nil, errors.New("another key")
	}
	plain := []byte{}
	for _, b := range sealed[2:] {
		plain = append(plain, b-r.by)
	}
	return plain, nil
}

// watched is a Store that looks for a text in all that it is given.
type watched struct {
	durable.Store
	t    *testing.T
	text []byte
}

func (w *watched) look(texts ...[]byte) {
	for _, text := range texts {
		if bytes.Contains(text, w.text) {
			w.t.Errorf("%q is in %q", w.text, text)
		}
	}
}

func (w *watched) Create(ctx context.Context, e ...durable.Created) error {
	for _, c := range e {
		w.look(c.Snapshot)
	}
	return w.Store.Create(ctx, e...)
}

func (w *watched) Commit(ctx context.Context, all ...durable.Commit) ([]error, error) {
	for _, c := range all {
		w.look(c.Record, c.Snapshot, c.Events)
		for _, p := range c.Posts {
			w.look(p.Text)
		}
	}
	return w.Store.Commit(ctx, all...)
}

func (w *watched) Post(ctx context.Context, arn string, p durable.Post) error {
	w.look(p.Text)
	return w.Store.Post(ctx, arn, p)
}

func (w *watched) PutObject(ctx context.Context, o durable.Object, was int64) error {
	w.look(o.Value)
	return w.Store.PutObject(ctx, o, was)
}

// TestSeal: no payload reaches the store unsealed, and one that cannot be opened stalls its
// execution.
func TestSeal(t *testing.T) {
	for name, opts := range map[string][]durable.Option{"derived": nil, "stored": {durable.WithStoredHistory()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opts := append(opts, durable.WithSeal(rotated{3}))
				store := &watched{durable.Memory(), t, []byte("confidential")}
				m, tokens := callbacks(t)
				machines := map[string]*asl.Machine{"m": m}
				s := serve(t, store, machines, opts...)
				arn := s.begin("m", "one", `{"a": "confidential"}`)
				token := <-tokens
				time.Sleep(time.Second)
				if err := s.SendTaskSuccess(t.Context(), token, []byte(`"confidential"`)); err != nil {
					t.Fatal(err)
				}
				s.ends(time.Second, arn, asl.Succeeded, `"confidential"`)
				checkHistory(t, s, arn, 8)
				waits := s.begin("m", "two", `{}`)
				time.Sleep(time.Second)
				s.stop()
				if _, err := durable.New(store, durable.WithSeal(rotated{4})); err == nil {
					t.Error("another seal reads the secret of the tokens")
				}
				if _, err := durable.New(store); err == nil || !strings.Contains(err.Error(), "WithSeal") {
					t.Errorf("without a seal: %v", err)
				}
				if err := s.Stop(t.Context(), waits, nil); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// keys seals with one key, and opens what was sealed with older ones, too.
type keys struct {
	rotated
	older []rotated
}

func (k keys) Open(sealed []byte) ([]byte, error) {
	for _, older := range k.older {
		if plain, err := older.Open(sealed); err == nil {
			return plain, nil
		}
	}
	return k.rotated.Open(sealed)
}

// TestAnswerWithAnotherKey: an answer that the process cannot open which drives the execution is not
// lost. It waits for a process that can, and a stop does not need it.
func TestAnswerWithAnotherKey(t *testing.T) {
	for name, opts := range map[string][]durable.Option{"waits": nil, "in memory": {durable.WithSuspension(24 * time.Hour)}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := durable.Memory()
				m, tokens := callbacks(t)
				machines := map[string]*asl.Machine{"m": m}
				older := serve(t, store, machines, append(opts, durable.WithSeal(rotated{3}))...)
				answered, stopped := older.begin("m", "answered", `1`), older.begin("m", "stopped", `2`)
				newer, err := durable.New(store, durable.WithSeal(keys{rotated{4}, []rotated{{3}}}))
				if err != nil {
					t.Fatal(err)
				}
				for range 2 {
					token := <-tokens
					time.Sleep(time.Second)
					if err := newer.SendTaskSuccess(t.Context(), token, []byte(`"yes"`)); err != nil {
						t.Fatal(err)
					}
				}
				for _, arn := range []string{answered, stopped} {
					if d := older.after(time.Hour, arn); d.Status != asl.Running || !strings.Contains(d.Stalled, `"done 1" cannot be read`) {
						t.Errorf("it is %s %s", d.Status, d.Stalled)
					}
				}
				if err := older.Stop(t.Context(), stopped, nil); err != nil {
					t.Error(err)
				}
				older.ends(2*time.Minute, stopped, asl.Aborted, "")
				checkGaps(t, older, stopped)
				older.stop()
				serve(t, store, machines, durable.WithSeal(keys{rotated{4}, []rotated{{3}}})).ends(2*time.Minute, answered, asl.Succeeded, `"yes"`)
			})
		})
	}
}

// TestRedriveWithAnotherKey: so does a redrive.
func TestRedriveWithAnotherKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := durable.Memory()
		machines := map[string]*asl.Machine{"m": brokenAfter(t, time.Second)}
		older := serve(t, store, machines, durable.WithSeal(rotated{3}))
		arn := older.begin("m", "one", `1`)
		older.ends(time.Minute, arn, asl.Failed, "")
		seal := durable.WithSeal(keys{rotated{4}, []rotated{{3}}})
		newer, err := durable.New(store, seal)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newer.Redrive(t.Context(), arn, ""); err != nil {
			t.Fatal(err)
		}
		if d := older.after(time.Hour, arn); d.Status != asl.Failed || d.RedriveCount != 0 || d.Stalled == "" {
			t.Errorf("it is %s, redriven %d times: %q", d.Status, d.RedriveCount, d.Stalled)
		}
		older.stop()
		if d := serve(t, store, machines, seal).ends(2*time.Minute, arn, asl.Failed, ""); d.RedriveCount != 1 {
			t.Errorf("it was redriven %d times", d.RedriveCount)
		}
	})
}

// TestRetention: executions are deleted some time after their end, and not before.
func TestRetention(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, durable.Memory(), map[string]*asl.Machine{"m": machine(t, waitThenTask, asl.WithTask("T", echo))}, durable.WithRetention(24*time.Hour))
		arn := s.begin("m", "one", `1`)
		s.ends(24*time.Hour, arn, asl.Succeeded, `1`)
		time.Sleep(2 * time.Hour)
		if _, err := s.Describe(t.Context(), arn); !errors.Is(err, durable.ErrExecutionDoesNotExist) {
			t.Error(err)
		}
	})
}
