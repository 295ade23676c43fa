package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/state"
)

// waitsForEnd returns a task that waits until its context ends. It passes its execution to
// begun before.
func waitsForEnd(begun chan<- *asl.Execution) asl.TaskFunc {
	return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		begun <- asl.TaskInfoFrom(ctx).Execution
		<-ctx.Done()
		return nil, ctx.Err()
	}
}

// TestStopOfAMapRun: what runs is aborted with its Map Run, and the results so far are
// written.
func TestStopOfAMapRun(t *testing.T) {
	noLeak(t)
	store := &brokenStore{Memory: objects(rows(40))}
	begun := make(chan *asl.Execution, 5)
	var n atomic.Int64
	item := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		if n.Add(1) > 10 {
			return waitsForEnd(begun)(ctx, in)
		}
		return in, nil
	}
	m := machine(t, distributedMap(csvReader+toOut+`"MaxConcurrency": 5, `), asl.WithObjects(store), asl.WithTask("T", item))
	x, err := m.Start(context.Background(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	children := make([]*asl.Execution, 5)
	for i := range children {
		children[i] = <-begun
	}
	if err := x.Stop("Enough", "it is late"); err != nil {
		t.Fatal(err)
	}
	r, _ := x.Wait(context.Background())
	run := r.MapRuns()[0]
	wantAccounted(t, run)
	if r.Status != asl.Aborted || run.Status != state.Aborted || run.Items.Aborted != 5 || run.Items.Succeeded != 10 || run.Items.Pending != 25 {
		t.Errorf("%s, %+v", r.Status, run)
	}
	for _, child := range children {
		r, _ := child.Wait(context.Background())
		if r.Status != asl.Aborted || r.Error.Cause != state.AbortedCause(run.ARN) {
			t.Errorf("child %s: %v", r.Status, r.Error)
		}
	}
	folder := "p/" + run.ARN[strings.LastIndex(run.ARN, ":")+1:] + "/"
	written, _ := store.Get("out", folder+"SUCCEEDED_0.jsonl")
	if _, ok := store.Get("out", folder+"manifest.json"); !ok || strings.Count(written, "\n") != 10 {
		t.Errorf("written:\n%s", written)
	}
	store.wantClosed(t)
}

// TestStopOfAMapRunThatHalts: a Map Run may be stopped while its executions halt, as their context has
// ended. The race detector looks on.
func TestStopOfAMapRunThatHalts(t *testing.T) {
	noLeak(t)
	for range 50 {
		begun := make(chan *asl.Execution, 5)
		m := machine(t, distributedMap(``), asl.WithTask("T", waitsForEnd(begun)))
		ctx, cancel := context.WithCancel(context.Background())
		x, err := m.Start(ctx, []byte(`[1, 2, 3, 4, 5]`))
		if err != nil {
			t.Fatal(err)
		}
		for range cap(begun) {
			<-begun
		}
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			_ = x.Stop("", "") // it may have halted
		}()
		cancel()
		<-stopped
		if r, err := x.Wait(context.Background()); r.Status == asl.Succeeded {
			t.Error(r.Status, err)
		}
	}
}

func TestTimeoutOfAMapRun(t *testing.T) {
	noLeak(t)
	definition := strings.Replace(distributedMap(""), `"StartAt"`, `"TimeoutSeconds": 60, "StartAt"`, 1)
	m := machine(t, definition, asl.WithClock(asl.NewVirtualClock(epoch)), asl.WithTask("T", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		return nil, asl.TaskInfoFrom(ctx).Sleep(ctx, time.Hour)
	}))
	r, err := m.Execute(context.Background(), []byte(`[1, 2, 3]`))
	run := r.MapRuns()[0]
	if r.Status != asl.TimedOut || run.Status != state.Aborted || run.Items.Aborted != 3 || !r.Ended.Equal(epoch.Add(time.Minute)) {
		t.Errorf("%v, %v, %+v", err, r.Ended, run)
	}
	wantAccounted(t, run)
}

