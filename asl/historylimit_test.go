package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// spoken is an event as text, with all of its time and with its state.
func spoken(x *asl.Execution, e history.Event) string {
	name := ""
	if s := x.StateOf(e); s != nil {
		name = s.Name()
	}
	return fmt.Sprint(e.Timestamp.Nanosecond(), " ", name, " ", string(e.AppendJSON(nil)))
}

// heavy is a Map whose iterations each make a text of their own of that many bytes, and
// assign, fail, retry and catch something, too.
func heavy(t *testing.T, bytes int, opts ...asl.Option) *asl.Machine {
	t.Helper()
	definition := fmt.Sprintf(`{"StartAt": "Each", "States": {"Each": {"Type": "Map", "Next": "F", "ItemProcessor": {"StartAt": "Make", "States": {
		"Make": {"Type": "Pass", "Parameters": {"t.$": "States.Format('{} %s', $)"}, "Assign": {"v.$": "$.t"}, "Next": "Try"},
		"Try": {"Type": "Task", "Resource": "work", "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}],
			"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}], "End": true},
		"Caught": {"Type": "Pass", "End": true}}}},
		"F": {"Type": "Fail", "Error": "Own", "Cause": "why"}}}`, strings.Repeat("x", bytes))
	task := work(func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		switch info := asl.TaskInfoFrom(ctx); {
		case info.Items[0].Index%5 == 1 && info.Attempt == 0:
			return nil, &asl.Error{Name: "Busy"}
		case info.Items[0].Index%5 == 2:
			return nil, &asl.Error{Name: "Closed", Cause: "it is late"}
		}
		return in, asl.TaskInfoFrom(ctx).Sleep(ctx, 1_234_567)
	})
	return machine(t, definition, append(opts, virtual(), task)...)
}

// zeros is an input of that many items.
func zeros(n int) string { return strings.ReplaceAll(fmt.Sprint(make([]int, n)), " ", ",") }

// TestLongHistoryIsKept: the history is the one that the observers got, however it is kept.
func TestLongHistoryIsKept(t *testing.T) {
	noLeak(t)
	var want []string
	x := start(t, heavy(t, 60_000, asl.WithObserver(func(x *asl.Execution, e history.Event) {
		want = append(want, spoken(x, e))
	})), zeros(100))
	var read []string
	for e, err := range x.Events(context.Background()) { // while it runs
		if err != nil {
			t.Error(err)
		}
		read = append(read, spoken(x, e))
	}
	r, _ := wait(t, x)
	var kept []string
	for _, e := range r.History() {
		kept = append(kept, spoken(x, e))
	}
	if r.Dropped() != 0 {
		t.Errorf("%d events are not kept", r.Dropped())
	}
	for what, got := range map[string][]string{"read": read, "kept": kept} {
		if len(got) != len(want) {
			t.Fatalf("%s: %d events, want %d", what, len(got), len(want))
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%s: event %d is\n%.300s, want\n%.300s", what, i+1, got[i], want[i])
			}
		}
	}
}

// TestHistoryIsFull: the first events are kept, the others are counted, and the execution
// goes on as if nothing had happened.
func TestHistoryIsFull(t *testing.T) {
	noLeak(t)
	for _, limit := range []int{1, 1_000, 10_000, 50_000} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			var want []string
			x := start(t, heavy(t, 500, asl.WithLimits(asl.Limits{History: limit}), asl.WithObserver(func(x *asl.Execution, e history.Event) {
				want = append(want, spoken(x, e))
			})), zeros(50))
			r, err := wait(t, x)
			if r.Status != asl.Failed || !errors.Is(err, &asl.Error{Name: "Own"}) {
				t.Errorf("%s, %v", r.Status, err)
			}
			var got []string
			for _, e := range r.History() {
				got = append(got, spoken(x, e))
			}
			if diff := cmp.Diff(want[:len(got)], got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("what is kept (-observed +kept):\n%s", diff)
			}
			if r.Dropped() != len(want)-len(got) || r.Dropped() == 0 || len(got)*64 > limit {
				t.Errorf("%d events of %d are kept, %d are not", len(got), len(want), r.Dropped())
			}
			n := 0
			for _, err = range x.Events(context.Background()) {
				n++
			}
			if !errors.Is(err, asl.ErrHistoryFull) || n != len(got)+1 {
				t.Errorf("after %d events: %v", n-1, err)
			}
			if s := x.StateOf(history.Event{ID: int64(len(want))}); s != nil {
				t.Errorf("the last event, which is not kept, belongs to %s", s.Name())
			}
		})
	}
}

