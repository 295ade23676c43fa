package replay

import (
	"strings"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
)

// ownMapRun is a Map Run of the execution, with the recorded one.
type ownMapRun struct {
	where  string
	of     *mapRun // nil if none was recorded
	result mapResult
	left   bool // without answers, which was noted
}

// mapResult is the result of a Map state, as far as its recorded output tells.
type mapResult struct {
	outputs []jsonvalue.Value // of the executions
	any     bool              // nothing depends on the outputs
	reason  string            // why the result is not known, "" if it is
}

const noChildren = "the export does not have the executions of a Map Run"

// noteMapRun notes a Map Run of the execution.
func (p *player) noteMapRun(v *history.Visit, e history.Event) {
	at := p.rec.places.of(v)
	own := &ownMapRun{where: v.String()}
	if recorded := p.rec.mapRuns[at]; p.runsAt[at] < len(recorded) {
		own.of = recorded[p.runsAt[at]]
		own.result = resultOf(p.run.Machine(), own.of.of)
		own.result.any = own.result.any || !p.rec.ended() && own.of.of.Exited.ID == 0 // nothing comes of it
	}
	p.runsAt[at]++
	if d, ok := e.Details.(*history.MapRun); ok {
		p.mapRuns[d.MapRunArn] = own
	}
}

// resultOf finds the result of a distributed Map in the output of its state.
func resultOf(m *state.Machine, v *history.Visit) mapResult {
	s := m.State(v.Name)
	if s == nil {
		return mapResult{reason: noChildren}
	}
	node := m.NodeOf(s)
	for _, field := range []string{"ResultSelector", "OutputPath", "Output"} {
		if node.Get(field).Exists() && node.Get(field).Text() != "$" {
			return mapResult{reason: noChildren + ", and its result is not the state's output: the state has " + field}
		}
	}
	writer := node.Get("ResultWriter")
	if writer.Exists() && !writer.Get("Resource").Exists() {
		return mapResult{reason: noChildren + ", and its result is not theirs: ResultWriter changes it"}
	}
	if writer.Exists() || node.Get("ResultPath").Kind() == jsonvalue.Null {
		return mapResult{any: true}
	}
	result := v.Output()
	if path := node.Get("ResultPath").Text(); path != "" && path != "$" {
		names, ok := strings.CutPrefix(path, "$.")
		if !ok || strings.ContainsAny(names, "[]'\"\\") {
			return mapResult{reason: noChildren + ", and ResultPath is no row of names"}
		}
		for name := range strings.SplitSeq(names, ".") {
			result = result.Get(name)
		}
	}
	if result.Kind() != jsonvalue.Array {
		return mapResult{reason: noChildren + ", and the state's output has no result"}
	}
	r := mapResult{}
	for _, v := range result.Elements() {
		r.outputs = append(r.outputs, v)
	}
	return r
}

// at plans an answer to a Map Run for the time at which it ended. An answer that is
// refused came too late.
func (own *ownMapRun) at(p *player, in state.Input) {
	p.plan(own.of.end.Timestamp, own.of.end.ID, func() { p.tell(in) })
}

// leave leaves a Map Run without an answer.
func (own *ownMapRun) leave(p *player, reason string) {
	if !own.left {
		own.left = true
		p.leave(own.where, "a Map Run", reason, own.of == nil)
	}
}

// answers reports whether the recorded Map Run has an answer to an effect, and leaves the
// effect otherwise. One that was aborted, or goes on, has none.
func (own *ownMapRun) answers(p *player) bool {
	switch {
	case own == nil:
		return false
	case own.of == nil:
		own.leave(p, "the recording has no such Map Run")
		return false
	}
	return own.of.end.Type == history.TypeMapRunSucceeded || own.of.end.Type == history.TypeMapRunFailed
}

// failure returns how the recorded Map Run failed, nil if it did not.
func (own *ownMapRun) failure() *state.Failure {
	why := own.of.end.Failure()
	if why == nil {
		return nil
	}
	return &state.Failure{Error: why.Error, Cause: why.Cause}
}

// startItem answers an execution of a Map Run. Which of them failed is not known, and of
// no account.
func (p *player) startItem(e *state.StartItem) {
	own := p.mapRuns[e.MapRun]
	if !own.answers(p) {
		return
	}
	outcome := state.Outcome{Status: state.Succeeded, Output: jsonvalue.NullValue, Started: p.now}
	why := own.failure()
	switch {
	case why != nil && why.Name() == "States.ExceedToleratedFailureThreshold",
		why == nil && own.result.reason == "" && !own.result.any && e.Index >= int64(len(own.result.outputs)):
		outcome.Status, outcome.Output, outcome.Failure = state.Failed, jsonvalue.Value{}, &state.Failure{}
	case why != nil && why.Name() != "States.ResultWriterFailed":
		own.leave(p, noChildren)
		return
	case why == nil && own.result.reason != "" && !own.result.any:
		own.leave(p, own.result.reason)
		return
	case why == nil && !own.result.any:
		outcome.Output = own.result.outputs[e.Index]
	}
	outcome.Ended = laterOf(p.now, own.of.end.Timestamp)
	own.at(p, state.Input{Kind: state.InputChildDone, ID: e.ID, Child: &state.ChildOutcome{Outcome: outcome}})
}

// readItems answers a read of items, which are not known. If nothing looks at them, as
// many as there are results will do.
func (p *player) readItems(e *state.ReadItems) {
	own := p.mapRuns[e.MapRun]
	if !own.answers(p) {
		return
	}
	why := own.failure()
	page := &state.Page{Last: true}
	switch {
	case why != nil && why.Name() == "States.ItemReaderFailed":
		own.at(p, state.Input{Kind: state.InputItemsRead, ID: e.ID, Failure: why})
		return
	case why != nil:
		own.leave(p, noChildren+", and not the items that ItemReader read")
		return
	case own.result.reason != "" && !own.result.any:
		own.leave(p, own.result.reason)
		return
	case len(own.result.outputs) > 0 && p.looksAtItems(own):
		own.leave(p, noChildren+", and not the items that ItemReader read")
		return
	}
	for range own.result.outputs {
		page.Items = append(page.Items, state.Item{Value: jsonvalue.NullValue})
	}
	own.at(p, state.Input{Kind: state.InputItemsRead, ID: e.ID, Page: page})
}

// looksAtItems reports whether a Map makes something of its items.
func (p *player) looksAtItems(own *ownMapRun) bool {
	node := p.run.Machine().NodeOf(p.run.Machine().State(own.of.of.Name))
	for _, field := range []string{"ItemSelector", "Parameters", "ItemBatcher"} {
		if node.Get(field).Exists() {
			return true
		}
	}
	return false
}

// writeResults answers a write of results.
func (p *player) writeResults(e *state.WriteResults) {
	if e.Stopped {
		return
	}
	own := p.mapRuns[e.Target.MapRun]
	if !own.answers(p) {
		return
	}
	in := state.Input{Kind: state.InputResultsWritten, ID: e.ID, Sizes: make([]int64, len(e.Files))}
	if why := own.failure(); why != nil && why.Name() == "States.ResultWriterFailed" {
		in.Failure, in.Sizes = why, nil
	}
	own.at(p, in)
}
