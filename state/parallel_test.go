package state_test

import (
	"testing"
	"time"

	"github.com/goasl/goasl/state"
)

// branch is a branch of one state.
func branch(name, fields string) string {
	return `{"StartAt": "` + name + `", "States": {"` + name + `": {` + fields + `}}}`
}

func taskBranch(name string) string {
	return branch(name, `"Type": "Task", "Resource": "f", "End": true`)
}

// parallel is a definition with a Parallel state A in front of Z.
func parallel(branches, fields string) string {
	return states(`"A": {"Type": "Parallel", "Branches": [` + branches + `]` + fields + `, "Next": "Z"}, "Z": {"Type": "Succeed"}`)
}

func TestParallelHistory(t *testing.T) {
	tr := run(t, parallel(branch("P", `"Type": "Pass", "Next": "Q"}, "Q": {"Type": "Succeed"`)+`, `+branch("R", `"Type": "Pass", "Result": 2, "End": true`), ``), play{input: `{"a":1}`})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={"a":1}
		2<-0 ParallelStateEntered name=A input={"a":1}
		3<-2 ParallelStateStarted
		4<-3 PassStateEntered name=P input={"a":1}
		5<-4 PassStateExited name=P output={"a":1}
		6<-3 PassStateEntered name=R input={"a":1}
		7<-6 PassStateExited name=R output=2
		8<-5 SucceedStateEntered name=Q input={"a":1}
		9<-8 SucceedStateExited name=Q output={"a":1}
		10<-9 ParallelStateSucceeded
		11<-9 ParallelStateExited name=A output=[{"a":1},2]
		12<-11 SucceedStateEntered name=Z input=[{"a":1},2]
		13<-12 SucceedStateExited name=Z output=[{"a":1},2]
		14<-13 ExecutionSucceeded output=[{"a":1},2]`)
}

// TestParallelJoins: the outputs stand in the order of the branches, whichever
// is done first; the state follows from the event of the last one.
func TestParallelJoins(t *testing.T) {
	tr := run(t, parallel(taskBranch("P")+`, `+taskBranch("Q"), ``), play{tasks: map[string][]reply{
		"P": {gives(`"p"`).after(5 * time.Second)},
		"Q": {gives(`"q"`).after(2 * time.Second)},
	}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 TaskStateEntered name=P input={}
		5<-4 LambdaFunctionScheduled resource=f input={}
		6<-3 TaskStateEntered name=Q input={}
		7<-6 LambdaFunctionScheduled resource=f input={}
		8<-5 LambdaFunctionStarted
		9<-7 LambdaFunctionStarted
		10<-9 LambdaFunctionSucceeded output="q" @2s
		11<-10 TaskStateExited name=Q output="q" @2s
		12<-8 LambdaFunctionSucceeded output="p" @5s
		13<-12 TaskStateExited name=P output="p" @5s
		14<-13 ParallelStateSucceeded @5s
		15<-13 ParallelStateExited name=A output=["p","q"] @5s
		16<-15 SucceedStateEntered name=Z input=["p","q"] @5s
		17<-16 SucceedStateExited name=Z output=["p","q"] @5s
		18<-17 ExecutionSucceeded output=["p","q"] @5s`)
}

