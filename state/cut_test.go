package state_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/goasl/goasl/history"
	"github.com/goasl/goasl/jsonvalue"
	"github.com/goasl/goasl/state"
	"github.com/goasl/goasl/state/statetest"

	gocmp "github.com/google/go-cmp/cmp"
)

// cutCases are executions whose turns change much before they can be cut.
var cutCases = map[string]struct {
	definition string
	events     []int // limits of the history; none for 60
	bytes      int   // Limits.StateBytes
}{
	"a row of states": {definition: states(`
		"A": {"Type": "Pass", "Assign": {"v.$": "$", "w": 1}, "Next": "B"},
		"B": {"Type": "Pass", "Assign": {"v.$": "States.UUID()", "x.$": "$v..s"}, "Next": "T"},
		"T": {"Type": "Task", "Resource": "f", "TimeoutSecondsPath": "$.s", "Parameters": {"v.$": "$v", "t.$": "$..s"}, "ResultSelector": {"r.$": "$", "x.$": "$..s"}, "Next": "W"},
		"W": {"Type": "Wait", "SecondsPath": "$.r.s", "Next": "C"},
		"C": {"Type": "Choice", "Choices": [{"Variable": "$.r.s", "NumericEquals": 1, "Next": "Z"}]},
		"Z": {"Type": "Pass", "Parameters": {"v.$": "$v"}, "End": true}`)},
	"iterations one after the other": {events: upTo(40), definition: states(`
		"A": {"Type": "Map", "ItemsPath": "$.l", "MaxConcurrency": 1, "ItemSelector": {"i.$": "$$.Map..Value", "u.$": "States.UUID()"}, "Next": "N",
			"ItemProcessor": ` + branch("P", `"Type": "Pass", "Assign": {"v.$": "$.u"}, "Next": "Q"}, "Q": {"Type": "Pass", "Assign": {"v.$": "$..i"}, "End": true`) + `},
		"N": {"Type": "Map", "ItemsPath": "$$.Execution.Input.l", "MaxConcurrency": 2, "ItemSelector": {"i.$": "$$.Map..Index"}, "ItemProcessor": ` + branch("R", `"Type": "Pass", "Parameters": {"i.$": "$.i"}, "End": true`) + `, "End": true}`)},
	"iterations that overtake each other": {definition: single(`"Type": "Map", "ItemsPath": "$.l", "MaxConcurrency": 2, "ItemSelector": {"i.$": "$$.Map..Index"}, "ItemProcessor": ` +
		branch("C", `"Type": "Choice", "Choices": [{"Variable": "$.i[0]", "NumericEquals": 0, "Next": "P"}], "Default": "Q"}, "P": {"Type": "Pass", "Next": "Q"}, "Q": {"Type": "Pass", "End": true`))},
	"a branch fails": {definition: states(`
		"A": {"Type": "Pass", "Assign": {"v": 0}, "Next": "P"},
		"P": {"Type": "Parallel", "Next": "Z",
			"Retry": [{"ErrorEquals": ["Twice"]}, {"ErrorEquals": ["E"], "MaxAttempts": 1}],
			"Catch": [{"ErrorEquals": ["E"], "Assign": {"v.$": "$..Cause"}, "ResultPath": "$.why", "Next": "Z"}], "Branches": [
			` + branch("S", `"Type": "Task", "Resource": "silent", "TimeoutSeconds": 99, "End": true`) + `,
			` + branch("W", `"Type": "Wait", "Seconds": 98, "End": true`) + `,
			` + branch("I", `"Type": "Pass", "Assign": {"v1.$": "$.s"}, "Next": "F"}, "F": {"Type": "Task", "Resource": "fail", "End": true`) + `]},
		"Z": {"Type": "Pass", "Parameters": {"v.$": "$v", "in.$": "$"}, "End": true}`)},
	"a selector fails, and the catcher leads out of iterations": {definition: states(`
		"A": {"Type": "Map", "ItemsPath": "$.l", "MaxConcurrency": 1, "ItemSelector": {"o.$": "$$.Map..Value"}, "End": true, "ItemProcessor": ` + branch("M", `
			"Type": "Map", "ItemsPath": "$$.Execution.Input.mixed", "MaxConcurrency": 2, "ItemSelector": {"x.$": "States.MathAdd($$.Map.Item.Value, 1)", "y.$": "$..z"}, "End": true,
			"Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"v.$": "$..Error"}, "ResultPath": "$.why", "Next": "C"}],
			"ItemProcessor": `+branch("P", `"Type": "Pass", "Assign": {"p.$": "$.x"}, "End": true`)+`}, "C": {"Type": "Succeed"`) + `}`)},
	"JSONata in a catcher": {definition: `{"QueryLanguage": "JSONata", "StartAt": "P", "States": {
		"P": {"Type": "Parallel", "End": true, "Output": "{% $v %}", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z", "Assign": {"v": "{% ` + slowly("$states.errorOutput") + ` %}"}, "Output": "{% ` + slowly("$random()") + ` %}"}], "Branches": [
			{"StartAt": "A", "States": {"A": {"Type": "Pass", "Output": {"a": "{% $uuid() %}", "b": "{% ` + slowly("$uuid()") + ` %}"}, "Next": "B"}, "B": {"Type": "Pass", "Output": "{% ` + slowly("$error('no')") + ` %}", "End": true}}},
			{"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "silent", "End": true}}}]},
		"Z": {"Type": "Succeed", "Output": "{% ` + slowly("[$states.input, $v]") + ` %}"}}}`},
	"a history that gets full": {events: upTo(13), definition: states(`
		"A": {"Type": "Task", "Resource": "f", "Next": "B"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Task", "Resource": "f", "Next": "D"},
		"D": {"Type": "Choice", "Choices": [{"Variable": "$.none", "IsPresent": true, "Next": "E"}], "Default": "A"}, "E": {"Type": "Succeed"}`)},
	"results that are too large": {bytes: 60, definition: states(`
		"A": {"Type": "Parallel", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.why", "Assign": {"v.$": "$..Cause"}, "Next": "Z"}], "End": true, "Branches": [
			` + branch("P", `"Type": "Pass", "End": true`) + `, ` + branch("Q", `"Type": "Pass", "End": true`) + `, ` + branch("S", `"Type": "Task", "Resource": "silent", "End": true`) + `]}, "Z": {"Type": "Succeed"}`)},
	"results that are too large end all": {bytes: 60, definition: states(`"A": {"Type": "Parallel", "End": true, "Branches": [
			` + branch("P", `"Type": "Pass", "End": true`) + `, ` + branch("Q", `"Type": "Pass", "End": true`) + `, ` + branch("S", `"Type": "Task", "Resource": "silent", "End": true`) + `]}`)},
	"a failure": {definition: states(`"A": {"Type": "Task", "Resource": "fail", "Catch": [{"ErrorEquals": ["No"], "Next": "A"}], "End": true}`)},
	"a failure before anything is evaluated": {definition: states(`
		"A": {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b"}},
			"ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Succeed"}}}, "End": true}`)},
	"a distributed Map": {definition: states(`"A": {"Type": "Map", "ItemsPath": "$.mixed", "ItemSelector": {"v.$": "$$.Map.Item.Value", "s.$": "$..s"},
		"ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"s.$": "$..s"}}, "MaxConcurrency": 1, "ToleratedFailureCountPath": "$.s", "ResultSelector": {"r.$": "$..Key"}, ` + distributedPass)},
	"a distributed Map that fails": {definition: states(`"A": {"Type": "Map", "ItemsPath": "$.l", "ItemSelector": {"v.$": "$..none"},
		"Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}], ` + distributedPass)},
	"a selector in JSONata that fails late": {definition: `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Map", "Items": "{% ` + slowly("$states.input.mixed") + ` %}",
		"ItemSelector": {"v": "{% ` + slowly("$states.context.Map.Item.Value + 1") + ` %}"}, "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"v": "{% ` + slowly("$uuid()") + ` %}"}, "Output": "{% ` + slowly("$error('no')") + ` %}", "Next": "A"}],
		` + distributedTask("T") + `, "End": true}}}`},
	"a distributed Map beside a branch that fails": {definition: states(`"A": {"Type": "Parallel", "End": true, "Branches": [
		` + branch("M", `"Type": "Map", `+reader+fmt.Sprintf(writer, "")+`"End": true, `+distributedTask("T")) + `, ` + branch("F", `"Type": "Task", "Resource": "fail", "End": true`) + `]}`)},
	"a distributed Map beside a branch that ends all": {definition: states(`"A": {"Type": "Parallel", "End": true, "Branches": [
		` + branch("M", `"Type": "Map", `+reader+fmt.Sprintf(writer, "")+`"End": true, `+distributedTask("T")) + `, ` + branch("F", `"Type": "Task", "Resource": "f", "InputPath": "$.none", "End": true`) + `]}`)},
	"results of a distributed Map beside a branch that fails": {definition: states(`"A": {"Type": "Parallel", "Catch": [{"ErrorEquals": ["E"], "Assign": {"v.$": "$..Cause"}, "Next": "Z"}], "End": true, "Branches": [
		` + branch("M", `"Type": "Map", "ItemsPath": "$.mixed", "ToleratedFailureCount": 1, "End": true, `+distributedTask("T")) + `,
		` + branch("W", `"Type": "Wait", "Seconds": 1, "Next": "F"}, "F": {"Type": "Task", "Resource": "fail", "End": true`) + `]}, "Z": {"Type": "Succeed"}`)},
	"a failure after a retry": {definition: states(`"A": {"Type": "Task", "Resource": "fail", "Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "FULL", "MaxAttempts": 2}], "End": true}`)},
	"a history that gets full with a retry": {events: upTo(30), definition: states(`
		"A": {"Type": "Parallel", "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 2}], "End": true, "Branches": [` + branch("S", `"Type": "Task", "Resource": "fail", "End": true`) + `, ` + branch("W", `"Type": "Wait", "Seconds": 98, "End": true`) + `]}`)},
}

