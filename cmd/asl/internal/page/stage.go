package page

import (
	"context"
	"time"

	"github.com/goasl/goasl/asl"
	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// stageNames are the stages of a state's data, in the order in which it goes through them.
var stageNames = []struct {
	stage state.Stage
	name  string
}{
	{state.AfterInputPath, "After InputPath"}, {state.AfterParameters, "After Parameters"}, {state.AfterArguments, "After Arguments"},
	{state.AfterItemsPath, "After ItemsPath"}, {state.AfterItemSelector, "After ItemSelector"}, {state.AfterItemBatcher, "After ItemBatcher"},
	{state.Result, "Result"}, {state.AfterResultSelector, "After ResultSelector"}, {state.AfterResultPath, "After ResultPath"},
}

// stages are the data of a visit at its stages.
type stages struct {
	Rows   []payload
	Differ bool // the output is another one than that which was recorded
}

// Stages returns the data of the chosen visit at its stages. A history does not have them: the
// state runs once more by itself, with the input and the variables that it had, and with the
// recorded outcome of its task. The output may differ then, as of an expression with a random
// number.
func (p *executionPage) Stages() (all stages) {
	visits, chosen := p.visits(p.Get("state"))
	if len(visits) == 0 {
		return all
	}
	in := p.inspect(visits[chosen])
	if in == nil {
		return all
	}
	for _, s := range stageNames {
		if value := in.At(s.stage); value.Exists() {
			all.Rows = append(all.Rows, newPayload(s.name, value, p.stageURL(s.name)))
		}
	}
	all.Differ = !jsonvalue.Equal(in.Output, visits[chosen].Output())
	return all
}

// hasStages reports whether the stages of a visit can be told: the state was left, and its
// result is not that of other executions.
func (p *executionPage) hasStages(v *history.Visit) bool {
	if p.Drawing.machine == nil || v.Exited.ID == 0 {
		return false
	}
	s := p.Drawing.machine.State(v.Name)
	return s != nil && !isDistributed(s)
}

// stageURL returns where the whole text of a stage is.
func (p *executionPage) stageURL(name string) string {
	q := query("stage", name, "state", p.Get("state"), "visit", p.Get("visit"), "at", p.Get("at"))
	for _, in := range p.query["in"] {
		q += "&" + query("in", in)[1:]
	}
	return executionURL(p.ARN) + "/payload" + q
}

// stageOf returns the data of the chosen visit at a stage.
func (p *executionPage) stageOf(name string) jsonvalue.Value {
	all, chosen := p.visits(p.Get("state"))
	if len(all) == 0 {
		return jsonvalue.Value{}
	}
	in := p.inspect(all[chosen])
	for _, s := range stageNames {
		if in != nil && s.name == name {
			return in.At(s.stage)
		}
	}
	return jsonvalue.Value{}
}

// maxInspection is how long a state may compute its stages.
const maxInspection = 2 * time.Second

// inspect runs a visit once more, nil if it does not come to an end again.
func (p *executionPage) inspect(v *history.Visit) *state.Inspection {
	if !p.hasStages(v) {
		return nil
	}
	ctx, cancel := context.WithTimeout(p.r.Context(), maxInspection)
	defer cancel()
	m, err := asl.NewMachine(p.Drawing.machine, asl.WithClock(asl.NewVirtualClock(v.Entered.Timestamp)), asl.WithIdentity(p.Identity))
	if err != nil {
		return nil
	}
	in := state.InspectionInput{
		Input: v.Input(), Variables: variables(v.Thread, v.Entered.ID), Context: p.context(v), Mock: mockOf(v),
	}
	if in.Config, err = m.Config(); err != nil {
		return nil
	}
	run, err := state.StartInspection(p.Drawing.machine, v.Name, in)
	if err != nil {
		return nil
	}
	x, err := m.Drive(ctx, run)
	if err != nil {
		return nil
	}
	<-x.Done()
	if out := run.Inspection(); out != nil && out.Output.Exists() {
		return out
	}
	return nil
}

// mockOf returns what came of the task, or of the branches or iterations, of a state.
func mockOf(v *history.Visit) *state.InspectionMock {
	if v.Type != "Task" && v.Type != "Map" && v.Type != "Parallel" || len(v.Attempts) == 0 {
		return nil
	}
	a := v.Attempts[len(v.Attempts)-1]
	if a.Failure != nil {
		return &state.InspectionMock{Failure: &state.Failure{Error: a.Failure.Error, Cause: a.Failure.Cause}}
	}
	if _, calls := a.Calls(); calls {
		return &state.InspectionMock{Result: a.Ended.Payload()}
	}
	results := make([]jsonvalue.Value, len(a.Threads))
	for i, t := range a.Threads {
		results[i] = jsonvalue.NullValue
		if last := t.Last(); last != nil && last.Output().Exists() {
			results[i] = last.Output()
		}
	}
	return &state.InspectionMock{Result: jsonvalue.OfArray(results)}
}

// context returns the context object that a state saw, as far as the history tells it.
func (p *executionPage) context(v *history.Visit) jsonvalue.Value {
	text := jsonvalue.OfString
	object := func(members ...jsonvalue.Member) jsonvalue.Value { return jsonvalue.OfObject(members) }
	at := func(t time.Time) jsonvalue.Value { return text(t.UTC().Format("2006-01-02T15:04:05.000Z")) }
	retries := max(0, len(v.Attempts)-1)
	all := []jsonvalue.Member{
		{Name: "Execution", Value: object(
			jsonvalue.Member{Name: "Id", Value: text(p.ARN)}, jsonvalue.Member{Name: "Input", Value: p.Input.Value},
			jsonvalue.Member{Name: "Name", Value: text(p.Name)}, jsonvalue.Member{Name: "RoleArn", Value: text(p.Identity.Role)},
			jsonvalue.Member{Name: "StartTime", Value: at(p.Started)}, jsonvalue.Member{Name: "RedriveCount", Value: jsonvalue.OfInt(int64(p.RedriveCount))},
		)},
		{Name: "State", Value: object(
			jsonvalue.Member{Name: "EnteredTime", Value: at(v.Entered.Timestamp)}, jsonvalue.Member{Name: "Name", Value: text(v.Name)},
			jsonvalue.Member{Name: "RetryCount", Value: jsonvalue.OfInt(int64(retries))},
		)},
		{Name: "StateMachine", Value: object(
			jsonvalue.Member{Name: "Id", Value: text(p.Identity.MachineARN())}, jsonvalue.Member{Name: "Name", Value: text(p.Identity.Machine)},
		)},
	}
	if item := itemOf(v.Thread); item.Exists() {
		all = append(all, jsonvalue.Member{Name: "Map", Value: item})
	}
	return jsonvalue.OfObject(all)
}

// itemOf returns $$.Map of an iteration, none outside of Maps. The value is the input of the
// iteration, which is the item unless the Map has an ItemSelector.
func itemOf(t *history.Thread) jsonvalue.Value {
	for ; t.Outer != nil; t = t.Outer.Thread {
		if t.Outer.Type != "Map" || len(t.Visits) == 0 {
			continue
		}
		item := jsonvalue.OfObject([]jsonvalue.Member{
			{Name: "Index", Value: jsonvalue.OfInt(int64(t.Index))}, {Name: "Value", Value: t.Visits[0].Input()},
		})
		return jsonvalue.OfObject([]jsonvalue.Member{{Name: "Item", Value: item}})
	}
	return jsonvalue.Value{}
}