// TestReaderOfAHistoryThatFills: a reader that waits for events is told that none will come.
func TestReaderOfAHistoryThatFills(t *testing.T) {
	noLeak(t)
	g := newGate()
	x := start(t, machine(t, `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "work", "Next": "B"}, "B": {"Type": "Pass", "End": true}}}`,
		g.option(), asl.WithLimits(asl.Limits{History: 1_200})), `{}`)
	<-g.running
	var err error
	for e, problem := range x.Events(context.Background()) {
		if err = problem; e.Type == history.TypeLambdaFunctionStarted {
			_ = x.Stop("Long", strings.Repeat("x", 1_000))
		}
	}
	if !errors.Is(err, asl.ErrHistoryFull) {
		t.Errorf("%v", err)
	}
	r, _ := wait(t, x)
	if r.Status != asl.Aborted || r.Dropped() == 0 {
		t.Errorf("%s, %d events are not kept", r.Status, r.Dropped())
	}
}

// TestSharedPayloadCountsOnce: what many events have in common does not fill the history.
func TestSharedPayloadCountsOnce(t *testing.T) {
	noLeak(t)
	branch := func(name string) string {
		states := strings.ReplaceAll(chain(100), `"S`, `"`+name)
		return strings.NewReplacer(`"`+name+`tates"`, `"States"`, `"`+name+`tartAt"`, `"StartAt"`).Replace(states)
	}
	m := machine(t, only(`"Type": "Parallel", "Branches": [`+branch("X")+`, `+branch("Y")+`]`), asl.WithLimits(asl.Limits{History: 1 << 20}))
	r := execute(t, m, `"`+strings.Repeat("x", 100_000)+`"`)
	if r.Dropped() != 0 || len(r.History()) < 400 {
		t.Errorf("%d events are kept, %d are not", len(r.History()), r.Dropped())
	}
}

// TestDroppedHistoryIsCounted: also if no event is to be kept.
func TestDroppedHistoryIsCounted(t *testing.T) {
	for _, h := range []asl.History{asl.DropHistory(), asl.HistorySink(func(history.Event) {})} {
		if r := execute(t, machine(t, chain(10), asl.WithHistory(h)), `{}`); r.Dropped() != 22 || r.History() != nil {
			t.Errorf("%d events are kept, %d are not", len(r.History()), r.Dropped())
		}
	}
}

// TestMemoryOfAHistory: a machine that loops, and makes a large text of its own each time,
// keeps as much as it may: of the texts, or of small parts of them.
func TestMemoryOfAHistory(t *testing.T) {
	text := `States.Format('{} ` + strings.Repeat("x", 20_000) + `', $.n)`
	part := `States.ArrayGetItem(States.StringToJson(States.Format('[{},"` + strings.Repeat("x", 20_000) + `"]', $.n)), 0)`
	for name, made := range map[string]string{"texts": text, "parts": part} {
		t.Run(name, func(t *testing.T) {
			m, err := asl.Parse([]byte(`{"StartAt": "A", "States": {
				"A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)", "made.$": `+strconv.Quote(made)+`}, "Next": "C"},
				"C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 10000, "Next": "A"}], "Default": "Z"},
				"Z": {"Type": "Succeed"}}}`), asl.WithType(asl.Express))
			if err != nil {
				t.Fatal(err)
			}
			before := heapInUse()
			r := execute(t, m, `{"n": 0}`, asl.WithLimits(asl.Limits{History: 10 << 20}))
			if kept := heapInUse() - before; kept > 15<<20 {
				t.Errorf("it keeps %d bytes", kept)
			}
			if n := len(r.History()) + r.Dropped(); n < 40_000 {
				t.Errorf("it has %d events", n)
			}
		})
	}
}

func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
