package page

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// panel is what a page shows of a state, or, without a State, of the execution.
type panel struct {
	State, Type, Resource, Comment string
	Class, Status                  string
	Path                           string // iterations and branches around the state
	Visit, Visits                  int    // number of the visit, from 1, and how many there are
	Entered                        history.Event
	Lasted                         time.Duration
	Failure                        *failure
	Payloads                       []payload
	Variables                      []variable
	Attempts                       []attempt
	Children                       []string // ARNs of executions that the state has started
	Token                          string   // of the task that waits for its answer, "" for none
	Activity                       string   // ARN of the activity whose workers answer the task
	Waits                          bool     // for a time, which can be skipped
	HasStages                      bool
}

// VisitBefore and VisitAfter are the numbers of the visits beside the one that is shown.
func (p *panel) VisitBefore() int { return p.Visit - 1 }

// VisitAfter is that of the next visit.
func (p *panel) VisitAfter() int { return p.Visit + 1 }

// variable is one with its value.
type variable struct {
	Value payload
	IsNew bool // it was assigned by the state
}

// attempt is a try of a state.
type attempt struct {
	Number  int
	Class   string
	Began   history.Event
	Lasted  time.Duration
	Failure *failure
	Lines   []Line
}

// Panel returns what is shown of the chosen state.
func (p *executionPage) Panel() *panel {
	name := p.query.Get("state")
	if name == "" {
		return p.whole()
	}
	one := &panel{State: name}
	p.describe(one)
	all, chosen := p.visits(name)
	if one.Visits = len(all); len(all) == 0 {
		return one
	}
	one.Visit = chosen + 1
	p.fill(one, all[chosen])
	return one
}

// visits returns the visits to a state, and the index of the one that is shown: the last one,
// unless another one is asked for.
func (p *executionPage) visits(name string) (all []*history.Visit, chosen int) {
	for _, v := range p.shown.Visits {
		if v.Name == name {
			all = append(all, v)
		}
	}
	if n, err := strconv.Atoi(p.query.Get("visit")); err == nil {
		return all, min(max(n, 1), len(all)) - 1
	}
	return all, len(all) - 1
}

// describe says what the definition tells of a state.
func (p *executionPage) describe(one *panel) {
	if p.Drawing.machine == nil {
		return
	}
	s := p.Drawing.machine.State(one.State)
	if s == nil {
		return
	}
	one.Type = s.Type()
	one.Comment = p.Drawing.machine.NodeOf(s).Get("Comment").Text()
	if task, ok := s.(*state.Task); ok {
		one.Resource = task.Resource
	}
}

// whole returns what is shown of the execution itself.
func (p *executionPage) whole() *panel {
	one := &panel{Variables: p.variables(p.line.Main, p.at, nil)}
	if len(p.events) == 0 { // the history cannot be read
		one.Payloads = append(one.Payloads, newText("Input", p.Input.String(), ""))
		return one
	}
	if input, ok := p.ofEvent("Input", p.events[0]); ok {
		one.Payloads = append(one.Payloads, input)
	}
	if last := p.last(); ends(last.Type) {
		one.Failure = p.failureOf(last.Failure(), last.ID)
		if output, ok := p.ofEvent("Output", last); ok {
			one.Payloads = append(one.Payloads, output)
		}
	}
	return one
}

// fill says what a visit to a state tells.
func (p *executionPage) fill(one *panel, v *history.Visit) {
	one.Type, one.Path, one.Entered, one.Lasted = v.Type, path(v), v.Entered, p.lasted(v)
	one.Class = status(v)
	one.Status = statusWords[one.Class]
	if input, ok := p.ofEvent("Input", v.Entered); ok {
		one.Payloads = append(one.Payloads, input)
	}
	if output, ok := p.ofEvent("Output", v.Exited); ok {
		one.Payloads = append(one.Payloads, output)
	}
	one.Variables = p.variables(v.Thread, v.Entered.ID, v)
	for i, a := range v.Attempts {
		one.Attempts = append(one.Attempts, p.attempt(v, i, a))
		if a.Failure != nil {
			one.Failure = p.failureOf(a.Failure, a.Ended.ID)
		}
	}
	if last := p.last(); one.Failure == nil && v == p.shown.End && ends(last.Type) { // a Fail state has no attempts
		one.Failure = p.failureOf(last.Failure(), last.ID)
	}
	one.Children = p.children(v)
	one.Token, one.Activity = p.waitsFor(v)
	one.Waits = p.waits(v)
	one.HasStages = p.hasStages(v)
}

