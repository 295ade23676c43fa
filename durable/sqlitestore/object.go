package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/goasl/goasl/durable"
)

// PutObject implements [durable.Store].
func (s *Store) PutObject(ctx context.Context, o durable.Object, was int64) error {
	return s.write(ctx, func(ctx context.Context, q querier) error { return putObject(ctx, q, &o, was) })
}

func putObject(ctx context.Context, q querier, o *durable.Object, was int64) error {
	var version int64
	err := q.QueryRowContext(ctx, `SELECT version FROM goasl_object WHERE kind = ? AND name = ?`, o.Kind, o.Name).Scan(&version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	switch {
	case version != was:
		return fmt.Errorf("sqlitestore: %s %q has version %d, not %d: %w", o.Kind, o.Name, version, was, durable.ErrConflict)
	case o.Value == nil:
		_, err = q.ExecContext(ctx, `DELETE FROM goasl_object WHERE kind = ? AND name = ?`, o.Kind, o.Name)
	default:
		_, err = q.ExecContext(ctx, `INSERT OR REPLACE INTO goasl_object (kind, name, version, value) VALUES (?, ?, ?, ?)`, o.Kind, o.Name, was+1, o.Value)
	}
	return err
}

// Object implements [durable.Store].
func (s *Store) Object(ctx context.Context, kind, name string) (o durable.Object, err error) {
	o = durable.Object{Kind: kind, Name: name}
	err = s.read(ctx, func(q querier) error {
		err := q.QueryRowContext(ctx, `SELECT version, value FROM goasl_object WHERE kind = ? AND name = ?`, kind, name).Scan(&o.Version, &o.Value)
		return missing(err, "no "+kind, name)
	})
	if err != nil {
		return durable.Object{}, err
	}
	return o, nil
}

// Objects implements [durable.Store].
func (s *Store) Objects(ctx context.Context, kind, after string, most int) (all []durable.Object, err error) {
	err = s.read(ctx, func(q querier) error {
		return each(ctx, q, func(rows *sql.Rows) error {
			o := durable.Object{Kind: kind}
			err := rows.Scan(&o.Name, &o.Version, &o.Value)
			all = append(all, o)
			return err
		}, `SELECT name, version, value FROM goasl_object WHERE kind = ? AND name > ? ORDER BY name LIMIT ?`, kind, after, max(most, 0))
	})
	return all, err
}
