package sqlitestore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
)

// Claim implements [durable.Store]. Who is alone on the file claims without writing; see [held].
func (s *Store) Claim(ctx context.Context, c durable.Claim) ([]durable.Claimed, error) {
	if err := s.reader.lock(ctx); err != nil {
		return nil, err
	}
	defer s.reader.unlock()
	known := s.holds.unwritten() // before the file is read, which tells of those that are not known any more
	all, writes, err := s.claimReading(ctx, c, known)
	if err == nil && writes {
		err = s.writeLease(ctx, func(ctx context.Context, q querier) (err error) {
			all, err = s.claimWriting(ctx, q, c, known)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	return s.holds.claimed(c, all, writes), nil
}

// claimReading claims without writing, unless that must be.
func (s *Store) claimReading(ctx context.Context, c durable.Claim, known map[int64]held) (all []claimed, writes bool, err error) {
	err = s.look(ctx, func(q querier) error {
		found, err := candidates(ctx, q, c, known)
		if err != nil || len(found) == 0 {
			return err
		}
		if writes, err = s.mustWrite(ctx, q, c, found, known); err != nil || writes {
			return err
		}
		all, err = readClaimed(ctx, q, found)
		writes = slices.ContainsFunc(all, func(c claimed) bool { return c.owned || c.Row.Status != asl.Running }) // what has ended may be deleted
		return err
	})
	return all, writes, err
}

// gone is until when the leases have ended of who claims no more. That is a while ago, as one may be
// late to renew them, or be back at once by another name.
func gone(c durable.Claim) int64 { return toMicro(c.Now) - c.Until.Sub(c.Now).Microseconds() }

const selectClaimants = `SELECT name FROM goasl_claimant WHERE until > ?`

// mustWrite reports whether a claim has to be in the file: as others claim, too, or do not know of
// this store, or as it follows one that was not there.
func (s *Store) mustWrite(ctx context.Context, q querier, c durable.Claim, found []candidate, known map[int64]held) (bool, error) {
	var names []string
	err := each(ctx, q, func(rows *sql.Rows) error {
		names = append(names, "")
		return rows.Scan(&names[len(names)-1])
	}, selectClaimants, gone(c))
	alone := slices.Equal(names, []string{s.name})
	return !alone || slices.ContainsFunc(found, func(f candidate) bool { return known[f.id].id != 0 }), err
}

// candidate is an execution that may be claimed.
type candidate struct {
	id, ready int64
	machine   string
}

const selectReady = `SELECT p.execution, p.ready FROM goasl_machine m JOIN goasl_progress p ON p.machine = m.id
	WHERE m.arn = ? AND p.ready <= ? ORDER BY p.ready LIMIT ?`

const selectStalled = `SELECT p.execution, p.stalled_at FROM goasl_machine m JOIN goasl_progress p INDEXED BY goasl_stalled ON p.machine = m.id
	WHERE m.arn = ? AND p.stalled_at > -62135596800000000 AND p.stalled_at < ? AND (p.owner IS NULL OR p.lease <= ?)
	ORDER BY p.stalled_at LIMIT ?`

// candidates returns at most c.Max executions, those first that are due for the longest
// time. Of those that are known to be claimed it returns none before the lease has run out.
func candidates(ctx context.Context, q querier, c durable.Claim, known map[int64]held) (found []candidate, err error) {
	now := toMicro(c.Now)
	var one candidate
	add := func(rows *sql.Rows) error {
		err := rows.Scan(&one.id, &one.ready)
		if is, ok := known[one.id]; !ok || is.until <= now {
			found = append(found, one)
		}
		return err
	}
	limit := max(c.Max, 0) // SQLite takes a negative one as none
	machines := slices.Compact(slices.Sorted(slices.Values(c.Machines)))
	for _, m := range machines {
		one.machine = m
		if err := each(ctx, q, add, selectReady, m, now, limit+len(known)); err != nil {
			return nil, err
		}
		if err := each(ctx, q, add, selectStalled, m, toMicroUp(c.StalledBefore), now, limit+len(known)); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.ready, b.ready), cmp.Compare(a.id, b.id)) })
	return found[:min(len(found), limit)], nil
}

const (
	insertClaimant = `INSERT INTO goasl_claimant (name, until) VALUES (?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)`
	deleteClaimant = `DELETE FROM goasl_claimant WHERE until <= ?`
	updateEpoch    = `UPDATE goasl_progress SET epoch = max(epoch, ?) WHERE execution = ?`
	updateClaimed  = `UPDATE goasl_progress SET owner = ?, lease = ?, epoch = epoch + 1 WHERE execution IN (SELECT value FROM json_each(?))`
)

// claimWriting claims so that all processes know it.
func (s *Store) claimWriting(ctx context.Context, q querier, c durable.Claim, known map[int64]held) ([]claimed, error) {
	found, err := candidates(ctx, q, c, known)
	if err != nil {
		return nil, err
	}
	if _, err := q.ExecContext(ctx, deleteClaimant, gone(c)); err != nil {
		return nil, err
	}
	if _, err := q.ExecContext(ctx, insertClaimant, s.name, toMicro(c.Until)); err != nil {
		return nil, err
	}
	for _, f := range found {
		if is, ok := known[f.id]; ok {
			if _, err := q.ExecContext(ctx, updateEpoch, is.epoch, f.id); err != nil {
				return nil, err
			}
		}
	}
	if _, err := q.ExecContext(ctx, updateClaimed, c.Owner, toMicro(c.Until), jsonOf(idsOf(found))); err != nil {
		return nil, err
	}
	return readClaimed(ctx, q, found)
}

func idsOf(found []candidate) []int64 {
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.id
	}
	return ids
}

const updateLease = `UPDATE goasl_progress SET lease = ? WHERE owner = ? AND execution IN (SELECT value FROM json_each(?))`

// Renew implements [durable.Store].
func (s *Store) Renew(ctx context.Context, owner string, until time.Time) error {
	return s.writeLease(ctx, func(ctx context.Context, q querier) error {
		ids := s.holds.renew(owner, toMicro(until)) // now, as no commit writes a lease meanwhile
		if _, err := q.ExecContext(ctx, insertClaimant, s.name, toMicro(until)); err != nil {
			return err
		}
		_, err := q.ExecContext(ctx, updateLease, toMicro(until), owner, jsonOf(ids))
		return err
	})
}
