package asltest

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
)

// asker finds out what a history does not tell: which of several rules held,
// which retrier or catcher took an error. It asks the engine itself, by running
// small machines in which each of them leads somewhere else.
type asker struct {
	known map[question]int // of retriers and catchers
}

type question struct{ state, field, name string }

// taker returns the number of the retrier or catcher that takes an error, -1 if
// none does or the error is unknown.
func (a *asker) taker(state, field string, ways []way, why *failure) int {
	if why == nil || len(ways) == 0 {
		return -1
	}
	q := question{state: state, field: field}
	thrown := &asl.Error{}
	switch {
	case why.heartbeat:
		q.name, thrown = asl.ErrHeartbeatTimeout.Name, asl.ErrHeartbeatTimeout
	case why.name != nil:
		q.name, thrown = *why.name, asl.NewError(*why.name, "")
	}
	if n, ok := a.known[q]; ok {
		return n
	}
	var catchers []map[string]json.RawMessage
	states := map[string]any{"none": succeed}
	for i, w := range ways {
		catchers = append(catchers, map[string]json.RawMessage{"ErrorEquals": json.RawMessage(w.names()), "Next": number(i)})
		states[strconv.Itoa(i)] = succeed
	}
	states["asked"] = map[string]any{"Type": "Task", "Resource": "asked", "Catch": catchers, "Next": "none"}
	n := ask("", states, jsonvalue.EmptyObject, asl.WithTask("asked", func(context.Context, json.RawMessage) (json.RawMessage, error) {
		return nil, thrown
	}))
	if a.known == nil {
		a.known = map[question]int{}
	}
	a.known[q] = n
	return n
}

// rule returns the number of the rule by which a Choice state was left, -1 if
// that cannot be found out.
func (a *asker) rule(o *outline, e *entry) int {
	var choice map[string]json.RawMessage
	var rules []map[string]json.RawMessage
	if json.Unmarshal([]byte(e.place.text.Raw), &choice) != nil || json.Unmarshal(choice["Choices"], &rules) != nil {
		return -1
	}
	states := map[string]any{}
	for i := range e.place.rules {
		states[strconv.Itoa(i)] = succeed
	}
	for i, r := range rules {
		r["Next"] = number(i)
		delete(r, "Assign")
		delete(r, "Output")
	}
	text, err := json.Marshal(rules)
	if err != nil {
		return -1
	}
	choice["Choices"] = text
	if choice["Default"] != nil {
		choice["Default"] = number(len(rules))
	}
	for _, field := range []string{"Assign", "Output", "OutputPath"} {
		delete(choice, field)
	}
	states["choice"] = choice
	states["asked"] = map[string]any{"Type": "Pass", "Next": "choice"}
	if len(e.variables) > 0 {
		states["asked"] = map[string]any{"Type": "Pass", "Next": "choice", "Assign": object(e.variables).JSON()}
	}
	return ask(member(o.root, "QueryLanguage").Str, states, e.input, asl.WithClock(asl.NewVirtualClock(e.at)))
}

var succeed = map[string]string{"Type": "Succeed"}

func number(i int) json.RawMessage { return json.RawMessage(strconv.Quote(strconv.Itoa(i))) }

// ask runs the states from "asked" on and returns the number of the state in
// which that ends, -1 if there is none.
func ask(language string, states map[string]any, input jsonvalue.Value, opts ...asl.Option) int {
	definition := map[string]any{"StartAt": "asked", "States": states}
	if language != "" {
		definition["QueryLanguage"] = language
	}
	text, err := json.Marshal(definition)
	if err != nil {
		return -1
	}
	m, err := asl.Parse(text)
	if err != nil {
		return -1
	}
	last := -1
	// The options of the caller may set another clock.
	opts = append([]asl.Option{asl.WithClock(asl.NewVirtualClock(Start))}, opts...)
	opts = append(opts, asl.WithHistory(asl.None), asl.WithObserver(func(_ *asl.Execution, e history.Event) {
		if entered, ok := e.Details.(*history.StateEntered); ok {
			if n, err := strconv.Atoi(entered.Name); err == nil {
				last = n
			}
		}
	}))
	if _, err := m.Execute(context.Background(), input.JSON(), opts...); err != nil {
		return -1
	}
	return last
}
