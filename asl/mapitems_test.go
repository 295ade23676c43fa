package asl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// nestedMaps is a distributed Map in a distributed Map.
func nestedMaps(inner string) string {
	return `{"StartAt": "Outer", "States": {"Outer": {"Type": "Map", "End": true, "Label": "O",
		"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, ` + strings.TrimPrefix(inner, "{") + `}}}`
}

// TestLimitOfItems: items wait for Limits.Children, and never for themselves.
func TestLimitOfItems(t *testing.T) {
	for _, limit := range []int{1, 3} {
		noLeak(t)
		var running, most atomic.Int64
		m := machine(t, nestedMaps(distributedMap("")), asl.WithLimits(asl.Limits{Children: limit}), asl.WithTask("T", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
			n := running.Add(1)
			defer running.Add(-1)
			for was := most.Load(); n > was && !most.CompareAndSwap(was, n); was = most.Load() {
			}
			return in, nil
		}))
		r, err := m.Execute(context.Background(), []byte(`[[1, 2], [3, 4], [5, 6], [], [7]]`))
		if err != nil || string(r.Output) != "[[1,2],[3,4],[5,6],[],[7]]" {
			t.Errorf("%v, %s", err, r.Output)
		}
		if got := most.Load(); got > int64(limit) {
			t.Errorf("%d tasks ran at once, with a limit of %d", got, limit)
		}
	}
}

// TestTokensOfItems: tasks of items are answered by their tokens, which find the executions.
func TestTokensOfItems(t *testing.T) {
	noLeak(t)
	var executions asl.Executions
	tokens := make(chan string, 10)
	definition := strings.Replace(distributedMap(""), `"Resource": "item"`,
		`"Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"token.$": "$$.Task.Token"}`, 1)
	m := machine(t, definition, asl.WithExecutions(&executions), asl.WithTask("T", func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
		tokens <- asl.TaskInfoFrom(ctx).Token()
		return nil, nil
	}))
	x, err := m.Start(context.Background(), []byte(`[1, 2, 3]`))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		token := <-tokens
		if i == 0 {
			if n := len(executions.List()); n < 2 {
				t.Errorf("%d executions are known", n)
			}
		}
		if err := executions.SendTaskSuccess(token, []byte(`"done"`)); err != nil {
			t.Error(err)
		}
	}
	drain(t, &executions)
	if r, err := x.Wait(context.Background()); err != nil || string(r.Output) != `["done","done","done"]` {
		t.Errorf("%v, %s", err, r.Output)
	}
}

func TestExpressItems(t *testing.T) {
	noLeak(t)
	definition := strings.Replace(distributedMap(""), "STANDARD", "EXPRESS", 1)
	var arns sync.Map
	m := machine(t, definition, asl.WithTask("T", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		arns.Store(asl.TaskInfoFrom(ctx).Execution.ARN(), true)
		return in, nil
	}))
	r, err := m.Execute(context.Background(), []byte(`[1, 2]`))
	if err != nil || string(r.Output) != "[1,2]" {
		t.Errorf("%v, %s", err, r.Output)
	}
	for arn := range arns.Range {
		if !strings.Contains(arn.(string), ":express:StateMachine/L:") {
			t.Errorf("ARN %s", arn)
		}
	}
}

