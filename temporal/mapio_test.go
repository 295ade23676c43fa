package temporal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// countingStore counts how often each object is written.
type countingStore struct {
	*items.Memory
	mu    sync.Mutex
	puts  map[string]int
	opens int
	now   map[string]bool // that are being written
	twice []string        // that were written twice at once
	onPut func(key string) error
}

func newStore() *countingStore {
	return &countingStore{Memory: items.NewMemory("b"), puts: map[string]int{}, now: map[string]bool{}}
}

func (s *countingStore) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opens++
	return s.Memory.Open(ctx, bucket, key, at)
}

func (s *countingStore) Put(ctx context.Context, bucket, key string, body io.Reader) (items.Info, error) {
	name := nameOf(key)
	s.begins(name)
	defer s.ends(name)
	if s.onPut != nil {
		if err := s.onPut(name); err != nil {
			return items.Info{}, err
		}
	}
	return s.Memory.Put(ctx, bucket, key, body)
}

func (s *countingStore) begins(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.puts[name]++; s.now[name] {
		s.twice = append(s.twice, name)
	}
	s.now[name] = true
}

func (s *countingStore) ends(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now[name] = false
}

// nameOf returns the name of a file, without the ID of its Map Run.
func nameOf(key string) string { return key[strings.IndexByte(key, '/')+1:] }

// files returns the records of the files whose names begin so.
func (s *countingStore) files(t *testing.T, prefix string) (records []json.RawMessage) {
	t.Helper()
	all, _, err := s.List(t.Context(), "b", "", "", 1_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		if !strings.HasPrefix(nameOf(o.Key), prefix) {
			continue
		}
		text, _ := s.Get("b", o.Key)
		var some []json.RawMessage
		if err := json.Unmarshal([]byte(text), &some); err != nil {
			t.Fatal(o.Key, err)
		}
		records = append(records, some...)
	}
	return records
}

// once reports files that were not written exactly once.
func (s *countingStore) once(t *testing.T) {
	t.Helper()
	for name, n := range s.puts {
		if n != 1 {
			t.Errorf("%s was written %d times", name, n)
		}
	}
}

// mapOver returns a machine with a distributed Map that reads items and writes results.
func mapOver(fields, states string) string {
	return `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","End":true,` + fields + `
		"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},"Parameters":{"Bucket":"b","Key":"in.json"}},
		"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b"}},
		"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},` + states + `}}}}`
}

const callOnce = `"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `once","End":true}}`

// waitFor calls the task, and waits if the item says so.
const waitFor = `"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `once","Next":"C"},
	"C":{"Type":"Choice","Choices":[{"Variable":"$","StringEquals":"wait","Next":"W"}],"Default":"D"},
	"W":{"Type":"Wait","Seconds":7200,"Next":"D"},"D":{"Type":"Succeed"}}`

// newMapCluster returns a cluster whose machine has a store, and what its task was called with.
func newMapCluster(t *testing.T, definition string, store items.ObjectStore) (c *cluster, called func() []string) {
	var mu sync.Mutex
	var all []string
	mux := functions()
	mux.Lambda("once", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, string(in))
		if string(in) == `"refuse"` {
			return nil, asl.Errorf("Refused", "")
		}
		return in, nil
	})
	c = newCluster(t, definition, mux)
	m, err := c.machines[arn].With(asl.WithObjects(store))
	if err != nil {
		t.Fatal(err)
	}
	c.machines[arn] = m
	return c, func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(all) }
}

// itemsOf returns n items of that many bytes.
func itemsOf(n, bytes int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"%0*d"`, bytes-2, i)
	}
	return "[" + strings.Join(all, ",") + "]"
}

