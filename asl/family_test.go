package asl_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// startsItself is a machine that starts itself, in so many branches.
func startsItself(t *testing.T, pattern string, branches int, opts ...asl.Option) *asl.Machine {
	t.Helper()
	var all []string
	for i := range branches {
		all = append(all, fmt.Sprintf(`{"StartAt": "B%d", "States": {"B%[1]d": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution%s", "End": true,
			"Parameters": {"StateMachineArn": "%s", "Input.$": "$"}}}}`, i, pattern, childARN))
	}
	definition := only(`"Type": "Parallel", "Branches": [` + strings.Join(all, ", ") + `]`)
	var mux asl.Mux
	m := machine(t, definition, append(opts, asl.WithResolver(&mux))...)
	mux.HandleMachine("child", m)
	return m
}

// census counts executions.
type census struct {
	started, running, most atomic.Int64
	refused                atomic.Int64 // starts
}

func (c *census) option() asl.Option {
	return asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		switch e.Type {
		case history.TypeExecutionStarted:
			c.started.Add(1)
			n := c.running.Add(1)
			for most := c.most.Load(); n > most && !c.most.CompareAndSwap(most, n); most = c.most.Load() {
			}
		case history.TypeExecutionSucceeded, history.TypeExecutionFailed, history.TypeExecutionAborted:
			c.running.Add(-1)
		case history.TypeTaskFailed, history.TypeTaskSubmitFailed:
			if why := e.Failure(); *why.Error == "StepFunctions.ExecutionLimitExceededException" {
				c.refused.Add(1)
			}
		}
	})
}

// drain waits until no execution runs.
func drain(t *testing.T, e *asl.Executions) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := e.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

// TestMachinesThatStartThemselves: however they do it, the executions are bounded in depth
// and in number, and all of them end.
func TestMachinesThatStartThemselves(t *testing.T) {
	for _, test := range []struct {
		name, pattern string
		branches      int
		limits        asl.Limits
		started       int64 // 0: it depends
	}{
		{"waits", ".sync", 1, asl.Limits{}, 33},
		{"goes on", "", 1, asl.Limits{}, 33},
		{"waits, a limit", ".sync:2", 1, asl.Limits{ChildDepth: 7}, 8},
		{"goes on, a limit", "", 1, asl.Limits{ChildDepth: 7}, 8},
		{"no depth but a number", ".sync", 1, asl.Limits{ChildDepth: -1}, 1_001},
		{"two that it waits for", ".sync", 2, asl.Limits{Children: 50}, 0},
		{"two that go on", "", 2, asl.Limits{Children: 50, ChildDepth: 20}, 0},
		{"two, no number", "", 2, asl.Limits{Children: -1, ChildDepth: 6}, 127},
	} {
		t.Run(test.name, func(t *testing.T) {
			noLeak(t)
			var e asl.Executions
			var c census
			m := startsItself(t, test.pattern, test.branches, asl.WithLimits(test.limits), asl.WithExecutions(&e), c.option())
			r, err := m.Execute(context.Background(), []byte(`{}`))
			drain(t, &e)
			if waits := test.pattern != ""; waits == (err == nil) {
				t.Errorf("%s, %v", r.Status, err)
			}
			if r.Error != nil && len(r.Error.Cause) > 32_768 {
				t.Errorf("the cause has %d bytes", len(r.Error.Cause))
			}
			if n := c.started.Load(); test.started > 0 && n != test.started || c.refused.Load() == 0 {
				t.Errorf("%d were started, want %d; %d starts were refused", n, test.started, c.refused.Load())
			}
			if most := c.most.Load(); test.limits.Children > 0 && most > int64(test.limits.Children)+3 { // it is told after the next start
				t.Errorf("%d ran at once", most)
			}
		})
	}
}

// TestLimitOfChildrenIsClear: the task that is refused says why, and may be retried.
func TestLimitOfChildrenIsClear(t *testing.T) {
	for limit, limits := range map[string]asl.Limits{"Children": {Children: 1}, "ChildDepth": {ChildDepth: 1}} {
		var e asl.Executions
		m := startsItself(t, ".sync", 1, asl.WithLimits(limits), asl.WithExecutions(&e))
		_, err := m.Execute(context.Background(), []byte(`{}`))
		var failed *asl.Error
		if !errors.As(err, &failed) || !strings.Contains(failed.Cause, "StepFunctions.ExecutionLimitExceededException") ||
			!strings.Contains(failed.Cause, "as many as Limits."+limit+" allows") {
			t.Errorf("%s: %v", limit, err)
		}
	}
}

// TestChildrenAreCountedWhileTheyRun: any number may run one after the other.
func TestChildrenAreCountedWhileTheyRun(t *testing.T) {
	noLeak(t)
	child := machine(t, only(`"Type": "Pass"`))
	each := strings.ReplaceAll(parent(".sync", `, "Input": {}`), `"A"`, `"B"`)
	m := machine(t, only(`"Type": "Map", "MaxConcurrency": 1, "ItemProcessor": `+each), starts(t, child, nil0),
		asl.WithLimits(asl.Limits{Children: 1}))
	execute(t, m, `[1, 2, 3, 4, 5]`)
}

