package state

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/goasl/goasl/jsonvalue"
)

// mapRunRecord is a [MapRun] in a snapshot, with all of its fields.
type mapRunRecord MapRun

// mapRunSnapshot is a mapRun in a snapshot.
type mapRunSnapshot struct {
	Record    int               `json:"record"` // its place among the Map Runs
	Input     valueRef          `json:"input"`
	Seed      uint64            `json:"seed,omitempty"`
	Count     *int64            `json:"count,omitempty"`
	Percent   *float64          `json:"percent,omitempty"`
	Batching  *batchingSnapshot `json:"batching,omitempty"`
	Source    *sourceSnapshot   `json:"source,omitempty"`
	Target    valueRef          `json:"target,omitempty"` // the arguments
	Window    windowSnapshot    `json:"window"`
	Succeeded partSnapshot      `json:"succeeded,omitzero"`
	Failed    partSnapshot      `json:"failed,omitzero"`
	Written   []WrittenFile     `json:"written,omitempty"`
	Outputs   [][]valueRef      `json:"outputs,omitempty"`
	TooLarge  bool              `json:"tooLarge,omitempty"`
	Short     bool              `json:"short,omitempty"`
	Closed    bool              `json:"closed,omitempty"`
	Stop      bool              `json:"stop,omitempty"`
	Failure   *faultSnapshot    `json:"failure,omitempty"`
	Requests  []requestSnapshot `json:"requests,omitempty"`

	Started      int64             `json:"started,omitempty"` // MapStateStarted, if MapRunStarted is not the next event and the last of the frame
	Unsuccessful []failureSnapshot `json:"unsuccessful,omitempty"`
	Again        []failureSnapshot `json:"again,omitempty"`
	Unwritten    []valueRef        `json:"unwritten,omitempty"`
}

type batchingSnapshot struct {
	Items  int64    `json:"items,omitempty"`
	Bytes  int64    `json:"bytes,omitempty"`
	Shared valueRef `json:"shared,omitempty"`
}

type sourceSnapshot struct {
	Arguments valueRef `json:"arguments"`
	MaxItems  int64    `json:"maxItems,omitempty"`
}

type windowSnapshot struct {
	Data   valueRef       `json:"data,omitempty"`
	Keyed  bool           `json:"keyed,omitempty"`
	Items  []itemSnapshot `json:"items,omitempty"`
	Read   int64          `json:"read,omitempty"`
	Cursor []byte         `json:"cursor,omitempty"`
	Ended  bool           `json:"ended,omitempty"`
}

type itemSnapshot struct {
	Value  valueRef `json:"value"`
	Key    string   `json:"key,omitempty"`
	Keyed  bool     `json:"keyed,omitempty"`
	Source string   `json:"source,omitempty"`
}

type partSnapshot struct {
	Part    int              `json:"part,omitempty"`
	Results []resultSnapshot `json:"results,omitempty"`
}

type resultSnapshot struct {
	Index   int64      `json:"index,omitempty"`
	Records []valueRef `json:"records"`
}

// requestSnapshot is a request: for an execution if it has an Input, for results if it
// has Files, or else for items.
type requestSnapshot struct {
	ID int64 `json:"id"`
	childSnapshot
	Earlier *failureSnapshot `json:"earlier,omitempty"`
	Write   bool             `json:"write,omitempty"`
	Files   []fileSnapshot   `json:"files,omitempty"`
	Last    bool             `json:"last,omitempty"`
	Most    int              `json:"most,omitempty"`
}

type fileSnapshot struct {
	Status  Status     `json:"status"`
	Key     string     `json:"key"`
	Records []valueRef `json:"records"`
}

// stoppedSnapshot is a [WriteResults] of a stopped Map Run that was not handed out yet.
type stoppedSnapshot struct {
	ID        int64          `json:"id"`
	State     string         `json:"state"`
	MapRun    string         `json:"mapRun"`
	Redrives  int            `json:"redrives,omitempty"`
	Arguments valueRef       `json:"arguments"`
	Files     []fileSnapshot `json:"files,omitempty"`
	Written   []WrittenFile  `json:"written,omitempty"`
}

func (w *WriteResults) snapshot(values *valueTable) stoppedSnapshot {
	return stoppedSnapshot{
		ID: w.ID, State: w.State, MapRun: w.Target.MapRun, Redrives: w.Target.redrives, Arguments: values.add(w.Target.Arguments),
		Files: filesSnapshot(w.Files, values), Written: w.Written,
	}
}

