package state

import (
	"cmp"
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/uuid"
)

// enterDistributed starts a Map Run.
func (s *Map) enterDistributed(r *Run, f *frame) error {
	scope := r.scope(f, f.input)
	input, err := scope.selectInput(&s.stateBase)
	if err != nil {
		return err
	}
	m := &mapRun{input: input}
	if m.atOnce, err = scope.natural(&s.MaxConcurrency, "MaxConcurrency"); err != nil {
		return err
	}
	length := 0
	if s.Reader == nil {
		items, err := s.array(scope)
		if err != nil {
			return err
		}
		fan := newFanout(input, items)
		m.window = itemWindow{data: fan.items, keyed: fan.keyed, ended: true}
		length = fan.items.Len()
	}
	m.started = r.emit(f, history.TypeMapStateStarted, &history.MapStateStarted{Length: length})
	if err := s.plan(scope, m); err != nil {
		return err
	}
	if err := r.room(f, f.made(input)+f.made(m.window.data)); err != nil {
		return err
	}
	m.count()
	f.phase = mapping
	r.setMapRun(f, m)
	r.mapRuns = append(r.mapRuns, m.record)
	r.emit(f, history.TypeMapRunStarted, &history.MapRun{MapRunArn: m.record.ARN})
	r.enqueueMapRun(f)
	return nil
}

// plan evaluates the fields of a distributed Map that are evaluated once.
func (s *Map) plan(scope *scope, m *mapRun) (err error) {
	r := scope.r
	if m.tolerated, err = scope.threshold(&s.Tolerated); err != nil {
		return err
	}
	if s.batcher != nil {
		to, err := s.batcher.batching(scope)
		if err != nil {
			return err
		}
		m.batching = &to
	}
	if s.Reader != nil {
		if m.source, err = s.Reader.source(scope); err != nil {
			return err
		}
	}
	m.record, m.seed = r.newMapRun(s, m), r.random.Uint64()
	m.setConcurrency(m.atOnce, &r.cfg.Bounds)
	r.identify(m, s.childType)
	m.target, err = s.writer.target(scope, m.record.ARN)
	return err
}

// newMapRun returns the record of a Map Run that begins.
// Step Functions: the UUID of the Map Run is random.
func (r *Run) newMapRun(s *Map, m *mapRun) *MapRun {
	id := r.cfg.Identity
	id.Label = s.labelOf(id)
	record := &MapRun{
		ExecutionARN: r.cfg.ARN, MachineARN: id.MachineARN(), State: s.name, Status: Running, Started: r.now,
		ARN: id.states("mapRun:" + id.labelled() + ":" + r.randomUUID()),
	}
	if m.tolerated.count != nil {
		record.ToleratedFailureCount = *m.tolerated.count
	}
	if m.tolerated.percent != nil {
		record.ToleratedFailurePercentage = *m.tolerated.percent
	}
	return record
}

// nameUUID returns a UUID of version 3, which follows from names.
func nameUUID(names ...string) string {
	var room [256]byte
	text := room[:0]
	for _, name := range names {
		text = append(append(text, name...), 0)
	}
	return uuid.Format(md5.Sum(text), 3)
}

// randomUUID returns a UUID of version 4 from the execution's random values.
func (r *Run) randomUUID() string {
	return uuid.Random(r.random.Uint64(), r.random.Uint64())
}

// executionsOf returns how many executions there will be for that many items. If batches
// are bounded in bytes there may be more.
func (m *mapRun) executionsOf(items int64) int64 {
	switch {
	case m.batching == nil:
		return items
	case m.batching.items > 0 && items > 0:
		return (items-1)/m.batching.items + 1
	}
	return min(items, 1)
}

// identify sets what all executions of a Map Run have in common.
func (r *Run) identify(m *mapRun, t Type) {
	id := r.cfg.Identity
	id.Version, id.Alias = "", ""
	id.Label = strings.TrimPrefix(m.record.MachineARN, id.states("stateMachine:"+id.Machine+"/"))
	own := Config{Type: r.cfg.Type}.orDefault() // whose defaults may not be those of t
	m.machine = text(m.record.MachineARN)
	m.child = &Config{
		Type: t, Identity: id, MapRun: m.record.ARN,
		Limits: r.cfg.Limits.withoutDefaults(own.Limits), Bounds: r.cfg.Bounds.nested(), TraceHeader: r.cfg.TraceHeader, WaitScale: r.cfg.WaitScale, ChecksCalls: r.cfg.ChecksCalls, Secret: r.cfg.Secret,
		Root: cmp.Or(r.cfg.Root, r.cfg.ARN),
	}
}

// config returns the Config of an execution of a Map Run.
func (c *mapChild) config(m *mapRun) Config {
	cfg := *m.child
	cfg.Name, cfg.ARN, cfg.Seed = c.name, c.arn, m.childSeed(c.arn)
	if m.child.Type == Express && c.redrives > 0 {
		cfg.RedriveCount, cfg.Seed = c.redrives, m.childSeed(c.arn+"#"+itoa(c.redrives))
	}
	return cfg
}

// childSeed returns the seed of an execution. It is the same after a restore.
func (m *mapRun) childSeed(arn string) uint64 {
	var room [256]byte
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(room[:0], m.seed), arn...))
	return binary.BigEndian.Uint64(sum[:])
}
