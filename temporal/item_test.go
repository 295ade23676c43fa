package temporal_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/temporal"
)

// distributed returns a machine that runs states as the processor of a distributed Map.
func distributed(states string) string {
	return `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","ItemProcessor":{
		"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},` + states + `},"End":true}}}`
}

// A task in a Map Run knows which execution it is in, also in a Map Run of one.
func TestItemsOfTasks(t *testing.T) {
	var mu sync.Mutex
	var all []string
	mux := functions()
	mux.Lambda("note", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		mu.Lock()
		defer mu.Unlock()
		text, _ := json.Marshal(asl.TaskInfoFrom(ctx).Items)
		all = append(all, string(text)+string(in))
		return in, nil
	})
	c := newCluster(t, distributed(`"StartAt":"N","States":{"N":{"Type":"Map","Label":"K","End":true,"ItemProcessor":{
		"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`note","End":true}}}}}`), mux)
	if is := c.run(`[["a"],["b","c"]]`); is.Output != `[["a"],["b","c"]]` {
		t.Fatalf("%+v %v", is, c.err)
	}
	slices.Sort(all)
	want := []string{
		`[{"State":"M","Index":0},{"State":"N","Index":0}]"a"`,
		`[{"State":"M","Index":1},{"State":"N","Index":0}]"b"`,
		`[{"State":"M","Index":1},{"State":"N","Index":1}]"c"`,
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Error(diff)
	}
}

// A Map Run goes on when its workflow continues as new: each item has one execution.
func TestMapRunContinues(t *testing.T) {
	var mu sync.Mutex
	calls := map[string]int{}
	mux := functions()
	mux.Lambda("once", func(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
		mu.Lock()
		defer mu.Unlock()
		calls[asl.TaskInfoFrom(ctx).Key]++
		return in, nil
	})
	c := newCluster(t, distributed(`"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`once","End":true}}`), mux)
	c.opts = []temporal.Option{temporal.WithContinueAfter(10), temporal.WithPending(5)}
	items := "[" + strings.TrimSuffix(strings.Repeat("1,", 50), ",") + "]"
	if is := c.run(items); is.Output != items {
		t.Errorf("%+v %v", is, c.err)
	}
	if c.runs < 3 || len(calls) != 50 {
		t.Errorf("%d runs, %d tasks", c.runs, len(calls))
	}
	for key, n := range calls {
		if n != 1 {
			t.Errorf("%s ran %d times", key, n)
		}
	}
}

// The executions of a Map Run end with it.
func TestMapRunIsStopped(t *testing.T) {
	var k tokens
	mux := k.mux()
	c := newCluster(t, distributed(`"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"Next":"A"},
		"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"QueueUrl":"q","MessageBody":"b"},"End":true}}`), mux)
	c.during = func(c *cluster) { c.after(10*time.Second, nil, state.Input{Kind: state.InputAbort}) }
	is := c.run(`[1,2]`)
	if is.Status != "ABORTED" || len(k.all) != 0 {
		t.Errorf("%+v, %d tasks", is, len(k.all))
	}
	if n := count(c.events, history.TypeMapRunAborted); n != 1 {
		t.Error(types(c.events))
	}
}