// A distributed Map reads and writes in pieces that fit into messages, and goes on when its
// workflow continues as new: each item is called once, and each file written once.
func TestMapReadsAndWrites(t *testing.T) {
	const n = 100
	store := newStore()
	store.Set("b", "in.json", itemsOf(n, 200))
	c, called := newMapCluster(t, mapOver("", callOnce), store)
	c.opts = []temporal.Option{temporal.WithContinueAfter(20), temporal.WithPayloadLimit(24_000)}
	is := c.run(`{}`)
	if is.Status != "SUCCEEDED" || !strings.Contains(is.Output, `"Key":"`) {
		t.Fatalf("%+v %v", is, c.err)
	}
	all := called()
	slices.Sort(all)
	if len(all) != n || len(slices.Compact(all)) != n {
		t.Errorf("%d calls", len(all))
	}
	if got := len(store.files(t, "SUCCEEDED")); got != n {
		t.Errorf("%d results", got)
	}
	if c.runs < 4 || store.opens < 10 || len(store.puts) < 10 {
		t.Errorf("%d runs, %d reads, %d files", c.runs, store.opens, len(store.puts))
	}
	store.once(t)
	for _, args := range c.begun {
		if snapshot := temporal.Text(args[2].(converter.RawValue)); strings.Contains(snapshot, `"write":true`) {
			t.Errorf("results are carried on that could be written: %s", snapshot)
		}
	}
	var manifest struct {
		ResultFiles struct{ SUCCEEDED []struct{ Size int64 } }
	}
	all = nil
	list, _, _ := store.List(t.Context(), "b", "", "", 1_000)
	for _, o := range list {
		if nameOf(o.Key) == "manifest.json" {
			text, _ := store.Get("b", o.Key)
			if err := json.Unmarshal([]byte(text), &manifest); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := len(manifest.ResultFiles.SUCCEEDED); got != len(store.puts)-1 {
		t.Errorf("the manifest has %d files of %d", got, len(store.puts)-1)
	}
}

// A Map Run that is stopped, or whose execution times out, writes what it has before the workflow
// ends.
func TestStoppedMapWrites(t *testing.T) {
	for status, during := range map[string]func(c *cluster){
		"TIMED_OUT": nil,
		"ABORTED":   func(c *cluster) { c.after(10*time.Minute, nil, state.Input{Kind: state.InputAbort}) },
	} {
		store := newStore()
		store.Set("b", "in.json", `["a","wait","b"]`)
		c, _ := newMapCluster(t, strings.Replace(mapOver("", waitFor), `"StartAt":"M"`, `"TimeoutSeconds":3600,"StartAt":"M"`, 1), store)
		c.during = during
		if is := c.run(`{}`); is.Status != status {
			t.Errorf("%+v %v", is, c.err)
		}
		want := map[string]int{"manifest.json": 1, "SUCCEEDED_0.json": 1, "FAILED_0.json": 1}
		if diff := cmp.Diff(want, store.puts); diff != "" {
			t.Errorf("%s: %s", status, diff)
		}
		if a, b := len(store.files(t, "SUCCEEDED")), len(store.files(t, "FAILED")); a != 2 || b != 1 {
			t.Errorf("%s: %d and %d results", status, a, b)
		}
		if status == "ABORTED" && count(c.events, history.TypeMapRunAborted) != 1 {
			t.Error(types(c.events))
		}
	}
}

// A Map Run that is stopped by a branch beside it writes what it has while the execution goes on,
// which does not continue as new meanwhile.
func TestMapWritesBesideFailure(t *testing.T) {
	store := newStore()
	store.Set("b", "in.json", `["a","wait"]`)
	c, _ := newMapCluster(t, `{"StartAt":"P","States":{"N":{"Type":"Wait","Seconds":600,"End":true},"P":{"Type":"Parallel","Next":"N","Catch":[{"ErrorEquals":["States.ALL"],"Next":"N"}],"Branches":[
		{"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":60,"Next":"F"},"F":{"Type":"Fail","Error":"Enough"}}},`+mapOver("", waitFor)+`]}}}`, store)
	c.opts = []temporal.Option{temporal.WithContinueAfter(2)}
	store.onPut = func(string) error { time.Sleep(10 * time.Millisecond); return nil }
	if is := c.run(`{}`); is.Status != "SUCCEEDED" || !strings.Contains(is.Output, "Enough") || c.runs < 2 {
		t.Errorf("%+v in %d runs, %v", is, c.runs, c.err)
	}
	want := map[string]int{"manifest.json": 1, "SUCCEEDED_0.json": 1, "FAILED_0.json": 1}
	if diff := cmp.Diff(want, store.puts); diff != "" {
		t.Error(diff)
	}
}

// A stop while a file is written does not write it once more; the manifest comes last.
func TestStopWhileWriting(t *testing.T) {
	for _, at := range []string{"FAILED_0.json", "SUCCEEDED_0.json", "manifest.json"} {
		store := newStore()
		store.Set("b", "in.json", `["a","refuse"]`)
		c, _ := newMapCluster(t, mapOver(`"ToleratedFailureCount":1,`, callOnce), store)
		var once sync.Once
		store.onPut = func(name string) error {
			if name == at {
				once.Do(func() {
					c.env.SignalWorkflow(temporal.SignalName, temporal.Signal("", state.Input{Kind: state.InputAbort}))
					time.Sleep(50 * time.Millisecond)
				})
			}
			return nil
		}
		if is := c.run(`{}`); is.Status != "ABORTED" {
			t.Errorf("%s: %+v %v", at, is, c.err)
		}
		want := map[string]int{"manifest.json": 1, "SUCCEEDED_0.json": 1, "FAILED_0.json": 1}
		if at == "manifest.json" { // it says how the Map Run has ended, so that it is written again
			want["manifest.json"] = 2
		}
		if diff := cmp.Diff(want, store.puts); diff != "" || len(store.twice) > 0 {
			t.Errorf("stopped at %s: at once %v, %s", at, store.twice, diff)
		}
	}
}

// Map Runs that are stopped at once do not send more at once than a server takes.
func TestStoppedMapsWriteInTurns(t *testing.T) {
	const most = 3_000
	store := newStore()
	store.Set("b", "in.json", `["`+strings.Repeat("a", 300)+`","wait"]`)
	var branches []string
	for i := range 6 {
		n := fmt.Sprint(i)
		names := strings.NewReplacer(`"M"`, `"M`+n+`"`, `"L"`, `"L`+n+`"`, `"T"`, `"T`+n+`"`, `"C"`, `"C`+n+`"`, `"W"`, `"W`+n+`"`, `"D"`, `"D`+n+`"`)
		branches = append(branches, names.Replace(mapOver("", waitFor)))
	}
	c, _ := newMapCluster(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[`+strings.Join(branches, ",")+`]}}}`, store)
	c.opts = []temporal.Option{temporal.WithPayloadLimit(2 * most)}
	sent := map[time.Time]int{}
	c.during = func(c *cluster) {
		c.env.SetOnActivityStartedListener(func(is *activity.Info, _ context.Context, args converter.EncodedValues) {
			var of any
			var records converter.RawValue
			if is.ActivityType.Name == temporal.WriteName && args.Get(&of, &records) == nil {
				sent[c.env.Now()] += len(temporal.Text(records))
			}
		})
		c.after(time.Minute, nil, state.Input{Kind: state.InputAbort})
	}
	if is := c.run(`{}`); is.Status != "ABORTED" {
		t.Errorf("%+v %v", is, c.err)
	}
	want := map[string]int{"manifest.json": 6, "SUCCEEDED_0.json": 6, "FAILED_0.json": 6}
	if diff := cmp.Diff(want, store.puts); diff != "" {
		t.Error(diff)
	}
	for at, bytes := range sent {
		if bytes > most {
			t.Errorf("at %v %d bytes are sent", at, bytes)
		}
	}
}

// Results that are complete are written before the workflow continues as new, also if the workflow
// task has no room for them.
func TestResultsAreWrittenBefore(t *testing.T) {
	const payload = 16_000
	store := newStore()
	store.Set("b", "in.json", `["a"]`)
	wait := `"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}`
	offer := `{"Type":"Task","Resource":"` + carve + `","TimeoutSeconds":3600,"End":true}`
	c, _ := newMapCluster(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[`+
		mapOver("", wait)+`,{"StartAt":"X","States":{"X":{"Type":"Wait","Seconds":60,"Next":"A"},"A":`+offer+`}}]}}}`, store)
	c.opts = []temporal.Option{temporal.WithContinueAfter(1), temporal.WithPayloadLimit(payload)}
	c.during = func(c *cluster) {
		nobody := func(context.Context, any, any) (any, error) { return nil, activity.ErrResultPending }
		c.env.RegisterActivityWithOptions(nobody, activity.RegisterOptions{Name: temporal.ActivityName, DisableAlreadyRegisteredCheck: true})
	}
	c.drive(`"` + strings.Repeat("x", payload*5/8) + `"`)
	if len(c.begun) == 0 || store.puts["SUCCEEDED_0.json"] != 1 {
		t.Errorf("%d runs, %v", len(c.begun), store.puts)
	}
	for _, args := range c.begun {
		if snapshot := temporal.Text(args[2].(converter.RawValue)); strings.Contains(snapshot, `"write":true`) {
			t.Errorf("results are carried on that could be written: %s", snapshot)
		}
	}
}

// An execution that has ended does not wait for ever until results are written.
func TestStoppedMapWaits(t *testing.T) {
	store := newStore()
	store.Set("b", "in.json", `["a"]`)
	c, _ := newMapCluster(t, mapOver("", callOnce), store)
	c.during = func(c *cluster) {
		never := func(context.Context, any, any) (any, error) { return nil, activity.ErrResultPending }
		c.env.RegisterActivityWithOptions(never, activity.RegisterOptions{Name: temporal.WriteName, DisableAlreadyRegisteredCheck: true})
		c.after(time.Minute, nil, state.Input{Kind: state.InputAbort})
	}
	if is := c.run(`{}`); is.Status != "ABORTED" {
		t.Errorf("%+v %v", is, c.err)
	}
	if d := c.env.Now().Sub(began); d != 6*time.Minute {
		t.Errorf("it took %v", d)
	}
}

// What cannot be read or written fails the Map, with a text that says why.
func TestMapFails(t *testing.T) {
	for name, test := range map[string]struct {
		items  string
		limit  int
		onPut  func(string) error
		error  string
		within string // the cause
	}{
		"no array":   {`{`, 0, nil, "States.ItemReaderFailed", ""},
		"too large":  {`["a","` + strings.Repeat("x", 20_000) + `"]`, 10_000, nil, "States.ItemReaderFailed", "an item has 20"},
		"many files": {itemsOf(40, 100), 3_000, nil, "States.ResultWriterFailed", "the list of the files of results has"},
		"no writer":  {`["a"]`, 0, func(string) error { return fmt.Errorf("the disk is full") }, "States.ResultWriterFailed", "the disk is full"},
	} {
		store := newStore()
		store.onPut = test.onPut
		store.Set("b", "in.json", test.items)
		c, _ := newMapCluster(t, mapOver("", callOnce), store)
		if test.limit > 0 {
			c.opts = []temporal.Option{temporal.WithPayloadLimit(test.limit)}
		}
		if is := c.run(`{}`); is.Error != test.error || !strings.Contains(is.Cause, test.within) {
			t.Errorf("%s: %+v %v", name, is, c.err)
		}
	}
}
