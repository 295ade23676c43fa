package sqlitestore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// Load implements [durable.Store].
func (s *Store) Load(ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
	return s.load(ctx, arn, latest)
}

// Journal implements [durable.Store].
func (s *Store) Journal(ctx context.Context, arn string) (durable.Row, asl.Saved, error) {
	return s.load(ctx, arn, earliest)
}

func (s *Store) load(ctx context.Context, arn string, which func(context.Context, querier, int64) (asl.Saved, error)) (r durable.Row, saved asl.Saved, err error) {
	err = s.read(ctx, func(q querier) (err error) {
		var id int64
		if id, r, err = rowOf(ctx, q, arn); err == nil {
			saved, err = which(ctx, q, id)
		}
		return err
	})
	if err != nil {
		return durable.Row{}, asl.Saved{}, err
	}
	return r, saved, nil
}

func latest(ctx context.Context, q querier, id int64) (asl.Saved, error) {
	return since(ctx, q, id, `SELECT seq, text FROM goasl_snapshot WHERE execution = ? ORDER BY seq DESC LIMIT 1`)
}

func earliest(ctx context.Context, q querier, id int64) (asl.Saved, error) {
	return since(ctx, q, id, `SELECT seq, text FROM goasl_snapshot WHERE execution = ? ORDER BY seq LIMIT 1`)
}

// since returns the snapshot that a query selects, and the records after it.
func since(ctx context.Context, q querier, id int64, snapshot string) (saved asl.Saved, err error) {
	var seq int64
	err = q.QueryRowContext(ctx, snapshot, id).Scan(&seq, &saved.Snapshot)
	if errors.Is(err, sql.ErrNoRows) {
		return saved, errDamaged
	}
	if err != nil {
		return saved, err
	}
	err = each(ctx, q, func(rows *sql.Rows) error {
		var text []byte
		err := rows.Scan(&text)
		saved.Records = append(saved.Records, text)
		return err
	}, `SELECT text FROM goasl_record WHERE execution = ? AND seq > ? ORDER BY seq`, id, seq)
	return saved, err
}

// These do not sort, which would copy the texts.
const (
	selectSnapshots = `SELECT s.execution, s.seq, s.text FROM json_each(?) j CROSS JOIN goasl_snapshot s
		ON s.execution = j.value AND s.seq = (SELECT max(l.seq) FROM goasl_snapshot l WHERE l.execution = j.value)`
	selectRecords = `SELECT r.execution, r.seq, r.text FROM json_each(?) j CROSS JOIN goasl_record r
		ON r.execution = j.value ->> 0 AND r.seq > j.value ->> 1`
)

// numbered is a text of an execution, with its place among them.
type numbered struct {
	execution, seq int64
	text           []byte
}

// readSaved reads the latest snapshots of executions, and the records after them. ids are theirs,
// as a JSON array.
func readSaved(ctx context.Context, q querier, ids string, saved func(id int64) *asl.Saved) error {
	var snapshots [][2]int64 // executions, and what their snapshots have
	err := each(ctx, q, func(rows *sql.Rows) error {
		var is [2]int64
		var text []byte
		err := rows.Scan(&is[0], &is[1], &text)
		saved(is[0]).Snapshot = text
		snapshots = append(snapshots, is)
		return err
	}, selectSnapshots, ids)
	if err != nil {
		return err
	}
	after, err := json.Marshal(snapshots)
	if err != nil {
		return err
	}
	var records []numbered
	err = each(ctx, q, func(rows *sql.Rows) error {
		var r numbered
		err := rows.Scan(&r.execution, &r.seq, &r.text)
		records = append(records, r)
		return err
	}, selectRecords, string(after))
	slices.SortFunc(records, func(a, b numbered) int { return cmp.Compare(a.seq, b.seq) })
	for _, r := range records {
		s := saved(r.execution)
		s.Records = append(s.Records, r.text)
	}
	return err
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
