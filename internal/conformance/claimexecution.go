package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/internal/conformance/cases"
	"github.com/goasl/goasl/internal/conformance/play"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"

	"github.com/google/go-cmp/cmp"
)

// claimed is when the executions of claims start.
const claimed = "2026-01-02T03:04:05Z"

// checkExecution runs the state machine and compares how the execution ends.
func (c *claim) checkExecution() *failure {
	calls := map[string][]any{}
	var unread error // the last input or answer that is no JSON
	definition := c.definition()
	e := &cases.Case{Type: string(c.Type), DefinitionText: &definition, InputText: c.input(), Clock: &cases.Clock{Now: claimed}}
	ended, err := play.Answered(e, func(name string, input jsonvalue.Value) play.Answer {
		var read any
		if err := decode(input.JSON(), &read); err != nil {
			unread = err
		}
		answer, err := c.reply(name, len(calls[name]), input)
		if err != nil {
			unread = err
		}
		calls[name] = append(calls[name], read)
		return answer
	})
	if err == nil {
		err = unread
	}
	if err != nil {
		return because(err)
	}
	return c.compare(ended, calls)
}

// reply returns the answer to the call n of the task of a state.
func (c *claim) reply(name string, n int, input jsonvalue.Value) (play.Answer, error) {
	a := play.Answer{Output: input}
	replies := c.Tasks[name]
	if len(replies) == 0 {
		return a, nil
	}
	r := replies[min(n, len(replies)-1)]
	a.After = time.Duration(r.Sleep * float64(time.Second))
	var err error
	switch {
	case r.Error != nil || r.Cause != nil:
		a.Failure = &state.Failure{Error: r.Error, Cause: r.Cause}
	case !r.Echo:
		a.Output, err = jsonvalue.Parse(r.Output)
	}
	return a, err
}

// compare compares the end of an execution, and its calls, with what is wanted.
func (c *claim) compare(ended play.Ended, calls map[string][]any) *failure {
	o, w := ended.Outcome, &c.Want
	var f state.Failure
	if o.Failure != nil {
		f = *o.Failure
	}
	end := fmt.Sprintf("%s %s%s: %s", o.Status, o.Output, textOf(f.Error), textOf(f.Cause))
	switch {
	case w.Output != nil && o.Status != state.Succeeded:
		return because(fmt.Errorf("no output: %s", end))
	case w.Error != nil && textOf(f.Error) != *w.Error:
		return because(fmt.Errorf("another error than %s: %s", *w.Error, end))
	case w.Cause != nil && textOf(f.Cause) != *w.Cause:
		return &failure{reason: "another cause", diff: cmp.Diff(*w.Cause, textOf(f.Cause))}
	case !strings.Contains(textOf(f.Cause), w.CauseHas):
		return because(fmt.Errorf("the cause has no %q: %s", w.CauseHas, end))
	case w.Seconds != nil && ended.Took.Seconds() != *w.Seconds:
		return because(fmt.Errorf("it took %v, not %v s", ended.Took, *w.Seconds))
	case w.Path != nil && !cmp.Equal(w.Path, path(ended.Events)):
		return &failure{reason: "another path", diff: cmp.Diff(w.Path, path(ended.Events))}
	}
	for state, want := range c.Calls {
		if diff := cmp.Diff(want, calls[state]); diff != "" {
			return &failure{reason: "other calls of " + state, diff: diff}
		}
	}
	return c.compareOutput(o.Output)
}

func (c *claim) compareOutput(output jsonvalue.Value) *failure {
	if c.Want.Output == nil {
		return nil
	}
	var want, got any
	if err := decode(c.Want.Output, &want); err != nil {
		return because(err)
	}
	if err := decode(output.JSON(), &got); err != nil {
		return because(err)
	}
	return differ("another output", want, got)
}

// path returns the names of the states that were entered.
func path(events []history.Event) []string {
	var names []string
	for _, e := range events {
		if entered, ok := e.Details.(*history.StateEntered); ok {
			names = append(names, entered.Name)
		}
	}
	return names
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// decode decodes JSON. Numbers keep their texts.
func decode(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(v)
}
