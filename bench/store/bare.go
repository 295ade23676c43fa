package main

import (
	"database/sql"
	"errors"
	"fmt"

	_ "modernc.org/sqlite" // the driver of the store, too

	"github.com/goasl/goasl/bench/part"
)

// bareFile is a file of SQLite without a store.
type bareFile struct{ *sql.DB }

func openBare(file, schema string) (*bareFile, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &bareFile{db}, nil
}

// insert inserts n rows of so many bytes, some in each transaction, into a table without indexes.
func insert(file string, size, each, n int) (wall, cpu float64, err error) {
	db, err := openBare(file, `CREATE TABLE record (id INTEGER PRIMARY KEY, text BLOB)`)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	began := part.Begin()
	err = db.insert(`INSERT INTO record (text) VALUES (?)`, size, each, n)
	wall, cpu = began.End()
	return wall, cpu, err
}

// replace replaces n rows of so many bytes, some in each transaction, each if nobody else has: it
// finds those that are due, and makes them due later.
func replace(file string, size, each, n int) (wall, cpu float64, err error) {
	db, err := openBare(file, `CREATE TABLE waiting (id INTEGER PRIMARY KEY, due INTEGER DEFAULT 0, seq INTEGER DEFAULT 0, text BLOB);
		CREATE INDEX due ON waiting (due)`)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.insert(`INSERT INTO waiting (text) VALUES (?)`, size, each, n); err != nil {
		return 0, 0, err
	}
	update, err := db.Prepare(`UPDATE waiting SET due = 1, seq = seq + 1, text = ? WHERE id = ? AND seq = ?`)
	if err != nil {
		return 0, 0, err
	}
	began := part.Begin()
	err = db.inTransactions(each, n, func(tx *sql.Tx, some int) error {
		rows, err := due(tx, some)
		for i := 0; i < len(rows) && err == nil; i++ {
			_, err = tx.Stmt(update).Exec(make([]byte, size), rows[i].id, rows[i].seq)
		}
		return err
	})
	wall, cpu = began.End()
	return wall, cpu, err
}

// insert inserts rows by a statement with a text.
func (db *bareFile) insert(statement string, size, each, n int) error {
	insert, err := db.Prepare(statement)
	if err != nil {
		return err
	}
	return db.inTransactions(each, n, func(tx *sql.Tx, some int) error {
		for range some {
			if _, err := tx.Stmt(insert).Exec(make([]byte, size)); err != nil {
				return err
			}
		}
		return nil
	})
}

// inTransactions does n of something, some in each transaction.
func (db *bareFile) inTransactions(each, n int, do func(tx *sql.Tx, some int) error) error {
	for done := 0; done < n; done += each {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		if err := do(tx, min(each, n-done)); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

type waiting struct {
	id, seq int64
	text    []byte
}

// due returns so many rows that are due. There must be as many.
func due(tx *sql.Tx, n int) ([]waiting, error) {
	rows, err := tx.Query(`SELECT id, seq, text FROM waiting WHERE due <= 0 ORDER BY due LIMIT ?`, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []waiting
	for rows.Next() {
		var w waiting
		if err := rows.Scan(&w.id, &w.seq, &w.text); err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(all) != n {
		return nil, fmt.Errorf("%d rows are due, want %d", len(all), n)
	}
	return all, nil
}
