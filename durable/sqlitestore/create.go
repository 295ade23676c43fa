package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/goasl/goasl/durable"
)

// Create implements [durable.Store].
func (s *Store) Create(ctx context.Context, e ...durable.Created) error {
	return s.write(ctx, func(ctx context.Context, q querier) error { return create(ctx, q, e) })
}

// CreateTx is Create as a part of a transaction of the caller, who has opened the same file
// with this driver (sql.Open("sqlite", …)): the executions are there if tx is committed, and
// only then. If it fails it has undone its part, and tx can go on.
//
// Until tx ends, the store cannot write. Begin it as IMMEDIATE (_txlock=immediate) with a
// busy_timeout, as one that has read before it writes fails if somebody else has written
// meanwhile.
func (s *Store) CreateTx(ctx context.Context, tx *sql.Tx, e ...durable.Created) error {
	var path string
	err := tx.QueryRowContext(ctx, `SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path)
	if err != nil {
		return fmt.Errorf("sqlitestore: CreateTx: %w", err)
	}
	if is, err := os.Stat(path); err != nil || !os.SameFile(is, s.writer.file) {
		return fmt.Errorf("sqlitestore: CreateTx: the transaction is on the file %q, the store is %q", path, s.path)
	}
	if _, err := tx.ExecContext(ctx, `SAVEPOINT goasl`); err != nil {
		return fmt.Errorf("sqlitestore: CreateTx: %w", err)
	}
	err = create(ctx, tx, e)
	if err != nil {
		_, undone := tx.ExecContext(context.WithoutCancel(ctx), `ROLLBACK TO goasl`)
		err = errors.Join(err, undone)
	}
	_, released := tx.ExecContext(context.WithoutCancel(ctx), `RELEASE goasl`)
	return errors.Join(err, released)
}

func create(ctx context.Context, q querier, all []durable.Created) error {
	for i := range all {
		if err := createOne(ctx, q, &all[i]); err != nil {
			return err
		}
	}
	return nil
}

func createOne(ctx context.Context, q querier, c *durable.Created) error {
	machine, err := machineID(ctx, q, c.Row.Machine)
	if err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `INSERT INTO goasl_definition (hash, text) VALUES (?, ?) ON CONFLICT DO NOTHING`,
		c.Row.Hash, notNil(c.Definition))
	if err != nil {
		return err
	}
	id, err := insertRow(ctx, q, &c.Row, machine)
	if err != nil {
		return err
	}
	snapshot := inRow(notNil(c.Snapshot))
	if c.Row.Derived || snapshot == nil {
		_, err = q.ExecContext(ctx, `INSERT INTO goasl_snapshot (execution, seq, text) VALUES (?, 0, ?)`, id, notNil(c.Snapshot))
		snapshot = nil // the first one stays
	}
	if err != nil {
		return err
	}
	return insertProgress(ctx, q, &c.Row, id, machine, snapshot)
}

func insertRow(ctx context.Context, q querier, r *durable.Row, machine int64) (id int64, err error) {
	result, err := q.ExecContext(ctx, `
		INSERT INTO goasl_execution (arn, machine, version, alias, name, started, hash, origin, parent, generation, derived)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		r.ARN, machine, r.Version, r.Alias, r.Name, toMicro(r.Started), r.Hash, r.Origin, r.Parent, r.Generation, r.Derived)
	if err != nil {
		return 0, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return 0, errors.Join(err, fmt.Errorf("sqlitestore: %q: %w", r.ARN, durable.ErrExists))
	}
	return result.LastInsertId()
}

func insertProgress(ctx context.Context, q querier, r *durable.Row, id, machine int64, snapshot any) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO goasl_progress (execution, machine, started, status, ended, redrive_count, redriven, stalled, stalled_at, due, snapshot)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, machine, toMicro(r.Started), string(r.Status), toMicro(r.Ended), r.RedriveCount, toMicro(r.Redriven), r.Stalled, toMicro(r.StalledAt), toMicro(r.Due), snapshot)
	return err
}

// machineID returns the number of a machine in the file.
func machineID(ctx context.Context, q querier, arn string) (id int64, err error) {
	const find = `SELECT id FROM goasl_machine WHERE arn = ?`
	err = q.QueryRowContext(ctx, find, arn).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	if _, err := q.ExecContext(ctx, `INSERT INTO goasl_machine (arn) VALUES (?) ON CONFLICT DO NOTHING`, arn); err != nil {
		return 0, err
	}
	err = q.QueryRowContext(ctx, find, arn).Scan(&id)
	return id, err
}

// notNil makes an empty text of what the driver would store as NULL.
func notNil(text []byte) []byte {
	if text == nil {
		return []byte{}
	}
	return text
}
