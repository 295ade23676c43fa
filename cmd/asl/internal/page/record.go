package page

import (
	"context"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// records has the executions that were looked at last.
type records struct {
	mu  sync.Mutex
	all []*record // the one that was looked at last is the last one
}

// maxRecords is how many records are kept; maxKept is how many events they may have
// together, beside those of the last one.
const (
	maxRecords = 16
	maxKept    = 100_000
)

// get returns the record of an execution, which is new if it was not looked at for a while.
func (r *records) get(arn string) *record {
	r.mu.Lock()
	defer r.mu.Unlock()
	one := &record{arn: arn}
	kept, events := []*record{}, 0
	for i := len(r.all) - 1; i >= 0; i-- {
		switch known := r.all[i]; {
		case known.arn == arn:
			one = known
		case len(kept) < maxRecords-1 && events+known.size() <= maxKept:
			kept = append([]*record{known}, kept...)
			events += known.size()
		}
	}
	r.all = append(kept, one)
	return one
}

// record is what is known of an execution.
type record struct {
	arn string

	mu          sync.Mutex
	events      []history.Event // the first ones, without a gap; they are only added to
	description durable.Description
	unreadable  error         // why there are no more events
	cost        time.Duration // of reading
	read        time.Time     // when it was read last
	moments     []*moment     // that were looked at last

	replayed  int // how many events the decisions are of
	decisions []state.Decision
}

func (r *record) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

// snapshot is a record at a time.
type snapshot struct {
	durable.Description
	all        []history.Event // the events, which must not be modified
	unreadable error
}

// over reports whether an execution has ended, and its end is known.
func (s *snapshot) over() bool {
	return s.Status != asl.Running && (s.unreadable != nil || len(s.all) > 0 && ends(s.all[len(s.all)-1].Type))
}

func ends(t history.Type) bool {
	switch t {
	case history.TypeExecutionSucceeded, history.TypeExecutionFailed, history.TypeExecutionTimedOut, history.TypeExecutionAborted:
		return true
	}
	return false
}

// A store may derive a history anew whenever it is read, so that reading takes the longer,
// the more events there are. It is read at most for one part in restFor of the time.
const restFor = 8

// look returns what is known of an execution, and reads what is new, unless it was read a
// moment ago.
func (r *record) look(ctx context.Context, c durable.Client) (*snapshot, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.read.IsZero() || time.Since(r.read) >= restFor*r.cost {
		if err := r.readOn(ctx, c); err != nil {
			return nil, err
		}
	}
	return &snapshot{r.description, r.events[:len(r.events):len(r.events)], r.unreadable}, nil
}

// readOn reads what is new. Whoever waits for r.mu meanwhile needs it, too.
func (r *record) readOn(ctx context.Context, c durable.Client) error {
	began := time.Now()
	d, err := c.Describe(ctx, r.arn) // before the events: an end is among them then
	if err != nil {
		return err
	}
	known := &snapshot{d, r.events, r.unreadable}
	if !known.over() || d.RedriveCount != r.description.RedriveCount {
		err := r.readEvents(ctx, c)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.unreadable = err
	}
	r.description, r.read = d, time.Now()
	r.cost = r.read.Sub(began)
	return nil
}

// forget lets the next look read what is new.
func (r *record) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.read = time.Time{}
}

// maxEvents is more than the events of any execution.
// Step Functions: 25,000; those that are redriven may have some more.
const maxEvents = 30_000

func (r *record) readEvents(ctx context.Context, c durable.Client) error {
	for from := int64(len(r.events) + 1); from > 0; {
		page, next, err := c.History(ctx, r.arn, durable.HistoryPage{From: from, Max: maxEvents})
		if err != nil {
			return err
		}
		for _, e := range page {
			if e.ID == int64(len(r.events)+1) {
				r.events = append(r.events, e)
			}
		}
		if len(page) == 0 {
			break
		}
		from = next
	}
	return nil
}

// maxMoments is how many moments of an execution are kept.
const maxMoments = 4

// momentAt returns an execution as of an event, 0 for the last one.
func (r *record) momentAt(s *snapshot, at int64, chosen choice) *moment {
	last := int64(len(s.all))
	if at <= 0 || at > last {
		at = last
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.moments {
		if m.at == at && m.chosen.String() == chosen.String() {
			return m
		}
	}
	m := newMoment(s.all[:at:at], chosen)
	r.moments = append(r.moments, m)
	r.moments = r.moments[max(0, len(r.moments)-maxMoments):]
	return m
}
