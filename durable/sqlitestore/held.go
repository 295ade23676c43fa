package sqlitestore

import (
	"context"
	"sync"

	"github.com/goasl/goasl/durable"
)

// held is an execution that was claimed by means of this store, as the file has it.
type held struct {
	id    int64
	owner string
	epoch int64
	until int64

	// written is false until the file tells of the claim. Who is alone on the file leaves that to
	// the first commit: if the process ends before, nothing was done. In the file nobody has the
	// execution so far, with the epoch before.
	written bool

	derived bool
	saved   int64 // Seq of the latest snapshot
	inRow   bool  // that snapshot is in the row
}

// holds are the executions that were claimed by means of this store, by their ARNs.
type holds struct {
	mu  sync.Mutex
	all map[string]held
}

func (h *holds) get(arn string) (is held, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	is, ok = h.all[arn]
	return is, ok
}

// claimed remembers executions that c has claimed, and returns what it gives.
func (h *holds) claimed(c durable.Claim, all []claimed, written bool) (given []durable.Claimed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	given = make([]durable.Claimed, len(all))
	for i := range all {
		one := &all[i]
		if !written {
			one.Row.Epoch++
		}
		is := one.held
		is.owner, is.epoch, is.until, is.written = c.Owner, one.Row.Epoch, toMicro(c.Until), written
		h.all[one.Row.ARN] = is
		given[i] = one.Claimed
	}
	return given
}

// unwritten returns those of which the file does not tell, by their IDs.
func (h *holds) unwritten() map[int64]held {
	h.mu.Lock()
	defer h.mu.Unlock()
	some := map[int64]held{}
	for _, is := range h.all {
		if !is.written {
			some[is.id] = is
		}
	}
	return some
}

// renew extends the leases of which the file does not tell, and returns the IDs of the owner's other
// executions. What Claim has not given, as it had an error, is not among them: its lease runs out.
func (h *holds) renew(owner string, until int64) []int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	ids := []int64{}
	for arn, is := range h.all {
		switch {
		case is.owner != owner:
		case is.written:
			ids = append(ids, is.id)
		default:
			is.until = until
			h.all[arn] = is
		}
	}
	return ids
}

// committed remembers what commits have written.
func (h *holds) committed(all []durable.Commit, errs []error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, c := range all {
		is, ok := h.all[c.ARN]
		switch {
		case !ok || is.owner != c.Owner || is.epoch != c.Epoch:
			continue
		case c.Release || errs != nil && errs[i] != nil:
			delete(h.all, c.ARN)
			continue
		case c.Snapshot != nil:
			is.saved, is.inRow = c.Seq, len(c.Snapshot) <= maxInRow
		}
		is.written = true
		h.all[c.ARN] = is
	}
}

// tell sets the epoch of a row of which the file does not tell. One that was claimed by means of
// another store since then is held no more.
func (h *holds) tell(r *durable.Row) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch is, ok := h.all[r.ARN]; {
	case ok && !is.written:
		r.Epoch = is.epoch
	case ok && is.epoch < r.Epoch:
		delete(h.all, r.ARN)
	}
}

// of returns what is known of the execution of a commit. free says that the file need not tell that
// the owner has it.
func (h *holds) of(ctx context.Context, q querier, c *durable.Commit) (is held, free bool, err error) {
	is, ok := h.get(c.ARN)
	if ok {
		return is, !is.written && is.owner == c.Owner && is.epoch == c.Epoch, nil
	}
	err = q.QueryRowContext(ctx, `SELECT e.id, e.derived, p.saved, p.snapshot IS NOT NULL
		FROM goasl_execution e JOIN goasl_progress p ON p.execution = e.id WHERE e.arn = ?`, c.ARN).Scan(&is.id, &is.derived, &is.saved, &is.inRow)
	return is, false, missing(err, "no execution", c.ARN)
}