// slowly returns an expression in JSONata that takes long enough to be interrupted.
func slowly(x string) string { return "($sum([1..400].($ + 1)); " + x + ")" }

const distributedPass = `"ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}},
	"ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix.$": "$.s"}}, "End": true}`

// upTo returns the numbers from 3 to n.
func upTo(n int) (numbers []int) {
	for i := 3; i <= n; i++ {
		numbers = append(numbers, i)
	}
	return numbers
}

// TestCutAnywhere cuts each execution at each place where it can be cut: it must go on as
// if nothing had been.
func TestCutAnywhere(t *testing.T) {
	for name, c := range cutCases {
		t.Run(name, func(t *testing.T) {
			for _, events := range append(c.events, 0) {
				want, questions := playCut(t, c.definition, state.Limits{Events: cmp.Or(events, 60), StateBytes: c.bytes}, 0)
				for at := 1; at <= questions; at++ {
					got, _ := playCut(t, c.definition, state.Limits{Events: cmp.Or(events, 60), StateBytes: c.bytes}, at)
					if diff := gocmp.Diff(want, got); diff != "" {
						t.Fatalf("with up to %d events, cut at question %d of %d (-uncut +cut):\n%s", events, at, questions, diff)
					}
				}
			}
		})
	}
}

// playCut plays an execution that is cut at one question, and returns its events, its
// decisions and its last snapshot, and the number of its questions.
func playCut(t *testing.T, definition string, limits state.Limits, at int) (all []string, questions int) {
	t.Helper()
	cut := func() bool { questions++; return questions == at }
	var log state.Log
	var decisions []string
	d := begin(t, definition, `{"l": [1, 2, 3], "mixed": [1, 2, 3, "x", 4], "s": 1}`, state.Config{
		Log: &log, Limits: limits, Interrupt: cut, Ending: func() bool { return !cut() },
		Trace: func(d state.Decision) {
			decisions = append(decisions, fmt.Sprint(d.Kind, d.State.Name(), d.Index, d.To, d.Event))
		},
	})
	for d.r.Status() == state.Running {
		var b state.Batch
		d.r.Flush(&b)
		before := snapshot(t, d.r)
		more, err := d.r.Step(&b, 1)
		switch {
		case errors.Is(err, state.ErrInterrupted):
			if err := statetest.CheckUndone(d.r, []byte(before)); err != nil || questions != at {
				t.Fatalf("at question %d of %d: %v", questions, at, err)
			}
			continue
		case err != nil:
			t.Fatal(err)
		}
		answerAll(d.r, b.Effects)
		if at, timed := d.r.Deadline(); timed && !more && len(b.Effects) == 0 {
			d.r.Advance(at)
		}
	}
	all = append(bytesOf(log.Append(nil, 0, log.Len())), decisions...)
	return append(all, snapshot(t, d.r), fmt.Sprint(log.Size())), questions
}