// TestRestoredMapRun: the caller's context ends in the middle of a Map Run. Another process
// goes on from a snapshot, with the window of items that it has, and every item is done.
func TestRestoredMapRun(t *testing.T) {
	noLeak(t)
	const n, before = 3_000, 1_500
	store := &brokenStore{Memory: objects(rows(n))}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var ran atomic.Int64
	var mu sync.Mutex
	done := map[string]int{}
	item := func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		if ran.Add(1) == before {
			stop()
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		mu.Lock()
		defer mu.Unlock()
		done[string(in)]++
		return in, nil
	}
	m := machine(t, distributedMap(csvReader+toOut+`"MaxConcurrency": 20, `), asl.WithObjects(store), asl.WithTask("T", item))
	config, err := m.Config()
	if err != nil {
		t.Fatal(err)
	}
	run, err := state.Start(m.Definition(), []byte(`{}`), config)
	if err != nil {
		t.Fatal(err)
	}
	x, err := m.Drive(ctx, run)
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Wait(context.Background())
	if !errors.Is(err, context.Canceled) || r.MapRuns()[0].Status != state.Running {
		t.Fatalf("%v, %+v", err, r.MapRuns())
	}
	store.wantClosed(t)

	x, err = m.Drive(context.Background(), restored(t, m, run))
	if err != nil {
		t.Fatal(err)
	}
	if r, err = x.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	again := 0
	for _, times := range done {
		again += times - 1
	}
	counts := r.MapRuns()[0].Items
	if counts.Succeeded != n || len(done) != n || again > 20 {
		t.Errorf("%+v; %d items, %d again", counts, len(done), again)
	}
	store.wantClosed(t)
}

// TestGraceOfItems: with WithGrace an item whose task returns after the end of the context is
// done, and is not done again.
func TestGraceOfItems(t *testing.T) {
	noLeak(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var ran atomic.Int64
	m := machine(t, distributedMap(`"MaxConcurrency": 1, `), asl.WithGrace(time.Minute),
		asl.WithTask("T", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
			if ran.Add(1) == 2 {
				stop()
			}
			return in, nil
		}))
	config, err := m.Config()
	if err != nil {
		t.Fatal(err)
	}
	run, err := state.Start(m.Definition(), []byte(`[1, 2, 3]`), config)
	if err != nil {
		t.Fatal(err)
	}
	x, err := m.Drive(ctx, run)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Wait(context.Background()); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	x, err = m.Drive(context.Background(), restored(t, m, run))
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Wait(context.Background())
	if err != nil || string(r.Output) != "[1,2,3]" {
		t.Errorf("%v, %s", err, r.Output)
	}
	if n := ran.Load(); n > 4 {
		t.Errorf("the task ran %d times", n)
	}
}

// TestStoppedResultsBeforeSave: what a Map Run that was stopped has given is written before the stop is
// saved, and again if it was not saved.
func TestStoppedResultsBeforeSave(t *testing.T) {
	noLeak(t)
	store := &brokenStore{Memory: objects(rows(4))}
	var manifests atomic.Int64
	store.onPut = func(key string) error {
		if strings.HasSuffix(key, "manifest.json") {
			manifests.Add(1)
		}
		return nil
	}
	begun := make(chan *asl.Execution, 4)
	m := machine(t, distributedMap(csvReader+toOut+`"MaxConcurrency": 1, `), asl.WithObjects(store), asl.WithTask("T", waitsForEnd(begun)))
	var s disk
	for attempt := int64(1); attempt <= 2; attempt++ {
		s.fail = func() error {
			if written := manifests.Load(); written == attempt && attempt == 1 {
				return errors.New("the disk is full")
			}
			return nil
		}
		save := func(ctx context.Context, c *asl.Checkpoint) error {
			if written := manifests.Load(); c.Status != asl.Running && written != attempt {
				t.Errorf("%d manifests are written before the end is saved, want %d", written, attempt)
			}
			return s.save(ctx, c)
		}
		var x *asl.Execution
		var err error
		if attempt == 1 {
			x, err = m.Start(t.Context(), []byte(`{}`), asl.WithCheckpoint(save))
		} else {
			x, err = m.Resume(t.Context(), s.saved, asl.WithCheckpoint(save))
		}
		if err != nil {
			t.Fatal(err)
		}
		<-begun
		if err := x.Stop("", ""); err != nil {
			t.Fatal(err)
		}
		r, _ := x.Wait(t.Context())
		if want := map[int64]asl.Status{1: asl.Running, 2: asl.Aborted}[attempt]; r.Status != want {
			t.Errorf("it is %s, want %s", r.Status, want)
		}
	}
	if manifests.Load() != 2 {
		t.Errorf("%d manifests are written", manifests.Load())
	}
}
