package sqlitestore

import (
	"context"
	"database/sql"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// latestSnapshot is a column, of goasl_progress as p.
const latestSnapshot = `coalesce(p.snapshot, (SELECT s.text FROM goasl_snapshot s WHERE s.execution = p.execution ORDER BY s.seq DESC LIMIT 1))`

// Load implements [durable.Store].
func (s *Store) Load(ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
	return s.load(ctx, arn, `p.saved, `+latestSnapshot)
}

// Journal implements [durable.Store].
func (s *Store) Journal(ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
	return s.load(ctx, arn, `CASE WHEN e.derived THEN 0 ELSE p.saved END, CASE WHEN e.derived
		THEN (SELECT s.text FROM goasl_snapshot s WHERE s.execution = e.id AND s.seq = 0) ELSE `+latestSnapshot+` END`)
}

// load returns a snapshot, of which columns have Seq and text, and the records after it.
func (s *Store) load(ctx context.Context, arn, snapshot string) (r durable.Row, saved asl.Saved, err error) {
	err = s.read(ctx, func(q querier) (err error) {
		var id, seq int64
		if id, r, err = rowOf(ctx, q, arn, `, `+snapshot, &seq, text{&saved.Snapshot}); err != nil {
			return err
		}
		if saved.Snapshot == nil {
			return errDamaged
		}
		return each(ctx, q, func(rows *sql.Rows) error {
			var text []byte
			err := rows.Scan(&text)
			saved.Records = append(saved.Records, text)
			return err
		}, `SELECT text FROM goasl_record WHERE execution = ? AND seq > ? ORDER BY seq`, id, seq)
	})
	if err != nil {
		return durable.Row{}, asl.Saved{}, err
	}
	s.holds.tell(&r)
	return r, saved, nil
}

// Events implements [durable.Store].
func (s *Store) Events(ctx context.Context, arn string, after int64, most int) (chunks []durable.Chunk, err error) {
	err = s.read(ctx, func(q querier) error {
		id, err := idOf(ctx, q, arn)
		if err != nil {
			return err
		}
		return each(ctx, q, func(rows *sql.Rows) error {
			var c durable.Chunk
			err := rows.Scan(&c.Seq, &c.Text)
			chunks = append(chunks, c)
			return err
		}, `SELECT seq, text FROM goasl_events WHERE execution = ? AND seq > ? ORDER BY seq LIMIT ?`, id, after, max(most, 0))
	})
	return chunks, err
}

// Definition implements [durable.Store].
func (s *Store) Definition(ctx context.Context, hash string) (text []byte, err error) {
	err = s.read(ctx, func(q querier) error {
		err := q.QueryRowContext(ctx, `SELECT text FROM goasl_definition WHERE hash = ?`, hash).Scan(&text)
		return missing(err, "no definition", hash)
	})
	return text, err
}
