package sqlitestore_test

import (
	"errors"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
	"github.com/goasl/goasl/durable/storetest"
)

// open opens a store in a new file.
func open(t testing.TB) durable.Store {
	t.Helper()
	return reopen(t, filepath.Join(t.TempDir(), "store.db"))
}

// reopen opens the store in a file, and closes it when the test ends.
func reopen(t testing.TB, path string) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) { storetest.Run(t, open) }

func TestClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := sqlitestore.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), created("a")); err != nil {
		t.Fatal(err)
	}
	tx, err := raw(t, path).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan error)
	go func() { waits <- s.Create(t.Context(), created("b")) }()
	for !sqlitestore.Waits(s) {
		runtime.Gosched()
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-waits; !errors.Is(err, sqlitestore.ErrClosed) {
		t.Errorf("Create, as the store is closed: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), created("c")); !errors.Is(err, sqlitestore.ErrClosed) {
		t.Errorf("Create: %v", err)
	}
	if _, _, err := s.Load(t.Context(), "a"); !errors.Is(err, sqlitestore.ErrClosed) {
		t.Errorf("Load: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("Close of what is closed: %v", err)
	}
	if page, _, err := reopen(t, path).List(t.Context(), durable.Filter{}); err != nil || len(page) != 1 {
		t.Errorf("List, opened again: %+v, %v", page, err)
	}
}

// TestStoreBesideAnother: each claim is in the file.
func TestStoreBesideAnother(t *testing.T) {
	storetest.Run(t, func(t testing.TB) durable.Store {
		path := filepath.Join(t.TempDir(), "store.db")
		if err := reopen(t, path).Renew(t.Context(), "nobody", time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
		return reopen(t, path)
	})
}

func TestStoreShared(t *testing.T) {
	storetest.RunShared(t, func(t testing.TB) (one, other durable.Store) {
		path := filepath.Join(t.TempDir(), "store.db")
		return reopen(t, path), reopen(t, path)
	})
}
