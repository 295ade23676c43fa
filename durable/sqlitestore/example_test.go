package sqlitestore_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/durable/sqlitestore"
)

// An Executor on a file: what it has started is there when the program starts again.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	store, err := sqlitestore.Open(filepath.Join(dir, "executions.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	x, err := durable.New(store)
	if err != nil {
		log.Fatal(err)
	}
	page, _, err := x.List(context.Background(), durable.Filter{})
	fmt.Println(len(page), err)
	// Output:
	// 0 <nil>
}

// What a program writes to its own tables, and the executions that belong to it, are stored
// together or not at all.
func ExampleStore_CreateTx() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "orders.db")
	store, err := sqlitestore.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	x, err := durable.New(store)
	if err != nil {
		log.Fatal(err)
	}
	order := asl.MustParse(`{"StartAt": "Ship", "States": {"Ship": {"Type": "Pass", "End": true}}}`)
	if err := x.Register(machine, order); err != nil {
		log.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=busy_timeout(10000)")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	ctx := context.Background()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `CREATE TABLE orders (id INTEGER PRIMARY KEY)`); err != nil {
		log.Fatal(err)
	}
	execution, err := x.Prepare(durable.Start{Machine: machine, Name: "order-17"})
	if err != nil {
		log.Fatal(err)
	}
	if err := store.CreateTx(ctx, tx, execution); err != nil {
		log.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		log.Fatal(err)
	}
	page, _, err := store.List(ctx, durable.Filter{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page[0].Name, page[0].Status)
	// Output:
	// order-17 RUNNING
}
