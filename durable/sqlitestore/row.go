package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/goasl/goasl/durable"
)

var errDamaged = errors.New("it is damaged: a value has another type, or is missing")

// rowColumns are those that scanRow reads, of goasl_execution as e and goasl_machine as m.
const rowColumns = `e.id, e.arn, m.arn, e.version, e.alias, e.name, e.status, e.started, e.ended,
	e.redrive_count, e.redriven, e.stalled, e.stalled_at, e.hash, e.origin, e.parent, e.generation, e.derived,
	e.due, e.epoch, e.seq`

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
		FROM goasl_execution e JOIN goasl_machine m ON m.id = e.machine WHERE e.arn = ?`, arn).Scan)
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
