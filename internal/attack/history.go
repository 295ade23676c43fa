package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/goasl/goasl/asl"
)

// histories are attacks by executions with many or large events.
var histories = []attack{
	{name: "C6/an endless EXPRESS loop", within: 5 * time.Second, run: func(t *trial) {
		t.endless(loopOf(`"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"Z"}`), "{}", 2*time.Second)
	}},
	{name: "C6/an endless EXPRESS loop, for long", long: true, within: 40 * time.Second, run: func(t *trial) {
		t.endless(loopOf(`"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"Z"}`), "{}", 30*time.Second)
	}},
	{name: "C6/an endless EXPRESS loop with new payloads", within: 6 * time.Second, run: func(t *trial) {
		t.endless(loopOf(`"A":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $random() & $pad('',100000,'x') %}","Next":"Z"}`), "{}", 3*time.Second)
	}},
	{name: "C6/an endless EXPRESS loop of waits on a virtual clock", long: true, within: 5 * time.Second, run: func(t *trial) {
		t.endless(loopOf(`"A":{"Type":"Wait","Seconds":0,"Next":"Z"}`), "{}", 2*time.Second,
			asl.WithClock(asl.NewVirtualClock(time.Unix(0, 0))))
	}},
	{name: "C6/an endless EXPRESS loop of Maps", long: true, within: 5 * time.Second, run: func(t *trial) {
		t.endless(loopOf(`"A":{"Type":"Map","ItemsPath":"$","ItemProcessor":`+inner+`,"Next":"Z"}`), `[1,2,3,4,5,6,7,8,9]`, 2*time.Second)
	}},
	{name: "C6/histories of the executions of a Map Run", within: 10 * time.Second, memory: 1_024, run: func(t *trial) {
		t.stopped(3*time.Second, time.Second, distributed("", `"StartAt":"B","States":{"B":{"Type":"Pass","Output":"{% $random() & $pad('',100000,'x') %}","Next":"Z"},`+
			`"Z":{"Type":"Choice","Choices":[{"Condition":"{% $states.input = '' %}","Next":"Y"}],"Default":"B"},"Y":{"Type":"Succeed"}}`))
	}},
	{name: "S4/25,000 events with new payloads", within: 15 * time.Second, run: func(t *trial) {
		t.fails(loopOf(`"A":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $random() & $pad('',100000,'x') %}","Next":"Z"}`), "{}",
			[]string{"States.Runtime"})
	}},
	{name: "S4/an ItemSelector of 200 kB", within: 20 * time.Second, run: func(t *trial) {
		t.ends(state("Map", `"ItemsPath":"$.items","End":true,"ItemProcessor":`+inner+`,"ItemSelector":{"n.$":"$$.Map.Item.Index","all.$":"States.JsonToString($$.Execution.Input)"}`),
			`{"items":[`+fields(3_000, `%[1]d`)+`],"text":`+bulk(150_000)+`}`, append([]string{"States.Runtime"}, bounded...))
	}},
	{name: "S4/results of tasks", within: 15 * time.Second, run: func(t *trial) {
		n := 0
		t.ends(loopOf(`"A":{"Type":"Task",`+arn+`,"Next":"Z"}`), "{}", []string{"States.Runtime"},
			withTask(func(context.Context, json.RawMessage) (json.RawMessage, error) {
				n++
				return json.RawMessage(fmt.Sprintf(`"%0200000d"`, n)), nil
			}))
	}},
}

// loopOf returns a machine of these states, which begins with A.
func loopOf(states string) string {
	return `{"StartAt":"A","States":{` + states + `,"Z":{"Type":"Choice","Choices":[{"Variable":"$","IsPresent":true,"Next":"A"}],"Default":"Y"},"Y":{"Type":"Succeed"}}}`
}

// endless executes a machine that never ends, as EXPRESS, and stops it after a time.
func (t *trial) endless(definition, input string, after time.Duration, opts ...asl.Option) {
	m, err := asl.Parse([]byte(definition), asl.WithType(asl.Express))
	if err != nil {
		t.wrongf("the machine cannot be made: %v", err)
		return
	}
	x, err := m.Start(context.Background(), []byte(input), opts...)
	if err != nil {
		t.wrongf("it cannot start: %v", err)
		return
	}
	time.Sleep(after)
	if status := x.Status(); status != asl.Running {
		t.wrongf("the status is %s before the end", status)
		return
	}
	begun := time.Now()
	if err := x.Stop("Stopped", ""); err != nil {
		t.wrongf("Stop: %v", err)
	}
	r, err := x.Wait(context.Background())
	t.lateIf(time.Since(begun), grace, "the end")
	t.consistent(r, err)
	t.Ended = fmt.Sprintf("%s, with %d events kept", t.Ended, len(r.History()))
}
