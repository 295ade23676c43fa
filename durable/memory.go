package durable

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
)

// Memory returns a [Store] in memory, which ends with the process. It is for tests, and for
// programs that want what an [Executor] has beside durability. Several Executors may share
// one, as processes share a database.
func Memory() Store {
	return &memory{
		rows: map[string]*stored{}, machines: map[string]*machineRows{}, leased: map[string]map[*stored]bool{},
		definitions: map[string]definition{}, objects: map[string]*objects{},
	}
}

type memory struct {
	mu          sync.Mutex
	rows        map[string]*stored // by ARN
	machines    map[string]*machineRows
	leased      map[string]map[*stored]bool // by owner
	definitions map[string]definition       // by hash
	objects     map[string]*objects         // by kind
	posted      int64                       // the number of the last post
}

// definition is that of as many executions as used says.
type definition struct {
	text []byte
	used int
}

// stored is an execution. Few have what is rare.
type stored struct {
	arn        string
	machine    *machineRows
	hash       *string // shared
	snapshot   []byte
	records    []entry // after the snapshot, or all since the first one if the history is derived
	lease      *lease
	*rare            // nil if there is nothing of it
	started    int64 // in microseconds since 1970, as all times here; 0 for none
	ended, due int64
	wake       int64 // when it may be claimed
	place      int   // in the queue of its machine, -1 if it is not there
	epoch, seq int32
	redriven   int32
	nameLen    uint16 // the length of its name, if arn ends with that
	derived    bool
	status     asl.Status
}

// entry is a record with the Seq of its Commit.
type entry struct {
	seq  int32
	text string
}

type lease struct {
	owner string
	until int64
}

type rare struct {
	name           string // if that is not the end of the ARN
	version, alias string
	origin, parent string
	generation     int
	redrivenAt     int64
	stalled        string
	stalledAt      int64
	later          []byte // the latest snapshot, if that is not the first one and the history is derived
	laterSeq       int32  // of the Commit with that snapshot
	events         []Chunk
	posts          []Post
}

// rarely returns what is rare of s, to be changed.
func (s *stored) rarely() *rare {
	if s.rare == nil {
		s.rare = new(rare)
	}
	return s.rare
}

// read returns what is rare of s, not to be changed.
func (s *stored) read() *rare {
	if s.rare == nil {
		return new(rare)
	}
	return s.rare
}

func (m *memory) Create(ctx context.Context, e ...Created) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	seen := make(map[string]bool, len(e))
	for _, c := range e {
		if m.rows[c.Row.ARN] != nil || seen[c.Row.ARN] {
			return fmt.Errorf("%w: %s", ErrExists, c.Row.ARN)
		}
		seen[c.Row.ARN] = true
	}
	for _, c := range e {
		m.add(c)
	}
	return nil
}

func (m *memory) add(c Created) {
	r := c.Row
	d := m.definitions[r.Hash]
	if d.text == nil {
		d.text = slices.Clone(c.Definition)
	}
	d.used++
	m.definitions[r.Hash] = d
	s := &stored{
		arn: strings.Clone(r.ARN), machine: m.machine(r.Machine), status: r.Status, derived: r.Derived,
		redriven: int32(r.RedriveCount), started: micros(r.Started), ended: micros(r.Ended), due: micros(r.Due),
		snapshot: slices.Clone(c.Snapshot), place: -1,
	}
	s.hash = s.machine.hash(r.Hash)
	if strings.HasSuffix(s.arn, r.Name) {
		s.nameLen = uint16(len(r.Name))
	} else {
		s.rarely().name = r.Name
	}
	if r.Version+r.Alias+r.Origin+r.Parent+r.Stalled != "" || r.Generation != 0 || !r.Redriven.IsZero() || !r.StalledAt.IsZero() {
		few := s.rarely()
		few.version, few.alias, few.origin, few.parent, few.generation = r.Version, r.Alias, r.Origin, r.Parent, r.Generation
		few.redrivenAt, few.stalled, few.stalledAt = micros(r.Redriven), r.Stalled, micros(r.StalledAt)
	}
	m.rows[s.arn] = s
	s.machine.update(s)
}

