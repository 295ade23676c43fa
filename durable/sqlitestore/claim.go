package sqlitestore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/goasl/goasl/durable"
)

// candidate is an execution that may be claimed.
type candidate struct{ id, ready int64 }

const selectReady = `SELECT e.id, e.ready FROM goasl_machine m JOIN goasl_execution e ON e.machine = m.id
	WHERE m.arn = ? AND e.ready <= ? ORDER BY e.ready LIMIT ?`

const selectStalled = `SELECT e.id, e.stalled_at FROM goasl_machine m JOIN goasl_execution e INDEXED BY goasl_stalled ON e.machine = m.id
	WHERE m.arn = ? AND e.stalled_at > -62135596800000000 AND e.stalled_at < ? AND (e.owner IS NULL OR e.lease <= ?)
	ORDER BY e.stalled_at LIMIT ?`

// Claim implements [durable.Store]. It writes only if there is something to claim.
func (s *Store) Claim(ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
	var found []candidate
	err := s.read(ctx, func(q querier) (err error) {
		found, err = candidates(ctx, q, c)
		return err
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var all []durable.Claimed
	err = s.write(ctx, func(ctx context.Context, q querier) (err error) {
		all, err = claim(ctx, q, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func claim(ctx context.Context, q querier, c durable.Claim) (all []durable.Claimed, err error) {
	found, err := candidates(ctx, q, c)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		one, err := claimOne(ctx, q, f.id, c.Owner, c.Until)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// candidates returns at most c.Max executions, those first that are due for the longest
// time.
func candidates(ctx context.Context, q querier, c durable.Claim) (found []candidate, err error) {
	add := func(rows *sql.Rows) error {
		var one candidate
		err := rows.Scan(&one.id, &one.ready)
		found = append(found, one)
		return err
	}
	now := toMicro(c.Now)
	limit := max(c.Max, 0) // SQLite takes a negative one as none
	machines := slices.Compact(slices.Sorted(slices.Values(c.Machines)))
	for _, m := range machines {
		if err := each(ctx, q, add, selectReady, m, now, limit); err != nil {
			return nil, err
		}
		if err := each(ctx, q, add, selectStalled, m, toMicroUp(c.StalledBefore), now, limit); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.ready, b.ready), cmp.Compare(a.id, b.id)) })
	return found[:min(len(found), limit)], nil
}

func claimOne(ctx context.Context, q querier, id int64, owner string, until time.Time) (c durable.Claimed, err error) {
	_, err = q.ExecContext(ctx, `UPDATE goasl_execution SET owner = ?, lease = ?, epoch = epoch + 1 WHERE id = ?`, owner, toMicro(until), id)
	if err != nil {
		return c, err
	}
	_, c.Row, err = scanRow(q.QueryRowContext(ctx, `SELECT `+rowColumns+`
		FROM goasl_execution e JOIN goasl_machine m ON m.id = e.machine WHERE e.id = ?`, id).Scan)
	if err != nil {
		return c, err
	}
	if c.Saved, err = latest(ctx, q, id); err != nil {
		return c, err
	}
	c.Posts, err = postsOf(ctx, q, id)
	return c, err
}

const updateLease = `UPDATE goasl_execution SET lease = ? WHERE owner = ?`

// Renew implements [durable.Store].
func (s *Store) Renew(ctx context.Context, owner string, until time.Time) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, updateLease, toMicro(until), owner)
		return err
	})
}
