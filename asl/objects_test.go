package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/items"
	"github.com/goasl/goasl/state"
)

// brokenStore is a store that something can be wrong with. It counts the objects that are
// open.
type brokenStore struct {
	*items.Memory
	open   atomic.Int64
	onOpen func()
	onRead func() error // at each read behind the first bytes
	onPut  func(key string) error
}

func (s *brokenStore) Open(ctx context.Context, bucket, key string, at items.Position) (*items.Object, error) {
	if s.onOpen != nil {
		s.onOpen()
	}
	o, err := s.Memory.Open(ctx, bucket, key, at)
	if err != nil {
		return nil, err
	}
	s.open.Add(1)
	o.ReadCloser = &brokenObject{ReadCloser: o.ReadCloser, store: s}
	return o, nil
}

func (s *brokenStore) Put(ctx context.Context, bucket, key string, body io.Reader) (items.Info, error) {
	if s.onPut != nil {
		if err := s.onPut(key); err != nil {
			return items.Info{}, err
		}
	}
	return s.Memory.Put(ctx, bucket, key, body)
}

type brokenObject struct {
	io.ReadCloser
	store  *brokenStore
	read   int
	closed bool
}

func (o *brokenObject) Read(p []byte) (int, error) {
	if o.store.onRead != nil && o.read > 0 {
		if err := o.store.onRead(); err != nil {
			return 0, err
		}
	}
	n, err := o.ReadCloser.Read(p[:min(len(p), 4<<10)])
	o.read += n
	return n, err
}

func (o *brokenObject) Close() error {
	if !o.closed {
		o.closed = true
		o.store.open.Add(-1)
	}
	return o.ReadCloser.Close()
}

// wantClosed waits until no object is open. A read that goes on when an execution stops closes
// its object later.
func (s *brokenStore) wantClosed(t *testing.T) {
	t.Helper()
	for range 1000 {
		if s.open.Load() == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d objects are open", s.open.Load())
}

// echo is a task that returns its input.
func echo(_ context.Context, in json.RawMessage) (json.RawMessage, error) { return in, nil }

// wantAccounted checks that the counts of a Map Run that has ended add up.
func wantAccounted(t *testing.T, run state.MapRun) {
	t.Helper()
	for name, c := range map[string]state.MapRunCounts{"items": run.Items, "executions": run.Executions} {
		if sum := c.Pending + c.Succeeded + c.Failed + c.TimedOut + c.Aborted; c.Running != 0 || c.Total != sum {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestStoreThatBreaks(t *testing.T) {
	errDisk := errors.New("no space left on device")
	for name, test := range map[string]struct {
		store      *brokenStore
		error      string
		cause      string
		panics     bool
		unreadable bool // no item can be read
	}{
		"reader breaks off": {
			store: &brokenStore{onRead: func() error { return errors.New("connection reset") }},
			error: "States.ItemReaderFailed", cause: "connection reset",
		},
		"reader panics": {
			store: &brokenStore{onRead: func() error { panic("broken") }},
			error: "States.ItemReaderFailed", cause: "The object store panicked.", panics: true, unreadable: true,
		},
		"Open ends its goroutine": {
			store: &brokenStore{onOpen: func() { runtime.Goexit() }},
			error: "States.ItemReaderFailed", cause: "The object store ended its goroutine.", unreadable: true,
		},
		"full disk": {
			store: &brokenStore{onPut: func(string) error { return errDisk }},
			error: "States.ResultWriterFailed", cause: "no space left on device",
		},
		"no manifest": {
			store: &brokenStore{onPut: func(key string) error {
				if strings.HasSuffix(key, "manifest.json") {
					return errDisk
				}
				return nil
			}},
			error: "States.ResultWriterFailed", cause: "no space left on device",
		},
		"writer panics": {
			store: &brokenStore{onPut: func(string) error { panic("broken") }},
			error: "States.ResultWriterFailed", cause: "The object store panicked.", panics: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			noLeak(t)
			store := test.store
			store.Memory = objects(rows(3_000))
			m := machine(t, distributedMap(csvReader+toOut), asl.WithObjects(store), asl.WithTask("T", echo))
			r, err := m.Execute(context.Background(), []byte(`{}`))
			var failed *asl.Error
			if !errors.As(err, &failed) || failed.Name != test.error || !strings.Contains(failed.Cause, test.cause) {
				t.Errorf("error %v", err)
			}
			if p := (*asl.PanicError)(nil); errors.As(err, &p) != test.panics {
				t.Errorf("error %v", err)
			}
			run := r.MapRuns()[0]
			if run.Status != state.Failed || test.unreadable != (run.Items.Total == 0) && test.error == "States.ItemReaderFailed" {
				t.Errorf("%+v", run)
			}
			wantAccounted(t, run)
			store.wantClosed(t)
		})
	}
}

// TestSourceOfAFailedMapRun: a source is closed when its Map Run has ended, even though the
// execution goes on.
func TestSourceOfAFailedMapRun(t *testing.T) {
	store := &brokenStore{Memory: objects(rows(5_000))}
	definition := strings.Replace(distributedMap(csvReader), `"End": true, "Label"`,
		`"Catch": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "Count"}], "Next": "Count", "Label"`, 1)
	definition = strings.TrimSuffix(definition, "}}") + `, "Count": {"Type": "Task", "Resource": "count", "End": true}}}`
	m := machine(t, definition, asl.WithObjects(store),
		asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, errors.New("no") }),
		asl.WithTask("Count", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(fmt.Sprint(store.open.Load())), nil
		}))
	r, err := m.Execute(context.Background(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(r.Output); got != "0" {
		t.Errorf("%s objects were open", got)
	}
}

// TestStoreThatBlocks: a store that ignores its context keeps no execution from ending.
func TestStoreThatBlocks(t *testing.T) {
	for name, block := range map[string]func(*brokenStore, func()){
		"Open": func(s *brokenStore, wait func()) { s.onOpen = wait },
		"Put":  func(s *brokenStore, wait func()) { s.onPut = func(string) error { wait(); return nil } },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := &brokenStore{Memory: objects(rows(10))}
				blocks, free := make(chan bool, 10), make(chan bool)
				block(store, func() { blocks <- true; <-free })
				m := machine(t, distributedMap(csvReader+toOut), asl.WithObjects(store), asl.WithTask("T", echo))
				x, err := m.Start(context.Background(), []byte(`{}`))
				if err != nil {
					t.Fatal(err)
				}
				<-blocks
				stopped := time.Now()
				if err := x.Stop("Enough", ""); err != nil {
					t.Fatal(err)
				}
				r, _ := x.Wait(context.Background())
				if took := time.Since(stopped); r.Status != asl.Aborted || took > 10*time.Second {
					t.Errorf("%s after %v", r.Status, took)
				}
				wantAccounted(t, r.MapRuns()[0])
				close(free)
				synctest.Wait()
				store.wantClosed(t)
			})
		})
	}
}