func (m *memory) machine(arn string) *machineRows {
	q := m.machines[arn]
	if q == nil {
		q = &machineRows{arn: arn, stalled: map[*stored]bool{}, hashes: map[string]*string{}}
		m.machines[arn] = q
	}
	return q
}

func (m *memory) Commit(ctx context.Context, all ...Commit) (errs []error, err error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	for i := range all {
		if err := m.commit(&all[i]); err != nil {
			if errs == nil {
				errs = make([]error, len(all))
			}
			errs[i] = err
		}
	}
	return errs, nil
}

func (m *memory) commit(c *Commit) error {
	s := m.rows[c.ARN]
	if s == nil || s.lease == nil || s.lease.owner != c.Owner || int64(s.epoch) != c.Epoch || int64(s.seq)+1 != c.Seq {
		return fmt.Errorf("%w: %s", ErrFenced, c.ARN)
	}
	s.seq = int32(c.Seq)
	s.status, s.due, s.ended, s.redriven = c.Status, micros(c.Due), micros(c.Ended), int32(c.RedriveCount)
	if c.Stalled != "" || !c.Redriven.IsZero() || s.rare != nil {
		r := s.rarely()
		r.stalled, r.stalledAt, r.redrivenAt = c.Stalled, micros(c.StalledAt), micros(c.Redriven)
	}
	s.keep(c)
	if len(c.Taken) > 0 && s.rare != nil {
		s.posts = slices.DeleteFunc(s.posts, func(p Post) bool { return slices.Contains(c.Taken, p.Number) })
	}
	if c.Release {
		m.release(s)
	}
	s.machine.update(s)
	for _, p := range c.Posts {
		if to := m.rows[p.ARN]; to != nil {
			_ = m.post(to, p.Post) // it was posted
		}
	}
	return nil
}

// keep keeps the texts of a Commit.
func (s *stored) keep(c *Commit) {
	if c.Record != nil && (s.derived || c.Snapshot == nil) {
		s.records = append(slices.Clip(s.records), entry{s.seq, string(c.Record)})
	}
	switch {
	case c.Snapshot == nil:
	case s.derived:
		r := s.rarely()
		r.later, r.laterSeq = slices.Clone(c.Snapshot), s.seq
	default:
		s.snapshot, s.records = slices.Clone(c.Snapshot), nil
	}
	if c.Events != nil {
		r := s.rarely()
		r.events = append(r.events, Chunk{c.Seq, slices.Clone(c.Events)})
	}
}

func (m *memory) release(s *stored) {
	if s.lease != nil {
		delete(m.leased[s.lease.owner], s)
	}
	s.lease = nil
}

func (m *memory) Post(ctx context.Context, arn string, p Post) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	s := m.rows[arn]
	if s == nil {
		return fmt.Errorf("%w: the execution %s", ErrNotFound, arn)
	}
	return m.post(s, p)
}

func (m *memory) post(s *stored, p Post) error {
	r := s.rarely()
	same := func(o Post) bool { return p.Key != "" && o.Key == p.Key }
	if i := slices.IndexFunc(r.posts, same); i >= 0 {
		if !p.Replace {
			return fmt.Errorf("%w: %s: %s", ErrPosted, s.arn, p.Key)
		}
		r.posts = slices.Delete(r.posts, i, i+1)
	}
	m.posted++
	p.Number, p.Text = m.posted, slices.Clone(p.Text)
	r.posts = append(r.posts, p)
	s.machine.update(s)
	return nil
}

// lock locks m, unless ctx has ended.
func (m *memory) lock(ctx context.Context) error {
	if ctx.Err() != nil {
		return fmt.Errorf("durable: %w", ctx.Err())
	}
	m.mu.Lock()
	return nil
}

// micros returns a time as it is kept.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment returns the time of micros.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
