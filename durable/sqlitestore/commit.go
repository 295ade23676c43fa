package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

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

// fenced is a row, and what a commit may replace of it.
type fenced struct {
	id      int64
	derived bool
	replaced
}

// replaced is what a commit replaces of a row, but for Seq and Due. Few do change it.
type replaced struct {
	status              string
	ended               int64
	redriveCount        int
	redriven, stalledAt int64
	stalled             string
}

// updateRow writes the row, if the owner may. What most commits leave as it is, is written
// only if it changes, as indexes belong to it.
func updateRow(ctx context.Context, q querier, c *durable.Commit) (id int64, derived bool, err error) {
	var was fenced
	err = q.QueryRowContext(ctx, `
		SELECT id, derived, status, ended, redrive_count, redriven, stalled, stalled_at
		FROM goasl_execution WHERE arn = ? AND owner = ? AND epoch = ? AND seq = ?`, c.ARN, c.Owner, c.Epoch, c.Seq-1,
	).Scan(&was.id, &was.derived, &was.status, &was.ended, &was.redriveCount, &was.redriven, &was.stalled, &was.stalledAt)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("sqlitestore: %q, epoch %d, commit %d: %w", c.ARN, c.Epoch, c.Seq, durable.ErrFenced)
	}
	if err != nil {
		return 0, false, err
	}
	is := replaced{
		status: string(c.Status), ended: toMicro(c.Ended), redriveCount: c.RedriveCount,
		redriven: toMicro(c.Redriven), stalledAt: toMicro(c.StalledAt), stalled: c.Stalled,
	}
	if is == was.replaced && !c.Release {
		_, err = q.ExecContext(ctx, `UPDATE goasl_execution SET seq = ?, due = ? WHERE id = ?`, c.Seq, toMicro(c.Due), was.id)
		return was.id, was.derived, err
	}
	_, err = q.ExecContext(ctx, `
		UPDATE goasl_execution SET seq = ?, due = ?, status = ?, ended = ?, redrive_count = ?, redriven = ?,
			stalled = ?, stalled_at = ?, owner = CASE WHEN ? THEN NULL ELSE owner END WHERE id = ?`,
		c.Seq, toMicro(c.Due), is.status, is.ended, is.redriveCount, is.redriven, is.stalled, is.stalledAt, c.Release, was.id)
	return was.id, was.derived, err
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
