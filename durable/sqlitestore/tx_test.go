package sqlitestore_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/state"
)

var now = time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)

const machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:orders"

func created(arn string) durable.Created {
	return durable.Created{
		Row: durable.Row{
			Summary: durable.Summary{ARN: arn, Machine: machine, Name: arn, Status: state.Running, Started: now},
			Hash:    "hash", Due: now,
		},
		Definition: []byte("definition"),
		Snapshot:   []byte("snapshot of " + arn),
	}
}

func TestCreateTx(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := reopen(t, path)
	db := raw(t, path)
	execute(t, db, `CREATE TABLE orders (execution TEXT)`)
	start := func(arn string, commit bool) error {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(t.Context(), `INSERT INTO orders VALUES (?)`, arn); err != nil {
			t.Fatal(err)
		}
		err = s.CreateTx(t.Context(), tx, created(arn+" first"), created(arn))
		if commit {
			err = errors.Join(err, tx.Commit())
		}
		return err
	}
	if err := start("a", true); err != nil {
		t.Fatal(err)
	}
	if err := start("b", false); err != nil {
		t.Fatal(err)
	}
	if err := start("a", true); !errors.Is(err, durable.ErrExists) {
		t.Fatalf("CreateTx: %v, want ErrExists", err)
	}
	page, _, err := s.List(t.Context(), durable.Filter{})
	if err != nil || len(page) != 2 || page[0].ARN != "a" || page[1].ARN != "a first" {
		t.Fatalf("List: %+v, %v", page, err)
	}
	var orders int // that of the start that failed was committed, as the caller chose
	if err := db.QueryRow(`SELECT count(*) FROM orders`).Scan(&orders); err != nil || orders != 2 {
		t.Fatalf("%d orders, %v", orders, err)
	}
	all, err := s.Claim(t.Context(), durable.Claim{Owner: "me", Machines: []string{machine}, Now: now, Until: now.Add(time.Minute), Max: 10})
	if err != nil || len(all) != 2 {
		t.Fatalf("Claim: %+v, %v", all, err)
	}
}

func TestCreateTxOfAnotherFile(t *testing.T) {
	s := reopen(t, filepath.Join(t.TempDir(), "store.db"))
	db := raw(t, filepath.Join(t.TempDir(), "other.db"))
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if err := s.CreateTx(t.Context(), tx, created("a")); err == nil || !strings.Contains(err.Error(), "other.db") {
		t.Fatalf("CreateTx: %v, want an error that names the file", err)
	}
}

// While another process writes, a call waits until its context ends, and has done nothing
// then.
func TestBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := reopen(t, path)
	tx, err := raw(t, path).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Create(ctx, created("late")); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Create: %v, want that of the context", err)
	}
	if page, _, err := s.List(t.Context(), durable.Filter{}); err != nil || len(page) > 0 {
		t.Fatalf("List beside a transaction: %+v, %v", page, err)
	}
	stored := make(chan error)
	go func() { stored <- s.Create(t.Context(), created("a")) }()
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-stored; err != nil {
		t.Fatal(err)
	}
	if page, _, err := s.List(t.Context(), durable.Filter{}); err != nil || len(page) != 1 || page[0].ARN != "a" {
		t.Fatalf("List: %+v, %v", page, err)
	}
}