// TestPanicCutsATurn: a turn whose Interrupt or Ending panics is undone, and has taken none of
// the steps that the state may take.
func TestPanicCutsATurn(t *testing.T) {
	for at := 2; at <= 4; at++ { // the beginning, two expressions, and the end
		questions := 0
		cut := func() bool {
			if questions++; questions == at {
				panic("no")
			}
			return false
		}
		d := begin(t, single(`"Type": "Pass", "Parameters": {"a.$": "$..a"}, "OutputPath": "$..b"`), `{}`,
			state.Config{Interrupt: cut, Ending: func() bool { return !cut() }, Limits: state.Limits{StateSteps: 4}})
		d.r.Flush(new(state.Batch))
		before := snapshot(t, d.r)
		func() {
			defer func() { _ = recover() }()
			_, _ = d.r.Step(new(state.Batch), 0)
		}()
		if err := statetest.CheckUndone(d.r, []byte(before)); err != nil || questions != at {
			t.Errorf("a panic at question %d of %d: %v", questions, at, err)
		}
		if d.step(); d.r.Status() != state.Succeeded {
			t.Errorf("then it is %s", d.r.Status())
		}
	}
}

// TestPanicOfAMock: a turn whose mock panics is undone.
func TestPanicOfAMock(t *testing.T) {
	calls := 0
	d := begin(t, parallel(branch("B", `"Type": "Pass", "End": true`), ``), `{}`, state.Config{Mocks: map[string]state.Mock{
		"A": func(state.MockedWork) (outcome state.InspectionMock) {
			if calls++; calls == 1 {
				panic("no")
			}
			return outcome
		},
	}})
	d.r.Flush(new(state.Batch))
	before := snapshot(t, d.r)
	func() {
		defer func() { _ = recover() }()
		_, _ = d.r.Step(new(state.Batch), 0)
	}()
	if err := statetest.CheckUndone(d.r, []byte(before)); err != nil {
		t.Error(err)
	}
	if d.step(); d.r.Status() != state.Succeeded || calls != 2 {
		t.Errorf("then it is %s after %d calls", d.r.Status(), calls)
	}
}

