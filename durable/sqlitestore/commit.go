package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/durable"
)

// Commit implements [durable.Store].
func (s *Store) Commit(ctx context.Context, c ...durable.Commit) ([]error, error) {
	var errs []error
	err := s.write(ctx, func(ctx context.Context, q querier) error {
		errs = nil // it may be called again
		for i := range c {
			err := commit(ctx, q, &c[i])
			if err == nil {
				continue
			}
			if !errors.Is(err, durable.ErrFenced) {
				return err
			}
			if errs == nil {
				errs = make([]error, len(c))
			}
			errs[i] = err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return errs, nil
}

func commit(ctx context.Context, q querier, c *durable.Commit) error {
	id, derived, err := updateRow(ctx, q, c)
	if err != nil {
		return err
	}
	if err := insertTexts(ctx, q, c, id, derived); err != nil {
		return err
	}
	for _, number := range c.Taken {
		if _, err := q.ExecContext(ctx, `DELETE FROM goasl_post WHERE number = ? AND execution = ?`, number, id); err != nil {
			return err
		}
	}
	for i := range c.Posts {
		err := post(ctx, q, c.Posts[i].ARN, &c.Posts[i].Post)
		if err != nil && !errors.Is(err, durable.ErrNotFound) && !errors.Is(err, durable.ErrPosted) {
			return err
		}
	}
	return nil
}

// updateRow writes the row, if the owner may. Most commits change neither status nor what belongs to
// it: then that is not written, as indexes belong to it.
func updateRow(ctx context.Context, q querier, c *durable.Commit) (id int64, derived bool, err error) {
	const going = `UPDATE goasl_execution SET seq = ?, due = ?`
	const unchanged = ` WHERE arn = ? AND owner = ? AND epoch = ? AND seq = ?
		AND status = ? AND ended = ? AND redrive_count = ? AND redriven = ? AND stalled_at = ? AND stalled = ? RETURNING id, derived`
	update := going + unchanged
	if c.Release {
		update = going + `, owner = NULL` + unchanged
	}
	is := []any{string(c.Status), toMicro(c.Ended), c.RedriveCount, toMicro(c.Redriven), toMicro(c.StalledAt), c.Stalled}
	which := []any{c.ARN, c.Owner, c.Epoch, c.Seq - 1}
	err = q.QueryRowContext(ctx, update, slices.Concat([]any{c.Seq, toMicro(c.Due)}, which, is)...).Scan(&id, &derived)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, derived, err
	}
	err = q.QueryRowContext(ctx, going+`, status = ?, ended = ?, redrive_count = ?, redriven = ?, stalled_at = ?, stalled = ?,
			owner = CASE WHEN ? THEN NULL ELSE owner END
		WHERE arn = ? AND owner = ? AND epoch = ? AND seq = ? RETURNING id, derived`,
		slices.Concat([]any{c.Seq, toMicro(c.Due)}, is, []any{c.Release}, which)...).Scan(&id, &derived)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("sqlitestore: %q, epoch %d, commit %d: %w", c.ARN, c.Epoch, c.Seq, durable.ErrFenced)
	}
	return id, derived, err
}

func insertTexts(ctx context.Context, q querier, c *durable.Commit, id int64, derived bool) error {
	if c.Snapshot != nil {
		if err := replaceSnapshot(ctx, q, c, id, derived); err != nil {
			return err
		}
	}
	if c.Record != nil && (c.Snapshot == nil || derived) {
		if _, err := q.ExecContext(ctx, `INSERT INTO goasl_record (execution, seq, text) VALUES (?, ?, ?)`, id, c.Seq, c.Record); err != nil {
			return err
		}
	}
	if c.Events != nil {
		if _, err := q.ExecContext(ctx, `INSERT INTO goasl_events (execution, seq, text) VALUES (?, ?, ?)`, id, c.Seq, c.Events); err != nil {
			return err
		}
	}
	return nil
}

// replaceSnapshot keeps what the history is derived from, if it is: the first snapshot, and
// all records.
func replaceSnapshot(ctx context.Context, q querier, c *durable.Commit, id int64, derived bool) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM goasl_snapshot WHERE execution = ? AND seq >= ?`, id, derived); err != nil {
		return err
	}
	if !derived {
		if _, err := q.ExecContext(ctx, `DELETE FROM goasl_record WHERE execution = ?`, id); err != nil {
			return err
		}
	}
	_, err := q.ExecContext(ctx, `INSERT INTO goasl_snapshot (execution, seq, text) VALUES (?, ?, ?)`, id, c.Seq, c.Snapshot)
	return err
}
