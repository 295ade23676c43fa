package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/goasl/goasl/asl"
)

// waits are attacks by what branches, iterations and the executions of Map Runs wait with.
var waits = []attack{
	crowd("inputs of Waits", made+`,"W%[1]d":{"Type":"Wait","Seconds":1000,"End":true}`, block),
	crowd("inputs of tasks", made+`,"W%[1]d":{"Type":"Task",`+arn+`,"Arguments":{},"End":true}`, block),
	crowd("inputs that tasks are called with", made+`,"W%[1]d":{"Type":"Task",`+arn+`,"End":true}`, block),
	crowd("inputs of Parallels", made+`,"W%[1]d":{"Type":"Parallel","End":true,"Branches":[`+sleeper+`]}`, block),
	crowd("inputs before a retry", made+`,"W%[1]d":{"Type":"Task",`+arn+`,"Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1000}],"End":true}`,
		func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, errors.New("no") }),
	crowd("Arguments of Parallels", `"P%[1]d":{"Type":"Parallel","Arguments":"`+long+`","End":true,"Branches":[`+sleeper+`]}`, block),
	crowd("ItemSelectors", `"P%[1]d":{"Type":"Map","Items":[1,2,3,4],"ItemSelector":"`+long+`","End":true,"ItemProcessor":`+sleeper+`}`, block),
	crowd("Credentials", `"P%[1]d":{"Type":"Task",`+arn+`,"Credentials":{"RoleArn":"`+long+`"},"Arguments":{},"End":true}`, block),
	{name: "C2/inputs of the executions of a Map Run", within: 4 * time.Second, run: func(t *trial) {
		t.stopped(time.Second, time.Second, distributed(`"ItemSelector":"{% $pad('',250000,'x') %}",`, `"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1000,"End":true}}`))
	}},
	{name: "C2/variables of the executions of a Map Run", within: 4 * time.Second, memory: 2_048, run: func(t *trial) {
		t.stopped(time.Second, time.Second, distributed(`"ToleratedFailurePercentage":100,`, assigning))
	}},
	{name: "C2/results of the executions of a Map Run", within: 4 * time.Second, memory: 2_048, run: func(t *trial) {
		t.stopped(time.Second, time.Second, distributed(`"ToleratedFailurePercentage":100,`, `"StartAt":"M","States":{"M":{"Type":"Map","Items":"{% [1..100] %}","End":true,`+
			`"ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","Output":"`+fmt.Sprintf(long, 1)+`","Next":"W"},"W":{"Type":"Wait","Seconds":1000,"End":true}}}}}`))
	}},
	{name: "C5/many Map Runs at once", within: 6 * time.Second, run: func(t *trial) {
		runs := fields(3_000, `{"StartAt":"M%[1]d","States":{"M%[1]d":{"Type":"Map","Items":"{%% [1..1000] %%}","End":true,"ItemProcessor":{`+
			`"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"V%[1]d","States":{"V%[1]d":{"Type":"Wait","Seconds":1000,"End":true}}}}}}`)
		t.stopped(3*time.Second, time.Second, `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[`+runs+`]}}}`)
	}},
}

// long is an expression for a text of 250 kB, of which each branch has its own.
const long = `{%% $pad('%[1]d',250000,'x') %%}`

// assigning is the processor of an execution that assigns 10 MB, and then waits.
var assigning = `"StartAt":"V0","States":{` +
	fields(40, `"V%[1]d":{"Type":"Pass","Assign":{"v%[1]d":"{%% $pad('',250000,'x') %%}"},"Next":"V%[2]d"}`) +
	`,"V40":{"Type":"Wait","Seconds":1000,"End":true}}`

// made is a state that makes the input of another one.
const made = `"P%[1]d":{"Type":"Pass","Output":"` + long + `","Next":"W%[1]d"}`

// sleeper is a flow that waits for long.
const sleeper = `{"StartAt":"V%[1]d","States":{"V%[1]d":{"Type":"Wait","Seconds":1000,"End":true}}}`

// crowd is an attack by 8,000 branches with these states, which wait side by side.
func crowd(name, states string, task asl.TaskFunc) attack {
	return attack{name: "C2/" + name + " of many branches", run: func(t *trial) {
		branches := fields(8_000, `{"StartAt":"P%[1]d","States":{`+states+`}}`)
		t.fails(`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[`+branches+`]}}}`, "{}", bounded, withTask(task))
	}}
}

// distributed returns a machine of a distributed Map over 10,000 items.
func distributed(fields, processor string) string {
	return `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Map","Items":"{% [1..10000] %}","End":true,` + fields +
		`"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},` + processor + `}}}}`
}

// stopped executes a definition and stops it after a time, unless it has ended. The end must
// come in as much time as is allowed, and be that of the Stop.
func (t *trial) stopped(after, allowed time.Duration, definition string) {
	m := t.machine(definition)
	if m == nil {
		return
	}
	x := t.started(m)
	if x == nil {
		return
	}
	select {
	case <-x.Done():
		r, err := x.Wait(context.Background())
		t.consistent(r, err)
		return
	case <-time.After(after):
	}
	begun := time.Now()
	refused := x.Stop("Stopped", "")
	r, err := x.Wait(context.Background())
	t.lateIf(time.Since(begun), allowed, "the end")
	t.consistent(r, err)
	if (refused == nil) != (r.Status == asl.Aborted) {
		t.wrongf("Stop returns %v, and the status is %s", refused, r.Status)
	}
}
