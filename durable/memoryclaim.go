package durable

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"time"

	"github.com/goasl/goasl/asl"
)

// machineRows are the executions of a machine that may be claimed at some time, as a heap
// with the next one on top, and those that are stalled.
type machineRows struct {
	arn     string
	waiting []*stored
	stalled map[*stored]bool
	hashes  map[string]*string // so that each is kept once
}

func (q *machineRows) Len() int           { return len(q.waiting) }
func (q *machineRows) Less(i, j int) bool { return q.waiting[i].wake < q.waiting[j].wake }

func (q *machineRows) Swap(i, j int) {
	q.waiting[i], q.waiting[j] = q.waiting[j], q.waiting[i]
	q.waiting[i].place, q.waiting[j].place = i, j
}

func (q *machineRows) Push(s any) {
	s.(*stored).place = len(q.waiting)
	q.waiting = append(q.waiting, s.(*stored))
}

func (q *machineRows) Pop() any {
	last := len(q.waiting) - 1
	s := q.waiting[last]
	q.waiting[last], q.waiting = nil, q.waiting[:last]
	s.place = -1
	return s
}

func (q *machineRows) hash(h string) *string {
	kept := q.hashes[h]
	if kept == nil {
		kept = &h
		q.hashes[h] = kept
	}
	return kept
}

// update puts s where it belongs after a change.
func (q *machineRows) update(s *stored) {
	wake, waits := s.wakes()
	s.wake = wake
	switch {
	case waits && s.place < 0:
		heap.Push(q, s)
	case waits:
		heap.Fix(q, s.place)
	case s.place >= 0:
		heap.Remove(q, s.place)
	}
	if s.read().stalledAt != 0 {
		q.stalled[s] = true
	} else {
		delete(q.stalled, s)
	}
}

// wakes returns when s may be claimed, unless it is stalled.
func (s *stored) wakes() (at int64, waits bool) {
	r := s.read()
	switch {
	case r.stalledAt != 0:
		return 0, false
	case s.lease != nil:
		return s.lease.until, true
	case len(r.posts) > 0:
		return r.posts[0].Number - 1<<62, true // before all that is due
	}
	return s.due, s.due != 0
}

func (m *memory) Claim(ctx context.Context, c Claim) ([]Claimed, error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	var claimed []Claimed
	var queues []*machineRows
	for _, arn := range c.Machines {
		q := m.machines[arn]
		if q == nil {
			continue
		}
		queues = append(queues, q)
		for _, s := range q.oldestStalled(c) {
			if len(claimed) < c.Max {
				claimed = append(claimed, m.claim(s, c))
			}
		}
	}
	for len(claimed) < c.Max {
		s := next(queues)
		if s == nil || s.wake > c.Now.UnixMicro() {
			break
		}
		claimed = append(claimed, m.claim(s, c))
	}
	return claimed, nil
}

// next returns the execution that may be claimed first, nil if there is none.
func next(queues []*machineRows) (first *stored) {
	for _, q := range queues {
		if q.Len() > 0 && (first == nil || q.waiting[0].wake < first.wake) {
			first = q.waiting[0]
		}
	}
	return first
}

// oldestStalled returns the executions that are stalled and may be claimed, in an order.
func (q *machineRows) oldestStalled(c Claim) (all []*stored) {
	if c.StalledBefore.IsZero() {
		return nil
	}
	for s := range q.stalled {
		free := s.lease == nil || s.lease.until <= c.Now.UnixMicro()
		if free && s.stalledAt < c.StalledBefore.UnixMicro() {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *stored) int {
		return cmp.Or(cmp.Compare(a.stalledAt, b.stalledAt), cmp.Compare(a.arn, b.arn))
	})
	return all
}

func (m *memory) claim(s *stored, c Claim) Claimed {
	m.release(s)
	s.lease = &lease{c.Owner, c.Until.UnixMicro()}
	if m.leased[c.Owner] == nil {
		m.leased[c.Owner] = map[*stored]bool{}
	}
	m.leased[c.Owner][s] = true
	s.epoch++
	s.machine.update(s)
	return Claimed{Row: s.row(), Saved: s.saved(), Posts: slices.Clone(s.read().posts)}
}

func (m *memory) Renew(ctx context.Context, owner string, until time.Time) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	for s := range m.leased[owner] {
		s.lease.until = until.UnixMicro()
		s.machine.update(s)
	}
	return nil
}

func (m *memory) Posts(ctx context.Context, owner string, after int64, limit int) ([]Posted, error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	var all []Posted
	for s := range m.leased[owner] {
		for _, p := range s.read().posts {
			if p.Number > after {
				all = append(all, Posted{s.arn, p})
			}
		}
	}
	slices.SortFunc(all, func(a, b Posted) int { return cmp.Compare(a.Number, b.Number) })
	return firstOf(all, limit), nil
}

// saved returns the latest snapshot, and the records after it.
func (s *stored) saved() asl.Saved {
	r := s.read()
	saved := asl.Saved{Snapshot: s.snapshot}
	if r.later != nil {
		saved.Snapshot = r.later
	}
	for _, e := range s.records {
		if e.seq > r.laterSeq {
			saved.Records = append(saved.Records, []byte(e.text))
		}
	}
	return saved
}

func (s *stored) row() Row {
	r := s.read()
	return Row{
		Summary: Summary{
			ARN: s.arn, Machine: s.machine.arn, Version: r.version, Alias: r.alias, Name: cmp.Or(r.name, s.arn[len(s.arn)-int(s.nameLen):]), Status: s.status,
			Started: moment(s.started), Ended: moment(s.ended), RedriveCount: int(s.redriven), Redriven: moment(r.redrivenAt),
			Stalled: r.stalled,
		},
		Hash: *s.hash, Origin: r.origin, Parent: r.parent, Generation: r.generation, Derived: s.derived, Due: moment(s.due),
		Epoch: int64(s.epoch), Seq: int64(s.seq), StalledAt: moment(r.stalledAt),
	}
}
