package sqlitestore

import (
	"context"
	"database/sql"
)

// reader has the connection with which executions are claimed, and read what was posted to those
// that were. It is for one call at a time: what the one has found out holds for the other.
type reader struct {
	turn chan struct{} // has room for the call whose turn it is
	conn *statements
}

func openReader(ctx context.Context, db *sql.DB) (*reader, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &reader{turn: make(chan struct{}, 1), conn: newStatements(conn)}, nil
}

func (r *reader) lock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case r.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *reader) unlock() { <-r.turn }

// read calls do with the file as it is at one moment, when it is the caller's turn.
func (r *reader) read(ctx context.Context, do func(q querier) error) error {
	whole := context.WithoutCancel(ctx)         // else a BEGIN may be done although it has an error
	defer r.conn.ExecContext(whole, "ROLLBACK") // nothing was written
	if _, err := r.conn.ExecContext(whole, "BEGIN"); err != nil {
		return err
	}
	return do(r.conn)
}

func (r *reader) close() {
	r.turn <- struct{}{}
	defer r.unlock()
	r.conn.close()
}
