package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/goasl/goasl/asl"
)

// clocks are attacks by time.
var clocks = []attack{
	{name: "W2/a Wait of 0 beside a task", within: 10 * time.Second, run: func(t *trial) { t.sameHistories(waitBeside(`"Seconds":0`), 2_000) }},
	{name: "W2/a Wait in the past beside a task", within: 10 * time.Second, run: func(t *trial) {
		t.sameHistories(waitBeside(`"Timestamp":"1960-01-01T00:00:00Z"`), 2_000)
	}},
	{name: "W2/a retry at once beside a Wait", within: 10 * time.Second, run: func(t *trial) {
		t.sameHistories(fork(`"Type":"Wait","Seconds":0`, `"Type":"Wait","Timestamp":"1960-01-01T00:00:00Z"`,
			`"Type":"Task",`+arn+`,"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":2}]`, `"Type":"Task",`+arn), 2_000)
	}},
	{name: "W2/a Wait of 0 beside a task, 20,000 times", long: true, within: 60 * time.Second, run: func(t *trial) { t.sameHistories(waitBeside(`"Seconds":0`), 20_000) }},
	{name: "S9/a year on a virtual clock", run: func(t *trial) {
		t.succeeds(state("Wait", `"Seconds":31000000,"End":true`), "{}", "{}", asl.WithClock(asl.NewVirtualClock(time.Unix(0, 0))))
	}},
}

// fork returns a machine of a Parallel state with a branch of one state for each of these.
func fork(states ...string) string {
	var branches string
	for i, s := range states {
		if i > 0 {
			branches += ","
		}
		branches += fmt.Sprintf(`{"StartAt":"S%[1]d","States":{"S%[1]d":{%[2]s,"End":true}}}`, i, s)
	}
	return state("Parallel", `"End":true,"Branches":[`+branches+`]`)
}

// waitBeside returns a machine with a Wait beside tasks.
func waitBeside(wait string) string {
	return fork(`"Type":"Task",`+arn, `"Type":"Wait",`+wait, `"Type":"Task",`+arn, `"Type":"Wait",`+wait)
}

// sameHistories executes a machine again and again on a virtual clock. Its tasks sleep for
// no time, so that all histories must be the same.
func (t *trial) sameHistories(definition string, n int) {
	m := t.machine(definition, asl.WithSeed(1), withTask(func(ctx context.Context, input json.RawMessage) (json.RawMessage, error) {
		return input, asl.TaskInfoFrom(ctx).Sleep(ctx, 0)
	}))
	if m == nil {
		return
	}
	histories := map[string]int{}
	for range n {
		r, err := m.Execute(context.Background(), []byte("{}"), asl.WithName("n"), asl.WithClock(asl.NewVirtualClock(time.Unix(1e9, 0))))
		if err != nil {
			t.wrongf("the execution failed: %v", err)
			return
		}
		text, err := json.Marshal(r.History())
		if err != nil {
			t.wrongf("the history: %v", err)
			return
		}
		histories[string(text)]++
	}
	t.endedf("%d different histories of %d", len(histories), n)
	if len(histories) > 1 {
		t.wrongf("there are %d different histories", len(histories))
	}
}