func (r *Run) restoreStopped(s *stoppedSnapshot, v *valueReader) error {
	state, ok := r.m.states[s.State].(*Map)
	if !ok || state.writer == nil {
		return fmt.Errorf("the state %q writes no results", s.State)
	}
	r.effects = append(r.effects, &WriteResults{
		ID: s.ID, Key: r.idempotencyKey(s.ID), State: s.State, Target: *state.writer.targetOf(v.at(s.Arguments), s.MapRun, s.Redrives),
		Files: restoreFiles(s.Files, v), Last: true, Written: s.Written, Stopped: true,
	})
	return v.err
}

func filesSnapshot(files []ResultFile, values *valueTable) (list []fileSnapshot) {
	for _, file := range files {
		list = append(list, fileSnapshot{file.Status, file.Key, values.addAll(file.Records)})
	}
	return list
}

func restoreFiles(list []fileSnapshot, v *valueReader) (files []ResultFile) {
	for _, file := range list {
		files = append(files, ResultFile{file.Status, file.Key, v.all(file.Records)})
	}
	return files
}

// addAll returns the refs of values.
func (t *valueTable) addAll(values []jsonvalue.Value) []valueRef {
	refs := make([]valueRef, len(values))
	for i, v := range values {
		refs[i] = t.add(v)
	}
	return refs
}

// all returns the values that refs lead to.
func (r *valueReader) all(refs []valueRef) []jsonvalue.Value {
	values := make([]jsonvalue.Value, len(refs))
	for i, ref := range refs {
		values[i] = r.required(ref)
	}
	return values
}

// mapRunSnapshot returns the frame's Map Run for a snapshot, nil if it has none.
func (r *Run) mapRunSnapshot(f *frame, values *valueTable) *mapRunSnapshot {
	m := f.mapRun
	if m == nil {
		return nil
	}
	s := &mapRunSnapshot{
		Input: values.addPart(m.input, f.input), Seed: m.seed, Count: m.tolerated.count, Percent: m.tolerated.percent,
		Window: m.window.snapshot(values, m.input), Succeeded: m.succeeded.snapshot(values), Failed: m.failed.snapshot(values),
		Written: m.written, TooLarge: m.tooLarge, Short: m.short, Closed: m.closed, Stop: m.stop,
	}
	for i, record := range r.mapRuns {
		if record == m.record {
			s.Record = i
		}
	}
	if to := m.batching; to != nil {
		s.Batching = &batchingSnapshot{to.items, to.bytes, values.add(to.shared)}
	}
	if m.source != nil {
		s.Source = &sourceSnapshot{values.add(m.source.Arguments), m.source.MaxItems}
	}
	if m.target != nil {
		s.Target = values.add(m.target.Arguments)
	}
	for _, records := range m.outputs {
		s.Outputs = append(s.Outputs, values.addAll(records))
	}
	s.Failure = m.failure.snapshot()
	if f.phase != mapping || m.started != f.prev-1 {
		s.Started = m.started
	}
	s.Unsuccessful, s.Again = failuresSnapshot(m.unsuccessful, values), failuresSnapshot(m.again, values)
	if m.unwritten != nil {
		s.Unwritten = values.addAll(m.unwritten)
	}
	for _, q := range r.requests.All() {
		if q.f == f {
			s.Requests = append(s.Requests, q.snapshot(values))
		}
	}
	return s
}

func (w *itemWindow) snapshot(values *valueTable, input jsonvalue.Value) windowSnapshot {
	s := windowSnapshot{Data: values.addPart(w.data, input), Keyed: w.keyed, Read: w.read, Cursor: w.cursor, Ended: w.ended}
	for _, item := range w.items {
		s.Items = append(s.Items, itemSnapshot{values.add(item.Value), item.Key, item.Keyed, item.Source})
	}
	return s
}

func (p *resultPart) snapshot(values *valueTable) partSnapshot {
	s := partSnapshot{Part: p.part}
	for _, r := range p.results {
		s.Results = append(s.Results, resultSnapshot{r.index, values.addAll(r.records)})
	}
	return s
}

func (q *mapRequest) snapshot(values *valueTable) requestSnapshot {
	s := requestSnapshot{ID: q.id, Most: q.most}
	if c := q.child; c != nil {
		s.childSnapshot = c.snapshot(values)
		if c.earlier != nil {
			earlier := c.earlier.snapshot(values)
			s.Earlier = &earlier
		}
	}
	if q.write != nil {
		s.Write, s.Last, s.Files = true, q.write.Last, filesSnapshot(q.write.Files, values)
	}
	return s
}