func (p *executionPage) attempt(v *history.Visit, i int, a *history.Attempt) attempt {
	one := attempt{Number: i + 1, Class: "succeeded", Began: a.Began, Failure: p.failureOf(a.Failure, a.Ended.ID)}
	end := a.Ended
	switch {
	case a.Failure != nil:
		one.Class = "failed"
	case end.ID == 0 && v.Outcome() == history.Running:
		one.Class, end = "running", p.last()
	case end.ID == 0:
		one.Class, end = "aborted", p.last()
	}
	one.Lasted = end.Timestamp.Sub(a.Began.Timestamp)
	if _, calls := a.Calls(); calls && p.h.logs != nil {
		one.Lines = p.lines(v, i, a)
	}
	return one
}

// variables returns those that a state sees which is entered after an event, with those
// that it has assigned.
func (p *executionPage) variables(t *history.Thread, event int64, v *history.Visit) []variable {
	var own []jsonvalue.Member
	if v != nil {
		own = assigned(v)
	}
	var all []variable
	for _, m := range assign(variables(t, event), own) {
		isNew := slices.ContainsFunc(own, func(o jsonvalue.Member) bool { return o.Name == m.Name })
		all = append(all, variable{newPayload(m.Name, m.Value, p.variableURL(m)), isNew})
	}
	return all
}

// variableURL returns where the value of a variable is: at the last event that has set it
// to that.
func (p *executionPage) variableURL(m jsonvalue.Member) string {
	for _, e := range slices.Backward(p.events) {
		exited, ok := e.Details.(*history.StateExited)
		if !ok {
			continue
		}
		if slices.ContainsFunc(exited.AssignedVariables, func(v jsonvalue.Member) bool { return v.Name == m.Name && v.Value == m.Value }) {
			return p.payloadURL(e.ID, "variable", m.Name)
		}
	}
	return ""
}

// children returns the executions that a state has started.
func (p *executionPage) children(v *history.Visit) []string {
	if v.Type != "Task" {
		return nil
	}
	var all []string
	for _, e := range p.of(v) {
		d, ok := e.Details.(*history.TaskProgress)
		if !ok || d.ResourceType != "states" || !strings.HasPrefix(d.Resource, "startExecution") {
			continue
		}
		arn := e.Payload().Get("ExecutionArn").Text()
		if arn != "" && !slices.Contains(all, arn) {
			all = append(all, arn)
		}
	}
	return all
}

// of returns the events of a visit.
func (p *executionPage) of(v *history.Visit) []history.Event {
	last := v.Exited.ID
	if last == 0 {
		last = p.at
	}
	var all []history.Event
	for _, e := range p.all[v.Entered.ID-1 : last] {
		if _, at := p.line.At(e.ID); at != nil && at.Entered.ID == v.Entered.ID {
			all = append(all, e)
		}
	}
	return all
}

// waitsFor returns what answers a task that waits: its token, or the activity whose workers
// take it.
func (p *executionPage) waitsFor(v *history.Visit) (token, activity string) {
	if p.IsPast() || v.Outcome() != history.Running || len(v.Attempts) == 0 {
		return "", ""
	}
	switch a := v.Attempts[len(v.Attempts)-1]; d := a.Began.Details.(type) {
	case *history.TaskScheduled:
		if a.Ended.ID == 0 {
			return tokenIn(d.Parameters, p.ARN), ""
		}
	case *history.Scheduled:
		if a.Ended.ID == 0 && a.Began.Type == history.TypeActivityScheduled {
			return "", d.Resource
		}
	}
	return "", ""
}

// maxLooked is how many values of a task's parameters are looked at.
const maxLooked = 10_000

// tokenIn returns the task token of an execution that is in the parameters of a task, "" if
// there is none.
func tokenIn(parameters jsonvalue.Value, execution string) string {
	rest := []jsonvalue.Value{parameters}
	for n := 0; len(rest) > 0 && n < maxLooked; n++ {
		v := rest[len(rest)-1]
		rest = rest[:len(rest)-1]
		switch v.Kind() {
		case jsonvalue.String:
			if arn, _, ok := state.TokenOf(v.Text()); ok && arn == execution {
				return v.Text()
			}
		case jsonvalue.Array:
			for _, inner := range v.Elements() {
				rest = append(rest, inner)
			}
		case jsonvalue.Object:
			for _, inner := range v.Members() {
				rest = append(rest, inner)
			}
		}
	}
	return ""
}