func TestWithoutStore(t *testing.T) {
	for fields, want := range map[string]string{csvReader: "States.ItemReaderFailed", toOut: "States.ResultWriterFailed"} {
		m := machine(t, distributedMap(fields), asl.WithTask("T", echo))
		_, err := m.Execute(context.Background(), []byte(`[1]`))
		if failed := (*asl.Error)(nil); !errors.As(err, &failed) || failed.Name != want || !strings.Contains(failed.Cause, "asl.WithObjects") {
			t.Errorf("error %v", err)
		}
		list := m.Check()
		if len(list) != 1 || !strings.Contains(list[0].Message, "asl.WithObjects") || !strings.HasSuffix(list[0].Location, "/Resource") {
			t.Errorf("Check: %v", list)
		}
		if list := m.Check(asl.WithObjects(items.NewMemory())); len(list) != 0 {
			t.Errorf("Check: %v", list)
		}
	}
	const parquet = `"ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "PARQUET"}, "Parameters": {"Bucket": "b", "Key": "k"}}, `
	m := machine(t, distributedMap(parquet), asl.WithTask("T", echo), asl.WithObjects(items.NewMemory()))
	if list := m.Check(); len(list) != 1 || !strings.Contains(list[0].Message, "no reader of Parquet files: give the machine one, with asl.WithParquet") {
		t.Errorf("Check: %v", list)
	}
	open := func(io.ReaderAt, int64, int64) (items.Table, error) { return nil, errors.New("no table") }
	if list := m.Check(asl.WithParquet(open)); len(list) != 0 {
		t.Errorf("Check: %v", list)
	}
	if list := m.Check(asl.WithParquet(nil)); len(list) != 1 {
		t.Errorf("Check: %v", list)
	}
	m = machine(t, distributedMap(""), asl.WithTask("T", echo))
	r, err := m.Execute(context.Background(), []byte(`[1, 2]`))
	if err != nil || string(r.Output) != "[1,2]" || len(m.Check()) != 0 {
		t.Errorf("%v, %v, %v", r, err, m.Check())
	}
}

// TestDirLeavesNoFileOpen: whether a Map over files of a directory succeeds, fails or stops.
func TestDirLeavesNoFileOpen(t *testing.T) {
	noLeak(t)
	openFiles := func() int {
		files, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("the system does not tell which files are open")
		}
		return len(files)
	}
	dir := t.TempDir()
	for _, folder := range []string{"in", "out"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "in", "rows.csv"), []byte(rows(5_000)), 0o666); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	before := openFiles()
	for end, want := range map[string]asl.Status{"succeed": asl.Succeeded, "fail": asl.Failed, "stop": asl.Aborted} {
		var ran atomic.Int64
		item := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			if ran.Add(1) == 1_500 && end == "fail" {
				return nil, errors.New("no")
			}
			if ran.Load() >= 1_500 && end == "stop" {
				<-ctx.Done()
			}
			return in, ctx.Err()
		}
		m := machine(t, distributedMap(csvReader+toOut), asl.WithObjects(items.NewDir(root)), asl.WithTask("T", item))
		x, err := m.Start(context.Background(), []byte(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		for end == "stop" && ran.Load() < 1_500 {
			time.Sleep(time.Millisecond)
		}
		if end == "stop" {
			if err := x.Stop("", ""); err != nil {
				t.Fatal(err)
			}
		}
		if r, err := x.Wait(context.Background()); r.Status != want {
			t.Errorf("%s: %s, %v", end, r.Status, err)
		}
		for tries := 0; openFiles() > before && tries < 1_000; tries++ { // a read that goes on closes its file later
			time.Sleep(5 * time.Millisecond)
		}
		if after := openFiles(); after > before {
			t.Errorf("%s: %d files were open before, %d are now", end, before, after)
		}
	}
}
