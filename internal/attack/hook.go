package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	machine "github.com/goasl/goasl/state"
)

// hooks are attacks by what the program gives: observers, loggers, clocks and tasks.
var hooks = allHooks()

func allHooks() []attack {
	background := context.Background()
	all := []attack{
		{name: "H3/an observer waits for its execution", run: reentrant(func(x *asl.Execution) { x.Wait(background) })},
		{name: "H3/an observer waits until its execution is done", run: reentrant(func(x *asl.Execution) {
			select {
			case <-x.Done():
			case <-time.After(50 * time.Millisecond): // this waits for a channel, which nobody can refuse
			}
		})},
		{name: "H3/an observer reads the events of its execution", run: reentrant(func(x *asl.Execution) {
			for range x.Events(background) {
			}
		})},
		{name: "H3/an observer reads the events in another goroutine that it waits for", run: reentrant(func(x *asl.Execution) {
			read := make(chan bool)
			go func() {
				defer close(read)
				for _, err := range x.Events(x.Context()) {
					if err != nil {
						return
					}
				}
			}()
			select {
			case <-read:
			case <-time.After(50 * time.Millisecond):
			}
		})},
		{name: "H3/an observer stops its execution", run: reentrant(func(x *asl.Execution) { x.Stop("E", "") })},
		{name: "W5/log lines hold no payload", run: secretsInLogs},
	}
	for _, how := range []struct {
		name string
		do   func()
	}{
		{"panics", func() { panic("broken hook") }}, {"exits", runtime.Goexit},
	} {
		for _, h := range brokenHooks {
			for _, started := range []bool{false, true} {
				name := "W5/" + h.name + " " + how.name
				if started {
					name += ", started"
				}
				all = append(all, attack{name: name, run: func(t *trial) { t.brokenHook(h.option(how.do), started) }})
			}
		}
	}
	return all
}

// brokenHook is a hook that does something at one of its calls.
type brokenHook struct {
	name   string
	option func(do func()) asl.Option
}

var brokenHooks = []brokenHook{
	{"an observer at the first event", observing(func(e history.Event) bool { return e.ID == 1 })},
	{"an observer in the middle", observing(func(e history.Event) bool { return e.ID == 3 })},
	{"an observer at the last event", observing(func(e history.Event) bool { return e.Type == "ExecutionSucceeded" })},
	{"an observer of decisions", func(do func()) asl.Option {
		return asl.WithDecisions(func(*asl.Execution, machine.Decision) { do() })
	}},
	{"a sink at the last event", func(do func()) asl.Option {
		return asl.WithHistory(asl.HistorySink(func(e history.Event) {
			if e.Type == "ExecutionSucceeded" {
				do()
			}
		}))
	}},
	{"a logger at the first line", func(do func()) asl.Option { return asl.WithLogger(slog.New(&brokenLog{do: do, at: 1})) }},
	{"a logger at the second line", func(do func()) asl.Option { return asl.WithLogger(slog.New(&brokenLog{do: do, at: 2})) }},
	{"a clock at the first call", func(do func()) asl.Option {
		return asl.WithClock(&brokenClock{Clock: asl.SystemClock(), do: do, at: 1})
	}},
	{"a clock at the second call", func(do func()) asl.Option {
		return asl.WithClock(&brokenClock{Clock: asl.SystemClock(), do: do, at: 2})
	}},
	{"a task", func(do func()) asl.Option {
		return withTask(func(context.Context, json.RawMessage) (json.RawMessage, error) { do(); return nil, nil })
	}},
}

func observing(when func(history.Event) bool) func(do func()) asl.Option {
	return func(do func()) asl.Option {
		return asl.WithObserver(func(_ *asl.Execution, e history.Event) {
			if when(e) {
				do()
			}
		})
	}
}

// brokenLog is a handler of log lines that does something at one of them.
type brokenLog struct {
	do       func()
	at, seen int
}

func (l *brokenLog) Enabled(context.Context, slog.Level) bool { return true }
func (l *brokenLog) WithAttrs([]slog.Attr) slog.Handler       { return l }
func (l *brokenLog) WithGroup(string) slog.Handler            { return l }
func (l *brokenLog) Handle(context.Context, slog.Record) error {
	if l.seen++; l.seen == l.at {
		l.do()
	}
	return nil
}

// brokenClock is a clock that does something at one of its calls.
type brokenClock struct {
	asl.Clock
	do       func()
	at, seen int
}

func (c *brokenClock) Now() time.Time {
	if c.seen++; c.seen == c.at {
		c.do()
	}
	return c.Clock.Now()
}

// brokenHook executes a machine with a hook that breaks. Execute and Start must not panic,
// and the result and the error must agree.
func (t *trial) brokenHook(option asl.Option, start bool) {
	m := t.machine(`{"StartAt":"A","States":{"A":{"Type":"Task",`+arn+`,"Next":"B"},"B":{"Type":"Pass","End":true}}}`, option)
	if m == nil {
		return
	}
	ended := make(chan bool)
	go func() { // which the hook may end
		defer close(ended)
		defer func() {
			if p := recover(); p != nil {
				t.wrongf("it panics: %v", p)
			}
		}()
		if !start {
			r, err := m.Execute(context.Background(), []byte("{}"))
			t.consistent(r, err)
			return
		}
		x, err := m.Start(context.Background(), []byte("{}"))
		if err != nil {
			t.endedf("%v", err)
			return
		}
		r, err := x.Wait(context.Background())
		t.consistent(r, err)
	}()
	select {
	case <-ended:
	case <-time.After(time.Second):
		t.wrongf("it hangs")
	}
}

// reentrant has an observer that uses the execution that calls it. The execution must end.
func reentrant(use func(x *asl.Execution)) func(*trial) {
	return func(t *trial) {
		calls := 0
		m := t.machine(state("Task", arn+`,"End":true`), asl.WithObserver(func(x *asl.Execution, _ history.Event) {
			if calls++; calls == 2 {
				use(x)
			}
		}))
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
		case <-time.After(time.Second):
			t.wrongf("the observer hangs")
		}
	}
}

// secretsInLogs has a secret in all that a payload may get into.
func secretsInLogs(t *trial) {
	const secret = "hunter2-hunter2"
	var log bytes.Buffer
	logger := asl.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for name, task := range map[string]asl.TaskFunc{
		"panic": func(context.Context, json.RawMessage) (json.RawMessage, error) { panic(secret) },
		"error": func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return nil, fmt.Errorf("no: %s", secret)
		},
		"cause": func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return nil, &asl.Error{Name: "E", Cause: secret}
		},
		"result": func(context.Context, json.RawMessage) (json.RawMessage, error) {
			return json.RawMessage(`"` + secret + `"`), nil
		},
		"no JSON": func(context.Context, json.RawMessage) (json.RawMessage, error) { return json.RawMessage(secret), nil },
	} {
		for _, definition := range []string{
			state("Task", arn+`,"End":true`), state("Task", arn+`,"ResultPath":"$.`+secret+`.x","End":true`),
			state("Fail", `"ErrorPath":"$.k","CausePath":"$.k"`), state("Pass", `"End":true,"Parameters":{"a.$":"$.k.missing"}`),
		} {
			m := t.machine(definition, withTask(task), logger)
			if m == nil {
				return
			}
			m.Execute(context.Background(), []byte(`{"k":"`+secret+`"}`))
			if strings.Contains(log.String(), secret) {
				t.wrongf("%s: the log has the secret: %s", name, log.String())
			}
			log.Reset()
		}
	}
	t.endedf("no line has it")
}
