package servertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/durable"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/state"
)

// text returns a JSON text of n bytes.
func text(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }

// unlimited lifts the quotas of Step Functions, so that those of the server count.
func unlimited(t *testing.T, definition string, mux *asl.Mux) map[string]*asl.Machine {
	t.Helper()
	m, err := machine(t, definition, mux).With(asl.WithLimits(asl.Unlimited()))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*asl.Machine{orderARN: m}
}

// largest is how many bytes our default lets into one message.
const largest = 2<<20 - 16<<10

// What our default lets pass the server takes, and the workflow goes on; what is larger fails
// before the server sees it.
func TestPayloads(t *testing.T) {
	var mux asl.Mux
	mux.Lambda("make", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		var n int
		err := json.Unmarshal(in, &n)
		return []byte(text(n)), err
	})
	mux.Lambda("measure", func(_ context.Context, in json.RawMessage) (json.RawMessage, error) {
		return json.Marshal(len(in))
	})
	const definition = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `make","Next":"U"},
		"U":{"Type":"Task","Resource":"` + function + `measure","End":true}}}`
	q := newQueue(t, shared, t.Name(), unlimited(t, definition, &mux))
	q.run(q.name, worker.Options{})
	const around = 1000 // what an answer has around its output
	if is := q.end(q.start(fmt.Sprint(largest - around))); is.Output.String() != fmt.Sprint(largest-around) {
		t.Errorf("%s %s %v", is.Status, is.Output, cause(is))
	}
	is := q.end(q.start(fmt.Sprint(3 << 20)))
	if is.Failure.Name() != "States.DataLimitExceeded" || !strings.Contains(cause(is), "the result of the task has") {
		t.Errorf("%s %s: %s", is.Status, is.Failure.Name(), cause(is))
	}
}

// The same of an answer by a token.
func TestLargeAnswers(t *testing.T) {
	t.Parallel()
	var k tokens
	q := newQueue(t, shared, t.Name(), unlimited(t, `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"`+send+`.waitForTaskToken",
		"ResultPath":null,"End":true}}}`, k.mux()))
	q.run(q.name, worker.Options{})
	arn := q.start(`1`)
	token := k.wait(q, arn)
	if err := q.SendTaskSuccess(t.Context(), token, []byte(text(2<<20))); !errors.Is(err, durable.ErrInvalidOutput) {
		t.Error("too large: ", err)
	}
	if err := q.SendTaskSuccess(t.Context(), token, []byte(text(largest-1000))); err != nil {
		t.Error(err)
	}
	if is := q.end(arn); is.Output.String() != `1` {
		t.Errorf("%s %s %v", is.Status, is.Output, cause(is))
	}
}

func cause(is durable.Description) string {
	if is.Failure == nil || is.Failure.Cause == nil {
		return ""
	}
	return *is.Failure.Cause
}

// An execution has its input twice when it starts, and its input and output when it ends.
func TestStartsAndEnds(t *testing.T) {
	q := newQueue(t, shared, t.Name(), unlimited(t, `{"StartAt":"C","States":{
		"C":{"Type":"Choice","Choices":[{"Variable":"$.twice","IsPresent":true,"Next":"T"}],"Default":"P"},
		"P":{"Type":"Pass","End":true},"T":{"Type":"Pass","Parameters":{"a.$":"$","b.$":"$"},"End":true}}}`, functions()))
	q.run(q.name, worker.Options{})
	if is := q.end(q.start(text(largest/2 - 1000))); is.Status != state.Succeeded {
		t.Errorf("%s %v", is.Status, cause(is))
	}
	if _, err := q.Start(t.Context(), durable.Start{Machine: orderARN, Input: []byte(text(largest / 2))}); err == nil || !strings.Contains(err.Error(), "Temporal takes no more than") {
		t.Error("too large for the start: ", err)
	}
	is := q.end(q.start(`{"twice":` + text(largest/2-1000) + `}`))
	if is.Failure.Name() != "States.DataLimitExceeded" || !strings.Contains(cause(is), "the execution with its input and output has") {
		t.Errorf("too large for the end: %s %s: %s", is.Status, is.Failure.Name(), cause(is))
	}
}

// A failed execution has its cause, however long that is, also if what is kept for a redrive fills the
// rest of the message.
func TestLongCause(t *testing.T) {
	q := newQueue(t, shared, t.Name(), unlimited(t, `{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","CausePath":"$.why"}}}`, functions()))
	q.run(q.name, worker.Options{})
	why := strings.Repeat("\U0001F600", 32_000) // 128 kB
	for size := 700_000; size <= 850_000; size += 30_000 {
		is := q.end(q.start(`{"why":"` + why + `","rest":` + text(size) + `}`))
		if is.Status != state.Failed || is.Failure.Name() != "E" || cause(is) != why {
			t.Errorf("with %d bytes: %s %s %.200s", size, is.Status, is.Failure.Name(), cause(is))
		}
	}
}

// Many answers that come at once, each of them large, do not make a message too large.
func TestManyLargeTasks(t *testing.T) {
	var mux asl.Mux
	mux.Lambda("make", func(context.Context, json.RawMessage) (json.RawMessage, error) { return []byte(text(200_000)), nil })
	q := newQueue(t, shared, t.Name(), unlimited(t, `{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":40,"ItemsPath":"$","ResultPath":null,"Next":"D","ItemProcessor":{
		"StartAt":"T","States":{"T":{"Type":"Task","Resource":"`+function+`make","ResultPath":"$.made","Next":"U"},
		"U":{"Type":"Task","Resource":"`+function+`make","ResultPath":null,"OutputPath":"$.n","End":true}}}},"D":{"Type":"Pass","Result":"done","End":true}}}`, &mux))
	q.run(q.name, worker.Options{})
	var items []string
	for i := range 40 {
		items = append(items, fmt.Sprintf(`{"n":%d}`, i))
	}
	if is := q.end(q.start("[" + strings.Join(items, ",") + "]")); is.Output.String() != `"done"` {
		t.Errorf("%s %s %v", is.Status, is.Output, cause(is))
	}
}

// A task that no worker has waits until one comes that has it.
func TestMissingTask(t *testing.T) {
	const definition = `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"` + function + `echo","TimeoutSeconds":60,"End":true}}}`
	var empty asl.Mux
	q := newQueue(t, shared, t.Name(), map[string]*asl.Machine{orderARN: machine(t, definition, &empty)})
	old := q.run(q.name, worker.Options{})
	arn := q.start(`1`)
	time.Sleep(2 * time.Second)
	if is, err := q.Describe(t.Context(), arn); err != nil || is.Status != state.Running {
		t.Errorf("%+v %v", is, err)
	}
	old.Stop()
	q.machines[orderARN] = machine(t, definition, functions())
	q.run(q.name, worker.Options{})
	if is := q.end(arn); is.Output.String() != `1` {
		t.Errorf("%s %s %v", is.Status, is.Output, cause(is))
	}
	if n := count(q.events(arn), history.TypeLambdaFunctionFailed); n != 0 {
		t.Errorf("the task has failed %d times", n)
	}
}
