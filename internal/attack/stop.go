package main

import (
	"context"
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/goasl/goasl/asl"
)

// stops are attacks by Stop and by answers from outside.
var stops = []attack{
	{name: "L1/Stop beside the end, 10,000 times", within: 10 * time.Second, run: func(t *trial) { t.stopAtTheEnd(10_000) }},
	{name: "L1/Stop beside the end, 200,000 times", within: 120 * time.Second, long: true, run: func(t *trial) { t.stopAtTheEnd(200_000) }},
	{name: "L1/Stop in the last step", run: func(t *trial) {
		t.cutShort(soon, query("Pass", `"End":true,"Output":`+output(3, `$count([1..500000].($+%d))`)), "{}")
	}},
	{name: "L1/Stop in the last step, searches", run: func(t *trial) {
		t.cutShort(soon, pass(`"End":true,"Parameters":`+template(100, "$..zzz")), numbers())
	}},
	{name: "W3/Stop with a long name and cause", run: func(t *trial) {
		t.refusesLong(func(x *asl.Execution, _ string, name, cause string) error { return x.Stop(name, cause) })
	}},
	{name: "W3/SendTaskFailure with a long name and cause", run: func(t *trial) {
		t.refusesLong(func(x *asl.Execution, token, name, cause string) error { return x.SendTaskFailure(token, name, cause) })
	}},
	{name: "W3/SendTaskFailure of an activity with a long name and cause", run: longActivityFailure},
	{name: "S8/forged tokens", run: forgedTokens},
}

// soon is a Stop before a step can be over that stays below the account of a state.
var soon = ender{name: enders[1].name, after: 30 * time.Millisecond, end: enders[1].end, status: enders[1].status}

// stopAtTheEnd stops executions that are about to end. Each Stop that returns nil must be
// the end of its execution, and each other one must have come after it.
func (t *trial) stopAtTheEnd(n int) {
	ending := make(chan bool, 1)
	m := t.machine(state("Task", arn+`,"End":true`), asl.WithHistory(asl.DropHistory()),
		withTask(func(_ context.Context, input json.RawMessage) (json.RawMessage, error) {
			ending <- true
			return input, nil
		}))
	if m == nil {
		return
	}
	aborted, refused, lost := 0, 0, 0
	for i := range n {
		x := t.started(m)
		if x == nil {
			return
		}
		<-ending
		for range i % 8 { // so that it comes before, beside and after the end
			runtime.Gosched()
		}
		stopped := x.Stop("Stopped", "")
		r, _ := x.Wait(context.Background())
		switch {
		case stopped == nil && r.Status == asl.Aborted:
			aborted++
		case stopped != nil && r.Status == asl.Succeeded:
			refused++
		default:
			lost++
		}
	}
	t.endedf("%d aborted, %d refused, %d lost", aborted, refused, lost)
	if lost > 0 {
		t.wrongf("%d of %d Stops returned nil and their execution did not end by them, or the other way round", lost, n)
	}
}

// waiting starts an execution whose task waits for an answer, and returns its token.
func (t *trial) waiting() (x *asl.Execution, token string) {
	var begun sync.WaitGroup
	begun.Add(1)
	m := t.machine(state("Task", `"Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","End":true,"Parameters":{"FunctionName":"f","Payload":{"token.$":"$$.Task.Token"}}`),
		withTask(func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
			token = asl.TaskInfoFrom(ctx).Token()
			begun.Done()
			return nil, nil
		}))
	if m == nil {
		return nil, ""
	}
	x = t.started(m)
	if x == nil {
		return nil, ""
	}
	begun.Wait()
	return x, token
}

// refusesLong sends an error that is longer than the service takes. It must be refused, and
// the execution must go on.
func (t *trial) refusesLong(send func(x *asl.Execution, token, name, cause string) error) {
	x, token := t.waiting()
	if x == nil {
		return
	}
	for _, long := range []struct{ name, cause string }{
		{strings.Repeat("n", 257), "c"}, {"n", strings.Repeat("c", 32_769)}, {strings.Repeat("n", 50<<20), strings.Repeat("c", 50<<20)},
	} {
		if err := send(x, token, long.name, long.cause); err == nil {
			t.wrongf("a name of %d bytes and a cause of %d are taken", len(long.name), len(long.cause))
		} else {
			t.endedf("refused: %v", err)
		}
	}
	if status := x.Status(); status != asl.Running {
		t.wrongf("the status is %s", status)
	}
	if err := send(x, token, strings.Repeat("n", 256), strings.Repeat("c", 32_768)); err != nil {
		t.wrongf("the longest name and cause are refused: %v", err)
	}
}

func longActivityFailure(t *trial) {
	activities := new(asl.Activities)
	if _, err := activities.Create("a"); err != nil {
		t.wrongf("the activity cannot be made: %v", err)
		return
	}
	m := t.machine(state("Task", `"Resource":"arn:aws:states:us-east-1:000000000000:activity:a","End":true`), asl.WithActivities(activities))
	if m == nil {
		return
	}
	x := t.started(m)
	if x == nil {
		return
	}
	task, err := activities.Poll(context.Background(), "a", "w")
	if err != nil || task == nil {
		t.wrongf("no task comes: %v", err)
		return
	}
	if err := activities.SendTaskFailure(task.Token, strings.Repeat("n", 50<<20), strings.Repeat("c", 50<<20)); err == nil {
		t.wrongf("a long name and cause are taken")
	} else {
		t.endedf("refused: %v", err)
	}
	if err := x.Stop("", ""); err != nil {
		t.wrongf("Stop: %v", err)
	}
}

// forgedTokens sends answers with tokens that no task has.
func forgedTokens(t *trial) {
	x, token := t.waiting()
	if x == nil {
		return
	}
	large := []byte(`"` + strings.Repeat("x", 50<<20) + `"`)
	for i := range 100_000 {
		answer := []byte("{}")
		if i == 0 {
			answer = large
		}
		if err := x.SendTaskSuccess(token[:len(token)-1]+string(rune('A'+i%26))+"=", answer); err == nil {
			t.wrongf("a forged token is taken")
			return
		}
	}
	t.endedf("all are refused")
}