// restoreMapRun gives the frame the Map Run of a snapshot, and returns its requests.
func (r *Run) restoreMapRun(f *frame, s *mapRunSnapshot, v *valueReader) (requests []*mapRequest, err error) {
	state, ok := f.state.(*Map)
	if !ok || !state.Distributed {
		return nil, f.cannotBe("a Map Run")
	}
	if s.Record < 0 || s.Record >= len(r.mapRuns) {
		return nil, fmt.Errorf("there is no Map Run %d", s.Record)
	}
	m := s.restore(state, r.mapRuns[s.Record], v)
	m.setConcurrency(m.record.MaxConcurrency, &r.cfg.Bounds)
	if m.started == 0 {
		m.started = f.prev - 1
	}
	r.identify(m, state.childType)
	f.mapRun = m
	for i := range s.Requests {
		q, err := r.restoreRequest(f, &s.Requests[i], v)
		if err != nil {
			return nil, err
		}
		requests = append(requests, q)
	}
	if v.err != nil {
		return nil, v.err
	}
	return requests, cmp.Or(m.check(f), m.checkWindow(), m.checkCounts(), m.checkExecutions(requests), m.checkFailures(requests))
}

// restore returns the Map Run of a Map, without its requests.
func (s *mapRunSnapshot) restore(state *Map, record *MapRun, v *valueReader) *mapRun {
	m := &mapRun{
		record: record, input: v.at(s.Input), seed: s.Seed, tolerated: threshold{s.Count, s.Percent},
		window: s.Window.restore(v), succeeded: s.Succeeded.restore(v), failed: s.Failed.restore(v),
		started: s.Started, unwritten: v.all(s.Unwritten), written: s.Written, tooLarge: s.TooLarge, short: s.Short, closed: s.Closed, stop: s.Stop, failure: s.Failure.restore(),
	}
	if s.Batching != nil {
		m.batching = &batching{s.Batching.Items, s.Batching.Bytes, v.at(s.Batching.Shared)}
	}
	if s.Source != nil && state.Reader != nil {
		m.source = &ItemSource{state.Reader.Resource, v.at(s.Source.Arguments), state.Reader.ReaderConfig, s.Source.MaxItems}
	}
	if len(s.Target) > 0 && state.writer != nil {
		m.target = state.writer.targetOf(v.at(s.Target), record.ARN, record.RedriveCount)
	}
	m.unsuccessful, m.again = restoreFailures(s.Unsuccessful, v), restoreFailures(s.Again, v)
	for _, c := range slices.Concat(m.unsuccessful, m.again) {
		m.keptBytes += c.size()
	}
	for _, records := range s.Outputs {
		all := v.all(records)
		for _, record := range all {
			m.outputBytes += record.Size() + len(",")
		}
		m.outputs = append(m.outputs, all)
	}
	return m
}

func (s *windowSnapshot) restore(v *valueReader) itemWindow {
	w := itemWindow{data: v.at(s.Data), keyed: s.Keyed, read: s.Read, cursor: s.Cursor, ended: s.Ended}
	for _, item := range s.Items {
		w.items = append(w.items, Item{v.required(item.Value), item.Key, item.Keyed, item.Source})
	}
	return w
}

func (s *partSnapshot) restore(v *valueReader) resultPart {
	p := resultPart{part: s.Part}
	for _, r := range s.Results {
		p.add(r.Index, v.all(r.Records))
	}
	return p
}

func (r *Run) restoreRequest(f *frame, s *requestSnapshot, v *valueReader) (*mapRequest, error) {
	m := f.mapRun
	q := &mapRequest{id: s.ID, f: f}
	switch {
	case len(s.Input) > 0:
		q.child = s.child(v)
		if s.Earlier != nil {
			earlier := s.Earlier.restore(v)
			q.child.earlier = &earlier
		}
		m.runningBytes += q.child.size()
	case s.Write:
		if m.target == nil {
			return nil, errors.New("it writes to no target")
		}
		q.write = &WriteResults{ID: s.ID, Key: r.idempotencyKey(s.ID), State: f.state.Name(), Target: *m.target, Last: s.Last}
		q.write.Files = restoreFiles(s.Files, v)
		if s.Last {
			q.write.Written = m.written
		}
		m.writing++
	default:
		if m.reading || s.Most <= 0 {
			return nil, errors.New("it reads items twice, or none")
		}
		m.reading, q.most = true, s.Most
	}
	return q, nil
}

// addRequests adds the requests of all Map Runs, in the order of their effects.
func (r *Run) addRequests(requests []*mapRequest) error {
	slices.SortFunc(requests, func(p, q *mapRequest) int { return cmp.Compare(p.id, q.id) })
	for _, q := range requests {
		if q.id <= 0 || q.id > r.lastEffect || r.requests.Get(q.id) != nil {
			return fmt.Errorf("the effect %d is not unique, or was not given yet", q.id)
		}
		r.requests.Add(q.id, q)
	}
	return nil
}
