package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Calls that share a transaction do not fail because another one does, not even if SQLite
// rolls the transaction back, as it does when the disk is full.
func TestGroup(t *testing.T) {
	w, err := openWriter(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	insert := func(ctx context.Context, q querier, name string) error {
		_, err := q.ExecContext(ctx, `INSERT INTO goasl_machine (arn) VALUES (?)`, name)
		return err
	}
	refused, lost := errors.New("refused"), errors.New("lost")
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = w.write(t.Context(), false, func(context.Context, querier) error { close(held); <-release; return nil })
	})
	<-held
	for i, want := range []error{nil, refused, nil, lost, nil} {
		wg.Go(func() {
			got := w.write(t.Context(), false, func(ctx context.Context, q querier) error {
				if err := insert(ctx, q, fmt.Sprint(i)); err != nil {
					return err
				}
				if want == lost {
					_, err := q.ExecContext(ctx, "ROLLBACK")
					return errors.Join(err, want)
				}
				return want
			})
			if !errors.Is(got, want) || (got == nil) != (want == nil) {
				t.Errorf("call %d: %v, want %v", i, got, want)
			}
		})
	}
	for n := 0; n < 5; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		n = len(w.waiting)
		w.mu.Unlock()
	}
	close(release)
	wg.Wait()
	var stored string
	err = w.write(t.Context(), false, func(ctx context.Context, q querier) error {
		return q.QueryRowContext(ctx, `SELECT group_concat(arn, ' ') FROM (SELECT arn FROM goasl_machine ORDER BY arn)`).Scan(&stored)
	})
	if err != nil || stored != "0 2 4" {
		t.Errorf("stored %q, %v, want 0, 2 and 4", stored, err)
	}
}

// What must be on the disk is never committed in a transaction that need not be.
func TestLaxCalls(t *testing.T) {
	w, err := openWriter(filepath.Join(t.TempDir(), "store.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	began, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	call := func(lax bool, want int, wait func()) {
		wg.Go(func() {
			err := w.write(t.Context(), lax, func(ctx context.Context, q querier) error {
				var is int
				err := q.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&is)
				if wait(); is != want {
					t.Errorf("a call, lax %v, is committed with synchronous = %d, want %d", lax, is, want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	const normal, full = 1, 2
	call(true, normal, func() { close(began); <-release })
	<-began
	for range 3 {
		call(false, full, func() {})
		call(true, full, func() {}) // it shares the transaction of the others
	}
	for n := 0; n < 6; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		n = len(w.waiting)
		w.mu.Unlock()
	}
	close(release)
	wg.Wait()
	call(true, normal, func() {})
	wg.Wait()
	idle := &writer{lax: true, wake: make(chan struct{}, 1), waiting: []*write{{lax: true, begun: make(chan struct{})}, {begun: make(chan struct{})}}}
	if n := len(idle.take()); n != 1 || len(idle.waiting) != 1 {
		t.Errorf("a lax transaction takes %d calls, want that which is lax", n)
	}
}