// TestMapRunsAreDeterministic: on a virtual clock the executions of a Map Run, also those
// inside other ones, do the same at the same times, and their tasks wake in the same order.
func TestMapRunsAreDeterministic(t *testing.T) {
	noLeak(t)
	definition := nestedMaps(distributedMap(`"MaxConcurrency": 3, "ToleratedFailureCount": 1, `))
	act := func() (events map[string][]string, order []int) {
		events = map[string][]string{}
		var mu sync.Mutex
		m := machine(t, definition, asl.WithSeed(7), asl.WithName("x"), asl.WithClock(asl.NewVirtualClock(epoch)),
			asl.WithObserver(func(x *asl.Execution, e history.Event) {
				mu.Lock()
				defer mu.Unlock()
				events[x.Name()] = append(events[x.Name()], string(e.AppendJSON(nil)))
			}),
			asl.WithTask("T", asl.Func(func(ctx context.Context, i int) (int, error) {
				if err := asl.TaskInfoFrom(ctx).Sleep(ctx, time.Duration(i%3)*time.Second); err != nil {
					return 0, err
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
				if i == 2 || i == 9 || i == 12 {
					return 0, asl.Errorf("Bad", "%d", i)
				}
				return i, nil
			})))
		if r, _ := m.Execute(context.Background(), []byte(`[[1, 2, 3, 4, 5, 6, 7], [11, 12, 13, 14], [8, 9, 10]]`)); r == nil {
			t.Fatal("there is no result")
		}
		return events, order
	}
	events, order := act()
	if len(order) != 14 || len(events) != 18 {
		t.Errorf("%d tasks in %d executions", len(order), len(events))
	}
	for range 5 {
		again, orderAgain := act()
		if diff := cmp.Diff(order, orderAgain) + cmp.Diff(events, again); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestObserversOfItems: observers, decisions and loggers are told of the executions of a Map
// Run as of others.
func TestObserversOfItems(t *testing.T) {
	noLeak(t)
	var mu sync.Mutex
	var log bytes.Buffer
	ended, decided := map[string]bool{}, map[string]bool{}
	definition := strings.Replace(distributedMap(""), `"item", "End": true}`, `"item", "Next": "P"}, "P": {"Type": "Pass", "End": true}`, 1)
	m := machine(t, definition, asl.WithTask("T", echo), asl.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
		asl.WithObserver(func(x *asl.Execution, e history.Event) {
			mu.Lock()
			defer mu.Unlock()
			if e.Type == history.TypeExecutionSucceeded {
				ended[x.ARN()] = true
			}
		}),
		asl.WithDecisions(func(x *asl.Execution, _ state.Decision) {
			mu.Lock()
			defer mu.Unlock()
			decided[x.ARN()] = true
		}))
	if _, err := m.Execute(context.Background(), []byte(`[1, 2]`)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "execution started"); n != 3 || len(ended) != 3 || len(decided) != 2 {
		t.Errorf("%d logged, %v, %v", n, ended, decided)
	}
}

func TestMapRunObserver(t *testing.T) {
	noLeak(t)
	const n = 400
	var told []state.MapRun
	m := machine(t, distributedMap(""), asl.WithTask("T", echo), asl.WithMapRunObserver(func(_ *asl.Execution, run state.MapRun) {
		told = append(told, run)
	}))
	input := "[" + strings.Repeat("1,", n-1) + "1]"
	began := time.Now()
	r, err := m.Execute(context.Background(), []byte(input))
	most := int(time.Since(began)/(100*time.Millisecond)) + 2 // at the start and at the end
	if err != nil {
		t.Fatal(err)
	}
	if first := told[0]; first.Status != state.Running || first.Items.Total != n {
		t.Errorf("first %+v", first)
	}
	if diff := cmp.Diff(r.MapRuns()[0], told[len(told)-1]); diff != "" {
		t.Error(diff)
	}
	if len(told) > most {
		t.Errorf("told %d times, want at most %d", len(told), most)
	}
}

// TestMapRunObserverThatPanics: the execution stops, as with another observer.
func TestMapRunObserverThatPanics(t *testing.T) {
	noLeak(t)
	m := machine(t, distributedMap(""), asl.WithTask("T", echo), asl.WithMapRunObserver(func(*asl.Execution, state.MapRun) { panic("broken") }))
	_, err := m.Execute(context.Background(), []byte(`[1, 2]`))
	if p := (*asl.PanicError)(nil); !errors.As(err, &p) {
		t.Errorf("error %v", err)
	}
}

// TestMapRunObserverThatWaits: it cannot wait for the execution that has called it.
func TestMapRunObserverThatWaits(t *testing.T) {
	noLeak(t)
	var waited error
	m := machine(t, distributedMap(""), asl.WithTask("T", echo), asl.WithMapRunObserver(func(x *asl.Execution, _ asl.MapRun) {
		_, waited = x.Wait(context.Background())
	}))
	if _, err := m.Execute(context.Background(), []byte(`[1, 2]`)); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(waited, asl.ErrWaitsForItself) {
		t.Errorf("error %v", waited)
	}
}