// TestCutInspection cuts the turns of a state that is run by itself.
func TestCutInspection(t *testing.T) {
	m := parse(t, single(`"Type": "Task", "Resource": "f", "InputPath": "$..x", "Parameters": {"a.$": "$..x"}, "ResultSelector": {"b.$": "$..c"}, "Assign": {"v.$": "$..b"},
		"Catch": [{"ErrorEquals": ["E"], "Assign": {"v.$": "$..Cause"}, "Next": "A"}]`))
	for _, mock := range []*state.InspectionMock{{Failure: state.NewFailure("E", "c")}, {Failure: state.NewFailure("F", "c")}, {Result: jsonvalue.EmptyObject}} {
		inspect := func(at int) (result string, questions int) {
			cut := func() bool { questions++; return questions == at }
			r, err := state.StartInspection(m, "A", state.InspectionInput{
				Config: configured(state.Config{Interrupt: cut, Ending: func() bool { return !cut() }}), Mock: mock,
			})
			if err != nil {
				t.Fatal(err)
			}
			for r.Status() == state.Running {
				if _, err := r.Step(new(state.Batch), 0); err != nil && questions != at {
					t.Fatal(err)
				}
			}
			in := r.Inspection()
			result = fmt.Sprint(in.Status, in.Output, in.Next, in.Variables, in.CatchIndex != nil, in.Failure.Name())
			for stage := state.AfterInputPath; stage <= state.AfterResultPath; stage++ {
				result += fmt.Sprint(" ", in.At(stage))
			}
			return result, questions
		}
		want, questions := inspect(0)
		for at := 1; at <= questions; at++ {
			if got, _ := inspect(at); got != want {
				t.Errorf("cut at question %d:\n%s\nwant\n%s", at, got, want)
			}
		}
	}
}