func TestParallelData(t *testing.T) {
	for _, test := range []struct{ name, fields, want string }{
		{"nothing", ``, `[{"a":{"b":1}},{"a":{"b":1}}]`},
		{"InputPath", `, "InputPath": "$.a"`, `[{"b":1},{"b":1}]`},
		{"Parameters", `, "Parameters": {"x.$": "$.a.b"}`, `[{"x":1},{"x":1}]`},
		{"ResultSelector", `, "ResultSelector": {"first.$": "$[0].a.b"}`, `{"first":1}`},
		{"ResultPath", `, "InputPath": "$.a", "ResultPath": "$.r"`, `{"a":{"b":1},"r":[{"b":1},{"b":1}]}`},
		{"OutputPath", `, "OutputPath": "$[1].a"`, `{"b":1}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			definition := parallel(branch("P", `"Type": "Succeed"`)+`, `+branch("Q", `"Type": "Pass", "End": true`), test.fields)
			wantOutput(t, run(t, definition, play{input: `{"a":{"b":1}}`}), test.want)
		})
	}
}

func TestParallelNested(t *testing.T) {
	inner := branch("I", `"Type": "Parallel", "End": true, "Branches": [`+branch("P", `"Type": "Pass", "Result": 1, "End": true`)+`, `+branch("Q", `"Type": "Pass", "Result": 2, "End": true`)+`]`)
	tr := run(t, parallel(inner+`, `+branch("R", `"Type": "Pass", "Result": 3, "End": true`), ``), play{})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 ParallelStateEntered name=I input={}
		5<-4 ParallelStateStarted
		6<-3 PassStateEntered name=R input={}
		7<-6 PassStateExited name=R output=3
		8<-5 PassStateEntered name=P input={}
		9<-8 PassStateExited name=P output=1
		10<-5 PassStateEntered name=Q input={}
		11<-10 PassStateExited name=Q output=2
		12<-11 ParallelStateSucceeded
		13<-11 ParallelStateExited name=I output=[1,2]
		14<-13 ParallelStateSucceeded
		15<-13 ParallelStateExited name=A output=[[1,2],3]
		16<-15 SucceedStateEntered name=Z input=[[1,2],3]
		17<-16 SucceedStateExited name=Z output=[[1,2],3]
		18<-17 ExecutionSucceeded output=[[1,2],3]`)
}

// TestParallelFailure: what follows from the failure is linked to the event it
// showed in; the Task that has failed counts as aborted as well.
func TestParallelFailure(t *testing.T) {
	inner := branch("I", `"Type": "Parallel", "End": true, "Branches": [`+taskBranch("T")+`, `+taskBranch("U")+`]`)
	wait := branch("W", `"Type": "Wait", "Seconds": 60, "End": true`)
	done := branch("D", `"Type": "Pass", "End": true`)
	tr := run(t, parallel(taskBranch("P")+`, `+inner+`, `+wait+`, `+done, ``), play{tasks: map[string][]reply{
		"P": {fails("E", "c").after(time.Second)}, "T": {silent()}, "U": {gives(`1`)},
	}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 TaskStateEntered name=P input={}
		5<-4 LambdaFunctionScheduled resource=f input={}
		6<-3 ParallelStateEntered name=I input={}
		7<-6 ParallelStateStarted
		8<-3 WaitStateEntered name=W input={}
		9<-3 PassStateEntered name=D input={}
		10<-9 PassStateExited name=D output={}
		11<-7 TaskStateEntered name=T input={}
		12<-11 LambdaFunctionScheduled resource=f input={}
		13<-7 TaskStateEntered name=U input={}
		14<-13 LambdaFunctionScheduled resource=f input={}
		15<-5 LambdaFunctionStarted
		16<-12 LambdaFunctionStarted
		17<-14 LambdaFunctionStarted
		18<-17 LambdaFunctionSucceeded output=1
		19<-18 TaskStateExited name=U output=1
		20<-15 LambdaFunctionFailed error=E cause=c @1s
		21<-20 TaskStateAborted @1s
		22<-20 TaskStateAborted @1s
		23<-20 ParallelStateAborted @1s
		24<-20 WaitStateAborted @1s
		25<-20 ParallelStateFailed @1s
		26<-25 ExecutionFailed error=E cause=c @1s`)
	wantCancelled(t, tr, 2)
}

// wantCancelled checks which effects were cancelled.
func wantCancelled(t *testing.T, tr *trace, ids ...int64) {
	t.Helper()
	var got []int64
	for _, e := range tr.effects {
		if c, ok := e.(*state.Cancel); ok {
			got = append(got, c.ID)
		}
	}
	if len(got) != len(ids) {
		t.Fatalf("the effects %v were cancelled, want %v", got, ids)
	}
	for i := range ids {
		if got[i] != ids[i] {
			t.Errorf("the effects %v were cancelled, want %v", got, ids)
		}
	}
}

// TestParallelFailureOfAFailState is as recorded: no state is aborted.
func TestParallelFailureOfAFailState(t *testing.T) {
	wantHistory(t, run(t, parallel(branch("B", `"Type": "Fail", "Error": "E"`), ``), play{}), `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 FailStateEntered name=B input={}
		5<-4 ParallelStateFailed
		6<-5 ExecutionFailed error=E`)
}

// TestParallelRetry: another attempt has no new entry and no failure before it;
// it follows from the failing event.
func TestParallelRetry(t *testing.T) {
	tr := run(t, parallel(taskBranch("P")+`, `+taskBranch("Q"), `, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 3, "MaxAttempts": 1}]`), play{tasks: map[string][]reply{
		"P": {fails("E", "c").after(time.Second), gives(`1`)},
		"Q": {silent(), gives(`2`)},
	}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 TaskStateEntered name=P input={}
		5<-4 LambdaFunctionScheduled resource=f input={}
		6<-3 TaskStateEntered name=Q input={}
		7<-6 LambdaFunctionScheduled resource=f input={}
		8<-5 LambdaFunctionStarted
		9<-7 LambdaFunctionStarted
		10<-8 LambdaFunctionFailed error=E cause=c @1s
		11<-10 TaskStateAborted @1s
		12<-10 TaskStateAborted @1s
		13<-10 ParallelStateStarted @4s
		14<-13 TaskStateEntered name=P input={} @4s
		15<-14 LambdaFunctionScheduled resource=f input={} @4s
		16<-13 TaskStateEntered name=Q input={} @4s
		17<-16 LambdaFunctionScheduled resource=f input={} @4s
		18<-15 LambdaFunctionStarted @4s
		19<-18 LambdaFunctionSucceeded output=1 @4s
		20<-19 TaskStateExited name=P output=1 @4s
		21<-17 LambdaFunctionStarted @4s
		22<-21 LambdaFunctionSucceeded output=2 @4s
		23<-22 TaskStateExited name=Q output=2 @4s
		24<-23 ParallelStateSucceeded @4s
		25<-23 ParallelStateExited name=A output=[1,2] @4s
		26<-25 SucceedStateEntered name=Z input=[1,2] @4s
		27<-26 SucceedStateExited name=Z output=[1,2] @4s
		28<-27 ExecutionSucceeded output=[1,2] @4s`)
	wantCancelled(t, tr, 2)
}