// TestValuesOfAFamily: the executions below one hold no more than twice its Limits.StateBytes together;
// one that would fails. What those held that are over counts no more.
func TestValuesOfAFamily(t *testing.T) {
	noLeak(t)
	const items, fit = 50, 10
	each := `"Type": "Map", "Items": "{% [1..50] %}", "ToleratedFailurePercentage": 100, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
		"StartAt": "V", "States": {
			"V": {"Type": "Pass", "Assign": {"v": "{% $pad('', 100000, 'x') %}"}, "Output": 1, "Next": "W"},
			"W": {"Type": "Wait", "Seconds": 60, "End": true}}}`
	m := machine(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {`+each+`, "Next": "B"}, "B": {`+strings.NewReplacer(`"V"`, `"V2"`, `"W"`, `"W2"`).Replace(each)+`, "End": true}}}`,
		asl.WithClock(asl.NewVirtualClock(epoch)), asl.WithLimits(asl.Limits{StateBytes: 1 << 19}))
	r, err := m.Execute(context.Background(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.MapRuns()); n != 2 {
		t.Fatalf("there are %d Map Runs, want 2", n)
	}
	for _, run := range r.MapRuns() {
		if run.Items.Succeeded != fit || run.Items.Failed != items-fit {
			t.Errorf("of %s %d items have succeeded and %d failed, want %d and %d", run.State, run.Items.Succeeded, run.Items.Failed, fit, items-fit)
		}
	}
}

// TestHistoriesOfAFamily: the histories of the executions below one take no more than its
// Limits.History together, and what is not kept is counted.
func TestHistoriesOfAFamily(t *testing.T) {
	const items, limit = 8, 1 << 20
	var running sync.WaitGroup
	running.Add(items)
	m := machine(t, `{"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": {"Type": "Map", "Items": [1, 2, 3, 4, 5, 6, 7, 8], "End": true, "ItemProcessor": {
		"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {
			"P": {"Type": "Pass", "Output": "{% {'n': $number($states.input.n) + 1, 'text': $random() & $pad('', 10000, 'x')} %}", "Next": "C"},
			"C": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n < 100 %}", "Next": "P"}], "Default": "T"},
			"T": {"Type": "Task", "Resource": "r", "Output": 1, "End": true}}}, "ItemSelector": {"n": 0}}}}`)
	var mu sync.Mutex
	below := map[*asl.Execution]bool{}
	r, err := m.Execute(t.Context(), []byte("{}"), asl.WithLimits(asl.Limits{History: limit}),
		asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) {
			running.Done()
			running.Wait() // until all run
			return nil, nil
		}),
		asl.WithObserver(func(x *asl.Execution, _ history.Event) {
			mu.Lock()
			defer mu.Unlock()
			if len(x.Items()) > 0 {
				below[x] = true
			}
		}))
	if err != nil {
		t.Fatal(err)
	}
	if r.Dropped() > 0 {
		t.Errorf("the execution at the top lacks %d events", r.Dropped())
	}
	kept, dropped := 0, 0
	for x := range below {
		r, err := x.Wait(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		dropped += r.Dropped()
		seen := map[string]bool{}
		for _, e := range r.History() {
			if text := e.Payload().String(); !seen[text] {
				seen[text] = true
				kept += len(text)
			}
		}
	}
	if len(below) != items || kept > limit+items<<16 || dropped == 0 {
		t.Errorf("%d executions keep %d bytes and lack %d events", len(below), kept, dropped)
	}
}

// TestMapRunsInOneAnother: executions of Map Runs that are deep in one another are bounded, though
// each execution may run one of its own; those of two levels all run.
func TestMapRunsInOneAnother(t *testing.T) {
	for levels, want := range map[int]asl.Status{2: asl.Succeeded, 20: asl.Failed} {
		processor := `"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "r", "End": true}}`
		for i := range levels {
			processor = fmt.Sprintf(`"StartAt": "M%d", "States": {"M%[1]d": {"Type": "Map", "Items": [1, 2, 3, 4], "End": true, "ItemProcessor": {
				"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, %s}}}`, i, processor)
		}
		var c census
		m := machine(t, `{"QueryLanguage": "JSONata", `+processor+`}`, c.option(), asl.WithLimits(asl.Limits{Children: 3}),
			asl.WithTask("T", func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, nil }))
		r, _ := m.Execute(t.Context(), []byte("{}"))
		if most := c.most.Load(); r.Status != want || most > 4*3+1 {
			t.Errorf("%d levels: the execution is %s %v, and %d ran at once", levels, r.Status, r.Error, most)
		}
	}
}