// answerAll answers tasks as their resources say.
func answerAll(r *state.Run, effects []state.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case *state.StartItem:
			status, why := state.Succeeded, (*state.Failure)(nil)
			if e.Input.Text() == "x" {
				continue // it goes on
			}
			if e.Index == 1 {
				status, why = state.Failed, state.NewFailure("E", "c")
			}
			r.ChildDone(epoch, e.ID, state.ChildOutcome{Outcome: state.Outcome{Status: status, Failure: why, Output: e.Input}})
		case *state.WriteResults:
			r.ResultsWritten(epoch, e.ID, make([]int64, len(e.Files)), nil)
		}
		task := statetest.TaskOf(e)
		if task == nil {
			continue
		}
		r.Started(epoch, task.ID, "")
		switch task.Resource {
		case "f":
			r.Done(epoch, task.ID, jsonvalue.OfObject([]jsonvalue.Member{{Name: "s", Value: jsonvalue.OfInt(1)}}), nil)
		case "fail":
			r.Done(epoch, task.ID, jsonvalue.Value{}, state.NewFailure("E", "c"))
		}
	}
}

// TestPostpone: the other branches go on before the one whose turn is next, and the journal
// shows it.
func TestPostpone(t *testing.T) {
	d := begin(t, parallel(branch("X", `"Type": "Pass", "Next": "X2"}, "X2": {"Type": "Pass", "End": true`)+`, `+branch("Y", `"Type": "Pass", "End": true`)+`, `+branch("B", `"Type": "Pass", "End": true`), ``), `{}`, state.Config{Journal: true})
	j := journalOf(t, d.r)
	if d.r.Postpone(epoch) {
		t.Error("the only line of control is postponed")
	}
	j.step(t, 1)
	if !d.r.Postpone(epoch) {
		t.Error("a branch is not postponed")
	}
	j.step(t, 0)
	var entered []string
	for _, e := range j.events {
		if in, ok := e.Details.(*history.StateEntered); ok {
			entered = append(entered, in.Name)
		}
	}
	if want := []string{"A", "Y", "B", "X", "X2", "Z"}; !slices.Equal(entered, want) {
		t.Errorf("the states are entered as %v, want %v", entered, want)
	}
	j.check(t)
}

// TestStepEndsAfterMuchWork: an effect does not wait for hundreds of turns that take long.
func TestStepEndsAfterMuchWork(t *testing.T) {
	d := begin(t, `{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
		"A": {"Type": "Pass", "Output": "{% $count([1..50000].($ + 1)) %}", "Next": "B"},
		"B": {"Type": "Choice", "Choices": [{"Condition": "{% false %}", "Next": "Z"}], "Default": "A"}, "Z": {"Type": "Succeed"}}}`, `{}`, state.Config{})
	var b state.Batch
	if more, err := d.r.Step(&b, 100); !more || err != nil || d.r.Turn() > 10 {
		t.Errorf("a step has taken %d turns: %v, %v", d.r.Turn(), more, err)
	}
}
