package servertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/temporal"
)

// calls counts the calls of tasks by their keys.
type calls struct {
	mu sync.Mutex
	of map[string]int
}

func (c *calls) once(ctx context.Context, in json.RawMessage) (json.RawMessage, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[string]int{}
	}
	c.of[asl.TaskInfoFrom(ctx).Key]++
	return in, nil
}

// numbers returns a JSON array of the numbers below n.
func numbers(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprint(i)
	}
	return "[" + strings.Join(all, ",") + "]"
}

// A workflow continues as new in the middle of a Map while a callback waits beside it. Each
// task runs once, and the history is whole.
func TestContinueAsNew(t *testing.T) {
	t.Parallel()
	var k tokens
	var c calls
	mux := k.mux()
	mux.Lambda("once", c.once)
	q := newServed(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+send+`.waitForTaskToken","End":true}}},
		{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"MaxConcurrency":40,"ItemProcessor":{"StartAt":"T","States":{
			"T":{"Type":"Task","Resource":"`+function+`once","End":true}}}}}}]}}}`, mux, temporal.WithContinueAfter(150))
	arn := q.start(numbers(400))
	token := k.wait(q, arn)
	q.until("the items are done", func() bool { return count(q.events(arn), history.TypeMapStateSucceeded) == 1 })
	if err := q.SendTaskSuccess(t.Context(), token, []byte(`"yes"`)); err != nil {
		t.Fatal(err)
	}
	if is := q.end(arn); is.Output.String() != `["yes",`+numbers(400)+`]` {
		t.Errorf("%s %.200s", is.Status, is.Output)
	}
	if runs := len(q.workflows(arn)); runs < 3 {
		t.Errorf("%d runs, want at least 3", runs)
	}
	if len(c.of) != 400 {
		t.Errorf("%d tasks", len(c.of))
	}
	for key, n := range c.of {
		if n != 1 {
			t.Errorf("%s ran %d times", key, n)
		}
	}
	for i, e := range q.events(arn) {
		if e.ID != int64(i+1) {
			t.Fatalf("event %d has the ID %d", i+1, e.ID)
		}
	}
}

// A workflow with a long history continues as new when the server suggests it.
func TestLongHistory(t *testing.T) {
	t.Parallel()
	q := newServed(t, `{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"`+function+`echo","End":true}}}}}}`, functions())
	arn := q.start(numbers(1200))
	if is := q.end(arn); is.Output.String() != numbers(1200) {
		t.Errorf("%s %.200s %s", is.Status, is.Output, cause(is))
	}
	if runs := len(q.workflows(arn)); runs < 2 {
		t.Errorf("%d runs, want at least 2", runs)
	}
	if n := len(q.events(arn)); n != 1200*7+6 {
		t.Errorf("%d events", n)
	}
}

// Executions of a distributed Map run side by side, as many as may be pending.
func TestManyItems(t *testing.T) {
	t.Parallel()
	q := newServed(t, `{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$","End":true,"ItemProcessor":{
		"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
		"T":{"Type":"Task","Resource":"`+function+`echo","End":true}}}}}}`, functions(), temporal.WithPending(50), temporal.WithContinueAfter(120))
	arn := q.start(numbers(300))
	if is := q.end(arn); is.Output.String() != numbers(300) {
		t.Errorf("%s %.200s %s", is.Status, is.Output, cause(is))
	}
}

// The task of an activity that waits for a worker is there for one while the workflow cannot continue
// as new, as its values are too large, and when it has.
func TestWaitingActivityContinues(t *testing.T) {
	t.Parallel()
	const carve = "arn:aws:states:us-east-1:123456789012:activity:carve-later"
	mux := functions()
	mux.Lambda("make", func(context.Context, json.RawMessage) (json.RawMessage, error) { return []byte(text(9000)), nil })
	q := newServed(t, `{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
		{"StartAt":"C","States":{"C":{"Type":"Task","Resource":"`+carve+`","End":true}}},
		{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`make","Next":"U"},
			"U":{"Type":"Task","ResultPath":null,"OutputPath":null,"Resource":"`+function+`echo","Next":"V"},
			"V":{"Type":"Task","Resource":"`+function+`echo","End":true}}}]}}}`, mux,
		temporal.WithContinueAfter(1), temporal.WithPayloadLimit(9500), temporal.WithObjects(durable.Memory()))
	if _, err := q.CreateActivity(t.Context(), carve); err != nil {
		t.Fatal(err)
	}
	arn := q.start(`{}`)
	q.until("the functions are called", func() bool { return count(q.events(arn), history.TypeLambdaFunctionSucceeded) == 3 })
	task, err := q.Poll(t.Context(), carve, "ann")
	if err != nil || task == nil {
		t.Fatal("no task: ", err)
	}
	if err := q.SendTaskSuccess(t.Context(), task.Token, []byte(`"carved"`)); err != nil {
		t.Fatal(err)
	}
	if is := q.end(arn); is.Output.String() != `["carved",{}]` {
		t.Errorf("%s %s %s", is.Status, is.Output, cause(is))
	}
	if runs := len(q.workflows(arn)); runs < 2 {
		t.Errorf("%d runs, want at least 2", runs)
	}
}
