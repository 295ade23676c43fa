package sqlitestore

import (
	"context"
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
			err := s.commit(ctx, q, &c[i])
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
	s.holds.committed(c, errs)
	return errs, nil
}

func (s *Store) commit(ctx context.Context, q querier, c *durable.Commit) error {
	is, free, err := s.holds.of(ctx, q, c)
	if err == nil {
		err = updateProgress(ctx, q, c, is, free)
	}
	switch {
	case errors.Is(err, durable.ErrNotFound):
		return fmt.Errorf("sqlitestore: %q, epoch %d, commit %d: %w", c.ARN, c.Epoch, c.Seq, durable.ErrFenced)
	case err != nil:
		return err
	}
	if err := insertTexts(ctx, q, c, is); err != nil {
		return err
	}
	for _, number := range c.Taken {
		if _, err := q.ExecContext(ctx, `DELETE FROM goasl_post WHERE number = ? AND execution = ?`, number, is.id); err != nil {
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

// updateProgress writes the row, if the owner may; otherwise the error is ErrNotFound. Most commits
// change neither status nor what belongs to it: then that is not written, as indexes belong to it.
// free says that the file need not tell that the owner has the execution.
func updateProgress(ctx context.Context, q querier, c *durable.Commit, is held, free bool) error {
	for _, claims := range []bool{true, false} {
		for _, changes := range []bool{false, true} {
			if claims && !free {
				continue
			}
			u := update{claims: claims, releases: c.Release, snapshot: c.Snapshot != nil, changes: changes}
			result, err := q.ExecContext(ctx, updates[u], u.args(c, is)...)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil || n > 0 {
				return err
			}
		}
	}
	return durable.ErrNotFound
}

// update says what a statement writes to goasl_progress, beside what each commit changes.
type update struct {
	claims   bool // nobody has it so far
	releases bool
	snapshot bool
	changes  bool // the status, which is the same otherwise
}

// updates are the statements.
var updates = func() map[update]string {
	all := map[update]string{}
	for i := range 16 {
		u := update{i&1 > 0, i&2 > 0, i&4 > 0, i&8 > 0}
		all[u] = u.statement()
	}
	return all
}()

func (u update) statement() string {
	set, where := `seq = ?, due = ?, epoch = ?`, `execution = ? AND seq = ? AND epoch = ?`
	switch {
	case u.claims && !u.releases:
		set += `, lease = ?, owner = ?`
	case u.releases && !u.claims:
		set += `, owner = NULL`
	}
	if u.snapshot {
		set += `, saved = ?, snapshot = ?`
	}
	if u.claims {
		where += ` AND owner IS NULL`
	} else {
		where += ` AND owner = ?`
	}
	if u.changes {
		set += `, status = ?, ended = ?, redrive_count = ?, redriven = ?, stalled_at = ?, stalled = ?`
	} else {
		where += ` AND status = ? AND ended = ? AND redrive_count = ? AND redriven = ? AND stalled_at = ? AND stalled = ?`
	}
	return `UPDATE goasl_progress SET ` + set + ` WHERE ` + where
}

func (u update) args(c *durable.Commit, is held) []any {
	args := append(make([]any, 0, 18), c.Seq, toMicro(c.Due), c.Epoch)
	if u.claims && !u.releases {
		args = append(args, is.until, c.Owner)
	}
	if u.snapshot {
		args = append(args, c.Seq, inRow(c.Snapshot))
	}
	status := func() {
		args = append(args, string(c.Status), toMicro(c.Ended), int64(c.RedriveCount), toMicro(c.Redriven), toMicro(c.StalledAt), c.Stalled)
	}
	if u.changes {
		status()
	}
	args = append(args, is.id, c.Seq-1)
	if u.claims {
		args = append(args, c.Epoch-1)
	} else {
		args = append(args, c.Epoch, c.Owner)
	}
	if !u.changes {
		status()
	}
	return args
}

func insertTexts(ctx context.Context, q querier, c *durable.Commit, is held) error {
	if c.Snapshot != nil {
		if err := replaceTexts(ctx, q, c, is); err != nil {
			return err
		}
	}
	if c.Record != nil && (c.Snapshot == nil || is.derived) {
		if _, err := q.ExecContext(ctx, `INSERT INTO goasl_record (execution, seq, text) VALUES (?, ?, ?)`, is.id, c.Seq, c.Record); err != nil {
			return err
		}
	}
	if c.Events != nil {
		if _, err := q.ExecContext(ctx, `INSERT INTO goasl_events (execution, seq, text) VALUES (?, ?, ?)`, is.id, c.Seq, c.Events); err != nil {
			return err
		}
	}
	return nil
}

// maxInRow is how long a snapshot may be that is in the row. Each commit copies the row.
const maxInRow = 2000

// inRow returns the snapshot as it is in the row.
func inRow(snapshot []byte) any {
	if len(snapshot) > maxInRow {
		return nil
	}
	return snapshot
}

// replaceTexts deletes what a snapshot replaces, and stores it if it is not in the row. What the
// history is derived from stays: the first snapshot, and all records.
func replaceTexts(ctx context.Context, q querier, c *durable.Commit, is held) error {
	if !is.inRow && (!is.derived || is.saved > 0) {
		if _, err := q.ExecContext(ctx, `DELETE FROM goasl_snapshot WHERE execution = ? AND seq >= ?`, is.id, is.derived); err != nil {
			return err
		}
	}
	if !is.derived && c.Seq-1 > is.saved { // otherwise there are none
		if _, err := q.ExecContext(ctx, `DELETE FROM goasl_record WHERE execution = ?`, is.id); err != nil {
			return err
		}
	}
	if inRow(c.Snapshot) != nil {
		return nil
	}
	_, err := q.ExecContext(ctx, `INSERT INTO goasl_snapshot (execution, seq, text) VALUES (?, ?, ?)`, is.id, c.Seq, c.Snapshot)
	return err
}
