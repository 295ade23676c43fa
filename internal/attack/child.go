package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
)

// children are attacks by executions that start executions.
var children = []attack{
	{name: "C5/a machine that starts itself, .sync", within: 5 * time.Second, run: breed(starter(".sync", 1, ""), asl.Failed)},
	{name: "C5/a machine that starts itself, .sync:2", within: 5 * time.Second, run: breed(starter(".sync:2", 1, ""), asl.Failed)},
	{name: "C5/a machine that starts itself and goes on", within: 5 * time.Second, run: breed(starter("", 1, ""), "")},
	{name: "C5/a machine that starts itself twice, .sync", within: 10 * time.Second, run: breed(starter(".sync", 2, ""), asl.Failed)},
	{name: "C5/a machine that starts itself twice and goes on", long: true, within: 10 * time.Second, run: breed(starter("", 2, ""), "")},
	{name: "C5/a machine that starts itself and catches", within: 10 * time.Second, run: breed(starter(".sync", 2,
		`,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}]`), "")},
	{name: "C5/a Map that starts its machine for each item", within: 10 * time.Second, run: breed(
		`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Map","Items":"{% [1..30] %}","End":true,`+
			`"ItemProcessor":{"StartAt":"S","States":{"S":{"Type":"Task","End":true,"Resource":"arn:aws:states:::states:startExecution.sync",`+
			`"Arguments":{"StateMachineArn":"`+self+`","Input":{}}}}}}}}`, asl.Failed)},
	{name: "C5/an EXPRESS machine that starts itself", within: 5 * time.Second, run: func(t *trial) {
		breed(starter("", 1, ""), "", asl.WithType(asl.Express))(t)
	}},
}

// self is the machine's own ARN.
const self = "arn:aws:states:us-east-1:000000000000:stateMachine:StateMachine"

// starter returns a machine that starts itself n times at once.
func starter(pattern string, n int, recovery string) string {
	branches := make([]string, n)
	for i := range branches {
		branches[i] = fmt.Sprintf(`{"StartAt":"S%[1]d","States":{"S%[1]d":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution%[2]s","End":true,`+
			`"Parameters":{"StateMachineArn":"%[3]s","Input":{}}}}}`, i, pattern, self)
	}
	return `{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[` + strings.Join(branches, ",") + `],"Next":"B"` + recovery + `},"B":{"Type":"Succeed"}}}`
}

// breed executes a machine that starts itself. The execution must end with the status, if
// one is given, and all that it has started must end soon after it.
func breed(definition string, status asl.Status, parsing ...asl.ParseOption) func(*trial) {
	return func(t *trial) {
		var mux asl.Mux
		var begun, running, most atomic.Int64
		m := t.machineOf(definition, parsing, asl.WithResolver(&mux), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			switch {
			case e.Type == "ExecutionStarted":
				begun.Add(1)
				if n := running.Add(1); n > most.Load() {
					most.Store(n)
				}
			case strings.HasPrefix(string(e.Type), "Execution"):
				running.Add(-1)
			}
		}))
		if m == nil {
			return
		}
		mux.HandleMachine("StateMachine", m)
		before := runtime.NumGoroutine()
		r, err := m.Execute(context.Background(), []byte("{}"))
		t.consistent(r, err)
		if r != nil && status != "" && r.Status != status {
			t.wrongf("the status is %s, want %s", r.Status, status)
		}
		for quiet, i := 0, 0; quiet < 5 && i < 500; i++ { // until no child runs any more
			if quiet++; running.Load() > 0 || runtime.NumGoroutine() > before+1 {
				quiet = 0
			}
			time.Sleep(10 * time.Millisecond)
		}
		if left := running.Load(); left > 0 {
			t.wrongf("%d executions still run after five seconds", left)
		}
		if begun.Load() > 200_000 || most.Load() > 2_000 {
			t.wrongf("%d executions began, at most %d at once", begun.Load(), most.Load())
		}
		t.Ended = fmt.Sprintf("%d executions, %d at once; %s", begun.Load(), most.Load(), t.Ended)
	}
}
