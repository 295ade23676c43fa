package sqlitestore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"github.com/goasl/goasl/asl"
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
	err = s.writeLease(ctx, func(ctx context.Context, q querier) (err error) {
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
	ids, err := json.Marshal(idsOf(found))
	if err != nil {
		return nil, err
	}
	return claimThese(ctx, q, found, string(ids), c)
}

func idsOf(found []candidate) []int64 {
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.id
	}
	return ids
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

const updateClaimed = `UPDATE goasl_execution SET owner = ?, lease = ?, epoch = epoch + 1
	WHERE id IN (SELECT value FROM json_each(?)) RETURNING ` + rowColumns

// claimThese claims executions with one statement for all of a table: a statement takes longer than
// what it does for one of them. ids are theirs, as a JSON array.
func claimThese(ctx context.Context, q querier, found []candidate, ids string, c durable.Claim) ([]durable.Claimed, error) {
	places := make(map[int64]int, len(found))
	for i, f := range found {
		places[f.id] = i
	}
	all := make([]durable.Claimed, len(found))
	err := each(ctx, q, func(rows *sql.Rows) error {
		id, row, err := scanRow(rows.Scan)
		all[places[id]].Row = row
		return err
	}, updateClaimed, c.Owner, toMicro(c.Until), ids)
	if err == nil {
		err = readSaved(ctx, q, ids, func(id int64) *asl.Saved { return &all[places[id]].Saved })
	}
	if err != nil {
		return nil, err
	}
	err = each(ctx, q, func(rows *sql.Rows) error {
		var id int64
		var p durable.Post
		err := rows.Scan(&id, &p.Number, &p.Key, &p.Text)
		posts := &all[places[id]].Posts
		*posts = append(*posts, p)
		return err
	}, selectPostsOf, ids)
	return all, err
}

const updateLease = `UPDATE goasl_execution SET lease = ? WHERE owner = ?`

// Renew implements [durable.Store].
func (s *Store) Renew(ctx context.Context, owner string, until time.Time) error {
	return s.writeLease(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, updateLease, toMicro(until), owner)
		return err
	})
}