func TestParallelCatch(t *testing.T) {
	tr := run(t, parallel(branch("B", `"Type": "Fail", "Error": "E", "Cause": "c"`), `, "Catch": [{"ErrorEquals": ["E"], "ResultPath": "$.why", "Next": "Z"}]`), play{input: `{"a":1}`})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={"a":1}
		2<-0 ParallelStateEntered name=A input={"a":1}
		3<-2 ParallelStateStarted
		4<-3 FailStateEntered name=B input={"a":1}
		5<-4 ParallelStateFailed
		6<-5 ParallelStateExited name=A output={"a":1,"why":{"Error":"E","Cause":"c"}}
		7<-6 SucceedStateEntered name=Z input={"a":1,"why":{"Error":"E","Cause":"c"}}
		8<-7 SucceedStateExited name=Z output={"a":1,"why":{"Error":"E","Cause":"c"}}
		9<-8 ExecutionSucceeded output={"a":1,"why":{"Error":"E","Cause":"c"}}`)
}

// TestParallelCatchesInside: a failure that a branch catches does not concern
// the others.
func TestParallelCatchesInside(t *testing.T) {
	caught := `{"StartAt": "P", "States": {
		"P": {"Type": "Task", "Resource": "f", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}], "End": true},
		"C": {"Type": "Pass", "Result": "caught", "End": true}}}`
	tr := run(t, parallel(caught+`, `+taskBranch("Q"), ``), play{tasks: map[string][]reply{"P": {fails("E", "")}, "Q": {gives(`1`).after(time.Second)}}})
	wantOutput(t, tr, `["caught",1]`)
}

// TestParallelFaultEndsTheExecution: a States.Runtime of the interpreter's is
// not the Parallel's to catch.
func TestParallelFaultEndsTheExecution(t *testing.T) {
	tr := run(t, parallel(branch("B", `"Type": "Pass", "InputPath": "$.x", "End": true`)+`, `+taskBranch("Q"), `, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}]`), play{tasks: map[string][]reply{"Q": {silent()}}})
	wantHistory(t, tr, `
		1<-0 ExecutionStarted input={}
		2<-0 ParallelStateEntered name=A input={}
		3<-2 ParallelStateStarted
		4<-3 PassStateEntered name=B input={}
		5<-4 ExecutionFailed error=States.Runtime cause=An error occurred while executing the state 'B' (entered at the event id #4). Invalid path '$.x' : No results for path: $['x']`)
}
