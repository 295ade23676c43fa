package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/goasl/goasl/durable"
)

var errDamaged = errors.New("it is damaged: a value has another type, or is missing")

// rowColumns are those that scanRow reads, of goasl_execution as e and goasl_progress as p. There
// are few machines, and so few pages to look them up in.
const rowColumns = `e.id, e.arn, (SELECT m.arn FROM goasl_machine m WHERE m.id = e.machine), e.version, e.alias, e.name, p.status, e.started, p.ended,
	p.redrive_count, p.redriven, p.stalled, p.stalled_at, e.hash, e.origin, e.parent, e.generation, e.derived,
	p.due, p.epoch, p.seq`

// scanRow reads rowColumns, and more if there are; id is that of the row in the file.
func scanRow(scan func(...any) error, more ...any) (id int64, r durable.Row, err error) {
	err = scan(append([]any{&id, &r.ARN, &r.Machine, &r.Version, &r.Alias, &r.Name, &r.Status, micro{&r.Started}, micro{&r.Ended},
		&r.RedriveCount, micro{&r.Redriven}, &r.Stalled, micro{&r.StalledAt}, &r.Hash, &r.Origin, &r.Parent, &r.Generation, &r.Derived,
		micro{&r.Due}, &r.Epoch, &r.Seq}, more...)...)
	return id, r, err
}

// rowOf reads the row of an execution, and more columns of it.
func rowOf(ctx context.Context, q querier, arn string, more string, to ...any) (id int64, r durable.Row, err error) {
	id, r, err = scanRow(q.QueryRowContext(ctx, `SELECT `+rowColumns+more+`
		FROM goasl_execution e JOIN goasl_progress p ON p.execution = e.id WHERE e.arn = ?`, arn).Scan, to...)
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

// text scans one, nil if it is missing. It need not be copied: the driver makes each anew.
type text struct{ t *[]byte }

// Scan implements sql.Scanner.
func (t text) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t.t = nil
	case []byte:
		*t.t = notNil(v)
	default:
		return errDamaged
	}
	return nil
}
