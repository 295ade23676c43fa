package durable

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/goasl/goasl/asl"
)

func (m *memory) find(arn string) (*stored, error) {
	if s := m.rows[arn]; s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("%w: the execution %s", ErrNotFound, arn)
}

func (m *memory) Load(ctx context.Context, arn string) (Row, asl.Saved, error) {
	if err := m.lock(ctx); err != nil {
		return Row{}, asl.Saved{}, err
	}
	defer m.mu.Unlock()
	s, err := m.find(arn)
	if err != nil {
		return Row{}, asl.Saved{}, err
	}
	return s.row(), s.saved(), nil
}

func (m *memory) Journal(ctx context.Context, arn string) (Row, asl.Saved, error) {
	if err := m.lock(ctx); err != nil {
		return Row{}, asl.Saved{}, err
	}
	defer m.mu.Unlock()
	s, err := m.find(arn)
	if err != nil {
		return Row{}, asl.Saved{}, err
	}
	saved := asl.Saved{Snapshot: s.snapshot}
	for _, e := range s.records {
		saved.Records = append(saved.Records, []byte(e.text))
	}
	return s.row(), saved, nil
}

func (m *memory) Events(ctx context.Context, arn string, after int64, limit int) ([]Chunk, error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	s, err := m.find(arn)
	if err != nil {
		return nil, err
	}
	all := s.read().events
	from, _ := slices.BinarySearchFunc(all, after+1, func(c Chunk, seq int64) int { return cmp.Compare(c.Seq, seq) })
	return slices.Clone(firstOf(all[from:], limit)), nil
}

// firstOf returns the first elements, at most limit.
func firstOf[T any](all []T, limit int) []T { return all[:min(len(all), max(limit, 0))] }

// The order of a list: the newest first.
func compareListed(a, b *Row) int {
	return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(a.ARN, b.ARN))
}

func (m *memory) List(ctx context.Context, f Filter) ([]Row, string, error) {
	if err := m.lock(ctx); err != nil {
		return nil, "", err
	}
	defer m.mu.Unlock()
	return f.page(func(yield func(*Row) bool) {
		for _, s := range m.rows {
			if r := s.row(); !yield(&r) {
				return
			}
		}
	})
}

// page returns the rows of a page, and the After of the next one.
func (f *Filter) page(rows iter.Seq[*Row]) ([]Row, string, error) {
	started, arn, paged := strings.Cut(f.After, " ")
	after := Row{Summary: Summary{ARN: arn}}
	if paged {
		n, err := strconv.ParseInt(started, 10, 64)
		if err != nil {
			return nil, "", fmt.Errorf("durable: %q is not what List has returned", f.After)
		}
		after.Started = moment(n)
	}
	var all []*Row
	for r := range rows {
		if f.Matches(&r.Summary) && (!paged || compareListed(r, &after) > 0) {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, compareListed)
	page := make([]Row, 0, min(len(all), f.Limit()))
	for _, r := range all[:cap(page)] {
		page = append(page, *r)
	}
	if len(page) == len(all) {
		return page, "", nil
	}
	last := page[len(page)-1]
	return page, strconv.FormatInt(micros(last.Started), 10) + " " + last.ARN, nil
}

func (m *memory) Delete(ctx context.Context, f Filter, limit int) (deleted int, err error) {
	if err := m.lock(ctx); err != nil {
		return 0, err
	}
	defer m.mu.Unlock()
	for arn, s := range m.rows {
		r := s.row()
		if deleted >= limit {
			break
		}
		if r.Ended.IsZero() || s.lease != nil || len(s.read().posts) > 0 || !f.Matches(&r.Summary) {
			continue
		}
		deleted++
		s.due, s.rare = 0, nil
		s.machine.update(s)
		delete(m.rows, arn)
		d := m.definitions[*s.hash]
		if d.used--; d.used == 0 {
			delete(m.definitions, *s.hash)
		} else {
			m.definitions[*s.hash] = d
		}
	}
	return deleted, nil
}

func (m *memory) Definition(ctx context.Context, hash string) ([]byte, error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	if d, ok := m.definitions[hash]; ok {
		return d.text, nil
	}
	return nil, fmt.Errorf("%w: the definition %s", ErrNotFound, hash)
}
