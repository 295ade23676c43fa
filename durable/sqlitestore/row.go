package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/goasl/goasl/durable"
)

var errDamaged = errors.New("it is damaged: a value has another type, or is missing")

// rowColumns are those that scanRow reads, of goasl_execution alone. There are few machines, and
// so few pages to look them up in.
const rowColumns = `id, arn, (SELECT m.arn FROM goasl_machine m WHERE m.id = machine), version, alias, name, status, started, ended,
	redrive_count, redriven, stalled, stalled_at, hash, origin, parent, generation, derived,
	due, epoch, seq`

// scanRow reads rowColumns; id is that of the row in the file.
func scanRow(scan func(...any) error) (id int64, r durable.Row, err error) {
	err = scan(&id, &r.ARN, &r.Machine, &r.Version, &r.Alias, &r.Name, &r.Status, micro{&r.Started}, micro{&r.Ended},
		&r.RedriveCount, micro{&r.Redriven}, &r.Stalled, micro{&r.StalledAt}, &r.Hash, &r.Origin, &r.Parent, &r.Generation, &r.Derived,
		micro{&r.Due}, &r.Epoch, &r.Seq)
	return id, r, err
}

// rowOf reads the row of an execution.
func rowOf(ctx context.Context, q querier, arn string) (id int64, r durable.Row, err error) {
	id, r, err = scanRow(q.QueryRowContext(ctx, `SELECT `+rowColumns+`
		FROM goasl_execution e WHERE e.arn = ?`, arn).Scan)
	return id, r, missing(err, "no execution", arn)
}

// idOf returns the number of an execution in the file.
func idOf(ctx context.Context, q querier, arn string) (id int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT id FROM goasl_execution WHERE arn = ?`, arn).Scan(&id)
	return id, missing(err, "no execution", arn)
}

// missing tells that something is not there, if that is the error.
func missing(err error, what, name string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("sqlitestore: %s %q: %w", what, name, durable.ErrNotFound)
	}
	return err
}
